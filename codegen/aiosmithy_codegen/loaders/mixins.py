"""Mixins and ``apply`` entries, folded into the shapes they change (https://smithy.io/2.0/spec/mixins.html)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from attrs import evolve

from ..errors import shown
from ..json_values import is_list, is_object
from ..model import Member, Shape
from .problems import Problems

_MIXIN = "smithy.api#mixin"
_Applied = Mapping[str, Mapping[str, Any]]


def flatten(
    shapes: Mapping[str, Shape],
    mixins: Mapping[str, tuple[str, ...]],
    applied: _Applied,
    problems: Problems,
) -> dict[str, Shape]:
    """The shapes with what they mix in, in their order; ``applied`` is shape or member id → traits."""
    by_shape = _applied_by_shape(applied)
    flat = dict(shapes)
    for shape_id in _in_order(shapes, mixins, problems):
        if mixins[shape_id] or shape_id in by_shape:
            parts = [
                flat[mixin]
                for mixin in mixins[shape_id]
                if _can_mix(flat, mixin, shape_id, problems)
            ]
            flat[shape_id] = _Merge(
                flat[shape_id], parts, by_shape.pop(shape_id, {}), problems
            ).shape()
    for shape_id in by_shape:
        problems.add(shape_id, "traits are applied to it, but it is not in the model")
    return flat


def _applied_by_shape(applied: _Applied) -> dict[str, dict[str, Mapping[str, Any]]]:
    """Shape id → member name, or "" for the shape itself → traits."""
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for target, traits in applied.items():
        shape_id, _, member = target.partition("$")
        found.setdefault(shape_id, {})[member] = traits
    return found


def _in_order(
    shapes: Mapping[str, Shape],
    mixins: Mapping[str, tuple[str, ...]],
    problems: Problems,
) -> Iterable[str]:
    """Mixins before the shapes that use them."""
    try:
        order = list(TopologicalSorter(mixins).static_order())
    except CycleError as error:
        cycle: list[str] = error.args[1]
        problems.add(cycle[0], f"mixes in itself: {' → '.join(cycle[:10])}")
        return ()
    return [shape_id for shape_id in order if shape_id in shapes]


def _can_mix(
    shapes: Mapping[str, Shape], mixin: str, user: str, problems: Problems
) -> bool:
    shape = shapes.get(mixin)
    if shape is None:
        problems.add(user, f"mixes in {mixin}, which is not in the model")
    elif _MIXIN not in shape.traits:
        problems.add(user, f"mixes in {mixin}, which is not a mixin")
    elif shape.type != shapes[user].type:
        problems.add(user, f"is a {shapes[user].type}, {mixin} is a {shape.type}")
    else:
        return True
    return False


class _Merge:
    """One shape, its mixins (already flat), and the traits applied to it and its members."""

    def __init__(
        self,
        own: Shape,
        mixins: Iterable[Shape],
        applied: Mapping[str, Mapping[str, Any]],
        problems: Problems,
    ) -> None:
        self.own = own
        self.mixins = list(mixins)
        self.applied = applied
        self.problems = problems

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
        return inherited | self._with_applied(self.own.traits, "")

    def _members(self) -> dict[str, Member]:
        found: dict[str, Member] = {}
        for shape in (*self.mixins, self.own):
            is_own = shape is self.own
            for name, member in shape.members.items():
                traits = (
                    self._with_applied(member.traits, name) if is_own else member.traits
                )
                found[name] = self._merged(found.get(name), member, traits)
        for name in sorted(self.applied.keys() - self.own.members.keys() - {""}):
            if name in found:
                traits = {**found[name].traits, **self.applied[name]}
                found[name] = evolve(found[name], traits=traits)
            else:
                self.problems.add(
                    f"{self.own.id}${name}",
                    "traits are applied to it, but there is no such member",
                )
        return found

    def _merged(
        self, inherited: Member | None, member: Member, traits: Mapping[str, Any]
    ) -> Member:
        member_id = f"{self.own.id}${member.name}"
        if inherited is not None:
            if inherited.target != member.target:
                self.problems.add(
                    member_id, f"targets {inherited.target} and {member.target}"
                )
            traits = {**inherited.traits, **traits}
        return Member(member_id, member.name, member.target, traits)

    def _with_applied(self, traits: Mapping[str, Any], member: str) -> dict[str, Any]:
        """A trait may be given twice only as a list, or with one value."""
        merged = dict(traits)
        for trait, value in self.applied.get(member, {}).items():
            known = merged.get(trait, value)
            if is_list(known) and is_list(value) and trait in merged:
                merged[trait] = [*known, *value]
                continue
            if known != value:
                where = f"{self.own.id}${member}" if member else self.own.id
                self.problems.add(
                    where, f"{trait} is {shown(known)} and {shown(value)}"
                )
            merged[trait] = value
        return merged


def _local_traits(mixin: Shape) -> frozenset[str]:
    """The traits that stay on the mixin."""
    value = mixin.traits[_MIXIN]
    local = value.get("localTraits") if is_object(value) else None
    names = local if is_list(local) else []
    return frozenset({_MIXIN, *(name for name in names if isinstance(name, str))})


def _joined(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for group in groups for item in group))
