"""CBOR as shapes: what generated readers call (https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2-cbor.html).

Structures, lists, maps, texts and booleans come out of the decoder as they come out of a JSON parser, so their readers
are those of JSON. All raise ``ValueError`` with the member's wire name, never its value.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Final, cast

from ..timestamps import EPOCH, parse_epoch_seconds
from .cbor_values import Tagged, decode
from .json_reading import (
    entries,
    items,
    new,
    read_boolean,
    read_text,
    read_text_list,
    read_text_map,
    sparse_entries,
    sparse_items,
    structure,
    variant,
    with_value,
)

__all__ = [
    "entries",
    "items",
    "new",
    "read_big_integer",
    "read_blob",
    "read_body",
    "read_boolean",
    "read_cbor",
    "read_decimal",
    "read_float",
    "read_integer",
    "read_text",
    "read_text_list",
    "read_text_map",
    "read_timestamp",
    "sparse_entries",
    "sparse_items",
    "structure",
    "variant",
    "with_value",
]

# Tags (RFC 8949 §3.4).
_EPOCH_TIME: Final = 1
_POSITIVE: Final = 2
_NEGATIVE: Final = 3
_DECIMAL_FRACTION: Final = 4

_MAX_BIGNUM: Final = 1785
"""Bytes: about 4,300 digits, as many as Python reads from JSON. To show much more takes quadratic time."""


def read_cbor(body: bytes) -> Any:
    """Any data item; an empty body is None."""
    return decode(body) if body else None


def read_body(body: bytes) -> Any:
    """A map; an empty body is an empty map, for the reason that :func:`.json_reading.read_body` gives."""
    value = read_cbor(body)
    if type(value) is dict:
        return cast(dict[str, Any], value)
    return structure(value, "body")


def _unexpected(value: object, name: str, expected: str) -> ValueError:
    got = f"tag {value.tag}" if isinstance(value, Tagged) else type(value).__name__
    return ValueError(f"{name}: expected {expected}, got {got}")


def read_integer(value: Any, name: str, default: int = 0) -> int:
    """An integer; a float without a fraction will do."""
    if type(value) is int:
        return value
    if value is None:
        return default
    if type(value) is float and value % 1 == 0:
        return int(value)
    raise _unexpected(value, name, "an integer")


def read_big_integer(value: Any, name: str, default: int = 0) -> int:
    """An integer of any size: what is small may come without the tag of a bignum (RFC 8949 §3.4.3)."""
    if type(value) is Tagged and value.tag in (_POSITIVE, _NEGATIVE):
        return _bignum(value, name)
    return read_integer(value, name, default)


def _bignum(value: Tagged, name: str) -> int:
    if type(value.value) is not bytes:
        raise _unexpected(value.value, name, "a bignum's bytes")
    if len(value.value) > _MAX_BIGNUM:
        raise ValueError(f"{name}: a bignum of more than {_MAX_BIGNUM} bytes")
    number = int.from_bytes(value.value, "big")
    return number if value.tag == _POSITIVE else -1 - number


def read_float(value: Any, name: str, default: float = 0.0) -> float:
    """A number of any precision; the infinities and NaN have floats of their own."""
    if type(value) is float:
        return value
    if value is None:
        return default
    if type(value) is int:
        return float(value)
    raise _unexpected(value, name, "a number")


def read_decimal(value: Any, name: str, default: Decimal = Decimal(0)) -> Decimal:
    """A decimal fraction; a plain number will do."""
    if value is None:
        return default
    if type(value) is Tagged and value.tag == _DECIMAL_FRACTION:
        return _fraction(value.value, name)
    if type(value) is float:
        return Decimal(repr(value))
    return Decimal(read_big_integer(value, name))


def _fraction(value: Any, name: str) -> Decimal:
    """Mantissa × 10 ** exponent, of a decimal fraction's pair (RFC 8949 §3.4.4)."""
    match value:
        case [int(exponent), mantissa] if type(exponent) is int:
            number = Decimal(read_big_integer(mantissa, name))
        case _:
            raise _unexpected(value, name, "an exponent and a mantissa")
    try:
        return Decimal((number.is_signed(), number.as_tuple().digits, exponent))
    except (ArithmeticError, ValueError):
        raise ValueError(f"{name}: the exponent is out of range") from None


def read_blob(value: Any, name: str, default: bytes = b"") -> bytes:
    """A byte string."""
    if type(value) is bytes:
        return value
    if value is None:
        return default
    raise _unexpected(value, name, "bytes")


def read_timestamp(value: Any, name: str, default: datetime = EPOCH) -> datetime:
    """Seconds since the epoch, tagged as such ("Timestamp type serialization")."""
    if value is None:
        return default
    if type(value) is not Tagged or value.tag != _EPOCH_TIME:
        raise _unexpected(value, name, "an epoch timestamp")
    seconds = value.value
    if type(seconds) is not float and type(seconds) is not int:
        raise _unexpected(seconds, name, "a number of seconds")
    try:
        return parse_epoch_seconds(seconds)
    except (ValueError, OverflowError):
        raise ValueError(f"{name}: the timestamp is out of range") from None
