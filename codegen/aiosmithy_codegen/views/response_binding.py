"""How a response becomes an output: the lines of a generated ``parse_…`` function."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from ..customizations import LENIENT
from ..literals import literal
from ..model import Member, Shape
from ..streams import is_stream
from .bindings import Bindings, bind_response, timestamp_form
from .context import Context
from .imports import Imports
from .reading import Reading, StoreView
from .types import FLOATS, INTEGERS, TEXTS, default, zero

_TEXTS = {
    "boolean": "read_boolean_text",
    "bigDecimal": "read_decimal_text",
    **dict.fromkeys(INTEGERS, "read_integer_text"),
    **dict.fromkeys(FLOATS, "read_float_text"),
}


@frozen
class ParseView:
    """How the output is made: ``value`` first, then what is not in the body."""

    name: str
    output: str
    value: str
    stores: tuple[StoreView, ...]


@frozen
class ErrorReaderView:
    """How an error's own members are filled."""

    name: str
    error: str
    code: str
    uses_get: bool
    stores: tuple[StoreView, ...]


@frozen
class ResponseBinding:
    """Builds the views of one ``operations.py``."""

    context: Context
    imports: Imports
    reading: Reading

    def parse(self, operation: Shape) -> ParseView:
        names = self.context.symbols.operation(operation.id)
        output = self.context.output(operation)
        bound = bind_response(self.context, output)
        if bound.body:
            self.imports.add(".", "codec")
            data = self.reading.body(operation)
            value = f"codec.read_{names.method}_output({data})"
        else:
            value = f"{self.reading.helper('new')}(shapes.{names.output})"
        return ParseView(
            name=f"parse_{names.method}",
            output=names.output,
            value=value,
            stores=tuple(self._stores(bound)),
        )

    def error_reader(self, error: Shape) -> ErrorReaderView | None:
        """None if an error has no members besides its message."""
        own = list(self.context.error_members(error))
        if not own:
            return None
        bound = bind_response(self.context, error)
        body = [member for member in bound.body if member in own]
        stores = [self._store(member, self.reading.member(member)) for member in body]
        stores += self._stores(bound, own)
        return ErrorReaderView(
            name=f"read_{self.context.function(error.id)}",
            error=self.context.symbols.shape(error.id),
            code=self.context.error_keys[error.id],
            uses_get=bool(body),
            stores=tuple(stores),
        )

    def _stores(
        self, bound: Bindings, only: Iterable[Member] | None = None
    ) -> Iterator[StoreView]:
        header = self._initial_header if bound.events else self._header
        members = [
            *((member, header) for member in bound.headers),
            *((member, self._prefix_headers) for member in bound.prefix_headers),
            *((member, self._status) for member in bound.status),
            *((member, self._payload) for member in bound.payload),
            *((member, self._events) for member in bound.events),
        ]
        for member, expression in members:
            if only is None or member in only:
                yield self._store(member, expression(member))

    def _store(self, member: Member, expression: str) -> StoreView:
        return StoreView(self.context.symbols.member(member.id), expression)

    def _status(self, _member: Member) -> str:
        return "response.status"

    def _events(self, _member: Member) -> str:
        return "response.events"

    def _prefix_headers(self, member: Member) -> str:
        prefix = literal(str(member.traits["smithy.api#httpPrefixHeaders"]))
        return f"{self._helper('read_prefix_headers')}(response.headers, {prefix})"

    # --- headers

    def _header(self, member: Member) -> str:
        name = literal(str(member.traits["smithy.api#httpHeader"]).lower())
        shape = self.context.model.target(member)
        found = f"response.headers.get({name})"
        absent = self._absent(member, shape)
        value = self._header_value(member, shape, name)
        if value == "v":
            return (
                found if absent == "None" else f"response.headers.get({name}, {absent})"
            )
        return f"{absent} if (v := {found}) is None else {value}"

    def _initial_header(self, member: Member) -> str:
        """A header of a response that goes on as events; what is required is not made up there, as the vectors ask."""
        if self.context.presence(member) != "required":
            return self._header(member)
        name = literal(str(member.traits["smithy.api#httpHeader"]).lower())
        value = self._header_value(member, self.context.model.target(member), name)
        found = f"v := response.headers.get({name})"
        missing = f"{self._helper('missing_header')}({name})"
        return f"{missing} if ({found}) is None else {value}"

    def _absent(self, member: Member, shape: Shape) -> str:
        """What an absent header means."""
        presence = self.context.presence(member)
        if presence == "optional":
            return "None"
        if presence == "default":
            return default(self.context, member, self.imports).expression
        if shape.type == "list":
            return "[]"
        if shape.type == "timestamp":
            self.imports.add("aiosmithy.timestamps", "EPOCH")
            return "EPOCH"
        if shape.type == "bigDecimal":
            self.imports.add("decimal", "Decimal")
            return "Decimal(0)"
        return zero(shape) or "None"

    def _header_value(self, member: Member, shape: Shape, name: str) -> str:
        if shape.type == "list":
            return self._header_list(shape, name)
        if shape.type in TEXTS:
            media = self.context.model.trait(member, "smithy.api#mediaType")
            return (
                "v"
                if media is None
                else f"{self._helper('read_media_text')}(v, {name})"
            )
        return self._text(member, shape, "v", name)

    def _header_list(self, shape: Shape, name: str) -> str:
        element = shape.members["member"]
        target = self.context.model.target(element)
        dates = (
            target.type == "timestamp"
            and timestamp_form(self.context.model, element, "http-date") == "http_date"
        )
        items = f"{self._helper('split_http_dates' if dates else 'split_header')}(v)"
        if target.type in TEXTS:
            return items
        return f"[{self._text(element, target, 'item', name)} for item in {items}]"

    def _text(self, member: Member, shape: Shape, access: str, name: str) -> str:
        if shape.type == "timestamp":
            form = timestamp_form(self.context.model, member, "http-date")
            if LENIENT in member.traits and form == "http_date":
                self.imports.add("aiosmithy.s3", "lenient_http_date")
                return f"lenient_http_date({access})"
            helper = f"read_{form}_text"
        else:
            helper = _TEXTS[shape.type]
        return f"{self._helper(helper)}({access}, {name})"

    # --- payload

    def _payload(self, member: Member) -> str:
        shape = self.context.model.target(member)
        if is_stream(self.context.model, member):
            self.imports.add("aiosmithy.streams", "byte_stream")
            return "byte_stream(response)"
        optional = self.context.presence(member) == "optional"
        if shape.type == "blob":
            return "response.body or None" if optional else "response.body"
        if shape.type in TEXTS:
            return f"response.body.decode(){' or None' if optional else ''}"
        value = self.reading.payload(member)
        return f"None if not response.body else {value}" if optional else value

    def _helper(self, name: str) -> str:
        self.imports.add("aiosmithy.bindings", name)
        return name
