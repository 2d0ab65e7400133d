"""The arguments of a client's methods: the members of an input."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from ..model import Member, Shape
from .context import Context
from .types import Types


@frozen
class ArgumentView:
    """An argument, and the attribute of the input that it becomes."""

    name: str
    attribute: str
    type: str
    default: str


@frozen
class Arguments:
    """Builds those of one module."""

    context: Context
    types: Types

    def of(
        self, operation: Shape, members: Iterable[Member] | None = None
    ) -> tuple[ArgumentView, ...]:
        """Of an operation's input, or of some members of it."""
        return tuple(
            self._argument(member, required=required)
            for member, required in self.members(operation, members)
        )

    def members(
        self, operation: Shape, members: Iterable[Member] | None = None
    ) -> list[tuple[Member, bool]]:
        """The members with whether they are required, those first."""
        if members is None:
            members = self.context.input(operation).members.values()
        found = [
            (member, self.context.presence(member, top_level_input=True) == "required")
            for member in members
        ]
        return sorted(found, key=lambda pair: not pair[1])

    def _argument(self, member: Member, *, required: bool) -> ArgumentView:
        name = self.context.symbols.member(member.id)
        type_ = self.types.argument(member, optional=not required)
        return ArgumentView(name, name, type_, "" if required else "None")
