"""How parsed CBOR becomes a value: as parsed JSON does, but that bytes, big numbers and timestamps have types of their own.

https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2-cbor.html#shape-serialization
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from attrs import frozen

from ..literals import literal
from ..model import Member, Shape
from .json_reading import JsonReading

_OWN = {
    "bigDecimal": "read_decimal",
    "bigInteger": "read_big_integer",
    "blob": "read_blob",
}


@frozen
class CborReading(JsonReading):
    """Reads what the CBOR decoder gave."""

    helpers: ClassVar[str] = "aiosmithy.codecs.cbor_reading"
    quick: ClassVar[Mapping[str, str]] = {**JsonReading.quick, "blob": "bytes"}

    def body(self, operation: Shape) -> str:
        return f"{self.helper('read_body')}(response.body)"

    def payload(self, member: Member, source: str = "response.body") -> str:
        shape = self.context.model.target(member)
        whole = shape.type in ("structure", "union")
        read = f"{self.helper('read_body' if whole else 'read_cbor')}({source})"
        return self.value(member, shape, read, literal(member.name), present=True)

    def _scalar(self, shape: Shape) -> str:
        return _OWN.get(shape.type) or super()._scalar(shape)

    def _timestamp(self, member: Member) -> str:
        return "read_timestamp"
