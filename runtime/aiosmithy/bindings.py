"""HTTP bindings: members in labels, query strings and headers, both ways.

https://smithy.io/2.0/spec/http-bindings.html
"""

from __future__ import annotations

import base64
import os
import re
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from math import isinf
from typing import NoReturn, TypeVar
from urllib.parse import quote

from .endpoints import is_valid_host_label
from .timestamps import (
    format_date_time,
    format_epoch_seconds,
    format_http_date,
    parse_date_time,
    parse_epoch_seconds,
    parse_http_date,
)

date_time_text = format_date_time
http_date_text = format_http_date
epoch_seconds_text = format_epoch_seconds

T = TypeVar("T")
N = TypeVar("N", bound=int | Decimal)

_DOTS = (".", "..")
_is_plain = re.compile(r"[A-Za-z0-9_.~-]*").fullmatch  # nothing of it is encoded


def _encode(text: str) -> str:
    """Percent-encoding of everything but RFC 3986's unreserved characters."""
    return quote(text, safe="")


def text(value: str) -> str:
    """The value itself if it is a string."""
    if not isinstance(value, str):
        raise TypeError(f"expected a string, got {type(value).__name__}")
    return value


def label(value: str, name: str) -> str:
    """A label's text, encoded. Empty ones and ``.`` and ``..`` would change the route, so they are refused."""
    if not value or value in _DOTS:
        raise ValueError(f"{name}: {text(value)!r} cannot stand in a path")
    if _is_plain(text(value)):
        return value
    return quote(value, safe="")


def greedy_label(value: str, name: str) -> str:
    """A greedy label's text, encoded but for its slashes."""
    if not value or any(segment in _DOTS for segment in text(value).split("/")):
        raise ValueError(f"{name}: {text(value)!r} cannot stand in a path")
    return quote(value, safe="/")


def host_label(value: str, name: str) -> str:
    """A part of a host's name, to RFC 1123: what would end the host or the label is refused."""
    if not is_valid_host_label(text(value)):
        raise ValueError(
            f"{name}: must be 1 to 63 letters, digits and hyphens, as it becomes a part of the host"
        )
    return value


def integer_text(value: int) -> str:
    """An integer."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"expected an integer, got {type(value).__name__}")
    return f"{value:d}"


def payload_bytes(value: bytes) -> bytes:
    """The bytes of a blob that is the whole body."""
    if not isinstance(value, bytes | bytearray | memoryview):
        raise TypeError(f"expected bytes, got {type(value).__name__}")
    return bytes(value)


def boolean_text(value: bool) -> str:
    """``true`` or ``false``."""
    if not isinstance(value, bool):
        raise TypeError(f"expected a boolean, got {type(value).__name__}")
    return "true" if value else "false"


def float_text(value: float) -> str:
    """A number; NaN and the infinities by name."""
    if isinstance(value, float):
        found = float.__repr__(value)
        return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}.get(found, found)
    return decimal_text(fit_float(value))


def fit_float(value: N) -> N:
    """An integer or a decimal for a member that holds floats; who reads it would make infinity of a larger one.

    Raises:
        TypeError: It is no number.
        ValueError: It is larger than any float.
    """
    try:
        infinite = isinf(value)
    except OverflowError:
        infinite = True
    if infinite:
        raise ValueError("a number that no float can hold")
    return value


def decimal_text(value: Decimal | int) -> str:
    """A number of any size and precision."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise TypeError(f"expected a number, got {type(value).__name__}")
    if isinstance(value, Decimal) and not value.is_finite():
        raise TypeError("expected a finite number")
    return str(value)


def header(value: str) -> str:
    """A header's value; line ends and NUL would start another header, so they are refused."""
    if "\r" in text(value) or "\n" in value or "\0" in value:
        raise ValueError("a header value cannot hold line ends or NUL")
    if not value.isascii():
        value.encode()  # half a surrogate pair cannot be sent: better said here than by the transport
    return value


def media_text(value: str) -> str:
    """A string with a media type travels in a header as base64."""
    return base64.b64encode(text(value).encode()).decode()


def list_items(values: Sequence[T]) -> Sequence[T]:
    """The value if it is a list or another sequence; text is none here."""
    given: object = values
    if isinstance(given, str | bytes | bytearray) or not isinstance(given, Sequence):
        raise TypeError(f"expected a list, got {type(given).__name__}")
    return values


def header_list(texts: Sequence[str]) -> str:
    """Strings joined by commas; those that hold a comma or a quote are quoted."""
    return ", ".join([_quote_item(header(item)) for item in list_items(texts)])


def _quote_item(item: str) -> str:
    if "," in item or '"' in item:
        return '"' + item.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return item


def prefix_headers(prefix: str, values: Mapping[str, str]) -> dict[str, str]:
    """One header for each entry; the prefix and lower-cased keys are their names.

    Raises:
        ValueError: A key cannot be part of a name, or is another's but for upper and lower case.
    """
    found = {prefix + _header_name(key): header(value) for key, value in values.items()}
    if len(found) != len(values):
        raise ValueError("two keys are one header's name: they differ in case only")
    return found


