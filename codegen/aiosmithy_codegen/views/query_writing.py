"""How a value becomes part of a query string: the generated writers, and the expressions that call them.

https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#request-serialization and
https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html#request-serialization

A writer is given a value and the name that it goes by. Names are encoded here, so that the runtime encodes values only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, NoReturn
from urllib.parse import quote

from attrs import frozen

from ..literals import Code, f_string, literal
from ..model import Member, Shape
from .bindings import bind_request
from .types import INTEGERS, TEXTS
from .writing import PieceView, VariantView, WriterView, Writing

_XML_NAME = "smithy.api#xmlName"
_EC2_NAME = "aws.protocols#ec2QueryName"
_FLATTENED = "smithy.api#xmlFlattened"
_SIMPLE = {
    "boolean": "write_boolean",
    "float": "write_float",
    "double": "write_float",
    "bigDecimal": "write_decimal",
    "blob": "write_blob",
    **dict.fromkeys(TEXTS, "write_text"),
    **dict.fromkeys(INTEGERS, "write_integer"),
}
_NESTED = "name"
"""What holds the name of a value that is no operation's input."""


def _encoded(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")


def _named(prefix: str, *parts: str) -> str:
    """The expression of a name: what the variable ``prefix`` holds, if there is one, and those parts that are not empty."""
    text = ".".join(_encoded(part) for part in parts if part)
    if not prefix:
        return literal(text)
    return f_string(Code(prefix), f".{text}") if text else prefix


@frozen
class QueryWriting(Writing):
    """awsQuery: ``write_…(value, name) -> str``."""

    helpers: ClassVar[str] = "aiosmithy.codecs.query_writing"
    parameters: ClassVar[str] = "value: {type}, name: str"
    part: ClassVar[str] = "text += {name}(value, name)"

    # --- in operations.py

    def body(self, operation: Shape) -> str:
        version = _encoded(self.context.service.version)
        start = f"Action={_encoded(operation.name)}&Version={version}"
        if not bind_request(self.context, self.context.input(operation)).body:
            return f"b{literal(start)}"
        members = Code(f"{self.input_name(operation)}(input)")
        return f"{f_string(start, members)}.encode()"

    def payload(self, member: Member, shape: Shape, access: str) -> NoReturn:
        raise NotImplementedError("a query string is made of all members")

    # --- in codec.py

    def want(self, member: Member, shape: Shape) -> None:
        """No member is the whole body."""

    def structure(
        self,
        name: str,
        type_: str,
        members: Sequence[Member],
        *,
        top_level_input: bool = False,
    ) -> Iterator[WriterView]:
        """An input has no name; what is in it goes by its members' names."""
        prefix = "" if top_level_input else _NESTED
        view = WriterView(
            name,
            f"value: {type_}" if top_level_input else self.signature(type_),
            self.returns,
            self.opening,
            tuple(
                self._piece(member, prefix, top_level_input=top_level_input)
                for member in members
            ),
            closing=("return text",),
        )
        part = "text += {name}(value)" if top_level_input else self.part
        yield from self.in_parts(view, part)

    def _piece(
        self, member: Member, prefix: str, *, top_level_input: bool
    ) -> PieceView:
        access, attribute = self.given(member, top_level_input=top_level_input)
        return PieceView((f"text += {self._call(member, access, prefix)}",), attribute)

    def variant(self, member: Member) -> VariantView:
        class_name = self.types().name(self.context.symbols.variant(member.id))
        return VariantView(
            class_name, (f"return {self._call(member, 'value.value', _NESTED)}",)
        )

    def whole(self, shape: Shape) -> str:
        return f"return {self._aggregate(shape, 'value', _NESTED)}"

    # --- expressions

    def name(self, member: Member) -> str:
        """A member's part of a name ("Query key resolution")."""
        return str(member.traits.get(_XML_NAME, member.name))

    def _call(self, member: Member, access: str, prefix: str) -> str:
        """What gives a member's value with its name."""
        shape = self.context.model.target(member)
        name = self.name(member)
        if shape.type in ("list", "map"):
            flattened = _FLATTENED in member.traits
            return self._aggregate(shape, access, prefix, name, flattened=flattened)
        return f"{self._function(member, shape)}({access}, {_named(prefix, name)})"

    def _aggregate(
        self,
        shape: Shape,
        access: str,
        prefix: str,
        name: str = "",
        *,
        flattened: bool = False,
    ) -> str:
        """A list or map; one in another has no name but what it is given."""
        if shape.type == "list":
            return self._list(shape, access, prefix, name, flattened=flattened)
        key, value = (shape.members[each] for each in ("key", "value"))
        entries = _named(prefix, name, "" if flattened else "entry")
        names = ", ".join(
            literal(_encoded(QueryWriting.name(self, each))) for each in (key, value)
        )
        write = self._element(shape, value)
        return f"{self.helper('write_map')}({access}, {entries}, {names}, {write})"

    def _list(
        self, shape: Shape, access: str, prefix: str, name: str, *, flattened: bool
    ) -> str:
        element = shape.members["member"]
        items = "" if flattened else _encoded(self.name(element))
        write = self._element(shape, element)
        arguments = f"{access}, {_named(prefix, name)}, {literal(items)}, {write}"
        return f"{self.helper('write_list')}({arguments})"

    def _element(self, shape: Shape, member: Member) -> str:
        """The function that writes the items of a list or the values of a map."""
        function = self._function(member, self.context.model.target(member))
        if "smithy.api#sparse" in shape.traits:
            return f"{self.helper('sparse')}({function})"
        return function

    def _function(self, member: Member, shape: Shape) -> str:
        """The function that writes a value of that shape."""
        if shape.type == "timestamp":
            return self.helper(f"write_{self.timestamp_form(member)}")
        if shape.type in _SIMPLE:
            return self.helper(_SIMPLE[shape.type])
        return self.function(shape)


@frozen
class Ec2QueryWriting(QueryWriting):
    """ec2Query: names begin with capitals, and no list has a name of its own."""

    def name(self, member: Member) -> str:
        if (name := member.traits.get(_EC2_NAME)) is not None:
            return str(name)
        name = super().name(member)
        return name[:1].upper() + name[1:]

    def _list(
        self, shape: Shape, access: str, prefix: str, name: str, *, flattened: bool
    ) -> str:
        write = self._element(shape, shape.members["member"])
        items = _named(prefix, name)
        return f"{self.helper('write_items')}({access}, {items}, {write})"
