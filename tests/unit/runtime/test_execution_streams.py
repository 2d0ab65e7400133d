"""Calls that stream: what is signed, what is sent again, and what closes."""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiosmithy import errors
from aiosmithy.config import Config
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.stream_bodies import StreamBody
from aiosmithy.streams import stream_body
from aiosmithy.testing import stub_session
from streamed import (
    TRANSFER,
    UPLOAD,
    FakeStream,
    StreamInput,
    StreamOutput,
    answering,
    client,
    download,
    operation,
    requests_of,
    upload,
)

OK = HttpResponse(200, {}, b"")
EMPTY = hashlib.sha256(b"").hexdigest()


async def parts(*given: bytes) -> AsyncIterator[bytes]:
    for part in given:
        yield part


def send(
    answer: Callable[[HttpRequest], Any],
    work: Callable[[Any], Awaitable[Any]],
    **settings: Any,
) -> list[HttpRequest]:
    """Run something with a client; gives the requests that were sent."""
    session = stub_session(answer)

    async def test() -> None:
        async with client(session, **settings) as found:
            await work(found)

    asyncio.run(test())
    return requests_of(session)


async def drained(request: HttpRequest) -> bytes:
    body = request.body
    if isinstance(body, bytes):
        return body
    return b"".join([chunk async for chunk in body.chunks()])


# --- outputs


def test_a_streamed_output_is_there_before_its_body() -> None:
    stream, answer = answering(b"one", b"two")

    async def work(found: Any) -> None:
        output = await found.call(TRANSFER)
        assert len(stream.parts) == 2
        async with output.body as body:
            assert [chunk async for chunk in body] == [b"one", b"two"]
        assert stream.closed

    send(answer, work)


def test_a_whole_response_is_a_stream_too() -> None:
    async def work(found: Any) -> None:
        output = await found.call(TRANSFER)
        assert await output.body.read() == b"whole"
        assert await output.body.read() == b""

    send(lambda _: HttpResponse(200, {}, b"whole"), work)


def test_only_operations_that_stream_ask_for_it() -> None:
    asked: list[bool] = []

    class Transport:
        http2 = False

        async def send(self, request: HttpRequest, **given: Any) -> HttpResponse:
            asked.append(given["stream"])
            return OK

        async def close(self) -> None:
            pass

    from aiosmithy.session import Session

    async def test() -> None:
        found = client(Session(transport=Transport(), environ={}))
        await found.call(UPLOAD)
        await found.call(TRANSFER)

    asyncio.run(test())
    assert asked == [False, True]


def refuse(response: HttpResponse) -> StreamOutput:
    raise ValueError("greeting: expected a string")


def test_a_stream_is_closed_if_its_head_cannot_be_read() -> None:
    stream, answer = answering(b"one")
    broken = operation(name="X", serialize=upload, parse=refuse, streams=True)

    async def work(found: Any) -> None:
        with pytest.raises(errors.ResponseParseError):
            await found.call(broken)

    assert len(send(answer, work)) == 1
    assert stream.closed


def test_a_stream_that_breaks_is_not_asked_for_again() -> None:
    _, answer = answering(b"one", errors.ConnectionLostError("cut"))

    async def work(found: Any) -> None:
        output = await found.call(TRANSFER)
        with pytest.raises(errors.ConnectionLostError):
            await output.body.read()

    assert len(send(answer, work)) == 1


def test_time_limits_end_with_the_head() -> None:
    class Slow(FakeStream):
        async def __anext__(self) -> bytes:
            await asyncio.sleep(0.15)
            return await super().__anext__()

    stream = Slow(b"one")

    async def work(found: Any) -> None:
        hurried = found.with_options(timeout=0.1)
        output = await hurried.call(TRANSFER)
        assert await output.body.read() == b"one"

    send(lambda _: HttpResponse(200, {}, b"", stream), work)


# --- inputs


def failing_first(request_parts: list[bytes]) -> Callable[[HttpRequest], Any]:
    """Reads the body, fails the first time."""

    async def answer(request: HttpRequest) -> HttpResponse:
        request_parts.append(await drained(request))
        if len(request_parts) == 1:
            raise errors.ConnectionLostError("cut")
        return OK

    return answer


def test_a_file_is_sent_again() -> None:
    sent: list[bytes] = []

    async def work(found: Any) -> None:
        await found.call(UPLOAD, io.BytesIO(b"file"))

    send(failing_first(sent), work)
    assert sent == [b"file", b"file"]


def test_an_iterable_that_was_begun_is_not_sent_again() -> None:
    sent: list[bytes] = []
    unsigned = operation(
        name="X", serialize=upload, parse=download, unsigned_payload=True
    )

    async def work(found: Any) -> None:
        with pytest.raises(errors.ConnectionLostError, match="cut") as raised:
            await found.call(unsigned, parts(b"one"))
        assert raised.value.attempts == 1

    send(failing_first(sent), work)
    assert sent == [b"one"]


