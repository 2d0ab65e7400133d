"""Services, resources and operations (https://smithy.io/2.0/spec/idl.html#service-shape and what follows it)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from ...errors import shown
from .draft import Applied, Definition, Draft
from .members import need_version_2, read_inline, read_mixins
from .tokens import Tokens
from .values import read_key, read_text, read_traits, read_value

_Reader: TypeAlias = Callable[[Tokens, Draft], Any]


def read_service(tokens: Tokens, draft: Draft, shape: Definition) -> None:
    """All of a service that is behind its name."""
    _read_body(tokens, draft, shape, _SERVICE)


def read_resource(tokens: Tokens, draft: Draft, shape: Definition) -> None:
    """All of a resource that is behind its name."""
    _read_body(tokens, draft, shape, _RESOURCE)


def read_operation(tokens: Tokens, draft: Draft, shape: Definition) -> None:
    """All of an operation that is behind its name."""
    read_mixins(tokens, draft, shape)
    tokens.take("{", "before the properties")
    while tokens.text != "}":
        offset = tokens.start
        key = tokens.take_name("input, output, errors or '}'")
        if key not in ("input", "output", "errors"):
            raise tokens.error(f"an operation has no property {shown(key)}", offset)
        if key in shape.ast:
            raise tokens.error(f"the property {key} is there twice", offset)
        if key == "errors":
            tokens.take(":", "after the name of the property")
            shape.ast[key] = _read_targets(tokens, draft)
        else:
            shape.ast[key] = _read_side(tokens, draft, shape, key)
        tokens.need_gap("a space or line break after the property")
    tokens.advance()


def _read_side(
    tokens: Tokens, draft: Draft, operation: Definition, side: str
) -> dict[str, Any]:
    """An input or output: a structure, or the definition of one."""
    if tokens.text != ":=":
        tokens.take(":", "or ':=' after the name of the property")
        return draft.target(tokens.take_id("the name of a structure"))
    need_version_2(tokens, draft, "structures defined in an operation (':=')")
    tokens.advance()
    traits = read_traits(tokens, draft)
    traits.append(Applied(f"smithy.api#{side}", {}, tokens.start))
    name = operation.name + draft.suffixes[side]
    structure = draft.define(name, "structure", traits, tokens.start)
    read_inline(tokens, draft, structure)
    return {"target": structure.id}


def _read_body(
    tokens: Tokens, draft: Draft, shape: Definition, readers: Mapping[str, _Reader]
) -> None:
    """An object; properties that its kind does not have are ignored, as by Smithy's own reader."""
    read_mixins(tokens, draft, shape)
    tokens.take("{", "before the properties")
    keys: set[str] = set()
    while tokens.text != "}":
        offset = tokens.start
        key = read_key(tokens, "the name of a property or '}'")
        if key in keys:
            raise tokens.error(f"the property {shown(key)} is there twice", offset)
        keys.add(key)
        tokens.take(":", "after the name of the property")
        if key in readers:
            shape.ast[key] = readers[key](tokens, draft)
        else:
            read_value(tokens, draft)
    tokens.advance()


def _read_target(tokens: Tokens, draft: Draft) -> dict[str, Any]:
    if tokens.kind == "string":
        return draft.target(read_text(tokens))
    return draft.target(tokens.take_id("the name of a shape"))


def _read_targets(tokens: Tokens, draft: Draft) -> list[dict[str, Any]]:
    tokens.take("[", "before the names of shapes")
    targets: list[dict[str, Any]] = []
    while tokens.text != "]":
        targets.append(_read_target(tokens, draft))
    tokens.advance()
    return targets


def _read_each(tokens: Tokens, draft: Draft, read: _Reader) -> dict[str, Any]:
    """An object whose values are all of one kind."""
    tokens.take("{", "before the names")
    found: dict[str, Any] = {}
    while tokens.text != "}":
        offset = tokens.start
        key = read_key(tokens, "a name or '}'")
        if key in found:
            raise tokens.error(f"{shown(key)} is there twice", offset)
        tokens.take(":", "after the name")
        found[key] = read(tokens, draft)
    tokens.advance()
    return found


def _read_target_of_each(tokens: Tokens, draft: Draft) -> dict[str, Any]:
    return _read_each(tokens, draft, _read_target)


def _read_properties(tokens: Tokens, draft: Draft) -> dict[str, Any]:
    need_version_2(tokens, draft, "the properties of a resource")
    return _read_target_of_each(tokens, draft)


def _read_new_names(tokens: Tokens, draft: Draft) -> dict[str, Any]:
    return _read_each(tokens, draft, _read_string)


def _read_string(tokens: Tokens, draft: Draft) -> str:
    if tokens.kind not in ("string", "block"):
        raise tokens.expected("a string")
    return read_text(tokens)


_SERVICE: Mapping[str, _Reader] = {
    "version": _read_string,
    "operations": _read_targets,
    "resources": _read_targets,
    "errors": _read_targets,
    "rename": _read_new_names,
}
_RESOURCE: Mapping[str, _Reader] = {
    **dict.fromkeys(
        ("put", "create", "read", "update", "delete", "list"), _read_target
    ),
    "operations": _read_targets,
    "collectionOperations": _read_targets,
    "resources": _read_targets,
    "identifiers": _read_target_of_each,
    "properties": _read_properties,
}
