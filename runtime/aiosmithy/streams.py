"""What is streamed: blobs of any size, and events (https://smithy.io/2.0/spec/streaming.html).

A streaming blob or an event stream is a member of an operation's input or output, and of nothing else. Here are the
types that a user meets; how a blob is sent is in ``stream_bodies.py``.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from .http import HttpResponse
    from .stream_bodies import StreamBody

__all__ = [
    "BinaryFile",
    "ByteStream",
    "EventStream",
    "StreamingBlob",
    "byte_stream",
    "stream_body",
]

E_co = TypeVar("E_co", covariant=True)


class BinaryFile(Protocol):
    """A file opened for reading bytes, or what reads like one."""

    def read(self, size: int = -1, /) -> bytes:
        """At most that many bytes, all that are left if the size is negative; none at the end."""
        ...


StreamingBlob: TypeAlias = (
    bytes | bytearray | memoryview | BinaryFile | AsyncIterable[bytes]
)
"""What an operation takes as a streaming blob. A file can be sent again if a call has to be retried, if it can seek."""


class _Stream(Protocol):
    """What holds a connection until it was read to its end, or closed."""

    async def close(self) -> None:
        """Give the connection back; what was not read is lost. Closing twice is fine."""
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...


class ByteStream(_Stream, Protocol):
    """What an operation gives as a streaming blob: chunks as they come, each read once.

    ``Timeouts.read`` is how long the next chunk may take to come; ``attempt`` and ``total`` end with the response's
    head, and ``Config.max_response_bytes`` does not apply. A body that ends before its announced length raises
    :class:`~aiosmithy.errors.ConnectionLostError`; one that came with a checksum and is another one raises
    :class:`~aiosmithy.errors.ChecksumMismatchError` at its end.
    """

    def __aiter__(self) -> AsyncIterator[bytes]:
        """The chunks that are left, of any size."""
        ...

    async def read(self) -> bytes:
        """All that is left, in memory."""
        ...


class EventStream(_Stream, Protocol[E_co]):
    """The events that an operation gives, one after the other as they come.

    An error that the service sends in place of an event is raised; it is the last thing that comes.
    """

    def __aiter__(self) -> AsyncIterator[E_co]:
        """The events that are left."""
        ...


def stream_body(value: StreamingBlob) -> bytes | StreamBody:
    """The request's body that a streaming blob is: bytes stay bytes, all else is read while it is sent.

    Raises:
        TypeError: It is none of what :data:`StreamingBlob` allows.
    """
    if isinstance(value, bytes):
        return value
    if isinstance(value, bytearray | memoryview):
        return bytes(value)
    from .stream_bodies import new_body

    return new_body(value)


def byte_stream(response: HttpResponse) -> ByteStream:
    """The response's body as a streaming blob; one that was read whole, as tests' stand-ins give it, is one chunk."""
    if response.stream is not None:
        return response.stream
    from .received import StoredStream

    return StoredStream(response.body)
