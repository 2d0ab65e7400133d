"""Traits that shapes and references of C2J have alike."""

from __future__ import annotations

from typing import Any

from ...errors import shown
from .checked import Checked
from .context import Traits

_TIMESTAMPS = {
    "iso8601": "date-time",
    "rfc822": "http-date",
    "unixTimestamp": "epoch-seconds",
}
_LENGTHS = frozenset({"blob", "list", "map", "string"})
_NUMBERS = frozenset(
    {"byte", "short", "integer", "long", "float", "double", "bigdecimal", "biginteger"}
)


def documented(node: Checked) -> Traits:
    """Documentation and deprecation."""
    traits: Traits = {}
    if text := node.text("documentation"):
        traits["smithy.api#documentation"] = text
    if node.flag("deprecated"):
        said = {
            "message": node.text("deprecatedMessage"),
            "since": node.text("deprecatedSince"),
        }
        traits["smithy.api#deprecated"] = {k: v for k, v in said.items() if v}
    return traits


def constraints(node: Checked, kind: str) -> Traits:
    """What values are allowed; ``kind`` is the C2J type that they are of."""
    traits: Traits = {}
    bounds = {
        key: value for key in ("min", "max") if (value := node.number(key)) is not None
    }
    if bounds and kind in _LENGTHS:
        lengths = {key: node.integer(key) for key in bounds}
        traits["smithy.api#length"] = lengths
    elif bounds and kind in _NUMBERS:
        traits["smithy.api#range"] = bounds
    if kind == "string" and (pattern := node.text("pattern")) is not None:
        traits["smithy.api#pattern"] = _whole(pattern)
    return traits


def timestamp_format(node: Checked) -> Traits:
    """How timestamps are written where that is not the protocol's default."""
    name = node.text("timestampFormat")
    if name is None:
        return {}
    if name not in _TIMESTAMPS:
        raise node.wrong(f"the timestampFormat {shown(name)} is not known")
    return {"smithy.api#timestampFormat": _TIMESTAMPS[name]}


def xml_namespace(node: Checked) -> Traits:
    """An XML namespace, which C2J writes as a URI or as an object."""
    value: Any = node.data.get("xmlNamespace")
    if value is None:
        return {}
    if isinstance(value, str):
        return {"smithy.api#xmlNamespace": {"uri": value}}
    found = node.object("xmlNamespace")
    parts = {"uri": found.needed("uri"), "prefix": found.text("prefix")}
    return {"smithy.api#xmlNamespace": {k: v for k, v in parts.items() if v}}


def _whole(pattern: str) -> str:
    """A pattern of C2J is about the whole text, one of Smithy about a part of it unless it is anchored.

    https://smithy.io/2.0/spec/constraint-traits.html#pattern-trait. Anchors that are there already stay.
    """
    starts = pattern.startswith("^")
    ends = pattern.endswith("$") and not pattern.endswith("\\$")
    if starts and ends:
        return pattern
    if _has_branches(pattern):
        return f"^(?:{pattern})$"
    return f"{'' if starts else '^'}{pattern}{'' if ends else '$'}"


def _has_branches(pattern: str) -> bool:
    """Whether there is an alternative outside of all groups and classes."""
    depth, in_class, position = 0, False, 0
    while position < len(pattern):
        char = pattern[position]
        if char == "\\":
            position += 1
        elif in_class:
            in_class = char != "]"
        elif char == "[":
            in_class = True
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif char == "|" and depth <= 0:
            return True
        position += 1
    return False
