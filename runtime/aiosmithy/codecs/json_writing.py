"""Shapes as JSON text: what generated writers call.

An f-string with the C string escaper is a good deal quicker than building dicts for an encoder, and it refuses a wrong
type by itself. Everything here raises ``TypeError`` or ``ValueError`` for a value that is not what the model says.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, ItemsView, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from json import encoder
from typing import TYPE_CHECKING, Any, TypeVar, cast

from ..bindings import fit_float
from ..timestamps import format_date_time, format_epoch_seconds, format_http_date

if TYPE_CHECKING:
    from ..shapes import Document

T = TypeVar("T")


quote: Callable[[str], str] = encoder.encode_basestring
"""A JSON string, non-ASCII kept; ``TypeError`` for anything but a string."""

_encode_document = json.JSONEncoder(
    separators=(",", ":"), ensure_ascii=False, allow_nan=False
).encode


def _wrong(value: object, expected: str) -> TypeError:
    return TypeError(f"expected {expected}, got {type(value).__name__}")


def write_boolean(value: bool) -> str:
    """``true`` or ``false``."""
    if value is True:
        return "true"
    if value is False:
        return "false"
    raise _wrong(value, "a boolean")


def write_float(value: float) -> str:
    """A number; NaN and the infinities as strings, as Smithy's JSON protocols have them."""
    if isinstance(value, float):
        text = float.__repr__(value)
        if text[-1].isdigit():
            return text
        return {"nan": '"NaN"', "inf": '"Infinity"', "-inf": '"-Infinity"'}[text]
    return write_decimal(fit_float(value))


def write_decimal(value: Decimal | int) -> str:
    """A number of any size and precision."""
    if isinstance(value, Decimal) and value.is_finite():
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:d}"
    raise _wrong(value, "a finite number")


def write_integer_text(value: int) -> str:
    """An integer of any size in quotes ("bigInteger string format" of RPC v2 JSON)."""
    return f'"{write_integer(value)}"'


def write_decimal_text(value: Decimal | int) -> str:
    """A number of any size and precision in quotes ("bigDecimal string format" of RPC v2 JSON)."""
    return f'"{write_decimal(value)}"'


def write_blob(value: bytes) -> str:
    """Base64 in quotes."""
    if not isinstance(value, bytes | bytearray | memoryview):
        raise _wrong(value, "bytes")
    return f'"{b64encode(value).decode()}"'


def write_date_time(value: datetime) -> str:
    """An RFC 3339 timestamp in quotes."""
    return f'"{format_date_time(value)}"'


def write_http_date(value: datetime) -> str:
    """An HTTP date in quotes."""
    return f'"{format_http_date(value)}"'


def write_epoch_seconds(value: datetime) -> str:
    """Seconds since the epoch, a bare number."""
    return format_epoch_seconds(value)


def write_document(value: Document) -> str:
    """Any JSON value."""
    _check_keys(value)
    return _encode_document(value)


def _check_keys(value: object) -> None:
    """JSON has string keys only; the encoder would turn others into strings without a word."""
    if isinstance(value, dict):
        for key, item in cast(dict[object, object], value).items():
            if not isinstance(key, str):
                raise _wrong(key, "a string as a document's key")
            _check_keys(item)
    elif isinstance(value, list | tuple):
        for item in cast(Sequence[object], value):
            _check_keys(item)


def sequence(value: Sequence[T]) -> Sequence[T]:
    """The value if it is a list or another sequence; text is none here."""
    if type(value) is list:
        return cast(Sequence[T], value)
    if isinstance(value, str | bytes | bytearray | memoryview) or not isinstance(
        value, Sequence
    ):
        raise _wrong(value, "a list")
    return value


def pairs(value: Mapping[str, T]) -> ItemsView[str, T]:
    """The entries of a mapping."""
    if type(value) is dict:
        return cast(dict[str, T], value).items()
    if not isinstance(value, Mapping):
        raise _wrong(value, "a mapping")
    return value.items()


def write_text_list(values: Sequence[str]) -> str:
    """A list of strings."""
    return "[" + ",".join([quote(value) for value in sequence(values)]) + "]"


def write_text_map(values: Mapping[str, str]) -> str:
    """A map of strings."""
    return (
        "{"
        + ",".join([f"{quote(key)}:{quote(value)}" for key, value in pairs(values)])
        + "}"
    )


def write_integer(value: int) -> str:
    """An integer; a truth value is none here."""
    if value is True or value is False:
        raise _wrong(value, "an integer")
    # It refuses whatever is none; a format of ``d`` would mean something to dates.
    return int.__repr__(value)


def write_list(write: Callable[[T], str], values: Sequence[T]) -> str:
    """A list, each item written by ``write``."""
    return "[" + ",".join([write(value) for value in sequence(values)]) + "]"


# Any, for mypy joins the classes of a union to their base where it infers T of T | None.
def write_sparse_list(write: Callable[[Any], str], values: Sequence[Any]) -> str:
    """A list whose items may be None."""
    texts = ["null" if value is None else write(value) for value in sequence(values)]
    return "[" + ",".join(texts) + "]"


def write_map(write: Callable[[T], str], values: Mapping[str, T]) -> str:
    """A map, each value written by ``write``."""
    return (
        "{"
        + ",".join([f"{quote(key)}:{write(value)}" for key, value in pairs(values)])
        + "}"
    )


def write_sparse_map(write: Callable[[Any], str], values: Mapping[str, Any]) -> str:
    """A map whose values may be None."""
    texts = [
        f"{quote(key)}:{'null' if value is None else write(value)}"
        for key, value in pairs(values)
    ]
    return "{" + ",".join(texts) + "}"


def no_variant(value: object, union: str) -> TypeError:
    """The exception for a value that is no variant of the union that could be sent."""
    return TypeError(f"expected a variant of {union}, got {type(value).__name__}")
