"""Bodies that are read while they are sent: what is taken, how it is read, how often."""

from __future__ import annotations

import asyncio
import hashlib
import io
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiosmithy import stream_bodies
from aiosmithy.errors import ValidationError
from aiosmithy.stream_bodies import CHUNK, StreamBody
from aiosmithy.streams import stream_body

LARGE = bytes(range(256)) * (5 << 11)  # 2.5 chunks


def streamed(value: Any) -> StreamBody:
    body = stream_body(value)
    assert isinstance(body, StreamBody)
    return body


async def read(body: StreamBody) -> list[bytes]:
    return [chunk async for chunk in body.chunks()]


async def parts(*given: Any) -> AsyncIterator[Any]:
    for part in given:
        yield part


@pytest.mark.parametrize("value", [b"abc", bytearray(b"abc"), memoryview(b"abc")])
def test_bytes_stay_bytes(value: Any) -> None:
    assert stream_body(value) == b"abc"


class Reads:
    """Only reads, as a socket does."""

    def __init__(self, data: bytes) -> None:
        self._file = io.BytesIO(data)

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size)


class AsyncReads:
    async def read(self, size: int = -1) -> bytes:
        return b""


@pytest.mark.parametrize(
    "value", ["text", io.StringIO("text"), 5, None, [b"a"], AsyncReads()]
)
def test_all_else_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="expected"):
        stream_body(value)


def test_a_generator_that_has_ended_is_refused_and_not_sent_as_nothing() -> None:
    async def once() -> AsyncIterator[bytes]:
        yield LARGE

    async def test() -> None:
        source = once()
        await read(streamed(source))
        with pytest.raises(ValueError, match="has ended"):
            stream_body(source)

    asyncio.run(test())


def test_a_file_is_read_from_where_it_stands_as_often_as_it_takes() -> None:
    file = io.BytesIO(b"skipped" + LARGE)
    file.seek(7)
    body = streamed(file)

    async def test() -> None:
        for _ in range(2):
            chunks = await read(body)
            assert b"".join(chunks) == LARGE
            assert [len(chunk) for chunk in chunks] == [CHUNK, CHUNK, CHUNK // 2]
        assert body.length == len(LARGE)
        assert not body.started
        digest = hashlib.sha256()
        await body.feed(digest)
        assert digest.digest() == hashlib.sha256(LARGE).digest()

    asyncio.run(test())


def test_a_file_is_read_by_another_thread(tmp_path: Path) -> None:
    threads: set[int] = set()

    class Watched(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            threads.add(threading.get_ident())
            return super().read(size)

    asyncio.run(read(streamed(Watched(LARGE))))
    assert threads
    assert threading.get_ident() not in threads


def test_what_only_reads_is_read_once() -> None:
    body = streamed(Reads(LARGE))

    async def test() -> None:
        assert b"".join(await read(body)) == LARGE
        assert body.length is None
        assert body.started

    asyncio.run(test())


def test_a_raw_file_may_give_less_than_it_is_asked_for() -> None:
    class Raw(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 0, 1000))

    chunks = asyncio.run(read(streamed(Raw(LARGE))))
    assert b"".join(chunks) == LARGE
    assert len(chunks) == 3


class Shrinking(io.BytesIO):
    """It is shorter than it says."""

    def seek(self, at: int, whence: int = 0, /) -> int:
        return super().seek(at, whence) + (10 if whence == io.SEEK_END else 0)


class Generous(io.BytesIO):
    """It gives more than it is asked for."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(-1) + b"more"


class Textual(io.BytesIO):
    def read(self, size: int | None = -1, /) -> Any:
        return "text"


@pytest.mark.parametrize(
    ("file", "error", "text"),
    [
        (Shrinking(b"abc"), ValidationError, "ended before"),
        (Generous(b"abc"), ValidationError, "gave 7 bytes"),
        (Textual(b"abc"), TypeError, "made of bytes"),
    ],
)
def test_files_that_lie_are_found_out(
    file: Any, error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=text):
        asyncio.run(read(streamed(file)))


def test_an_iterable_gives_what_it_has_once() -> None:
    body = streamed(parts(b"one", b"", bytearray(b"two"), memoryview(b"three")))
    assert not body.started
    assert asyncio.run(read(body)) == [b"one", b"two", b"three"]
    assert body.started
    assert body.length is None


def test_an_iterable_of_something_else_is_refused() -> None:
    with pytest.raises(TypeError, match="its source gave str"):
        asyncio.run(read(streamed(parts("text"))))


def test_a_generator_that_is_not_read_to_its_end_is_closed_at_once() -> None:
    cleaned: list[str] = []

    async def source() -> AsyncIterator[bytes]:
        try:
            while True:
                yield b"more"
        finally:
            cleaned.append("up")

    async def test() -> None:
        chunks = streamed(source()).chunks()
        await anext(chunks)
        await chunks.aclose()
        assert cleaned == ["up"]

    asyncio.run(test())


def test_what_is_collected_is_kept() -> None:
    body = streamed(parts(b"one", b"two"))

    async def test() -> None:
        assert await body.collect() == b"onetwo"
        assert await body.collect() == b"onetwo"

    asyncio.run(test())


def test_only_so_much_is_collected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_bodies, "MAX_COLLECTED", 5)
    body = streamed(parts(b"one", b"two"))
    with pytest.raises(ValidationError, match="file that can seek"):
        asyncio.run(body.collect())


def test_neither_repr_shows_what_is_sent() -> None:
    assert "secret" not in repr(streamed(parts(b"secret")))
