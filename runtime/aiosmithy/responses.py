"""What a response means: an output, or the exception that the exception map names."""

from __future__ import annotations

import gc
import logging
from typing import TYPE_CHECKING, Any, Final, TypeVar

from .classify import classify
from .errors import ResponseParseError, ServiceError, one_line
from .metadata import lower_headers

if TYPE_CHECKING:
    from .http import HttpResponse
    from .operation import Operation
    from .protocols import ErrorFacts

__all__ = [
    "MISFITS",
    "describe",
    "new_error",
    "other_type",
    "parse_error",
    "parse_output",
]

O = TypeVar("O")

MISFITS: Final = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What serializers and parsers raise when a value is not what the model says."""

_LONGEST_TYPE: Final = 80
_LARGE: Final = 65_536

_log = logging.getLogger("aiosmithy")


def parse_output(operation: Operation[Any, O], response: HttpResponse) -> O:
    """The output in a response that announces success.

    Raises:
        ResponseParseError: The response does not hold what the model says.
    """
    protocol = operation.service.protocol
    try:
        if protocol.check is not None:
            protocol.check(response)
        return _parse(operation, response)
    except MISFITS as error:
        raise ResponseParseError(
            describe(error) + other_type(response, protocol.accept),
            http_status=response.status,
            request_id=response.request_id,
            body=response.body,
        ) from error


def _parse(operation: Operation[Any, O], response: HttpResponse) -> O:
    """The output; the search for cyclic garbage rests while a large one is read.

    What a parser makes has no cycles and stays until the end. To go through it for some again and again, as its number
    grows, takes a third of the time. Nothing else runs in this thread meanwhile.
    """
    if len(response.body) < _LARGE or not gc.isenabled():
        return operation.parse(response)
    gc.disable()
    try:
        return operation.parse(response)
    finally:
        gc.enable()


def parse_error(operation: Operation[Any, Any], response: HttpResponse) -> ServiceError:
    """The exception for an error response, with everything that the service said."""
    facts = operation.service.protocol.read_error(response)
    return new_error(operation, response, facts)


def new_error(
    operation: Operation[Any, Any], response: HttpResponse, facts: ErrorFacts
) -> ServiceError:
    """The exception for what an error says, be it a response or an event."""
    service = operation.service
    key = operation.error_keys.get(facts.code, facts.code)
    kind = service.errors.get(key, service.base_error)
    # A body that cannot be read is its own message, which its sensitive members would be part of.
    hidden = kind._sensitive  # pyright: ignore[reportPrivateUsage]
    error = kind(facts.message if facts.data or not hidden else "")
    if key not in service.errors:
        error.code = facts.code or "Unknown"
        error.fault = "client" if 300 <= response.status < 500 else "server"
    error.code = facts.shown or error.code
    error.fault = facts.fault or error.fault
    if not error.message and 300 <= response.status < 400:
        error.message = "the service answered with a redirect, which is never followed"
    error.http_status = response.status
    error.request_id = response.request_id or facts.request_id
    error.operation = operation.name
    error.headers = lower_headers(response.headers)
    error.body = response.body
    reader = service.error_readers.get(key)
    if reader is not None:
        try:
            reader(error, response, facts.data)
        except MISFITS as problem:  # the error itself matters more than its members
            _log.debug(
                "%s: members of %s cannot be read: %s",
                operation.name,
                one_line(error.code),
                problem,
            )
    error.retryable = classify(error) is not None
    return error


def describe(error: Exception) -> str:
    """What is wrong with a body, without any of its values."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, AttributeError | TypeError | LookupError):
        return f"it does not have the modeled structure ({error})"
    return str(error)


def other_type(response: HttpResponse, expected: str) -> str:
    """What the body says it is, if that is not what was asked for: a proxy's page, as a rule."""
    given = response.headers.get("content-type") or ""
    if given.partition(";")[0].strip().lower() in ("", expected):
        return ""
    return f", its content type is {given[:_LONGEST_TYPE]!r}"
