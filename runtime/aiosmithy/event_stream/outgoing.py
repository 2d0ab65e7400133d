"""Events on their way to a service: typed events → messages, signed if the call is.

https://smithy.io/2.0/spec/streaming.html#eventstream and, for the first message of RPC protocols,
https://smithy.io/2.0/spec/streaming.html#initial-request
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, Callable
from typing import TYPE_CHECKING, Any, TypeGuard

from ..responses import MISFITS
from ..stream_bodies import StreamBody, close_source, refuse_used, refused
from .events import event_headers
from .framing import encode_frame
from .signing import EventSigner

if TYPE_CHECKING:
    from ..identity import Credentials

__all__ = ["EventBody", "event_body", "sign_events"]


class EventBody(StreamBody):
    """A request's body made of events; it ends when their source does.

    Args:
        events: Where the events come from.
        write: Event → message.
        initial: The message that goes first, if the protocol has one.
    """

    __slots__ = ("_events", "_initial", "_sign", "_write")

    def __init__(
        self,
        events: AsyncIterable[Any],
        write: Callable[[Any], bytes],
        initial: bytes | None,
    ) -> None:
        super().__init__()
        self._events = events
        self._write = write
        self._initial = initial
        self._sign: Callable[[bytes], bytes] | None = None

    def sign_with(self, sign: Callable[[bytes], bytes]) -> None:
        """Put every message that is sent from now on into a signed one."""
        self._sign = sign

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        self.started = True
        sign = self._sign
        source = aiter(self._events)
        try:
            if self._initial is not None:
                yield self._initial if sign is None else sign(self._initial)
            async for event in source:
                message = self._written(event)
                yield message if sign is None else sign(message)
            if sign is not None:
                yield sign(b"")
        finally:
            await close_source(source)

    def _written(self, event: object) -> bytes:
        try:
            return self._write(event)
        except MISFITS as error:
            raise refused(f"an event cannot be sent: {error}") from error


def event_body(
    events: object,
    write: Callable[[Any], bytes],
    *,
    initial: bytes | None = None,
    content_type: str = "",
) -> EventBody:
    """The body of a request that sends events.

    Args:
        events: An async iterable; None is one without events.
        write: Event → message.
        initial: The input's other members, where the protocol sends them in a message of their own.
        content_type: What they are written in.

    Raises:
        TypeError: The events are no async iterable.
        ValueError: They are an async generator that was used before.
    """
    if events is None:
        events = _nothing()
    if not _is_source(events):
        raise TypeError(
            f"expected an async iterable of events, got {type(events).__name__}"
        )
    refuse_used(events)
    if initial is not None:
        initial = encode_frame(event_headers("initial-request", content_type), initial)
    return EventBody(events, write, initial)


def _is_source(value: object) -> TypeGuard[AsyncIterable[Any]]:
    return isinstance(value, AsyncIterable)


async def _nothing() -> AsyncGenerator[Any, None]:
    events: tuple[Any, ...] = ()
    for event in events:
        yield event


def sign_events(
    body: object,
    seed: str,
    identity: Credentials,
    *,
    region: str,
    service: str,
    clock: Callable[[], float],
) -> None:
    """Sign the events of a body, the first over the signature of the request that opens the stream."""
    if isinstance(body, EventBody):
        signer = EventSigner(seed, identity, region=region, service=service)
        body.sign_with(lambda message: signer.sign(message, clock()))
