"""``shapes.py``: structures, inputs, outputs and unions; the names of ``enums.py`` are there, too."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from ..docs_layout import Block, docstring_text
from ..model import Member, Shape
from ..streams import events_of, is_event_union, is_stream
from .context import Context
from .enums import enum_names
from .imports import Imports, ImportView
from .text import attribute_doc, class_doc, member_blocks, module_doc
from .types import Types, default

_SENSITIVE = "smithy.api#sensitive"
_UNKNOWN_VALUES = {
    "Document": "aiosmithy.shapes",
    "Frame": "aiosmithy.event_stream.framing",
}


@frozen
class FieldView:
    """An attribute; ``assignment`` is what stands after its type, empty if it must be given."""

    name: str
    type: str
    assignment: str
    doc: str | None


@frozen
class ClassView:
    name: str
    doc: str
    fields: tuple[FieldView, ...]


@frozen
class UnionView:
    name: str
    members: tuple[str, ...]
    doc: str


@frozen
class ShapesView:
    header: str
    module_doc: str
    imports: tuple[tuple[ImportView, ...], ...]
    enums: tuple[str, ...]  # the classes of enums.py, got at first use
    exported: tuple[str, ...]  # empty if there are no enums
    classes: tuple[ClassView, ...]
    unions: tuple[UnionView, ...]


def shapes_view(context: Context) -> ShapesView:
    """Classes by name, then the aliases of unions, which need the classes."""
    builder = _Builder(context)
    classes = sorted(builder.classes(), key=lambda view: view.name)
    enums = enum_names(context)
    unions = sorted(builder.unions(), key=lambda view: view.name)
    own = [view.name for view in classes] + [view.name for view in unions]
    if enums:
        builder.imports.add("typing", "TYPE_CHECKING")
        builder.imports.add("aiosmithy.lazy", "names_from")
    return ShapesView(
        header=context.header,
        module_doc=module_doc(
            f"Shapes of {context.title}: structures, unions and open enums."
        ),
        imports=builder.imports.views(),
        enums=enums,
        exported=tuple(sorted([*enums, *own])) if enums else (),
        classes=tuple(classes),
        unions=tuple(unions),
    )


class _Builder:
    def __init__(self, context: Context) -> None:
        self.context = context
        self.model = context.model
        self.symbols = context.symbols
        self.imports = Imports()
        self.types = Types(context, self.imports, qualified=False)

    # --- structures

    def classes(self) -> Iterator[ClassView]:
        for operation in self.context.operations:
            names = self.symbols.operation(operation.id)
            method = f":meth:`{self.symbols.service.client}.{names.method}`"
            yield self._input(operation, names.input, f"Input of {method}.")
            yield self._output(operation, names.output, f"Output of {method}.")
        for shape in self.model.of_type("structure", "union"):
            if shape.id in self.symbols.nested:
                name = self.symbols.shape(shape.id)
                if shape.type == "union":
                    yield from self._variants(shape, name)
                else:
                    yield self._structure(
                        shape, name, f"The structure ``{shape.name}``."
                    )
        if any(self._used(self.model.of_type("structure", "union"))):
            self.imports.add("aiosmithy.shapes", "Shape")

    def _used(self, shapes: Iterator[Shape]) -> Iterator[bool]:
        yield bool(self.context.operations)
        for shape in shapes:
            yield shape.id in self.symbols.nested

    def _input(self, operation: Shape, name: str, fallback: str) -> ClassView:
        shape = self.context.input(operation)
        return ClassView(
            name=name,
            doc=class_doc(shape.traits, fallback),
            fields=tuple(
                self._argument(shape, member) for member in shape.members.values()
            ),
        )

    def _output(self, operation: Shape, name: str, fallback: str) -> ClassView:
        shape = self.context.output(operation)
        return ClassView(
            name=name,
            doc=class_doc(shape.traits, fallback),
            fields=tuple(
                (
                    self._streamed(shape, member)
                    if is_stream(self.model, member)
                    else self._field(shape, member)
                )
                for member in shape.members.values()
            ),
        )

    def _structure(self, shape: Shape, name: str, fallback: str) -> ClassView:
        return ClassView(
            name=name,
            doc=class_doc(shape.traits, fallback),
            fields=tuple(
                self._field(shape, member) for member in shape.members.values()
            ),
        )

    def _argument(self, shape: Shape, member: Member) -> FieldView:
        presence = self.context.presence(member, top_level_input=True)
        optional = presence == "optional"
        return FieldView(
            name=self.symbols.member(member.id),
            type=self.types.argument(member, optional=optional),
            assignment=self._assignment(
                "None" if optional else "", "", secret=self._is_secret(shape, member)
            ),
            doc=attribute_doc(self.model, member),
        )

    def _streamed(self, shape: Shape, member: Member) -> FieldView:
        """A stream is always there; it may be empty."""
        return FieldView(
            name=self.symbols.member(member.id),
            type=self.types.stream(member),
            assignment=self._assignment("", "", secret=self._is_secret(shape, member)),
            doc=attribute_doc(self.model, member),
        )

    def _field(self, shape: Shape, member: Member) -> FieldView:
        presence = self.context.presence(member)
        secret = self._is_secret(shape, member)
        of = self.types.optional if presence == "optional" else self.types.of
        value, factory = "", ""
        if presence == "default":
            found = default(self.context, member, self.imports)
            value, factory = found.expression, found.factory
        elif presence == "optional":
            value = "None"
        return FieldView(
            name=self.symbols.member(member.id),
            type=of(member.target),
            assignment=self._assignment(value, factory, secret=secret),
            doc=attribute_doc(self.model, member),
        )

    def _assignment(self, value: str, factory: str, *, secret: bool) -> str:
        if not secret and not factory:
            return value
        self.imports.add("attrs")
        arguments: list[str] = []
        if factory:
            arguments.append(f"factory={factory}")
        elif value:
            arguments.append(f"default={value}")
        if secret:
            self.imports.add("aiosmithy.shapes", "redacted")
            arguments.append("repr=redacted")
        return f"attrs.field({', '.join(arguments)})"

    # --- unions

    def _variants(self, union: Shape, name: str) -> Iterator[ClassView]:
        for member in events_of(self.model, union):
            yield ClassView(
                name=self.symbols.variant(member.id),
                doc=self._variant_doc(name, member),
                fields=(self._variant_value(union, member),),
            )
        sent = "Frame" if is_event_union(union) else "Document"
        self.imports.add(_UNKNOWN_VALUES[sent], sent)
        wire_name = FieldView("name", "str", "", "The variant's name on the wire.")
        secret = _SENSITIVE in union.traits
        value = self._assignment("", "", secret=secret)
        yield ClassView(
            name=self.symbols.unknown_variant(union.id),
            doc=docstring_text(
                [Block(f"A variant of ``{name}`` that this client does not know.")],
                indent=4,
            ),
            fields=(
                wire_name,
                FieldView("value", sent, value, "What the service sent."),
            ),
        )

    def _variant_doc(self, name: str, member: Member) -> str:
        blocks = [Block(f"The ``{member.name}`` variant of ``{name}``.")]
        blocks += member_blocks(self.model, member)
        return docstring_text(blocks, indent=4)

    def _variant_value(self, union: Shape, member: Member) -> FieldView:
        secret = self._is_secret(union, member)
        return FieldView(
            name="value",
            type=self.types.of(member.target),
            assignment=self._assignment("", "", secret=secret),
            doc=None,
        )

    def unions(self) -> Iterator[UnionView]:
        for union in self.model.of_type("union"):
            if union.id in self.symbols.nested:
                name = self.symbols.shape(union.id)
                events = events_of(self.model, union)
                variants = [self.symbols.variant(member.id) for member in events]
                doc = class_doc(union.traits, f"One of the variants of ``{name}``.")
                yield UnionView(
                    name, (*variants, self.symbols.unknown_variant(union.id)), doc
                )

    def _is_secret(self, shape: Shape, member: Member) -> bool:
        return _SENSITIVE in shape.traits or self.context.is_sensitive(member)
