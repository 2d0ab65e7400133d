"""``aws.protocols#restJson1``: HTTP bindings × JSON (https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html)."""

from __future__ import annotations

from typing import Any, Final, cast

from ..codecs.json_reading import read_json
from ..http import HttpResponse
from . import ErrorFacts, Protocol

_EXCERPT = 500


def error_name(text: str) -> str:
    """``ns#Name:http://…`` → ``Name``: servers add a namespace, a URI, or both ("Operation error serialization")."""
    return text.partition(":")[0].rpartition("#")[2].strip()


def _document(body: bytes) -> dict[str, Any] | None:
    try:
        data = read_json(body)
    except (ValueError, RecursionError):
        return None
    return cast(dict[str, Any], data) if isinstance(data, dict) else None


def _first_text(data: dict[str, Any], *names: str) -> str:
    for name in names:
        value = data.get(name)
        if isinstance(value, str) and value:
            return value
    return ""


def read_error(response: HttpResponse) -> ErrorFacts:
    """The error's code, from the header or the body, its message and its document."""
    data = _document(response.body)
    code = response.headers.get("x-amzn-errortype") or ""
    if data is None:
        excerpt = response.body[:_EXCERPT].decode(errors="replace").strip()
        return ErrorFacts(error_name(code), excerpt, {})
    code = code or _first_text(data, "code", "__type", "Code")
    message = _first_text(data, "message", "Message", "errorMessage")
    return ErrorFacts(error_name(code), message, data)


PROTOCOL: Final = Protocol(
    name="aws.protocols#restJson1", accept="application/json", read_error=read_error
)
