"""``codec.py``: a function each way for every shape that the operations send or receive as JSON.

Only shapes that inputs reach get a writer, only shapes that outputs and errors reach get a
reader.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator

from attrs import evolve, frozen

from ..literals import Code, f_string, literal
from ..model import Member, Shape
from .bindings import bind_request, bind_response, json_name
from .context import Context
from .imports import Imports, ImportView
from .json_reading import Reading
from .json_writing import Writing
from .text import module_doc
from .types import Types

_MOST = 25
_MOST_STORES = 50


@frozen
class PieceView:
    """A member's part of the text; ``attribute`` is what must not be None for it, if that is asked."""

    text: str
    attribute: str = ""


@frozen
class StoreView:
    """A member of the value and what is stored in it."""

    attribute: str
    expression: str


@frozen
class VariantView:
    """A variant of a union: its name in JSON, its class, and its value's text or expression."""

    name: str
    class_name: str
    expression: str


@frozen
class FunctionView:
    """A writer, a part of one, or a reader. It has pieces, stores, variants (and ``unknown``), or one expression."""

    name: str
    type: str
    kind: str
    pieces: tuple[PieceView, ...] = ()
    stores: tuple[StoreView, ...] = ()
    parts: tuple[str, ...] = ()  # functions that store in its place
    variants: tuple[VariantView, ...] = ()
    class_name: str = ""
    unknown: str = ""
    expression: str = ""

    @property
    def is_structure(self) -> bool:
        return self.kind == "structure"

    @property
    def is_part(self) -> bool:
        return self.kind == "part"

    @property
    def is_union(self) -> bool:
        return self.kind == "union"


@frozen
class CodecView:
    header: str
    module_doc: str
    imports: tuple[tuple[ImportView, ...], ...]
    writers: tuple[FunctionView, ...]
    readers: tuple[FunctionView, ...]


def codec_view(context: Context) -> CodecView:
    """All writers by name, then all readers by name."""
    imports = Imports()
    types = Types(context, imports)
    whole = _Writers(context, imports, types).functions()
    writers = [part for view in whole for part in _in_parts(view)]
    whole = _Readers(context, imports, types).functions()
    readers = [part for view in whole for part in _stored_in_parts(view)]
    if readers:
        imports.add("typing", "Any")
    return CodecView(
        header=context.header,
        module_doc=module_doc(
            f"Shapes of {context.title} as JSON text, and back"
            " (protocol ``aws.protocols#restJson1``)."
        ),
        imports=imports.views(),
        writers=tuple(sorted(writers, key=lambda view: view.name)),
        readers=tuple(sorted(readers, key=lambda view: view.name)),
    )


class _Writers:
    def __init__(self, context: Context, imports: Imports, types: Types) -> None:
        self.context = context
        self.imports = imports
        self.types = types
        self.writing = Writing(context, imports)

    def functions(self) -> list[FunctionView]:
        found: list[FunctionView] = []
        # Payloads are written in operations.py; what they hold is written here.
        elsewhere = Writing(self.context, Imports(), wanted=self.writing.wanted)
        for operation in self.context.callable:
            bound = bind_request(self.context.input(operation))
            for member in bound.payload:
                elsewhere.call(member, self.context.model.target(member), "")
            if bound.body:
                found.append(self._input(operation, bound.body))
        return found + _all(self.writing.wanted, self._function)

    def _input(self, operation: Shape, members: Iterable[Member]) -> FunctionView:
        names = self.context.symbols.operation(operation.id)
        return FunctionView(
            name=f"write_{names.method}_input",
            type=self.types.name(names.input),
            kind="structure",
            pieces=tuple(self._piece(m, top_level_input=True) for m in members),
        )

    def _function(self, shape: Shape) -> FunctionView:
        name = f"write_{self.context.function(shape.id)}"
        type_ = self.types.of(shape.id)
        if shape.type == "structure":
            pieces = tuple(self._piece(member) for member in shape.members.values())
            return FunctionView(name, type_, "structure", pieces=pieces)
        if shape.type == "union":
            self.imports.add("aiosmithy.codecs.json_writing", "no_variant")
            return FunctionView(
                name=name,
                type=type_,
                kind="union",
                variants=tuple(self._variant(m) for m in shape.members.values()),
                class_name=self.context.symbols.shape(shape.id),
            )
        text = self.writing.aggregate(shape, "value")
        return FunctionView(name, type_, shape.type, expression=text)

    def _piece(self, member: Member, *, top_level_input: bool = False) -> PieceView:
        attribute = self.context.symbols.member(member.id)
        presence = self.context.presence(member, top_level_input=top_level_input)
        access = f"value.{attribute}"
        if top_level_input and "smithy.api#idempotencyToken" in member.traits:
            self.imports.add("aiosmithy.bindings", "idempotency_token")
            access = f"idempotency_token() if {access} is None else {access}"
            presence = "required"
        name = json.dumps(json_name(member))
        text = self.writing.text(member, access)
        return PieceView(
            text=f_string(f",{name}:", Code(text), quote="'"),
            attribute=attribute if presence == "optional" else "",
        )

    def _variant(self, member: Member) -> VariantView:
        name = json.dumps(json_name(member))
        text = self.writing.text(member, "value.value")
        return VariantView(
            name=name,
            class_name=self.types.name(self.context.symbols.variant(member.id)),
            expression=f_string(f"{{{name}:", Code(text), "}", quote="'"),
        )


