"""Calls that take and give events: messages both ways, signatures, and every way for a stream to end."""

from __future__ import annotations

from typing import Any

import pytest
from aiosmithy import errors
from aiosmithy.event_stream.events import (
    event_header,
    event_headers,
    optional_header,
    whole_event,
)
from aiosmithy.event_stream.framing import Frame
from aiosmithy.http import HttpResponse
from echo import EchoError, QuotaException
from streamed import FakeStream, answering, message, nothing, talk

INITIAL = message("initial-response", b'{"greeting": "hello"}')


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


def test_an_exception_may_have_a_namespace_and_a_uri() -> None:
    """As the errors of JSON protocols may; some services write both in the same way."""
    kind = "com.example#quota:http://internal.example/coral"
    error, _, _ = ended_by(message(kind, b"{}", "exception"))

    assert isinstance(error, QuotaException)
    assert error.code == "QuotaException"


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
    assert "content type" not in str(error)


def test_a_page_in_the_place_of_the_stream_says_that_it_is_one() -> None:
    stream, _ = answering(b"<html>" + b"Please log in. " * 1000)
    page = HttpResponse(200, {"content-type": "text/html; x"}, b"", stream)

    with pytest.raises(errors.ResponseParseError, match="its content type is 'text/h"):
        talk(lambda _: page, nothing)
    assert stream.closed


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
