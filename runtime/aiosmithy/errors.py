"""Every exception that a generated client raises.

::

    AiosmithyError
    ├── ConfigurationError            a setting is missing, wrong or contradicts another
    │   ├── EndpointError             the service's endpoint rules refuse these settings
    │   └── IdentityError             no credentials, or they cannot be used
    ├── UncallableOperationError      the operation needs what this version does not implement
    ├── EndpointDiscoveryError        the service did not say where to send the call
    ├── ValidationError               the input breaks the model: all problems in one
    ├── TransportError                nothing, or not a whole response, came back
    │   ├── ConnectionFailedError     no connection: DNS, refused, TLS
    │   ├── ConnectionLostError       the connection ended before the response did
    │   ├── ConnectTimeoutError, ReadTimeoutError, AttemptTimeoutError, CallTimeoutError
    │   ├── ChecksumMismatchError     the response is not what its checksum is of
    │   └── ResponseTooLargeError     more bytes than ``Config.max_response_bytes``
    ├── ResponseParseError            a success response that is not what the model says
    ├── PaginationError               a service repeats a page token
    ├── WaiterError                   WaiterFailedError, WaiterTimeoutError
    └── ServiceError                  the service answered with an error; each client derives its own from this

All of them pickle, and none shows a secret or a ``@sensitive`` member.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal

if TYPE_CHECKING:
    from .validation import Problem
    from .waiters import WaiterOutcome

__all__ = [
    "AiosmithyError",
    "AttemptTimeoutError",
    "CallTimeoutError",
    "ChecksumMismatchError",
    "ConfigurationError",
    "ConnectTimeoutError",
    "ConnectionFailedError",
    "ConnectionLostError",
    "EndpointDiscoveryError",
    "EndpointError",
    "Fault",
    "IdentityError",
    "PaginationError",
    "ReadTimeoutError",
    "ResponseParseError",
    "ResponseTooLargeError",
    "ServiceError",
    "TransportError",
    "UncallableOperationError",
    "ValidationError",
    "WaiterError",
    "WaiterFailedError",
    "WaiterTimeoutError",
]

Fault = Literal["client", "server"]
"""Whose mistake an error is (https://smithy.io/2.0/spec/type-refinement-traits.html#error-trait)."""


_MOST_SHOWN: Final = 2_000
_MOST_OF_A_NAME: Final = 200


def one_line(text: str, most: int = _MOST_OF_A_NAME) -> str:
    """A peer's text for one line of a log: short, and what would end the line or steer a terminal is escaped."""
    cut = text[:most]
    if not cut.isprintable():
        cut = "".join(
            c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut
        )
    return cut if len(text) <= most else f"{cut}... ({len(text):,} characters)"


def _restore(
    kind: type[AiosmithyError], args: tuple[Any, ...], state: dict[str, Any]
) -> AiosmithyError:
    """Unpickle without calling ``__init__``, whose arguments differ from class to class."""
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class AiosmithyError(Exception):
    """The base of every error raised by this package and by generated clients."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self.args, self.__dict__.copy())


class ConfigurationError(AiosmithyError):
    """A setting is missing, wrong, or contradicts another; the message names it and the remedy."""


class EndpointError(ConfigurationError):
    """The service's endpoint rules have no endpoint for these settings."""


class IdentityError(ConfigurationError):
    """No credentials were found, or those found cannot be used."""


class UncallableOperationError(AiosmithyError):
    """The operation needs something that the client's generator does not implement; nothing was sent.

    Attributes:
        operation: The service's and the operation's name.
        missing: What is not implemented: protocols, kinds of authentication, traits and where they stand.
    """

    operation: str
    missing: tuple[str, ...]

    def __init__(self, operation: str, missing: tuple[str, ...]) -> None:
        super().__init__(
            f"{operation} cannot be called: it needs {', '.join(missing)},"
            " which this version of aiosmithy does not implement"
        )
        self.operation = operation
        self.missing = missing


class EndpointDiscoveryError(AiosmithyError):
    """The service did not say where to send the call; nothing but that question was sent."""


class ValidationError(AiosmithyError):
    """The input does not fit the model; nothing was sent.

    Attributes:
        problems: Everything that is wrong, each with the path of the member.
    """

    problems: Sequence[Problem]

    def __init__(self, problems: Sequence[Problem], operation: str = "") -> None:
        where = f"{operation}: " if operation else ""
        super().__init__(where + "; ".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class TransportError(AiosmithyError):
    """No whole response came back; whether the service acted is not known.

    Attributes:
        retryable: Whether another attempt could go better.
        attempts: How many requests were sent for the call, this one included.
        http_status: The status code, if the response's head had arrived.
        request_id: The service's id of the request, if the head had arrived and gave one.
        body: What had arrived of the response's body.
    """

    retryable: bool = True
    attempts: int = 1
    http_status: int | None = None
    request_id: str | None = None
    body: bytes = b""

    def __str__(self) -> str:
        text = super().__str__()
        if self.http_status is None:
            return text
        request_id = one_line(str(self.request_id))
        return f"{text} (HTTP {self.http_status}, request id {request_id})"


class ConnectionFailedError(TransportError):
    """No connection could be made: name resolution, a refused connection, or TLS."""


class ConnectionLostError(TransportError):
    """The connection ended before the whole response had arrived."""


class ConnectTimeoutError(TransportError):
    """No connection within ``Timeouts.connect`` seconds."""


class ReadTimeoutError(TransportError):
    """The service sent nothing for ``Timeouts.read`` seconds."""


class AttemptTimeoutError(TransportError):
    """One attempt took longer than ``Timeouts.attempt`` seconds."""


class CallTimeoutError(TransportError):
    """The call, all its attempts together, took longer than ``Timeouts.total`` seconds."""

    retryable = False


class ChecksumMismatchError(TransportError):
    """The response's body is not what its checksum is of: it was damaged on the way."""


class ResponseTooLargeError(TransportError):
    """The response body is larger than ``Config.max_response_bytes``."""

    retryable = False


class ResponseParseError(AiosmithyError):
    """A response that announces success does not hold what the model says.

    Attributes:
        http_status: The status code.
        request_id: The service's id of the request, if it gave one.
        body: The bytes that were received. Not part of the message: they may hold sensitive members.
    """

    def __init__(
        self, problem: str, *, http_status: int, request_id: str | None, body: bytes
    ) -> None:
        super().__init__(
            f"cannot read the response: {one_line(problem, _MOST_SHOWN)}"
            f" (HTTP {http_status}, request id {one_line(str(request_id))})"
        )
        self.problem = problem
        self.http_status = http_status
        self.request_id = request_id
        self.body = body


class PaginationError(AiosmithyError):
    """A service answered with a page token that it had given before: the pages would never end."""


class WaiterError(AiosmithyError):
    """A wait that did not end in the state waited for.

    Attributes:
        outcome: The last state seen, with the last output or error.
    """

    def __init__(self, message: str, outcome: WaiterOutcome[Any]) -> None:
        super().__init__(message)
        self.outcome = outcome


class WaiterFailedError(WaiterError):
    """The resource reached a state from which the one waited for cannot come."""


class WaiterTimeoutError(WaiterError):
    """The state waited for did not come within ``max_wait_time``."""


class ServiceError(AiosmithyError):
    """An error that the service answered; as a text it is one line of limited length, its attributes hold all.

    Attributes:
        code: The error's name on the wire, such as ``ThrottlingException``.
        message: What the service says about it.
        http_status: The status code of the response.
        request_id: The service's id of the request, if it gave one.
        fault: Whose mistake it is: ``client`` or ``server``.
        retryable: Whether another attempt could go better.
        throttling: Whether the service asked for fewer requests.
        operation: The operation that was called.
        attempts: How many requests were sent for the call.
        headers: The response's headers, names in lower case.
        body: The response's bytes, kept whole.
    """

    code: str = "Unknown"
    message: str
    http_status: int = 0
    request_id: str | None = None
    fault: Fault = "client"
    retryable: bool = False
    throttling: bool = False
    operation: str = ""
    attempts: int = 1
    headers: Mapping[str, str] = {}
    body: bytes = b""

    _sensitive: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        hidden = "message" in self._sensitive
        message = "<redacted>" if hidden else one_line(self.message, _MOST_SHOWN)
        code = one_line(self.code)
        text = f"{code}: {message}" if message else code
        facts = [self.operation] if self.operation else []
        if self.http_status:
            facts.append(f"HTTP {self.http_status}")
        if self.request_id:
            facts.append(f"request id {one_line(self.request_id)}")
        if self.attempts > 1:
            facts.append(f"{self.attempts} attempts")
        return f"{text} ({', '.join(facts)})" if facts else text

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"
