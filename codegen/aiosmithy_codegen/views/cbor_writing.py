"""How a value becomes CBOR: the generated writers, and the expressions that call them.

https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2-cbor.html#shape-serialization
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from attrs import frozen

from ..model import Member, Shape
from .types import INTEGERS, TEXTS
from .writing import PieceView, VariantView, WriterView, Writing

_TEXT = 0x60
_SIMPLE = {
    "boolean": "write_boolean",
    "float": "write_float",
    "double": "write_double",
    "bigDecimal": "write_decimal",
    "blob": "write_blob",
    "timestamp": "write_timestamp",
    **dict.fromkeys(TEXTS, "write_text"),
    **dict.fromkeys(INTEGERS, "write_integer"),
    "bigInteger": "write_big_integer",
}
_HELPERS = {
    ("list", False): "write_list",
    ("list", True): "write_sparse_list",
    ("map", False): "write_map",
    ("map", True): "write_sparse_map",
}


@frozen
class CborWriting(Writing):
    """``write_…(out: bytearray, value) -> None``; a structure is a map that a break ends, for what it has is not counted."""

    helpers: ClassVar[str] = "aiosmithy.codecs.cbor_writing"
    parameters: ClassVar[str] = "out: bytearray, value: {type}"
    returns: ClassVar[str] = "None"
    opening: ClassVar[tuple[str, ...]] = (r'out += b"\xbf"',)
    part: ClassVar[str] = "{name}(out, value)"
    part_closing: ClassVar[tuple[str, ...]] = ()

    # --- in operations.py

    def body(self, operation: Shape) -> str:
        if not self.context.input(operation).members:
            return r'b"\xa0"'
        write = self.input_name(operation)
        return f"{self.helper('write_body')}({write}, input)"

    def payload(self, member: Member, shape: Shape, access: str) -> str:
        write = self._function(shape)
        return f"{self.helper('write_body')}({write}, {access})"

    # --- in codec.py

    def want(self, member: Member, shape: Shape) -> None:
        self._function(shape)

    def structure(
        self,
        name: str,
        type_: str,
        members: Sequence[Member],
        *,
        top_level_input: bool = False,
    ) -> Iterator[WriterView]:
        pieces = tuple(
            self._piece(member, top_level_input=top_level_input) for member in members
        )
        view = WriterView(
            name,
            self.signature(type_),
            self.returns,
            opening=self.opening if pieces else (),
            pieces=pieces,
            closing=(r'out += b"\xff"' if pieces else r'out += b"\xa0"',),
        )
        yield from self.in_parts(view)

    def _piece(self, member: Member, *, top_level_input: bool) -> PieceView:
        access, attribute = self.given(member, top_level_input=top_level_input)
        return PieceView(self._entry(member, access), attribute)

    def variant(self, member: Member) -> VariantView:
        lines = self._entry(member, "value.value", start=b"\xa1")
        return VariantView(
            self.types().name(self.context.symbols.variant(member.id)),
            (*lines, "return"),
        )

    def _entry(
        self, member: Member, access: str, start: bytes = b""
    ) -> tuple[str, ...]:
        """The lines that append a member's name and value."""
        key = f'out += b"{_hexadecimal(start)}{_key(self.name(member))}"'
        return key, self._call(self.context.model.target(member), access)

    def whole(self, shape: Shape) -> str:
        return self._aggregate(shape, "value")

    # --- statements

    def _call(self, shape: Shape, access: str) -> str:
        """The line that appends a value."""
        if shape.type in ("list", "map"):
            return self._aggregate(shape, access)
        return f"{self._function(shape)}(out, {access})"

    def _aggregate(self, shape: Shape, access: str) -> str:
        """The line that appends a list or map."""
        element = shape.members["member" if shape.type == "list" else "value"]
        target = self.context.model.target(element)
        sparse = "smithy.api#sparse" in shape.traits
        if target.type in TEXTS and not sparse:
            return f"{self.helper(f'write_text_{shape.type}')}(out, {access})"
        write = self._function(target)
        return f"{self.helper(_HELPERS[shape.type, sparse])}(out, {write}, {access})"

    def _function(self, shape: Shape) -> str:
        """The function that appends a value of that shape."""
        if shape.type in _SIMPLE:
            return self.helper(_SIMPLE[shape.type])
        return self.function(shape)


def _key(name: str) -> str:
    """A text with its head, between the quotes of a literal (RFC 8949 §3)."""
    data = name.encode()
    return _hexadecimal(_head(len(data))) + "".join(
        chr(byte) if chr(byte).isalnum() and byte < 0x80 else f"\\x{byte:02x}"
        for byte in data
    )


def _head(size: int) -> bytes:
    """The head of a text of that size, as short as it can be."""
    if size < 24:
        return bytes((_TEXT + size,))
    if size < 0x100:
        return bytes((_TEXT + 24, size))
    if size < 0x10000:
        return bytes((_TEXT + 25, *size.to_bytes(2, "big")))
    return bytes((_TEXT + 26, *size.to_bytes(4, "big")))


def _hexadecimal(data: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in data)
