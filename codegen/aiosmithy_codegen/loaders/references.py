"""Whether what shapes refer to exists and is of a type that may be referred to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..model import SERVICE_TYPES, Model, Shape
from .problems import Problems

_ERROR = "smithy.api#error"
_UNIT = "smithy.api#Unit"
_DEEPEST = 32  # lists of lists of maps of …: no real model has more than five


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
        _check_parts(shape, problems)
        for error in shape.errors:
            found = model.shapes.get(error)
            if found is not None and _ERROR not in found.traits:
                problems.add(shape.id, f"has {error} as an error, without {_ERROR}")
    _check_nesting(model, problems)


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


_PARTS = {"list": ["member"], "map": ["key", "value"]}


def _check_parts(shape: Shape, problems: Problems) -> None:
    parts = _PARTS.get(shape.type)
    if parts is not None and list(shape.members) != parts:
        problems.add(shape.id, f"a {shape.type} needs {' and '.join(parts)}")
    if shape.type in ("enum", "intEnum", "union") and not shape.members:
        problems.add(shape.id, f"a {shape.type} needs members")
    if shape.type in ("enum", "intEnum"):
        for member in shape.members.values():
            if member.target != _UNIT:
                problems.add(member.id, f"targets {member.target}, expected {_UNIT}")


def _check_nesting(model: Model, problems: Problems) -> None:
    """Lists and maps must not hold themselves without a structure or union between: their type would be endless."""
    depth: dict[str, int] = {}
    for shape in model.of_type("list", "map"):
        if _depth(model, shape, depth) > _DEEPEST:
            problems.add(
                shape.id,
                f"holds itself, or more than {_DEEPEST} lists and maps in each other",
            )


def _depth(model: Model, shape: Shape, known: dict[str, int]) -> int:
    """How many lists and maps are in each other; counts no further than one too many."""
    path: list[Shape] = [shape]
    while path and len(path) <= _DEEPEST + 1:
        inner = [
            target
            for member in path[-1].members.values()
            if (target := model.shapes.get(member.target)) is not None
            and target.type in ("list", "map")
        ]
        missing = [target for target in inner if target.id not in known]
        if missing:
            path.append(missing[0])
        else:
            known[path.pop().id] = 1 + max((known[t.id] for t in inner), default=0)
    return known.get(shape.id, _DEEPEST + 1)
