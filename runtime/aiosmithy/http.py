"""HTTP requests and responses as values: no I/O, no shapes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .stream_bodies import StreamBody
    from .streams import ByteStream

__all__ = ["HttpRequest", "HttpResponse"]


class HttpRequest:
    """One request.

    Attributes:
        method: ``GET``, ``POST``, …
        path: Percent-encoded, starts with ``/``; sent as it is, never normalized. Empty, until the endpoint is
            resolved, if it is the endpoint's own.
        query: Percent-encoded, without the question mark.
        headers: Names in lower case.
        body: The bytes to send, or what they are read from while they are sent.
        origin: ``https://host[:port]``; empty until the endpoint is resolved.
        host_prefix: What goes in front of the endpoint's host.
    """

    __slots__ = (
        "body",
        "headers",
        "host_prefix",
        "method",
        "origin",
        "path",
        "query",
    )

    def __init__(
        self,
        method: str,
        path: str,
        *,
        query: str = "",
        headers: dict[str, str] | None = None,
        body: bytes | StreamBody = b"",
        origin: str = "",
        host_prefix: str = "",
    ) -> None:
        self.method = method
        self.path = path
        self.query = query
        self.headers: dict[str, str] = {} if headers is None else headers
        self.body = body
        self.origin = origin
        self.host_prefix = host_prefix

    @property
    def url(self) -> str:
        """The whole URL, percent-encoded."""
        target = f"{self.origin}{self.path}"
        return f"{target}?{self.query}" if self.query else target

    def copy(self) -> HttpRequest:
        """Another request that says the same; the body is not copied."""
        return HttpRequest(
            self.method,
            self.path,
            query=self.query,
            headers=dict(self.headers),
            body=self.body,
            origin=self.origin,
            host_prefix=self.host_prefix,
        )

    def __repr__(self) -> str:
        # Path, query, headers and body may hold signatures, tokens and sensitive members.
        body = self.body
        size = f"{len(body)} bytes" if isinstance(body, bytes) else repr(body)
        return f"<HttpRequest {self.method} {self.origin}, {size}>"


class HttpResponse:
    """One response, read to its end, or to the end of its head if the body is streamed.

    Attributes:
        status: The status code.
        headers: Looked up without regard to case.
        body: The bytes received; of a streamed RPC response, what its initial message holds.
        stream: What is still to come, if the body is streamed.
        events: The same as events, where the operation gives an event stream.
        quick: Whether ``Config.json_parser`` asks for a parser that is faster and less exact.
    """

    __slots__ = ("body", "events", "headers", "quick", "status", "stream")

    def __init__(
        self,
        status: int,
        headers: Mapping[str, str],
        body: bytes,
        stream: ByteStream | None = None,
    ) -> None:
        self.status = status
        self.headers = headers
        self.body = body
        self.stream = stream
        self.events: Any = None
        self.quick = False

    @property
    def request_id(self) -> str | None:
        """The service's id of the request, under any of the names that AWS services give it."""
        get = self.headers.get
        return (
            get("x-amzn-requestid") or get("x-amz-request-id") or get("x-amz-requestid")
        )

    def __repr__(self) -> str:
        size = "streamed" if self.stream else f"{len(self.body)} bytes"
        return f"<HttpResponse {self.status}, {size}>"
