"""``aws.protocols#restJson1``: HTTP bindings × JSON (https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html)."""

from __future__ import annotations

from typing import Final

from ..http import HttpResponse
from . import ErrorFacts, Protocol
from ._documents import json_error


def read_error(response: HttpResponse) -> ErrorFacts:
    """What an error response says."""
    return json_error(response, ("code", "__type", "Code"))


PROTOCOL: Final = Protocol(
    name="aws.protocols#restJson1", accept="application/json", read_error=read_error
)
