"""What the generator writes down about a service and about each of its operations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, Generic, NoReturn, TypeVar

from .errors import UncallableOperationError
from .http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from .checksums import ResponseCheck
    from .config import ResolvedConfig
    from .discovery import Discovered, Discovery
    from .endpoints import Endpoint
    from .errors import ServiceError
    from .event_stream.receiving import EventReading
    from .protocols import Protocol
    from .region_copies import RegionCopy
    from .s3 import Listing

__all__ = ["Operation", "Service", "UncallableOperation"]

I = TypeVar("I")
O = TypeVar("O")

_SIGV4: Final = ("aws.auth#sigv4",)


class Service:
    """The facts that all operations of a service share.

    Attributes:
        name: The ``sdkId``, or the service shape's name if it has none.
        signing_name: The service's name in the credential scope of SigV4.
        errors: Error code on the wire → exception class.
        error_readers: Error code → function that fills the modeled members of that exception.
        resolve_endpoint: The endpoint rules as a function.
        schemas: The module that holds ``SCHEMAS``; loaded only when a check needs it.
        parameters: Parameters of the endpoint rules besides those of every service → the built-ins that they are
            bound to, or nothing.
        assume: Gives the parameters that are taken where nobody says them, for the settings and the call's own.
        signs_content: Whether signed requests say the hash of their body, and paths are signed as they are sent.
        discovery: How the service is asked for endpoints, if it can be.
    """

    __slots__ = (
        "api_version",
        "assume",
        "base_error",
        "discovery",
        "endpoint_prefix",
        "error_readers",
        "errors",
        "name",
        "parameters",
        "protocol",
        "resolve_endpoint",
        "schemas",
        "signing_name",
        "signs_content",
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
        parameters: Mapping[str, str] | None = None,
        assume: (
            Callable[[ResolvedConfig, Mapping[str, Any]], Mapping[str, Any]] | None
        ) = None,
        signs_content: bool = False,
        discovery: Callable[[], Discovery] | None = None,
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
        self.parameters = parameters or {}
        self.assume = assume
        self.signs_content = signs_content
        self.discovery = discovery


class Operation(Generic[I, O]):
    """One operation: how its input becomes a request, how a response becomes its output, and its facts.

    Attributes:
        errors: The codes of the errors that the model lists for it.
        error_keys: Code → what the service's ``errors`` have for it here, where several errors have one code.
        idempotent, readonly, unsigned_payload, requires_length: As the traits of these names say.
        streams: Whether the output has a streaming blob or an event stream.
        sends_events: Whether the input has an event stream; time limits then hold for single steps, not for the call.
        receives: How the events of the output are read, if it has an event stream.
        http2: Whether the service takes it over HTTP/2 alone.
        auth: The kinds of authentication that it accepts, the preferred one first; none at all: calls are not signed.
        endpoint_parameters: Gives the call's own parameters of the endpoint rules, of which each value is hashable.
        adjust: Steps from the input to the one that is serialized.
        finish: Steps that finish a serialized request; retries send what they leave.
        checks: What checks responses against the checksums that they come with.
        complete: What asks for a listing, and makes it what the user expects.
        copies: What gets leave to copy from another region.
        long_poll: How many seconds the service may take to answer.
        discovered: Whether its endpoint is asked for, or may be.
    """

    __slots__ = (
        "adjust",
        "auth",
        "checks",
        "complete",
        "copies",
        "discovered",
        "endpoint_parameters",
        "error_keys",
        "errors",
        "finish",
        "http2",
        "idempotent",
        "input_type",
        "long_poll",
        "name",
        "parse",
        "readonly",
        "receives",
        "requires_length",
        "sends_events",
        "serialize",
        "service",
        "streams",
        "unsigned_payload",
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
        error_keys: Mapping[str, str] | None = None,
        idempotent: bool = False,
        readonly: bool = False,
        streams: bool = False,
        unsigned_payload: bool = False,
        requires_length: bool = False,
        sends_events: bool = False,
        receives: EventReading[Any] | None = None,
        http2: bool = False,
        auth: tuple[str, ...] = _SIGV4,
        endpoint_parameters: Callable[[I], dict[str, Any]] | None = None,
        adjust: tuple[Callable[[I], I], ...] = (),
        finish: tuple[Callable[[HttpRequest, I, ResolvedConfig], None], ...] = (),
        checks: ResponseCheck | None = None,
        complete: Listing | None = None,
        copies: RegionCopy | None = None,
        long_poll: float | None = None,
        discovered: Discovered | None = None,
    ) -> None:
        self.name = name
        self.service = service
        self.input_type = input_type
        self.serialize = serialize
        self.parse = parse
        self.errors = errors
        self.error_keys = error_keys or {}
        self.idempotent = idempotent
        self.readonly = readonly
        self.streams = streams
        self.unsigned_payload = unsigned_payload
        self.requires_length = requires_length
        self.sends_events = sends_events
        self.receives = receives
        self.http2 = http2
        self.auth = auth
        self.endpoint_parameters = endpoint_parameters
        self.adjust: tuple[Callable[[Any], Any], ...] = adjust
        self.finish: tuple[Callable[[HttpRequest, Any, ResolvedConfig], None], ...] = (
            finish
        )
        if complete is not None:
            self.adjust += (complete,)
        if checks is not None:
            self.finish += (checks,)
        self.checks = checks
        self.complete = complete
        self.copies = copies
        self.long_poll = long_poll
        self.discovered = discovered

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
        # What is asked before the input is serialized, by a client that has called other operations.
        self.adjust = ()
        self.http2 = False
        self.sends_events = False

    def error(self) -> UncallableOperationError:
        """The exception for whoever calls the operation."""
        return UncallableOperationError(
            f"{self.service_name}.{self.name}", self.missing
        )

    def _refuse(self, _: object) -> NoReturn:
        raise self.error()

    def __repr__(self) -> str:
        return f"<UncallableOperation {self.service_name}.{self.name}>"
