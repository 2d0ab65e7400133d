"""How a value becomes JSON text: the generated writers, and the expressions that call them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import ClassVar

from attrs import frozen

from ..literals import Code, f_string
from ..model import Member, Shape
from .types import INTEGERS, TEXTS
from .writing import PieceView, VariantView, WriterView, Writing

_SIMPLE = {
    "boolean": "write_boolean",
    "float": "write_float",
    "double": "write_float",
    "bigDecimal": "write_decimal",
    "blob": "write_blob",
    "document": "write_document",
    **dict.fromkeys(TEXTS, "quote"),
    **dict.fromkeys(INTEGERS, "write_integer"),
}
_BIG_TEXTS = {"bigInteger": "write_integer_text", "bigDecimal": "write_decimal_text"}
_HELPERS = {
    ("list", False): "write_list",
    ("list", True): "write_sparse_list",
    ("map", False): "write_map",
    ("map", True): "write_sparse_map",
}


@frozen
class JsonWriting(Writing):
    """``write_…(value) -> str``."""

    helpers: ClassVar[str] = "aiosmithy.codecs.json_writing"

    # --- in operations.py

    def body(self, operation: Shape) -> str:
        if not self.context.input(operation).members:
            return 'b"{}"'
        return f"{self.input_name(operation)}(input).encode()"

    def payload(self, member: Member, shape: Shape, access: str) -> str:
        return f"{self.call(member, shape, access)}.encode()"

    # --- in codec.py

    def want(self, member: Member, shape: Shape) -> None:
        self.call(member, shape, "")

    def structure(
        self,
        name: str,
        type_: str,
        members: Sequence[Member],
        *,
        top_level_input: bool = False,
    ) -> Iterator[WriterView]:
        pieces = tuple(
            self._piece(member, top_level_input=top_level_input, first=not number)
            for number, member in enumerate(members)
        )
        last = 'return "{" + text[1:] + "}"' if pieces else 'return "{}"'
        if pieces and not pieces[0].attribute:  # the text has its brace from there
            last = 'return text + "}"'
        opening = self.opening if pieces else ()
        yield from self.in_parts(
            WriterView(
                name, self.signature(type_), self.returns, opening, pieces, (), (last,)
            )
        )

    def _piece(
        self, member: Member, *, top_level_input: bool, first: bool
    ) -> PieceView:
        access, attribute = self.given(member, top_level_input=top_level_input)
        name = json.dumps(self.name(member))
        text = self.call(member, self.context.model.target(member), access)
        before = "{" if first and not attribute else ","
        piece = f_string(f"{before}{name}:", Code(text), quote="'")
        return PieceView((f"text += {piece}",), attribute)

    def variant(self, member: Member) -> VariantView:
        name = json.dumps(self.name(member))
        text = self.call(member, self.context.model.target(member), "value.value")
        whole = f_string(f"{{{name}:", Code(text), "}", quote="'")
        class_name = self.types().name(self.context.symbols.variant(member.id))
        return VariantView(class_name, (f"return {whole}",))

    def whole(self, shape: Shape) -> str:
        return f"return {self.aggregate(shape, 'value')}"

    # --- expressions

    def call(self, member: Member, shape: Shape, access: str) -> str:
        """A call that gives a member's value as JSON text."""
        if shape.type in ("list", "map"):
            return self.aggregate(shape, access)
        return f"{self._function(member, shape)}({access})"

    def aggregate(self, shape: Shape, access: str) -> str:
        """A list or map as JSON text."""
        element = shape.members["member" if shape.type == "list" else "value"]
        target = self.context.model.target(element)
        # A document may be null anyway.
        sparse = "smithy.api#sparse" in shape.traits and target.type != "document"
        if target.type in TEXTS and not sparse:
            return f"{self.helper(f'write_text_{shape.type}')}({access})"
        function = self._function(element, target)
        return f"{self.helper(_HELPERS[shape.type, sparse])}({function}, {access})"

    def _function(self, member: Member, shape: Shape) -> str:
        """The function that writes a value of that shape."""
        if shape.type == "timestamp":
            return self.helper(f"write_{self.timestamp_form(member)}")
        if shape.type in _BIG_TEXTS and self.context.protocol.big_numbers_are_texts:
            return self.helper(_BIG_TEXTS[shape.type])
        if shape.type in _SIMPLE:
            return self.helper(_SIMPLE[shape.type])
        return self.function(shape)
