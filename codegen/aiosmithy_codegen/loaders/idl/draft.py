"""What one file says, as it says it: names are not resolved yet, since any file may define them."""

from __future__ import annotations

from typing import Any

from attrs import define, field, frozen

from .source_text import SourceText

UNIT = "smithy.api#Unit"
ONLY_MEMBERS = {"list": ("member",), "set": ("member",), "map": ("key", "value")}
"""The members of the kinds of shapes whose members the JSON AST gives a key of their own."""


@frozen
class Reference:
    """An unquoted shape id in a node value, until it is resolved."""

    name: str
    offset: int


@define
class Applied:
    """A trait as it was applied; no value (``@required``) is None."""

    name: str
    value: Any
    offset: int


@frozen
class MemberDefinition:
    """A member of a shape of the file."""

    name: str
    ast: dict[str, Any]
    traits: list[Applied]
    offset: int


@frozen
class Definition:
    """A shape of the file, with names where ids will be."""

    name: str
    id: str
    type: str
    traits: list[Applied]
    offset: int
    ast: dict[str, Any] = field(factory=dict[str, Any])
    """Mixins, the resource it is bound to, and what a service, resource or operation has."""
    members: dict[str, MemberDefinition] = field(factory=dict[str, MemberDefinition])


@define
class Draft:
    """Everything one file says, in its order."""

    source: SourceText
    version: str = "1.0"
    namespace: str = ""
    suffixes: dict[str, str] = field(
        factory=lambda: {"input": "Input", "output": "Output"}
    )
    uses: dict[str, str] = field(factory=dict[str, str])
    metadata: list[tuple[str, Any]] = field(factory=list[tuple[str, Any]])
    definitions: list[Definition] = field(factory=list[Definition])
    applies: list[tuple[str, list[Applied]]] = field(
        factory=list[tuple[str, list[Applied]]]
    )
    targets: list[dict[str, Any]] = field(factory=list[dict[str, Any]])
    """All ``{"target": name}`` in the definitions."""
    references: list[tuple[Any, Any]] = field(factory=list[tuple[Any, Any]])
    """Where an object or a list holds a Reference: the container and the key."""
    metadata_references: list[tuple[Any, Any]] = field(factory=list[tuple[Any, Any]])
    """The same before the namespace statement: names in metadata are the prelude's."""

    @property
    def is_version_1(self) -> bool:
        """Whether the file is of Smithy 1.0."""
        return self.version == "1.0"

    def define(
        self, name: str, kind: str, traits: list[Applied], offset: int
    ) -> Definition:
        """A new shape of the file, whose body is to be read."""
        shape = Definition(name, f"{self.namespace}#{name}", kind, traits, offset)
        self.definitions.append(shape)
        return shape

    def target(self, name: str) -> dict[str, Any]:
        """A new reference to a shape, to be resolved later."""
        target: dict[str, Any] = {"target": name}
        self.targets.append(target)
        return target
