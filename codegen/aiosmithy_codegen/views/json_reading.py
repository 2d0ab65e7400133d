"""How parsed JSON becomes a value: expressions of the generated readers.

A reader has ``get``, the lookup of the object at hand; ``v`` holds what was looked up.
Strings, integers, floats and booleans are checked in place, for that is quicker than a
call; only what is missing or wrong goes through a helper.
"""

from __future__ import annotations

from attrs import field, frozen

from ..literals import literal
from ..model import Member, Shape
from .bindings import json_name, timestamp_format
from .context import Context, Presence
from .imports import Imports
from .types import FLOATS, INTEGERS, TEXTS, default

_TIMESTAMPS = {
    "date-time": "read_date_time",
    "http-date": "read_http_date",
    "epoch-seconds": "read_epoch_seconds",
}
_HELPERS = {
    "boolean": "read_boolean",
    "bigDecimal": "read_decimal",
    "blob": "read_blob",
    "document": "read_document",
    **dict.fromkeys(TEXTS, "read_text"),
    **dict.fromkeys(INTEGERS, "read_integer"),
    **dict.fromkeys(FLOATS, "read_float"),
}
_QUICK = {
    "boolean": "bool",
    **dict.fromkeys(TEXTS, "str"),
    **dict.fromkeys(INTEGERS, "int"),
    **dict.fromkeys(FLOATS, "float"),
}


@frozen
class Reading:
    """Builds expressions of one module; notes the imports and the functions that they call."""

    context: Context
    imports: Imports
    module: str = ""  # what the codec's own functions are prefixed with
    wanted: dict[str, Shape] = field(factory=dict[str, Shape])

    def member(self, member: Member) -> str:
        """A structure's member, found under its name in JSON."""
        presence = self.context.presence(member)
        shape = self.context.model.target(member)
        name = literal(json_name(member))
        found = f"get({name})"
        if shape.type in _QUICK:
            return self._quick(member, shape, presence, name)
        if shape.type == "document":
            return self._document(member, presence, found, name)
        if presence == "optional":
            present = self.value(member, shape, "v", name, present=True)
            return f"None if (v := {found}) is None else {present}"
        extra = ""
        if presence == "default" and shape.type not in ("list", "map"):
            extra = f", {default(self.context, member, self.imports).expression}"
        return self.value(member, shape, found, name, extra)

    def _quick(
        self, member: Member, shape: Shape, presence: Presence, name: str
    ) -> str:
        type_ = _QUICK[shape.type]
        helper = self._helper(_HELPERS[shape.type])
        found = f"v := get({name})"
        if presence == "optional":
            test = f"({found}) is None or type(v) is {type_}"
            return f"v if {test} else {helper}(v, {name})"
        extra = ""
        if presence == "default":
            extra = f", {default(self.context, member, self.imports).expression}"
        return f"v if type({found}) is {type_} else {helper}(v, {name}{extra})"

    def _document(
        self, member: Member, presence: Presence, found: str, name: str
    ) -> str:
        if presence == "default":
            value = default(self.context, member, self.imports).expression
            return f"{value} if (v := {found}) is None else {self._parsed('v', name)}"
        return self._parsed(found, name)

    def _parsed(self, access: str, name: str) -> str:
        """A document as it was parsed; where decimals were asked for, it has floats again."""
        if not self.context.exact:
            return access
        return f"{self._helper('read_document')}({access}, {name})"

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
        """A value of any shape; one that is not ``present`` may be None, and gives the zero value."""
        match shape.type:
            case "list" | "map":
                return self.aggregate(shape, access, name)
            case "document":
                return self._parsed(access, name)
            case "structure" | "union":
                if not present:
                    access = f"{self._helper('structure')}({access}, {name})"
                return f"{self._function(shape)}({access})"
            case "timestamp":
                form = timestamp_format(self.context.model, member, "epoch-seconds")
                helper = self._helper(_TIMESTAMPS[form])
            case _:
                helper = self._helper(_HELPERS[shape.type])
        return f"{helper}({access}, {name}{extra})"

    def aggregate(self, shape: Shape, access: str, name: str) -> str:
        """A list or map."""
        sparse = "smithy.api#sparse" in shape.traits
        element = shape.members["member" if shape.type == "list" else "value"]
        target = self.context.model.target(element)
        if target.type in TEXTS and not sparse:
            return f"{self._helper(f'read_text_{shape.type}')}({access}, {name})"
        item = self._element(element, target, name)
        if sparse and target.type != "document":
            item = f"None if item is None else {item}"
        kind = "items" if shape.type == "list" else "entries"
        source = self._helper(f"sparse_{kind}" if sparse else kind)
        if shape.type == "list":
            return f"[{item} for item in {source}({access}, {name})]"
        return f"{{key: {item} for key, item in {source}({access}, {name})}}"

    def _element(self, member: Member, shape: Shape, name: str) -> str:
        if shape.type in ("list", "map"):
            return f"{self._function(shape)}(item)"
        return self.value(member, shape, "item", name, present=True)

    def _function(self, shape: Shape) -> str:
        """The function that reads a value of that shape."""
        self.wanted[shape.id] = shape
        if self.module:
            self.imports.add(".", "codec")
        return f"{self.module}read_{self.context.function(shape.id)}"

    def _helper(self, name: str) -> str:
        self.imports.add("aiosmithy.codecs.json_reading", name)
        return name
