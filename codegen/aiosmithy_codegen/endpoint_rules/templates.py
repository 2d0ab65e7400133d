"""Template strings of the rules language as Python expressions; their text never becomes code."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..literals import Code, f_string, literal

# https://smithy.io/2.0/additional-specs/rules-engine/specification.html#template-string; doubled braces are escapes. What
# is neither, a lone brace for instance, is text.
_TEMPLATE = re.compile(
    r"\{\{|\}\}|\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?:#(?P<path>[A-Za-z0-9_.\[\]-]+))?\}"
)

Lookup = Callable[[str, str], str]
"""A template's name and its path (empty if none) → Python expression of a string."""


def template(text: str, lookup: Lookup) -> str:
    """A template string as a Python expression: a constant, a bare name, or an f-string."""
    parts: list[str | Code] = [""]
    position = 0
    for match in _TEMPLATE.finditer(text):
        _add(parts, text[position : match.start()])
        position = match.end()
        if match["name"] is None:
            _add(parts, match[0][0])
        else:
            parts.append(Code(lookup(match["name"], match["path"] or "")))
    _add(parts, text[position:])
    match [part for part in parts if part]:
        case []:
            return literal("")
        case [str() as only]:
            return literal(only)
        case [Code(text=name)]:
            return name
        case several:
            return f_string(*several)


def _add(parts: list[str | Code], text: str) -> None:
    """Put text at the end, joined with text that is there already."""
    last = parts[-1]
    if isinstance(last, str):
        parts[-1] = last + text
    elif text:
        parts.append(text)
