"""Mixins, folded into the shapes that use them (https://smithy.io/2.0/spec/mixins.html)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from attrs import evolve, frozen

from ..json_values import is_list, is_object
from ..model import Member, Shape, Traits
from .definitions import ELIDED, Definition
from .merging import NO_MEMBER, Merged
from .problems import Problems

_MIXIN = "smithy.api#mixin"
_UNIT = "smithy.api#Unit"
_VALUE = "smithy.api#enumValue"
_LARGEST = 500_000  # members and traits of all shapes with mixins: a chain of n can make n² of them


def flatten(merged: Merged, problems: Problems) -> dict[str, Shape]:
    """The shapes with what they mix in, in their order."""
    definitions = merged.definitions
    flat = {
        shape_id: found.shape if found.mixins else _with_values(found.shape)
        for shape_id, found in definitions.items()
    }
    users = {
        shape_id: found.mixins
        for shape_id, found in definitions.items()
        if found.mixins
    }
    size = 0
    for shape_id in _in_order(users, problems):
        definition = definitions.get(shape_id)
        if definition is None or not definition.mixins:
            continue
        mixins = [
            flat[mixin]
            for mixin in definition.mixins
            if _can_mix(flat, mixin, definition.shape, problems)
        ]
        introduced = merged.introduced.get(shape_id, {})
        flat[shape_id] = _with_values(
            _Merge(definition.shape, mixins, introduced, problems).shape()
        )
        size += _size(flat[shape_id])
        if size > _LARGEST:
            problems.add(shape_id, "is one shape too many that grows by mixins")
            break
    _check_mixins(flat.values(), problems)
    _check_elided(flat.values(), problems)
    return flat


def _size(shape: Shape) -> int:
    return len(shape.members) + len(shape.traits) + len(shape.operations)


def with_resource_targets(
    definitions: Mapping[str, Definition], problems: Problems
) -> dict[str, Definition]:
    """The definitions with the elided members' targets that the named resource gives."""
    return {
        shape_id: (
            evolve(found, shape=_bound(found, definitions, problems))
            if found.resource
            else found
        )
        for shape_id, found in definitions.items()
    }


def _bound(
    definition: Definition, definitions: Mapping[str, Definition], problems: Problems
) -> Shape:
    shape = definition.shape
    found = definitions.get(definition.resource)
    if found is None or found.shape.type != "resource":
        kind = "not in the model" if found is None else f"a {found.shape.type}"
        problems.add(shape.id, f"is for {definition.resource}, which is {kind}")
        return shape
    targets = {**found.shape.identifiers, **found.shape.properties}
    members = {
        name: (
            evolve(member, target=targets[name])
            if member.target == ELIDED and name in targets
            else member
        )
        for name, member in shape.members.items()
    }
    return evolve(shape, members=members)


def _in_order(
    users: Mapping[str, tuple[str, ...]], problems: Problems
) -> Iterable[str]:
    """Mixins before the shapes that use them."""
    try:
        return list(TopologicalSorter(users).static_order())
    except CycleError as error:
        cycle: list[str] = error.args[1]
        problems.add(cycle[0], f"mixes in itself: {' → '.join(cycle[:10])}")
        return ()


def _can_mix(
    shapes: Mapping[str, Shape], mixin: str, user: Shape, problems: Problems
) -> bool:
    shape = shapes.get(mixin)
    if shape is None:
        problems.add(user.id, f"mixes in {mixin}, which is not in the model")
    elif _MIXIN not in shape.traits:
        problems.add(user.id, f"mixes in {mixin}, which is not a mixin")
    elif shape.type != user.type:
        problems.add(user.id, f"is a {user.type}, {mixin} is a {shape.type}")
    else:
        return True
    return False


def _with_values(shape: Shape) -> Shape:
    """The shape; if it is an enum, with its members' names as the values of those that have none."""
    if shape.type != "enum":
        return shape
    members = {
        name: (
            member
            if _VALUE in member.traits
            else evolve(member, traits={**member.traits, _VALUE: name})
        )
        for name, member in shape.members.items()
    }
    return evolve(shape, members=members)


def _check_mixins(shapes: Iterable[Shape], problems: Problems) -> None:
    """What a mixin may not have: it is only defined together with the shape that uses it."""
    for shape in shapes:
        if _MIXIN not in shape.traits:
            continue
        is_unit = shape.input == shape.output == _UNIT
        if shape.type == "operation" and not is_unit:
            problems.add(shape.id, "is a mixin and so can have no input or output")
        if shape.type == "resource" and any(_of_resource(shape)):
            problems.add(shape.id, "is a mixin and so can have nothing but traits")


def _of_resource(shape: Shape) -> Iterator[object]:
    yield from (shape.identifiers, shape.properties, shape.lifecycle)
    yield from (shape.operations, shape.collection_operations, shape.resources)


def _check_elided(shapes: Iterable[Shape], problems: Problems) -> None:
    for shape in shapes:
        for member in shape.members.values():
            if member.target == ELIDED:
                problems.add(
                    member.id,
                    "has no target, and no mixin or resource has a member of that name",
                )


@frozen
class _Merge:
    """One shape, its mixins (already flat), and the traits applied to the members that it mixes in."""

    own: Shape
    mixins: list[Shape]
    introduced: Mapping[str, Traits]
    problems: Problems

    def shape(self) -> Shape:
        """The merged shape: what it says itself wins over its mixins, a later mixin over an earlier one."""
        sources = (*self.mixins, self.own)
        return evolve(
            self.own,
            traits=self._traits(),
            members=self._members(),
            version=next((s.version for s in sources[::-1] if s.version), ""),
            errors=_joined(shape.errors for shape in sources),
            operations=_joined(shape.operations for shape in sources),
            resources=_joined(shape.resources for shape in sources),
            rename={k: v for shape in sources for k, v in shape.rename.items()},
        )

    def _traits(self) -> dict[str, Any]:
        inherited: dict[str, Any] = {}
        for mixin in self.mixins:
            local = _local_traits(mixin)
            inherited |= {k: v for k, v in mixin.traits.items() if k not in local}
        return {**inherited, **self.own.traits}

    def _members(self) -> dict[str, Member]:
        found: dict[str, Member] = {}
        for shape in (*self.mixins, self.own):
            for name, member in shape.members.items():
                found[name] = self._merged(found.get(name), member)
        for name, traits in self.introduced.items():
            if name in found:
                found[name] = evolve(
                    found[name], traits={**found[name].traits, **traits}
                )
            else:
                self.problems.add(f"{self.own.id}${name}", NO_MEMBER)
        return found

    def _merged(self, inherited: Member | None, member: Member) -> Member:
        member_id = f"{self.own.id}${member.name}"
        if inherited is None:
            return member if member.id == member_id else evolve(member, id=member_id)
        if member.target not in (inherited.target, ELIDED):
            self.problems.add(
                member_id, f"targets {inherited.target} and {member.target}"
            )
        traits = {**inherited.traits, **member.traits}
        return Member(member_id, member.name, inherited.target, traits)


def _local_traits(mixin: Shape) -> frozenset[str]:
    """The traits that stay on the mixin."""
    value = mixin.traits[_MIXIN]
    local = value.get("localTraits") if is_object(value) else None
    names = local if is_list(local) else []
    return frozenset({_MIXIN, *(name for name in names if isinstance(name, str))})


def _joined(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for group in groups for item in group))
