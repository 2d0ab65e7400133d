"""``smithy.protocols#rpcv2Json``: one POST × JSON (https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2-json.html)."""

from __future__ import annotations

from typing import Final

from ..codecs.json_reading import read_json
from ..http import HttpResponse
from . import ErrorFacts, Protocol
from ._documents import check_protocol, rpc_error

_NAME: Final = "rpc-v2-json"


def check(response: HttpResponse) -> None:
    """Refuse what is no response of this protocol."""
    check_protocol(response, _NAME)


def read_error(response: HttpResponse) -> ErrorFacts:
    """What an error response says."""
    return rpc_error(response, read_json, _NAME)


PROTOCOL: Final = Protocol(
    name="smithy.protocols#rpcv2Json",
    accept="application/json",
    read_error=read_error,
    check=check,
)
