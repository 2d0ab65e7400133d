"""``smithy.protocols#rpcv2Cbor``: one POST × CBOR (https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2-cbor.html)."""

from __future__ import annotations

from typing import Final

from ..codecs.cbor_reading import read_cbor
from ..http import HttpResponse
from . import ErrorFacts, Protocol
from ._documents import check_protocol, rpc_error

_NAME: Final = "rpc-v2-cbor"


def check(response: HttpResponse) -> None:
    """Refuse what is no response of this protocol."""
    check_protocol(response, _NAME)


def read_error(response: HttpResponse) -> ErrorFacts:
    """What an error response says."""
    return rpc_error(response, read_cbor, _NAME)


PROTOCOL: Final = Protocol(
    name="smithy.protocols#rpcv2Cbor",
    accept="application/cbor",
    read_error=read_error,
    check=check,
)
