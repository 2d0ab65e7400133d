"""JSON, both ways.

Writers give JSON *text*: an f-string with the C string escaper is a good deal quicker than building dicts for an encoder,
and it refuses a wrong type by itself (the escaper takes strings only). Readers take what the JSON
parser gave, tell a missing value from a wrong one, and raise ``ValueError`` with the member's wire name, never its value.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, ItemsView, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from json import encoder
from typing import TYPE_CHECKING, Any, TypeVar, cast

from ..timestamps import (
    EPOCH,
    format_date_time,
    format_epoch_seconds,
    format_http_date,
    parse_date_time,
    parse_epoch_seconds,
    parse_http_date,
)

if TYPE_CHECKING:
    from ..shapes import Document

T = TypeVar("T")

_from_iso = datetime.fromisoformat
_NON_FINITE = {
    "NaN": float("nan"),
    "Infinity": float("inf"),
    "-Infinity": float("-inf"),
}


# --- writing -----------------------------------------------------------------

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
    return write_decimal(value)


def write_decimal(value: Decimal | int) -> str:
    """A number of any size and precision."""
    if isinstance(value, Decimal) and value.is_finite():
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:d}"
    raise _wrong(value, "a finite number")


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
    return int.__repr__(
        value
    )  # refuses what is none; a format of ``d`` means something to dates


def write_list(write: Callable[[T], str], values: Sequence[T]) -> str:
    """A list, each item written by ``write``."""
    return "[" + ",".join([write(value) for value in sequence(values)]) + "]"


def write_sparse_list(write: Callable[[T], str], values: Sequence[T | None]) -> str:
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


def write_sparse_map(write: Callable[[T], str], values: Mapping[str, T | None]) -> str:
    """A map whose values may be None."""
    texts = [
        f"{quote(key)}:{'null' if value is None else write(value)}"
        for key, value in pairs(values)
    ]
    return "{" + ",".join(texts) + "}"


def no_variant(value: object, union: str) -> TypeError:
    """The exception for a value that is no variant of the union that could be sent."""
    return TypeError(f"expected a variant of {union}, got {type(value).__name__}")


# --- reading -----------------------------------------------------------------


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


_decoder = json.JSONDecoder(parse_constant=_refuse_constant)
_exact_decoder = json.JSONDecoder(parse_constant=_refuse_constant, parse_float=Decimal)
_scan: Callable[[str, int], tuple[Any, int]] = vars(_decoder)["scan_once"]

if TYPE_CHECKING:

    def new(cls: type[T]) -> T:
        """A bare instance; the caller stores every member."""
        ...

else:
    new = object.__new__


def with_value(cls: type[T], value: object) -> T:
    """A variant of a union that holds the value; like ``new``, it does not finish the class."""
    made: Any = object.__new__(cls)
    made.value = value
    return cast(T, made)


def read_json(body: bytes, *, exact: bool = False) -> Any:
    """Any JSON value; an empty body is None. ``exact`` keeps numbers with a fraction as decimals."""
    if not body:
        return None
    text = body.decode()
    if exact:
        return _exact_decoder.decode(text)
    try:
        value, end = _scan(text, 0)
    except StopIteration:  # leading blanks, or no JSON: the slower way tells
        return _decoder.decode(text)
    return value if end == len(text) else _decoder.decode(text)


def read_body(body: bytes, *, exact: bool = False) -> Any:
    """A JSON object; an empty body is an empty object."""
    value = read_json(body, exact=exact)
    if type(value) is dict:
        return cast(dict[str, Any], value)
    return structure(value, "body")


def _unexpected(value: object, name: str, expected: str) -> ValueError:
    return ValueError(f"{name}: expected {expected}, got {type(value).__name__}")


def read_text(value: Any, name: str, default: str = "") -> str:
    """A string."""
    if type(value) is str:
        return value
    if value is None:
        return default
    raise _unexpected(value, name, "a string")


def read_integer(value: Any, name: str, default: int = 0) -> int:
    """An integer; a number without a fraction will do."""
    if type(value) is int:
        return value
    if value is None:
        return default
    if isinstance(value, float | Decimal) and value % 1 == 0:
        return int(value)
    raise _unexpected(value, name, "an integer")


def read_float(value: Any, name: str, default: float = 0.0) -> float:
    """A number, or one of the strings NaN, Infinity and -Infinity."""
    if type(value) is float:
        return value
    if value is None:
        return default
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return float(value)
    if type(value) is str and value in _NON_FINITE:
        return _NON_FINITE[value]
    raise _unexpected(value, name, "a number")


def read_decimal(value: Any, name: str, default: Decimal = Decimal(0)) -> Decimal:
    """A number of any precision."""
    if value is None:
        return default
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return Decimal(value) if not isinstance(value, float) else Decimal(repr(value))
    raise _unexpected(value, name, "a number")


def read_boolean(value: Any, name: str, default: bool = False) -> bool:
    """True or false."""
    if type(value) is bool:
        return value
    if value is None:
        return default
    raise _unexpected(value, name, "a boolean")


def read_blob(value: Any, name: str, default: bytes = b"") -> bytes:
    """Base64."""
    if value is None:
        return default
    if type(value) is not str:
        raise _unexpected(value, name, "base64")
    try:
        return b64decode(value, validate=True)
    except ValueError:
        raise ValueError(f"{name}: expected base64") from None


def read_date_time(value: Any, name: str, default: datetime = EPOCH) -> datetime:
    """An RFC 3339 timestamp."""
    if value is None:
        return default
    try:
        moment = _from_iso(value)
        # The common case, a text that ends in Z, is told apart here: there are two in each item of many a list.
        return moment if moment.tzinfo is UTC else parse_date_time(value)
    except (TypeError, ValueError, OverflowError):
        raise _unexpected(value, name, "a date-time timestamp") from None


def read_http_date(value: Any, name: str, default: datetime = EPOCH) -> datetime:
    """An HTTP date."""
    if value is None:
        return default
    try:
        return parse_http_date(value)
    except (AttributeError, ValueError, OverflowError):
        raise _unexpected(value, name, "an http-date timestamp") from None


def read_epoch_seconds(value: Any, name: str, default: datetime = EPOCH) -> datetime:
    """Seconds since the epoch."""
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise _unexpected(value, name, "an epoch-seconds timestamp")
    try:
        return parse_epoch_seconds(value)
    except (ValueError, OverflowError, ArithmeticError):
        raise ValueError(f"{name}: the timestamp is out of range") from None


def read_document(value: Any, name: str) -> Document:
    """Any JSON value; decimals of an exact parse become floats again."""
    if isinstance(value, Decimal):
        return float(value)
    if value.__class__ is dict:
        return {key: read_document(item, name) for key, item in value.items()}
    if value.__class__ is list:
        return [read_document(item, name) for item in value]
    return cast("Document", value)


def structure(value: Any, name: str) -> Any:
    """An object; a missing one is empty, and so every member gets its zero value."""
    if value is None:
        return {}
    if type(value) is dict:
        return cast(dict[str, Any], value)
    raise _unexpected(value, name, "an object")


def sparse_items(value: Any, name: str) -> list[Any]:
    """A list that may hold nulls; a missing one is empty."""
    if value is None:
        return []
    if value.__class__ is list:
        found: list[Any] = value
        return found
    raise _unexpected(value, name, "a list")


def items(value: Any, name: str) -> list[Any]:
    """A list without nulls: dropping one would shift the others without a word."""
    found = sparse_items(value, name)
    if None in found:
        raise ValueError(f"{name}: null in a list that is not sparse")
    return found


def sparse_entries(value: Any, name: str) -> ItemsView[str, Any]:
    """The entries of an object, nulls among them; of a missing one, none."""
    found: dict[str, Any] = structure(value, name)
    return found.items()


def entries(value: Any, name: str) -> list[tuple[str, Any]]:
    """The entries of an object but for those that are null, as Smithy's protocol tests have it for dense maps."""
    return [entry for entry in sparse_entries(value, name) if entry[1] is not None]


def read_text_list(value: Any, name: str) -> list[str]:
    """A list of strings."""
    found = items(value, name)
    for item in found:
        if type(item) is not str:
            raise _unexpected(item, name, "strings")
    return found


def read_text_map(value: Any, name: str) -> dict[str, str]:
    """A map of strings."""
    found = dict(entries(value, name))
    for item in found.values():
        if type(item) is not str:
            raise _unexpected(item, name, "strings")
    return found


def variant(data: Any, name: str) -> tuple[str, Any]:
    """The one member of a union that is set; ``("", None)`` if none is."""
    found = [entry for entry in entries(data, name) if entry[0] != "__type"]
    if len(found) > 1:
        raise ValueError(f"{name}: expected one variant, got {len(found)}")
    return found[0] if found else ("", None)
