"""Facts of the response that an output came from, kept beside the modeled members."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from .http import HttpResponse

__all__ = ["ResponseMetadata", "response_metadata"]


class ResponseMetadata:
    """What is known of a call besides its output.

    Attributes:
        request_id: The service's id of the request, if it gave one.
        http_status: The status code.
        headers: The response's headers, names in lower case.
        attempts: How many requests were sent.
    """

    __slots__ = ("_headers", "attempts", "http_status")

    def __init__(
        self, http_status: int, headers: Mapping[str, str], attempts: int
    ) -> None:
        self.http_status = http_status
        self._headers = headers
        self.attempts = attempts

    @property
    def headers(self) -> Mapping[str, str]:
        return lower_headers(self._headers)

    @property
    def request_id(self) -> str | None:
        return HttpResponse(self.http_status, self.headers, b"").request_id

    def __reduce__(self) -> tuple[Any, ...]:
        return ResponseMetadata, (self.http_status, dict(self.headers), self.attempts)

    def __repr__(self) -> str:
        return (
            f"<ResponseMetadata HTTP {self.http_status}, request id {self.request_id},"
            f" {self.attempts} attempts>"
        )


def lower_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """A plain dict with lower-case names; of a header that came more than once, all values joined by commas."""
    found: dict[str, str] = {}
    for name, value in headers.items():
        lower = name.lower()
        found[lower] = f"{found[lower]}, {value}" if lower in found else value
    return found


def response_metadata(output: object) -> ResponseMetadata:
    """The request id, status, headers and attempts behind an output.

    Raises:
        TypeError: The object is no output of a call.
    """
    found = (
        output.__dict__.get("_response_metadata")
        if hasattr(output, "__dict__")
        else None
    )
    if found is None:
        raise TypeError(f"{type(output).__name__} is not the output of a call")
    return cast(ResponseMetadata, found)
