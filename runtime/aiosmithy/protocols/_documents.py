"""What the protocols have in common whose bodies are documents, in JSON or in CBOR: how an error is told.

https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from ..codecs.json_reading import read_json
from ..errors import Fault
from ..http import HttpResponse
from . import ErrorFacts, plain_name

__all__ = ["aws_json_error", "check_protocol", "json_error", "rpc_error"]

_EXCERPT: Final = 500
_MESSAGES: Final = ("message", "Message", "errorMessage")
_FAULTS: Final[Mapping[str, Fault]] = {"Sender": "client", "Receiver": "server"}


def _first_text(data: Mapping[str, Any], names: tuple[str, ...]) -> str:
    for name in names:
        value = data.get(name)
        if isinstance(value, str) and value:
            return value
    return ""


def _document(body: bytes, read: Callable[[bytes], Any]) -> dict[str, Any] | None:
    try:
        data = read(body)
    except ValueError:
        return None
    return cast(dict[str, Any], data) if isinstance(data, dict) else None


def json_error(response: HttpResponse, names: tuple[str, ...]) -> ErrorFacts:
    """The error's code, from the header or else from the first of these names in the body, its message and its document."""
    data = _document(response.body, read_json)
    code = response.headers.get("x-amzn-errortype") or ""
    if data is None:
        excerpt = response.body[:_EXCERPT].decode(errors="replace").strip()
        return ErrorFacts(plain_name(code), excerpt, {})
    code = code or _first_text(data, names)
    return ErrorFacts(plain_name(code), _first_text(data, _MESSAGES), data)


def aws_json_error(response: HttpResponse) -> ErrorFacts:
    """The error of an awsJson response, in either version: a member may be called ``code``, none is called ``__type``."""
    facts = json_error(response, ("__type", "code"))
    return _with_query_code(facts, response)


def check_protocol(response: HttpResponse, protocol: str) -> None:
    """RPC v2 responses name their protocol ("Operation response deserialization").

    Raises:
        ValueError: This one does not; what else it says does not count then.
    """
    if response.headers.get("smithy-protocol") != protocol:
        raise ValueError(f"it has no header smithy-protocol: {protocol}")


def rpc_error(
    response: HttpResponse, read: Callable[[bytes], Any], protocol: str
) -> ErrorFacts:
    """The error of an RPC v2 response: nothing but the body's ``__type`` names it ("Operation error serialization")."""
    try:
        check_protocol(response, protocol)
    except ValueError as problem:
        return ErrorFacts("", f"the response cannot be read: {problem}", {})
    data = _document(response.body, read)
    if data is None:
        return ErrorFacts("", "the response cannot be read", {})
    code = plain_name(_first_text(data, ("__type",)))
    facts = ErrorFacts(code, _first_text(data, _MESSAGES), data)
    return _with_query_code(facts, response)


def _with_query_code(facts: ErrorFacts, response: HttpResponse) -> ErrorFacts:
    """Add the code and fault that the service gave the error when it spoke awsQuery, if it says: ``Code;Fault``.

    https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait
    """
    header = response.headers.get("x-amzn-query-error") or ""
    code, separator, fault = header.partition(";")
    if separator and code.strip():
        facts.shown = code.strip()
        facts.fault = _FAULTS.get(fault.strip())
    return facts
