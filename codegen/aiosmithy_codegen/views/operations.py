"""``operations.py``: per operation, input → request, response → output, and its facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import frozen

from ..customizations import signs_content
from ..literals import literal
from ..model import Shape
from .context import Context
from .discovery import DiscoveryView, discovery_view
from .endpoint_parameters import (
    ParametersView,
    assumed_parameters,
    parameters_view,
    service_parameters,
)
from .formats import reading, writing
from .imports import Imports, ImportView
from .operation_facts import operation_facts
from .request_binding import RequestBinding, SerializeView
from .response_binding import ErrorReaderView, ParseView, ResponseBinding
from .rpc_binding import RpcBinding
from .streaming import stream_facts
from .text import module_doc


@frozen
class OperationView:
    name: str
    constant: str
    input: str
    serialize: SerializeView
    parse: ParseView
    errors: tuple[str, ...]
    error_keys: str  # a dict's literal; empty if every code says which error it is
    idempotent: bool
    readonly: bool
    parameters: ParametersView | None  # of the endpoint rules
    facts: tuple[str, ...]  # further keyword arguments


@frozen
class UncallableView:
    """An operation that cannot be called yet, and what is missing for it."""

    name: str
    constant: str
    input: str
    output: str
    missing: tuple[str, ...]


@frozen
class ServiceView:
    name: str
    api_version: str
    signing_name: str
    endpoint_prefix: str
    error_base: str
    protocol: str  # its module
    parameters: str  # a dict's literal; empty if there are none
    assume: str  # a function's name; empty if there is none
    signs_content: bool


@frozen
class OperationsView:
    header: str
    module_doc: str
    imports: tuple[tuple[ImportView, ...], ...]
    service: ServiceView
    discovery: DiscoveryView | None
    shared: bool  # whether there is a ``SERVICE``: if any operation can be called
    error_readers: tuple[ErrorReaderView, ...]
    operations: tuple[OperationView, ...]
    uncallable: tuple[UncallableView, ...]


def operations_view(context: Context) -> OperationsView:
    imports = Imports()
    binding = RequestBinding if context.protocol.binds_http else RpcBinding
    requests = binding(context, imports, writing(context, imports, "codec."))
    responses = ResponseBinding(context, imports, reading(context, imports, "codec."))
    readers = [responses.error_reader(error) for error in context.read_errors]
    found = tuple(reader for reader in readers if reader)
    operations = tuple(
        _operation(context, requests, responses, operation)
        for operation in context.callable
    )
    uncallable = tuple(_uncallable(context))
    imports.add("typing", "Final")
    imports.add(".", "shapes")
    if operations:
        _import_for_calls(context, imports)
    if found:
        imports.add("typing", "Any")
    if uncallable:
        imports.add("aiosmithy.operation", "UncallableOperation")
    service = _service(context, imports)
    discovery = discovery_view(context, imports)
    return OperationsView(
        header=context.header,
        module_doc=module_doc(
            f"Operations of {context.title}: input → request, response → output, and the"
            " facts of each."
        ),
        imports=imports.views(),
        service=service,
        discovery=discovery,
        shared=bool(operations),
        error_readers=found,
        operations=operations,
        uncallable=uncallable,
    )


def _import_for_calls(context: Context, imports: Imports) -> None:
    imports.add("aiosmithy.http", "HttpResponse")
    imports.add("aiosmithy.lazy", "lazy_module")
    imports.add("aiosmithy.operation", "Operation", "Service")
    imports.add("aiosmithy.protocols", context.protocol.module)
    imports.add(".", "endpoints", "errors")


def _operation(
    context: Context,
    requests: RequestBinding | RpcBinding,
    responses: ResponseBinding,
    operation: Shape,
) -> OperationView:
    names = context.symbols.operation(operation.id)
    errors = [context.model.expect(error) for error in context.errors_of(operation)]
    return OperationView(
        name=operation.name,
        constant=names.constant,
        input=names.input,
        serialize=requests.serialize(operation),
        parse=responses.parse(operation),
        errors=tuple(sorted({context.error_code(error) for error in errors})),
        error_keys=_error_keys(context, errors),
        idempotent="smithy.api#idempotent" in operation.traits,
        readonly="smithy.api#readonly" in operation.traits,
        parameters=parameters_view(context, operation, requests.imports),
        facts=(
            *operation_facts(context, operation, requests.imports),
            *stream_facts(context, requests.imports, responses.reading, operation),
        ),
    )


def _error_keys(context: Context, errors: Iterable[Shape]) -> str:
    """Which of several errors of one code is meant, where that is not the one that ``ERRORS`` has by it."""
    keys = {context.error_keys[error.id]: context.error_code(error) for error in errors}
    found = {code: key for key, code in sorted(keys.items()) if code not in keys}
    return literal(found) if found else ""


def _uncallable(context: Context) -> Iterator[UncallableView]:
    for operation in context.operations:
        if operation.id in context.missing:
            names = context.symbols.operation(operation.id)
            yield UncallableView(
                name=operation.name,
                constant=names.constant,
                input=names.input,
                output=names.output,
                missing=context.missing[operation.id],
            )


def _signing_name(traits: Mapping[str, Any]) -> str:
    schemes = (traits.get(f"aws.auth#{name}", {}) for name in ("sigv4", "sigv4a"))
    return next((str(scheme["name"]) for scheme in schemes if "name" in scheme), "")


def _service(context: Context, imports: Imports) -> ServiceView:
    traits = context.service.traits
    names = context.symbols.service
    parameters = service_parameters(context)
    return ServiceView(
        name=names.sdk_id,
        api_version=context.service.version,
        signing_name=_signing_name(traits),
        endpoint_prefix=str(
            traits.get("aws.api#service", {}).get("endpointPrefix", "")
        ),
        error_base=names.error_base,
        protocol=context.protocol.module,
        parameters=literal(parameters) if parameters else "",
        assume=assumed_parameters(context, imports) if context.callable else "",
        signs_content=signs_content(context.service),
    )
