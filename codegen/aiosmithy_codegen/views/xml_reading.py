"""How parsed XML becomes a value.

https://smithy.io/2.0/spec/protocol-traits.html#xml-bindings

The decoder gives an element as a text, or as a dict of what is in it; what is there several times is a list. Texts and
dicts are told apart in place, for that is quicker than a call.
"""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen

from ..literals import literal
from ..model import Member, Shape
from .reading import Reading
from .types import FLOATS, INTEGERS, TEXTS
from .xml_names import XmlNames, is_flattened, is_sparse

_HELPERS = {
    "boolean": "read_boolean",
    "bigDecimal": "read_decimal",
    "blob": "read_blob",
    **dict.fromkeys(TEXTS, "read_text"),
    **dict.fromkeys(INTEGERS, "read_integer"),
    **dict.fromkeys(FLOATS, "read_float"),
}
# An empty element is none of these: so it is what is missing in a sparse list.
_NEVER_EMPTY = INTEGERS | FLOATS | {"bigDecimal", "boolean", "timestamp"}
_UNWRAPPED = "aws.customizations#s3UnwrappedXmlOutput"


@frozen
class XmlReading(Reading):
    """Reads what the XML decoder gave; the same for all protocols that answer in XML."""

    helpers: ClassVar[str] = "aiosmithy.codecs.xml_reading"
    document: ClassVar[str] = "read_content"

    # --- in operations.py

    def body(self, operation: Shape) -> str:
        protocol = self.context.protocol
        if protocol.reads_frame:
            self.imports.add(
                f"aiosmithy.protocols.{protocol.module}", protocol.reads_frame
            )
            return f"{protocol.reads_frame}(response.body, {literal(operation.name)})"
        unwrapped = _UNWRAPPED in operation.traits
        read = self.helper("read_body" if unwrapped else "read_content")
        return f"{read}(response.body)"

    def payload(self, member: Member, source: str = "response.body") -> str:
        shape = self.context.model.target(member)
        content = f"{self.helper('read_content')}({source})"
        return f"{self.function(shape)}({content})"

    # --- values

    def wire_name(self, member: Member) -> str:
        return XmlNames(self.context).local(member)

    def member(self, member: Member) -> str:
        shape = self.context.model.target(member)
        name = literal(self.wire_name(member))
        found = f"get({name})"
        if self._is_among_items(member, shape):
            found = f"{self.helper('first')}({found})"
        optional = self.context.presence(member) == "optional"
        if shape.type in TEXTS:
            absent = " or v is None" if optional else ""
            read = f"{self.helper('read_text')}(v, {name}{self.fallback(member)})"
            return f"v if type(v := {found}) is str{absent} else {read}"
        if optional:
            present = self.value(member, shape, "v", name, present=True)
            return f"None if (v := {found}) is None else {present}"
        simple = shape.type in _HELPERS or shape.type == "timestamp"
        extra = self.fallback(member) if simple else ""
        return self.value(member, shape, found, name, extra)

    def _is_among_items(self, member: Member, shape: Shape) -> bool:
        """Whether a flattened list has the same name, as in S3's notifications, which once had one event each."""
        if shape.type in ("list", "map"):
            return False
        owner = self.context.model.expect(member.id.partition("$")[0])
        name = self.wire_name(member)
        return any(
            is_flattened(other) and self.wire_name(other) == name
            for other in owner.members.values()
        )

    def value(
        self,
        member: Member,
        shape: Shape,
        access: str,
        name: str,
        extra: str = "",
        *,
        present: bool = False,
    ) -> str:
        match shape.type:
            case "list":
                return self._list(shape, access, name, flat=is_flattened(member))
            case "map":
                return self._map(shape, access, name, flat=is_flattened(member))
            case "union":
                return f"{self.function(shape)}({access})"
            case "structure":
                return (
                    f"{self.function(shape)}({self._elements(access, name, present)})"
                )
            case "timestamp":
                helper = self.helper(f"read_{self.timestamp_form(member)}")
            case _:
                helper = self.helper(_HELPERS[shape.type])
        return f"{helper}({access}, {name}{extra})"

    def _elements(self, access: str, name: str, present: bool) -> str:
        """What is in a structure's element: nearly always a dict if there is one."""
        found = f"{self.helper('structure')}({access}, {name})"
        return (
            f"{access} if {access}.__class__ is dict else {found}" if present else found
        )

    def aggregate(self, shape: Shape, access: str, name: str) -> str:
        read = self._list if shape.type == "list" else self._map
        return read(shape, access, name, flat=False)

    def _list(self, shape: Shape, access: str, name: str, *, flat: bool) -> str:
        element = shape.members["member"]
        target = self.context.model.target(element)
        if flat:
            source = f"{self.helper('flat_items')}({access}, {name})"
        else:
            item = literal(self.wire_name(element))
            source = f"{self.helper('items')}({access}, {name}, {item})"
        sparse = is_sparse(shape)
        if target.type in TEXTS and not sparse:
            return f"{self.helper('read_text_list')}({source}, {name})"
        value = self._item(element, target, name, present=True)
        if sparse and target.type in _NEVER_EMPTY:
            value = f'None if item == "" else {value}'
        return f"[{value} for item in {source}]"

    def _map(self, shape: Shape, access: str, name: str, *, flat: bool) -> str:
        element = shape.members["value"]
        target = self.context.model.target(element)
        source = self.helper("flat_entries" if flat else "entries")
        key, item = (literal(self.wire_name(each)) for each in shape.members.values())
        value = self._item(element, target, name, present=False)
        if is_sparse(shape):
            value = f"None if item is None else {value}"
        return f"{{key: {value} for key, item in {source}({access}, {name}, {key}, {item})}}"

    def _item(self, member: Member, shape: Shape, name: str, *, present: bool) -> str:
        """A value of a list or map."""
        if shape.type in ("list", "map"):
            return f"{self.function(shape)}(item)"
        return self.value(member, shape, "item", name, present=present)
