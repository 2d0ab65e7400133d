"""Whether a member may be absent, as each kind of reader of a model sees it.

https://smithy.io/2.0/spec/aggregate-types.html#structure-member-optionality
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from .model import Member, Model, Shape

Mode = Literal[
    "CLIENT",
    "CLIENT_CAREFUL",
    "CLIENT_ZERO_VALUE_V1",
    "CLIENT_ZERO_VALUE_V1_NO_INPUT",
    "SERVER",
]
"""``CLIENT`` cannot know what a later model says; ``SERVER`` is built with its model. ``CLIENT_CAREFUL`` also expects that
members of structures and unions lose ``@required``. The ``ZERO_VALUE`` modes read a model as Smithy 1.0 did."""

_REQUIRED, _DEFAULT = "smithy.api#required", "smithy.api#default"
_OPTIONAL, _INPUT = "smithy.api#clientOptional", "smithy.api#input"
_ADDED, _SPARSE = "smithy.api#addedDefault", "smithy.api#sparse"
_HAD_ZERO = frozenset(
    {"boolean", "byte", "short", "integer", "intEnum", "long", "float", "double"}
)


def is_nullable(model: Model, member: Member, mode: Mode = "CLIENT") -> bool:
    """Whether the member may be absent, or null, for that kind of reader."""
    container = model.expect(member.id.partition("$")[0])
    if container.type == "structure":
        return _CHECKS[mode](model, container, member)
    if container.type in ("list", "map"):
        return member.name != "key" and _SPARSE in container.traits
    return False


def _server(model: Model, container: Shape, member: Member) -> bool:
    return _REQUIRED not in member.traits and member.traits.get(_DEFAULT) is None


def _client(model: Model, container: Shape, member: Member) -> bool:
    if _OPTIONAL in member.traits or _INPUT in container.traits:
        return True
    return _server(model, container, member)


def _careful(model: Model, container: Shape, member: Member) -> bool:
    is_aggregate = model.target(member).type in ("structure", "union")
    return is_aggregate or _client(model, container, member)


def _zero_value(model: Model, container: Shape, member: Member) -> bool:
    return _INPUT in container.traits or _zero_value_no_input(model, container, member)


def _zero_value_no_input(model: Model, container: Shape, member: Member) -> bool:
    if _ADDED in member.traits or _OPTIONAL in member.traits:
        return True
    has_zero = model.target(member).type in _HAD_ZERO
    return not has_zero or not _is_zero(member.traits)


def _is_zero(traits: Mapping[str, Any]) -> bool:
    value = traits.get(_DEFAULT)
    return isinstance(value, bool | int | float) and value == 0


_CHECKS: Mapping[Mode, Callable[[Model, Shape, Member], bool]] = {
    "CLIENT": _client,
    "CLIENT_CAREFUL": _careful,
    "CLIENT_ZERO_VALUE_V1": _zero_value,
    "CLIENT_ZERO_VALUE_V1_NO_INPUT": _zero_value_no_input,
    "SERVER": _server,
}
