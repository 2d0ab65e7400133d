"""The JSON and CBOR protocols: where an error's name stands, whose response it is, and awsQuery's codes."""

from __future__ import annotations

from typing import Any

import pytest
from aiosmithy.errors import ResponseParseError, ServiceError
from aiosmithy.http import HttpResponse
from aiosmithy.operation import Operation, Service
from aiosmithy.protocols import (
    Protocol,
    aws_json_1_0,
    aws_json_1_1,
    rest_json_1,
    rpc_v2_cbor,
    rpc_v2_json,
)
from aiosmithy.responses import parse_error, parse_output
from echo import (
    SERVICE,
    EchoError,
    EchoInput,
    EchoOutput,
    QuotaException,
    parse,
    serialize,
)

AWS_JSON = pytest.mark.parametrize(
    "protocol", [aws_json_1_0.PROTOCOL, aws_json_1_1.PROTOCOL]
)
RPC = pytest.mark.parametrize("protocol", [rpc_v2_json.PROTOCOL, rpc_v2_cbor.PROTOCOL])
JSON_2 = {"smithy-protocol": "rpc-v2-json"}
CBOR_2 = {"smithy-protocol": "rpc-v2-cbor"}
QUOTA = b'{"__type":"ns#QuotaException","message":"m","quota":"5"}'


def operation(protocol: Protocol) -> Operation[EchoInput, EchoOutput]:
    service = Service(
        name="Echo",
        api_version="2020-01-01",
        signing_name="echo",
        protocol=protocol,
        errors=SERVICE.errors,
        base_error=EchoError,
        error_readers=SERVICE.error_readers,
        resolve_endpoint=SERVICE.resolve_endpoint,
        schemas=None,
    )
    return Operation(
        name="Echo",
        service=service,
        input_type=EchoInput,
        serialize=serialize,
        parse=parse,
    )


def error(
    protocol: Protocol, status: int, headers: dict[str, str], body: bytes
) -> ServiceError:
    return parse_error(operation(protocol), HttpResponse(status, headers, body))


@AWS_JSON
@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"x-amzn-errortype": "QuotaException"}, b""),
        ({"x-amzn-errortype": "ns#QuotaException:http://x/y#z"}, b"{}"),
        ({"x-amzn-errortype": "QuotaException"}, b'{"__type":"Other"}'),
        ({}, b'{"__type":"QuotaException"}'),
        ({}, b'{"__type":"com.other#QuotaException:http://x/"}'),
        ({}, b'{"code":"ns#QuotaException"}'),
        ({}, b'{"code":"a member","__type":"ns#QuotaException"}'),
        ({}, b'{"code":5,"__type":"ns#QuotaException"}'),
        ({}, b'{"code":"QuotaException","__type":null}'),
    ],
)
def test_names_of_aws_json_errors(
    protocol: Protocol, headers: dict[str, str], body: bytes
) -> None:
    found = error(protocol, 402, headers, body)

    assert (type(found), found.code) == (QuotaException, "QuotaException")


def test_rest_json_looks_for_a_code_first() -> None:
    body = b'{"code":"QuotaException","__type":"Other"}'

    assert type(error(rest_json_1.PROTOCOL, 402, {}, body)) is QuotaException


@pytest.mark.parametrize(
    ("protocol", "headers", "body"),
    [
        (rpc_v2_json.PROTOCOL, JSON_2, QUOTA),
        (
            rpc_v2_cbor.PROTOCOL,
            CBOR_2,
            b"\xa3\x66__type\x71ns#QuotaException\x67message\x61m\x65quota\x615",
        ),
    ],
)
def test_rpc_errors_are_named_by_the_body(
    protocol: Protocol, headers: dict[str, str], body: bytes
) -> None:
    found = error(protocol, 402, {**headers, "x-amzn-errortype": "Other"}, body)

    assert isinstance(found, QuotaException)
    assert (found.code, found.message, found.quota) == ("QuotaException", "m", "5")


@pytest.mark.parametrize(
    ("protocol", "headers", "body"),
    [
        (rpc_v2_json.PROTOCOL, {}, QUOTA),
        (rpc_v2_json.PROTOCOL, CBOR_2, QUOTA),
        (rpc_v2_json.PROTOCOL, JSON_2, b"<html>"),
        (rpc_v2_json.PROTOCOL, JSON_2, b"[]"),
        (rpc_v2_json.PROTOCOL, JSON_2, b'{"code":"QuotaException"}'),
        (
            rpc_v2_json.PROTOCOL,
            {**JSON_2, "x-amzn-errortype": "QuotaException"},
            b"{}",
        ),
        (rpc_v2_cbor.PROTOCOL, CBOR_2, b"\xbf"),
        (rpc_v2_cbor.PROTOCOL, CBOR_2, b"\x80"),
        (rpc_v2_cbor.PROTOCOL, CBOR_2, b""),
    ],
)
def test_rpc_errors_that_are_not_the_protocols_have_their_status_alone(
    protocol: Protocol, headers: dict[str, str], body: bytes
) -> None:
    found = error(protocol, 503, {**headers, "x-amzn-requestid": "r"}, body)

    assert (type(found), found.code, found.fault) == (EchoError, "Unknown", "server")
    assert (found.http_status, found.request_id, found.body) == (503, "r", body)
    assert found.retryable


