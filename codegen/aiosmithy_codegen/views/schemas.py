"""``schemas.py``: what each member of an input, and of all that it holds, may be."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from attrs import frozen

from ..json_values import is_object
from ..literals import literal
from ..model import Member, Shape
from ..streams import is_stream
from .context import Context
from .imports import Imports, ImportView
from .text import module_doc
from .types import FLOATS, INTEGERS, TEXTS

_BITS = {
    "byte": 8,
    "short": 16,
    "integer": 32,
    "intEnum": 32,
    "long": 64,
    "bigInteger": None,
}
_CONSTANTS = {
    "enum": "STRING",
    "string": "STRING",
    "boolean": "BOOLEAN",
    "byte": "BYTE",
    "short": "SHORT",
    "integer": "INTEGER",
    "intEnum": "INTEGER",
    "long": "LONG",
    "bigInteger": "BIG_INTEGER",
    "float": "FLOAT",
    "double": "DOUBLE",
    "bigDecimal": "BIG_DECIMAL",
    "blob": "BLOB",
    "timestamp": "TIMESTAMP",
    "document": "DOCUMENT",
}
_CLASSES = {
    "blob": "Blob",
    "bigDecimal": "BigDecimal",
    **dict.fromkeys(TEXTS, "String"),
    **dict.fromkeys(INTEGERS, "Integer"),
    **dict.fromkeys(FLOATS, "Float"),
}


@frozen
class SchemaMemberView:
    """One member or variant; ``arguments`` are those of its constructor."""

    arguments: tuple[str, ...]


@frozen
class SchemaView:
    name: str
    arguments: tuple[str, ...]  # of the class, before the members
    kind: str
    member_kind: str
    members: tuple[SchemaMemberView, ...]
    keywords: tuple[str, ...]


@frozen
class SchemasView:
    header: str
    module_doc: str
    imports: tuple[tuple[ImportView, ...], ...]
    types: tuple[str, ...]
    schemas: tuple[SchemaView, ...]


def schemas_view(context: Context) -> SchemasView:
    builder = _Builder(context)
    schemas = sorted(builder.schemas(), key=lambda view: view.name)
    kinds = sorted({view.kind for view in schemas}) or ["Structure"]
    imports = builder.imports
    imports.add("collections.abc", "Mapping")
    imports.add("typing", "Final")
    imports.add("aiosmithy.schemas", *kinds)
    if schemas:
        imports.add(".", "shapes")
    return SchemasView(
        header=context.header,
        module_doc=module_doc(
            f"What each member that {context.title} takes may be: types, lengths, ranges,"
            " patterns.",
            "Imported only to explain a mistake or to check constraints.",
        ),
        imports=imports.views(),
        types=tuple(kinds),
        schemas=tuple(schemas),
    )


class _Builder:
    def __init__(self, context: Context) -> None:
        self.context = context
        self.imports = Imports()
        self.pending: list[Shape] = []

    def schemas(self) -> Iterator[SchemaView]:
        for operation in self.context.callable:
            name = self.context.symbols.operation(operation.id).input
            shape = self.context.input(operation)
            yield self._structure(name, shape, top_level_input=True)
        seen: set[str] = set()
        while self.pending:
            shape = self.pending.pop()
            if shape.id not in seen:
                seen.add(shape.id)
                name = self.context.symbols.shape(shape.id)
                if shape.type == "union":
                    yield self._union(name, shape)
                else:
                    yield self._structure(name, shape)

    def _structure(
        self, name: str, shape: Shape, *, top_level_input: bool = False
    ) -> SchemaView:
        members = tuple(
            self._member(shape, member, top_level_input=top_level_input)
            for member in shape.members.values()
        )
        return SchemaView(name, (f"shapes.{name}",), "Structure", "Member", members, ())

    def _member(
        self, shape: Shape, member: Member, *, top_level_input: bool
    ) -> SchemaMemberView:
        self._use("Member")
        presence = self.context.presence(member, top_level_input=top_level_input)
        attribute = literal(self.context.symbols.member(member.id))
        arguments = [attribute, literal(member.name), self._schema(member)]
        # What has a default may be left out, but None is as wrong there.
        if presence != "optional":
            arguments.append("required=True")
        if top_level_input and "smithy.api#httpLabel" in member.traits:
            arguments.append("label=True")
        return SchemaMemberView((*arguments, *self._sensitive(shape, member)))

    def _union(self, name: str, shape: Shape) -> SchemaView:
        variants = tuple(
            SchemaMemberView(
                (
                    literal(member.name),
                    f"shapes.{self.context.symbols.variant(member.id)}",
                    self._schema(member),
                    *self._sensitive(shape, member),
                )
            )
            for member in shape.members.values()
        )
        if variants:
            self._use("Variant")
        unknown = f"unknown=shapes.{self.context.symbols.unknown_variant(shape.id)}"
        return SchemaView(name, (), "Union", "Variant", variants, (unknown,))

    def _sensitive(self, shape: Shape, member: Member) -> tuple[str, ...]:
        secret = "smithy.api#sensitive" in shape.traits or self.context.is_sensitive(
            member
        )
        return ("sensitive=True",) if secret else ()

    # --- kinds

    def _schema(self, member: Member) -> str:
        shape = self.context.model.target(member)
        if is_stream(self.context.model, member):
            return self._use("STREAM" if shape.type == "blob" else "EVENTS")
        match shape.type:
            case "structure" | "union":
                self.pending.append(shape)
                return f"{self._use('Reference')}({literal(self.context.symbols.shape(shape.id))})"
            case "list":
                inner = self._schema(shape.members["member"])
                flags = self._flags(shape, "unique", "smithy.api#uniqueItems")
                return self._call("List", inner, *self._length(member), *flags)
            case "map":
                key = self._schema(shape.members["key"])
                value = self._schema(shape.members["value"])
                return self._call(
                    "Map", key, value, *self._length(member), *self._flags(shape)
                )
            case _:
                return self._simple(member, shape)

    def _flags(self, shape: Shape, name: str = "", trait: str = "") -> list[str]:
        flags = [f"{name}=True"] if trait in shape.traits else []
        return [*flags, "sparse=True"] if "smithy.api#sparse" in shape.traits else flags

    def _simple(self, member: Member, shape: Shape) -> str:
        arguments: list[str] = []
        if shape.type in TEXTS or shape.type == "blob":
            arguments += self._length(member)
        if shape.type == "string":
            pattern = self.context.model.trait(member, "smithy.api#pattern")
            if pattern is not None:
                arguments.append(f"pattern={literal(str(pattern))}")
        if shape.type in INTEGERS or shape.type in FLOATS or shape.type == "bigDecimal":
            arguments += self._range(member, shape)
        if not arguments:
            return self._use(_CONSTANTS[shape.type])
        if _BITS.get(shape.type, 32) != 32:
            arguments.append(f"bits={_BITS[shape.type]}")
        return self._call(_CLASSES[shape.type], *arguments)

    def _length(self, member: Member) -> list[str]:
        limits = self.context.model.trait(member, "smithy.api#length")
        if not is_object(limits):
            return []
        low, high = limits.get("min"), limits.get("max")
        arguments = [f"min_length={int(low)}"] if low else []
        return arguments if high is None else [*arguments, f"max_length={int(high)}"]

    def _range(self, member: Member, shape: Shape) -> Iterator[str]:
        limits = self.context.model.trait(member, "smithy.api#range")
        if not is_object(limits):
            return
        for name, key in (("minimum", "min"), ("maximum", "max")):
            value = limits.get(key)
            if value is not None:
                yield f"{name}={self._bound(shape, key, value)}"

    def _bound(self, shape: Shape, key: str, value: Any) -> str:
        if shape.type in INTEGERS:
            return literal(math.ceil(value) if key == "min" else math.floor(value))
        if shape.type == "bigDecimal" and isinstance(value, float | Decimal):
            self.imports.add("decimal", "Decimal")
            return f"Decimal({literal(str(value))})"
        return literal(float(value) if isinstance(value, Decimal) else value)

    def _call(self, name: str, *arguments: str) -> str:
        return f"{self._use(name)}({', '.join(arguments)})"

    def _use(self, name: str) -> str:
        self.imports.add("aiosmithy.schemas", name)
        return name
