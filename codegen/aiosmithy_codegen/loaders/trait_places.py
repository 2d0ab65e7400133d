"""Whether traits stand where their definitions let them: selectors, conflicts, and traits that only one member may have.

See https://smithy.io/2.0/spec/model.html#trait-trait. Definitions are a model's own or a library's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import define, field, frozen

from ..errors import shown
from ..json_values import is_list, is_object
from ..model import Member, Model, Shape
from .problems import Problems
from .selection_graph import SelectionGraph, TooManyStepsError
from .selectors import Chain, UnknownSelectorError, parse_selector, type_of

_TRAIT = "smithy.api#trait"


@frozen
class _Rules:
    """What a definition says of a trait's place."""

    selector: Chain | None = None
    text: str = ""
    conflicts: tuple[str, ...] = ()
    exclusive: str = ""
    """``member`` or ``target``: only one member of a structure may have the trait, or target a shape that has it."""


@define
class PlaceChecks:
    """Checks the places of traits in one model."""

    model: Model
    definition: Callable[[str], Shape | None]
    _graph: SelectionGraph = field(init=False)
    _rules: dict[str, _Rules | None] = field(factory=dict[str, "_Rules | None"])

    def __attrs_post_init__(self) -> None:
        self._graph = SelectionGraph(self.model)

    def check(self, shape: Shape, problems: Problems) -> None:
        """Note every trait of the shape and its members that must not be there."""
        exclusive: dict[str, list[str]] = {}
        self._check_owner(shape, problems)
        for member in shape.members.values():
            if member.traits:
                self._check_owner(member, problems)
        if shape.type == "structure":
            for member in shape.members.values():
                for trait in self._exclusive_of(member):
                    exclusive.setdefault(trait, []).append(member.name)
        for trait, names in exclusive.items():
            if len(names) > 1:
                problems.add(shape.id, f"{trait} is on {' and '.join(names[:5])}")

    def _exclusive_of(self, member: Member) -> list[str]:
        target = self.model.target(member).traits
        return [
            trait
            for traits, way in ((member.traits, "member"), (target, "target"))
            for trait in traits
            if (rules := self._rules_of(trait)) and rules.exclusive == way
        ]

    def _check_owner(self, owner: Shape | Member, problems: Problems) -> None:
        for trait in owner.traits:
            rules = self._rules_of(trait)
            if rules is None:
                problems.add(owner.id, f"has {trait} as a trait, which it is not")
                continue
            for other in rules.conflicts:
                if other in owner.traits:
                    problems.add(owner.id, f"has {trait} and {other}")
            if not self._may_have(owner, rules):
                kind = type_of(owner)
                problems.add(
                    owner.id,
                    f"{trait} cannot be on this {kind}, only on {shown(rules.text)}",
                )

    def _may_have(self, owner: Shape | Member, rules: _Rules) -> bool:
        if rules.selector is None:
            return True
        try:
            return self._graph.selects(rules.selector, owner)
        except TooManyStepsError:
            return True

    def _rules_of(self, trait: str) -> _Rules | None:
        """What is known of the trait's place; None if the shape of that name is no trait."""
        if trait not in self._rules:
            shape = self.definition(trait)
            if shape is None:
                self._rules[trait] = _Rules()
            else:
                value = shape.traits.get(_TRAIT)
                self._rules[trait] = _rules(value) if is_object(value) else None
        return self._rules[trait]


def _rules(definition: Mapping[str, Any]) -> _Rules:
    selector = definition.get("selector", "*")
    conflicts = definition.get("conflicts", [])
    return _Rules(
        selector=_chain(selector),
        text=" ".join(str(selector).split()),
        conflicts=tuple(
            item
            for item in (conflicts if is_list(conflicts) else [])
            if isinstance(item, str)
        ),
        exclusive=str(definition.get("structurallyExclusive", "")),
    )


def _chain(selector: object) -> Chain | None:
    """The selector's steps; None if it selects everything, or cannot be known here."""
    try:
        return None if selector == "*" else parse_selector(str(selector))
    except UnknownSelectorError:
        return None
