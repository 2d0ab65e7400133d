"""JSON as shapes: what generated readers call.

They take what the JSON parser gave, tell a missing value from a wrong one, and raise ``ValueError`` with the member's
wire name, never its value.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import ItemsView, Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar, cast

from ..timestamps import EPOCH, parse_date_time, parse_epoch_seconds, parse_http_date
from .json_values import DOCUMENTS, NESTING, decode, decode_quickly

if TYPE_CHECKING:
    from ..shapes import Document

T = TypeVar("T")

_from_iso = datetime.fromisoformat
_BIG_INTEGER = "-?(?:0|[1-9][0-9]*)"
_BIG_DECIMAL = rf"{_BIG_INTEGER}(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
_NON_FINITE = {
    "NaN": float("nan"),
    "Infinity": float("inf"),
    "-Infinity": float("-inf"),
}

if TYPE_CHECKING:

    def new(cls: type[T]) -> T:
        """A bare instance; the caller stores every member."""
        ...

    def with_value(cls: type[T], value: object) -> T:
        """A variant of a union that holds the value; like ``new``, it does not finish the class."""
        ...

else:
    new = object.__new__

    def with_value(cls, value):
        made = new(cls)
        made.value = value
        return made


def read_json(body: bytes, *, exact: bool = False, documents: bool = False) -> Any:
    """Any JSON value; an empty body is None. ``exact`` keeps numbers with a fraction as decimals."""
    nesting = DOCUMENTS if documents else NESTING
    return decode(body, exact=exact, nesting=nesting) if body else None


def read_body(
    body: bytes, *, exact: bool = False, documents: bool = False, quick: bool = False
) -> Any:
    """A JSON object; an empty body, or an event's empty payload, is an empty object.

    A service that leaves out what must be there is mistaken, and its clients correct that with zero values
    (https://smithy.io/2.0/spec/aggregate-types.html#client-error-correction); so the AWS SDKs do with a whole body, too.

    Args:
        exact: Whether to keep numbers with a fraction as decimals.
        documents: Whether a member may be a document, which may be nested more deeply.
        quick: Whether orjson may read it; wrong for numbers of many digits and for documents.
    """
    if quick:
        value = decode_quickly(body) if body else None
    else:
        value = read_json(body, exact=exact, documents=documents)
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
    if isinstance(value, float | Decimal) and _is_whole(value):
        return int(value)
    raise _unexpected(value, name, "an integer")


def _is_whole(value: float | Decimal) -> bool:
    """Whether it has no fraction; 1e999999, as an integer a megabyte, counts as none."""
    try:
        return value % 1 == 0
    except ArithmeticError:  # a decimal of more than 28 digits before the point
        return False


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


def read_integer_text(value: Any, name: str, default: int = 0) -> int:
    """An integer of any size as a string ("bigInteger string format" of RPC v2 JSON)."""
    if value is None:
        return default
    if type(value) is not str or not re.fullmatch(_BIG_INTEGER, value):
        raise _unexpected(value, name, "an integer in a string")
    try:
        return int(value)
    except ValueError:  # more digits than Python reads
        raise ValueError(f"{name}: an integer of too many digits") from None


def read_decimal_text(value: Any, name: str, default: Decimal = Decimal(0)) -> Decimal:
    """A number of any precision as a string ("bigDecimal string format" of RPC v2 JSON)."""
    if value is None:
        return default
    if type(value) is not str or not re.fullmatch(_BIG_DECIMAL, value):
        raise _unexpected(value, name, "a number in a string")
    try:
        return Decimal(value)
    except ArithmeticError:
        raise ValueError(f"{name}: the exponent is out of range") from None


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


def entries(value: Any, name: str) -> Iterable[tuple[str, Any]]:
    """The entries of an object but for those that are null, as Smithy's protocol tests have it for dense maps."""
    found: dict[str, Any] = structure(value, name)
    if None in found.values():
        return [entry for entry in found.items() if entry[1] is not None]
    return found.items()


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
    if data.__class__ is dict and len(data) == 1:  # quicker, and nearly always so
        (only,) = data.items()
        if only[1] is not None and only[0] != "__type":
            return only
    found = [entry for entry in entries(data, name) if entry[0] != "__type"]
    if len(found) > 1:
        raise ValueError(f"{name}: expected one variant, got {len(found)}")
    return found[0] if found else ("", None)
