"""Bodies of requests that are read while they are sent, to servers that are slow, quick to answer or gone."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiosmithy import errors
from aiosmithy.aiohttp_seam import Send, send_directly, send_through_session
from aiosmithy.config import Timeouts
from aiosmithy.streams import stream_body
from listening import run
from streaming import Peer, opened, until

LARGE = bytes(range(256)) * (3 << 12)  # 3 MiB


@pytest.fixture(params=[send_directly, send_through_session], ids=["short", "long"])
def way(request: pytest.FixtureRequest) -> Send:
    found: Send = request.param
    return found


class Keeping:
    """A server that keeps what it is sent."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.heads: list[str] = []

    async def __call__(self, peer: Peer) -> None:
        self.heads.append(peer.head)
        self.bodies.append(await peer.body())
        await peer.begin("Content-Length: 2")
        await peer.send(b"ok")


async def pieces(*parts: bytes, pause: float = 0.0) -> AsyncIterator[bytes]:
    for part in parts:
        await asyncio.sleep(pause)
        yield part


def test_a_file_goes_out_with_its_length(way: Send, tmp_path: Path) -> None:
    file = tmp_path / "large"
    file.write_bytes(b"skipped" + LARGE)
    keep = Keeping()

    async def test() -> None:
        async with opened(way, keep) as (_, send):
            with file.open("rb") as source:
                source.seek(7)
                await send(stream_body(source), stream=False)

    run(test)
    assert keep.bodies == [LARGE]
    assert f"content-length: {len(LARGE)}\r\n" in keep.heads[0]
    assert "transfer-encoding" not in keep.heads[0]


def test_large_bytes_go_out_whole(way: Send) -> None:
    keep = Keeping()

    async def test() -> None:
        async with opened(way, keep) as (_, send):
            await send(LARGE, stream=False)

    run(test)
    assert keep.bodies == [LARGE]


@pytest.mark.parametrize("announced", [True, False])
def test_an_iterable_goes_out_in_chunks_or_with_the_length_that_is_known(
    way: Send, announced: bool
) -> None:
    keep = Keeping()
    headers = {"content-length": str(3 + len(LARGE))} if announced else {}

    async def test() -> None:
        async with opened(way, keep) as (_, send):
            body = stream_body(pieces(b"one", b"", LARGE))
            response = await send(body, headers=headers, stream=False)
            assert response.body == b"ok"

    run(test)
    assert keep.bodies == [b"one" + LARGE]
    assert ("chunked" in keep.heads[0]) != announced


@pytest.mark.parametrize(("length", "how"), [(5, "more"), (7, "fewer")])
def test_a_body_of_another_length_than_announced_is_refused(
    way: Send, length: int, how: str
) -> None:
    async def test() -> None:
        async with opened(way, Keeping()) as (_, send):
            body = stream_body(pieces(b"one", b"two"))
            with pytest.raises(errors.ValidationError, match=how):
                await send(body, headers={"content-length": str(length)})

    run(test)


@pytest.mark.parametrize("length", [0, 3])
def test_what_the_announced_length_leaves_out_is_waited_for(
    way: Send, length: int
) -> None:
    """The peer, which has all that it was told of, would answer that all is well."""
    keep = Keeping()

    async def source() -> AsyncIterator[bytes]:
        if length:
            yield b"one"
        await asyncio.sleep(0.1)
        yield b"two"

    async def test() -> None:
        async with opened(way, keep) as (_, send):
            with pytest.raises(errors.ValidationError, match="more"):
                headers = {"content-length": str(length)}
                await send(stream_body(source()), headers=headers, stream=False)

    run(test)
    assert keep.bodies == []


class Broken(OSError):
    """Like what a network raises, but it is the user's."""


@pytest.mark.parametrize("stream", [True, False])
def test_what_the_source_raises_is_raised(way: Send, stream: bool) -> None:
    cleaned: list[str] = []

    async def source() -> AsyncIterator[bytes]:
        try:
            yield b"one"
            raise Broken("mine")
        finally:
            cleaned.append("up")

    async def test() -> None:
        async with opened(way, Keeping()) as (server, send):
            with pytest.raises(Broken, match="mine"):
                await send(stream_body(source()), stream=stream)
            await until(lambda: server.closed == 1)

    run(test)
    assert cleaned == ["up"]


@pytest.mark.parametrize("stream", [True, False])
def test_what_the_source_raises_after_the_answer_began_is_raised_too(
    way: Send, stream: bool
) -> None:
    async def source() -> AsyncIterator[bytes]:
        yield b"one"
        await asyncio.sleep(0.1)
        raise Broken("mine")

    async def script(peer: Peer) -> None:
        await peer.begin("Content-Length: 9")
        await peer.send(b"one")
        await peer.reader.read()

    async def test() -> None:
        async with opened(way, script) as (_, send):
            patient = Timeouts(connect=2, read=None)
            with pytest.raises(Broken, match="mine"):
                response = await send(
                    stream_body(source()), stream=stream, timeouts=patient
                )
                await response.stream.read()

    run(test)


