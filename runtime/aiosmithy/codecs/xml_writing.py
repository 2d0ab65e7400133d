"""Shapes as XML text: what generated writers call.

https://smithy.io/2.0/spec/protocol-traits.html#xml-bindings

A generated writer gives an element's content; whoever writes the element has its tags, with their namespaces, as
literals. Everything here raises ``TypeError`` or ``ValueError`` for a value that is not what the model says.
"""

from __future__ import annotations

import re
from base64 import b64encode
from typing import Final

from ..bindings import (
    boolean_text,
    date_time_text,
    decimal_text,
    epoch_seconds_text,
    float_text,
    http_date_text,
    integer_text,
    text,
)
from .json_writing import no_variant, pairs, sequence

__all__ = [
    "boolean_text",
    "date_time_text",
    "decimal_text",
    "epoch_seconds_text",
    "float_text",
    "http_date_text",
    "integer_text",
    "no_variant",
    "pairs",
    "sequence",
    "write_attribute",
    "write_blob",
    "write_text",
]

# A reader turns a bare carriage return into a line feed (XML 1.0 §2.11), and by XML 1.1 the other two as well.
_MARKUP: Final = re.compile("[&<>\r\x85\u2028]")
_ATTRIBUTE_MARKUP: Final = re.compile('[&<>"\t\n\r\x85\u2028]')
_PLAIN: Final = re.compile("[\t\n !-%'-;=?-~\xa0-\u2027\u2029-\ud7ff]*").fullmatch
# What no XML 1.0 document can hold, not even as a reference (§2.2).
_IMPOSSIBLE: Final = re.compile(
    "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)

_NAMED: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


def _reference(found: re.Match[str]) -> str:
    return _NAMED.get(found[0]) or f"&#x{ord(found[0]):X};"


def _possible(value: str) -> str:
    if _IMPOSSIBLE.search(text(value)):
        raise ValueError("a text with a character that XML cannot hold")
    return value


def write_text(value: str) -> str:
    """An element's text."""
    if _PLAIN(value):
        return value
    return _MARKUP.sub(_reference, _possible(value))


def write_attribute(name: str, value: str) -> str:
    """An attribute with the blank before it."""
    return f' {name}="{_ATTRIBUTE_MARKUP.sub(_reference, _possible(value))}"'


def write_blob(value: bytes) -> str:
    """Base64."""
    if not isinstance(value, bytes | bytearray | memoryview):
        raise TypeError(f"expected bytes, got {type(value).__name__}")
    return b64encode(value).decode()
