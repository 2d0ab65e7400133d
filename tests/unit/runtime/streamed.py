"""Operations that stream, written by hand on the service of ``echo.py``, for tests of the runtime alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from types import SimpleNamespace
from typing import Any

from aiosmithy import errors
from aiosmithy.client import ServiceClient
from aiosmithy.codecs.json_reading import new, read_body
from aiosmithy.event_stream.events import (
    Frame,
    event_headers,
    event_type,
    text_header,
    whole_event,
)
from aiosmithy.event_stream.headers import header_name
from aiosmithy.event_stream.outgoing import event_body
from aiosmithy.event_stream.receiving import EventReading
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.operation import Operation, Service
from aiosmithy.protocols import rest_json_1
from aiosmithy.schemas import EVENTS, Member, Structure
from aiosmithy.session import Session
from aiosmithy.shapes import Shape
from aiosmithy.streams import byte_stream, stream_body
from aiosmithy.testing import StubTransport, VirtualTime, stub_session
from echo import CREDENTIALS, EchoError, QuotaException, read_quota, resolve_endpoint


class StreamInput(Shape):
    body: Any


class StreamOutput(Shape):
    greeting: str
    body: Any


def upload(input: StreamInput) -> HttpRequest:
    return HttpRequest("PUT", "/file", body=stream_body(input.body))


def download(response: HttpResponse) -> StreamOutput:
    value = new(StreamOutput)
    value.greeting = response.headers.get("greeting") or ""
    value.body = byte_stream(response)
    return value


def write_word(value: object) -> bytes:
    """An event; only strings are."""
    if not isinstance(value, str):
        raise TypeError(f"expected a str, got {type(value).__name__}")
    return whole_event(event_headers("word", "text/plain"), value.encode())


def write_talk(input: StreamInput) -> HttpRequest:
    return HttpRequest("POST", "/talk", body=event_body(input.body, write_word))


def read_word(frame: Frame) -> str:
    if event_type(frame) != "word":
        return f"unknown {event_type(frame)}"
    return frame.payload.decode()


def listen(response: HttpResponse) -> StreamOutput:
    value = new(StreamOutput)
    value.greeting = read_body(response.body).get("greeting", "")
    value.body = response.events
    return value


WORDS = EventReading(
    read_word, document=read_body, errors={"quota": "QuotaException"}, initial=True
)


SERVICE = Service(
    name="Echo",
    api_version="2020-01-01",
    signing_name="echo",
    protocol=rest_json_1.PROTOCOL,
    errors={"QuotaException": QuotaException},
    base_error=EchoError,
    error_readers={"QuotaException": read_quota},
    resolve_endpoint=resolve_endpoint,
    schemas=SimpleNamespace(
        SCHEMAS={"StreamInput": Structure(StreamInput, Member("body", "body", EVENTS))}
    ),
)


def operation(**facts: Any) -> Operation[StreamInput, StreamOutput]:
    """Any of the operations, by its facts."""
    return Operation(service=SERVICE, input_type=StreamInput, **facts)


UPLOAD = operation(name="Upload", serialize=upload, parse=download)
TRANSFER = operation(name="Transfer", serialize=upload, parse=download, streams=True)
TALK = operation(
    name="Talk",
    serialize=write_talk,
    parse=listen,
    streams=True,
    sends_events=True,
    receives=WORDS,
)


class StreamClient(ServiceClient):
    async def call(
        self, operation: Operation[StreamInput, StreamOutput], body: Any = b""
    ) -> StreamOutput:
        return await self._invoke(operation, StreamInput(body=body))


def client(session: Any, **settings: Any) -> StreamClient:
    return StreamClient(
        region="eu-west-1", credentials=CREDENTIALS, session=session, **settings
    )


class FakeStream:
    """A body that a transport hands on; what is an exception is raised in its place."""

    def __init__(self, *parts: bytes | Exception) -> None:
        self.parts = list(parts)
        self.closed = False

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        if self.closed:
            raise errors.TransportError("closed")
        if not self.parts:
            raise StopAsyncIteration
        part = self.parts.pop(0)
        if isinstance(part, Exception):
            raise part
        return part

    async def read(self) -> bytes:
        return b"".join([part async for part in self])

    async def close(self) -> None:
        self.closed = True

    async def __aenter__(self) -> FakeStream:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


def message(kind: str, payload: bytes = b"", message_type: str = "event") -> bytes:
    """What a service sends."""
    name = {"event": ":event-type", "exception": ":exception-type"}
    headers = bytearray()
    text_header(headers, header_name(":message-type"), message_type)
    text_header(headers, header_name(name.get(message_type, ":error-code")), kind)
    if message_type == "error":
        text_header(headers, header_name(":error-message"), payload.decode())
        payload = b""
    return whole_event(headers, payload)


def answering(
    *parts: bytes | Exception, status: int = 200
) -> tuple[FakeStream, Callable[[HttpRequest], HttpResponse]]:
    """A stream, and a transport's function that answers with it."""
    stream = FakeStream(*parts)
    headers = {"x-amzn-requestid": "r-1"}
    return stream, lambda _: HttpResponse(status, headers, b"", stream)


def requests_of(session: Session) -> list[HttpRequest]:
    """What went out of a session that sends nothing."""
    transport = session.transport()
    assert isinstance(transport, StubTransport)
    return transport.requests


def talk(
    answer: Callable[[HttpRequest], Any],
    work: Callable[[Any], Awaitable[None]],
    words: Any = None,
    facts: Any = TALK,
) -> list[HttpRequest]:
    """Open the stream and do something with the output; gives the requests that were sent."""
    session = stub_session(answer, time=VirtualTime())

    async def test() -> None:
        output = await client(session).call(facts, words)
        await work(output)

    asyncio.run(test())
    return requests_of(session)


async def nothing(output: Any) -> None:
    await output.body.close()


async def spoken(*words: Any) -> AsyncIterator[Any]:
    for word in words:
        yield word


async def accept(request: HttpRequest) -> HttpResponse:
    body: Any = request.body
    chunks = [chunk async for chunk in body.chunks()]
    request.body = b"".join(chunks)
    return HttpResponse(200, {}, b"", FakeStream())
