"""Runs cases of the C2J suites by clients that are generated from their raised services."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from aiosmithy.errors import AiosmithyError, ServiceError
from aiosmithy_codegen.model import Member, Shape
from c2j_cases import Case
from c2j_conflicts import REFUSED, as_smithy_says, response_headers
from loopback import Answer, Arrived
from vector_bodies import cbor_meaning, form_meaning, json_meaning, xml_meaning
from vector_calls import least_arguments, stream_of
from vector_clients import Generated, Laboratory
from vector_values import Inputs, Outputs

_READERS: Mapping[str, Callable[[bytes], Any]] = {
    "ec2": form_meaning,
    "json": json_meaning,
    "query": form_meaning,
    "rest-json": json_meaning,
    "rest-xml": xml_meaning,
    "smithy-rpc-v2-cbor": cbor_meaning,
}


def check(laboratory: Laboratory, case: Case) -> None:
    """All that a case says, or why it cannot be."""
    check_case = check_input if "serialized" in case.data else check_output
    if case.id in REFUSED:
        error, message = REFUSED[case.id]
        with pytest.raises(error, match=message):
            check_case(laboratory, case)
    else:
        check_case(laboratory, case)


def client_of(laboratory: Laboratory, case: Case) -> tuple[Generated, str, Any]:
    """The case's package, the id of its operation, and the method that calls it."""
    generated = laboratory.package(case.package, case.document)
    (operation,) = (
        shape.id
        for shape in generated.model.of_type("operation")
        if shape.name == case.operation
    )
    settings = {"endpoint_url": case.endpoint} if case.endpoint else {}
    client = laboratory.client(generated, **settings)
    names = generated.symbols.operation(operation)
    return generated, operation, getattr(client, names.method)


def check_input(laboratory: Laboratory, case: Case) -> None:
    """What arrives is what the case says."""
    generated, operation, method = client_of(laboratory, case)
    params = case.data.get("params", {})
    arguments = Inputs(generated).arguments(generated.input(operation), params)

    with pytest.raises(AiosmithyError) as refused:
        laboratory.run(method(**arguments), Answer(500))

    if not laboratory.loopback.arrived:
        raise refused.value
    _assert_request(case, laboratory.arrived())


def _assert_request(case: Case, arrived: Arrived) -> None:
    expected = as_smithy_says(
        case.id, case.protocol, case.data["serialized"], case.data.get("params", {})
    )
    path, _, query = expected["uri"].partition("?")
    assert arrived.method == expected.get("method", arrived.method)
    assert arrived.path == path
    assert _pairs(arrived.query) == _pairs(query)
    if "host" in expected:
        assert f"{arrived.host}{path}".startswith(expected["host"])
    for name, value in expected.get("headers", {}).items():
        assert arrived.header(name) == value, f"header {name}"
    for name in expected.get("requireHeaders", ()):
        assert arrived.header(name) is not None, f"there is no header {name}"
    for name in expected.get("forbidHeaders", ()):
        assert arrived.header(name) is None, f"there is a header {name}"
    if "body" in case.data["serialized"]:
        _assert_body(case.protocol, expected["body"], arrived.body)


def _pairs(query: str) -> list[str]:
    """The pairs; ``name`` alone and ``name=`` are the same."""
    return sorted(p if "=" in p else f"{p}=" for p in query.split("&") if p)


def _assert_body(protocol: str, expected: str, actual: bytes) -> None:
    """A body that is no document of the protocol, such as a blob, is compared as it is."""
    if protocol == "smithy-rpc-v2-cbor":
        wanted = b64decode(expected)
    else:
        wanted = expected.encode()
    read = _READERS[protocol]
    try:
        meaning = read(wanted) if wanted else b""
    except Exception:
        read, meaning = bytes, wanted
    assert (read(actual) if wanted else actual) == meaning, f"got the body {actual!r}"


def check_output(laboratory: Laboratory, case: Case) -> None:
    """What the call gives, or raises, is what the case says."""
    generated, operation, method = client_of(laboratory, case)
    arguments = least_arguments(generated, operation)
    shape = generated.output(operation)
    stream = stream_of(generated, shape)
    response = case.data["response"]
    body = response.get("body", "").encode()
    if case.protocol == "smithy-rpc-v2-cbor" or _is_framed(generated, stream):
        body = b64decode(body)
    headers = response_headers(case.protocol, response.get("headers", {}))
    answer = Answer(response["status_code"], headers, body)
    if "error" in case.data:
        with pytest.raises(ServiceError) as raised:
            laboratory.run(method(**arguments), answer)
        _assert_error(generated, case.data, raised.value)
        return
    result = dict(case.data["result"])
    streamed = None if stream is None else result.pop(stream.name, None)
    output, received = laboratory.run(
        _received(generated, method(**arguments), stream), answer
    )
    skip = () if stream is None else (stream.name,)
    Outputs(generated).same_members(shape, result, output, "output", skip=skip)
    if stream is not None:
        _assert_streamed(generated, stream, streamed, received)


def _is_framed(generated: Generated, stream: Member | None) -> bool:
    return stream is not None and generated.model.target(stream).type == "union"


async def _received(
    generated: Generated, call: Any, stream: Member | None
) -> tuple[Any, Any]:
    """The output, and what its stream gives: all bytes, or all events."""
    output = await call
    if stream is None:
        return output, None
    source = getattr(output, generated.symbols.member(stream.id))
    if _is_framed(generated, stream):
        return output, [event async for event in source]
    return output, await source.read()


def _assert_streamed(
    generated: Generated, stream: Member, expected: Any, received: Any
) -> None:
    if not _is_framed(generated, stream):
        assert received == (expected or "").encode()
        return
    assert len(received) == len(expected), received
    for theirs, ours in zip(expected, received, strict=True):
        Outputs(generated).same(stream, theirs, ours, "event")


def _assert_error(generated: Generated, data: Mapping[str, Any], error: Any) -> None:
    """Code and message; and the members, if the code is a modeled error's."""
    assert error.code == data["errorCode"]
    if "errorMessage" in data:
        assert error.message == data["errorMessage"]
    shape = _error_shape(generated, error)
    members = dict(data["error"])
    for name in ("message", "Message"):
        if members.pop(name, None) is not None:
            assert error.message == data["error"][name]
    if shape is None:
        assert not members, f"raised {error!r}"
        return
    skip = ("message", "Message")
    Outputs(generated).same_members(shape, members, error, "error", skip=skip)


def _error_shape(generated: Generated, error: Any) -> Shape | None:
    """The modeled error that was raised; None if it is the service's base error."""
    for shape in generated.model.of_type("structure"):
        is_error = "smithy.api#error" in shape.traits
        if is_error and type(error) is generated.error_class(shape.id):
            return shape
    return None
