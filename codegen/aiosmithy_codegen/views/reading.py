"""How parsed data becomes values, whatever the format: expressions of the generated readers.

A reader has ``get``, the lookup of the structure at hand; ``v`` holds what was looked up. What a format parses into is
strings, numbers, lists and dicts by the members' names on the wire.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from attrs import field, frozen

from ..model import Member, Shape
from .bindings import body_timestamp_form
from .context import Context
from .imports import Imports
from .types import default


@frozen
class StoreView:
    """A member of the value and what is stored in it."""

    attribute: str
    expression: str


@frozen
class ReadVariantView:
    """A variant of a union: its name on the wire, its class, and its value's expression."""

    name: str
    class_name: str
    expression: str


@frozen
class Reading(ABC):
    """Builds expressions of one module; notes the imports and the functions that they call."""

    context: Context
    imports: Imports
    module: str = ""  # what the codec's own functions are prefixed with
    wanted: dict[str, Shape] = field(factory=dict[str, Shape])

    helpers: ClassVar[str]
    """The runtime's module of what the readers call."""

    document: ClassVar[str] = "read_body"
    """The helper that parses the bytes of a structure."""

    @abstractmethod
    def wire_name(self, member: Member) -> str:
        """A member's name in the parsed data."""

    @abstractmethod
    def member(self, member: Member) -> str:
        """A structure's member, looked up."""

    @abstractmethod
    def value(
        self,
        member: Member,
        shape: Shape,
        access: str,
        name: str,
        extra: str = "",
        *,
        present: bool = False,
    ) -> str:
        """A value of any shape; one that is not ``present`` may be None, and gives the zero value.

        Args:
            name: A literal, for messages.
            extra: Further arguments of the helper, with their comma: what to give for None.
        """

    @abstractmethod
    def aggregate(self, shape: Shape, access: str, name: str) -> str:
        """A list or map."""

    @abstractmethod
    def body(self, operation: Shape) -> str:
        """The data of an output that is in the body of ``response``."""

    @abstractmethod
    def payload(self, member: Member, source: str = "response.body") -> str:
        """A member that is the whole body of ``response``, or of an event, and neither text nor bytes."""

    # --- what the formats share

    def helper(self, name: str) -> str:
        self.imports.add(self.helpers, name)
        return name

    def function(self, shape: Shape) -> str:
        """The function that reads a value of an aggregate shape."""
        self.wanted[shape.id] = shape
        if self.module:
            self.imports.add(".", "codec")
        return f"{self.module}read_{self.context.function(shape.id)}"

    def fallback(self, member: Member) -> str:
        """The argument that says what a member is that is not there, if its model does."""
        if self.context.presence(member) != "default":
            return ""
        return f", {default(self.context, member, self.imports).expression}"

    def timestamp_form(self, member: Member) -> str:
        """How a timestamp in a body is written, as in the helpers' names."""
        return body_timestamp_form(self.context.protocol, self.context.model, member)
