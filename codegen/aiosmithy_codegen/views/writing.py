"""The functions that write shapes, whatever the format: what they are made of, and what a format has to say."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import ClassVar

from attrs import evolve, field, frozen

from ..model import Member, Shape
from .bindings import body_name, body_timestamp_form
from .context import Context
from .imports import Imports
from .types import Types

_MOST = 25
_START = 'text = ""'


@frozen
class PieceView:
    """A member's lines; ``attribute`` is what must not be None for them, if that is asked."""

    lines: tuple[str, ...]
    attribute: str = ""


@frozen
class VariantView:
    """A variant of a union: its class, and the lines that write its value."""

    class_name: str
    lines: tuple[str, ...]


@frozen
class WriterView:
    """A function that writes a value."""

    name: str
    parameters: str
    returns: str
    opening: tuple[str, ...] = ()
    pieces: tuple[PieceView, ...] = ()
    variants: tuple[VariantView, ...] = ()
    closing: tuple[str, ...] = ()


@frozen
class Writing(ABC):
    """Builds the writers of one format and the expressions that call them; notes imports and functions that they need."""

    context: Context
    imports: Imports
    module: str = ""  # what the codec's own functions are prefixed with
    wanted: dict[str, Shape] = field(factory=dict[str, Shape])

    helpers: ClassVar[str]
    """The runtime's module of what the writers call."""

    parameters: ClassVar[str] = "value: {type}"
    returns: ClassVar[str] = "str"
    opening: ClassVar[tuple[str, ...]] = (_START,)
    part: ClassVar[str] = "text += {name}(value)"
    """The line that calls a part of a function."""

    part_closing: ClassVar[tuple[str, ...]] = ("return text",)

    @abstractmethod
    def body(self, operation: Shape) -> str:
        """The bytes of a body that holds members of ``input``."""

    @abstractmethod
    def payload(self, member: Member, shape: Shape, access: str) -> str:
        """The bytes of a member that is the whole body."""

    @abstractmethod
    def structure(
        self,
        name: str,
        type_: str,
        members: Sequence[Member],
        *,
        top_level_input: bool = False,
    ) -> Iterator[WriterView]:
        """The function that writes these members of a structure, with its parts."""

    @abstractmethod
    def variant(self, member: Member) -> VariantView:
        """The variant of a union."""

    @abstractmethod
    def whole(self, shape: Shape) -> str:
        """The line that writes ``value``, a list or map."""

    @abstractmethod
    def want(self, member: Member, shape: Shape) -> None:
        """Note the functions that :meth:`payload` calls."""

    # --- what the formats share

    def input_writers(
        self, operation: Shape, members: Sequence[Member]
    ) -> Iterator[WriterView]:
        """The function that :meth:`body` calls."""
        type_ = self.types().name(self.context.symbols.operation(operation.id).input)
        name = self.input_name(operation)
        yield from self.structure(name, type_, members, top_level_input=True)

    def writers(self, shape: Shape) -> Iterator[WriterView]:
        """The function for values of a shape."""
        name, type_ = self.function(shape), self.types().of(shape.id)
        members = list(shape.members.values())
        if shape.type == "structure":
            yield from self.structure(name, type_, members)
            return
        is_union = shape.type == "union"
        yield WriterView(
            name,
            self.signature(type_),
            self.returns,
            variants=tuple(map(self.variant, members)) if is_union else (),
            closing=(self.no_variant(shape) if is_union else self.whole(shape),),
        )

    def types(self) -> Types:
        return Types(self.context, self.imports)

    def signature(self, type_: str) -> str:
        return self.parameters.format(type=type_)

    def input_name(self, operation: Shape) -> str:
        """The function for an operation's input."""
        method = self.context.symbols.operation(operation.id).method
        return f"{self._prefix()}write_{method}_input"

    def function(self, shape: Shape) -> str:
        """The function that writes a value of an aggregate shape."""
        self.wanted[shape.id] = shape
        return f"{self._prefix()}write_{self.context.function(shape.id)}"

    def _prefix(self) -> str:
        if self.module:
            self.imports.add(".", "codec")
        return self.module

    def helper(self, name: str) -> str:
        self.imports.add(self.helpers, name)
        return name

    def timestamp_form(self, member: Member) -> str:
        """How a timestamp in a body is written, as in the helpers' names."""
        return body_timestamp_form(self.context.protocol, self.context.model, member)

    def name(self, member: Member) -> str:
        """A member's name in a JSON or CBOR body."""
        return body_name(self.context.protocol, member)

    def given(self, member: Member, *, top_level_input: bool) -> tuple[str, str]:
        """The expression of a member's value, and the attribute that must not be None for it, if that is asked."""
        attribute = self.context.symbols.member(member.id)
        access = f"value.{attribute}"
        if top_level_input and "smithy.api#idempotencyToken" in member.traits:
            self.imports.add("aiosmithy.bindings", "idempotency_token")
            return f"idempotency_token() if {access} is None else {access}", ""
        presence = self.context.presence(member, top_level_input=top_level_input)
        if self.context.is_error_message(member):
            presence = "required"
        return access, attribute if presence == "optional" else ""

    def no_variant(self, shape: Shape) -> str:
        """The last line of a union's writer."""
        union = self.context.symbols.shape(shape.id)
        return f'raise {self.helper("no_variant")}(value, "{union}")'

    def in_parts(self, view: WriterView, part: str = "") -> Iterator[WriterView]:
        """The writer of a structure; if it has many members, with functions for some of them each.

        Type checkers give up on a text that many branches add to. ``part`` calls one, where not all are called alike.
        """
        if len(view.pieces) <= _MOST:
            yield started(view)
            return
        calls: list[PieceView] = []
        for start in range(0, len(view.pieces), _MOST):
            name = f"_{view.name}_{len(calls) + 1}"
            yield started(
                evolve(
                    view,
                    name=name,
                    opening=tuple(line for line in self.opening if line == _START),
                    pieces=view.pieces[start : start + _MOST],
                    closing=self.part_closing,
                )
            )
            calls.append(PieceView(((part or self.part).format(name=name),)))
        yield started(evolve(view, pieces=tuple(calls)))


def started(view: WriterView) -> WriterView:
    """A text that begins with its first piece instead of empty, if that piece is always there."""
    if view.opening[-1:] != (_START,) or not view.pieces or view.pieces[0].attribute:
        return view
    first, *lines = view.pieces[0].lines
    if not first.startswith("text += "):
        return view
    piece = PieceView((first.replace("text += ", "text = ", 1), *lines))
    return evolve(view, opening=view.opening[:-1], pieces=(piece, *view.pieces[1:]))
