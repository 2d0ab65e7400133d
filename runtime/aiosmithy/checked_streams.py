"""Streamed bodies that are held against the checksum that came with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .received import Chunks

if TYPE_CHECKING:
    from .checksums import Running
    from .errors import ChecksumMismatchError
    from .streams import ByteStream

__all__ = ["CheckedStream"]


class CheckedStream(Chunks):
    """Another stream, whose last read raises if what was read is not what the checksum is of.

    The chunks have been handed on by then; who must not use damaged ones uses none before the end. A stream that is
    closed before its end is not checked.

    Args:
        checksum: Of nothing so far.
        expected: What it must be at the end; None is what no body has.
        wrong: What is raised if it is not.
    """

    __slots__ = ("_checksum", "_chunks", "_expected", "_stream", "_wrong")

    def __init__(
        self,
        stream: ByteStream,
        checksum: Running,
        expected: bytes | None,
        wrong: ChecksumMismatchError,
    ) -> None:
        self._stream = stream
        self._chunks = aiter(stream)
        self._checksum = checksum
        self._expected = expected
        self._wrong = wrong

    async def _next(self) -> bytes:
        async for chunk in self._chunks:
            if chunk:
                self._checksum.update(chunk)
                return chunk
        if self._checksum.digest() != self._expected:
            raise self._wrong
        return b""

    async def close(self) -> None:
        """Give the connection back; closing twice is fine."""
        await self._stream.close()

    def __repr__(self) -> str:
        return f"<CheckedStream of {self._stream!r}>"
