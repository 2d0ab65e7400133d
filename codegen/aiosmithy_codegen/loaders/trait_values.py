"""Whether JSON data is a value of a shape: how values of traits are checked against the traits' definitions.

As Smithy's own loader does it: wrong types, missing members and broken constraints are errors; members that a structure does
not have are passed over, since the definition may be older than the model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from attrs import define, field

from ..errors import shown
from ..json_values import is_list, is_object
from ..model import Member, Shape, Traits
from .libraries import library_shape

_BITS = {"byte": 8, "short": 16, "integer": 32, "intEnum": 32, "long": 64}
_SPECIAL = ("NaN", "Infinity", "-Infinity")
_VALUE, _REQUIRED = "smithy.api#enumValue", "smithy.api#required"
_LENGTH, _RANGE = "smithy.api#length", "smithy.api#range"
_PATTERN, _UNIQUE = "smithy.api#pattern", "smithy.api#uniqueItems"
_CONSTRAINTS = frozenset({_LENGTH, _RANGE, _PATTERN, _UNIQUE})

_Place = tuple[Any, ...]
"""Where in the value: a chain of (outer place, key), so that deep values cost no more than flat ones."""
_Step = tuple[_Place, Any, Shape, Traits]


@define
class ValueChecks:
    """Checks values of the traits that a model, or a library, defines."""

    shapes: Mapping[str, Shape]
    _simple: dict[str, type | None] = field(factory=dict[str, "type | None"])
    _known: dict[tuple[str, int], str | None] = field(
        factory=dict["tuple[str, int]", "str | None"]
    )

    def problem(self, trait: str, value: Any) -> str | None:
        """What is wrong with the value, to follow the trait's name; None if nothing is, or nobody defines the trait."""
        if trait not in self._simple:
            self._simple[trait] = self._simple_type(trait)
        kind = self._simple[trait]
        if kind is not None and type(value) is kind:
            return None
        key = trait, id(
            value
        )  # one object on many shapes, by mixins, is looked at once
        if key not in self._known:
            definition = self.shape(trait)
            wrong = self.mismatch(value, definition) if definition else None
            self._known[key] = wrong
        return self._known[key]

    def shape(self, shape_id: str) -> Shape | None:
        """The definition of a shape; a library's wins over the model's."""
        return library_shape(shape_id) or self.shapes.get(shape_id)

    def _simple_type(self, trait: str) -> type | None:
        """The type of which every value is right, if there is one: most traits are annotations or plain texts."""
        shape = self.shape(trait)
        if shape is None or not _CONSTRAINTS.isdisjoint(shape.traits):
            return None
        if shape.type == "structure" and not shape.members:
            return dict
        return {"string": str, "boolean": bool}.get(shape.type)

    def mismatch(self, value: Any, shape: Shape) -> str | None:
        """The first thing that is wrong with the value of a shape."""
        pending: list[_Step] = [((), value, shape, {})]
        while pending:
            step = place, value, shape, traits = pending.pop()
            wrong = _wrong_type(value, shape)
            for constraints in (traits, shape.traits):
                if constraints and not wrong:
                    wrong = _broken(value, constraints)
            if wrong:
                return f"{_text(place)}{wrong}"
            if type(value) in (list, dict):
                pending += reversed([*self._inner(step)])
        return None

    def _inner(self, step: _Step) -> Iterator[_Step]:
        place, value, shape, _ = step
        for key, item, member in _parts(value, shape):
            target = self.shape(member.target)
            is_null = item is None and "smithy.api#sparse" in shape.traits
            if target is not None and not is_null:
                yield (place, key), item, target, member.traits


def _parts(value: Any, shape: Shape) -> Iterator[tuple[Any, Any, Member]]:
    """The items of a list, map, structure or union: key, value, the member that says what it is."""
    members = shape.members
    if shape.type == "list":
        for i, item in enumerate(value):
            yield i, item, members["member"]
    elif shape.type == "map":
        for key, item in value.items():
            yield key, key, members["key"]
            yield key, item, members["value"]
    elif shape.type in ("structure", "union"):
        for key, item in value.items():
            if key in members:
                yield key, item, members[key]


