"""Events on their way in: the functions that make typed events of messages, whatever the format of what they hold.

https://smithy.io/2.0/spec/streaming.html#event-message-serialization
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve, frozen

from ..literals import literal
from ..model import Member, Shape
from ..streams import bind_event, events_of
from .context import Context
from .imports import Imports
from .reading import Reading, ReadVariantView, StoreView
from .types import INTEGERS, TEXTS, Types, zero

_EVENTS = "aiosmithy.event_stream.events"
_KINDS = {
    "boolean": "bool",
    "blob": "bytes",
    "timestamp": "datetime",
    **dict.fromkeys(INTEGERS, "int"),
    **dict.fromkeys(TEXTS, "str"),
}


@frozen
class EventReaderView:
    """A function that reads the structure in a message."""

    name: str
    type: str
    value: str
    stores: tuple[StoreView, ...]


@frozen
class StreamReaderView:
    """A function that reads any message of a stream."""

    name: str
    type: str
    variants: tuple[ReadVariantView, ...]
    unknown: str


@frozen
class EventReading:
    """``decode_…(frame)`` for unions of events and for the structures in them."""

    context: Context
    imports: Imports
    reading: Reading

    def stream(self, union: Shape) -> StreamReaderView:
        """The function of a union."""
        self.imports.add(_EVENTS, "Frame", "event_type")
        events = list(events_of(self.context.model, union))
        self.reading.helper("new")
        if events:
            self.reading.helper("with_value")
        types = self._types()
        return StreamReaderView(
            name=decoder(self.context, union),
            type=types.of(union.id),
            variants=tuple(self._variant(member) for member in events),
            unknown=types.name(self.context.symbols.unknown_variant(union.id)),
        )

    def _variant(self, member: Member) -> ReadVariantView:
        decode = decoder(self.context, self.context.model.target(member))
        class_name = self._types().name(self.context.symbols.variant(member.id))
        return ReadVariantView(member.name, class_name, f"{decode}(frame)")

    def events(self, union: Shape) -> Iterator[EventReaderView]:
        """The functions of its structures."""
        for member in events_of(self.context.model, union):
            yield self._event(
                member, self.context.model.expect(member.target, "structure")
            )

    def _event(self, member: Member, shape: Shape) -> EventReaderView:
        bound = bind_event(shape)
        stores = [self._store(each, self._header(each)) for each in bound.headers]
        if bound.payload is not None:
            stores.append(self._store(bound.payload, self._payload(bound.payload)))
        return EventReaderView(
            name=decoder(self.context, shape),
            type=self._types().of(shape.id),
            value=self._value(member, shape, bound.body, plain=bound.is_plain),
            stores=tuple(stores),
        )

    def _value(
        self, member: Member, shape: Shape, body: tuple[Member, ...], *, plain: bool
    ) -> str:
        """The value with what is in the message's payload together."""
        if not body and not plain:
            return f"{self.reading.helper('new')}({self._types().of(shape.id)})"
        value = self.reading.payload(member, "frame.payload")
        rest = evolve(shape, members={each.name: each for each in body})
        self.reading.wanted[shape.id] = rest
        return value

    def _header(self, member: Member) -> str:
        kind = _KINDS[self.context.model.target(member).type]
        if kind == "datetime":
            self.imports.add("datetime", "datetime")
        name = literal(member.name)
        if self.context.presence(member) == "optional":
            return f"{self._helper('optional_header')}(frame, {name}, {kind})"
        absent = self._absent(member)
        return f"{self._helper('event_header')}(frame, {name}, {kind}, {absent})"

    def _absent(self, member: Member) -> str:
        """What a header that must be there is where it is not."""
        fallback = self.reading.fallback(member)
        if fallback:
            return fallback.removeprefix(", ")
        found = zero(self.context.model.target(member))
        if found is None:
            self.imports.add("aiosmithy.timestamps", "EPOCH")
        return found or "EPOCH"

    def _payload(self, member: Member) -> str:
        """A member that is the payload."""
        shape = self.context.model.target(member)
        optional = self.context.presence(member) == "optional"
        if shape.type == "blob":
            return "frame.payload or None" if optional else "frame.payload"
        if shape.type in TEXTS:
            text = "frame.payload.decode()"
            return f"{text} or None" if optional else text
        value = self.reading.payload(member, "frame.payload")
        return f"None if not frame.payload else {value}" if optional else value

    def _store(self, member: Member, expression: str) -> StoreView:
        return StoreView(self.context.symbols.member(member.id), expression)

    def _types(self) -> Types:
        return Types(self.context, self.imports)

    def _helper(self, name: str) -> str:
        self.imports.add(_EVENTS, name)
        return name


def decoder(context: Context, shape: Shape) -> str:
    """The function that reads messages of a union of events, or of one of its structures."""
    return f"decode_{context.function(shape.id)}"
