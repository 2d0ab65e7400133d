"""Smithy's prelude and the published libraries of traits: what models may use without defining it.

``trait_definitions.json`` has their facts (types, members, constraints, selectors; no documentation) as a JSON AST, and
``own_traits.json`` those of the traits by which this generator's own readers say what Smithy has no trait for. They are read
when something is first asked of them, and a shape is made when it is asked for.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ..model import Member, Shape

_FILES = ("own_traits.json", "trait_definitions.json")
_TRAIT = "smithy.api#trait"
_PARTS = ("member", "key", "value")


def library_shape(shape_id: str) -> Shape | None:
    """The shape of the prelude or of a library, or None if neither has it."""
    return _shape(shape_id)


def type_of(shape_id: str) -> str:
    """The type of a shape of the prelude or of a library, or "" if neither has it."""
    definition = _definitions().get(shape_id)
    return definition["type"] if definition else ""


def traits_beside(trait: str) -> frozenset[str]:
    """The traits that the prelude and the libraries have in the namespace of this one."""
    space = trait.partition("#")[0]
    return frozenset(
        shape_id
        for shape_id, definition in _definitions().items()
        if shape_id.startswith(f"{space}#") and _TRAIT in definition.get("traits", {})
    )


def borrowed(shapes: Mapping[str, Shape]) -> dict[str, Shape]:
    """The libraries' shapes that these shapes reach without defining them."""
    found: dict[str, Shape] = {}
    pending = _missing(shapes.values(), shapes)
    while pending:
        added = {i: shape for i in pending if (shape := library_shape(i)) is not None}
        found |= added
        pending = _missing(added.values(), found) - shapes.keys()
    return found


def _missing(shapes: Collection[Shape], known: Mapping[str, Shape]) -> set[str]:
    found = {
        member.target
        for shape in shapes
        for member in shape.members.values()
        if member.target not in known
    }
    errors = {error for shape in shapes for error in shape.errors}
    return found | (errors - known.keys())


@cache
def _definitions() -> Mapping[str, Any]:
    definitions: dict[str, Any] = {}
    for name in _FILES:
        text = Path(__file__).with_name(name).read_bytes()
        definitions |= json.loads(text)["shapes"]
    return definitions


@cache
def _shape(shape_id: str) -> Shape | None:
    definition = _definitions().get(shape_id)
    if definition is None:
        return None
    members = dict(definition.get("members", {}))
    members |= {part: definition[part] for part in _PARTS if part in definition}
    return Shape(
        shape_id,
        definition["type"],
        definition.get("traits", {}),
        {
            name: Member(
                f"{shape_id}${name}", name, member["target"], member.get("traits", {})
            )
            for name, member in members.items()
        },
    )
