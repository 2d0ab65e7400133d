"""Whether unions of events, and what is in them, can be sent as messages (https://smithy.io/2.0/spec/streaming.html)."""

from __future__ import annotations

from ..model import Model, Shape
from ..streams import is_event_union
from .problems import Problems

_HEADER = "smithy.api#eventHeader"
_PAYLOAD = "smithy.api#eventPayload"


def check_events(model: Model, shape: Shape, problems: Problems) -> None:
    """Note members of a union of events, or of a structure in one, that have no place in a message."""
    if is_event_union(shape):
        _check_union(model, shape, problems)
    elif shape.type == "structure":
        _check_event(shape, problems)


def _check_union(model: Model, union: Shape, problems: Problems) -> None:
    for member in union.members.values():
        kind = model.target(member).type
        if kind != "structure":
            problems.add(member.id, f"is an event, so it cannot be a {kind}")


def _check_event(shape: Shape, problems: Problems) -> None:
    """A member that is the payload leaves only the headers to the others."""
    members = shape.members.values()
    payload = next((each for each in members if _PAYLOAD in each.traits), None)
    if payload is None:
        return
    for member in members:
        if member is not payload and _HEADER not in member.traits:
            problems.add(
                member.id, f"must have {_HEADER}, for {payload.name} is the payload"
            )
