"""Node values and traits (https://smithy.io/2.0/spec/idl.html#node-values, …#traits)."""

from __future__ import annotations

from typing import Any

from ...errors import shown
from ...exact_numbers import exact_number
from .draft import Applied, Draft, Reference
from .strings import BadString, unblock, unquote
from .tokens import Tokens

_DEEPEST = 64  # as in Smithy's own reader
_KEYWORDS = {"true": True, "false": False, "null": None}
DOCUMENTATION = "smithy.api#documentation"


def read_value(tokens: Tokens, draft: Draft, depth: int = 0) -> Any:
    """A value: JSON's kinds, or a Reference; references inside it are noted in the draft."""
    kind = tokens.kind
    if kind == "name" or kind == "id":
        return _name(tokens)
    if kind == "string" or kind == "block":
        return read_text(tokens)
    if kind == "number":
        return _number(tokens)
    if depth >= _DEEPEST and tokens.text in ("{", "["):
        raise tokens.error(f"values are nested more than {_DEEPEST} levels deep")
    if tokens.text == "{":
        return _object(tokens, draft, depth + 1)
    if tokens.text == "[":
        return _list(tokens, draft, depth + 1)
    raise tokens.expected("a value")


def read_text(tokens: Tokens) -> str:
    """The text of a quoted string or text block."""
    unquoted = unquote if tokens.kind == "string" else unblock
    try:
        text = unquoted(tokens.text)
    except BadString as problem:
        raise tokens.error(str(problem)) from None
    tokens.advance()
    return text


def read_key(tokens: Tokens, what: str) -> str:
    """The key of an object, of metadata or of a control statement."""
    return read_text(tokens) if tokens.kind == "string" else tokens.take_name(what)


def read_traits(tokens: Tokens, draft: Draft, *, below: bool = False) -> list[Applied]:
    """The traits before a shape or member, its documentation comment being one (``below``: not on the line before)."""
    docs = tokens.docs(below=below)
    applied = read_applied(tokens, draft)
    if docs is not None:
        applied.append(Applied(DOCUMENTATION, docs, tokens.start))
    return applied


def read_applied(tokens: Tokens, draft: Draft) -> list[Applied]:
    """Traits, as many as there are."""
    applied: list[Applied] = []
    while tokens.text == "@":
        applied.append(read_trait(tokens, draft))
    return applied


def read_trait(tokens: Tokens, draft: Draft) -> Applied:
    """``@name``, ``@name()``, ``@name(value)`` or ``@name(key: value …)``."""
    offset = tokens.start
    tokens.take("@")
    tokens.need_adjacent("the name of a trait")
    name = tokens.take_id("the name of a trait")
    if not tokens.continues("("):
        return Applied(name, None, offset)
    tokens.advance()
    value = None if tokens.text == ")" else _trait_value(tokens, draft)
    tokens.take(")", "after the value of the trait")
    return Applied(name, value, offset)


def _trait_value(tokens: Tokens, draft: Draft) -> Any:
    """A value, or the members of an object without its braces: only what follows its first word tells which."""
    kind, written = tokens.kind, tokens.text
    value = read_value(tokens, draft)
    if tokens.text != ":" or kind not in ("name", "string"):
        return value
    return _members(tokens, draft, ")", 1, written if kind == "name" else value)


def _object(tokens: Tokens, draft: Draft, depth: int) -> dict[str, Any]:
    tokens.advance()
    found = _members(tokens, draft, "}", depth)
    tokens.advance()
    return found


def _members(
    tokens: Tokens, draft: Draft, close: str, depth: int, key: str | None = None
) -> dict[str, Any]:
    """Keys and values up to a mark; the first key may have been read already."""
    found: dict[str, Any] = {}
    while key is not None or tokens.text != close:
        offset = tokens.start
        if key is None:
            key = read_key(tokens, f"a key or {close!r}")
        if key in found:
            raise tokens.error(f"the key {shown(key)} is there twice", offset)
        tokens.take(":", "after the key")
        found[key] = value = read_value(tokens, draft, depth)
        if type(value) is Reference:
            draft.references.append((found, key))
        key = None
    return found


def _list(tokens: Tokens, draft: Draft, depth: int) -> list[Any]:
    tokens.advance()
    found: list[Any] = []
    while tokens.text != "]":
        value = read_value(tokens, draft, depth)
        if type(value) is Reference:
            draft.references.append((found, len(found)))
        found.append(value)
    tokens.advance()
    return found


def _name(tokens: Tokens) -> Any:
    offset = tokens.start
    name = tokens.take_id("a value")
    return _KEYWORDS[name] if name in _KEYWORDS else Reference(name, offset)


def _number(tokens: Tokens) -> Any:
    offset, text = tokens.start, tokens.text
    tokens.advance()
    if tokens.is_adjacent() and tokens.text[:1] in (".", "e", "E"):
        raise tokens.error(
            f"expected digits after {shown(text + tokens.text[0])}", offset
        )
    try:
        return exact_number(text)
    except ValueError as problem:
        raise tokens.error(str(problem), offset) from None
