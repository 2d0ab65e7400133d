"""Events on their way from a service: messages → typed events, and the errors that may come among them.

https://smithy.io/2.0/aws/amazon-eventstream.html#client-behavior
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from ..errors import AiosmithyError, ResponseParseError, ServiceError, one_line
from ..http import HttpResponse
from ..protocols import ErrorFacts, plain_name
from ..responses import MISFITS, describe, new_error, other_type
from ..streams import byte_stream
from .framing import Frame, FrameDecoder, FrameError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from types import TracebackType
    from typing import Self

    from ..operation import Operation

__all__ = ["EventReading", "ReceivedEvents"]

E = TypeVar("E")

_INITIAL: Final = "initial-response"  # no member can have a name with a hyphen
_ACCEPT: Final = "application/vnd.amazon.eventstream"
_log = logging.getLogger("aiosmithy")


class EventReading(Generic[E]):
    """How the events of an operation's output are read; the generator writes it down.

    Args:
        read: Message → event.
        document: The payload of an exception → what the generated reader of the error takes.
        errors: What a message calls an exception → the error's code.
        initial: Whether the protocol sends the output's other members in a message of their own.
    """

    __slots__ = ("document", "errors", "initial", "read")

    def __init__(
        self,
        read: Callable[[Frame], E],
        *,
        document: Callable[[bytes], Any],
        errors: Mapping[str, str],
        initial: bool = False,
    ) -> None:
        self.read = read
        self.document = document
        self.errors = errors
        self.initial = initial

    async def begin(
        self, operation: Operation[Any, Any], response: HttpResponse
    ) -> None:
        """Put the events into the response, and into its body what the initial message says.

        It is read if the output has other members than the events; Kinesis sends one though it has none to say.
        """
        events = ReceivedEvents(self, operation, response)
        if self.initial:
            response.body = await events.initial()
        response.events = events


class ReceivedEvents(Generic[E]):
    """The events of one response; what ends them early is raised, again and again if need be."""

    __slots__ = (
        "_chunks",
        "_decoder",
        "_error",
        "_held",
        "_operation",
        "_over",
        "_reading",
        "_response",
        "_stream",
    )

    def __init__(
        self,
        reading: EventReading[E],
        operation: Operation[Any, Any],
        response: HttpResponse,
    ) -> None:
        self._reading = reading
        self._operation = operation
        self._response = response
        self._stream = byte_stream(response)
        self._chunks = aiter(self._stream)
        self._decoder = FrameDecoder()
        self._held: Frame | None = None
        self._error: AiosmithyError | None = None
        self._over = False

    async def initial(self) -> bytes:
        """What the initial message holds; empty if the service sends none."""
        frame = await self._next_frame()
        if frame is None:
            return b""
        if frame.headers.get(":message-type") != "event":
            await self._read(frame)
        if frame.headers.get(":event-type") == _INITIAL:
            return frame.payload
        self._held = frame
        return b""

    def __aiter__(self) -> AsyncIterator[E]:
        return self

    async def __anext__(self) -> E:
        if self._error is not None:
            raise self._error
        while True:
            frame, self._held = self._held or await self._next_frame(), None
            if frame is None:
                raise StopAsyncIteration
            if frame.headers.get(":event-type") != _INITIAL:
                return await self._read(frame)

    async def _next_frame(self) -> Frame | None:
        """The next message; None at the end."""
        decoder = self._decoder
        try:
            while (frame := decoder.next_frame()) is None:
                if self._over:
                    return None
                try:
                    decoder.feed(await anext(self._chunks))
                except StopAsyncIteration:
                    self._over = True
                    decoder.finish()
            return frame
        except FrameError as error:
            type_ = other_type(self._response, _ACCEPT)
            failed = self._misread(
                f"the event stream is broken: {error}{type_}", decoder.pending()
            )
            await self._fail(failed)
            raise failed from error

    async def _read(self, frame: Frame) -> E:
        """The event in a message, or the error in it, raised."""
        kind = frame.headers.get(":message-type")
        try:
            if kind == "event":
                return self._reading.read(frame)
            failed: AiosmithyError
            if kind == "exception":
                failed = self._modeled(frame)
            elif kind == "error":
                failed = self._unmodeled(frame)
            else:
                failed = self._misread("a message of no known type", frame.payload)
        except MISFITS as error:
            failed = self._misread(f"an event: {describe(error)}", frame.payload)
            await self._fail(failed)
            raise failed from error
        await self._fail(failed)
        raise failed

    def _modeled(self, frame: Frame) -> ServiceError:
        """An exception that the model has, by the name that the union gives it."""
        name = plain_name(_text(frame, ":exception-type"))
        data: Any = {}
        try:
            data = self._reading.document(frame.payload)
        except MISFITS as problem:  # the error itself matters more than its members
            shown = one_line(name)
            _log.debug("%s: %s is unreadable: %s", self._operation.name, shown, problem)
        message = ""
        for member in ("message", "Message"):
            if isinstance(found := data.get(member), str):
                message = found
        code = self._reading.errors.get(name, name)
        return self._service_error(ErrorFacts(code, message, data), frame)

    def _unmodeled(self, frame: Frame) -> ServiceError:
        message = _text(frame, ":error-message")
        return self._service_error(
            ErrorFacts(_text(frame, ":error-code"), message, {}), frame
        )

    def _service_error(self, facts: ErrorFacts, frame: Frame) -> ServiceError:
        head = self._response
        response = HttpResponse(head.status, head.headers, frame.payload)
        return new_error(self._operation, response, facts)

    def _misread(self, problem: str, body: bytes) -> ResponseParseError:
        response = self._response
        return ResponseParseError(
            problem,
            http_status=response.status,
            request_id=response.request_id,
            body=body,
        )

    async def _fail(self, error: AiosmithyError) -> None:
        """Nothing comes after an error."""
        self._error = error
        await self._stream.close()

    async def close(self) -> None:
        """Give the connection back; what was not read is lost. Closing twice is fine."""
        self._held = None
        await self._stream.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"<ReceivedEvents of {self._operation.name}>"


def _text(frame: Frame, name: str) -> str:
    value = frame.headers.get(name)
    return value if isinstance(value, str) else ""
