"""Runs vectors of event streams: the events that arrive, and those that come back, over a real connection."""

from __future__ import annotations

import asyncio
from base64 import b64decode
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from aiosmithy.errors import AiosmithyError
from aiosmithy_codegen.model import Shape
from event_messages import Message, messages
from loopback import Answer
from vector_bodies import assert_same_body, wire_bytes
from vector_calls import assert_request, generated_for, method_of, stream_of
from vector_clients import Generated, Laboratory
from vector_values import Inputs, Outputs, moment
from vectors import Vector

CONTENT_TYPE = "application/vnd.amazon.eventstream"


def check_events(laboratory: Laboratory, vector: Vector) -> None:
    """All that the vector says of the initial messages, of events both ways, and of how the stream ends."""
    generated = generated_for(laboratory, vector)
    method = method_of(laboratory, vector, generated)
    shape = generated.output(vector.operation)
    arguments = _arguments(generated, vector)
    answer = _answer(generated, vector)
    received: list[Any] = []

    async def call() -> Any:
        output = await method(**arguments)
        stream = stream_of(generated, shape)
        if stream is not None:
            attribute = generated.symbols.member(stream.id)
            async for event in getattr(output, attribute):
                received.append(event)
        return output

    failure = vector.data.get("expectation", {}).get("failure")
    if failure is None:
        output = laboratory.run(_in_time(call()), answer)
        params = vector.data.get("initialResponseParams", {})
        _assert_initial(generated, shape, params, output)
    else:
        with pytest.raises(AiosmithyError) as raised:
            laboratory.run(_in_time(call()), answer)
        _assert_failure(generated, failure, raised.value)
    _assert_sent(laboratory, vector)
    _assert_received(generated, vector, received)


async def _in_time(call: Any) -> Any:
    """A stream that never ends is a failure too."""
    return await asyncio.wait_for(call, 10)


def _of_type(vector: Vector, type_: str) -> list[Mapping[str, Any]]:
    events = vector.data.get("events", ())
    return [event for event in events if event["type"] == type_]


def _arguments(generated: Generated, vector: Vector) -> dict[str, Any]:
    """The input, its events as they are given one after the other."""
    inputs = Inputs(generated)
    shape = generated.input(vector.operation)
    params = vector.data.get("initialRequestParams") or inputs.required(shape)
    arguments = inputs.arguments(shape, params)
    stream = stream_of(generated, shape)
    if stream is not None:
        union = generated.model.target(stream)
        events = [
            _event(generated, union, event["params"])
            for event in _of_type(vector, "request")
        ]
        arguments[generated.symbols.member(stream.id)] = _given(events)
    return arguments


async def _given(events: list[Any]) -> AsyncIterator[Any]:
    for event in events:
        await asyncio.sleep(0)
        yield event


def _event(generated: Generated, union: Shape, params: Mapping[str, Any]) -> Any:
    """One event; a modeled error in its place is an instance of its class, which ends the stream."""
    ((name, value),) = params.items()
    member = union.members[name]
    target = generated.model.target(member)
    inputs = Inputs(generated)
    if "smithy.api#error" not in target.traits:
        variant = generated.variant(member)
        return variant(value=inputs.value(member, value))
    error = generated.error_class(target.id)()
    for attribute, argument in inputs.arguments(target, value).items():
        setattr(error, attribute, argument)
    return error


def _answer(generated: Generated, vector: Vector) -> Answer:
    """The vector's response; one that says nothing of its head, and is to succeed, has what the model requires."""
    data = vector.data
    body = b"".join(b64decode(event["bytes"]) for event in _of_type(vector, "response"))
    initial = data.get("initialResponse", {})
    headers = dict(initial.get("headers", {}))
    if "body" in initial:
        body = wire_bytes(initial["body"], initial.get("bodyMediaType", ""))
    output = generated.output(vector.operation)
    if stream_of(generated, output) is not None:
        headers = {"Content-Type": CONTENT_TYPE, **headers}
    if "expectation" not in data and not initial:
        for member in output.members.values():
            name = member.traits.get("smithy.api#httpHeader")
            if name and "smithy.api#required" in member.traits:
                headers.setdefault(name, "x")
    return Answer(initial.get("code", 200), headers, body)


def _assert_initial(
    generated: Generated, shape: Shape, params: Mapping[str, Any], output: Any
) -> None:
    for name, value in params.items():
        member = shape.members[name]
        found = getattr(output, generated.symbols.member(member.id))
        Outputs(generated).same(member, value, found, f"output.{name}")


def _assert_failure(
    generated: Generated, failure: Mapping[str, Any], error: Exception
) -> None:
    wanted = failure.get("errorId")
    if wanted and type(error) is not generated.error_class(wanted):
        raise AssertionError(f"raised {error!r}") from error


def _assert_received(generated: Generated, vector: Vector, received: list[Any]) -> None:
    """Every event that is no error; those that are not modeled only must be there."""
    shape = generated.output(vector.operation)
    expected = _of_type(vector, "response")
    if "failure" in vector.data.get("expectation", {}):
        expected = expected[:-1]
    assert len(received) == len(expected), received
    stream = stream_of(generated, shape)
    for at, (theirs, ours) in enumerate(zip(expected, received, strict=True)):
        assert stream is not None
        if "params" in theirs:
            Outputs(generated).same(stream, theirs["params"], ours, f"event {at}")
        else:
            unknown = generated.symbols.unknown_variant(stream.target)
            assert type(ours).__name__ == unknown


def _assert_sent(laboratory: Laboratory, vector: Vector) -> None:
    """The initial request, and every event, whatever envelope signs it."""
    arrived = laboratory.arrived()
    if "initialRequest" in vector.data:
        assert_request(vector.data["initialRequest"], arrived)
    expected = _of_type(vector, "request")
    if not expected and arrived.header("content-type") != CONTENT_TYPE:
        return
    assert arrived.header("content-type") == CONTENT_TYPE
    sent = _unsigned(messages(arrived.body))
    assert len(sent) == len(expected), sent
    for theirs, ours in zip(expected, sent, strict=True):
        _assert_event(theirs, ours)


def _unsigned(found: list[Message]) -> list[Message]:
    """What is in the envelopes; the last one is empty and ends the stream."""
    if not any(":chunk-signature" in message.headers for message in found):
        return found
    assert all({":date", ":chunk-signature"} == m.headers.keys() for m in found)
    *envelopes, last = found
    assert last.payload == b""
    return [inner for m in envelopes for inner in messages(m.payload)]


def _assert_event(expected: Mapping[str, Any], sent: Message) -> None:
    for name, value in expected.get("headers", {}).items():
        assert sent.headers.get(name) == _header(value), f"header {name}"
    for name in expected.get("requireHeaders", ()):
        assert name in sent.headers, f"there is no header {name}"
    for name in expected.get("forbidHeaders", ()):
        assert name not in sent.headers, f"there is a header {name}"
    if "body" in expected:
        assert_same_body(
            expected["body"], expected.get("bodyMediaType", ""), sent.payload
        )


def _header(value: Mapping[str, Any]) -> tuple[str, Any]:
    """Type and value; blobs are written as base64 in the model."""
    ((kind, found),) = value.items()
    if kind == "blob":
        return kind, b64decode(found)
    if kind == "timestamp":
        return kind, round(moment(found).timestamp() * 1000)
    return kind, found