def test_an_iterable_that_was_not_begun_is_sent_again() -> None:
    calls: list[bytes] = []
    unsigned = operation(
        name="X", serialize=upload, parse=download, unsigned_payload=True
    )

    async def answer(request: HttpRequest) -> HttpResponse:
        if not calls:
            calls.append(b"")
            raise errors.ConnectionFailedError("refused")
        calls.append(await drained(request))
        return OK

    async def work(found: Any) -> None:
        await found.call(unsigned, parts(b"one"))

    send(answer, work)
    assert calls == [b"", b"one"]


def test_what_was_collected_for_its_hash_is_sent_again() -> None:
    sent: list[bytes] = []

    async def work(found: Any) -> None:
        await found.call(UPLOAD, parts(b"one", b"two"))

    send(failing_first(sent), work)
    assert sent == [b"onetwo", b"onetwo"]


def hashes(body: Any, *, unsigned: bool = False, scheme: str = "https") -> str:
    """What stands for the body's hash in the request's signature."""
    from aiosmithy.payloads import settle

    facts = operation(
        name="X", serialize=upload, parse=download, unsigned_payload=unsigned
    )
    request = HttpRequest("PUT", "/", origin=f"{scheme}://host", body=stream_body(body))
    found = asyncio.run(settle(request, facts, signs=True))
    header = request.headers.get("x-amz-content-sha256")
    assert header == (found if found == "UNSIGNED-PAYLOAD" else None)
    return found


def test_a_body_is_hashed_but_where_tls_and_the_model_allow_to_leave_that_out() -> None:
    known = hashlib.sha256(b"one").hexdigest()
    for body in (io.BytesIO(b"one"), io.BytesIO(b"one")):
        assert hashes(body) == known
    assert hashes(parts(b"one")) == ""  # bytes by then, which the signer hashes
    for value in (b"one", io.BytesIO(b"one"), parts(b"one")):
        assert hashes(value, unsigned=True) == "UNSIGNED-PAYLOAD"
    assert hashes(io.BytesIO(b"one"), unsigned=True, scheme="http") == known
    assert hashes(parts(b"one"), unsigned=True, scheme="http") == ""


def test_a_length_that_is_required_must_be_known() -> None:
    facts = operation(
        name="X",
        serialize=upload,
        parse=download,
        unsigned_payload=True,
        requires_length=True,
    )

    async def work(found: Any) -> None:
        await found.call(facts, io.BytesIO(b"one"))
        with pytest.raises(errors.ValidationError, match="a file that can seek"):
            await found.call(facts, parts(b"one"))

    assert len(send(lambda _: OK, work)) == 1


def test_a_request_does_not_show_its_body() -> None:
    body = stream_body(io.BytesIO(b"secret"))
    assert isinstance(body, StreamBody)
    assert "secret" not in repr(HttpRequest("PUT", "/", body=body))


# --- where it goes


def test_http2_is_asked_for_before_anything_is_read() -> None:
    async def never() -> AsyncIterator[bytes]:
        raise AssertionError
        yield b""

    facts = operation(name="X", serialize=upload, parse=download, http2=True)
    session = stub_session(lambda _: OK)
    session.transport(None).http2 = False

    async def test() -> None:
        with pytest.raises(errors.ConfigurationError, match="HTTP/2"):
            await client(session).call(facts, never())
        session.transport(None).http2 = True
        await client(session).call(facts, b"")

    asyncio.run(test())


def test_a_host_prefix_goes_before_the_host() -> None:
    def prefixed(input: StreamInput) -> HttpRequest:
        return HttpRequest("GET", "/", host_prefix="data.")

    facts = operation(name="X", serialize=prefixed, parse=download)

    async def work(found: Any) -> None:
        await found.call(facts)

    (request,) = send(lambda _: OK, work)
    assert request.origin == "https://data.echo.eu-west-1.amazonaws.com"
    assert request.headers["host"] == "data.echo.eu-west-1.amazonaws.com"


def test_a_protocol_may_find_an_error_in_a_success(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    protocol = UPLOAD.service.protocol
    monkeypatch.setattr(
        protocol, "is_error", lambda response: b"__type" in response.body
    )
    body = b'{"__type": "QuotaException", "quota": "5"}'

    async def work(found: Any) -> None:
        with pytest.raises(UPLOAD.service.errors["QuotaException"]):
            await found.with_options(retries=1).call(UPLOAD)

    send(lambda _: HttpResponse(200, {}, body), work, config=Config())


@pytest.mark.parametrize(
    "given",
    [b"four", io.BytesIO(b"four"), parts(b"fo", b"ur")],
    ids=["bytes", "file", "iterable"],
)
def test_a_stated_length_that_is_not_the_bodys_is_refused(given: Any) -> None:
    def stating(input: StreamInput) -> HttpRequest:
        request = upload(input)
        request.headers["content-length"] = "2"
        return request

    stated = operation(name="X", serialize=stating, parse=download)

    async def work(found: Any) -> None:
        with pytest.raises(errors.ValidationError, match="has 2 bytes, and it has 4"):
            await found.call(stated, given)

    assert send(lambda _: OK, work) == []
