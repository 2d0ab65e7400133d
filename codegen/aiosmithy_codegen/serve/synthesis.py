"""Values that satisfy the model's constraints, for outputs that nothing else determines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import frozen

from ..model import Member, Model
from .constraints import INTEGER_BITS
from .strings import Place, StringMaker
from .values import from_node

_DEEPEST = 12  # levels: a model may require a shape inside itself


@frozen
class Context:
    """What a synthesized value depends on besides its shape."""

    now: float
    place: Place
    known: Mapping[str, Any]


@frozen
class Synthesizer:
    """Makes values for members."""

    model: Model
    strings: StringMaker

    def value(self, member: Member, context: Context, depth: int = 0) -> Any:
        """A value for the member: its default, else the smallest one that its constraints allow."""
        default = self.model.trait(member, "smithy.api#default")
        if default is not None:
            return from_node(self.model, member, default)
        makers: Mapping[str, Callable[[Member, Context, int], Any]] = {
            "structure": self._structure,
            "union": self._union,
            "list": self._list,
            "map": self._map,
            "string": self._string,
        }
        kind = self.model.target(member).type
        if kind in makers:
            return makers[kind](member, context, depth)
        return self._scalar(member, kind, context)

    def _structure(self, member: Member, context: Context, depth: int) -> Any:
        if depth > _DEEPEST:
            return {}
        return {
            name: self.value(part, context, depth + 1)
            for name, part in self.model.target(member).members.items()
            if is_required(part)
        }

    def _union(self, member: Member, context: Context, depth: int) -> Any:
        if depth > _DEEPEST:
            return {}
        variants = self.model.target(member).members
        name, variant = next(iter(variants.items()))
        return {name: self.value(variant, context, depth + 1)}

    def _list(self, member: Member, context: Context, depth: int) -> Any:
        element = self.model.target(member).members["member"]
        count = 0 if depth > _DEEPEST else self._least(member)
        return [self.value(element, context, depth + 1) for _ in range(count)]

    def _map(self, member: Member, context: Context, depth: int) -> Any:
        shape = self.model.target(member)
        count = 0 if depth > _DEEPEST else self._least(member)
        keys = [
            f"{self.value(shape.members['key'], context)}{index or ''}"
            for index in range(count)
        ]
        return {key: self.value(shape.members["value"], context, depth) for key in keys}

    def _least(self, member: Member) -> int:
        low: int = self.model.trait(member, "smithy.api#length", {}).get("min", 0)
        return min(low, 100)

    def _string(self, member: Member, context: Context, depth: int) -> Any:
        return self.strings.make(
            self.model.trait(member, "smithy.api#pattern"),
            self.model.trait(member, "smithy.api#length", {}),
            name=member.name,
            place=context.place,
            known=context.known,
        )

    def _scalar(self, member: Member, kind: str, context: Context) -> Any:
        if kind in ("enum", "intEnum"):
            first = next(iter(self.model.target(member).members.values()))
            return first.traits["smithy.api#enumValue"]
        if kind == "blob":
            return b"a" * self._least(member)
        if kind == "timestamp":
            return context.now
        if (
            kind in INTEGER_BITS
            or kind in ("float", "double")
            or kind.startswith("big")
        ):
            return self._number(member, kind)
        return False if kind == "boolean" else {}

    def _number(self, member: Member, kind: str) -> int | float:
        bounds = self.model.trait(member, "smithy.api#range", {})
        number = float(bounds.get("min", min(1, float(bounds.get("max", 1)))))
        fraction = kind in ("float", "double", "bigDecimal")
        return number if fraction else int(number)


def is_required(member: Member) -> bool:
    """Whether an output must have the member."""
    return "smithy.api#required" in member.traits
