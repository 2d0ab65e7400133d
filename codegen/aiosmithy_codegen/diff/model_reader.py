"""A model as its Python API: names and types are those that the generator itself would write."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from ..callability import find_missing
from ..errors import UnsupportedError
from ..model import Shape
from ..protocols import PROTOCOLS
from ..render import render
from ..selection import Selection
from ..support import AUTH, OTHER_AUTH, choose_protocol
from ..symbols import assign_symbols
from ..views.context import Context
from ..views.endpoints import endpoints_view
from ..views.paginators import PaginatorView, paginators_view
from ..views.uri import Label, literal_query, parse_path
from ..views.waiters import WaiterView, waiters_of, waiters_view
from . import api
from .code import endpoints_of, respelled
from .model_facts import whole_traits
from .model_shapes import ModelShapes
from .types import parse_type

T = TypeVar("T")

_DEPRECATED = "smithy.api#deprecated"
_AUTH = AUTH | OTHER_AUTH


def read_model_api(
    selection: Selection,
    source: str,
    *,
    protocol: str | None = None,
    package: str | None = None,
) -> api.Api:
    """What the client of this selection would look like.

    Raises:
        CodegenError: No client can be made of it.
    """
    spoken = _known(lambda: choose_protocol(selection, protocol)) or ""
    symbols = assign_symbols(selection, package)
    missing = find_missing(selection, spoken)
    # Where none is known, nothing is said of the wire.
    protocol_facts = PROTOCOLS.get(spoken) or next(iter(PROTOCOLS.values()))
    context = Context(selection, symbols, "", protocol_facts, missing)
    return _Reader(context, spoken).read(source)


def _known(read: Callable[[], T]) -> T | None:
    """None where this generator cannot say it."""
    try:
        return read()
    except UnsupportedError:
        return None


class _Reader:
    def __init__(self, context: Context, protocol: str) -> None:
        self.context = context
        self.symbols = context.symbols
        self.protocol = protocol
        self.shapes = ModelShapes(context, protocol)

    def read(self, source: str) -> api.Api:
        names, service = self.symbols.service, self.context.service
        facts: Mapping[str, Any] = service.traits.get("aws.api#service", {})
        return api.Api(
            source=source,
            kind="model",
            package=names.package,
            client=names.client,
            error_base=names.error_base,
            service=service.id,
            version=service.version,
            protocol=self.protocol,
            signing_name=str(service.traits.get("aws.auth#sigv4", {}).get("name", "")),
            endpoint_prefix=str(facts.get("endpointPrefix", "")),
            auth=self._service_auth(),
            traits=whole_traits(service, self.protocol),
            endpoints=_known(self._endpoints),
            operations={found.name: found for found in self._operations()},
            waiters={found.method: found for found in self._waiters()},
            classes={found.name: found for found in self.shapes.classes()},
            enums={found.name: found for found in self.shapes.enums()},
            unions={found.name: found for found in self.shapes.unions()},
            errors={found.shape.name: found for found in self.shapes.errors()},
        )

    # --- service

    def _service_auth(self) -> frozenset[str]:
        traits = self.context.service.traits
        return frozenset(traits.get("smithy.api#auth", _AUTH & traits.keys()))

    def _endpoints(self) -> api.Endpoints | None:
        text = render("endpoints.py.jinja", endpoints_view(self.context))
        statements = ast.parse(text).body
        return endpoints_of(
            item for item in statements if isinstance(item, ast.FunctionDef)
        )

    # --- operations

    def _operations(self) -> Iterator[api.Operation]:
        view = paginators_view(self.context)
        paginators = (
            {found.constant: found for found in view.paginators} if view else {}
        )
        for operation in self.context.operations:
            names, traits = self.symbols.operation(operation.id), operation.traits
            errors = self.context.errors_of(operation)
            yield api.Operation(
                name=operation.name,
                method=names.method,
                input=names.input,
                output=names.output,
                arguments=tuple(self._arguments(operation)),
                errors=frozenset(self._code(error) for error in errors),
                http=self._http(traits.get("smithy.api#http")),
                idempotent="smithy.api#idempotent" in traits,
                readonly="smithy.api#readonly" in traits,
                callable=operation.id not in self.context.missing,
                auth=_own_auth(traits),
                traits=whole_traits(operation, self.protocol),
                paginator=_paginator(paginators.get(names.constant)),
                deprecated=_DEPRECATED in traits,
                id=operation.id,
            )

    def _code(self, error: str) -> str:
        return self.context.error_code(self.context.model.expect(error))

    def _arguments(self, operation: Shape) -> list[str]:
        """Those that must be given first, as ``client.py`` has them."""
        members = sorted(
            self.context.input(operation).members.values(),
            key=lambda member: self.shapes.presence(member, "input") != "required",
        )
        return [self.symbols.member(member.id) for member in members]

    def _waiters(self) -> Iterator[api.Waiter]:
        view = _known(lambda: waiters_view(self.context))
        views = {found.constant: found for found in view.waiters} if view else {}
        for operation in self.context.operations:
            for facts in waiters_of(self.context, operation):
                names = self.symbols.waiter(operation.id, facts.name)
                polled = self.symbols.operation(operation.id).method
                yield _waiter(names.method, polled, views.get(names.constant))

    def _http(self, trait: Mapping[str, Any] | None) -> str | None:
        """Method and path, as they would be sent; None if the protocol gives all operations the same."""
        return _request(trait) if self.context.protocol.binds_http else None


def _request(trait: Mapping[str, Any] | None) -> str | None:
    if trait is None:
        return None
    uri = str(trait["uri"])
    path = "".join(
        (
            f"{{{part.name}{'+' if part.greedy else ''}}}"
            if isinstance(part, Label)
            else part
        )
        for part in parse_path(uri)
    )
    query = literal_query(uri)
    return f"{trait['method']} {path}{'?' if query else ''}{query}"


def _own_auth(traits: Mapping[str, Any]) -> frozenset[str]:
    """The schemes of the operation; empty if they are the service's."""
    own = frozenset(traits.get("smithy.api#auth", ()))
    if "smithy.api#auth" in traits and not own:
        own = frozenset({"none"})
    return own | {"none"} if "smithy.api#optionalAuth" in traits else own


def _paginator(view: PaginatorView | None) -> api.Paginator | None:
    if view is None:
        return None
    return api.Paginator(
        item=parse_type(view.item),
        tokens=f"{respelled(view.input_token)} = {respelled(view.output_token)}",
        items=respelled(view.items),
    )


def _waiter(method: str, polled: str, view: WaiterView | None) -> api.Waiter:
    if view is None:
        return api.Waiter(method, polled, None, None)
    return api.Waiter(
        method,
        polled,
        f"{view.min_delay} to {view.max_delay} s",
        tuple(
            respelled(f"Acceptor({', '.join(acceptor.arguments)})")
            for acceptor in view.acceptors
        ),
    )
