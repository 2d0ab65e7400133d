"""Protocols: an HTTP binding × a codec. What differs between two of them lies in one small module each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..http import HttpResponse

if TYPE_CHECKING:
    from ..errors import Fault

__all__ = ["ErrorFacts", "Protocol", "plain_name"]


def plain_name(text: str) -> str:
    """``ns#Name:http://…`` → ``Name``: servers add a namespace, a URI, or both."""
    return text.partition(":")[0].rpartition("#")[2].strip()


class ErrorFacts:
    """What an error response says, before it is given a class.

    Attributes:
        code: The error's name without namespace; empty if the response names none.
        message: The service's text, or the start of a body that is no error document.
        data: The error document; empty if there is none.
        request_id: The service's id of the request, if the body gives one.
        shown: The code that callers see, if it is not the name that finds the class.
        fault: Whose mistake it is, if the response says.
    """

    __slots__ = ("code", "data", "fault", "message", "request_id", "shown")

    def __init__(
        self, code: str, message: str, data: Any, *, request_id: str | None = None
    ) -> None:
        self.code = code
        self.message = message
        self.data = data
        self.request_id = request_id
        self.shown = ""
        self.fault: Fault | None = None


class Protocol:
    """The facts of one protocol that the execution needs; bindings and codecs are generated code.

    Attributes:
        name: The trait's shape id.
        accept: The media type asked for.
        read_error: What an error response says.
        check: Raises ``ValueError`` for a success response that is not of this protocol, where a response tells.
        is_error: Whether a response is an error though its status says success, where the protocol allows that.
    """

    __slots__ = ("accept", "check", "is_error", "name", "read_error")

    def __init__(
        self,
        *,
        name: str,
        accept: str,
        read_error: Callable[[HttpResponse], ErrorFacts],
        check: Callable[[HttpResponse], None] | None = None,
        is_error: Callable[[HttpResponse], bool] | None = None,
    ) -> None:
        self.name = name
        self.accept = accept
        self.read_error = read_error
        self.check = check
        self.is_error = is_error