@pytest.mark.parametrize("endless", [True, False])
@pytest.mark.parametrize("status", [200, 403])
def test_an_answer_may_come_before_the_body_has_gone(
    way: Send, status: int, endless: bool
) -> None:
    cleaned: list[str] = []
    never = asyncio.Event()

    async def source() -> AsyncIterator[bytes]:
        try:
            yield b"one"
            while endless:
                await asyncio.sleep(0.01)
                yield b"more"
            await never.wait()
        finally:
            cleaned.append("up")

    async def script(peer: Peer) -> None:
        await peer.begin("Content-Length: 2", status=f"{status} Said")
        await peer.send(b"no")
        await peer.reader.read()

    async def test() -> None:
        async with opened(way, script) as (server, send):
            response = await send(stream_body(source()))
            if response.stream is None:
                assert (response.status, response.body) == (403, b"no")
            else:
                assert await response.stream.read() == b"no"
            await until(lambda: server.closed == 1 and bool(cleaned))

    run(test)


@pytest.mark.parametrize("status", [200, 403])
@pytest.mark.parametrize("kind", ["bytes", "file", "chunks"])
def test_an_answer_stands_though_the_peer_closes_before_the_body_has_gone(
    way: Send, kind: str, status: int
) -> None:
    async def script(peer: Peer) -> None:
        await peer.reader.read(1000)
        headers = "Content-Length: 2", "Connection: close"
        await peer.begin(*headers, status=f"{status} Said")
        await peer.send(b"no")
        raise ConnectionError  # what was not read becomes a reset

    async def test() -> None:
        async with opened(way, script) as (_, send):
            for _ in range(5):
                sources = {"bytes": LARGE, "file": io.BytesIO(LARGE)}
                source = sources.get(kind) or pieces(*[LARGE] * 3)
                response = await send(stream_body(source), stream=False)
                assert (response.status, response.body) == (status, b"no")

    run(test)


def test_the_head_goes_out_before_the_first_chunk_is_there(way: Send) -> None:
    seen = asyncio.Event()

    async def source() -> AsyncIterator[bytes]:
        await seen.wait()
        yield b"one"

    async def script(peer: Peer) -> None:
        seen.set()
        assert await peer.body() == b"one"
        await peer.begin("Content-Length: 0")

    async def test() -> None:
        async with opened(way, script) as (_, send):
            response = await send(
                stream_body(source()), timeouts=Timeouts(connect=2, read=None)
            )
            assert await response.stream.read() == b""

    run(test)


def test_the_time_to_answer_begins_when_the_body_has_gone(way: Send) -> None:
    keep = Keeping()

    async def test() -> None:
        async with opened(way, keep) as (_, send):
            body = stream_body(pieces(*[b"one"] * 6, pause=0.1))
            timeouts = Timeouts(connect=2, read=0.3)
            assert (await send(body, timeouts=timeouts, stream=False)).body == b"ok"

    run(test)


def test_a_server_that_never_answers_is_given_up(way: Send) -> None:
    async def script(peer: Peer) -> None:
        await peer.body()
        await peer.reader.read()

    async def test() -> None:
        async with opened(way, script) as (_, send):
            with pytest.raises(errors.ReadTimeoutError):
                await send(
                    stream_body(io.BytesIO(b"one")),
                    timeouts=Timeouts(connect=2, read=0.1),
                )

    run(test)


def test_a_server_that_takes_nothing_is_given_up(way: Send) -> None:
    async def script(peer: Peer) -> None:
        await asyncio.sleep(20)

    async def test() -> None:
        async with opened(way, script) as (_, send):
            with pytest.raises(errors.ReadTimeoutError):
                await send(bytes(64 << 20), timeouts=Timeouts(connect=2, read=0.2))

    run(test)


def test_a_connection_that_is_cut_is_told_of(way: Send) -> None:
    async def script(peer: Peer) -> None:
        await peer.reader.read(100)
        peer.cut()

    async def test() -> None:
        async with opened(way, script) as (_, send):
            with pytest.raises(errors.ConnectionLostError):
                await send(stream_body(io.BytesIO(bytes(32 << 20))))

    run(test)


def test_both_go_on_at_once(way: Send) -> None:
    """What a service may do over HTTP/1.1: answer each chunk before the next has come."""

    async def script(peer: Peer) -> None:
        await peer.begin("Transfer-Encoding: chunked")
        async for chunk in peer.chunks():
            await peer.chunk(chunk.upper())
        await peer.chunk(b"")

    async def test() -> None:
        heard: asyncio.Queue[bytes] = asyncio.Queue()

        async def source() -> AsyncIterator[bytes]:
            for word in (b"one", b"two", b"three"):
                yield word
                assert await heard.get() == word.upper()

        async with opened(way, script) as (server, send):
            response = await send(stream_body(source()))
            async for chunk in response.stream:
                heard.put_nowait(chunk)
            await send(stream_body(pieces()), stream=False)
            assert server.connections == 1

    run(test)
