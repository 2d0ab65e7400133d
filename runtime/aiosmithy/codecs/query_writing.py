"""Shapes as query strings in a body: what generated writers call.

https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#x-www-form-urlencoded-shape-serialization and
https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html

A writer takes a value and the name it goes by, already encoded, and gives ``&name=value`` or one such pair for each
of its members. Texts that grow are as quick as a list of pairs joined at the end, and quicker for few members.
Everything here raises ``TypeError`` or ``ValueError`` for a value that is not what the model says.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, TypeVar
from urllib.parse import quote

from ..bindings import boolean_text, decimal_text, float_text, integer_text
from ..timestamps import format_date_time, format_epoch_seconds, format_http_date
from .json_writing import no_variant, pairs, sequence

__all__ = [
    "no_variant",
    "sparse",
    "write_blob",
    "write_boolean",
    "write_date_time",
    "write_decimal",
    "write_epoch_seconds",
    "write_float",
    "write_http_date",
    "write_integer",
    "write_items",
    "write_list",
    "write_map",
    "write_text",
]

T = TypeVar("T")

_UNRESERVED: Final = re.compile("[A-Za-z0-9._~-]*").fullmatch  # RFC 3986 §2.3


def write_text(value: str, name: str) -> str:
    """A string; most are names and ids that need no encoding."""
    if found := _UNRESERVED(value):
        return f"&{name}={found[0]}"
    return f"&{name}={quote(value, safe='')}"


def write_boolean(value: bool, name: str) -> str:
    """``true`` or ``false``."""
    return f"&{name}={boolean_text(value)}"


def write_integer(value: int, name: str) -> str:
    """An integer."""
    return f"&{name}={integer_text(value)}"


def write_float(value: float, name: str) -> str:
    """A number; NaN and the infinities by name."""
    return write_text(float_text(value), name)  # an exponent may have a plus sign


def write_decimal(value: Decimal | int, name: str) -> str:
    """A number of any size and precision."""
    return write_text(decimal_text(value), name)


def write_blob(value: bytes, name: str) -> str:
    """Base64, of which three characters need encoding: many times quicker for a large one than looking at each."""
    if not isinstance(value, bytes | bytearray | memoryview):
        raise TypeError(f"expected bytes, got {type(value).__name__}")
    text = b64encode(value).decode().rstrip("=")
    padding = "%3D" * (-len(text) % 4)
    return f"&{name}={text.replace('+', '%2B').replace('/', '%2F')}{padding}"


def write_date_time(value: datetime, name: str) -> str:
    """An RFC 3339 timestamp."""
    return write_text(format_date_time(value), name)


def write_http_date(value: datetime, name: str) -> str:
    """An HTTP date."""
    return write_text(format_http_date(value), name)


def write_epoch_seconds(value: datetime, name: str) -> str:
    """Seconds since the epoch."""
    return f"&{name}={format_epoch_seconds(value)}"


def write_items(values: Sequence[T], name: str, write: Callable[[T, str], str]) -> str:
    """A list's items, numbered from one; nothing if there are none, as EC2 has it."""
    return "".join(
        [write(value, f"{name}.{i}") for i, value in enumerate(sequence(values), 1)]
    )


def write_list(
    values: Sequence[T], name: str, member: str, write: Callable[[T, str], str]
) -> str:
    """A list of awsQuery, which says of one without items that it is empty.

    Args:
        member: The part of the items' names between the list's and the number; empty if the list is flattened.
    """
    if not sequence(values):
        return f"&{name}="
    return write_items(values, f"{name}.{member}" if member else name, write)


def write_map(
    values: Mapping[str, T],
    name: str,
    key: str,
    item: str,
    write: Callable[[T, str], str],
) -> str:
    """A map's entries, numbered from one; nothing if there are none.

    Args:
        name: That of the entries: it ends in ``.entry`` unless the map is flattened.
        key, item: The last parts of the keys' and the values' names.
    """
    return "".join(
        [
            write_text(text, f"{name}.{i}.{key}") + write(value, f"{name}.{i}.{item}")
            for i, (text, value) in enumerate(pairs(values), 1)
        ]
    )


# Any, for mypy joins the classes of a union to their base where it infers T of T | None.
def sparse(write: Callable[[Any, str], str]) -> Callable[[Any, str], str]:
    """A writer of items that may be None: such a one has its number, and nothing is said of it."""
    return lambda value, name: "" if value is None else write(value, name)
