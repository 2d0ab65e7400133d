"""Template strings of the rules language as Python expressions; their text never becomes code."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..errors import shown
from ..literals import Code, f_string, literal

# https://smithy.io/2.0/additional-specs/rules-engine/specification.html#template-string; doubled braces are escapes.
_TEMPLATE = re.compile(
    r"\{\{|\}\}|\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?:#(?P<path>[A-Za-z0-9_.\[\]-]+))?\}"
)

_BRACE = re.compile("[{}]")
# What no URI has (https://www.rfc-editor.org/rfc/rfc3986#section-2) and could do harm or be a template gone wrong.
_NOT_IN_URLS = re.compile(r"[\x00-\x1f\x7f{}]")

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


def problem_with_template(text: str) -> str | None:
    """What is wrong with the braces of a template string."""
    if _BRACE.search(_TEMPLATE.sub("", text)):
        return f"the template {shown(text)} has a brace that is neither doubled nor around a name"
    return None


def problem_with_url(text: str) -> str | None:
    """What is wrong with a template string that is to give a URL, or with its text."""
    if problem := problem_with_template(text):
        return problem
    plain = _TEMPLATE.sub(lambda found: "" if found["name"] else found[0], text)
    if found := _NOT_IN_URLS.search(plain):
        return f"the URL {shown(text)} has the character {shown(found[0])}"
    return None


def _add(parts: list[str | Code], text: str) -> None:
    """Put text at the end, joined with text that is there already."""
    last = parts[-1]
    if isinstance(last, str):
        parts[-1] = last + text
    elif text:
        parts.append(text)
