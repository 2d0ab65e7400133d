"""A model between its files and its meaning: what each file says of a shape, before mixins and applied traits are folded in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from ..model import Shape, Traits

BOX = "smithy.api#box"
DEFAULT = "smithy.api#default"
ELIDED = ""
"""The target of a member that takes its target from a resource or a mixin (``$name`` in the IDL)."""


@frozen
class Definition:
    """One shape as one file defines it: its own members and traits."""

    shape: Shape
    mixins: tuple[str, ...]
    version: str
    """Of Smithy, ``1.0`` or ``2.0``: it decides what silence means."""
    file: str
    resource: str = ""
    """The resource that gives elided members their targets (``for`` in the IDL)."""


@frozen
class Application:
    """Traits that are applied to a shape or member from outside (https://smithy.io/2.0/spec/model.html#applying-traits)."""

    target: str
    traits: Traits
    version: str
    file: str


@frozen
class Reading:
    """What one or more files say."""

    definitions: list[Definition] = field(factory=list[Definition])
    applications: list[Application] = field(factory=list[Application])
    annotations: list[dict[str, Any]] = field(factory=list[dict[str, Any]])
    """The traits among the above of which some have no value yet."""
    metadata: list[tuple[str, Mapping[str, Any]]] = field(
        factory=list[tuple[str, Mapping[str, Any]]]
    )
    """File → its metadata."""
