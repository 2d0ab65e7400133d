"""Leaving out what a model marks as deprecated or internal.

What goes: operations, operations of resources that are so marked, and the optional members of structures and unions
that are, or whose targets are. What stays: required members, values of enums (a server may still send them), and members
that something else in the model counts on: pagination, waiters, endpoints.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from attrs import evolve

from .json_values import is_list, is_object
from .model import Member, Model, Shape

# Traits of operations that name members in paths.
_NAMING = (
    "smithy.api#paginated",
    "smithy.waiters#waitable",
    "smithy.rules#operationContextParams",
    "aiosmithy.api#paginator",
)
_NEEDED = ("smithy.api#required", "smithy.rules#contextParam")
_WORD = re.compile(r"\w+")


def is_excluded(shape: Shape | Member, exclude: Iterable[str]) -> bool:
    """Whether it is marked with one of these traits."""
    return any(f"smithy.api#{trait}" in shape.traits for trait in exclude)


def without_members(
    model: Model, operations: Iterable[Shape], exclude: Sequence[str]
) -> Model:
    """The model without the optional members of structures and unions that are marked with one of these traits."""
    named = frozenset(_named_members(model, operations))
    shapes = {
        shape_id: (
            _without_members(model, shape, exclude, named)
            if shape.type in ("structure", "union")
            else shape
        )
        for shape_id, shape in model.shapes.items()
    }
    return evolve(model, shapes=shapes)


def _without_members(
    model: Model, shape: Shape, exclude: Sequence[str], named: frozenset[str]
) -> Shape:
    members = {
        name: member
        for name, member in shape.members.items()
        if name in named or not _goes(model, member, exclude)
    }
    if len(members) == len(shape.members) or (shape.type == "union" and not members):
        return shape
    return evolve(shape, members=members)


def _goes(model: Model, member: Member, exclude: Sequence[str]) -> bool:
    if any(trait in member.traits for trait in _NEEDED):
        return False
    target = model.shapes.get(member.target)
    return is_excluded(member, exclude) or (
        target is not None and is_excluded(target, exclude)
    )


def _named_members(model: Model, operations: Iterable[Shape]) -> Iterator[str]:
    """Every word in the paths of pagination, waiters and endpoints; more than the members named there does no harm."""
    services = model.of_type("service")
    for shape in (*services, *operations):
        for trait in _NAMING:
            for text in _texts(shape.traits.get(trait)):
                yield from _WORD.findall(text)


def _texts(value: Any) -> Iterator[str]:
    pending = [value]
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            yield value
        elif is_object(value):
            pending += value.values()
        elif is_list(value):
            pending += value
