"""XML as shapes: what generated readers call.

https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html and https://smithy.io/2.0/spec/protocol-traits.html#xml-bindings

They take what the decoder gave, tell a missing element from a wrong one, and raise ``ValueError`` with the member's
wire name, never its value.
"""

from __future__ import annotations

from base64 import b64decode
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, cast

from ..bindings import (
    read_boolean_text,
    read_decimal_text,
    read_epoch_seconds_text,
    read_float_text,
    read_integer_text,
)
from ..timestamps import EPOCH
from .json_reading import new, read_date_time, read_http_date, with_value
from .xml_values import decode

_MOST_SHOWN: Final = 60
_BLANKS: Final = " \t\r\n"  # XML 1.0 §2.3; around a number they say nothing

__all__ = [
    "entries",
    "first",
    "flat_entries",
    "flat_items",
    "items",
    "new",
    "read_blob",
    "read_body",
    "read_boolean",
    "read_content",
    "read_date_time",
    "read_decimal",
    "read_epoch_seconds",
    "read_float",
    "read_http_date",
    "read_integer",
    "read_text",
    "read_text_list",
    "structure",
    "variant",
    "with_value",
]


def read_body(body: bytes) -> dict[str, Any]:
    """The root element by its name; nothing for an empty body, as :func:`read_content` says."""
    if not body:
        return {}
    name, value = decode(body)
    return {name: value}


def read_content(body: bytes) -> dict[str, Any]:
    """What is in the root element, which may have any name; nothing for an empty body.

    The model does not always tell the root's name: S3 answers with other elements than its shapes are called, and
    servers that speak as S3 does with others again. Boto and the AWS SDK for Java look at no root; that for Rust looks,
    but not at those of S3. An empty body has none of the members, and those that must be there get their zero values
    (https://smithy.io/2.0/spec/aggregate-types.html#client-error-correction), as with every SDK of AWS.

    Raises:
        ValueError: The body is no XML, or a page of something that stands before the service.
    """
    if not body:
        return {}
    root, value = decode(body)
    if root.lower() == "html":
        raise ValueError("expected the service's XML, got a page in html")
    return structure(value, root[:_MOST_SHOWN])


_KINDS: Final[dict[type, str]] = {dict: "elements", list: "several", str: "a text"}


def _unexpected(value: object, name: str, expected: str) -> ValueError:
    return ValueError(f"{name}: expected {expected}, got {_KINDS[type(value)]}")


def read_text(value: Any, name: str, default: str = "") -> str:
    """A text; attributes that no member is bound to say nothing."""
    if type(value) is str:
        return value
    if value is None:
        return default
    if _only_attributes(value):
        return ""
    raise _unexpected(value, name, "a text")


def _only_attributes(value: Any) -> bool:
    return type(value) is dict and all(
        name.startswith("@") for name in cast(dict[str, Any], value)
    )


def read_integer(value: Any, name: str, default: int = 0) -> int:
    """An integer."""
    if type(value) is str:
        if value.isdecimal() and value.isascii() and len(value) < 20:
            return int(value)
        return read_integer_text(value.strip(_BLANKS), name)
    if value is None:
        return default
    raise _unexpected(value, name, "an integer")


def read_float(value: Any, name: str, default: float = 0.0) -> float:
    """A number, or NaN, Infinity, -Infinity."""
    if value is None:
        return default
    text = value if type(value) is str else read_text(value, name)
    return read_float_text(text.strip(_BLANKS), name)


def read_decimal(value: Any, name: str, default: Decimal = Decimal(0)) -> Decimal:
    """A number of any precision."""
    if value is None:
        return default
    return read_decimal_text(read_text(value, name).strip(_BLANKS), name)


def read_boolean(value: Any, name: str, default: bool = False) -> bool:
    """``true`` or ``false``."""
    if value == "true":
        return True
    if value == "false":
        return False
    if value is None:
        return default
    return read_boolean_text(read_text(value, name).strip(_BLANKS), name)


def read_blob(value: Any, name: str, default: bytes = b"") -> bytes:
    """Base64, with or without blanks and line ends in it."""
    if value is None:
        return default
    try:
        return b64decode("".join(read_text(value, name).split()), validate=True)
    except ValueError:
        raise ValueError(f"{name}: expected base64") from None


def read_epoch_seconds(value: Any, name: str, default: datetime = EPOCH) -> datetime:
    """Seconds since the epoch."""
    if value is None:
        return default
    try:
        return read_epoch_seconds_text(read_text(value, name).strip(_BLANKS), name)
    except OverflowError:
        raise ValueError(f"{name}: the timestamp is out of range") from None


def structure(value: Any, name: str) -> dict[str, Any]:
    """An element's elements; a missing or empty one has none, and so every member gets its zero value."""
    if type(value) is dict:
        return cast(dict[str, Any], value)
    if value is None or (type(value) is str and not value.strip()):
        return {}
    raise _unexpected(value, name, "elements")


def first(value: Any) -> Any:
    """The first of several elements: a member that shares its name with a flattened list."""
    return value[0] if value.__class__ is list else value


def flat_items(value: Any, name: str) -> list[Any]:
    """The elements of a flattened list: all that have the member's own name."""
    if value.__class__ is list:
        found: list[Any] = value
        return found
    return [] if value is None else [value]


def items(value: Any, name: str, member: str) -> list[Any]:
    """The elements of that name in the list's element."""
    data: dict[str, Any] = value if value.__class__ is dict else structure(value, name)
    found: Any = data.get(member)
    return found if found.__class__ is list else flat_items(found, name)


def read_text_list(values: list[Any], name: str) -> list[str]:
    """A list of strings, of its elements."""
    return [value if type(value) is str else read_text(value, name) for value in values]


def flat_entries(value: Any, name: str, key: str, item: str) -> list[tuple[str, Any]]:
    """The entries of a flattened map: key and value are elements of those names."""
    found: list[tuple[str, Any]] = []
    for entry in flat_items(value, name):
        pair = structure(entry, name)
        if key not in pair:
            raise ValueError(f"{name}: an entry without a key")
        found.append((read_text(pair[key], name), pair.get(item)))
    return found


def entries(value: Any, name: str, key: str, item: str) -> list[tuple[str, Any]]:
    """The entries of a map: elements named ``entry``, each with a key and a value."""
    return flat_entries(structure(value, name).get("entry"), name, key, item)


def variant(value: Any, name: str) -> tuple[str, Any]:
    """The one member of a union that is set; ``("", None)`` if none is."""
    members = structure(value, name).items()
    found = [entry for entry in members if not entry[0].startswith("@")]
    if len(found) > 1:
        raise ValueError(f"{name}: expected one variant, got {len(found)}")
    return found[0] if found else ("", None)
