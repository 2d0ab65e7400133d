"""Whether a default can be the value of a shape (https://smithy.io/2.0/spec/type-refinement-traits.html#default-trait)."""

from __future__ import annotations

import base64
import binascii
import re
import sys
from decimal import Decimal
from typing import Any

from ..model import Shape

_INTEGERS = {
    "byte": 8,
    "short": 16,
    "integer": 32,
    "intEnum": 32,
    "long": 64,
    "bigInteger": 1 << 16,
}
_DATE_TIME = re.compile(
    r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
    r"T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?Z",
    re.ASCII,
)
_FIRST_SECOND, _LAST_SECOND = -62135596800, 253402300799  # years 1 to 9999
_FLOATS = frozenset({"float", "double"})


def problem_with_default(shape: Shape, value: Any) -> str | None:
    """What is wrong with the default, to follow the trait's name; null, "no default", is always right."""
    if value is None or _fits(shape, value):
        return None
    return f"is not a default of the {shape.type} {shape.id}"


def _fits(shape: Shape, value: Any) -> bool:
    kind = shape.type
    if kind == "boolean":
        return isinstance(value, bool)
    if kind in _INTEGERS:
        return (
            _is_integer(value) and -(limit := 1 << _INTEGERS[kind] - 1) <= value < limit
        )
    if kind == "bigDecimal":
        return _is_integer(value) or isinstance(value, float | Decimal)
    if kind in _FLOATS:  # a decimal may be more exact than a float is, but not larger
        is_number = _is_integer(value) or isinstance(value, float | Decimal)
        return is_number and abs(value) <= sys.float_info.max
    if kind == "string":
        return isinstance(value, str)
    if kind == "enum":
        members = shape.members.values()
        return any(value == m.traits.get("smithy.api#enumValue") for m in members)
    if kind == "timestamp":
        return _is_timestamp(value)
    if kind == "blob":
        return isinstance(value, str) and _is_base64(value)
    if kind in ("list", "map"):  # empty ones only, so that no default is shared
        return bool(value == ([] if kind == "list" else {}))
    is_simple = isinstance(value, str | int | float | bool)
    return kind == "document" and (is_simple or value in ([], {}))


def _is_timestamp(value: Any) -> bool:
    if isinstance(value, str):
        return _DATE_TIME.fullmatch(value) is not None
    is_number = _is_integer(value) or isinstance(value, float)
    return is_number and _FIRST_SECOND <= value <= _LAST_SECOND


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_base64(value: str) -> bool:
    try:
        base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True
