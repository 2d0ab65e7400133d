"""What the generator writes down about a service and about each of its operations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

from .errors import UncallableOperationError
from .http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from .endpoints import Endpoint
    from .errors import ServiceError
    from .protocols import Protocol

__all__ = ["Operation", "Service", "UncallableOperation"]

I = TypeVar("I")
O = TypeVar("O")


class Service:
    """The facts that all operations of a service share.

    Attributes:
        name: The ``sdkId``, or the service shape's name if it has none.
        signing_name: The service's name in the credential scope of SigV4.
        errors: Error code on the wire → exception class.
        error_readers: Error code → function that fills the modeled members of that exception.
        resolve_endpoint: The endpoint rules as a function.
        schemas: The module that holds ``SCHEMAS``; loaded only when a check needs it.
    """

    __slots__ = (
        "api_version",
        "base_error",
        "endpoint_prefix",
        "error_readers",
        "errors",
        "name",
        "protocol",
        "resolve_endpoint",
        "schemas",
        "signing_name",
    )

    def __init__(
        self,
        *,
        name: str,
        api_version: str,
        signing_name: str,
        protocol: Protocol,
        errors: Mapping[str, type[ServiceError]],
        base_error: type[ServiceError],
        resolve_endpoint: Callable[..., Endpoint],
        schemas: Any,
        error_readers: (
            Mapping[str, Callable[[Any, HttpResponse, Any], None]] | None
        ) = None,
        endpoint_prefix: str = "",
    ) -> None:
        self.name = name
        self.api_version = api_version
        self.signing_name = signing_name
        self.protocol = protocol
        self.errors = errors
        self.base_error = base_error
        self.resolve_endpoint = resolve_endpoint
        self.schemas = schemas
        self.error_readers = error_readers or {}
        self.endpoint_prefix = endpoint_prefix


class Operation(Generic[I, O]):
    """One operation: how its input becomes a request, how a response becomes its output, and its facts.

    Attributes:
        errors: The codes of the errors that the model lists for it.
        idempotent, readonly: As the traits of these names say.
    """

    __slots__ = (
        "errors",
        "idempotent",
        "input_type",
        "name",
        "parse",
        "readonly",
        "serialize",
        "service",
    )

    def __init__(
        self,
        *,
        name: str,
        service: Service,
        input_type: type[I],
        serialize: Callable[[I], HttpRequest],
        parse: Callable[[HttpResponse], O],
        errors: tuple[str, ...] = (),
        idempotent: bool = False,
        readonly: bool = False,
    ) -> None:
        self.name = name
        self.service = service
        self.input_type = input_type
        self.serialize = serialize
        self.parse = parse
        self.errors = errors
        self.idempotent = idempotent
        self.readonly = readonly

    def __repr__(self) -> str:
        return f"<Operation {self.service.name}.{self.name}>"


class UncallableOperation(Operation[I, O]):
    """An operation that needs what the generator does not implement yet: its types are right, and calling it raises.

    It has no ``service``; :meth:`error` is what every way to call it raises, before anything is read or sent.
    """

    __slots__ = ("missing", "service_name")

    def __init__(
        self,
        *,
        service_name: str,
        name: str,
        input_type: type[I],
        missing: tuple[str, ...],
    ) -> None:
        self.service_name = service_name
        self.name = name
        self.input_type = input_type
        self.missing = missing
        self.serialize = self._refuse
        self.parse = self._refuse
        self.errors = ()
        self.idempotent = False
        self.readonly = False

    def error(self) -> UncallableOperationError:
        """The exception for whoever calls the operation."""
        return UncallableOperationError(
            f"{self.service_name}.{self.name}", self.missing
        )

    def _refuse(self, _: object) -> NoReturn:
        raise self.error()

    def __repr__(self) -> str:
        return f"<UncallableOperation {self.service_name}.{self.name}>"
