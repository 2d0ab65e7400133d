"""Shapes as CBOR: what generated writers call (https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2-cbor.html).

Everything is appended to one ``bytearray``, so nothing is copied on its way out of nested structures. A generated
writer appends its keys as literals, between the initial byte of a map without a length and the break::

    out += b"\\xbf\\x64name"
    write_text(out, value.name)
    out += b"\\xff"

Everything here raises ``TypeError`` or ``ValueError`` for a value that is not what the model says.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final, TypeVar

from ..bindings import fit_float
from ..timestamps import since_epoch
from .json_writing import no_variant, pairs, sequence

__all__ = [
    "no_variant",
    "write_big_integer",
    "write_blob",
    "write_body",
    "write_boolean",
    "write_decimal",
    "write_double",
    "write_float",
    "write_integer",
    "write_list",
    "write_map",
    "write_sparse_list",
    "write_sparse_map",
    "write_text",
    "write_text_list",
    "write_text_map",
    "write_timestamp",
]

T = TypeVar("T")

_BYTES: Final = 0x40
_TEXT: Final = 0x60
_ARRAY: Final = 0x80
_MAP: Final = 0xA0
_NULL: Final = b"\xf6"
_LIMIT: Final = 1 << 64
_MILLISECOND: Final = timedelta(milliseconds=1)

_single = struct.Struct(">Bf")
_pack_single = _single.pack
_pack_double = struct.Struct(">Bd").pack
_pack_1 = struct.Struct(">BB").pack
_pack_2 = struct.Struct(">BH").pack
_pack_4 = struct.Struct(">BI").pack
_pack_8 = struct.Struct(">BQ").pack

_encode = str.encode  # it refuses whatever is no text


def _wrong(value: object, expected: str) -> TypeError:
    return TypeError(f"expected {expected}, got {type(value).__name__}")


def write_body(write: Callable[[bytearray, T], None], value: T) -> bytes:
    """A whole body, written by ``write``."""
    out = bytearray()
    write(out, value)
    return bytes(out)


def _head(out: bytearray, major: int, number: int) -> None:
    """The initial byte and its argument, in the fewest bytes (RFC 8949 §3)."""
    if number < 24:
        out.append(major + number)
    elif number < 0x100:
        out += _pack_1(major + 24, number)
    elif number < 0x10000:
        out += _pack_2(major + 25, number)
    elif number < 0x100000000:
        out += _pack_4(major + 26, number)
    else:
        out += _pack_8(major + 27, number)


def write_text(out: bytearray, value: str) -> None:
    """A text; its size is that of its UTF-8."""
    data = _encode(value)
    size = len(data)
    if size < 24:
        out.append(_TEXT + size)
    else:
        _head(out, _TEXT, size)
    out += data


def write_blob(out: bytearray, value: bytes) -> None:
    """A byte string."""
    if not isinstance(value, bytes | bytearray | memoryview):
        raise _wrong(value, "bytes")
    data = value.cast("B") if isinstance(value, memoryview) else value
    _head(out, _BYTES, len(data))
    out += data


def write_boolean(out: bytearray, value: bool) -> None:
    """True or false."""
    if value is True:
        out += b"\xf5"
    elif value is False:
        out += b"\xf4"
    else:
        raise _wrong(value, "a boolean")


def write_integer(out: bytearray, value: int) -> None:
    """An integer of at most 64 bits and a sign; a truth value is none here."""
    if not isinstance(value, int) or value is True or value is False:
        raise _wrong(value, "an integer")
    if 0 <= value < _LIMIT:
        _head(out, 0, value)
    elif -_LIMIT <= value < 0:
        _head(out, 0x20, -1 - value)
    else:
        raise ValueError("an integer of more than 64 bits")


def write_big_integer(out: bytearray, value: int) -> None:
    """A bignum, tag 2 or 3, whatever the size ("Shape serialization")."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise _wrong(value, "an integer")
    out += b"\xc2" if value >= 0 else b"\xc3"
    number = value if value >= 0 else -1 - value
    write_blob(out, number.to_bytes((number.bit_length() + 7) // 8, "big"))


def _number(value: float) -> float:
    if isinstance(value, float):
        return value
    if not isinstance(value, int | Decimal) or isinstance(value, bool):
        raise _wrong(value, "a number")
    return float(fit_float(value))


def write_float(out: bytearray, value: float) -> None:
    """A single: servers need not take more for a member of this type."""
    try:
        out += _pack_single(0xFA, _number(value))
    except OverflowError:
        raise ValueError("a number that no 32-bit float can hold") from None


def write_double(out: bytearray, value: float) -> None:
    """A single if that is the same number, else a double; never a half ("Numeric type serialization")."""
    number = _number(value)
    try:
        single = _pack_single(0xFA, number)
    except OverflowError:
        single = b""
    if single and (_single.unpack(single)[1] == number or number != number):
        out += single
    else:
        out += _pack_double(0xFB, number)


def write_decimal(out: bytearray, value: Decimal | int) -> None:
    """A decimal fraction, tag 4: exponent and mantissa."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = Decimal(value)
    if not isinstance(value, Decimal) or not value.is_finite():
        raise _wrong(value, "a finite number")
    sign, digits, exponent = value.as_tuple()
    out += b"\xc4\x82"
    write_integer(out, int(exponent))
    mantissa = int(Decimal((sign, digits, 0)))
    if -_LIMIT <= mantissa < _LIMIT:
        write_integer(out, mantissa)
    else:
        write_big_integer(out, mantissa)


def write_timestamp(out: bytearray, value: datetime) -> None:
    """Seconds since the epoch, tag 1, cut to the millisecond ("Timestamp type serialization")."""
    seconds, milliseconds = divmod(since_epoch(value) // _MILLISECOND, 1000)
    out += b"\xc1"
    if milliseconds:
        out += _pack_double(0xFB, seconds + milliseconds / 1000)
    else:
        write_integer(out, seconds)


def write_list(
    out: bytearray, write: Callable[[bytearray, T], None], values: Sequence[T]
) -> None:
    """A list, each item written by ``write``."""
    _head(out, _ARRAY, len(sequence(values)))
    for value in values:
        write(out, value)


# Any, for mypy joins the classes of a union to their base where it infers T of T | None.
def write_sparse_list(
    out: bytearray, write: Callable[[bytearray, Any], None], values: Sequence[Any]
) -> None:
    """A list whose items may be None."""
    _head(out, _ARRAY, len(sequence(values)))
    for value in values:
        if value is None:
            out += _NULL
        else:
            write(out, value)


def write_map(
    out: bytearray, write: Callable[[bytearray, T], None], values: Mapping[str, T]
) -> None:
    """A map, each value written by ``write``."""
    entries = pairs(values)
    _head(out, _MAP, len(entries))
    for key, value in entries:
        write_text(out, key)
        write(out, value)


def write_sparse_map(
    out: bytearray, write: Callable[[bytearray, Any], None], values: Mapping[str, Any]
) -> None:
    """A map whose values may be None."""
    entries = pairs(values)
    _head(out, _MAP, len(entries))
    for key, value in entries:
        write_text(out, key)
        if value is None:
            out += _NULL
        else:
            write(out, value)


def write_text_list(out: bytearray, values: Sequence[str]) -> None:
    """A list of strings."""
    write_list(out, write_text, values)


def write_text_map(out: bytearray, values: Mapping[str, str]) -> None:
    """A map of strings."""
    write_map(out, write_text, values)
