"""What a model's constraint traits say of one decoded value; nothing below it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from aiosmithy.patterns import translate

from ..json_values import is_list, is_object
from ..model import Member, Model

INTEGER_BITS = {"byte": 8, "short": 16, "integer": 32, "intEnum": 32, "long": 64}


def broken(model: Model, member: Member, value: Any) -> Iterator[str]:
    """The constraints that the value does not satisfy, in words. The value itself, maybe secret, is never repeated."""
    shape = model.target(member)
    if shape.type in ("enum", "intEnum"):
        known = [one.traits["smithy.api#enumValue"] for one in shape.members.values()]
        if value not in known:
            yield f"Member must satisfy enum value set: [{_listed(known)}]"
    yield from _length(model.trait(member, "smithy.api#length"), value)
    yield from _range(model.trait(member, "smithy.api#range"), value)
    yield from _pattern(model.trait(member, "smithy.api#pattern"), value)
    unique = model.trait(member, "smithy.api#uniqueItems")
    if unique is not None and is_list(value) and _repeats(value):
        yield "Member must have unique values"


def matches(pattern: str, text: str) -> bool:
    """Whether the text may have this pattern: true also where that cannot be said."""
    matcher = translate(pattern)
    return matcher is None or matcher.matches(text) is not False


def _length(trait: Any, value: Any) -> Iterator[str]:
    size = _size(value)
    if trait is None or size is None:
        return
    if size < trait.get("min", 0):
        yield f"Member must have length greater than or equal to {trait['min']}"
    if size > trait.get("max", size):
        yield f"Member must have length less than or equal to {trait['max']}"


def _size(value: Any) -> int | None:
    if isinstance(value, (str, bytes)):
        return len(value)
    return len(value) if is_object(value) or is_list(value) else None


def _range(trait: Any, value: Any) -> Iterator[str]:
    if trait is None or not isinstance(value, (int, float)):
        return
    low, high = trait.get("min"), trait.get("max")
    if low is not None and not value >= float(low):
        yield f"Member must be greater than or equal to {low}"
    if high is not None and not value <= float(high):
        yield f"Member must be less than or equal to {high}"


def _pattern(pattern: str | None, value: Any) -> Iterator[str]:
    if pattern is not None and isinstance(value, str) and not matches(pattern, value):
        yield f"Member must satisfy regular expression pattern: {pattern}"


def _listed(values: list[Any]) -> str:
    more = ", ..." if len(values) > 20 else ""
    return ", ".join(str(value) for value in values[:20]) + more


def _repeats(values: list[Any]) -> bool:
    keys = [json.dumps(value, sort_keys=True, default=repr) for value in values]
    return len(set(keys)) < len(keys)
