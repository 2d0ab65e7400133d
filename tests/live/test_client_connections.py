"""A generated client against connections that fail, stall or drip: typed errors and true counts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiosmithy import Session, Timeouts, errors, response_metadata
from aiosmithy_cleanroomsml import CleanRoomsMLClient
from aiosmithy_cleanroomsml import errors as cleanrooms
from cleanrooms_client import (
    CREDENTIALS,
    HEAD,
    ID,
    LONG,
    NOWHERE,
    answering,
    check_attempts,
    get,
    opened,
    sending,
    tag,
)
from listening import run
from scripted import Exchange, Handler, Scripted, scripted


async def cut(exchange: Exchange) -> None:
    exchange.cut()


CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
LOST: dict[str, tuple[Handler, int | None, bytes]] = {
    "reset": (cut, None, b""),
    "closed at once": (sending(), None, b""),
    "half a head": (sending(b"HTTP/1.1 200 OK\r\nContent-Le"), None, b""),
    "short body": (sending(LONG, b'{"name":'), 200, b'{"name":'),
    "short body, at once": (sending(LONG + b'{"name":'), 200, b'{"name":'),
    "no body": (sending(LONG), 200, b""),
    "cut chunk": (sending(CHUNKED, b'8\r\n{"na'), 200, b'{"na'),
    "no last chunk": (sending(CHUNKED, b"2\r\n{}\r\n"), 200, b"{}"),
    "bad chunk": (sending(CHUNKED, b"2\r\n{}\r\n", 0.02, b"zz\r\n{}\r\n"), 200, b"{}"),
    "no HTTP": (sending(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"), None, b""),
    "TLS": (sending(b"\x15\x03\x01\x00\x02\x02\x16"), None, b""),
    "two lengths": (
        sending(HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}"),
        None,
        b"",
    ),
    "a head without end": (
        sending(b"HTTP/1.1 200 OK\r\nx: " + b"a" * 100_000 + b"\r\n\r\n"),
        None,
        b"",
    ),
    "a status that is none": (sending(b"HTTP/1.1 abc\r\n\r\n"), None, b""),
}


@pytest.mark.parametrize(("handler", "status", "part"), LOST.values(), ids=LOST)
@pytest.mark.parametrize("call", [get, tag])
def test_a_lost_connection_is_retried_and_told(
    handler: Handler,
    status: int | None,
    part: bytes,
    call: Callable[[CleanRoomsMLClient], Awaitable[Any]],
) -> None:
    async def test() -> None:
        async with opened(handler) as (server, client):
            with pytest.raises(errors.ConnectionLostError) as caught:
                await call(client)

            error = caught.value
            assert error.attempts == 3
            check_attempts(server, 3)
            assert error.http_status == status
            assert error.request_id == (None if status is None else "r-1")
            assert error.body in (part, b"")
            if status is not None:
                assert "(HTTP 200, request id r-1)" in str(error)

    run(test)


@pytest.mark.parametrize("handler", [row[0] for row in LOST.values()], ids=LOST)
def test_the_next_attempt_may_go_well(handler: Handler) -> None:
    async def at_first(exchange: Exchange) -> None:
        if len(seen[0].exchanges) < 3:
            await handler(exchange)
        else:
            exchange.reply(200, b'{"name": "x"}', ID)

    async def test() -> None:
        async with opened(at_first) as (server, client):
            seen.append(server)
            job = await get(client)

            assert job.name == "x"
            assert response_metadata(job).attempts == 3
            check_attempts(server, 3)

    seen: list[Scripted] = []
    run(test)


def test_a_body_that_ends_with_the_connection() -> None:
    """Nobody can tell whether it is whole but by reading it."""

    async def test() -> None:
        async with opened(sending(HEAD + b"\r\n", b'{"name": "x"}')) as (_, client):
            assert (await get(client)).name == "x"
        async with opened(sending(HEAD + b"\r\n", b'{"name": "x')) as (_, client):
            with pytest.raises(errors.ResponseParseError) as caught:
                await get(client)
            assert caught.value.body == b'{"name": "x'
            assert caught.value.request_id == "r-1"

    run(test)


def test_nobody_listens() -> None:
    async def test() -> None:
        async with scripted(cut) as server:
            url = server.url
        session = Session(environ=NOWHERE, random=lambda: 0.0)
        async with (
            session,
            CleanRoomsMLClient(
                region="eu-west-1",
                credentials=CREDENTIALS,
                endpoint_url=url,
                session=session,
            ) as client,
        ):
            with pytest.raises(errors.ConnectionFailedError) as caught:
                await get(client)
            assert caught.value.attempts == 3

    run(test)


STALLS: dict[str, Handler] = {
    "before the head": sending(close=False),
    "within the head": sending(b"HTTP/1.1 200 OK\r\n", close=False),
    "within the body": sending(LONG, b'{"na', close=False),
}


@pytest.mark.parametrize("handler", STALLS.values(), ids=STALLS)
def test_a_stall_meets_the_read_timeout(handler: Handler) -> None:
    async def test() -> None:
        async with opened(handler, timeouts=Timeouts(read=0.05)) as (server, client):
            began = time.monotonic()
            with pytest.raises(errors.ReadTimeoutError) as caught:
                await get(client)

            assert 0.15 <= time.monotonic() - began < 5
            assert caught.value.attempts == 3
            check_attempts(server, 3)

    run(test)


DRIP = sending(LONG, *[part for _ in range(300) for part in (b" ", 0.02)])


def test_a_drip_is_no_stall_but_takes_too_long_in_all() -> None:
    async def test() -> None:
        timeouts = Timeouts(read=2.0, total=0.2)
        async with opened(DRIP, timeouts=timeouts) as (server, client):
            began = time.monotonic()
            with pytest.raises(errors.CallTimeoutError, match=r"0\.2 s") as caught:
                await get(client)

            assert 0.2 <= time.monotonic() - began < 2
            assert caught.value.attempts == 1
            check_attempts(server, 1)
            with pytest.raises(errors.CallTimeoutError):
                await get(client)

    run(test)


def test_a_drip_takes_too_long_for_an_attempt() -> None:
    async def test() -> None:
        timeouts = Timeouts(attempt=0.1, total=None)
        async with opened(DRIP, timeouts=timeouts) as (server, client):
            with pytest.raises(errors.AttemptTimeoutError) as caught:
                await get(client)

            assert caught.value.attempts == 3
            check_attempts(server, 3)

    run(test)


def test_the_total_timeout_counts_the_attempts_so_far() -> None:
    async def test() -> None:
        timeouts = Timeouts(attempt=0.15, total=0.2)
        async with opened(STALLS["before the head"], timeouts=timeouts) as (
            server,
            client,
        ):
            with pytest.raises(errors.CallTimeoutError) as caught:
                await get(client)

            assert caught.value.attempts == 2
            check_attempts(server, 2)

    run(test)


def test_a_response_that_is_too_large() -> None:
    async def test() -> None:
        async with opened(answering(b" " * 2000), max_response_bytes=1000) as (
            server,
            client,
        ):
            with pytest.raises(errors.ResponseTooLargeError) as caught:
                await get(client)

            assert (caught.value.http_status, caught.value.request_id) == (200, "r-1")
            assert "max_response_bytes" in str(caught.value)
            check_attempts(server, 1)

    run(test)


def test_a_dead_kept_alive_connection_is_one_attempt_of_the_call() -> None:
    async def cut_second(exchange: Exchange) -> None:
        if len(seen[0].exchanges) == 2:
            exchange.cut()
        else:
            exchange.reply(200, b"{}", ID)

    async def test() -> None:
        async with opened(cut_second) as (server, client):
            seen.append(server)
            await tag(client)
            output = await tag(client)

            assert response_metadata(output).attempts == 2
            first, second, third = server.exchanges
            assert first.headers["amz-sdk-invocation-id"] != (
                second.headers["amz-sdk-invocation-id"]
            )
            assert second.headers["amz-sdk-invocation-id"] == (
                third.headers["amz-sdk-invocation-id"]
            )
            assert third.headers["amz-sdk-request"] == "attempt=2; max=3"
            assert server.connections == 2

    seen: list[Scripted] = []
    run(test)


def test_a_connection_closed_while_idle_is_not_used_again() -> None:
    async def answer_and_close(exchange: Exchange) -> None:
        exchange.reply(200, b"{}", ID)
        exchange.writer.close()

    async def test() -> None:
        async with opened(answer_and_close) as (server, client):
            for _ in range(3):
                output = await tag(client)
                assert response_metadata(output).attempts == 1
                await asyncio.sleep(0.02)

            assert len(server.exchanges) == server.connections == 3

    run(test)


@pytest.mark.parametrize("size", [10, 5_000_000])
def test_an_answer_before_the_request_was_read(size: int) -> None:
    """What was answered is told if it came; if the reset came first, that is."""

    async def refuse(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        served.append(asyncio.current_task())
        await reader.readuntil(b"\r\n\r\n")
        body = b'{"__type": "ValidationException", "message": "too large"}'
        head = f"HTTP/1.1 413 No\r\nContent-Length: {len(body)}\r\n{ID}\r\n"
        writer.write(head.encode() + b"Connection: close\r\n\r\n" + body)
        await writer.drain()
        await asyncio.sleep(0.05)
        writer.close()

    async def test() -> None:
        server = await asyncio.start_server(refuse, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        session = Session(environ=NOWHERE, random=lambda: 0.0)
        async with (
            server,
            session,
            CleanRoomsMLClient(
                region="eu-west-1",
                credentials=CREDENTIALS,
                endpoint_url=f"http://127.0.0.1:{port}",
                session=session,
            ) as client,
        ):
            for _ in range(3):
                with pytest.raises(
                    (cleanrooms.ValidationException, errors.ConnectionLostError)
                ) as caught:
                    await client.tag_resource(
                        resource_arn="arn:aws:j", tags={"k": "v" * size}
                    )
                if isinstance(caught.value, cleanrooms.ValidationException):
                    assert caught.value.http_status == 413
                    assert caught.value.request_id == "r-1"
            await asyncio.gather(*served)

    served: list[Any] = []
    run(test)
