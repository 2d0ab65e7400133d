"""The typed headers of event stream messages, both ways.

https://smithy.io/2.0/aws/amazon-eventstream.html#headers-format
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias
from uuid import UUID

from ..timestamps import EPOCH, since_epoch

__all__ = [
    "FrameError",
    "HeaderValue",
    "header_name",
    "read_headers",
    "write_blob",
    "write_boolean",
    "write_byte",
    "write_integer",
    "write_long",
    "write_short",
    "write_text",
    "write_timestamp",
    "write_uuid",
]

HeaderValue: TypeAlias = bool | int | bytes | str | datetime | UUID

_TRUE: Final = 0
_FALSE: Final = 1
_BYTE: Final = 2
_SHORT: Final = 3
_INTEGER: Final = 4
_LONG: Final = 5
_BLOB: Final = 6
_TEXT: Final = 7
_TIMESTAMP: Final = 8
_UUID: Final = 9

_MAX_SENT: Final = 0x7FFF  # readers take all that two bytes of length can say
_MILLISECOND: Final = timedelta(milliseconds=1)

_unpack_byte = struct.Struct(">b").unpack_from
_unpack_short = struct.Struct(">h").unpack_from
_unpack_size = struct.Struct(">H").unpack_from
_unpack_integer = struct.Struct(">i").unpack_from
_unpack_long = struct.Struct(">q").unpack_from


class FrameError(ValueError):
    """Bytes that are no message of an event stream."""


def read_headers(data: bytes) -> dict[str, HeaderValue]:
    """Name → value of all headers.

    Raises:
        FrameError: The bytes are not exactly some headers, or a name is there twice.
    """
    found: dict[str, HeaderValue] = {}
    at, end, count = 0, len(data), 0
    try:
        while at < end:
            start = at + 1
            at = start + data[at]
            name = data[start:at].decode()
            found[name], at = _READERS[data[at]](data, at + 1)
            count += 1
    except (IndexError, struct.error):
        raise FrameError("the headers end early, or one has no known type") from None
    except UnicodeDecodeError:
        raise FrameError("a header that is not UTF-8") from None
    except OverflowError:
        raise FrameError("a header's timestamp is out of range") from None
    if at > end:
        raise FrameError("the headers end early")
    if len(found) != count or "" in found:
        raise FrameError("a header without a name of its own")
    return found


def _read_true(data: bytes, at: int) -> tuple[bool, int]:
    return True, at


def _read_false(data: bytes, at: int) -> tuple[bool, int]:
    return False, at


def _read_byte(data: bytes, at: int) -> tuple[int, int]:
    return _unpack_byte(data, at)[0], at + 1


def _read_short(data: bytes, at: int) -> tuple[int, int]:
    return _unpack_short(data, at)[0], at + 2


def _read_integer(data: bytes, at: int) -> tuple[int, int]:
    return _unpack_integer(data, at)[0], at + 4


def _read_long(data: bytes, at: int) -> tuple[int, int]:
    return _unpack_long(data, at)[0], at + 8


def _read_blob(data: bytes, at: int) -> tuple[bytes, int]:
    end = at + 2 + _unpack_size(data, at)[0]
    return data[at + 2 : end], end


def _read_text(data: bytes, at: int) -> tuple[str, int]:
    end = at + 2 + _unpack_size(data, at)[0]
    return data[at + 2 : end].decode(), end


def _read_timestamp(data: bytes, at: int) -> tuple[datetime, int]:
    return EPOCH + timedelta(milliseconds=_unpack_long(data, at)[0]), at + 8


def _read_uuid(data: bytes, at: int) -> tuple[UUID, int]:
    if len(data) < at + 16:
        raise IndexError
    return UUID(bytes=data[at : at + 16]), at + 16


_READERS: Final[tuple[Callable[[bytes, int], tuple[Any, int]], ...]] = (
    _read_true,
    _read_false,
    _read_byte,
    _read_short,
    _read_integer,
    _read_long,
    _read_blob,
    _read_text,
    _read_timestamp,
    _read_uuid,
)
"""By the indicator of the type."""


def header_name(name: str) -> bytes:
    """A name as the writers take it, with its length: what generated code has as a literal."""
    data = name.encode()
    if not 0 < len(data) < 256:
        raise ValueError("a header's name takes from 1 to 255 bytes")
    return bytes([len(data)]) + data


def _wrong(value: object, expected: str) -> TypeError:
    return TypeError(f"expected {expected}, got {type(value).__name__}")


def _write_number(
    out: bytearray, name: bytes, kind: int, size: int, value: int
) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _wrong(value, "an integer")
    try:
        data = value.to_bytes(size, "big", signed=True)
    except OverflowError:
        raise ValueError(f"an integer of more than {8 * size} bits") from None
    out += name
    out.append(kind)
    out += data


def _write_bytes(out: bytearray, name: bytes, kind: int, data: bytes) -> None:
    if len(data) > _MAX_SENT:
        raise ValueError(f"a header's value of more than {_MAX_SENT} bytes")
    out += name
    out.append(kind)
    out += len(data).to_bytes(2, "big")
    out += data


def write_boolean(out: bytearray, name: bytes, value: bool) -> None:
    """True or false."""
    if not isinstance(value, bool):
        raise _wrong(value, "a boolean")
    out += name
    out.append(_TRUE if value else _FALSE)


def write_byte(out: bytearray, name: bytes, value: int) -> None:
    """An integer of 8 bits."""
    _write_number(out, name, _BYTE, 1, value)


def write_short(out: bytearray, name: bytes, value: int) -> None:
    """An integer of 16 bits."""
    _write_number(out, name, _SHORT, 2, value)


def write_integer(out: bytearray, name: bytes, value: int) -> None:
    """An integer of 32 bits."""
    _write_number(out, name, _INTEGER, 4, value)


def write_long(out: bytearray, name: bytes, value: int) -> None:
    """An integer of 64 bits."""
    _write_number(out, name, _LONG, 8, value)


def write_blob(out: bytearray, name: bytes, value: bytes) -> None:
    """Bytes."""
    if not isinstance(value, bytes | bytearray | memoryview):
        raise _wrong(value, "bytes")
    _write_bytes(out, name, _BLOB, bytes(value))


def write_text(out: bytearray, name: bytes, value: str) -> None:
    """A string."""
    _write_bytes(out, name, _TEXT, str.encode(value))


def write_timestamp(out: bytearray, name: bytes, value: datetime) -> None:
    """Milliseconds since the epoch."""
    _write_number(out, name, _TIMESTAMP, 8, since_epoch(value) // _MILLISECOND)


def write_uuid(out: bytearray, name: bytes, value: UUID) -> None:
    """A UUID; no Smithy type is one, though a service may send them."""
    if not isinstance(value, UUID):
        raise _wrong(value, "a UUID")
    out += name
    out.append(_UUID)
    out += value.bytes
