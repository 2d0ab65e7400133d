"""How an input becomes a request where one POST holds everything: RPC protocols."""

from __future__ import annotations

from attrs import frozen

from ..literals import literal
from ..model import Shape
from .bindings import bind_request, bind_response
from .context import Context
from .host_prefix import host_prefix
from .imports import Imports
from .request_binding import HeaderView, SerializeView
from .streaming import EVENTS_TYPE, events_body
from .writing import Writing

_QUERY_MODE = "aws.protocols#awsQueryCompatible"
_TARGET_PREFIX = "aiosmithy.api#targetPrefix"  # of C2J, where it is no shape's name


@frozen
class RpcBinding:
    """Builds the views of one ``operations.py``."""

    context: Context
    imports: Imports
    writing: Writing

    def serialize(self, operation: Shape) -> SerializeView:
        protocol = self.context.protocol
        names = self.context.symbols.operation(operation.id)
        self.imports.add("aiosmithy.http", "HttpRequest")
        input_ = self.context.input(operation)
        has_body = self.context.has_body(operation, input_.members.values())
        return SerializeView(
            name=f"serialize_{names.method}",
            input=names.input,
            method="POST",
            path=literal(self._named(protocol.path, operation)),
            constant_headers=self._headers(operation, has_body=has_body),
            body=self._body(operation) if has_body else "",
            host_prefix=host_prefix(self.context, self.imports, operation),
        )

    def _body(self, operation: Shape) -> str:
        body = self.writing.body(operation)
        for member in bind_request(self.context, self.context.input(operation)).events:
            return events_body(self.context, self.imports, member, body)
        return body

    def _headers(self, operation: Shape, *, has_body: bool) -> tuple[HeaderView, ...]:
        protocol = self.context.protocol
        found = {"content-type": protocol.content_type} if has_body else {}
        if bind_request(self.context, self.context.input(operation)).events:
            found["content-type"] = EVENTS_TYPE
        if bind_response(self.context, self.context.output(operation)).events:
            found["accept"] = EVENTS_TYPE
        for name, value in protocol.headers.items():
            found[name] = self._named(value, operation)
        if _QUERY_MODE in self.context.service.traits and protocol.tells_query_mode:
            found["x-amzn-query-mode"] = "true"
        return tuple(HeaderView(*header) for header in found.items())

    def _named(self, text: str, operation: Shape) -> str:
        service = self.context.service
        prefix = str(service.traits.get(_TARGET_PREFIX, service.name))
        return text.replace("{service}", prefix).replace("{operation}", operation.name)
