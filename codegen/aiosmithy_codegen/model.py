"""Smithy's semantic model as plain frozen values: shapes, members, traits as data.

Knows nothing of Python names, HTTP libraries or files. Shape ids are absolute strings: ``namespace#Name`` for a shape,
``namespace#Name$member`` for a member (https://smithy.io/2.0/spec/model.html#shape-id).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import field, frozen

from .errors import ModelError

Traits = Mapping[str, Any]
"""Trait shape id → the trait's value, as JSON data."""

SIMPLE_TYPES = frozenset(
    {
        "bigDecimal",
        "bigInteger",
        "blob",
        "boolean",
        "byte",
        "document",
        "double",
        "enum",
        "float",
        "intEnum",
        "integer",
        "long",
        "short",
        "string",
        "timestamp",
    }
)
AGGREGATE_TYPES = frozenset({"list", "map", "structure", "union"})
SERVICE_TYPES = frozenset({"service", "resource", "operation"})


def shape_name(shape_id: str) -> str:
    """``com.example#Name$member`` → ``Name``."""
    return shape_id.partition("#")[2].partition("$")[0]


def namespace(shape_id: str) -> str:
    """``com.example#Name`` → ``com.example``."""
    return shape_id.partition("#")[0]


@frozen
class Member:
    """One member of an aggregate shape (of a list: ``member``; of a map: ``key`` and ``value``)."""

    id: str
    name: str
    target: str
    traits: Traits = field(factory=dict[str, Any])


@frozen
class Shape:
    """One shape. The fields that its type does not have are empty."""

    id: str
    type: str
    traits: Traits = field(factory=dict[str, Any])
    members: Mapping[str, Member] = field(factory=dict[str, Member])
    # operation
    input: str = "smithy.api#Unit"
    output: str = "smithy.api#Unit"
    errors: tuple[str, ...] = ()  # of an operation, or common to a service
    # service and resource
    version: str = ""
    operations: tuple[str, ...] = ()
    collection_operations: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    rename: Mapping[str, str] = field(factory=dict[str, str])
    identifiers: Mapping[str, str] = field(factory=dict[str, str])
    properties: Mapping[str, str] = field(factory=dict[str, str])
    lifecycle: Mapping[str, str] = field(
        factory=dict[str, str]
    )  # create, put, read, update, delete, list → operation

    @property
    def name(self) -> str:
        """The shape's name without its namespace."""
        return shape_name(self.id)


@frozen
class Model:
    """All shapes by id, the prelude (``smithy.api``) among them."""

    shapes: Mapping[str, Shape]
    metadata: Mapping[str, Any] = field(factory=dict[str, Any])
    file: str = ""  # for messages only
    places: Mapping[str, str] = field(factory=dict[str, str])
    """Shape or member id → the overlay and its change, where it is as an overlay made it; for messages only."""

    def place(self, shape_id: str) -> str:
        """The file that says what the shape is."""
        return self.places.get(shape_id, self.file)

    def expect(self, shape_id: str, *types: str) -> Shape:
        """The shape of that id; raises :class:`ModelError` if there is none or it has another type."""
        shape = self.shapes.get(shape_id)
        if shape is None:
            raise ModelError("there is no such shape", file=self.file, shape=shape_id)
        if types and shape.type not in types:
            raise ModelError(
                f"is a {shape.type}, expected {' or '.join(types)}",
                file=self.file,
                shape=shape_id,
            )
        return shape

    def target(self, member: Member) -> Shape:
        """The shape that a member targets."""
        return self.expect(member.target)

    def trait(self, member: Member, trait: str, default: Any = None) -> Any:
        """A trait's value on the member, else on its target, else ``default``."""
        if trait in member.traits:
            return member.traits[trait]
        return self.expect(member.target).traits.get(trait, default)

    def of_type(self, *types: str) -> Iterator[Shape]:
        """The shapes of these types, in the model's order."""
        return (shape for shape in self.shapes.values() if shape.type in types)
