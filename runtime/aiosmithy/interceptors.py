"""Hooks around a call. What a hook returns is what is used from there on.

A call passes the hooks in this order; the interceptors of a client run in the order they were given::

    on_input → each attempt { before_signing → before_sending → on_response } with before_retry in between → on_output
                                                                                              or, at the end, on_error
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .http import HttpRequest, HttpResponse
    from .operation import Operation

__all__ = ["CallContext", "Interceptor"]


class CallContext:
    """One call, as its hooks see it.

    Attributes:
        operation: The operation's facts.
        input: The input as it will be, or was, serialized.
        attempt: The number of the current attempt, from 1; 0 before the first.
        endpoint_parameters: What the input says to the endpoint rules.
        properties: Free for interceptors to pass things from hook to hook.
    """

    __slots__ = ("attempt", "endpoint_parameters", "input", "operation", "properties")

    def __init__(self, operation: Operation[Any, Any], input: Any) -> None:
        self.operation = operation
        self.input = input
        self.attempt = 0
        self.endpoint_parameters: dict[str, Any] = {}
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
