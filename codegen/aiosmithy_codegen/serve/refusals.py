"""Why a request is not served, before anybody decides how that looks on the wire."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen


@frozen
class Problem:
    """One thing wrong with an input: where (``/resourceConfig/instanceCount``) and what."""

    path: str
    text: str

    def __str__(self) -> str:
        return f"Value at '{self.path}' failed to satisfy constraint: {self.text}"


class Refusal(Exception):
    """The request gets an error.

    ``wanted`` are parts of the names of modeled errors, the best first; where the operation models none of them the
    error is called ``code`` and has ``status``.
    """

    def __init__(
        self, code: str, message: str, status: int, *, wanted: Sequence[str] = ()
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.wanted = tuple(wanted) or (code,)


def invalid(problems: Sequence[Problem]) -> Refusal:
    """All problems of an input in one error."""
    count = len(problems)
    noun = "error" if count == 1 else "errors"
    text = "; ".join(str(problem) for problem in problems)
    return refused_value(f"{count} validation {noun} detected: {text}")


def refused_value(message: str) -> Refusal:
    """The input cannot be taken, for a reason that is no constraint of one member."""
    return Refusal("ValidationException", message, 400)


def unreadable(message: str) -> Refusal:
    """The body is not what the protocol says."""
    return Refusal("SerializationException", message, 400)


def not_found(message: str) -> Refusal:
    """There is no such resource."""
    wanted = ("ResourceNotFoundException", "NotFound", "NoSuch")
    return Refusal("ResourceNotFoundException", message, 404, wanted=wanted)


def conflict(message: str) -> Refusal:
    """The resource's state forbids it: a conflict if the operation can say so, else a validation error."""
    wanted = ("ConflictException", "Conflict", "AlreadyExists", "InUse")
    return Refusal("ValidationException", message, 400, wanted=wanted)


def throttled() -> Refusal:
    """Too many requests."""
    wanted = ("ThrottlingException", "Throttl", "TooManyRequests")
    return Refusal("ThrottlingException", "Rate exceeded", 429, wanted=wanted)
