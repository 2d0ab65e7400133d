"""Bodies of responses that are handed on as they come.

aiohttp takes no more from the socket than a few hundred kilobytes ahead of the reader, and itself tells a body that
ends before its announced length, or before its last chunk, from one that is whole.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from .errors import TransportError
from .failures import give_up

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from types import TracebackType
    from typing import Self

    import aiohttp

    from .http import HttpRequest
    from .sending import Sending, Waits

__all__ = ["Chunks", "ReceivedStream", "StoredStream"]

_BUFFER: Final = 1 << 18


class Chunks:
    """What all kinds of streams do the same way."""

    __slots__ = ()

    async def _next(self) -> bytes:
        """The next chunk; empty at the end."""
        raise NotImplementedError

    async def close(self) -> None:
        """Give the connection back."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        if chunk := await self._next():
            return chunk
        raise StopAsyncIteration

    async def read(self) -> bytes:
        """All that is left, in memory."""
        return b"".join([chunk async for chunk in self])

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()


class ReceivedStream(Chunks):
    """The body of a response of aiohttp.

    At its end the connection goes back to the others; if the stream is closed before, it is closed too.
    A read that is cancelled takes nothing away: the next one gives what it would have given.

    Args:
        sending: The request's body, which may still be on its way out.
    """

    __slots__ = (
        "_error",
        "_loop",
        "_over",
        "_request",
        "_response",
        "_sending",
        "_waits",
    )

    def __init__(
        self,
        response: aiohttp.ClientResponse,
        request: HttpRequest,
        waits: Waits,
        sending: Sending | None,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._response = response
        # Stopping and starting the socket costs more than what is read in between; older versions cannot be told.
        buffer = getattr(response.content, "set_read_chunk_size", None)
        if buffer is not None:
            buffer(_BUFFER)
        self._request = request
        self._waits = waits
        self._sending = sending
        self._over = False
        self._error: Exception | None = None

    async def _next(self) -> bytes:
        if self._error is not None:
            raise self._error
        if self._over:
            return b""
        try:
            chunk = await self._waits.next(self._response.content.readany())
        except Exception as error:
            self._end()
            try:
                give_up(error, self._request, self._sending, self._response)
            except Exception as failed:
                self._error = failed
                raise
        self._over = not chunk
        return chunk

    def _end(self) -> None:
        self._over = True
        _abandon(self._response, self._sending)

    def __del__(self) -> None:
        """One that was forgotten would hold its connection for good: what waits for the body is known to aiohttp."""
        if not self._over and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(_abandon, self._response, self._sending)

    async def close(self) -> None:
        """Give the connection back; closing twice is fine."""
        if self._over:
            return
        self._end()
        closed = TransportError("the stream was closed before it was read to its end")
        closed.retryable = False
        self._error = closed

    def __repr__(self) -> str:
        return f"<ReceivedStream, {'over' if self._over else 'open'}>"


def _abandon(response: aiohttp.ClientResponse, sending: Sending | None) -> None:
    response.close()
    if sending is not None:
        sending.stop()


class StoredStream(Chunks):
    """A body that was received whole."""

    __slots__ = ("_left",)

    def __init__(self, body: bytes) -> None:
        self._left = body

    async def _next(self) -> bytes:
        chunk, self._left = self._left, b""
        return chunk
