"""The shapes that every model may target without defining them (https://smithy.io/2.0/spec/model.html#prelude)."""

from __future__ import annotations

from ..model import Shape

_BOXED = {
    "BigDecimal": "bigDecimal",
    "BigInteger": "bigInteger",
    "Blob": "blob",
    "Boolean": "boolean",
    "Byte": "byte",
    "Document": "document",
    "Double": "double",
    "Float": "float",
    "Integer": "integer",
    "Long": "long",
    "Short": "short",
    "String": "string",
    "Timestamp": "timestamp",
}
_PRIMITIVE = ("Boolean", "Byte", "Double", "Float", "Integer", "Long", "Short")


def _prelude() -> dict[str, Shape]:
    boxed = [Shape(f"smithy.api#{name}", kind) for name, kind in _BOXED.items()]
    primitive = [
        Shape(
            f"smithy.api#Primitive{name}",
            _BOXED[name],
            {"smithy.api#default": False if name == "Boolean" else 0},
        )
        for name in _PRIMITIVE
    ]
    unit = Shape("smithy.api#Unit", "structure", {"smithy.api#unitType": {}})
    return {shape.id: shape for shape in (*boxed, *primitive, unit)}


PRELUDE = _prelude()
"""Shape id → shape."""
