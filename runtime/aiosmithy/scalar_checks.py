"""What is wrong with a value that is not made of others, and how messages say it."""

from __future__ import annotations

from collections.abc import AsyncIterable, Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, cast

from . import schemas as kinds
from .bindings import fit_float
from .patterns import translate

__all__ = ["SCALARS", "check_size", "check_string", "show", "type_name"]

_MOST_SHOWN: Final = 60


def type_name(value: object) -> str:
    return "None" if value is None else type(value).__name__


def show(value: object, sensitive: bool) -> str:
    """A value for a message: short, and nothing of it where it is sensitive."""
    if sensitive:
        return "<redacted>"
    if isinstance(value, str):
        shown = repr(str.__getitem__(value, slice(_MOST_SHOWN)))
        return shown if len(value) <= _MOST_SHOWN else f"{shown}..."
    if isinstance(value, int) and not isinstance(value, bool):
        bits = value.bit_length()  # Python does not print numbers of any length
        return int.__repr__(value) if bits <= 128 else f"<an integer of {bits} bits>"
    if value is None or isinstance(value, bool | float):
        return repr(value)
    if isinstance(value, Decimal):
        return str(value)[:_MOST_SHOWN]
    return f"<{type(value).__name__}>"


def _wrong(value: object, noun: str, sensitive: bool) -> str:
    """The message for a value of another type than the model says."""
    if value is None:
        return f"must be {noun}, not None"
    return f"must be {noun}, not {type_name(value)}: {show(value, sensitive)}"


def _plural(count: int, noun: str) -> str:
    many = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count:,} {noun if count == 1 else many}"


def check_size(
    size: int,
    noun: str,
    schema: kinds.String | kinds.Blob | kinds.List | kinds.Map,
    sensitive: bool = False,
) -> Iterator[str]:
    held = "" if sensitive else f", not {size:,}"
    if size < schema.min_length:
        yield f"must have at least {_plural(schema.min_length, noun)}{held}"
    if schema.max_length is not None and size > schema.max_length:
        yield f"must have at most {_plural(schema.max_length, noun)}{held}"


def _range(
    value: Any, schema: kinds.Integer | kinds.Float | kinds.BigDecimal, sensitive: bool
) -> Iterator[str]:
    # Comparisons with not-a-number are false, so it is in every range.
    held = show(value, sensitive)
    if schema.minimum is not None and value < schema.minimum:
        yield f"must be at least {schema.minimum}, not {held}"
    if schema.maximum is not None and value > schema.maximum:
        yield f"must be at most {schema.maximum}, not {held}"


def check_string(
    schema: Any, value: object, constraints: bool, sensitive: bool
) -> Iterator[str]:
    if not isinstance(value, str):
        yield _wrong(value, "a str", sensitive)
        return
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError as error:
            yield (
                "cannot be encoded as UTF-8: remove the half of a surrogate pair "
                f"at character {error.start}"
            )
            return
    if not constraints:
        return
    yield from check_size(len(value), "character", schema, sensitive)
    if schema.pattern is None:
        return
    matcher = translate(schema.pattern)
    if matcher is not None and matcher.matches(value) is False:
        shown = schema.pattern[: 2 * _MOST_SHOWN]
        rest = "..." if shown != schema.pattern else ""
        held = show(value, sensitive)
        yield f"must match the pattern {shown}{rest}, not be {held}"


def _integer(
    schema: Any, value: object, constraints: bool, sensitive: bool
) -> Iterator[str]:
    if not isinstance(value, int) or isinstance(value, bool):
        yield _wrong(value, "an int", sensitive)
    elif schema.bits is not None and not -1 << (schema.bits - 1) <= value < 1 << (
        schema.bits - 1
    ):
        held = show(value, sensitive)
        yield f"must be an integer of {schema.bits} bits, not {held}"
    elif constraints:
        yield from _range(value, schema, sensitive)


def _float(
    schema: Any, value: object, constraints: bool, sensitive: bool
) -> Iterator[str]:
    if not isinstance(value, float | int | Decimal) or isinstance(value, bool):
        yield _wrong(value, "a float", sensitive)
    elif isinstance(value, Decimal) and not value.is_finite():
        yield _wrong(value, "a float or a finite Decimal", sensitive)
    elif not isinstance(value, float) and _is_too_large(value):
        yield f"is too large for a float: {show(value, sensitive)}"
    elif constraints:
        yield from _range(value, schema, sensitive)


def _is_too_large(value: int | Decimal) -> bool:
    try:
        fit_float(value)
    except ValueError:
        return True
    return False


def _big_decimal(
    schema: Any, value: object, constraints: bool, sensitive: bool
) -> Iterator[str]:
    finite = not isinstance(value, Decimal) or value.is_finite()
    if not (isinstance(value, Decimal | int) and finite) or isinstance(value, bool):
        yield _wrong(value, "a finite Decimal", sensitive)
    elif constraints:
        yield from _range(value, schema, sensitive)


def _boolean(
    schema: Any, value: object, constraints: bool, sensitive: bool
) -> Iterator[str]:
    if not isinstance(value, bool):
        yield _wrong(value, "a bool", sensitive)


def _blob(
    schema: Any, value: object, constraints: bool, sensitive: bool
) -> Iterator[str]:
    if isinstance(value, str):
        yield "must be bytes, not str: encode it first, .encode() gives UTF-8"
    elif not isinstance(value, bytes | bytearray | memoryview):
        yield _wrong(value, "bytes", sensitive)
    elif constraints:
        size = memoryview(cast("bytes", value)).nbytes
        yield from check_size(size, "byte", schema, sensitive)


def _stream(
    schema: Any, value: object, constraints: bool, sensitive: bool
) -> Iterator[str]:
    from .streams import stream_body

    try:
        stream_body(cast("bytes", value))
    except TypeError as error:
        yield str(error).replace("expected", "must be", 1)
    except ValueError as error:
        yield f"is {error}"


def _events(
    schema: Any, value: object, constraints: bool, sensitive: bool
) -> Iterator[str]:
    if not isinstance(value, AsyncIterable):
        yield _wrong(value, "an async iterable of events", sensitive)
        return
    from .stream_bodies import refuse_used

    try:
        refuse_used(cast("object", value))
    except ValueError as error:
        yield f"is {error}"


def _timestamp(
    schema: Any, value: object, constraints: bool, sensitive: bool
) -> Iterator[str]:
    if not isinstance(value, datetime):
        yield _wrong(value, "a datetime", sensitive)
    elif value.utcoffset() is None:
        # It would be another moment on another machine.
        yield "must have a time zone: pass datetime(..., tzinfo=UTC) or .astimezone()"


SCALARS: Final[
    Mapping[type[Any], Callable[[Any, object, bool, bool], Iterator[str]]]
] = {
    kinds.BigDecimal: _big_decimal,
    kinds.Blob: _blob,
    kinds.Boolean: _boolean,
    kinds.Float: _float,
    kinds.Integer: _integer,
    kinds.Events: _events,
    kinds.Stream: _stream,
    kinds.String: check_string,
    kinds.Timestamp: _timestamp,
}
"""The kind of schema → the messages for a value, given whether to look at constraints and to hide it."""
