"""Events as messages: what generated codecs call.

https://smithy.io/2.0/aws/amazon-eventstream.html#message-serialization
"""

from __future__ import annotations

from typing import Final, TypeVar

from .framing import Frame, encode_frame
from .headers import (
    header_name,
    write_blob,
    write_boolean,
    write_byte,
    write_integer,
    write_long,
    write_short,
    write_text,
    write_timestamp,
)

__all__ = [
    "Frame",
    "blob_header",
    "boolean_header",
    "byte_header",
    "event_header",
    "event_headers",
    "event_type",
    "exception_headers",
    "integer_header",
    "long_header",
    "optional_header",
    "short_header",
    "text_header",
    "timestamp_header",
    "whole_event",
]

T = TypeVar("T")

# A codec has functions of the plain names for its own format.
blob_header = write_blob
boolean_header = write_boolean
byte_header = write_byte
integer_header = write_integer
long_header = write_long
short_header = write_short
text_header = write_text
timestamp_header = write_timestamp
whole_event = encode_frame

_MESSAGE: Final = header_name(":message-type")
_EVENT: Final = header_name(":event-type")
_EXCEPTION: Final = header_name(":exception-type")
_CONTENT: Final = header_name(":content-type")


def event_headers(kind: str, content_type: str = "") -> bytearray:
    """The headers that every event has; the content type only if there is a payload."""
    return _headers("event", _EVENT, kind, content_type)


def exception_headers(kind: str, content_type: str = "") -> bytearray:
    """The headers of an error that is sent in the place of an event."""
    return _headers("exception", _EXCEPTION, kind, content_type)


def _headers(message: str, name: bytes, kind: str, content_type: str) -> bytearray:
    out = bytearray()
    write_text(out, _MESSAGE, message)
    write_text(out, name, kind)
    if content_type:
        write_text(out, _CONTENT, content_type)
    return out


def event_type(frame: Frame) -> str:
    """What a message says which event it is.

    Raises:
        ValueError: It does not say.
    """
    found = frame.headers.get(":event-type")
    if not isinstance(found, str):
        raise ValueError("a message without the name of its event")
    return found


def event_header(frame: Frame, name: str, kind: type[T], absent: T | None = None) -> T:
    """The value of a header.

    Args:
        absent: What the value is if there is no such header.

    Raises:
        ValueError: The header is of another type.
    """
    value = frame.headers.get(name)
    if type(value) is kind:
        return value
    if value is None and absent is not None:
        return absent
    raise ValueError(
        f"{name}: expected a header of {kind.__name__}, got {type(value).__name__}"
    )


def optional_header(frame: Frame, name: str, kind: type[T]) -> T | None:
    """The value of a header that need not be there.

    Raises:
        ValueError: The header is of another type.
    """
    return event_header(frame, name, kind) if name in frame.headers else None
