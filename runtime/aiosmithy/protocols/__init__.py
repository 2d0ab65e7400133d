"""Protocols: an HTTP binding × a codec. What differs between two of them lies in one small module each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..http import HttpResponse

__all__ = ["ErrorFacts", "Protocol"]


class ErrorFacts:
    """What an error response says, before it is given a class.

    Attributes:
        code: The error's name without namespace; empty if the response names none.
        message: The service's text, or the start of a body that is no error document.
        data: The error document; empty if there is none.
    """

    __slots__ = ("code", "data", "message")

    def __init__(self, code: str, message: str, data: Any) -> None:
        self.code = code
        self.message = message
        self.data = data


class Protocol:
    """The facts of one protocol that the execution needs; bindings and codecs are generated code.

    Attributes:
        name: The trait's shape id.
        accept: The media type asked for.
        read_error: What an error response says.
    """

    __slots__ = ("accept", "name", "read_error")

    def __init__(
        self,
        *,
        name: str,
        accept: str,
        read_error: Callable[[HttpResponse], ErrorFacts],
    ) -> None:
        self.name = name
        self.accept = accept
        self.read_error = read_error
