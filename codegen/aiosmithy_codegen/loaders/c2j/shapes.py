"""Shapes of C2J → Smithy shapes."""

from __future__ import annotations

from collections.abc import Mapping

from ...errors import shown
from .checked import Checked
from .context import Context, Definition, Traits
from .errors import ErrorFacts
from .members import Members
from .names import enum_names
from .traits import constraints, documented, timestamp_format, xml_namespace
from .variants import Variants

_SIMPLE = {
    "bigdecimal": "bigDecimal",
    "biginteger": "bigInteger",
    "blob": "blob",
    "boolean": "boolean",
    "byte": "byte",
    "character": "string",
    "double": "double",
    "float": "float",
    "integer": "integer",
    "long": "long",
    "short": "short",
    "string": "string",
    "timestamp": "timestamp",
}


def raise_shapes(context: Context, errors: ErrorFacts) -> Members:
    """Add every shape of the file to the context; returns what raised their members."""
    variants = Variants(context)
    members = Members(context, variants)
    for name, shape in context.shapes.items():
        definition = _definition(members, name, shape)
        definition["traits"] = {
            **_traits(shape, definition["type"]),
            **variants.traits(name),
            **errors.traits(context, name, shape),
        }
        context.definitions[context.id(name)] = definition
    variants.finish()
    return members


def _definition(members: Members, name: str, shape: Checked) -> Definition:
    kind = shape.needed("type")
    match kind:
        case "structure":
            return _structure(members, name, shape)
        case "list":
            return {"type": "list", "member": _part(members, shape, "member")}
        case "map":
            parts = {key: _part(members, shape, key) for key in ("key", "value")}
            return {"type": "map", **parts}
        case "string" if names := enum_names(shape.texts("enum")):
            return {"type": "enum", "members": _enum_members(names)}
        case _ if kind in _SIMPLE:
            return {"type": _SIMPLE[kind]}
        case _:
            raise shape.wrong(f"the type {shown(kind)} is not known")


def _enum_members(names: Mapping[str, str]) -> dict[str, Definition]:
    return {
        name: {
            "target": "smithy.api#Unit",
            "traits": {"smithy.api#enumValue": value},
        }
        for name, value in names.items()
    }


def _structure(members: Members, name: str, shape: Checked) -> Definition:
    if shape.flag("document"):
        return {"type": "document"}
    is_union = shape.flag("union") or shape.flag("eventstream")
    return {
        "type": "union" if is_union else "structure",
        "members": members.of_structure(name, shape, is_union=is_union),
    }


def _part(members: Members, shape: Checked, key: str) -> Definition:
    if key not in shape:
        raise shape.wrong(f"has no {key!r}")
    return members.of_aggregate(shape.object(key))


def _traits(shape: Checked, kind: str) -> Traits:
    traits: Traits = {
        **documented(shape),
        **constraints(shape, shape.needed("type")),
        **timestamp_format(shape),
        **xml_namespace(shape),
    }
    if shape.flag("sensitive"):
        traits["smithy.api#sensitive"] = {}
    if shape.flag("sparse") and kind in ("list", "map"):
        traits["smithy.api#sparse"] = {}
    if shape.flag("eventstream") or (shape.flag("streaming") and kind == "blob"):
        traits["smithy.api#streaming"] = {}
    if shape.flag("requiresLength"):
        traits["smithy.api#requiresLength"] = {}
    if kind in ("structure", "union") and (name := shape.text("locationName")):
        traits["smithy.api#xmlName"] = name
    return traits
