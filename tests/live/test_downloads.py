"""Bodies of responses that are handed on as they come, from servers that are slow, rude or broken."""

from __future__ import annotations

import asyncio
import gc
from base64 import b64encode
from zlib import crc32

import pytest
from aiosmithy import errors
from aiosmithy.aiohttp_seam import Send, send_directly, send_through_session
from aiosmithy.checksums import ResponseChecksum
from aiosmithy.config import Timeouts
from aiosmithy.http import HttpRequest
from listening import run
from streaming import Peer, opened, until


@pytest.fixture(params=[send_directly, send_through_session], ids=["short", "long"])
def way(request: pytest.FixtureRequest) -> Send:
    found: Send = request.param
    return found


async def three_chunks(peer: Peer) -> None:
    await peer.body()
    await peer.begin("Transfer-Encoding: chunked", "x-amzn-requestid: r-1")
    for part in (b"one", b"two", b"three", b""):
        await peer.chunk(part)
        await asyncio.sleep(0.01)


def test_chunks_come_while_the_rest_is_still_to_be_sent(way: Send) -> None:
    go_on = asyncio.Event()

    async def script(peer: Peer) -> None:
        await peer.body()
        await peer.begin("Content-Length: 6")
        await peer.send(b"one")
        await go_on.wait()
        await peer.send(b"two")

    async def test() -> None:
        async with opened(way, script) as (_, send):
            response = await send()
            assert (response.status, response.body) == (200, b"")

            chunks = aiter(response.stream)
            assert await anext(chunks) == b"one"
            go_on.set()
            assert [chunk async for chunk in chunks] == [b"two"]

    run(test)


def test_a_connection_read_to_its_end_is_used_again(way: Send) -> None:
    async def test() -> None:
        async with opened(way, three_chunks) as (server, send):
            for _ in range(2):
                async with (await send()).stream as stream:
                    assert await stream.read() == b"onetwothree"
                    assert await stream.read() == b""

            assert server.connections == 1

    run(test)


def test_a_stream_that_is_closed_early_takes_its_connection_with_it(way: Send) -> None:
    async def test() -> None:
        async with opened(way, three_chunks) as (server, send):
            async with (await send()).stream as stream:
                assert await anext(aiter(stream)) == b"one"
            await stream.close()
            with pytest.raises(errors.TransportError, match="closed before"):
                await stream.read()
            await until(lambda: server.closed == 1)
            assert await (await send()).stream.read() == b"onetwothree"

    run(test)


def test_a_stream_that_is_forgotten_takes_its_connection_with_it(way: Send) -> None:
    async def script(peer: Peer) -> None:
        await peer.body()
        await peer.begin("Content-Length: 6")
        await peer.send(b"one")
        await peer.reader.read()

    async def test() -> None:
        async with opened(way, script) as (server, send):
            response = await send()
            del response
            gc.collect()
            await until(lambda: server.closed == 1)

    run(test)


@pytest.mark.parametrize(
    "headers", [["Content-Length: 9"], ["Transfer-Encoding: chunked"]]
)
def test_a_body_that_ends_early_is_an_error_and_stays_one(
    way: Send, headers: list[str]
) -> None:
    async def script(peer: Peer) -> None:
        await peer.body()
        await peer.begin(*headers, "x-amzn-requestid: r-1")
        await peer.send(b"3\r\none\r\n")
        peer.writer.close()

    async def test() -> None:
        async with opened(way, script) as (_, send):
            stream = (await send()).stream
            for _ in range(2):
                with pytest.raises(errors.ConnectionLostError) as raised:
                    async for _ in stream:
                        pass
                assert (raised.value.http_status, raised.value.request_id) == (
                    200,
                    "r-1",
                )

    run(test)


