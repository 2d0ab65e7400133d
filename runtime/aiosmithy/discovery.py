"""What the generator writes down about services that name their endpoints themselves.

https://smithy.io/2.0/aws/aws-core.html#client-endpoint-discovery
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .operation import Operation

__all__ = ["Discovered", "Discovery", "Endpoints"]

Endpoints = Iterable[tuple[str | None, int | None]]
"""Addresses, the preferred one first, and how many minutes each may be kept."""


class Discovery:
    """How a service is asked for endpoints.

    Attributes:
        operation: The operation that gives them.
        ask: The name of the operation to be called, and what identifies its resource → the input.
        read: The output → the endpoints.
        error: The code of the error that says that an endpoint is not valid any more; empty if there is none.
        required: Whether some operation insists on it.
    """

    __slots__ = ("ask", "error", "operation", "read", "required")

    def __init__(
        self,
        *,
        operation: Operation[Any, Any],
        ask: Callable[[str, dict[str, str]], Any],
        read: Callable[[Any], Endpoints],
        error: str = "",
        required: bool = False,
    ) -> None:
        self.operation = operation
        self.ask = ask
        self.read = read
        self.error = error
        self.required = required


class Discovered:
    """That an operation's endpoint is, or may be, asked for.

    Attributes:
        required: Whether the operation insists on it.
        identifiers: The input → what identifies the resource that it is about.
    """

    __slots__ = ("identifiers", "required")

    def __init__(
        self,
        *,
        required: bool = False,
        identifiers: Callable[[Any], dict[str, str]] | None = None,
    ) -> None:
        self.required = required
        self.identifiers = identifiers
