"""What a response means: an output, or the exception that the exception map names."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final, TypeVar

from .classify import classify
from .errors import ResponseParseError, ServiceError
from .metadata import lower_headers

if TYPE_CHECKING:
    from .http import HttpResponse
    from .operation import Operation

__all__ = ["MISFITS", "parse_error", "parse_output"]

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

_log = logging.getLogger("aiosmithy")


def parse_output(operation: Operation[Any, O], response: HttpResponse) -> O:
    """The output in a response that announces success.

    Raises:
        ResponseParseError: The response does not hold what the model says.
    """
    try:
        return operation.parse(response)
    except MISFITS as error:
        raise ResponseParseError(
            _describe(error),
            http_status=response.status,
            request_id=response.request_id,
            body=response.body,
        ) from error


def parse_error(operation: Operation[Any, Any], response: HttpResponse) -> ServiceError:
    """The exception for an error response, with everything that the service said."""
    service = operation.service
    facts = service.protocol.read_error(response)
    kind = service.errors.get(facts.code, service.base_error)
    # A body that cannot be read is its own message, which its sensitive members would be part of.
    hidden = kind._sensitive  # pyright: ignore[reportPrivateUsage]
    error = kind(facts.message if facts.data or not hidden else "")
    if facts.code not in service.errors:
        error.code = facts.code or "Unknown"
        error.fault = "server" if response.status >= 500 else "client"
    if not error.message and 300 <= response.status < 400:
        error.message = "the service answered with a redirect, which is never followed"
    error.http_status = response.status
    error.request_id = response.request_id
    error.operation = operation.name
    error.headers = lower_headers(response.headers)
    error.body = response.body
    reader = service.error_readers.get(facts.code)
    if reader is not None:
        try:
            reader(error, response, facts.data)
        except MISFITS as problem:  # the error itself matters more than its members
            _log.debug(
                "%s: members of %s cannot be read: %s",
                operation.name,
                error.code,
                problem,
            )
    error.retryable = classify(error) is not None
    return error


def _describe(error: Exception) -> str:
    """What is wrong with a body, without any of its values."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, AttributeError | TypeError | LookupError):
        return f"it does not have the modeled structure ({error})"
    return str(error)
