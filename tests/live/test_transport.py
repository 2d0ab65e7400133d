"""The aiohttp seam, row by row, against a server that misbehaves on purpose."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiosmithy import errors
from aiosmithy.aiohttp_seam import Send, send_directly, send_through_session
from aiosmithy.config import Timeouts
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.target import environment_proxy
from aiosmithy.transport import AiohttpTransport
from listening import run
from scripted import Exchange, Handler, Scripted, scripted

WAY: list[Send] = [send_directly]


@pytest.fixture(
    params=[send_directly, send_through_session], ids=["short", "long"], autouse=True
)
def way(request: pytest.FixtureRequest) -> None:
    """Every row holds for both ways of sending."""
    WAY[0] = request.param


QUICK = Timeouts(connect=2.0, read=5.0)


async def answer(exchange: Exchange) -> None:
    exchange.reply()


@asynccontextmanager
async def opened(
    handler: Handler = answer, **options: Any
) -> AsyncIterator[tuple[Scripted, Any]]:
    """A server with that handler and a function that sends one request to it."""
    transport = AiohttpTransport(send=WAY[0], **options)
    async with scripted(handler) as server:

        async def send(
            method: str = "GET",
            path: str = "/",
            *,
            timeouts: Timeouts = QUICK,
            max_bytes: int = 1 << 20,
            **parts: Any,
        ) -> HttpResponse:
            request = HttpRequest(method, path, origin=server.url, **parts)
            return await transport.send(
                request, timeouts=timeouts, max_bytes=max_bytes, proxy=None
            )

        try:
            yield server, send
        finally:
            await transport.close()


def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    async def redirect(exchange: Exchange) -> None:
        exchange.reply(307, b"", "Location: http://127.0.0.1:1/elsewhere")

    async def test() -> None:
        async with opened(redirect) as (server, send):
            response = await send(
                "POST", body=b"secret", headers={"x-amz-security-token": "t"}
            )

            assert response.status == 307
            assert len(server.exchanges) == 1

    run(test)


def test_a_cookie_is_not_sent_back() -> None:
    async def bake(exchange: Exchange) -> None:
        exchange.reply(200, b"{}", "Set-Cookie: session=1; Path=/")

    async def test() -> None:
        async with opened(bake) as (server, send):
            await send()
            await send()

            assert [e.headers.get("cookie") for e in server.exchanges] == [None, None]

    run(test)


@pytest.mark.parametrize(
    "target",
    ["/a/../b", "/a//b", "/%2e%2e/x", "/a%2Fb?x=%20&y=~", "/%C3%A9", "/a+b?c=d+e"],
)
def test_the_url_goes_out_as_it_was_signed(target: str) -> None:
    async def test() -> None:
        async with opened() as (server, send):
            path, _, query = target.partition("?")
            await send("GET", path, query=query)

            assert server.exchanges[0].target == target

    run(test)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "POST"])
def test_a_dead_kept_alive_connection_is_reported_not_retried_silently(
    method: str,
) -> None:
    async def first_then_cut(exchange: Exchange) -> None:
        if len(seen.exchanges) == 1:
            exchange.reply()
        else:
            exchange.cut()

    async def test() -> None:
        nonlocal seen
        async with opened(first_then_cut) as (server, send):
            seen = server
            await send(method)
            with pytest.raises(errors.ConnectionLostError) as caught:
                await send(method)

            assert len(server.exchanges) == 2
            assert caught.value.retryable

    seen: Scripted
    run(test)


def test_a_cut_body_is_an_error() -> None:
    async def half(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
        await exchange.writer.drain()
        exchange.writer.close()

    async def test() -> None:
        async with opened(half) as (_, send):
            with pytest.raises(errors.ConnectionLostError):
                await send()

    run(test)


def test_a_body_that_breaks_http_midway_is_an_error_at_once() -> None:
    async def break_off(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.1 200 OK\r\nx-amzn-RequestId: r-1\r\n")
        exchange.send(b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n")
        await asyncio.sleep(0.02)
        exchange.send(b"zz\r\n{}\r\n")

    async def test() -> None:
        async with opened(break_off) as (_, send):
            with pytest.raises(errors.ConnectionLostError) as caught:
                await send(timeouts=Timeouts(read=None))

            assert caught.value.request_id == "r-1"
            assert caught.value.body == b"{}"

    run(test)


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_over_the_cap_is_refused(chunked: bool) -> None:
    async def large(exchange: Exchange) -> None:
        if chunked:
            exchange.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in range(3):
                exchange.send(b"400\r\n" + b"x" * 1024 + b"\r\n")
            exchange.send(b"0\r\n\r\n")
        else:
            exchange.reply(200, b"x" * 3072)

    async def test() -> None:
        async with opened(large) as (_, send):
            with pytest.raises(errors.ResponseTooLargeError):
                await send(max_bytes=2048)
            assert len((await send(max_bytes=3072)).body) == 3072

    run(test)


def test_a_refused_connection() -> None:
    async def test() -> None:
        transport = AiohttpTransport(send=WAY[0])
        request = HttpRequest("GET", "/", origin="http://127.0.0.1:1")
        with pytest.raises(errors.ConnectionFailedError, match="127.0.0.1"):
            await transport.send(request, timeouts=QUICK, max_bytes=1, proxy=None)
        await transport.close()

    run(test)


def test_a_silent_server_meets_the_read_timeout() -> None:
    async def silent(exchange: Exchange) -> None:
        pass

    async def test() -> None:
        async with opened(silent) as (_, send):
            with pytest.raises(errors.ReadTimeoutError):
                await send(timeouts=Timeouts(connect=2.0, read=0.05))

    run(test)


def test_something_that_is_not_http() -> None:
    async def junk(exchange: Exchange) -> None:
        exchange.send(b"\x15\x03\x01\x00\x02\x02\x16 not http\r\n\r\n")

    async def test() -> None:
        async with opened(junk) as (_, send):
            with pytest.raises(errors.ConnectionLostError):
                await send()

    run(test)


@pytest.mark.parametrize(
    ("head", "rest"),
    [
        ("Content-Length: 2", b"{}junk"),
        ("Transfer-Encoding: chunked", b"zz\r\n"),
        ("Content-Length: x", b""),
    ],
)
def test_what_breaks_http_behind_a_good_head_says_whose_it_is(
    head: str, rest: bytes
) -> None:
    async def break_off(exchange: Exchange) -> None:
        lines = "HTTP/1.1 200 OK", "x-amzn-requestid: r-1", head, "", ""
        exchange.send("\r\n".join(lines).encode() + rest)

    async def test() -> None:
        async with opened(break_off) as (_, send):
            with pytest.raises(errors.ConnectionLostError, match="not HTTP") as raised:
                await send()
            known = (200, "r-1") if rest else (None, None)
            assert (raised.value.http_status, raised.value.request_id) == known

    run(test)


def test_a_large_body_arrives_whole_with_its_length() -> None:
    async def test() -> None:
        async with opened() as (server, send):
            body = bytes(range(256)) * 5000
            await send("PUT", body=body)

            exchange = server.exchanges[0]
            assert exchange.body == body
            assert exchange.headers["content-length"] == str(len(body))
            assert "transfer-encoding" not in exchange.headers

    run(test)


def test_nothing_is_added_that_was_not_asked_for() -> None:
    async def test() -> None:
        async with opened() as (server, send):
            headers = {
                "accept": "a",
                "accept-encoding": "identity",
                "user-agent": "u",
                "host": "h",
            }
            await send("GET", headers=headers)

            assert server.exchanges[0].headers == headers

    run(test)


def test_the_host_goes_out_with_what_is_not_signed() -> None:
    async def test() -> None:
        async with opened() as (server, send):
            await send("GET", headers={})

            host = server.exchanges[0].headers["host"]
            assert f"http://{host}" == server.url

    run(test)


def test_a_stored_encoding_is_left_alone() -> None:
    async def zipped(exchange: Exchange) -> None:
        exchange.reply(200, b"\x1f\x8bnot really", "Content-Encoding: gzip")

    async def test() -> None:
        async with opened(zipped) as (_, send):
            assert (await send()).body == b"\x1f\x8bnot really"

    run(test)


def test_connections_are_reused() -> None:
    async def test() -> None:
        async with opened() as (server, send):
            for _ in range(5):
                await send()

            assert server.connections == 1

    run(test)


def test_cancelling_gives_the_connection_up_and_the_next_call_works() -> None:
    async def slow_then_quick(exchange: Exchange) -> None:
        if exchange.target == "/slow":
            started.set()
        else:
            exchange.reply()

    async def test() -> None:
        nonlocal started
        started = asyncio.Event()
        async with opened(slow_then_quick, max_connections=1) as (_, send):
            task = asyncio.create_task(send("GET", "/slow"))
            await started.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

            assert (await send()).status == 200

    started: asyncio.Event
    run(test)


def test_one_transport_on_two_event_loops() -> None:
    transport = AiohttpTransport(send=WAY[0])

    async def call() -> int:
        async with scripted(answer) as server:
            request = HttpRequest("GET", "/", origin=server.url)
            response = await transport.send(
                request, timeouts=QUICK, max_bytes=99, proxy=None
            )
            return response.status

    statuses = [asyncio.run(call()) for _ in range(3)]
    asyncio.run(transport.close())

    assert statuses == [200, 200, 200]


def test_one_transport_on_loops_in_three_threads() -> None:
    transport = AiohttpTransport(send=WAY[0])

    async def calls() -> int:
        async with scripted(answer) as server:
            request = HttpRequest("GET", "/", origin=server.url)
            for _ in range(20):
                await transport.send(request, timeouts=QUICK, max_bytes=99, proxy=None)
            return server.connections

    with ThreadPoolExecutor(3) as threads:
        done = [threads.submit(asyncio.run, calls()) for _ in range(9)]
    asyncio.run(transport.close())

    assert [one_run.result() for one_run in done] == [1] * 9


def test_a_closed_transport_says_so() -> None:
    async def test() -> None:
        transport = AiohttpTransport(send=WAY[0])
        await transport.close()
        with pytest.raises(errors.ConfigurationError, match="closed"):
            await transport.send(
                HttpRequest("GET", "/", origin="http://127.0.0.1:1"),
                timeouts=QUICK,
                max_bytes=1,
                proxy=None,
            )

    run(test)


@pytest.mark.parametrize(
    ("environ", "proxy"),
    [
        ({}, None),
        ({"HTTPS_PROXY": "http://p:1"}, "http://p:1"),
        ({"https_proxy": "http://p:1", "NO_PROXY": "amazonaws.com"}, None),
        ({"HTTPS_PROXY": "http://p:1", "no_proxy": "*"}, None),
        ({"HTTP_PROXY": "http://p:1"}, None),
    ],
)
def test_proxy_of_the_environment(environ: dict[str, str], proxy: str | None) -> None:
    assert environment_proxy("https://s3.amazonaws.com", environ) == proxy
