"""Runs vectors of requests, responses and errors: the client is called as users call it, over a real connection."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pytest
from aiosmithy import response_metadata
from aiosmithy.errors import AiosmithyError
from aiosmithy_codegen.loaders.document import Document
from aiosmithy_codegen.model import Member, Shape
from aiosmithy_codegen.streams import is_stream
from loopback import Answer, Arrived
from vector_bodies import assert_same_body, wire_bytes
from vector_clients import Generated, Laboratory
from vector_settings import client_settings
from vector_values import Inputs, Outputs
from vectors import SUITES, Vector, read_suite


def generated_for(laboratory: Laboratory, vector: Vector) -> Generated:
    """The client of a vector's service."""
    service = vector.service.partition("#")[2].lower()

    def document() -> Document:
        shapes = read_suite(vector.suite)
        ast = {"smithy": "2.0", "shapes": shapes}
        return Document(str(SUITES / f"{vector.suite}.json"), ast)

    name = f"suite_{vector.suite.lower()}_{service}"
    return laboratory.package(name, document, vector.service)


def method_of(laboratory: Laboratory, vector: Vector, generated: Generated) -> Any:
    """The method that calls a vector's operation."""
    client = laboratory.client(generated, **client_settings(vector.data))
    return getattr(client, generated.symbols.operation(vector.operation).method)


def least_arguments(generated: Generated, operation: str) -> dict[str, Any]:
    """Arguments for a call of which only the response counts."""
    inputs, shape = Inputs(generated), generated.input(operation)
    return inputs.arguments(shape, inputs.required(shape))


def answer_of(data: Mapping[str, Any]) -> Answer:
    """The response that a vector has."""
    body = wire_bytes(data.get("body", ""), data.get("bodyMediaType", ""))
    return Answer(data["code"], data.get("headers", {}), body)


def check_request(laboratory: Laboratory, vector: Vector) -> None:
    """What arrives is what the vector says; the service then refuses."""
    generated = generated_for(laboratory, vector)
    method = method_of(laboratory, vector, generated)
    shape = generated.input(vector.operation)
    arguments = Inputs(generated).arguments(shape, vector.data.get("params", {}))

    with pytest.raises(AiosmithyError) as refused:
        laboratory.run(method(**arguments), Answer(500))

    if not laboratory.loopback.arrived:
        raise refused.value
    assert_request(vector.data, laboratory.arrived())


def assert_request(data: Mapping[str, Any], arrived: Arrived) -> None:
    """Everything that a vector can say of a request."""
    assert arrived.method == data["method"]
    assert arrived.path == data["uri"]
    if "resolvedHost" in data:
        assert arrived.host == data["resolvedHost"]
    _assert_query(data, arrived.query)
    for name, value in data.get("headers", {}).items():
        assert arrived.header(name) == value, f"header {name}"
    for name in data.get("requireHeaders", ()):
        assert arrived.header(name) is not None, f"there is no header {name}"
    for name in data.get("forbidHeaders", ()):
        assert arrived.header(name) is None, f"there is a header {name}"
    if data.get("authScheme") == "aws.auth#sigv4":
        assert (arrived.header("authorization") or "").startswith("AWS4-HMAC-SHA256 ")
    if "body" in data:
        assert_same_body(data["body"], data.get("bodyMediaType", ""), arrived.body)


def _assert_query(data: Mapping[str, Any], query: str) -> None:
    """Names and values as they are on the wire; the values of one name in their order."""
    sent = _by_name(query.split("&") if query else [])
    for name, values in _by_name(data.get("queryParams", ())).items():
        assert sent.get(name) == values, f"query parameter {name}"
    for name in data.get("requireQueryParams", ()):
        assert name in sent, f"there is no query parameter {name}"
    for name in data.get("forbidQueryParams", ()):
        assert name not in sent, f"there is a query parameter {name}"


def _by_name(pairs: Any) -> dict[str, list[str]]:
    """``name`` alone and ``name=`` are the same."""
    found: dict[str, list[str]] = defaultdict(list)
    for pair in pairs:
        name, _, value = pair.partition("=")
        found[name].append(value)
    return found


def check_response(laboratory: Laboratory, vector: Vector) -> None:
    """What the call gives is what the vector says, the bytes of a stream among it."""
    generated = generated_for(laboratory, vector)
    method = method_of(laboratory, vector, generated)
    shape = generated.output(vector.operation)
    stream = stream_of(generated, shape)
    arguments = least_arguments(generated, vector.operation)

    async def call() -> tuple[Any, bytes]:
        output = await method(**arguments)
        if stream is None:
            return output, b""
        source = getattr(output, generated.symbols.member(stream.id))
        return output, await source.read()

    output, streamed = laboratory.run(call(), answer_of(vector.data))

    names = generated.symbols.operation(vector.operation)
    assert type(output).__name__ == names.output
    params = dict(vector.data.get("params", {}))
    if stream is not None:
        assert streamed == params.pop(stream.name, "").encode()
    skip = () if stream is None else (stream.name,)
    Outputs(generated).same_members(shape, params, output, "output", skip=skip)
    _assert_metadata(vector.data, output)


def stream_of(generated: Generated, shape: Shape) -> Member | None:
    """The member that is a stream, of bytes or events, if there is one."""
    for member in shape.members.values():
        if is_stream(generated.model, member):
            return member
    return None


def _assert_metadata(data: Mapping[str, Any], output: Any) -> None:
    metadata = response_metadata(output)
    assert metadata.http_status == data["code"]
    for name, value in data.get("headers", {}).items():
        assert metadata.headers[name.lower()] == value, f"header {name}"
        if name.lower() == "x-amzn-requestid":
            assert metadata.request_id == value


def check_error(laboratory: Laboratory, vector: Vector) -> None:
    """The call raises the error's class, with its code, its message and its members."""
    generated = generated_for(laboratory, vector)
    method = method_of(laboratory, vector, generated)
    arguments = least_arguments(generated, vector.operation)

    with pytest.raises(AiosmithyError) as raised:
        laboratory.run(method(**arguments), answer_of(vector.data))

    assert_error(generated, vector, raised.value)


def assert_error(generated: Generated, vector: Vector, error: Any) -> None:
    """Class, code, status, message and members."""
    data = vector.data
    if type(error) is not generated.error_class(vector.error):
        raise AssertionError(f"raised {error!r}") from error
    assert error.http_status == data["code"]
    said = data.get("vendorParams", {})
    assert error.code == said.get("code", vector.error.partition("#")[2])
    if "type" in said:
        assert error.fault == {"Sender": "client", "Receiver": "server"}[said["type"]]
    shape = generated.model.expect(vector.error)
    params = dict(data.get("params", {}))
    for name in ("message", "Message"):
        if name in shape.members:
            assert error.message == params.pop(name, error.message)
    Outputs(generated).same_members(
        shape, params, error, "error", skip=("message", "Message")
    )
