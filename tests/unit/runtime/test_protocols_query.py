"""awsQuery and ec2Query: the frames around outputs and errors, and bodies that have none."""

from __future__ import annotations

from typing import Any

import pytest
from aiosmithy.http import HttpResponse
from aiosmithy.operation import Operation, Service
from aiosmithy.protocols import Protocol, aws_query, ec2_query
from aiosmithy.protocols.aws_query import read_result
from aiosmithy.protocols.ec2_query import read_answer
from aiosmithy.responses import parse_error
from echo import SERVICE, EchoInput, EchoOutput, QuotaException, parse, serialize

BOTH = pytest.mark.parametrize("protocol", [aws_query.PROTOCOL, ec2_query.PROTOCOL])

AWS_QUERY = b"""<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">
  <Error><Type>Sender</Type><Code> InvalidParameter </Code><Message> Topic\xc2\x85</Message></Error>
  <RequestId>foo-id
</RequestId></ErrorResponse>"""
EC2 = b"""<?xml version="1.0" encoding="UTF-8"?>
<Response><Errors>
  <Error><Code>InvalidInstanceID.Malformed</Code><Message>Invalid id</Message></Error>
  <Error><Code>Second</Code></Error>
</Errors><RequestID>foo-id</RequestID></Response>"""


@pytest.mark.parametrize(
    ("body", "data"),
    [
        (b"<GetUserResponse><GetUserResult/></GetUserResponse>", {}),
        (
            b'<GetUserResponse xmlns="urn:x"><GetUserResult><User><Id>1</Id></User></GetUserResult>'
            b"<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></GetUserResponse>",
            {"User": {"Id": "1"}},
        ),
    ],
)
def test_a_result_lies_in_two_elements(body: bytes, data: dict[str, Any]) -> None:
    assert read_result(body, "GetUser") == data


@pytest.mark.parametrize(
    ("body", "data"),
    [
        (b"<StopResponse/>", {}),
        (
            b'<StopResponse xmlns="urn:x"><requestId>r</requestId><a>1</a></StopResponse>',
            {"requestId": "r", "a": "1"},
        ),
        (b"<Stop><a>1</a></Stop>", {"a": "1"}),
    ],
)
def test_an_answer_of_ec2_lies_in_the_root(body: bytes, data: dict[str, Any]) -> None:
    assert read_answer(body, "Stop") == data


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"<html><body>hunter2</body></html>", "expected the element GetUserResponse, got html"),
        (AWS_QUERY, "expected the element GetUserResponse, got ErrorResponse"),
        (b"<" + b"a" * 5000 + b"/>", "expected the element GetUserResponse, got " + "a" * 60),
        (b"<GetUserResponse/>", "expected the element GetUserResult in GetUserResponse"),
        (b"<GetUserResponse><User/></GetUserResponse>", "expected the element GetUserResult in GetUserResponse"),
        (b"<GetUserResponse>hunter2</GetUserResponse>", "GetUserResponse: expected elements, got a text"),
        (b"<GetUserResponse><GetUserResult>hunter2</GetUserResult></GetUserResponse>", "GetUserResult: expected elements, got a text"),
        (b"<GetUserResponse><GetUserResult/><GetUserResult/></GetUserResponse>", "GetUserResult: expected elements, got several"),
        (b"<GetUserResponse><GetUserResult>", "not XML: no element found: line 1, column 32"),
        (b"", "expected the element GetUserResponse, got no body"),
        (b'{"message": "hunter2"}', "not XML: not well-formed (invalid token): line 1, column 0"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><GetUserResponse/>", "a document type declaration, which may define entities"),
    ],
)  # fmt: skip; a table, an answer a line
def test_other_answers_are_refused(body: bytes, problem: str) -> None:
    with pytest.raises(ValueError) as caught:
        read_result(body, "GetUser")

    assert str(caught.value) == problem


