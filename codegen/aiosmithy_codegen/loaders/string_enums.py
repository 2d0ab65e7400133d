"""Strings with the ``enum`` trait of Smithy 1.0, which some 2.0 models still have, as enum shapes.

See https://smithy.io/2.0/spec/constraint-traits.html#enum-trait. Definitions without a name get one from their value; where
that is no identifier the shape stays as it is, and the generator says that the trait is not implemented.
"""

from __future__ import annotations

import re
from typing import Any

from attrs import evolve

from ..json_values import is_list, is_object
from ..model import Member, Shape
from .identifiers import is_identifier

_ENUM = "smithy.api#enum"
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_]")


def as_enum_shape(shape: Shape) -> Shape:
    """The shape, as an enum shape if it is a string with an ``enum`` trait whose values can be named."""
    definitions = shape.traits.get(_ENUM)
    if shape.type != "string" or not is_list(definitions):
        return shape
    members: dict[str, Member] = {}
    for definition in definitions:
        member = _member(shape, definition)
        if member is None or member.name in members:
            return shape
        members[member.name] = member
    if not members:
        return shape
    traits = {trait: value for trait, value in shape.traits.items() if trait != _ENUM}
    return evolve(shape, type="enum", traits=traits, members=members)


def _member(shape: Shape, definition: Any) -> Member | None:
    if not is_object(definition) or not isinstance(definition.get("value"), str):
        return None
    value = definition["value"]
    name = definition.get("name", _NOT_IN_NAMES.sub("_", value))
    if not isinstance(name, str) or not is_identifier(name):
        return None
    traits: dict[str, Any] = {"smithy.api#enumValue": value}
    if "documentation" in definition:
        traits["smithy.api#documentation"] = definition["documentation"]
    if definition.get("deprecated"):
        traits["smithy.api#deprecated"] = {}
    return Member(f"{shape.id}${name}", name, "smithy.api#Unit", traits)
