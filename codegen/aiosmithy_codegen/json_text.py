"""JSON data as text, exactly: numbers keep every digit, and what a terminal could take for a command is escaped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from .json_values import is_list, is_object

_INDENT = "    "


def json_text(value: Any) -> str:
    """The value in ASCII, one member or item a line, with a line break at the end."""
    return "".join(_pieces(value, "\n")) + "\n"


def _pieces(value: Any, margin: str) -> Iterator[str]:
    """``margin``: a line break and the indentation of the line that the value begins on."""
    inner = margin + _INDENT
    if is_object(value) and value:
        yield "{"
        for i, (key, item) in enumerate(value.items()):
            yield f"{',' if i else ''}{inner}{json.dumps(key)}: "
            yield from _pieces(item, inner)
        yield margin + "}"
    elif is_list(value) and value:
        yield "["
        for i, item in enumerate(value):
            yield f"{',' if i else ''}{inner}"
            yield from _pieces(item, inner)
        yield margin + "]"
    else:
        yield str(value) if isinstance(value, Decimal) else json.dumps(value)
