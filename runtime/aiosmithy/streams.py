"""The types of what is streamed: blobs of any size, and events (https://smithy.io/2.0/spec/streaming.html).

A streaming blob or an event stream is a member of an operation's input or output, and of nothing else.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

__all__ = ["BinaryFile", "ByteStream", "EventStream", "StreamingBlob"]

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
    """What an operation gives as a streaming blob: chunks as they come, each read once."""

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
