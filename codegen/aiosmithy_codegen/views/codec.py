"""``codec.py``: a function each way for every shape that the operations send or receive in bodies.

Only shapes that inputs reach get a writer, only shapes that outputs and errors reach get a reader.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from attrs import evolve, frozen

from ..literals import literal
from ..model import Member, Shape
from .bindings import Bindings, bind_request, bind_response
from .context import Context
from .event_reading import EventReaderView, EventReading, StreamReaderView
from .event_writing import EventWriting
from .formats import reading, writing
from .imports import Imports, ImportView
from .reading import Reading, ReadVariantView, StoreView
from .text import module_doc
from .types import TEXTS, Types
from .writing import WriterView

_MOST_STORES = 50

V = TypeVar("V")


@frozen
class ReaderView:
    """A function that reads a value, or a part of one. It has stores, variants (and ``unknown``), or one expression."""

    name: str
    type: str
    kind: str
    stores: tuple[StoreView, ...] = ()
    parts: tuple[str, ...] = ()  # functions that store in its place
    variants: tuple[ReadVariantView, ...] = ()
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
    writers: tuple[WriterView, ...]
    readers: tuple[ReaderView, ...]
    events: tuple[EventReaderView, ...]
    streams: tuple[StreamReaderView, ...]


def codec_view(context: Context) -> CodecView:
    """All writers by name, then all readers by name."""
    imports = Imports()
    writers = _writers(context, imports)
    found = _Readers(context, imports)
    readers = [part for view in found.functions() for part in _stored_in_parts(view)]
    if readers:
        imports.add("typing", "Any")
    return CodecView(
        header=context.header,
        module_doc=module_doc(
            f"Shapes of {context.title} as they are on the wire, and back"
            f" (protocol ``{context.protocol.id}``)."
        ),
        imports=imports.views(),
        writers=tuple(sorted(writers, key=lambda view: view.name)),
        readers=tuple(sorted(readers, key=lambda view: view.name)),
        events=tuple(found.events[name] for name in sorted(found.events)),
        streams=tuple(found.streams[name] for name in sorted(found.streams)),
    )


def _writers(context: Context, imports: Imports) -> list[WriterView]:
    writes = writing(context, imports)
    # Payloads are written in operations.py; what they hold is written here.
    elsewhere = writing(context, Imports(), wanted=writes.wanted)
    found: list[WriterView] = []
    unions: dict[str, Shape] = {}
    for operation in context.callable:
        bound = bind_request(context, context.input(operation))
        for member in bound.payload:
            elsewhere.want(member, context.model.target(member))
        rpc_events = bound.events and not context.protocol.binds_http
        if bound.body or rpc_events:
            found += writes.input_writers(operation, bound.body)
        for member in bound.events:
            unions[member.target] = context.model.target(member)
    encoders = EventWriting(context, writes)
    encoding = (view for union in unions.values() for view in encoders.writers(union))
    found += {view.name: view for view in encoding}.values()
    return found + _all(writes.wanted, writes.writers)


def _stored_in_parts(view: ReaderView) -> Iterator[ReaderView]:
    """The reader of a structure; if it has very many members, with functions for some of them each.

    Type checkers give up on a function of too many branches.
    """
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
    def __init__(self, context: Context, imports: Imports) -> None:
        self.context = context
        self.types = Types(context, imports)
        self.reading = reading(context, imports)
        self.decoders = EventReading(context, imports, self.reading)
        self.events: dict[str, EventReaderView] = {}
        self.streams: dict[str, StreamReaderView] = {}

    def functions(self) -> list[ReaderView]:
        found: list[ReaderView] = []
        # Payloads and the errors' own members are read in operations.py; what they hold is read here.
        elsewhere = reading(self.context, Imports(), wanted=self.reading.wanted)
        for operation in self.context.callable:
            bound = bind_response(self.context, self.context.output(operation))
            self._want_payload(elsewhere, bound)
            if bound.body:
                found.append(self._output(operation, bound.body))
            for member in bound.events:
                self._stream(self.context.model.target(member))
        for error in self.context.read_errors:
            bound = bind_response(self.context, error)
            self._want_payload(elsewhere, bound)
            for member in bound.body:
                if member in self.context.error_members(error):
                    elsewhere.member(member)
        return found + _all(self.reading.wanted, self._function)

    def _want_payload(self, elsewhere: Reading, bound: Bindings) -> None:
        """Note the functions of a body that is one member; text and bytes need none."""
        for member in bound.payload:
            if self.context.model.target(member).type not in {"blob", *TEXTS}:
                elsewhere.payload(member)

    def _stream(self, union: Shape) -> None:
        """The functions for a union of events."""
        stream = self.decoders.stream(union)
        self.streams[stream.name] = stream
        self.events |= {view.name: view for view in self.decoders.events(union)}

    def _output(self, operation: Shape, members: Iterable[Member]) -> ReaderView:
        names = self.context.symbols.operation(operation.id)
        type_ = self.types.name(names.output)
        return self._structure(f"read_{names.method}_output", type_, members)

    def _structure(
        self, name: str, type_: str, members: Iterable[Member]
    ) -> ReaderView:
        self.reading.helper("new")
        stores = tuple(
            StoreView(
                self.context.symbols.member(member.id), self.reading.member(member)
            )
            for member in members
        )
        return ReaderView(name, type_, "structure", stores=stores)

    def _function(self, shape: Shape) -> Iterator[ReaderView]:
        name = f"read_{self.context.function(shape.id)}"
        type_ = self.types.of(shape.id)
        if shape.type == "structure":
            yield self._structure(name, type_, shape.members.values())
        elif shape.type == "union":
            yield self._union(shape, name, type_)
        else:
            expression = self.reading.aggregate(shape, "data", literal(shape.name))
            yield ReaderView(name, type_, shape.type, expression=expression)

    def _union(self, shape: Shape, name: str, type_: str) -> ReaderView:
        for helper in ("new", "variant", *(["with_value"] if shape.members else [])):
            self.reading.helper(helper)
        variants = tuple(self._variant(member) for member in shape.members.values())
        unknown = self.types.name(self.context.symbols.unknown_variant(shape.id))
        return ReaderView(
            name=name,
            type=type_,
            kind="union",
            variants=variants,
            class_name=self.context.symbols.shape(shape.id),
            unknown=unknown,
        )

    def _variant(self, member: Member) -> ReadVariantView:
        name = self.reading.wire_name(member)
        shape = self.context.model.target(member)
        value = self.reading.value(member, shape, "found", literal(name), present=True)
        return ReadVariantView(
            name=name,
            class_name=self.types.name(self.context.symbols.variant(member.id)),
            expression=value,
        )


def _all(wanted: dict[str, Shape], build: Callable[[Shape], Iterator[V]]) -> list[V]:
    """The functions for every shape that is wanted, and for those that these want in turn."""
    found: dict[str, list[V]] = {}
    while len(found) < len(wanted):
        for shape_id, shape in list(wanted.items()):
            if shape_id not in found:
                found[shape_id] = list(build(shape))
    return [view for views in found.values() for view in views]
