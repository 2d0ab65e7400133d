"""The classes of a model's client: ``shapes.py`` and ``errors.py`` as the generator would write them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve

from ..model import Member, Shape
from ..selection import UNIT
from ..streams import events_of, is_stream
from ..views.context import Context
from ..views.errors import ErrorView, errors_view
from ..views.imports import Imports
from ..views.types import Types, default
from . import api
from .code import respelled
from .model_facts import as_text, constraints, member_format, whole_traits, wires
from .types import Type, parse_type, without_none

_DEPRECATED = "smithy.api#deprecated"


class ModelShapes:
    """Reads one selection."""

    def __init__(self, context: Context, protocol: str) -> None:
        self.context = context
        self.model = context.model
        self.symbols = context.symbols
        self.protocol = protocol
        self.imports = Imports()
        self.types = Types(context, self.imports, qualified=False)
        self.known: dict[str, Type] = {}
        ends = (operation.output for operation in context.operations)
        errors = (error.id for error in context.errors)
        self.received = context.reached(*ends, *errors)

    def classes(self) -> Iterator[api.Class]:
        """Structures, inputs, outputs and variants."""
        for operation in self.context.operations:
            names = self.symbols.operation(operation.id)
            yield self._class(self.context.input(operation), names.input, "input")
            yield self._class(self.context.output(operation), names.output, "output")
        for shape in self.model.of_type("structure"):
            if shape.id in self.symbols.nested:
                name = self.symbols.shape(shape.id)
                yield self._class(shape, name, self._role(shape))
        for union in self._used_unions():
            yield from self._variants(union)

    def _role(self, shape: Shape) -> str:
        """What comes back is named as it comes back, though it may be sent too."""
        return "received" if shape.id in self.received else "nested"

    def _used_unions(self) -> Iterator[Shape]:
        return (u for u in self.model.of_type("union") if u.id in self.symbols.nested)

    def _class(self, shape: Shape, name: str, role: str) -> api.Class:
        placed = wires(shape, role, self.protocol)
        members = (
            self._member(shape, member, role, placed)
            for member in shape.members.values()
        )
        return api.Class(
            name=name,
            members={member.name: member for member in members},
            traits=whole_traits(shape, self.protocol),
            deprecated=_DEPRECATED in shape.traits,
            id="" if shape.id == UNIT else shape.id,
        )

    def _variants(self, union: Shape) -> Iterator[api.Class]:
        placed = wires(union, self._role(union), self.protocol)
        for member in events_of(self.model, union):
            type_ = self.types.of(member.target)
            value = self._described("value", union, member, type_, placed)
            name = self.symbols.variant(member.id)
            yield api.Class(name, {"value": value}, {}, value.deprecated, member.id)

    def _member(
        self, shape: Shape, member: Member, role: str, placed: Mapping[str, api.Wire]
    ) -> api.Member:
        """As ``shapes.py`` has it: an argument, a stream that comes back, or an attribute."""
        optional = self.presence(member, role) == "optional"
        if role == "input":
            type_ = self.types.argument(member, optional=optional)
        elif role == "output" and is_stream(self.model, member):
            type_, optional = self.types.stream(member), False
        else:
            of = self.types.optional if optional else self.types.of
            type_ = of(member.target)
        default = "None" if optional else self._default(member, role)
        name = self.symbols.member(member.id)
        found = self._described(name, shape, member, type_, placed, default)
        return evolve(found, default=_modeled(member)) if role == "input" else found

    def _described(
        self,
        name: str,
        shape: Shape,
        member: Member,
        type_: str,
        placed: Mapping[str, api.Wire],
        default: str = "",
    ) -> api.Member:
        found, nullable = without_none(self._type(type_))
        return api.Member(
            name=name,
            type=found,
            nullable=nullable or default == "None",
            required=not default,
            default="" if default == "None" else default,
            secret="smithy.api#sensitive" in shape.traits
            or self.context.is_sensitive(member),
            token="smithy.api#idempotencyToken" in member.traits,
            wire=placed.get(member.name),
            format=member_format(self.model, member, self.protocol),
            constraints=constraints(self.model, member),
            deprecated=_DEPRECATED in member.traits,
            id=member.id,
        )

    def presence(self, member: Member, role: str) -> str:
        """Whether it must be given, has a default, or may be None."""
        return self.context.presence(member, top_level_input=role == "input")

    def _default(self, member: Member, role: str) -> str:
        if self.presence(member, role) != "default":
            return ""
        if role == "output" and is_stream(self.model, member):
            return ""
        return respelled(default(self.context, member, self.imports).expression)

    def _type(self, text: str) -> Type:
        found = self.known.get(text)
        if found is None:
            found = self.known[text] = parse_type(text)
        return found

    def enums(self) -> Iterator[api.Enum]:
        """Open enums."""
        for shape in self.model.of_type("enum", "intEnum"):
            members = {
                repr(member.traits.get("smithy.api#enumValue", member.name)): member
                for member in shape.members.values()
            }
            yield api.Enum(
                name=self.symbols.shape(shape.id),
                base="StrEnum" if shape.type == "enum" else "IntEnum",
                values={
                    value: self.symbols.enum_member(member.id)
                    for value, member in members.items()
                },
                deprecated={
                    value: _DEPRECATED in member.traits
                    for value, member in members.items()
                },
                id=shape.id,
            )

    def unions(self) -> Iterator[api.Union]:
        """Tagged unions."""
        for union in self._used_unions():
            placed = wires(union, self._role(union), self.protocol)
            variants = (
                api.Variant(self.symbols.variant(member.id), placed[member.name].name)
                for member in events_of(self.model, union)
            )
            yield api.Union(
                name=self.symbols.shape(union.id),
                variants={variant.name: variant for variant in variants},
                id=union.id,
            )

    # --- errors

    def errors(self) -> Iterator[api.Error]:
        """Exception classes."""
        shapes = {self.symbols.shape(shape.id): shape for shape in self.context.errors}
        for view in errors_view(self.context).errors:
            yield self._error(view, shapes[view.name])

    def _error(self, view: ErrorView, shape: Shape) -> api.Error:
        placed = wires(shape, "error", self.protocol)
        by_name = {
            self.symbols.member(member.id): member
            for member in self.context.error_members(shape)
        }
        members: dict[str, api.Member] = {}
        for field in view.fields:
            member = by_name[field.name]
            found = self._described(
                field.name, shape, member, field.type, placed, respelled(field.default)
            )
            members[field.name] = evolve(found, required=False)
        return api.Error(
            shape=api.Class(
                view.name,
                members,
                whole_traits(shape, self.protocol),
                _DEPRECATED in shape.traits,
                shape.id,
            ),
            base=self.symbols.service.error_base,
            code=view.code,
            fault=view.fault,
            http_status=view.http_status,
            retry=_retry(retryable=view.retryable, throttling=view.throttling),
        )


def _modeled(member: Member) -> str:
    """What the service takes for an argument that is not given."""
    value = member.traits.get("smithy.api#default")
    return "" if value is None else as_text(value)


def _retry(*, retryable: bool, throttling: bool) -> str:
    return "throttling" if throttling else "retryable" if retryable else "no"