@BOTH
@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        (AWS_QUERY, "InvalidParameter", " Topic\x85"),
        (EC2, "InvalidInstanceID.Malformed", "Invalid id"),
    ],
)
def test_errors_of_both_frames(
    protocol: Protocol, body: bytes, code: str, message: str
) -> None:
    facts = protocol.read_error(HttpResponse(400, {}, body))

    assert (facts.code, facts.message, facts.request_id) == (code, message, "foo-id")
    assert facts.data["Code"].strip() == code


@BOTH
@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", ""),
        (b"<html>busy</html>", "<html>busy</html>"),
        (b" Service Unavailable\n", "Service Unavailable"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b"<ErrorResponse><Error>text</Error></ErrorResponse>",) * 2,
        (b"<ErrorResponse><Error/><Errors/></ErrorResponse>",) * 2,
        (b"<Response><Errors><Error><Code>Cut", "<Response><Errors><Error><Code>Cut"),
        (b"<!DOCTYPE x><Response/>",) * 2,
        (b"x" * 5000, "x" * 500),
    ],
)
def test_bodies_that_are_no_errors(
    protocol: Protocol, body: bytes, message: str | bytes
) -> None:
    facts = protocol.read_error(HttpResponse(503, {}, body))

    text = message if isinstance(message, str) else message.decode()
    assert (facts.code, facts.message, facts.data) == ("", text, {})


@pytest.mark.parametrize(
    "body",
    [
        b"<ErrorResponse><RequestId>r-1</RequestId></ErrorResponse>",
        b"<Response><RequestID>r-1</RequestID></Response>",
        b"<R><requestId>r-1</requestId></R>",
        b"<R><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></R>",
        b"<R><Error><Code>C</Code><RequestId>r-1</RequestId></Error></R>",
    ],
)
def test_the_request_id_goes_by_many_names(body: bytes) -> None:
    facts = aws_query.PROTOCOL.read_error(HttpResponse(500, {}, body))

    assert facts.request_id == "r-1"


def test_a_code_and_a_message_with_elements_in_them_are_none() -> None:
    body = b"<ErrorResponse><Error><Code><x/></Code><Message>1</Message><Message>2</Message></Error></ErrorResponse>"

    facts = aws_query.PROTOCOL.read_error(HttpResponse(400, {}, body))

    assert (facts.code, facts.message) == ("", "")


@BOTH
@pytest.mark.parametrize(
    "body",
    [
        b"<a>" * 100_000,
        b"<Response>" + b"<Errors>" * 50_000,
        b"<!DOCTYPE a [" + b"<!ENTITY x 'y'>" * 10_000,
        b"<ErrorResponse><Error>" + b"x" * 100_000,
        b"&" * 100_000,
    ],
)
def test_hostile_bodies_are_no_errors(protocol: Protocol, body: bytes) -> None:
    facts = protocol.read_error(HttpResponse(500, {}, body))

    assert (facts.code, facts.data, len(facts.message)) == ("", {}, 500)


@BOTH
@pytest.mark.parametrize(
    ("headers", "request_id"),
    [({}, "of the body"), ({"x-amzn-requestid": "of the header"}, "of the header")],
)
def test_an_error_has_its_class_its_members_and_its_request(
    protocol: Protocol, headers: dict[str, str], request_id: str
) -> None:
    service = Service(
        name="Echo",
        api_version="2020-01-01",
        signing_name="echo",
        protocol=protocol,
        errors=SERVICE.errors,
        base_error=SERVICE.base_error,
        resolve_endpoint=SERVICE.resolve_endpoint,
        schemas=SERVICE.schemas,
        error_readers=SERVICE.error_readers,
    )
    operation: Operation[EchoInput, EchoOutput] = Operation(
        name="Echo",
        service=service,
        input_type=EchoInput,
        serialize=serialize,
        parse=parse,
    )
    body = (
        b"<ErrorResponse><Error><Code>QuotaException</Code><Message>m</Message><quota>5</quota></Error>"
        b"<RequestId>of the body</RequestId></ErrorResponse>"
    )

    error = parse_error(operation, HttpResponse(402, headers, body))

    assert isinstance(error, QuotaException)
    assert (error.message, error.quota, error.request_id) == ("m", "5", request_id)
