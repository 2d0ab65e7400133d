"""HTTP requests and responses as values: no I/O, no shapes."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["HttpRequest", "HttpResponse"]


class HttpRequest:
    """One request.

    Attributes:
        method: ``GET``, ``POST``, …
        path: Percent-encoded, starts with ``/``; sent as it is, never normalized.
        query: Percent-encoded, without the question mark.
        headers: Names in lower case.
        body: The bytes to send.
        origin: ``https://host[:port]``; empty until the endpoint is resolved.
    """

    __slots__ = ("body", "headers", "method", "origin", "path", "query")

    def __init__(
        self,
        method: str,
        path: str,
        *,
        query: str = "",
        headers: dict[str, str] | None = None,
        body: bytes = b"",
        origin: str = "",
    ) -> None:
        self.method = method
        self.path = path
        self.query = query
        self.headers: dict[str, str] = {} if headers is None else headers
        self.body = body
        self.origin = origin

    @property
    def url(self) -> str:
        """The whole URL, percent-encoded."""
        target = f"{self.origin}{self.path}"
        return f"{target}?{self.query}" if self.query else target

    def __repr__(self) -> str:
        # Path, query, headers and body may hold signatures, tokens and sensitive members.
        return f"<HttpRequest {self.method} {self.origin}, {len(self.body)} bytes>"


class HttpResponse:
    """One response, read to its end.

    Attributes:
        status: The status code.
        headers: Looked up without regard to case.
        body: The bytes received.
    """

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def request_id(self) -> str | None:
        """The service's id of the request, under any of the names that AWS services give it."""
        get = self.headers.get
        return (
            get("x-amzn-requestid") or get("x-amz-request-id") or get("x-amz-requestid")
        )

    def __repr__(self) -> str:
        return f"<HttpResponse {self.status}, {len(self.body)} bytes>"
