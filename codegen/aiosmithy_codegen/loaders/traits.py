"""Whether traits that the generator reads have the values that their definitions ask for.

The later stages take these values without looking twice, so a wrong JSON type must not get past here. Traits that are not
named here are kept as data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..errors import shown
from ..json_values import is_list, is_object
from ..model import Member, Model, Shape
from .bindings import check_bindings
from .defaults import problem_with_default
from .problems import Problems

_KINDS: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "object": (dict,),
    "list": (list,),
}
# https://smithy.io/2.0/aws/aws-core.html#sdkid
_SDK_ID = re.compile(r"[A-Za-z][A-Za-z0-9]*( [A-Za-z0-9]+)*")
_LONGEST_SDK_ID = 50
_LARGEST = (1 << 63) - 1
_ARTICLES = {"integer": "an integer", "object": "an object"}

# A kind of JSON value; a tuple of the allowed strings; [what each item is]; {"*": what each value is};
# {key: what it is}, where a key that ends with "!" must be there and others may.
_Spec = Any

_ACCEPTOR: _Spec = {
    "state!": ("success", "failure", "retry"),
    "matcher!": "object",
    "message": "string",
}
_EXAMPLE: _Spec = {
    "title!": "string",
    "documentation": "string",
    "input": "object",
    "output": "object",
    "error": {"shapeId!": "string", "content": "object"},
}
_SPECS: Mapping[str, _Spec] = {
    "aws.api#service": {
        "sdkId": "string",
        "arnNamespace": "string",
        "cloudFormationName": "string",
        "cloudTrailEventSource": "string",
        "docId": "string",
        "endpointPrefix": "string",
    },
    "aws.auth#sigv4": {"name!": "string"},
    "aws.protocols#restJson1": {"http": ["string"], "eventStreamHttp": ["string"]},
    "smithy.api#auth": ["string"],
    "smithy.api#deprecated": {"message": "string", "since": "string"},
    "smithy.api#documentation": "string",
    "smithy.api#error": ("client", "server"),
    "smithy.api#examples": [_EXAMPLE],
    "smithy.api#externalDocumentation": {"*": "string"},
    "smithy.api#http": {"method!": "string", "uri!": "string", "code": "integer"},
    "smithy.api#httpError": "integer",
    "smithy.api#httpHeader": "string",
    "smithy.api#httpPrefixHeaders": "string",
    "smithy.api#httpQuery": "string",
    "smithy.api#jsonName": "string",
    "smithy.api#length": {"min": "integer", "max": "integer"},
    "smithy.api#mediaType": "string",
    "smithy.api#paginated": {
        "inputToken": "string",
        "outputToken": "string",
        "items": "string",
        "pageSize": "string",
    },
    "smithy.api#pattern": "string",
    "smithy.api#range": {"min": "number", "max": "number"},
    "smithy.api#retryable": {"throttling": "boolean"},
    "smithy.api#since": "string",
    "smithy.api#tags": ["string"],
    "smithy.api#timestampFormat": ("date-time", "epoch-seconds", "http-date"),
    "smithy.api#title": "string",
    "smithy.rules#endpointRuleSet": "object",
    "smithy.waiters#waitable": {
        "*": {
            "documentation": "string",
            "acceptors!": [_ACCEPTOR],
            "minDelay": "integer",
            "maxDelay": "integer",
            "deprecated": "boolean",
            "tags": ["string"],
        }
    },
    **{
        f"smithy.api#{name}": "object"
        for name in (
            "addedDefault",
            "clientOptional",
            "cors",
            "httpLabel",
            "httpPayload",
            "httpQueryParams",
            "httpResponseCode",
            "idempotencyToken",
            "idempotent",
            "input",
            "optionalAuth",
            "output",
            "readonly",
            "required",
            "sensitive",
            "sparse",
            "uniqueItems",
        )
    },
}


def check_traits(model: Model, shapes: Iterable[Shape], problems: Problems) -> None:
    """Note every trait of these shapes and their members whose value is not what its definition says."""
    for shape in shapes:
        sound = _check_values(shape, problems)
        for member in shape.members.values():
            sound = _check_values(member, problems) and sound
        if sound:
            _check_meaning(model, shape, problems)
            check_bindings(model, shape, problems)


def _check_values(owner: Shape | Member, problems: Problems) -> bool:
    sound = True
    for trait, value in owner.traits.items():
        wrong = _mismatch(value, _SPECS[trait]) if trait in _SPECS else None
        if wrong:
            problems.add(owner.id, f"{trait} {wrong}")
            sound = False
    return sound


def _mismatch(value: Any, spec: _Spec) -> str | None:
    """What is wrong with the value, to follow the name of the thing; None if nothing is."""
    if isinstance(spec, str):
        is_bool = isinstance(value, bool) and spec != "boolean"
        if is_bool or not isinstance(value, _KINDS[spec]):
            return f"is not {_ARTICLES.get(spec, f'a {spec}')}"
        too_large = isinstance(value, int) and not -_LARGEST <= value <= _LARGEST
        return "is too large a number" if too_large else None
    if isinstance(spec, tuple):
        return None if value in spec else f"is {shown(value)}, not one of {spec}"
    if isinstance(spec, list):
        return _mismatch_in_list(value, spec[0])
    return _mismatch_in_object(value, spec)


def _mismatch_in_list(value: Any, spec: _Spec) -> str | None:
    if not is_list(value):
        return "is not a list"
    wrong = ((i, _mismatch(item, spec)) for i, item in enumerate(value))
    return next((f"(item {i + 1}) {text}" for i, text in wrong if text), None)


def _mismatch_in_object(value: Any, spec: dict[str, _Spec]) -> str | None:
    if not is_object(value):
        return "is not an object"
    for key in spec:
        if key.endswith("!") and key[:-1] not in value:
            return f"has no {key[:-1]!r}"
    for key, item in value.items():
        expected = spec.get("*") or spec.get(key) or spec.get(f"{key}!")
        wrong = _mismatch(item, expected) if expected else None
        if wrong:
            return f"({shown(key)}) {wrong}"
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
        bounds = owner.traits.get(trait, {})
        if bounds.get("min", float("-inf")) > bounds.get("max", float("inf")):
            problems.add(owner.id, f"{trait}: min is above max")
    if "smithy.api#default" in owner.traits:
        wrong = problem_with_default(target, owner.traits["smithy.api#default"])
        if wrong:
            problems.add(owner.id, f"smithy.api#default {wrong}")


def _check_enum(shape: Shape, problems: Problems) -> None:
    kind = "string" if shape.type == "enum" else "integer"
    seen: dict[Any, str] = {}
    for member in shape.members.values():
        value = member.traits.get("smithy.api#enumValue")
        wrong = _mismatch(value, kind)
        if wrong:
            problems.add(member.id, f"smithy.api#enumValue {wrong}")
        elif seen.setdefault(value, member.id) != member.id:
            problems.add(member.id, f"has the value of {seen[value]}")
