"""A request's body on its way out through aiohttp, and how long to wait for the peer meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Any, Final, NoReturn, TypeVar

import aiohttp
from aiohttp.abc import AbstractStreamWriter

from .deadlines import Deadline, Deadlines
from .errors import ReadTimeoutError
from .http import HttpRequest
from .stream_bodies import StreamBody, refused

__all__ = ["Sending", "Waits", "new_sending"]

T = TypeVar("T")

_SLICE: Final = 1 << 18  # one write of more would copy the body and hold up the loop


class Waits:
    """How long to wait for a connection and for the next bytes, in the forms that sending needs."""

    __slots__ = ("connect", "read", "reads", "timeout")

    def __init__(self, connect: float | None, read: float | None) -> None:
        self.connect = connect
        self.read = read
        self.timeout = aiohttp.ClientTimeout(
            total=None, sock_connect=connect, sock_read=read
        )
        self.reads = None if read is None else Deadlines(read)

    async def next(self, work: Awaitable[T]) -> T:
        """What the peer sends next; ReadTimeoutError if that takes too long."""
        if self.reads is None:
            return await work
        deadline = self.reads.enter()
        try:
            return await work
        except asyncio.CancelledError as error:
            if not deadline.is_missed():
                raise
            raise self.late() from error
        finally:
            self.reads.leave(deadline)

    def late(self, what: str = "received") -> ReadTimeoutError:
        return ReadTimeoutError(f"nothing {what} for {self.read} seconds")


class Sending(aiohttp.Payload):
    """Writes a body slice by slice.

    The peer may answer before it has taken all of it; the user's source may fail after the peer has answered. When the
    answer is over, aiohttp cancels the task that writes, and closes the connection: a test pins that.

    Attributes:
        length: What the body's length is announced as; None sends it chunked.
        done: Whether the peer has been sent all of it.
        error: What made sending fail.
    """

    _autoclose = True

    def __init__(
        self, body: bytes | StreamBody, length: int | None, waits: Waits
    ) -> None:
        super().__init__(None)
        self.length = length
        self.done = False
        self.error: Exception | None = None
        self._body = body
        self._waits = waits
        self._writer: asyncio.Task[Any] | None = None
        self._stopped = False
        self._waiting: asyncio.Task[Any] | None = None
        self._deadline: Deadline | None = None
        self._watch: Callable[[Exception], object] | None = None

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> NoReturn:
        raise TypeError("a body that is sent in slices is never text")

    async def write(self, writer: AbstractStreamWriter) -> None:
        """Called by aiohttp, in a task of its own."""
        self._writer = asyncio.current_task()
        if self._stopped:
            raise asyncio.CancelledError
        if isinstance(self._body, StreamBody) and self.length != 0:
            # An event may be long in coming, and the peer has to know of the request before.
            writer.send_headers()
        try:
            async with aclosing(self._slices()) as slices:
                async for part in slices:
                    await self._write(writer, part)
        except Exception as error:
            self.error = error
            self._tell()
            raise
        self.done = True
        self._body = b""
        if self._waiting is not None and self._waits.reads is not None:
            self._deadline = self._waits.reads.enter(self._waiting)

    async def _write(self, writer: AbstractStreamWriter, part: memoryview) -> None:
        try:
            await self._waits.next(writer.write(part))
        except ReadTimeoutError as error:
            raise self._waits.late("taken by the peer") from error

    async def _slices(self) -> AsyncGenerator[memoryview, None]:
        chunks = _chunks(self._body)
        if self.length is not None:
            chunks = self._counted(chunks, self.length)
        async with aclosing(chunks):
            async for chunk in chunks:
                view = memoryview(chunk)
                for start in range(0, len(chunk), _SLICE):
                    yield view[start : start + _SLICE]

    async def _counted(
        self, chunks: AsyncGenerator[bytes, None], left: int
    ) -> AsyncGenerator[bytes, None]:
        """The same chunks, if they have the announced length together.

        The one that completes it waits until there are no more: the peer would take the beginning for the whole, and
        answer, before the source has given what is too much.
        """
        last = b""
        async with aclosing(chunks):
            async for chunk in chunks:
                if (left := left - len(chunk)) < 0:
                    raise self._mistaken("more")
                if left:
                    yield chunk
                elif chunk:
                    last = chunk
        if left:
            raise self._mistaken("fewer")
        if last:
            yield last

    def _mistaken(self, how: str) -> Exception:
        error = refused(
            f"the body has {how} bytes than its announced length, {self.length}"
        )
        if isinstance(self._body, StreamBody):
            self._body.error = error
        return error

    async def answer(self, work: Awaitable[T]) -> T:
        """The response's head; the time to wait for it begins when the body has gone out."""
        self._waiting = asyncio.current_task()
        if self.done and self._waits.reads is not None:
            self._deadline = self._waits.reads.enter()
        try:
            return await work
        except asyncio.CancelledError as error:
            if self._deadline is None or not self._deadline.is_missed():
                raise
            raise self._waits.late() from error
        finally:
            self._waiting = None
            if self._deadline is not None and self._waits.reads is not None:
                self._waits.reads.leave(self._deadline)

    def watch(self, failed: Callable[[Exception], object]) -> None:
        """Call that if the source fails, or has failed: who reads the response would wait for nothing.

        What the connection does is for the reader to find out: a peer that needs no more of the body may answer and
        close, and then the answer stands.
        """
        self._watch = failed
        self._tell()

    def _tell(self) -> None:
        body = self._body
        if self._watch is None or not isinstance(body, StreamBody):
            return
        if body.error is not None:
            self._watch(body.error)

    def stop(self) -> None:
        """Send no more; the connection is of no use after that."""
        self._stopped = True
        self._watch = None
        if self._writer is not None and not self.done:
            self._writer.cancel()


async def _chunks(body: bytes | StreamBody) -> AsyncGenerator[bytes, None]:
    """The body's chunks; a failure of the user's source is kept apart from those of the connection."""
    if isinstance(body, bytes):
        yield body
        return
    try:
        async with aclosing(body.chunks()) as chunks:
            async for chunk in chunks:
                yield chunk
    except Exception as error:
        body.error = error
        raise


def new_sending(request: HttpRequest, waits: Waits) -> Sending | None:
    """The way out for a body that is large or streamed; None for one that a single write sends."""
    body = request.body
    if isinstance(body, bytes):
        return Sending(body, len(body), waits) if len(body) > _SLICE else None
    length = body.length
    announced = request.headers.get("content-length", "")
    if length is None and announced.isascii() and announced.isdecimal():
        length = int(announced)
    return Sending(body, length, waits)
