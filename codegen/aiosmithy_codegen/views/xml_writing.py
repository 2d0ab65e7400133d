"""How a value becomes XML text: the generated writers, and the expressions that call them.

https://smithy.io/2.0/spec/protocol-traits.html#xml-bindings

A writer gives what is *in* an element; whoever writes the element has its tags as literals, for they depend on where
the value stands. Attributes stand in the tag, so a structure that has some has a second function for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

from attrs import frozen

from ..literals import Code, f_string, literal
from ..model import Member, Shape
from .types import FLOATS, INTEGERS, TEXTS
from .writing import PieceView, VariantView, WriterView, Writing
from .xml_names import (
    Tags,
    XmlNames,
    attributes,
    is_attribute,
    is_flattened,
    is_sparse,
)

_PLAIN = {
    "boolean": "boolean_text",
    "bigDecimal": "decimal_text",
    **dict.fromkeys(INTEGERS, "integer_text"),
    **dict.fromkeys(FLOATS, "float_text"),
}
_SIMPLE = {
    **_PLAIN,
    "blob": "write_blob",
    **dict.fromkeys(TEXTS, "write_text"),
}
_AGGREGATES = ("structure", "union", "list", "map")
_PREFIX = "attributes_of_"


@frozen
class XmlWriting(Writing):
    """``write_…(value) -> str`` and ``attributes_of_…(value) -> str``."""

    helpers: ClassVar[str] = "aiosmithy.codecs.xml_writing"

    @property
    def names(self) -> XmlNames:
        return XmlNames(self.context)

    # --- in operations.py

    def body(self, operation: Shape) -> str:
        shape = self.context.input(operation)
        write = self.input_name(operation)
        return self._document(shape, self.names.root_tags(shape), write, "input")

    def payload(self, member: Member, shape: Shape, access: str) -> str:
        tags = self.names.root_tags(shape, member)
        return self._document(shape, tags, self.function(shape), access)

    def _document(self, shape: Shape, tags: Tags, write: str, access: str) -> str:
        text = f_string(*self._element(shape, tags, write, access))
        return f"{text}.encode()"

    # --- in codec.py

    def want(self, member: Member, shape: Shape) -> None:
        if shape.type in _AGGREGATES:
            self.function(shape)

    def structure(
        self,
        name: str,
        type_: str,
        members: Iterable[Member],
        *,
        top_level_input: bool = False,
    ) -> Iterator[WriterView]:
        pieces: dict[bool, list[PieceView]] = {False: [], True: []}
        for member in members:
            access, optional = self.given(member, top_level_input=top_level_input)
            write = self._attribute if is_attribute(member) else self._member
            piece = PieceView((f"text += {write(member, access)}",), optional)
            pieces[is_attribute(member)].append(piece)
        yield from self._function(name, type_, pieces[False])
        if pieces[True]:
            yield from self._function(_attributes_of(name), type_, pieces[True])

    def _function(
        self, name: str, type_: str, pieces: Sequence[PieceView]
    ) -> Iterator[WriterView]:
        last = "return text" if pieces else 'return ""'
        opening = self.opening if pieces else ()
        signature = self.signature(type_)
        yield from self.in_parts(
            WriterView(
                name, signature, self.returns, opening, tuple(pieces), (), (last,)
            )
        )

    def variant(self, member: Member) -> VariantView:
        class_name = self.types().name(self.context.symbols.variant(member.id))
        return VariantView(
            class_name, (f"return {self._member(member, 'value.value')}",)
        )

    def whole(self, shape: Shape) -> str:
        return f"return {self._content(shape, 'value')}"

    # --- expressions

    def _attribute(self, member: Member, access: str) -> str:
        """The text of an attribute."""
        shape = self.context.model.target(member)
        if shape.type not in TEXTS:
            access = f"{self._scalar(member, shape)}({access})"
        name = literal(self.names.of(member))
        return f"{self.helper('write_attribute')}({name}, {access})"

    def _member(self, member: Member, access: str) -> str:
        """The text of a member's element, or of its elements if it is flattened."""
        shape = self.context.model.target(member)
        if shape.type not in ("list", "map"):
            tags = self.names.member_tags(member)
            return f_string(*self._value(member, tags, access))
        if is_flattened(member):
            tags = self.names.flat_tags(member, shape)
            return self._several(shape, tags, access)
        tags = self.names.member_tags(member)
        content = self._content(shape, access)
        return f"{literal(tags.start)} + {content} + {literal(tags.end)}"

    def _content(self, shape: Shape, access: str) -> str:
        """What is in the element of a list or map."""
        if shape.type == "list":
            tags = self.names.member_tags(shape.members["member"])
        else:
            tags = Tags("<entry", "</entry>")
        return self._several(shape, tags, access)

    def _several(self, shape: Shape, tags: Tags, access: str) -> str:
        """The elements of a list or the entries of a map, each between the tags."""
        element = self.names.item(shape)
        if shape.type == "list":
            parts = self._value(element, tags, "item")
            each = f"for item in {self.helper('sequence')}({access})"
            empty = literal(tags.start + tags.end)
        else:
            key_tags = self.names.member_tags(shape.members["key"])
            key = Code(f"{self.helper('write_text')}(key)")
            before = (tags.start + key_tags.start, key)
            value = self._value(element, self.names.member_tags(element), "item")
            parts = (*before, key_tags.end, *value, tags.end)
            each = f"for key, item in {self.helper('pairs')}({access})"
            empty = f_string(*before, key_tags.end + tags.end)
        text = f_string(*parts)
        if is_sparse(shape):
            text = f"{empty} if item is None else {text}"
        return f'"".join([{text} {each}])'

    def _value(self, member: Member, tags: Tags, access: str) -> tuple[str | Code, ...]:
        """An element in parts, of a member of anything."""
        shape = self.context.model.target(member)
        if shape.type in _AGGREGATES:
            return self._element(shape, tags, self.function(shape), access)
        text = Code(f"{self._scalar(member, shape)}({access})")
        return tags.start, text, tags.end

    def _element(
        self, shape: Shape, tags: Tags, write: str, access: str
    ) -> tuple[str | Code, ...]:
        """An element in parts, with its attributes if a structure has any."""
        content = Code(f"{write}({access})")
        if not attributes(shape):
            return tags.start, content, tags.end
        given = Code(f"{_attributes_of(write)}({access})")
        return tags.open, given, ">", content, tags.end

    def _scalar(self, member: Member, shape: Shape) -> str:
        """The function that writes a simple value."""
        if shape.type == "timestamp":
            return self.helper(f"{self.timestamp_form(member)}_text")
        return self.helper(_SIMPLE[shape.type])


def _attributes_of(write: str) -> str:
    """``codec.write_grantee`` → ``codec.attributes_of_grantee``."""
    module, _, name = write.partition("write_")
    return f"{module}{_PREFIX}{name}"