def test_a_body_that_was_damaged_is_told_at_its_end(way: Send) -> None:
    check = ResponseChecksum(header="x-amz-checksum-mode", algorithms=("CRC32",))
    asked = HttpRequest("GET", "/", headers={"x-amz-checksum-mode": "ENABLED"})
    sums = [b"onetwothree", b"onetwofour"]

    async def script(peer: Peer) -> None:
        await peer.body()
        said = b64encode(crc32(sums.pop(0)).to_bytes(4, "big")).decode()
        await peer.begin("Content-Length: 11", f"x-amz-checksum-crc32: {said}")
        await peer.send(b"onetwothree")

    async def test() -> None:
        async with opened(way, script) as (server, send):
            check.check(asked, response := await send())
            assert await response.stream.read() == b"onetwothree"

            check.check(asked, response := await send())
            with pytest.raises(errors.ChecksumMismatchError):
                await response.stream.read()
            assert server.connections == 1  # the connection did nothing wrong

    run(test)


def test_the_next_chunk_may_take_only_so_long(way: Send) -> None:
    async def script(peer: Peer) -> None:
        await peer.body()
        await peer.begin("Content-Length: 6")
        await peer.send(b"one")
        await peer.reader.read()

    async def test() -> None:
        async with opened(way, script) as (_, send):
            stream = (await send(timeouts=Timeouts(connect=2, read=0.1))).stream
            with pytest.raises(errors.ReadTimeoutError):
                await stream.read()

    run(test)


def test_who_reads_slowly_is_not_cut_off(way: Send) -> None:
    whole = bytes(4 << 20)

    async def script(peer: Peer) -> None:
        await peer.body()
        await peer.begin(f"Content-Length: {len(whole)}")
        await peer.send(whole)

    async def test() -> None:
        async with opened(way, script) as (_, send):
            stream = (await send(timeouts=Timeouts(connect=2, read=0.2))).stream
            size = len(await anext(stream))
            await asyncio.sleep(0.5)
            async for chunk in stream:
                size += len(chunk)

            assert size == len(whole)

    run(test)


def test_a_read_that_is_cancelled_loses_nothing(way: Send) -> None:
    go_on = asyncio.Event()

    async def script(peer: Peer) -> None:
        await peer.body()
        await peer.begin("Content-Length: 3")
        await go_on.wait()
        await peer.send(b"one")

    async def test() -> None:
        async with opened(way, script) as (_, send):
            stream = (await send()).stream
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(anext(stream), 0.05)
            go_on.set()
            assert await stream.read() == b"one"

    run(test)


def test_the_limit_for_bodies_in_memory_is_not_for_streams(way: Send) -> None:
    async def test() -> None:
        async with opened(way, three_chunks) as (_, send):
            response = await send(max_bytes=5)
            assert await response.stream.read() == b"onetwothree"
            with pytest.raises(errors.ResponseTooLargeError):
                await send(max_bytes=5, stream=False)

    run(test)


def test_an_error_response_is_read_whole(way: Send) -> None:
    async def script(peer: Peer) -> None:
        await peer.body()
        await peer.begin("Content-Length: 4", status="404 Not Found")
        await peer.send(b"gone")

    async def test() -> None:
        async with opened(way, script) as (_, send):
            response = await send()
            assert (response.status, response.body, response.stream) == (
                404,
                b"gone",
                None,
            )

    run(test)


def test_reading_on_after_the_client_was_closed_says_that_it_is_gone(
    way: Send,
) -> None:
    async def script(peer: Peer) -> None:
        await peer.body()
        await peer.begin("Content-Length: 6", "x-amzn-requestid: r-1")
        await peer.send(b"one")
        await asyncio.sleep(30)

    async def test() -> None:
        async with opened(way, script) as (_, send):
            stream = (await send()).stream
            assert await anext(aiter(stream)) == b"one"
        with pytest.raises(errors.TransportError) as caught:
            await stream.read()
        assert (caught.value.http_status, caught.value.request_id) == (200, "r-1")

    run(test)


@pytest.mark.filterwarnings("error")
def test_a_switch_of_protocols_leaves_nothing_open(way: Send) -> None:
    async def script(peer: Peer) -> None:
        await peer.body()
        await peer.begin(
            "Upgrade: x", "Connection: upgrade", status="101 Switching Protocols"
        )
        await until(lambda: False)

    async def test() -> None:
        async with opened(way, script) as (_, send):
            asyncio.get_running_loop().set_debug(True)  # aiohttp tells only then
            assert (await send()).status == 101
            gc.collect()

    run(test)
