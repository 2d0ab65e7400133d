"""Calls that take and give events: messages both ways, signatures, and every way for a stream to end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiosmithy import errors
from aiosmithy.event_stream.events import (
    boolean_header,
    event_header,
    event_headers,
    optional_header,
    whole_event,
)
from aiosmithy.event_stream.framing import Frame, FrameDecoder
from aiosmithy.event_stream.headers import header_name
from aiosmithy.event_stream.signing import EventSigner
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.testing import VirtualTime, stub_session
from echo import CREDENTIALS, EchoError, QuotaException
from streamed import TALK, FakeStream, answering, client, message, operation

INITIAL = message("initial-response", b'{"greeting": "hello"}')


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
    return session.transport(None).requests  # type: ignore[attr-defined, no-any-return]


async def nothing(output: Any) -> None:
    await output.body.close()


async def spoken(*words: Any) -> AsyncIterator[Any]:
    for word in words:
        yield word


def heard(*parts: bytes | Exception) -> tuple[str, list[str], FakeStream]:
    """The greeting and the events in a response's body."""
    stream, answer = answering(*parts)
    found: list[Any] = []

    async def work(output: Any) -> None:
        found.append(output.greeting)
        found.extend([event async for event in output.body])

    talk(answer, work)
    return found[0], found[1:], stream


# --- from the service


def test_events_come_after_the_initial_message_however_the_bytes_are_cut() -> None:
    whole = INITIAL + message("word", b"one") + message("word", b"two")

    for cut in (1, 7, 50, len(whole)):
        pieces = [whole[at : at + cut] for at in range(0, len(whole), cut)]
        assert heard(*pieces)[:2] == ("hello", ["one", "two"])


def test_there_need_be_no_initial_message() -> None:
    assert heard(message("word", b"one"))[:2] == ("", ["one"])
    assert heard()[:2] == ("", [])


def test_an_initial_message_that_nobody_expects_is_no_event() -> None:
    assert heard(INITIAL, INITIAL, message("word", b"one"))[1] == ["one"]


def ended_by(*parts: bytes | Exception) -> tuple[BaseException, list[str], FakeStream]:
    """What ends the stream, raised again at the next try; the events before; the stream, closed by then."""
    stream, answer = answering(INITIAL, *parts)
    events: list[str] = []
    raised: list[BaseException] = []

    async def work(output: Any) -> None:
        for _ in range(2):
            with pytest.raises(errors.AiosmithyError) as caught:
                async for event in output.body:
                    events.append(event)
            raised.append(caught.value)

    talk(answer, work)
    assert raised[0] is raised[1]
    return raised[0], events, stream


def test_a_modeled_exception_is_raised_as_its_class() -> None:
    document = b'{"message": "enough", "quota": "5"}'
    error, events, stream = ended_by(
        message("word", b"one"),
        message("quota", document, "exception"),
        message("word", b"never"),
    )

    assert events == ["one"]
    assert isinstance(error, QuotaException)
    assert (error.message, error.quota, error.code) == ("enough", "5", "QuotaException")
    assert (error.http_status, error.request_id) == (200, "r-1")
    assert (error.operation, error.body) == ("Talk", document)
    assert stream.closed


def test_an_exception_that_is_not_modeled_is_the_services_own_error() -> None:
    error, _, _ = ended_by(message("brandNew", b'{"Message": "?"}', "exception"))

    assert type(error) is EchoError
    assert (error.code, error.message) == ("brandNew", "?")


def test_an_exception_that_cannot_be_read_is_raised_all_the_same() -> None:
    error, _, _ = ended_by(message("quota", b"{", "exception"))

    assert isinstance(error, QuotaException)
    assert error.body == b"{"


def test_an_error_that_is_not_modeled_says_what_the_service_said() -> None:
    error, _, _ = ended_by(message("internal-error", b"Sorry.", "error"))

    assert type(error) is EchoError
    assert (error.code, error.message) == ("internal-error", "Sorry.")
    assert (error.http_status, error.request_id) == (200, "r-1")


@pytest.mark.parametrize(
    ("bad", "text"),
    [
        (b"\x00" * 12, "prelude checksum"),
        (message("word", b"one")[:-1] + b"?", "message checksum"),
        (message("word", b"one")[:-1], "ended within a message"),
        (message("x", b"", "surprise"), "no known type"),
        (whole_event(bytearray(), b""), "no known type"),
        (
            whole_event(event_headers("word")[: len(event_headers(""))], b""),
            "broken",
        ),
        (message("word", b"\xff"), "event"),
    ],
)
def test_what_is_no_message_ends_the_stream(bad: bytes, text: str) -> None:
    error, events, stream = ended_by(message("word", b"one"), bad)

    assert events == ["one"]
    assert isinstance(error, errors.ResponseParseError)
    assert text in str(error)
    assert (error.http_status, error.request_id) == (200, "r-1")
    assert stream.closed


def test_what_came_in_the_place_of_messages_is_in_the_error() -> None:
    page = b"<html>" + b"Please log in. " * 1000
    error, _, _ = ended_by(message("word", b"one"), page)

    assert isinstance(error, errors.ResponseParseError)
    assert error.body == page[:4096]


def test_an_exception_in_the_place_of_the_initial_message_ends_the_call() -> None:
    stream, answer = answering(message("quota", b"{}", "exception"))

    with pytest.raises(QuotaException):
        talk(answer, nothing)
    assert stream.closed


def test_a_connection_that_is_lost_is_told_of() -> None:
    with pytest.raises(errors.ConnectionLostError):
        heard(INITIAL, errors.ConnectionLostError("cut"))


def test_closing_closes_what_the_events_come_from() -> None:
    stream, answer = answering(INITIAL, message("word", b"one"))

    async def work(output: Any) -> None:
        async with output.body as events:
            assert await anext(aiter(events)) == "one"

    talk(answer, work)
    assert stream.closed


def test_headers_are_of_the_type_that_the_model_says() -> None:
    frame = Frame({"yes": True, "n": 5}, b"")

    assert event_header(frame, "yes", bool) is True
    assert event_header(frame, "n", int) == 5
    assert optional_header(frame, "none", str) is None
    assert event_header(frame, "none", str, "") == ""
    for name, kind in (("yes", int), ("n", str), ("none", int)):
        with pytest.raises(ValueError, match=f"^{name}: expected a header of"):
            event_header(frame, name, kind)


# --- to the service


def sent(request: HttpRequest) -> list[bytes]:
    """The messages of a request's body."""

    async def read() -> list[bytes]:
        body: Any = request.body
        return [chunk async for chunk in body.chunks()]

    return asyncio.run(read())


async def accept(request: HttpRequest) -> HttpResponse:
    body: Any = request.body
    chunks = [chunk async for chunk in body.chunks()]
    request.body = b"".join(chunks)
    return HttpResponse(200, {}, b"", FakeStream())


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
    from aiosmithy.event_stream.outgoing import event_body

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
    assert len(session.transport(None).requests) == 1  # type: ignore[attr-defined]


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
