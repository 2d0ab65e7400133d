"""The kinds that a generated ``schemas.py`` is written in: what each member may be.

A schema is a fact, not a behavior: :mod:`aiosmithy.validation` reads it. Nothing here is
imported by a call that goes well, and a schema is cheap to build: a service has thousands.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, TypeAlias

__all__ = [
    "BIG_DECIMAL",
    "BIG_INTEGER",
    "BLOB",
    "BOOLEAN",
    "BYTE",
    "DOCUMENT",
    "DOUBLE",
    "EVENTS",
    "FLOAT",
    "INTEGER",
    "LONG",
    "SHORT",
    "STREAM",
    "STRING",
    "TIMESTAMP",
    "BigDecimal",
    "Blob",
    "Boolean",
    "Document",
    "Events",
    "Float",
    "Integer",
    "List",
    "Map",
    "Member",
    "Reference",
    "Schema",
    "Schemas",
    "Stream",
    "String",
    "Structure",
    "Timestamp",
    "Union",
    "Variant",
]


class Boolean:
    """True or false."""

    __slots__ = ()


class String:
    """Text; its length counts Unicode code points, an enum is one without constraints."""

    __slots__ = ("max_length", "min_length", "pattern")

    def __init__(
        self,
        *,
        min_length: int = 0,
        max_length: int | None = None,
        pattern: str | None = None,
    ) -> None:
        self.min_length = min_length
        self.max_length = max_length
        self.pattern = pattern


class Integer:
    """A whole number of ``bits`` bits, two's complement; any number where that is None."""

    __slots__ = ("bits", "maximum", "minimum")

    def __init__(
        self,
        *,
        minimum: int | None = None,
        maximum: int | None = None,
        bits: int | None = 32,
    ) -> None:
        self.minimum = minimum
        self.maximum = maximum
        self.bits = bits


class Float:
    """A float; not-a-number and the infinities are floats too."""

    __slots__ = ("maximum", "minimum")

    def __init__(
        self, *, minimum: float | None = None, maximum: float | None = None
    ) -> None:
        self.minimum = minimum
        self.maximum = maximum


class BigDecimal:
    """A :class:`decimal.Decimal`."""

    __slots__ = ("maximum", "minimum")

    def __init__(
        self,
        *,
        minimum: Decimal | int | None = None,
        maximum: Decimal | int | None = None,
    ) -> None:
        self.minimum = minimum
        self.maximum = maximum


class Blob:
    """Bytes; its length counts bytes."""

    __slots__ = ("max_length", "min_length")

    def __init__(self, *, min_length: int = 0, max_length: int | None = None) -> None:
        self.min_length = min_length
        self.max_length = max_length


class Stream:
    """A streaming blob: bytes, a file, or an async iterable of bytes."""

    __slots__ = ()


class Events:
    """An async iterable of events; they are looked at one by one, as they are sent."""

    __slots__ = ()


class Timestamp:
    """A :class:`datetime.datetime`."""

    __slots__ = ()


class Document:
    """Anything that JSON can say."""

    __slots__ = ()


class List:
    """A list of one kind of member; a ``sparse`` one may hold None."""

    __slots__ = ("max_length", "member", "min_length", "sparse", "unique")

    def __init__(
        self,
        member: Schema,
        *,
        min_length: int = 0,
        max_length: int | None = None,
        unique: bool = False,
        sparse: bool = False,
    ) -> None:
        self.member = member
        self.min_length = min_length
        self.max_length = max_length
        self.unique = unique
        self.sparse = sparse


class Map:
    """A dict from strings to one kind of value; a ``sparse`` one may hold None."""

    __slots__ = ("key", "max_length", "min_length", "sparse", "value")

    def __init__(
        self,
        key: String,
        value: Schema,
        *,
        min_length: int = 0,
        max_length: int | None = None,
        sparse: bool = False,
    ) -> None:
        self.key = key
        self.value = value
        self.min_length = min_length
        self.max_length = max_length
        self.sparse = sparse


class Reference:
    """The structure or union that the service's schemas hold under ``name``."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


class Member:
    """A structure's member: its Python attribute, its wire name, what it may be.

    A ``label`` is part of the request's path, so it may not be empty. Nothing under a
    ``sensitive`` member is ever shown.
    """

    __slots__ = ("attribute", "label", "name", "required", "schema", "sensitive")

    def __init__(
        self,
        attribute: str,
        name: str,
        schema: Schema,
        *,
        required: bool = False,
        label: bool = False,
        sensitive: bool = False,
    ) -> None:
        self.attribute = attribute
        self.name = name
        self.schema = schema
        self.required = required
        self.label = label
        self.sensitive = sensitive


class Structure:
    """An instance of ``cls``, with these members."""

    __slots__ = ("cls", "members")

    def __init__(self, cls: type[Any], *members: Member) -> None:
        self.cls = cls
        self.members = members


class Variant:
    """A union's variant: its wire name, its class, what the class's ``value`` may be."""

    __slots__ = ("cls", "name", "schema", "sensitive")

    def __init__(
        self, name: str, cls: type[Any], schema: Schema, *, sensitive: bool = False
    ) -> None:
        self.name = name
        self.cls = cls
        self.schema = schema
        self.sensitive = sensitive


class Union:
    """An instance of one of the variants' classes.

    ``unknown`` is the class of a variant that this client does not know: it can be
    received, not sent.
    """

    __slots__ = ("unknown", "variants")

    def __init__(self, *variants: Variant, unknown: type[Any] | None = None) -> None:
        self.variants = variants
        self.unknown = unknown


Schema: TypeAlias = (
    Boolean
    | String
    | Integer
    | Float
    | BigDecimal
    | Blob
    | Stream
    | Events
    | Timestamp
    | Document
    | List
    | Map
    | Reference
    | Structure
    | Union
)

Schemas: TypeAlias = Mapping[str, Structure | Union]
"""A service's structures and unions, by the name that a :class:`Reference` gives."""

BOOLEAN: Final = Boolean()
STRING: Final = String()
BYTE: Final = Integer(bits=8)
SHORT: Final = Integer(bits=16)
INTEGER: Final = Integer(bits=32)
LONG: Final = Integer(bits=64)
BIG_INTEGER: Final = Integer(bits=None)
FLOAT: Final = Float()
DOUBLE: Final = Float()
BIG_DECIMAL: Final = BigDecimal()
BLOB: Final = Blob()
STREAM: Final = Stream()
EVENTS: Final = Events()
TIMESTAMP: Final = Timestamp()
DOCUMENT: Final = Document()
