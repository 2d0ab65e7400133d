"""An API as a Python caller meets it: plain values, the same whether a model or a generated package was read.

A fact that a source does not say is None, and is then not compared; text that is empty says that there is none.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from .types import Type


@frozen
class Wire:
    """Where a member travels (``body``, ``header``, ``label``, …) and under which name."""

    location: str
    name: str

    def __str__(self) -> str:
        return f"{self.location} {self.name}".rstrip()


@frozen
class Member:
    """An argument of a method, or an attribute of a class."""

    name: str
    type: Type
    nullable: bool
    required: bool
    """Whether the caller must give it."""

    default: str | None
    """A Python expression; of an argument, what the service takes for one that is not given."""

    secret: bool = False
    token: bool | None = None
    """Whether the client makes one where none is given."""

    wire: Wire | None = None
    format: str | None = None
    constraints: Mapping[str, str] | None = None
    deprecated: bool | None = None
    id: str = ""


@frozen
class Class:
    """A class of ``shapes``: a structure, an input or an output; or one of ``errors``."""

    name: str
    members: Mapping[str, Member] = field(factory=dict[str, Member])
    traits: Mapping[str, str] | None = None
    """What else changes its form on the wire: name of a trait → its value as text."""

    deprecated: bool | None = None
    id: str = ""


@frozen
class Enum:
    """An open enum: its values as Python literals, each with its constant."""

    name: str
    base: str
    values: Mapping[str, str]
    deprecated: Mapping[str, bool] | None = None
    id: str = ""


@frozen
class Variant:
    """A class of a union, whose ``value`` is a member of that class."""

    name: str
    wire: str | None


@frozen
class Union:
    """A tagged union: its variants by the names of their classes."""

    name: str
    variants: Mapping[str, Variant]
    id: str = ""


@frozen
class Error:
    """An exception class."""

    shape: Class
    base: str
    code: str
    fault: str
    http_status: int
    retry: str
    """``no``, ``retryable`` or ``throttling``."""


@frozen
class Paginator:
    """What ``paginate_<operation>`` gives, and how it goes on."""

    item: Type
    tokens: str
    items: str


@frozen
class Operation:
    """A method of the client."""

    name: str
    method: str
    input: str
    output: str
    arguments: tuple[str, ...]
    """In the order of the signature."""

    errors: frozenset[str] | None
    """By their codes."""

    http: str | None = None
    idempotent: bool | None = None
    readonly: bool | None = None
    callable: bool | None = None
    auth: frozenset[str] | None = None
    """Empty if it is as the service's."""

    traits: Mapping[str, str] | None = None
    paginator: Paginator | None = None
    deprecated: bool | None = None
    id: str = ""


@frozen
class Waiter:
    """A ``wait_until_…`` method."""

    method: str
    operation: str
    """The method that is polled."""

    delays: str | None
    acceptors: tuple[str, ...] | None


@frozen
class Endpoints:
    """The endpoint rules, compiled: what they may ask for, the URLs they can give, and the whole as text."""

    parameters: tuple[str, ...]
    urls: tuple[str, ...]
    code: str


@frozen
class Api:
    """One side of a comparison."""

    source: str
    """As it is shown to the user."""

    kind: str
    """``model`` or ``package``."""

    package: str
    client: str
    error_base: str
    service: str
    version: str
    protocol: str
    signing_name: str | None
    endpoint_prefix: str | None
    auth: frozenset[str] | None
    traits: Mapping[str, str] | None
    endpoints: Endpoints | None
    operations: Mapping[str, Operation]
    """By the operation's name."""

    waiters: Mapping[str, Waiter]
    classes: Mapping[str, Class]
    enums: Mapping[str, Enum]
    unions: Mapping[str, Union]
    errors: Mapping[str, Error]

    def names(self) -> frozenset[str]:
        """The names of ``shapes`` that a caller can import."""
        return frozenset((*self.classes, *self.enums, *self.unions))