@RPC
@pytest.mark.parametrize(
    "headers", [{}, {"smithy-protocol": "rpc-v2-xml"}, {"smithy-protocol": ""}]
)
def test_rpc_successes_that_are_not_the_protocols(
    protocol: Protocol, headers: dict[str, str]
) -> None:
    response = HttpResponse(
        200, {**headers, "x-amzn-requestid": "r"}, b'{"text":"hello"}'
    )

    with pytest.raises(ResponseParseError, match="no header smithy-protocol") as caught:
        parse_output(operation(protocol), response)

    assert (caught.value.http_status, caught.value.request_id) == (200, "r")
    assert caught.value.body == response.body


def test_an_rpc_success() -> None:
    response = HttpResponse(200, JSON_2, b'{"text":"hello"}')

    assert parse_output(operation(rpc_v2_json.PROTOCOL), response).text == "hello"


@pytest.mark.parametrize(
    "body",
    [
        b'{"text":"a","text":"b"}',
        b'{"text":"a","more":{"x":1,"x":1}}',
        b'{"text":"a","more":' + b"[" * 128 + b"]" * 128 + b"}",
        b'{"text":"a","more":' + b"[" * 100_000,
        b'{"text":"a","more":NaN}',
        b'{"text":"\xff"}',
        b'{"text":"a"',
        b'{"text":5}',
        b"[]",
    ],
)
def test_hostile_json_is_one_typed_error(body: bytes) -> None:
    response = HttpResponse(200, {"x-amzn-requestid": "r"}, body)

    with pytest.raises(ResponseParseError) as caught:
        parse_output(operation(aws_json_1_0.PROTOCOL), response)

    assert (caught.value.http_status, caught.value.request_id) == (200, "r")
    assert caught.value.body.startswith(body[:100])


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("text/html; charset=utf-8", "its content type is 'text/html; charset=utf-8'"),
        ("x" * 200, "its content type is '" + "x" * 80 + "'"),
        ("a\x1bb", "its content type is 'a\\x1bb'"),
        ("Application/JSON; charset=utf-8", None),
        (None, None),
    ],
)
def test_what_cannot_be_read_is_told_with_its_content_type(
    given: str | None, told: str | None
) -> None:
    headers = {} if given is None else {"content-type": given}

    with pytest.raises(ResponseParseError) as caught:
        parse_output(
            operation(rest_json_1.PROTOCOL), HttpResponse(200, headers, b"<html>")
        )

    assert told in str(caught.value) if told else "type" not in str(caught.value)


@pytest.mark.parametrize(
    ("protocol", "headers"),
    [
        (aws_json_1_0.PROTOCOL, {}),
        (aws_json_1_1.PROTOCOL, {}),
        (rpc_v2_json.PROTOCOL, JSON_2),
    ],
)
@pytest.mark.parametrize(
    ("header", "code", "fault"),
    [
        ("AWS.Service.NoQuota;Sender", "AWS.Service.NoQuota", "client"),
        (" NoQuota ; Receiver ", "NoQuota", "server"),
        ("NoQuota;", "NoQuota", "client"),
        ("NoQuota;Nobody", "NoQuota", "client"),
        ("NoQuota", "QuotaException", "client"),
        (";Receiver", "QuotaException", "client"),
        ("", "QuotaException", "client"),
    ],
)
def test_the_code_and_fault_that_awsquery_had(
    protocol: Protocol, headers: dict[str, Any], header: str, code: str, fault: str
) -> None:
    found = error(protocol, 402, {**headers, "x-amzn-query-error": header}, QUOTA)

    assert isinstance(found, QuotaException)
    assert (found.code, found.fault, found.quota) == (code, fault, "5")


def test_an_unmodeled_error_with_a_code_of_awsquery() -> None:
    headers = {"x-amzn-query-error": "Throttling;Sender"}

    found = error(aws_json_1_0.PROTOCOL, 400, headers, b'{"__type":"Odd"}')

    assert (type(found), found.code, found.retryable) == (EchoError, "Throttling", True)
