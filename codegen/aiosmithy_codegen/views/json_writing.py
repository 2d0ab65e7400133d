"""How a value becomes JSON text: expressions of the generated writers."""

from __future__ import annotations

from attrs import field, frozen

from ..model import Member, Shape
from .bindings import timestamp_format
from .context import Context
from .imports import Imports
from .types import INTEGERS, TEXTS

_TIMESTAMPS = {
    "date-time": "write_date_time",
    "http-date": "write_http_date",
    "epoch-seconds": "write_epoch_seconds",
}
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
_HELPERS = {
    ("list", False): "write_list",
    ("list", True): "write_sparse_list",
    ("map", False): "write_map",
    ("map", True): "write_sparse_map",
}


@frozen
class Writing:
    """Builds expressions of one module; notes the imports and the functions that they call."""

    context: Context
    imports: Imports
    module: str = ""  # what the codec's own functions are prefixed with
    wanted: dict[str, Shape] = field(factory=dict[str, Shape])

    def text(self, member: Member, access: str) -> str:
        """The expression between the braces of an f-string: a member's value as JSON."""
        return self.call(member, self.context.model.target(member), access)

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
            return f"{self._helper(f'write_text_{shape.type}')}({access})"
        function = self._function(element, target)
        return f"{self._helper(_HELPERS[shape.type, sparse])}({function}, {access})"

    def _function(self, member: Member, shape: Shape) -> str:
        """The function that writes a value of that shape."""
        if shape.type == "timestamp":
            form = timestamp_format(self.context.model, member, "epoch-seconds")
            return self._helper(_TIMESTAMPS[form])
        if shape.type in _SIMPLE:
            return self._helper(_SIMPLE[shape.type])
        self.wanted[shape.id] = shape
        if self.module:
            self.imports.add(".", "codec")
        return f"{self.module}write_{self.context.function(shape.id)}"

    def _helper(self, name: str) -> str:
        self.imports.add("aiosmithy.codecs.json_writing", name)
        return name
