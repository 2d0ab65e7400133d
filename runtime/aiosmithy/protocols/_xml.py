"""What the protocols share whose answers are XML: how an error is told, and the frame of an answer."""

from __future__ import annotations

from typing import Any, Final, cast

from ..codecs.xml_reading import flat_items, structure
from ..codecs.xml_values import decode
from ..http import HttpResponse
from . import ErrorFacts

__all__ = ["read_answer", "read_error"]

_EXCERPT: Final = 500
_MOST_SHOWN: Final = 60


def read_answer(body: bytes, operation: str) -> dict[str, Any]:
    """What is in the root element of a success.

    The root is named after the operation with ``Response`` behind it, which EC2 leaves out here and there.

    Raises:
        ValueError: There is no body, it is no XML, or it is something else than the operation's answer.
    """
    if not body:
        raise ValueError(f"expected the element {operation}Response, got no body")
    root, value = decode(body)
    if root.removesuffix("Response") != operation:
        shown = root[:_MOST_SHOWN]
        raise ValueError(f"expected the element {operation}Response, got {shown}")
    return structure(value, root)


def read_error(response: HttpResponse) -> ErrorFacts:
    """The error's code, its message, its element and the request's id, from the body.

    restXml and awsQuery say ``<ErrorResponse><Error>``, S3 ``<Error>`` and EC2 ``<Response><Errors><Error>``. SimpleDB
    speaks awsQuery and errs as EC2 does, and services like S3 add the frame, so each is read in all.
    """
    document = _document(response.body)
    error = _first(_first(document, "Errors") or document, "Error")
    if not error:
        excerpt = response.body[:_EXCERPT].decode(errors="replace").strip()
        return ErrorFacts("", excerpt, {}, request_id=_request_id(document))
    return ErrorFacts(
        _text(error, "Code").strip(),
        _text(error, "Message", "message"),
        error,
        request_id=_request_id(document) or _request_id(error),
    )


def _document(body: bytes) -> dict[str, Any]:
    """What is in the frame, or an error without one; nothing if that cannot be read."""
    try:
        root, value = decode(body)
    except ValueError:
        return {}
    return {root: value} if root == "Error" else _elements(value)


def _elements(value: Any) -> dict[str, Any]:
    return cast(dict[str, Any], value) if type(value) is dict else {}


def _first(data: dict[str, Any], name: str) -> dict[str, Any]:
    """What is in the first of the elements of that name."""
    found = flat_items(data.get(name), name)
    return _elements(found[0]) if found else {}


def _text(data: dict[str, Any], *names: str) -> str:
    """The text of the first of those elements that has one, blanks around it included: a message is kept as it is."""
    found = (data.get(name) for name in names)
    return next((value for value in found if isinstance(value, str) and value), "")


def _request_id(data: dict[str, Any]) -> str | None:
    """The service's id of the request, under any of the names that these protocols give it."""
    metadata = _first(data, "ResponseMetadata")
    names = ("RequestId", "RequestID", "requestId")
    found = _text(data, *names) or _text(metadata, *names)
    return found.strip() or None