def _in_parts(view: FunctionView) -> Iterator[FunctionView]:
    """The writer of a structure; if it has many members, with functions for some of them each.

    Type checkers give up on a text that many branches add to.
    """
    if len(view.pieces) <= _MOST:
        yield view
        return
    calls: list[PieceView] = []
    for start in range(0, len(view.pieces), _MOST):
        name = f"_{view.name}_{len(calls) + 1}"
        pieces = view.pieces[start : start + _MOST]
        yield evolve(view, name=name, kind="part", pieces=pieces)
        calls.append(PieceView(f"{name}(value)"))
    yield evolve(view, pieces=tuple(calls))


def _stored_in_parts(view: FunctionView) -> Iterator[FunctionView]:
    """The reader of a structure, for the same reason with functions for its members if these are very many."""
    if len(view.stores) <= _MOST_STORES:
        yield view
        return
    names: list[str] = []
    for start in range(0, len(view.stores), _MOST_STORES):
        names.append(f"_{view.name}_{len(names) + 1}")
        stores = view.stores[start : start + _MOST_STORES]
        yield evolve(view, name=names[-1], kind="part", stores=stores)
    yield evolve(view, stores=(), parts=tuple(names))


class _Readers:
    def __init__(self, context: Context, imports: Imports, types: Types) -> None:
        self.context = context
        self.imports = imports
        self.types = types
        self.reading = Reading(context, imports)

    def functions(self) -> list[FunctionView]:
        found: list[FunctionView] = []
        # Payloads and the errors' own members are read in operations.py; what they hold is read here.
        elsewhere = Reading(self.context, Imports(), wanted=self.reading.wanted)
        for operation in self.context.callable:
            bound = bind_response(self.context.output(operation))
            self._want(bound.payload, elsewhere)
            if bound.body:
                found.append(self._output(operation, bound.body))
        for error in self.context.read_errors:
            bound = bind_response(error)
            self._want(bound.payload, elsewhere)
            for member in bound.body:
                if member in self.context.error_members(error):
                    elsewhere.member(member)
        return found + _all(self.reading.wanted, self._function)

    def _want(self, payload: Iterable[Member], elsewhere: Reading) -> None:
        for member in payload:
            elsewhere.value(member, self.context.model.target(member), "", "")

    def _output(self, operation: Shape, members: Iterable[Member]) -> FunctionView:
        names = self.context.symbols.operation(operation.id)
        type_ = self.types.name(names.output)
        return self._structure(f"read_{names.method}_output", type_, members)

    def _structure(
        self, name: str, type_: str, members: Iterable[Member]
    ) -> FunctionView:
        self.imports.add("aiosmithy.codecs.json_reading", "new")
        stores = tuple(
            StoreView(
                self.context.symbols.member(member.id), self.reading.member(member)
            )
            for member in members
        )
        return FunctionView(name, type_, "structure", stores=stores)

    def _function(self, shape: Shape) -> FunctionView:
        name = f"read_{self.context.function(shape.id)}"
        type_ = self.types.of(shape.id)
        if shape.type == "structure":
            return self._structure(name, type_, shape.members.values())
        if shape.type == "union":
            return self._union(shape, name, type_)
        expression = self.reading.aggregate(shape, "data", literal(shape.name))
        return FunctionView(name, type_, shape.type, expression=expression)

    def _union(self, shape: Shape, name: str, type_: str) -> FunctionView:
        self.imports.add("aiosmithy.codecs.json_reading", "new", "variant")
        if shape.members:
            self.imports.add("aiosmithy.codecs.json_reading", "with_value")
        variants = tuple(self._variant(member) for member in shape.members.values())
        unknown = self.types.name(self.context.symbols.unknown_variant(shape.id))
        return FunctionView(
            name=name,
            type=type_,
            kind="union",
            variants=variants,
            class_name=self.context.symbols.shape(shape.id),
            unknown=unknown,
        )

    def _variant(self, member: Member) -> VariantView:
        name = json_name(member)
        shape = self.context.model.target(member)
        value = self.reading.value(member, shape, "found", literal(name), present=True)
        return VariantView(
            name=name,
            class_name=self.types.name(self.context.symbols.variant(member.id)),
            expression=value,
        )


def _all(
    wanted: dict[str, Shape], build: Callable[[Shape], FunctionView]
) -> list[FunctionView]:
    """A function for every shape that is wanted, and for those that these want in turn."""
    found: dict[str, FunctionView] = {}
    while len(found) < len(wanted):
        for shape_id, shape in list(wanted.items()):
            if shape_id not in found:
                found[shape_id] = build(shape)
    return list(found.values())
