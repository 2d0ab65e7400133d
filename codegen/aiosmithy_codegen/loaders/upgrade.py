"""What Smithy 1.0 meant by silence, said in Smithy 2.0's words (https://smithy.io/2.0/guides/migrating-idl-1-to-2.html).

In 1.0 a number or boolean that was not ``@box`` had its zero value as a default, a member of such a shape too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import evolve

from ..model import Member, Shape, Traits
from .definitions import BOX, DEFAULT, Definition, Reading
from .prelude import PRELUDE
from .problems import Problems

_ZEROS: Mapping[str, Any] = {
    "boolean": False,
    **dict.fromkeys(("byte", "short", "integer", "intEnum", "long"), 0),
    **dict.fromkeys(("float", "double"), 0),
}
_REQUIRED, _STREAMING = "smithy.api#required", "smithy.api#streaming"


def check_versions(reading: Reading, problems: Problems) -> None:
    """Note what the version of a file does not have."""
    for definition in reading.definitions:
        shape = definition.shape
        _check_traits(shape.id, shape.traits, definition.version, problems)
        for member in shape.members.values():
            _check_traits(member.id, member.traits, definition.version, problems)
        if definition.version == "1.0":
            _check_definition(definition, problems)
    for entry in reading.applications:
        _check_traits(entry.target, entry.traits, entry.version, problems)


def _check_traits(where: str, traits: Traits, version: str, problems: Problems) -> None:
    if version == "2.0":
        if BOX in traits:
            problems.add(where, f"has {BOX}, which Smithy 2.0 does not have")
        return
    for trait in (DEFAULT, "smithy.api#mixin"):
        if trait in traits:
            problems.add(where, f"has {trait}, which came with Smithy 2.0")


def _check_definition(definition: Definition, problems: Problems) -> None:
    shape = definition.shape
    newer = (
        (f"is of type {shape.type}", shape.type in ("enum", "intEnum")),
        ("has mixins", bool(definition.mixins)),
        ("has properties", bool(shape.properties)),
        ("is bound to a resource", bool(definition.resource)),
    )
    for what, is_there in newer:
        if is_there:
            problems.add(shape.id, f"{what}, which came with Smithy 2.0")


def with_meaning_of_2(definitions: Mapping[str, Definition]) -> dict[str, Definition]:
    """The definitions with 2.0's meaning."""
    return {
        shape_id: (
            definition
            if definition.version == "2.0"
            else evolve(
                definition, shape=_with_meaning_of_2(definition.shape, definitions)
            )
        )
        for shape_id, definition in definitions.items()
    }


def _with_meaning_of_2(shape: Shape, definitions: Mapping[str, Definition]) -> Shape:
    traits = dict(shape.traits)
    if traits.pop(BOX, None) is None and shape.type in _ZEROS:
        traits.setdefault(DEFAULT, _ZEROS[shape.type])
    members = {
        name: _member(member, shape, definitions)
        for name, member in shape.members.items()
    }
    return evolve(shape, traits=traits, members=members)


def _member(
    member: Member, shape: Shape, definitions: Mapping[str, Definition]
) -> Member:
    traits = dict(member.traits)
    is_boxed = traits.pop(BOX, None) is not None
    if shape.type == "structure":
        if is_boxed:
            traits[DEFAULT] = None
        elif DEFAULT not in traits and not _is_boxed(member.target, definitions):
            target = _shape(member.target, definitions)
            if target is not None and target.type in _ZEROS:
                traits[DEFAULT] = _ZEROS[target.type]
            elif _needs_default(traits, target):
                traits[DEFAULT] = ""
    return evolve(member, traits=traits)


def _needs_default(traits: Mapping[str, Any], target: Shape | None) -> bool:
    """In 2.0 a streaming blob is required, or empty by default."""
    is_stream = (
        target is not None and target.type == "blob" and _STREAMING in target.traits
    )
    return is_stream and _REQUIRED not in traits


def _is_boxed(target: str, definitions: Mapping[str, Definition]) -> bool:
    """Whether silence about a member of this target means null."""
    shape = _shape(target, definitions)
    if shape is None or shape.type not in _ZEROS:
        return False
    definition = definitions.get(target)
    if definition is not None and definition.version == "1.0":
        return BOX in shape.traits
    return bool(shape.traits.get(DEFAULT) != _ZEROS[shape.type])


def _shape(shape_id: str, definitions: Mapping[str, Definition]) -> Shape | None:
    definition = definitions.get(shape_id)
    return definition.shape if definition else PRELUDE.get(shape_id)
