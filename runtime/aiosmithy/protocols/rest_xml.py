"""``aws.protocols#restXml``: HTTP bindings × XML (https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html)."""

from __future__ import annotations

import re
from typing import Final

from ..http import HttpResponse
from . import ErrorFacts, Protocol, _xml

__all__ = ["PROTOCOL", "is_error", "read_error"]

# The root's start tag: after a declaration, and after the blanks by which S3 keeps a connection open until it knows.
_ERROR: Final = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml\s[^>]*>)?\s*<Error[\s/>]")


def is_error(response: HttpResponse) -> bool:
    """Whether a success holds an error document, as S3's CopyObject and CompleteMultipartUpload may answer.

    S3's documentation asks for it where the answer is XML; a payload of any other type is the caller's own.
    """
    given = (response.headers.get("content-type") or "xml").partition(";")[0]
    return given.rstrip().lower().endswith("xml") and bool(_ERROR.match(response.body))


def read_error(response: HttpResponse) -> ErrorFacts:
    """The error's code, from the body; an answer to HEAD has none, and its status must do."""
    if response.body:
        return _xml.read_error(response)
    from http import HTTPStatus

    try:
        phrase = HTTPStatus(response.status).phrase
    except ValueError:
        phrase = ""
    # The text of a redirect is the runtime's own.
    message = "" if response.status < 400 else phrase
    return ErrorFacts(phrase.replace(" ", ""), message, {})


PROTOCOL: Final = Protocol(
    name="aws.protocols#restXml",
    accept="application/xml",
    read_error=read_error,
    is_error=is_error,
)
