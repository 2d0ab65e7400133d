"""Bodies of requests that are read while they are sent.

Reading never holds up the loop: a file is read by a thread, in chunks of 1 MiB. A file that can seek knows its length
and can be sent again; every other source can be read once.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncGenerator, AsyncIterable
from inspect import iscoroutinefunction
from threading import Lock
from types import AsyncGeneratorType
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from .errors import ValidationError

if TYPE_CHECKING:
    from .streams import BinaryFile

__all__ = [
    "CHUNK",
    "MAX_COLLECTED",
    "Hash",
    "StreamBody",
    "new_body",
    "refuse_used",
    "refused",
]

CHUNK: Final = 1 << 20
MAX_COLLECTED: Final = 64 << 20
"""How many bytes of a source that can be read once are kept in memory, where its hash must go ahead of it."""


class Hash(Protocol):
    """What :mod:`hashlib` gives."""

    def update(self, data: bytes, /) -> None: ...


class StreamBody:
    """A body that is read while it is sent, or before that where its hash goes ahead of it.

    Attributes:
        checksum: The algorithm of the checksum that it is to be sent with; empty for none.
        length: The number of bytes, if it is known; :meth:`measure` finds out.
        error: What reading raised; the call raises the same.
        started: Whether something was taken from a source that can be read once: it cannot be sent again.
        collected: All of it, if it was kept in memory.
    """

    __slots__ = ("checksum", "collected", "error", "length", "started")

    def __init__(self) -> None:
        self.checksum = ""
        self.collected: bytes | None = None
        self.length: int | None = None
        self.error: Exception | None = None
        self.started = False

    async def measure(self) -> None:
        """Find the length, if it can be found."""

    def chunks(self) -> AsyncGenerator[bytes, None]:
        """The body, from its beginning."""
        raise NotImplementedError

    async def feed(self, target: Hash) -> None:
        """Hand the whole body to a hash; only for a body with a length, which can be read again."""
        raise NotImplementedError

    async def collect(self) -> bytes:
        """The whole body in memory.

        Raises:
            ValidationError: It is larger than 64 MiB.
        """
        if self.collected is not None:
            return self.collected
        parts: list[bytes] = []
        size = 0
        async for chunk in self.chunks():
            size += len(chunk)
            if size > MAX_COLLECTED:
                raise refused(
                    f"the service needs the hash of the body before the body, and more than {MAX_COLLECTED >> 20} MiB"
                    " of a source that cannot be read twice are not kept in memory; give a file that can seek"
                )
            parts.append(chunk)
        self.collected = b"".join(parts)
        return self.collected

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.length} bytes>"


class FileBody(StreamBody):
    """A file, from where it stands to its end.

    An attempt that was given up may leave a thread reading, so each read of a file that can seek says from where.
    """

    __slots__ = ("_file", "_lock", "_measured", "_start")

    def __init__(self, file: BinaryFile) -> None:
        super().__init__()
        self._file: Any = file
        self._lock = Lock()
        self._measured = False
        self._start = 0

    async def measure(self) -> None:
        if not self._measured:
            await asyncio.to_thread(self._measure)
            self._measured = True

    def _measure(self) -> None:
        file = self._file
        try:
            self._start = file.tell()
            end = file.seek(0, io.SEEK_END)
            file.seek(self._start)
        except (AttributeError, OSError, ValueError):
            return  # a pipe, a socket, or what only has read()
        self.length = max(end - self._start, 0)

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        await self.measure()
        if self.length is None:
            self.started = True
            while chunk := await asyncio.to_thread(self._read, CHUNK):
                yield chunk
            return
        for at in range(0, self.length, CHUNK):
            yield await asyncio.to_thread(self._read_part, at)

    def _read(self, size: int) -> bytes:
        return _checked(self._file.read(size))

    def _read_part(self, at: int) -> bytes:
        """The chunk that begins there; a raw file may give it piece by piece."""
        assert self.length is not None
        size = min(CHUNK, self.length - at)
        with self._lock:
            self._file.seek(self._start + at)
            chunk = self._read(size)
            while len(chunk) < size:
                if not (more := self._read(size - len(chunk))):
                    raise refused(f"the file ended before its {self.length} bytes")
                chunk += more
        if len(chunk) > size:
            raise refused(f"read({size}) of the file gave {len(chunk)} bytes")
        return chunk

    async def feed(self, target: Hash) -> None:
        assert self.length is not None
        for at in range(0, self.length, CHUNK):
            await asyncio.to_thread(self._feed_part, target, at)

    def _feed_part(self, target: Hash, at: int) -> None:
        target.update(self._read_part(at))


class IterableBody(StreamBody):
    """What an async iterable gives."""

    __slots__ = ("_source",)

    def __init__(self, source: AsyncIterable[bytes]) -> None:
        super().__init__()
        self._source = source

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        self.started = True
        source = aiter(self._source)
        try:
            async for chunk in source:
                if chunk := _checked(chunk):
                    yield chunk
        finally:
            await close_source(source)


async def close_source(source: Any) -> None:
    """End a generator that was not read to its end; its own cleaning up happens now, not when memory is cleaned up."""
    close = getattr(source, "aclose", None)
    if close is not None:
        await close()


def refuse_used(source: object) -> None:
    """Refuse an async generator that was given before.

    Raises:
        ValueError: It has ended, and nothing would be sent in the place of what it gave; or it is being read, and who
            reads it would get some of it each.
    """
    if not isinstance(source, AsyncGeneratorType):
        return
    if source.ag_frame is None:
        raise ValueError("an async generator that has ended: make a new one")
    if source.ag_running:
        raise ValueError("an async generator that is being read: make a new one")


def new_body(value: object) -> StreamBody:
    """The body that reads from a file or an async iterable.

    Raises:
        TypeError: It is neither; text, say.
        ValueError: It is an async generator that was used before.
    """
    refuse_used(value)
    if isinstance(value, AsyncIterable):
        return IterableBody(cast(AsyncIterable[bytes], value))
    read = getattr(value, "read", None)
    if isinstance(value, io.TextIOBase):
        raise TypeError('expected a file of bytes, got one of text: open it with "rb"')
    if read is None or isinstance(value, str) or iscoroutinefunction(read):
        raise TypeError(
            "expected bytes, a file opened for reading bytes, or an async iterable of bytes,"
            f" got {type(value).__name__}"
        )
    return FileBody(cast("BinaryFile", value))


def _checked(chunk: Any) -> bytes:
    """Bytes that a source gave."""
    if isinstance(chunk, bytes):
        return chunk
    if isinstance(chunk, bytearray | memoryview):
        return bytes(cast(bytearray, chunk))
    raise TypeError(
        f"a streaming blob is made of bytes, its source gave {type(chunk).__name__}"
    )


def refused(problem: str) -> ValidationError:
    """The exception for a body that cannot be sent as the operation needs it."""
    from .validation import Problem

    return ValidationError([Problem("", problem)])