def _wrong_type(value: Any, shape: Shape) -> str | None:
    kind = shape.type
    if kind in _BITS or kind == "bigInteger":
        return _wrong_integer(value, shape)
    check = _CHECKS.get(kind)
    return check(value, shape) if check else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _wrong_integer(value: Any, shape: Shape) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return "is not an integer"
    bits = _BITS.get(shape.type, 1 << 16)
    if not -(limit := 1 << bits - 1) <= value < limit:
        return f"is too large a number for a {shape.type}"
    return _wrong_choice(value, shape) if shape.type == "intEnum" else None


def _wrong_float(value: Any, _: Shape) -> str | None:
    return None if _is_number(value) or value in _SPECIAL else "is not a number"


def _wrong_decimal(value: Any, _: Shape) -> str | None:
    return None if _is_number(value) else "is not a number"


def _wrong_string(value: Any, _: Shape) -> str | None:
    return None if isinstance(value, str) else "is not a string"


def _wrong_boolean(value: Any, _: Shape) -> str | None:
    return None if isinstance(value, bool) else "is not a boolean"


def _wrong_timestamp(value: Any, _: Shape) -> str | None:
    is_time = isinstance(value, str) or _is_number(value)
    return None if is_time else "is not a timestamp"


def _wrong_choice(value: Any, shape: Shape) -> str | None:
    choices = [m.traits.get(_VALUE, m.name) for m in shape.members.values()]
    if type(value) in (str, int) and value in choices:
        return None
    return f"is {shown(value)}, not one of {shown(choices)}"


def _wrong_list(value: Any, shape: Shape) -> str | None:
    return None if is_list(value) else "is not a list"


def _wrong_map(value: Any, _: Shape) -> str | None:
    return None if is_object(value) else "is not an object"


def _wrong_structure(value: Any, shape: Shape) -> str | None:
    if not is_object(value):
        return "is not an object"
    for member in shape.members.values():
        if _REQUIRED in member.traits and member.name not in value:
            return f"has no {member.name!r}"
    return None


def _wrong_union(value: Any, shape: Shape) -> str | None:
    if not is_object(value):
        return "is not an object"
    if len(value) != 1 or value.keys() - shape.members.keys():
        return f"is not one of {shown(list(shape.members))}"
    return None


_CHECKS: Mapping[str, Callable[[Any, Shape], str | None]] = {
    "bigDecimal": _wrong_decimal,
    "blob": _wrong_string,
    "boolean": _wrong_boolean,
    "double": _wrong_float,
    "enum": _wrong_choice,
    "float": _wrong_float,
    "list": _wrong_list,
    "map": _wrong_map,
    "string": _wrong_string,
    "structure": _wrong_structure,
    "timestamp": _wrong_timestamp,
    "union": _wrong_union,
}


def _broken(value: Any, traits: Traits) -> str | None:
    """The constraint that the value breaks. The constraints of a model are not known to be sound themselves yet."""
    if _CONSTRAINTS.isdisjoint(traits):
        return None
    has_length = isinstance(value, str) or is_list(value) or is_object(value)
    if has_length and not _fits(len(value), traits.get(_LENGTH)):
        return "is too short or too long"
    if _is_number(value) and not _fits(value, traits.get(_RANGE)):
        return f"is {shown(value)}, which is out of range"
    pattern = traits.get(_PATTERN)
    if isinstance(value, str) and not _matches(value, pattern):
        return f"is {shown(value)}, which does not match {shown(pattern)}"
    if is_list(value) and _UNIQUE in traits and _has_twice(value):
        return "has an item twice"
    return None


def _fits(number: Any, bounds: Any) -> bool:
    if not is_object(bounds):
        return True
    low, high = bounds.get("min"), bounds.get("max")
    is_low = _is_number(low) and number < low
    return not (is_low or (_is_number(high) and number > high))


def _matches(text: str, pattern: Any) -> bool:
    """Whether the text may match; patterns are a model's, so they are matched in bounded time."""
    if not isinstance(pattern, str):
        return True
    from aiosmithy.patterns import translate  # 10 ms, for the few that need it

    matcher = translate(pattern)
    return matcher is None or matcher.matches(text) is not False


def _has_twice(items: list[Any]) -> bool:
    texts = [item for item in items if isinstance(item, str)]
    return len(texts) != len(set(texts))


def _text(place: _Place) -> str:
    """Where it is, before what is wrong with it: ``(acceptors.0.state) ``."""
    keys: list[str] = []
    while place and len(keys) < 10:
        place, key = place
        keys.append(str(key))
    return f"({shown('.'.join(reversed(keys)))}) " if keys else ""
