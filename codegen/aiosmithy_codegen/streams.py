"""What is streamed (https://smithy.io/2.0/spec/streaming.html): which members, and which variants of a union are events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from .model import Member, Model, Shape

_STREAMING = "smithy.api#streaming"
_ERROR = "smithy.api#error"
_EVENT_HEADER = "smithy.api#eventHeader"
_EVENT_PAYLOAD = "smithy.api#eventPayload"


def is_stream(model: Model, member: Member) -> bool:
    """Whether a member of an input or output is a blob or union to be streamed."""
    target = model.target(member)
    return target.type in ("blob", "union") and _STREAMING in target.traits


def is_event_union(shape: Shape) -> bool:
    """Whether a union is one of events."""
    return shape.type == "union" and _STREAMING in shape.traits


def is_event_stream(model: Model, member: Member) -> bool:
    """Whether a member of an input or output is a union of events."""
    return is_event_union(model.target(member))


def errors_in(model: Model, union: Shape) -> Iterable[Member]:
    """The members of a union of events that are errors."""
    return [m for m in union.members.values() if _ERROR in model.target(m).traits]


@frozen
class EventBindings:
    """Where the members of an event travel (https://smithy.io/2.0/spec/streaming.html#event-message-serialization)."""

    headers: tuple[Member, ...]
    payload: Member | None
    body: tuple[Member, ...]

    @property
    def is_plain(self) -> bool:
        """Whether the whole event is the payload."""
        return not self.headers and self.payload is None


def bind_event(shape: Shape) -> EventBindings:
    """The members of an event by place; what is bound to none is the payload together."""
    members = tuple(shape.members.values())
    headers = tuple(m for m in members if _EVENT_HEADER in m.traits)
    payload = next((m for m in members if _EVENT_PAYLOAD in m.traits), None)
    body = tuple(m for m in members if m not in headers and m is not payload)
    return EventBindings(headers, payload, body)


def scattered(model: Model) -> Iterator[Shape]:
    """Events whose members travel in several places, and who are something else, too, where all are in one.

    That is an error, or what another shape holds.
    """
    unions = [shape for shape in model.of_type("union") if is_event_union(shape)]
    events = {m.target for union in unions for m in union.members.values()}
    others = (shape for shape in model.shapes.values() if not is_event_union(shape))
    held = {m.target for shape in others for m in shape.members.values()}
    for shape_id in sorted(events):
        shape = model.expect(shape_id)
        bound = bind_event(shape)
        is_error = _ERROR in shape.traits
        if not bound.is_plain and (is_error or (bound.body and shape_id in held)):
            yield shape


def events_of(model: Model, shape: Shape) -> Iterable[Member]:
    """The members of a shape; of a union of events those that are no errors, for an error is raised."""
    members = shape.members.values()
    if not is_event_union(shape):
        return members
    return [member for member in members if _ERROR not in model.target(member).traits]


def streamed_errors(model: Model, *inputs_and_outputs: str) -> Iterator[str]:
    """The ids of the errors that may come in the place of an event."""
    for shape_id in inputs_and_outputs:
        for member in model.expect(shape_id).members.values():
            union = model.target(member)
            if is_event_union(union):
                yield from (event.target for event in errors_in(model, union))
