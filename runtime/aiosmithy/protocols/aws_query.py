"""``aws.protocols#awsQuery``: one POST with a query string as its body, answered in XML.

https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
"""

from __future__ import annotations

from typing import Any, Final

from ..codecs.xml_reading import structure
from . import Protocol
from ._xml import read_answer, read_error

__all__ = ["PROTOCOL", "read_result"]


def read_result(body: bytes, operation: str) -> dict[str, Any]:
    """The data of an output: ``<OpResponse><OpResult>…`` ("Response serialization").

    Raises:
        ValueError: There is no body, it is no XML, or it is something else than the operation's answer.
    """
    answer = read_answer(body, operation)
    name = f"{operation}Result"
    if name not in answer:
        raise ValueError(f"expected the element {name} in {operation}Response")
    return structure(answer[name], name)


PROTOCOL: Final = Protocol(
    name="aws.protocols#awsQuery", accept="text/xml", read_error=read_error
)
