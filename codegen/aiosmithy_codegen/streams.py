"""What is streamed (https://smithy.io/2.0/spec/streaming.html): which members, and which variants of a union are events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .model import Member, Model, Shape

_STREAMING = "smithy.api#streaming"
_ERROR = "smithy.api#error"


def is_stream(model: Model, member: Member) -> bool:
    """Whether a member of an input or output is a blob or union to be streamed."""
    target = model.target(member)
    return target.type in ("blob", "union") and _STREAMING in target.traits


def events_of(model: Model, shape: Shape) -> Iterable[Member]:
    """The members of a shape; of a union of events those that are no errors, for an error is raised."""
    members = shape.members.values()
    if shape.type != "union" or _STREAMING not in shape.traits:
        return members
    return [member for member in members if _ERROR not in model.target(member).traits]


def streamed_errors(model: Model, *inputs_and_outputs: str) -> Iterator[str]:
    """The ids of the errors that may come in the place of an event."""
    for shape_id in inputs_and_outputs:
        for member in model.expect(shape_id).members.values():
            union = model.target(member)
            if union.type == "union" and _STREAMING in union.traits:
                for event in union.members.values():
                    if _ERROR in model.target(event).traits:
                        yield event.target
