"""Events on their way out: the functions that make messages of typed events, whatever the format of what they hold.

https://smithy.io/2.0/spec/streaming.html#event-message-serialization
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve, frozen

from ..literals import literal
from ..model import Member, Shape
from ..streams import EventBindings, bind_event, errors_in, events_of
from .context import Context
from .types import TEXTS, Types
from .writing import PieceView, VariantView, WriterView, Writing

_EVENTS = "aiosmithy.event_stream.events"
_HEADERS = {
    "boolean": "boolean_header",
    "byte": "byte_header",
    "short": "short_header",
    "integer": "integer_header",
    "intEnum": "integer_header",
    "long": "long_header",
    "blob": "blob_header",
    "timestamp": "timestamp_header",
    **dict.fromkeys(TEXTS, "text_header"),
}


@frozen
class EventWriting:
    """``encode_…(value) -> bytes`` for unions of events, and ``encode_…(value, kind) -> bytes`` for what is in them."""

    context: Context
    writing: Writing

    def writers(self, union: Shape) -> Iterator[WriterView]:
        """The functions of a union, by the ids of their shapes."""
        model = self.context.model
        events, failures = list(events_of(model, union)), list(errors_in(model, union))
        variants = [self._variant(member) for member in events]
        variants += [self._failure(member) for member in failures]
        yield WriterView(
            name=encoder(self.context, union),
            parameters=f"value: {self._types().events(union)}",
            returns="bytes",
            variants=tuple(variants),
            closing=(self.writing.no_variant(union),),
        )
        for shape_id, member in {each.target: each for each in events}.items():
            yield self._event(
                member,
                self.context.model.expect(shape_id, "structure"),
                "event_headers",
            )
        for shape_id, member in {each.target: each for each in failures}.items():
            yield self._event(
                member,
                self.context.model.expect(shape_id, "structure"),
                "exception_headers",
            )

    def _variant(self, member: Member) -> VariantView:
        class_name = self._types().name(self.context.symbols.variant(member.id))
        return VariantView(class_name, (self._call(member, "value.value"),))

    def _failure(self, member: Member) -> VariantView:
        """An error, which stands for itself."""
        return VariantView(
            self._types().of(member.target), (self._call(member, "value"),)
        )

    def _call(self, member: Member, access: str) -> str:
        encode = encoder(self.context, self.context.model.target(member))
        return f"return {encode}({access}, {literal(member.name)})"

    def _event(self, member: Member, shape: Shape, headers: str) -> WriterView:
        """The function of an event's structure."""
        bound = bind_event(shape)
        content_type, payload = self._payload(member, shape, bound)
        pieces = tuple(self._header(each) for each in bound.headers)
        start = f"headers = {self._helper(headers)}(kind{content_type})"
        return WriterView(
            name=encoder(self.context, shape),
            parameters=f"value: {self._types().of(shape.id)}, kind: str",
            returns="bytes",
            opening=(start,),
            pieces=pieces,
            closing=(f"return {self._helper('whole_event')}(headers, {payload})",),
        )

    def _header(self, member: Member) -> PieceView:
        kind = self.context.model.target(member).type
        name = literal(self._name(member))
        access, attribute = self.writing.given(member, top_level_input=False)
        helper = self._helper(_HEADERS[kind])
        return PieceView((f"{helper}(headers, {name}, {access})",), attribute)

    def _name(self, member: Member) -> bytes:
        """A header's name as it is sent, after its length."""
        data = member.name.encode()
        if len(data) > 255:
            raise self.context.error(
                member.id,
                "the name is too long for an event's header",
                "Take smithy.api#eventHeader from it.",
            )
        return bytes([len(data)]) + data

    # --- payload

    def _payload(
        self, member: Member, shape: Shape, bound: EventBindings
    ) -> tuple[str, str]:
        """The content type as a further argument, and the bytes."""
        if bound.payload is not None:
            return self._explicit(bound.payload)
        if not bound.body and not bound.is_plain:
            return "", 'b""'
        rest = evolve(shape, members={each.name: each for each in bound.body})
        body = self.writing.payload(member, rest, "value")
        return f", {literal(self.context.protocol.event_type)}", body

    def _explicit(self, member: Member) -> tuple[str, str]:
        """A member that is the payload."""
        access, attribute = self.writing.given(member, top_level_input=False)
        shape = self.context.model.target(member)
        if shape.type == "blob":
            media = "application/octet-stream"
            body = f"{self._binding('payload_bytes')}({access})"
        elif shape.type in TEXTS:
            media, body = "text/plain", f"{self._binding('text')}({access}).encode()"
        else:
            media = self.context.protocol.event_type
            body = self.writing.payload(member, shape, access)
        if not attribute:
            return f", {literal(media)}", body
        absent = f"if {access} is None else"
        return f', "" {absent} {literal(media)}', f'b"" {absent} {body}'

    # --- imports

    def _types(self) -> Types:
        return self.writing.types()

    def _helper(self, name: str) -> str:
        self.writing.imports.add(_EVENTS, name)
        return name

    def _binding(self, name: str) -> str:
        self.writing.imports.add("aiosmithy.bindings", name)
        return name


def encoder(context: Context, shape: Shape) -> str:
    """The function that makes messages of a union of events, or of one of its structures."""
    return f"encode_{context.function(shape.id)}"
