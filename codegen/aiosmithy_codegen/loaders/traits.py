"""Whether traits have the values that their definitions ask for.

The later stages take these values without looking twice, so a wrong JSON type must not get past here. Traits that are not
defined anywhere are kept as data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from ..errors import shown
from ..json_values import is_object
from ..model import Member, Model, Shape
from .bindings import check_bindings
from .defaults import problem_with_default
from .events import check_events
from .problems import Problems
from .trait_places import PlaceChecks
from .trait_values import ValueChecks

# https://smithy.io/2.0/aws/aws-core.html#sdkid
_SDK_ID = re.compile(r"[A-Za-z][A-Za-z0-9]*( [A-Za-z0-9]+)*")
_LONGEST_SDK_ID = 50
_LARGEST = (1 << 63) - 1
# Documents to Smithy, objects to everyone who reads them.
_OBJECTS = frozenset({"smithy.rules#endpointBdd", "smithy.rules#endpointRuleSet"})


def check_traits(model: Model, shapes: Iterable[Shape], problems: Problems) -> None:
    """Note every trait of these shapes and their members whose value is not what its definition says."""
    checks = ValueChecks(model.shapes)
    places = PlaceChecks(model, checks.shape)
    for shape in shapes:
        sound = _check_values(shape, checks, problems)
        for member in shape.members.values():
            sound = _check_values(member, checks, problems) and sound
        known = len(problems)
        if sound:
            _check_meaning(model, shape, problems)
            check_bindings(model, shape, problems)
            check_events(model, shape, problems)
        if sound and len(problems) == known:  # what is said above is said better
            places.check(shape, problems)


def _check_values(
    owner: Shape | Member, checks: ValueChecks, problems: Problems
) -> bool:
    sound = True
    for trait, value in owner.traits.items():
        wrong = checks.problem(trait, value) or _wrong_object(trait, value)
        if wrong:
            problems.add(owner.id, f"{trait} {wrong}")
            sound = False
    return sound


def _wrong_object(trait: str, value: Any) -> str | None:
    if trait == "smithy.api#examples":
        return _wrong_examples(value)
    if trait in _OBJECTS and not is_object(value):
        return "is not an object"
    return None


def _wrong_examples(examples: list[dict[str, Any]]) -> str | None:
    for example in examples:
        found = {**example, **example.get("error", {})}
        for key in ("input", "output", "content"):
            if not is_object(found.get(key, {})):
                return f"({key!r}) is not an object"
    return None


def _check_meaning(model: Model, shape: Shape, problems: Problems) -> None:
    if shape.type in ("enum", "intEnum"):
        _check_enum(shape, problems)
    sdk_id = shape.traits.get("aws.api#service", {}).get("sdkId", "X")
    if len(sdk_id) > _LONGEST_SDK_ID or not _SDK_ID.fullmatch(sdk_id):
        problems.add(shape.id, f"aws.api#service: {shown(sdk_id)} is not an sdkId")
    _check_constraints(shape, shape, problems)
    for member in shape.members.values():
        _check_constraints(member, model.target(member), problems)


def _check_constraints(
    owner: Shape | Member, target: Shape, problems: Problems
) -> None:
    for trait in ("smithy.api#length", "smithy.api#range"):
        if trait in owner.traits:
            _check_bounds(owner, trait, problems)
    if "smithy.api#default" in owner.traits:
        wrong = problem_with_default(target, owner.traits["smithy.api#default"])
        if wrong:
            problems.add(owner.id, f"smithy.api#default {wrong}")


def _check_bounds(owner: Shape | Member, trait: str, problems: Problems) -> None:
    bounds = owner.traits[trait]
    given = [bounds[key] for key in ("min", "max") if key in bounds]
    if any(not -_LARGEST <= bound <= _LARGEST for bound in given):
        problems.add(owner.id, f"{trait} has too large a number")
    elif given != sorted(given):
        problems.add(owner.id, f"{trait}: min is above max")


def _check_enum(shape: Shape, problems: Problems) -> None:
    kind = str if shape.type == "enum" else int
    seen: dict[Any, str] = {}
    for member in shape.members.values():
        value = member.traits.get("smithy.api#enumValue")
        if type(value) is not kind:
            expected = "a string" if kind is str else "an integer"
            problems.add(member.id, f"smithy.api#enumValue is not {expected}")
        elif isinstance(value, int) and not -(1 << 31) <= value < 1 << 31:
            problems.add(member.id, "smithy.api#enumValue does not fit 32 bits")
        elif value == "":
            problems.add(member.id, "smithy.api#enumValue is empty")
        elif seen.setdefault(value, member.id) != member.id:
            problems.add(member.id, f"has the value of {seen[value]}")
