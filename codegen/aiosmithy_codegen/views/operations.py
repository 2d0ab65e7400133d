"""``operations.py``: per operation, input → request, response → output, and its facts."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from ..model import Shape
from .context import Context
from .imports import Imports, ImportView
from .json_reading import Reading
from .json_writing import Writing
from .request_binding import RequestBinding, SerializeView
from .response_binding import ErrorReaderView, ParseView, ResponseBinding
from .text import module_doc


@frozen
class OperationView:
    name: str
    constant: str
    input: str
    serialize: SerializeView
    parse: ParseView
    errors: tuple[str, ...]
    idempotent: bool
    readonly: bool


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


@frozen
class OperationsView:
    header: str
    module_doc: str
    imports: tuple[tuple[ImportView, ...], ...]
    service: ServiceView
    shared: bool  # whether there is a ``SERVICE``: if any operation can be called
    error_readers: tuple[ErrorReaderView, ...]
    operations: tuple[OperationView, ...]
    uncallable: tuple[UncallableView, ...]


def operations_view(context: Context) -> OperationsView:
    imports = Imports()
    requests = RequestBinding(context, imports, Writing(context, imports, "codec."))
    responses = ResponseBinding(context, imports, Reading(context, imports, "codec."))
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
        imports.add("aiosmithy.http", "HttpResponse")
        imports.add("aiosmithy.lazy", "lazy_module")
        imports.add("aiosmithy.operation", "Operation", "Service")
        imports.add("aiosmithy.protocols", "rest_json_1")
        imports.add(".", "endpoints", "errors")
    if found:
        imports.add("typing", "Any")
    if uncallable:
        imports.add("aiosmithy.operation", "UncallableOperation")
    return OperationsView(
        header=context.header,
        module_doc=module_doc(
            f"Operations of {context.title}: input → request, response → output, and the"
            " facts of each."
        ),
        imports=imports.views(),
        service=_service(context),
        shared=bool(operations),
        error_readers=found,
        operations=operations,
        uncallable=uncallable,
    )


def _operation(
    context: Context,
    requests: RequestBinding,
    responses: ResponseBinding,
    operation: Shape,
) -> OperationView:
    names = context.symbols.operation(operation.id)
    errors = context.errors_of(operation)
    return OperationView(
        name=operation.name,
        constant=names.constant,
        input=names.input,
        serialize=requests.serialize(operation),
        parse=responses.parse(operation),
        errors=tuple(sorted(context.model.expect(error).name for error in errors)),
        idempotent="smithy.api#idempotent" in operation.traits,
        readonly="smithy.api#readonly" in operation.traits,
    )


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


def _service(context: Context) -> ServiceView:
    traits = context.service.traits
    names = context.symbols.service
    return ServiceView(
        name=names.sdk_id,
        api_version=context.service.version,
        signing_name=str(traits.get("aws.auth#sigv4", {}).get("name", "")),
        endpoint_prefix=str(
            traits.get("aws.api#service", {}).get("endpointPrefix", "")
        ),
        error_base=names.error_base,
    )
