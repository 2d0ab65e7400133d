"""Events on their way to a service: the messages, their signatures, and sources that fail or were used."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiosmithy import errors
from aiosmithy.event_stream.events import boolean_header, event_headers, whole_event
from aiosmithy.event_stream.framing import FrameDecoder
from aiosmithy.event_stream.headers import header_name
from aiosmithy.event_stream.outgoing import event_body
from aiosmithy.event_stream.signing import EventSigner
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.testing import VirtualTime, stub_session
from echo import CREDENTIALS
from streamed import TALK, accept, client, nothing, operation, requests_of, spoken, talk


def sent(request: HttpRequest) -> list[bytes]:
    """The messages of a request's body."""

    async def read() -> list[bytes]:
        body: Any = request.body
        return [chunk async for chunk in body.chunks()]

    return asyncio.run(read())


def test_each_event_is_signed_over_the_one_before() -> None:
    (request,) = talk(accept, nothing, spoken("one", "two"))

    headers = request.headers
    assert headers["x-amz-content-sha256"] == "STREAMING-AWS4-HMAC-SHA256-EVENTS"
    _, _, seed = headers["authorization"].rpartition("Signature=")
    signer = EventSigner(seed, CREDENTIALS, region="eu-west-1", service="echo")
    now = VirtualTime().now
    inner = [
        whole_event(event_headers("word", "text/plain"), w) for w in (b"one", b"two")
    ]
    assert isinstance(request.body, bytes)
    assert request.body == b"".join(signer.sign(m, now) for m in (*inner, b""))


def test_events_of_a_call_that_is_not_signed_are_not_either() -> None:
    facts = operation(
        name="Talk",
        serialize=TALK.serialize,
        parse=TALK.parse,
        streams=True,
        sends_events=True,
        receives=TALK.receives,
        auth=(),
    )
    (request,) = talk(accept, nothing, spoken("one"), facts)

    assert request.body == whole_event(event_headers("word", "text/plain"), b"one")
    assert "x-amz-content-sha256" not in request.headers


def test_an_initial_message_goes_first() -> None:
    body = event_body(spoken(), str.encode, initial=b"{}", content_type="application/x")
    decoder = FrameDecoder()
    decoder.feed(b"".join(sent(HttpRequest("POST", "/", body=body))))
    frame = decoder.next_frame()

    assert frame is not None
    assert frame.payload == b"{}"
    assert frame.headers == {
        ":message-type": "event",
        ":event-type": "initial-request",
        ":content-type": "application/x",
    }


class Mine(Exception):
    pass


def test_what_the_source_of_the_events_raises_is_raised() -> None:
    async def source() -> AsyncIterator[str]:
        yield "one"
        raise Mine

    with pytest.raises(Mine):
        talk(accept, nothing, source())


def test_a_source_that_raises_at_once_ends_the_call_and_cleans_up() -> None:
    cleaned: list[str] = []

    async def source() -> AsyncIterator[str]:
        try:
            raise Mine
            yield "one"
        finally:
            cleaned.append("up")

    with pytest.raises(Mine):
        talk(accept, nothing, source())
    assert cleaned == ["up"]


def test_a_source_may_give_nothing() -> None:
    (request,) = talk(accept, nothing, spoken())

    decoder = FrameDecoder()
    assert isinstance(request.body, bytes)
    decoder.feed(request.body)
    last, none = decoder.next_frame(), decoder.next_frame()
    assert (last and last.payload, none) == (b"", None)  # signed, to say that it ended


def test_a_source_that_was_used_is_refused_and_not_sent_as_nothing() -> None:
    async def test() -> None:
        source, begun, waiting = spoken("one"), asyncio.Event(), asyncio.Event()
        session = stub_session(accept, time=VirtualTime())
        await client(session).call(TALK, source)
        with pytest.raises(errors.ValidationError, match="^Talk: body: .* has ended"):
            await client(session).call(TALK, source)

        async def slow() -> AsyncIterator[str]:
            begun.set()
            await waiting.wait()
            yield "one"

        source = slow()
        reading = asyncio.create_task(client(session).call(TALK, source))
        await begun.wait()
        with pytest.raises(errors.ValidationError, match="^Talk: body: .* being read"):
            await client(session).call(TALK, source)
        waiting.set()
        await reading

    asyncio.run(test())


def test_an_event_that_cannot_be_written_is_a_mistake_in_the_input() -> None:
    with pytest.raises(errors.ValidationError, match="an event cannot be sent"):
        talk(accept, nothing, spoken("one", 5))


def test_only_an_async_iterable_can_be_sent() -> None:
    with pytest.raises(errors.ValidationError, match="body: .* async iterable"):
        talk(accept, nothing, ["one"])


def test_events_are_not_sent_again() -> None:
    async def fail(request: HttpRequest) -> HttpResponse:
        await accept(request)
        raise errors.ConnectionLostError("cut")

    session = stub_session(fail)

    async def test() -> None:
        with pytest.raises(errors.ConnectionLostError):
            await client(session).call(TALK, spoken("one"))

    asyncio.run(test())
    assert len(requests_of(session)) == 1


def test_a_long_conversation_is_not_cut_by_the_limits_for_calls() -> None:
    async def slow(request: HttpRequest) -> HttpResponse:
        await asyncio.sleep(0.1)
        return await accept(request)

    session = stub_session(slow)

    async def test() -> None:
        await client(session).with_options(timeout=0.05).call(TALK, spoken("one"))

    asyncio.run(test())


def test_headers_of_every_type_are_written() -> None:
    headers = event_headers("x")
    boolean_header(headers, header_name("yes"), True)
    decoder = FrameDecoder()
    decoder.feed(whole_event(headers, b""))
    frame = decoder.next_frame()

    assert frame is not None
    assert frame.headers["yes"] is True
