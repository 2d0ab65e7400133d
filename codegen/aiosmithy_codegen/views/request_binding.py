"""How an input becomes a request: the lines of a generated ``serialize_…`` function."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from ..customizations import KEEPS_DOTS
from ..errors import ModelError
from ..literals import Code, f_string, literal
from ..model import Member, Shape
from ..streams import is_stream
from .bindings import Bindings, bind_request, timestamp_form
from .context import Context
from .host_prefix import host_prefix
from .imports import Imports
from .streaming import EVENTS_TYPE, events_body
from .types import FLOATS, INTEGERS, TEXTS
from .uri import literal_query, parse_path
from .writing import Writing

_TEXTS = {
    "boolean": "boolean_text",
    "bigDecimal": "decimal_text",
    **dict.fromkeys(INTEGERS, "integer_text"),
    **dict.fromkeys(FLOATS, "float_text"),
}


@frozen
class StatementView:
    """A line of the function; ``attribute`` is what must not be None for it, if that is asked."""

    text: str
    attribute: str = ""


@frozen
class HeaderView:
    """A header that is the same in every request."""

    name: str
    value: str


@frozen
class SerializeView:
    """How the request is made."""

    name: str
    input: str
    method: str
    path: str
    constant_headers: tuple[HeaderView, ...]  # that every request has
    body: str
    query_literal: str = ""
    query: tuple[StatementView, ...] = ()
    headers: tuple[StatementView, ...] = ()
    host_prefix: str = ""  # an expression


@frozen
class RequestBinding:
    """Builds the views of one ``operations.py``."""

    context: Context
    imports: Imports
    writing: Writing

    def serialize(self, operation: Shape) -> SerializeView:
        names = self.context.symbols.operation(operation.id)
        bound = bind_request(self.context, self.context.input(operation))
        http = operation.traits["smithy.api#http"]
        content_type, type_line, body = self._body(operation, bound)
        self.imports.add("aiosmithy.http", "HttpRequest")
        query = tuple(self._query(bound))
        if query:
            self.imports.add("aiosmithy.bindings", "QueryString")
        return SerializeView(
            name=f"serialize_{names.method}",
            input=names.input,
            method=str(http["method"]),
            path=self._path(operation, str(http["uri"]), bound),
            query_literal=literal_query(str(http["uri"])),
            query=query,
            constant_headers=_content_type(content_type),
            headers=(*type_line, *self._headers(bound)),
            body=body,
            host_prefix=host_prefix(self.context, self.imports, operation),
        )

    # --- path

    def _path(self, operation: Shape, uri: str, bound: Bindings) -> str:
        labels = {member.name: member for member in bound.labels}
        parts: list[str | Code] = []
        for part in parse_path(uri):
            if isinstance(part, str):
                parts.append(part)
                continue
            member = labels.pop(part.name, None)
            if member is None:
                raise self._error(
                    operation, f"no member is bound to {{{part.name}}} of the uri"
                )
            parts.append(Code(self._label(member, greedy=part.greedy)))
        if labels:
            raise self._error(operation, f"the uri has no label {{{min(labels)}}}")
        if not any(isinstance(part, Code) for part in parts):
            return literal("".join(map(str, parts)))
        return f_string(*parts)

    def _error(self, operation: Shape, problem: str) -> ModelError:
        remedy = (
            "Give every label of smithy.api#http one member with smithy.api#httpLabel."
        )
        return self.context.error(operation.id, problem, remedy)

    def _label(self, member: Member, *, greedy: bool) -> str:
        shape = self.context.model.target(member)
        access = self._access(member)
        if shape.type not in TEXTS:
            access = self._text(member, shape, access, "date-time")
        if KEEPS_DOTS in member.traits:
            self.imports.add("aiosmithy.s3", "key_label")
            return f"key_label({access}, '{member.name}')"
        helper = self._helper("greedy_label" if greedy else "label")
        return f"{helper}({access}, '{member.name}')"

    # --- query string

    def _query(self, bound: Bindings) -> Iterator[StatementView]:
        for member in bound.query:
            name = literal(str(member.traits["smithy.api#httpQuery"]))
            shape = self.context.model.target(member)
            value = self._value(member)
            if shape.type == "list":
                texts = self._texts(shape, value, "date-time")
                line = f"query.add_list({name}, {texts})"
            else:
                line = f"query.add({name}, {self._text(member, shape, value, 'date-time')})"
            yield self._statement(member, line)
        for member in bound.query_params:
            yield self._statement(member, f"query.add_map({self._access(member)})")

    def _texts(self, shape: Shape, access: str, timestamps: str) -> str:
        element = shape.members["member"]
        target = self.context.model.target(element)
        if target.type in TEXTS:
            return access
        item = self._text(element, target, "item", timestamps)
        return f"[{item} for item in {self._helper('list_items')}({access})]"

    # --- headers

    def _headers(self, bound: Bindings) -> Iterator[StatementView]:
        for member in bound.prefix_headers:
            prefix = literal(str(member.traits["smithy.api#httpPrefixHeaders"]).lower())
            call = f"{self._helper('prefix_headers')}({prefix}, {self._access(member)})"
            yield self._statement(member, f"headers.update({call})")
        for member in bound.headers:
            name = literal(str(member.traits["smithy.api#httpHeader"]).lower())
            yield self._statement(member, f"headers[{name}] = {self._header(member)}")

    def _header(self, member: Member) -> str:
        shape = self.context.model.target(member)
        access = self._value(member)
        if shape.type == "list":
            texts = self._texts(shape, access, "http-date")
            if texts == access:
                return f"{self._helper('header_list')}({access})"
            return f'", ".join({texts})'
        if shape.type in TEXTS:
            media = self.context.model.trait(member, "smithy.api#mediaType")
            return (
                f"{self._helper('header' if media is None else 'media_text')}({access})"
            )
        return self._text(member, shape, access, "http-date")

    # --- body

    def _body(
        self, operation: Shape, bound: Bindings
    ) -> tuple[str, list[StatementView], str]:
        """The content type that is always there, else the line that sets it; and the body."""
        protocol = self.context.protocol
        if bound.events:
            body = events_body(self.context, self.imports, bound.events[0])
            return EVENTS_TYPE, [], body
        if bound.body:
            return protocol.content_type, [], self.writing.body(operation)
        if not bound.payload:
            return "", [], ""
        member = bound.payload[0]
        shape = self.context.model.target(member)
        content_type, body = self._payload(member, shape)
        if self._presence(member) == "required":
            return content_type, [], body
        access = self._access(member)
        if shape.type == "structure" and protocol.absent_structure:
            empty = literal(protocol.absent_structure.encode())
            return content_type, [], f"{empty} if {access} is None else {body}"
        body = f'b"" if {access} is None else {body}'
        line = f'headers["content-type"] = {literal(content_type)}'
        return "", [self._statement(member, line)], body

    def _payload(self, member: Member, shape: Shape) -> tuple[str, str]:
        access = self._access(member)
        media = self.context.model.trait(member, "smithy.api#mediaType")
        if shape.type == "blob":
            body = f"{self._blob(member)}({access})"
            return str(media or "application/octet-stream"), body
        if shape.type in TEXTS:
            return (
                str(media or "text/plain"),
                f"{self._helper('text')}({access}).encode()",
            )
        return (
            self.context.protocol.content_type,
            self.writing.payload(member, shape, access),
        )

    def _blob(self, member: Member) -> str:
        if not is_stream(self.context.model, member):
            return self._helper("payload_bytes")
        self.imports.add("aiosmithy.streams", "stream_body")
        return "stream_body"

    # --- values

    def _text(self, member: Member, shape: Shape, access: str, timestamps: str) -> str:
        """A simple value as text."""
        if shape.type == "timestamp":
            form = timestamp_form(self.context.model, member, timestamps)
            helper = f"{form}_text"
        else:
            helper = _TEXTS.get(shape.type, "text")
        return f"{self._helper(helper)}({access})"

    def _access(self, member: Member) -> str:
        return f"input.{self.context.symbols.member(member.id)}"

    def _value(self, member: Member) -> str:
        """The member's value; an idempotency token that was not given is made."""
        access = self._access(member)
        if "smithy.api#idempotencyToken" not in member.traits:
            return access
        return (
            f"{self._helper('idempotency_token')}() if {access} is None else {access}"
        )

    def _presence(self, member: Member) -> str:
        if "smithy.api#idempotencyToken" in member.traits:
            return "required"
        return self.context.presence(member, top_level_input=True)

    def _statement(self, member: Member, text: str) -> StatementView:
        optional = self._presence(member) == "optional"
        return StatementView(
            text, self.context.symbols.member(member.id) if optional else ""
        )

    def _helper(self, name: str) -> str:
        self.imports.add("aiosmithy.bindings", name)
        return name


def _content_type(content_type: str) -> tuple[HeaderView, ...]:
    return (HeaderView("content-type", content_type),) if content_type else ()
