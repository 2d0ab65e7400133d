"""What a generated client offers its caller, as flat facts: two models of one service compared by them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aiosmithy_codegen.model import Member, Model, Shape
from aiosmithy_codegen.pagination import is_paginated
from aiosmithy_codegen.protocols import PROTOCOLS
from aiosmithy_codegen.selection import select
from aiosmithy_codegen.symbols import assign_symbols
from aiosmithy_codegen.views.context import Context
from aiosmithy_codegen.views.imports import Imports
from aiosmithy_codegen.views.paginators import item_type
from aiosmithy_codegen.views.types import Types
from aiosmithy_codegen.views.waiters import waiters_of

Offer = dict[str, str]
"""What is offered (``start_job(name)``) → how (``str, required``)."""


def offer_of(model: Model) -> Offer:
    """Everything that the client of the model's only service offers."""
    selection = select(model)
    context = Context(
        selection, assign_symbols(selection), "0", PROTOCOLS["aws.protocols#restJson1"]
    )
    return dict(_Facts(context).all())


class _Facts:
    def __init__(self, context: Context) -> None:
        self.context = context
        self.names = context.symbols
        self.types = Types(context, Imports())

    def all(self) -> Iterator[tuple[str, str]]:
        yield "package", self.names.service.package
        yield "client", self.names.service.client
        for operation in self.context.operations:
            yield from self._operation(operation)
        for error in self.context.errors:
            yield from self._error(error)
        for shape in self.context.model.shapes.values():
            yield from self._shape(shape)

    def _operation(self, operation: Shape) -> Iterator[tuple[str, str]]:
        names = self.names.operation(operation.id)
        traits = operation.traits.keys()
        facts = {"smithy.api#idempotent", "smithy.api#readonly"} & traits
        yield f"{names.method}()", " ".join(sorted(facts))
        for member in self.context.input(operation).members.values():
            yield f"{names.method}({self._name(member)})", self._argument(member)
        for member in self.context.output(operation).members.values():
            yield f"{names.method} → {self._name(member)}", self._field(member)
        for error in operation.errors:
            yield f"{names.method} raises {self.names.shape(error)}", ""
        if is_paginated(operation):
            item = item_type(self.context, operation, Imports())
            yield f"paginate_{names.method}()", item
        for facts in waiters_of(self.context, operation):
            waiter = self.names.waiter(operation.id, facts.name)
            yield f"{waiter.method}()", f"polls {names.method}"

    def _error(self, error: Shape) -> Iterator[tuple[str, str]]:
        name = f"errors.{self.names.shape(error.id)}"
        yield name, str(error.traits["smithy.api#error"])
        for member in self.context.error_members(error):
            yield f"{name}.{self._name(member)}", self._field(member)

    def _shape(self, shape: Shape) -> Iterator[tuple[str, str]]:
        if shape.type in ("enum", "intEnum"):
            for member in shape.members.values():
                value = member.traits["smithy.api#enumValue"]
                yield f"{self.names.shape(shape.id)}({value!r})", (
                    self.names.enum_member(member.id)
                )
        elif shape.id in self.names.nested:
            yield f"shapes.{self.names.shape(shape.id)}", shape.type
            for member in shape.members.values():
                yield from self._nested(shape, member)

    def _nested(self, shape: Shape, member: Member) -> Iterator[tuple[str, str]]:
        name = f"shapes.{self.names.shape(shape.id)}"
        if shape.type == "structure":
            yield f"{name}.{self._name(member)}", self._field(member)
        else:
            yield f"{name} is {member.name}", self.types.of(member.target)

    def _argument(self, member: Member) -> str:
        presence = self.context.presence(member, top_level_input=True)
        return f"{self.types.of(member.target)}, {presence}{_careful(member, presence)}"

    def _field(self, member: Member) -> str:
        default: Any = member.traits.get("smithy.api#default")
        presence = self.context.presence(member)
        given = f" {default!r}" if presence == "default" else ""
        type_ = self.types.of(member.target)
        return f"{type_}, {presence}{given}{_careful(member, presence)}"

    def _name(self, member: Member) -> str:
        return self.names.member(member.id)


def _careful(member: Member, presence: str) -> str:
    """Required of servers, not of clients."""
    is_required = "smithy.api#required" in member.traits
    return " for clients" if is_required and presence == "optional" else ""