def _header_name(key: str) -> str:
    if not key.isascii() or not all(c.isalnum() or c in "!#$%&'*+-.^_`|~" for c in key):
        raise ValueError("a key cannot be part of a header's name")
    return key.lower()


class QueryString:
    """Builds a percent-encoded query string."""

    __slots__ = ("_names", "_parts")

    def __init__(self, literal: str = "") -> None:
        self._parts = [literal] if literal else []
        self._names = {part.partition("=")[0] for part in literal.split("&")}

    def add(self, name: str, text: str) -> None:
        """One parameter."""
        encoded = _encode(name)
        self._names.add(encoded)
        self._parts.append(f"{encoded}={_encode(text)}")

    def add_list(self, name: str, texts: Sequence[str]) -> None:
        """One parameter for each text, all of that name."""
        for item in list_items(texts):
            self.add(name, text(item))

    def add_map(self, values: Mapping[str, str | Sequence[str]]) -> None:
        """The entries of ``@httpQueryParams``; parameters that are there already win."""
        taken = frozenset(self._names)
        for name, value in values.items():
            if _encode(name) not in taken:
                self.add_list(name, [value] if isinstance(value, str) else value)

    def text(self) -> str:
        """The query string without its question mark."""
        return "&".join(self._parts)


def idempotency_token() -> str:
    """A new UUID; from the system's randomness, which neither forks nor snapshots repeat."""
    return str(uuid.UUID(bytes=os.urandom(16), version=4))


# --- responses ---------------------------------------------------------------


# Python's own readers also take blanks, underscores, the digits of all scripts and many names of infinity; in what is
# of these characters alone they are as strict as XML Schema, which takes a plus and zeros in front.
_may_be_integer = re.compile("[0-9+-]+").fullmatch
_may_be_number = re.compile("[0-9.eE+-]+").fullmatch
_NON_FINITE = ("NaN", "Infinity", "-Infinity")


def read_integer_text(value: str, name: str) -> int:
    """An integer."""
    try:
        if _may_be_integer(value):
            return int(value)
    except ValueError:
        pass
    raise ValueError(f"{name}: expected an integer")


def read_float_text(value: str, name: str) -> float:
    """A number, or NaN, Infinity, -Infinity."""
    try:
        if _may_be_number(value) or value in _NON_FINITE:
            return float(value)
    except ValueError:
        pass
    raise ValueError(f"{name}: expected a number")


def read_decimal_text(value: str, name: str) -> Decimal:
    """A number of any precision."""
    try:
        if _may_be_number(value):
            return Decimal(value)
    except ArithmeticError:
        pass
    raise ValueError(f"{name}: expected a number")


def read_boolean_text(value: str, name: str) -> bool:
    """``true`` or ``false``."""
    if value in ("true", "false"):
        return value == "true"
    raise ValueError(f"{name}: expected true or false")


def read_date_time_text(value: str, name: str) -> datetime:
    """An RFC 3339 timestamp."""
    try:
        return parse_date_time(value)
    except ValueError:
        raise ValueError(f"{name}: expected a date-time timestamp") from None


def read_http_date_text(value: str, name: str) -> datetime:
    """An HTTP date."""
    try:
        return parse_http_date(value)
    except ValueError:
        raise ValueError(f"{name}: expected an http-date timestamp") from None


def read_epoch_seconds_text(value: str, name: str) -> datetime:
    """Seconds since the epoch."""
    try:
        return parse_epoch_seconds(read_decimal_text(value, name))
    except (ArithmeticError, ValueError):
        raise ValueError(f"{name}: expected an epoch-seconds timestamp") from None


def read_media_text(value: str, name: str) -> str:
    """A string with a media type: base64 of UTF-8."""
    try:
        return base64.b64decode(value, validate=True).decode()
    except ValueError:
        raise ValueError(f"{name}: expected base64") from None


def split_header(value: str) -> list[str]:
    """The items of a comma-separated list; quoted ones lose their quotes."""
    found: list[str] = []
    item, quoted, escaped, was_quoted = "", False, False, False
    for char in value:
        if escaped:
            item, escaped = item + char, False
        elif quoted and char == "\\":
            escaped = True
        elif char == '"':
            quoted, was_quoted = not quoted, True
        elif char == "," and not quoted:
            found.append(item if was_quoted else item.strip())
            item, was_quoted = "", False
        elif not (was_quoted and not quoted and char in " \t"):
            item = item if not quoted and not item and char in " \t" else item + char
    found.append(item if was_quoted else item.strip())
    return found


def split_http_dates(value: str) -> list[str]:
    """The items of a list of HTTP dates, each of which holds a comma itself."""
    parts = [part.strip() for part in value.split(",")]
    return [", ".join(parts[i : i + 2]) for i in range(0, len(parts), 2)]


def missing_header(name: str) -> NoReturn:
    """Refuses a response without a header that it must have."""
    raise ValueError(f"{name}: there is no such header")


def read_prefix_headers(headers: Mapping[str, str], prefix: str) -> dict[str, str]:
    """The headers whose names begin with the prefix, under their names without it."""
    return {
        name[len(prefix) :]: value
        for name, value in headers.items()
        if name.lower().startswith(prefix.lower())
    }
