"""The statements of a file, in the order that the grammar gives them (https://smithy.io/2.0/spec/idl.html)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ...errors import shown
from ...model import SIMPLE_TYPES
from ..identifiers import is_identifier
from .draft import Applied, Definition, Draft
from .entities import read_operation, read_resource, read_service
from .members import need_version_2, read_aggregate, read_enum, read_mixins
from .source_text import SourceText
from .tokens import Tokens
from .values import (
    DOCUMENTATION,
    read_applied,
    read_key,
    read_trait,
    read_traits,
    read_value,
)

_VERSIONS = {"1": "1.0", "1.0": "1.0", "2": "2.0", "2.0": "2.0"}
_PLACES = {
    "$": "a control statement stands at the head of the file",
    "metadata": "metadata stands before the namespace",
    "namespace": "a file has one namespace",
    "use": "a use statement stands between the namespace and the first shape",
}
_SUFFIXES = {"operationInputSuffix": "input", "operationOutputSuffix": "output"}
_BODIES: Mapping[str, Callable[[Tokens, Draft, Definition], None]] = {
    **dict.fromkeys(SIMPLE_TYPES, read_mixins),
    **dict.fromkeys(("list", "set", "map", "structure", "union"), read_aggregate),
    **dict.fromkeys(("enum", "intEnum"), read_enum),
    "operation": read_operation,
    "resource": read_resource,
    "service": read_service,
}


def read_file(text: str, file: str) -> Draft:
    """Everything a file says; raises ModelError with line and column where it is not of the grammar."""
    source = SourceText(text, file)
    tokens, draft = Tokens(source), Draft(source)
    _read_controls(tokens, draft)
    while tokens.text == "metadata":
        _read_metadata(tokens, draft)
    draft.metadata_references, draft.references = draft.references, []
    if tokens.kind != "end":
        _read_namespace(tokens, draft)
        while tokens.text == "use":
            _read_use(tokens, draft)
    while tokens.kind != "end":
        _read_shape_or_apply(tokens, draft)
    return draft


def _read_controls(tokens: Tokens, draft: Draft) -> None:
    """Control statements, of which nobody has to know all."""
    keys: set[str] = set()
    while tokens.text == "$":
        tokens.advance()
        tokens.need_adjacent("the name of a control statement")
        key = read_key(tokens, "the name of a control statement")
        tokens.need_on_line("':' after the name")
        tokens.take(":", "after the name")
        tokens.need_on_line("a value")
        if key in keys:
            raise tokens.error(f"the control statement {shown(key)} is there twice")
        keys.add(key)
        _read_control(tokens, draft, key)
        tokens.need_break()


def _read_control(tokens: Tokens, draft: Draft, key: str) -> None:
    offset = tokens.start
    value = read_value(tokens, draft)
    if key != "version" and key not in _SUFFIXES:
        return
    if not isinstance(value, str):
        raise tokens.error(f"the value of ${key} must be a string", offset)
    if key == "version":
        if value not in _VERSIONS:
            problem = f"Smithy version {shown(value)} is not supported"
            raise tokens.error(problem, tokens.last)
        draft.version = _VERSIONS[value]
        return
    if not is_identifier("A" + value):
        raise tokens.error(f"no name can end with {shown(value)}", offset)
    draft.suffixes[_SUFFIXES[key]] = value


def _read_metadata(tokens: Tokens, draft: Draft) -> None:
    tokens.advance()
    tokens.need_blank("the key")
    key = read_key(tokens, "the key of the metadata")
    tokens.need_on_line("'=' after the key")
    tokens.take("=", "after the key")
    tokens.need_on_line("a value")
    draft.metadata.append((key, read_value(tokens, draft)))
    tokens.need_break()


def _read_namespace(tokens: Tokens, draft: Draft) -> None:
    if tokens.text != "namespace":
        _check_place(tokens)
        raise tokens.expected("a namespace statement")
    tokens.advance()
    tokens.need_blank("the namespace")
    draft.namespace = tokens.take_namespace()
    tokens.need_break()


def _check_place(tokens: Tokens) -> None:
    """Refuse a statement that the file may have, but not here."""
    if tokens.text in _PLACES:
        raise tokens.error(_PLACES[tokens.text])


def _read_use(tokens: Tokens, draft: Draft) -> None:
    tokens.advance()
    tokens.need_blank("an absolute shape id")
    offset = tokens.start
    shape_id = tokens.take_absolute_id("an absolute shape id")
    name = shape_id.partition("#")[2]
    if "$" in name:
        raise tokens.error("a member cannot be used, only a shape", offset)
    if name in draft.uses:
        problem = f"the name {name} is already used for {draft.uses[name]}"
        raise tokens.error(problem, offset)
    draft.uses[name] = shape_id
    tokens.need_break()


def _read_shape_or_apply(tokens: Tokens, draft: Draft) -> None:
    traits = read_traits(tokens, draft, below=True)
    if tokens.text == "apply":
        _read_apply(tokens, draft, traits)
    else:
        _read_shape(tokens, draft, traits)
    tokens.need_break()


def _read_apply(tokens: Tokens, draft: Draft, before: list[Applied]) -> None:
    if any(trait.name != DOCUMENTATION for trait in before):
        raise tokens.error("an apply statement cannot have traits")
    tokens.advance()
    tokens.need_gap("a space after 'apply'")
    target = tokens.take_id("the name of a shape or member")
    tokens.need_gap("a space before the traits")
    if tokens.text == "@":
        traits = [read_trait(tokens, draft)]
    else:
        tokens.take("{", "or a trait")
        traits = read_applied(tokens, draft)
        tokens.take("}", "after the traits")
    draft.applies.append((target, traits))


def _read_shape(tokens: Tokens, draft: Draft, traits: list[Applied]) -> None:
    kind, offset = tokens.text, tokens.start
    _check_place(tokens)
    if tokens.kind not in ("name", "id"):
        raise tokens.expected("a kind of shape")
    if kind not in _BODIES:
        raise tokens.error(f"there is no kind of shape {shown(kind)}")
    if kind in ("enum", "intEnum"):
        need_version_2(tokens, draft, f"shapes of the kind {kind}")
    elif kind == "set" and not draft.is_version_1:
        remedy = "Define a list, and apply @uniqueItems to it."
        raise tokens.error("sets cannot be used in Smithy 2.0", remedy=remedy)
    tokens.advance()
    tokens.need_blank("the name of the shape")
    place = tokens.start
    name = tokens.take_name("the name of the shape")
    if name in draft.uses:
        problem = f"the name {name} is already used for {draft.uses[name]}"
        raise tokens.error(problem, place)
    _BODIES[kind](tokens, draft, draft.define(name, kind, traits, offset))
