"""Hooks around a call. What a hook returns is what is used from there on.

A call passes the hooks in this order; the interceptors of a client run in the order they were given::

    on_input → each attempt { before_signing → before_sending → on_response } with before_retry in between → on_output
                                                                                              or, at the end, on_error
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from .http import HttpRequest

if TYPE_CHECKING:
    from .discovered_endpoints import Entry
    from .http import HttpResponse
    from .identity.base import Credentials
    from .identity.tokens import Token
    from .operation import Operation

__all__ = ["CallContext", "Interceptor", "before_signing", "hooked", "on_input"]

T = TypeVar("T")


class CallContext:
    """One call, as its hooks see it.

    Attributes:
        operation: The operation's facts.
        input: The input as it will be, or was, serialized.
        attempt: The number of the current attempt, from 1; 0 before the first.
        endpoint_parameters: What the input says to the endpoint rules.
        discovered: Where the endpoint of the current attempt comes from, if the service named it.
        identity: Who signed the current attempt, if anybody did.
        renewed: Whether a service rejected who had signed.
        properties: Free for interceptors to pass things from hook to hook.
    """

    __slots__ = (
        "attempt",
        "discovered",
        "endpoint_parameters",
        "identity",
        "input",
        "operation",
        "properties",
        "renewed",
    )

    def __init__(self, operation: Operation[Any, Any], input: Any) -> None:
        self.operation = operation
        self.input = input
        self.attempt = 0
        self.endpoint_parameters: dict[str, Any] = {}
        self.discovered: Entry | None = None
        self.identity: Credentials | Token | None = None
        self.renewed = False
        self.properties: dict[str, Any] = {}

    def __repr__(self) -> str:
        return f"<CallContext {self.operation.name}, attempt {self.attempt}>"


class Interceptor:
    """Subclass it and override the hooks you need; each does nothing by itself."""

    async def on_input(self, context: CallContext, input: Any) -> Any:
        """Before the input is checked and serialized; returns the input to use."""
        return input

    async def before_signing(
        self, context: CallContext, request: HttpRequest
    ) -> HttpRequest:
        """In each attempt, before the request is signed; returns the request to sign."""
        return request

    async def before_sending(self, context: CallContext, request: HttpRequest) -> None:
        """In each attempt, with the signed request, a copy: changing it has no effect."""

    async def on_response(
        self, context: CallContext, response: HttpResponse
    ) -> HttpResponse:
        """In each attempt, with the response before it is read; returns the response to read."""
        return response

    async def before_retry(
        self, context: CallContext, error: Exception, delay: float
    ) -> bool:
        """Before waiting ``delay`` seconds for another attempt; false vetoes it and raises the error."""
        return True

    async def on_output(self, context: CallContext, output: Any) -> Any:
        """With the output of a call that went well; returns the output to give."""
        return output

    async def on_error(self, context: CallContext, error: Exception) -> Exception:
        """With the error that a call ends in; returns the exception to raise."""
        return error


def hooked(value: Any, kind: type[T], hook: str) -> T:
    """What a hook returned.

    Raises:
        TypeError: It is not what the hook should return.
    """
    if isinstance(value, kind):
        return value
    raise TypeError(
        f"Interceptor.{hook} returned {type(value).__name__}, expected {kind.__name__};"
        " a hook returns what is to be used"
    )


async def on_input(
    interceptors: Sequence[Interceptor], context: CallContext, input: T
) -> T:
    """The input that all of them leave."""
    for interceptor in interceptors:
        changed = await interceptor.on_input(context, input)
        context.input = input = hooked(
            changed, context.operation.input_type, "on_input"
        )
    return input


async def before_signing(
    interceptors: Sequence[Interceptor], context: CallContext, request: HttpRequest
) -> HttpRequest:
    """The request that all of them leave, its headers in lower case."""
    from .bindings import header

    for interceptor in interceptors:
        changed = await interceptor.before_signing(context, request)
        request = hooked(changed, HttpRequest, "before_signing")
        request.headers = {
            name.lower(): header(value) for name, value in request.headers.items()
        }
    return request
