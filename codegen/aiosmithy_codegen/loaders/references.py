"""Whether what shapes refer to exists and is of a type that may be referred to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..model import SERVICE_TYPES, Model, Shape
from .problems import Problems

_ERROR = "smithy.api#error"
_UNIT = "smithy.api#Unit"
_NOT_DATA = {"smithy.api#trait": "a trait", "smithy.api#mixin": "a mixin"}
_PARTS = {"list": ["member"], "map": ["key", "value"]}
_WITH_UNIT = ("enum", "intEnum", "union")


def check_references(model: Model, problems: Problems) -> None:
    """Note every reference of a shape that leads nowhere, or to a shape that cannot stand there."""
    for shape in model.shapes.values():
        for where, target, types in _references(shape):
            found = model.shapes.get(target)
            if found is None:
                problems.add(where, f"targets {target}, which is not in the model")
            elif found.type not in types if types else found.type in SERVICE_TYPES:
                expected = f"expected {' or '.join(types)}" if types else "not data"
                problems.add(where, f"targets the {found.type} {target}, {expected}")
            else:
                _check_use(where, found, problems)
        _check_parts(shape, problems)
        _check_errors(model, shape, problems)


def _references(shape: Shape) -> Iterator[tuple[str, str, Sequence[str]]]:
    """Where a reference stands, its target, and the types that the target may have (none named: any data)."""
    for member in shape.members.values():
        is_key = shape.type == "map" and member.name == "key"
        yield member.id, member.target, ("string", "enum") if is_key else ()
    if shape.type == "operation":
        yield shape.id, shape.input, ("structure",)
        yield shape.id, shape.output, ("structure",)
    for error in shape.errors:
        yield shape.id, error, ("structure",)
    operations = shape.operations + shape.collection_operations
    for operation in (*operations, *shape.lifecycle.values()):
        yield shape.id, operation, ("operation",)
    for resource in shape.resources:
        yield shape.id, resource, ("resource",)
    for identifier in shape.identifiers.values():
        yield shape.id, identifier, ("string", "enum")
    for target in shape.properties.values():
        yield shape.id, target, ()


def _check_use(where: str, target: Shape, problems: Problems) -> None:
    """A trait's definition and a mixin are not data, whatever their type is."""
    for trait, what in _NOT_DATA.items():
        if trait in target.traits:
            problems.add(where, f"targets {target.id}, which is {what}")


def _check_errors(model: Model, shape: Shape, problems: Problems) -> None:
    for error in shape.errors:
        found = model.shapes.get(error)
        if found is not None and _ERROR not in found.traits:
            problems.add(shape.id, f"has {error} as an error, without {_ERROR}")
    if shape.type == "operation":
        for end in (shape.input, shape.output):
            found = model.shapes.get(end)
            if found is not None and _ERROR in found.traits:
                problems.add(shape.id, f"has the error {end} as input or output")


def _check_parts(shape: Shape, problems: Problems) -> None:
    parts = _PARTS.get(shape.type)
    if parts is not None and list(shape.members) != parts:
        needed = " and ".join(parts)
        problems.add(shape.id, f"is of type {shape.type}, which needs {needed}")
    if shape.type in _WITH_UNIT and not shape.members:
        problems.add(shape.id, f"is of type {shape.type}, which needs members")
    for member in shape.members.values():
        if shape.type in ("enum", "intEnum"):
            if member.target != _UNIT:
                problems.add(member.id, f"targets {member.target}, expected {_UNIT}")
        elif member.target == _UNIT and shape.type not in _WITH_UNIT:
            problems.add(member.id, f"targets {_UNIT}, as only members of unions may")
