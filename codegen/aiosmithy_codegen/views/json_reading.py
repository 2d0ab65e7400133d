"""How parsed JSON becomes a value.

Strings, integers, floats and booleans are checked in place, for that is quicker than a call; only what is missing or
wrong goes through a helper.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from attrs import frozen

from ..literals import literal
from ..model import Member, Shape
from .bindings import body_name
from .reading import Reading
from .types import FLOATS, INTEGERS, TEXTS, default

_HELPERS = {
    "boolean": "read_boolean",
    "bigDecimal": "read_decimal",
    "blob": "read_blob",
    "document": "read_document",
    **dict.fromkeys(TEXTS, "read_text"),
    **dict.fromkeys(INTEGERS, "read_integer"),
    **dict.fromkeys(FLOATS, "read_float"),
}
_BIG_TEXTS = {"bigInteger": "read_integer_text", "bigDecimal": "read_decimal_text"}
_QUICK = {
    "boolean": "bool",
    **dict.fromkeys(TEXTS, "str"),
    **dict.fromkeys(INTEGERS, "int"),
    **dict.fromkeys(FLOATS, "float"),
}


@frozen
class JsonReading(Reading):
    """Reads what a JSON parser gave."""

    helpers: ClassVar[str] = "aiosmithy.codecs.json_reading"
    quick: ClassVar[Mapping[str, str]] = _QUICK
    """Types of shapes whose Python type can be checked in place."""

    # --- in operations.py

    def body(self, operation: Shape) -> str:
        plain = self.context.is_plain(self.context.output(operation))
        return self._parsed_body("read_body", ", quick=response.quick" if plain else "")

    def payload(self, member: Member, source: str = "response.body") -> str:
        shape = self.context.model.target(member)
        whole = shape.type in ("structure", "union")
        read = self._parsed_body("read_body" if whole else "read_json", source=source)
        return self.value(member, shape, read, literal(member.name), present=True)

    def _parsed_body(
        self, helper: str, extra: str = "", *, source: str = "response.body"
    ) -> str:
        exact = ", exact=True" if self.context.exact else ""
        documents = ", documents=True" if self.context.documents else ""
        return f"{self.helper(helper)}({source}{exact}{documents}{extra})"

    # --- values

    def wire_name(self, member: Member) -> str:
        return body_name(self.context.protocol, member)

    def member(self, member: Member) -> str:
        shape = self.context.model.target(member)
        name = literal(self.wire_name(member))
        if self._quick_type(shape):
            return self._quick(member, shape, name)
        if shape.type == "document":
            return self._document(member, name)
        if self.context.presence(member) == "optional":
            present = self.value(member, shape, "v", name, present=True)
            return f"None if (v := get({name})) is None else {present}"
        extra = "" if shape.type in ("list", "map") else self.fallback(member)
        return self.value(member, shape, f"get({name})", name, extra)

    def _quick_type(self, shape: Shape) -> str:
        if shape.type == "bigInteger" and self.context.protocol.big_numbers_are_texts:
            return ""
        return self.quick.get(shape.type, "")

    def _quick(self, member: Member, shape: Shape, name: str) -> str:
        type_ = self._quick_type(shape)
        helper = self.helper(self._scalar(shape))
        found = f"v := get({name})"
        if self.context.presence(member) == "optional":
            test = f"({found}) is None or type(v) is {type_}"
            return f"v if {test} else {helper}(v, {name})"
        extra = self.fallback(member)
        return f"v if type({found}) is {type_} else {helper}(v, {name}{extra})"

    def _document(self, member: Member, name: str) -> str:
        found = f"get({name})"
        if self.context.presence(member) == "default":
            value = default(self.context, member, self.imports).expression
            return f"{value} if (v := {found}) is None else {self._parsed('v', name)}"
        return self._parsed(found, name)

    def _parsed(self, access: str, name: str) -> str:
        """A document as it was parsed; where decimals were asked for, it has floats again."""
        if not self.context.exact:
            return access
        return f"{self.helper('read_document')}({access}, {name})"

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
            case "list" | "map":
                return self.aggregate(shape, access, name)
            case "document":
                return self._parsed(access, name)
            case "structure" | "union":
                if not present:
                    access = f"{self.helper('structure')}({access}, {name})"
                return f"{self.function(shape)}({access})"
            case "timestamp":
                helper = self.helper(self._timestamp(member))
            case _:
                helper = self.helper(self._scalar(shape))
        return f"{helper}({access}, {name}{extra})"

    def _scalar(self, shape: Shape) -> str:
        """The helper for a simple type."""
        if shape.type in _BIG_TEXTS and self.context.protocol.big_numbers_are_texts:
            return _BIG_TEXTS[shape.type]
        return _HELPERS[shape.type]

    def _timestamp(self, member: Member) -> str:
        """The helper for a timestamp."""
        return f"read_{self.timestamp_form(member)}"

    def aggregate(self, shape: Shape, access: str, name: str) -> str:
        sparse = "smithy.api#sparse" in shape.traits
        element = shape.members["member" if shape.type == "list" else "value"]
        target = self.context.model.target(element)
        if target.type in TEXTS and not sparse:
            return f"{self.helper(f'read_text_{shape.type}')}({access}, {name})"
        item = self._element(element, target, name)
        if sparse and target.type != "document":
            item = f"None if item is None else {item}"
        kind = "items" if shape.type == "list" else "entries"
        source = self.helper(f"sparse_{kind}" if sparse else kind)
        if shape.type == "list":
            return f"[{item} for item in {source}({access}, {name})]"
        return f"{{key: {item} for key, item in {source}({access}, {name})}}"

    def _element(self, member: Member, shape: Shape, name: str) -> str:
        if shape.type in ("list", "map"):
            return f"{self.function(shape)}(item)"
        return self.value(member, shape, "item", name, present=True)
