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

    def input_writers(
        self, operation: Shape, members: Sequence[Member]
    ) -> Iterator[WriterView]:
        type_ = self.types().name(self.context.symbols.operation(operation.id).input)
        pieces = tuple(self._piece(member, top_level_input=True) for member in members)
        yield from self._structure(self.input_name(operation), type_, pieces)

    def writers(self, shape: Shape) -> Iterator[WriterView]:
        name, type_ = self.function(shape), self.types().of(shape.id)
        if shape.type == "structure":
            pieces = tuple(self._piece(member) for member in shape.members.values())
            yield from self._structure(name, type_, pieces)
            return
        variants: tuple[VariantView, ...] = ()
        if shape.type == "union":
            variants = tuple(self._variant(each) for each in shape.members.values())
            last = self.no_variant(shape)
        else:
            last = self._aggregate(shape, "value")
        yield WriterView(
            name, self.signature(type_), self.returns, (), (), variants, (last,)
        )

    def _structure(
        self, name: str, type_: str, pieces: tuple[PieceView, ...]
    ) -> Iterator[WriterView]:
        closing = r'out += b"\xff"' if pieces else r'out += b"\xa0"'
        opening = self.opening if pieces else ()
        yield from self.in_parts(
            WriterView(
                name,
                self.signature(type_),
                self.returns,
                opening,
                pieces,
                (),
                (closing,),
            )
        )

    def _piece(self, member: Member, *, top_level_input: bool = False) -> PieceView:
        access, attribute = self.given(member, top_level_input=top_level_input)
        return PieceView(self._entry(member, access), attribute)

    def _variant(self, member: Member) -> VariantView:
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
    size = len(data)
    if size < 24:
        head = bytes((_TEXT + size,))
    elif size < 0x100:
        head = bytes((_TEXT + 24, size))
    else:
        head = bytes((_TEXT + 25, *size.to_bytes(2, "big")))
    return _hexadecimal(head) + "".join(
        chr(byte) if chr(byte).isalnum() and byte < 0x80 else f"\\x{byte:02x}"
        for byte in data
    )


def _hexadecimal(data: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in data)
