"""Python types of shapes, and defaults as Python expressions."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from attrs import frozen

from ..literals import literal
from ..model import Member, Shape
from ..streams import errors_in, is_stream
from .context import Context
from .imports import Imports

INTEGERS = frozenset({"byte", "short", "integer", "long", "bigInteger", "intEnum"})
FLOATS = frozenset({"float", "double"})
TEXTS = frozenset({"string", "enum"})

_ERROR = "smithy.api#error"
_SIMPLE = {
    "string": "str",
    "boolean": "bool",
    "byte": "int",
    "short": "int",
    "integer": "int",
    "long": "int",
    "bigInteger": "int",
    "float": "float",
    "double": "float",
    "bigDecimal": "Decimal",
    "blob": "bytes",
    "timestamp": "datetime",
    "document": "Document",
}
_MODULES = {
    "bigDecimal": ("decimal", "Decimal"),
    "timestamp": ("datetime", "datetime"),
    "document": ("aiosmithy.shapes", "Document"),
}
_ZERO = {
    "string": '""',
    "enum": '""',
    "boolean": "False",
    "float": "0.0",
    "double": "0.0",
    "blob": 'b""',
} | dict.fromkeys(INTEGERS, "0")


@frozen
class Types:
    """Type expressions for one module; what they need is added to its imports."""

    context: Context
    imports: Imports
    qualified: bool = True  # shapes.Name; plain names are for shapes.py itself

    def of(self, shape_id: str) -> str:
        """The type of a value of that shape."""
        shape = self.context.model.expect(shape_id)
        if shape.type in _MODULES:
            self.imports.add(*_MODULES[shape.type])
        match shape.type:
            case "enum":
                return f"{self.name(self.context.symbols.shape(shape_id))} | str"
            case "intEnum":
                return f"{self.name(self.context.symbols.shape(shape_id))} | int"
            case "list":
                return f"list[{self._element(shape, 'member')}]"
            case "map":
                return f"dict[str, {self._element(shape, 'value')}]"
            case "structure" | "union":
                return self._class(shape)
            case _:
                return _SIMPLE[shape.type]

    def _class(self, shape: Shape) -> str:
        """An error has its class in ``errors.py``, unless it is a member of something."""
        name = self.context.symbols.shape(shape.id)
        if _ERROR not in shape.traits or shape.id in self.context.symbols.nested:
            return self.name(name)
        self.imports.add(".", "errors")
        return f"errors.{name}"

    def events(self, union: Shape) -> str:
        """What a service is sent as an event: errors, too, if the model has some."""
        failures = errors_in(self.context.model, union)
        return " | ".join([self.of(union.id), *(self.of(m.target) for m in failures)])

    def _element(self, shape: Shape, name: str) -> str:
        inner = self.of(shape.members[name].target)
        sparse = "smithy.api#sparse" in shape.traits and inner != "Document"
        return f"{inner} | None" if sparse else inner

    def optional(self, shape_id: str) -> str:
        """The type of a member that may be None."""
        found = self.of(shape_id)
        return found if found == "Document" else f"{found} | None"

    def argument(self, member: Member, *, optional: bool) -> str:
        """The type of a member of an operation's input."""
        if not is_stream(self.context.model, member):
            return self.optional(member.target) if optional else self.of(member.target)
        found = self._given_stream(self.context.model.target(member))
        return f"{found} | None" if optional else found

    def _given_stream(self, shape: Shape) -> str:
        if shape.type == "blob":
            self.imports.add("aiosmithy.streams", "StreamingBlob")
            return "StreamingBlob"
        self.imports.add("collections.abc", "AsyncIterable")
        return f"AsyncIterable[{self.events(shape)}]"

    def stream(self, member: Member) -> str:
        """The type of a member of an operation's output that is streamed."""
        shape = self.context.model.target(member)
        name = "ByteStream" if shape.type == "blob" else "EventStream"
        self.imports.add("aiosmithy.streams", name)
        return name if shape.type == "blob" else f"{name}[{self.of(shape.id)}]"

    def name(self, class_name: str) -> str:
        """A class of ``shapes.py`` as this module calls it."""
        if not self.qualified:
            return class_name
        self.imports.add(".", "shapes")
        return f"shapes.{class_name}"


def zero(shape: Shape) -> str | None:
    """The zero value of an immutable type as Python; None if there is no such literal."""
    return _ZERO.get(shape.type)


@frozen
class Default:
    """A member's default: an expression, or the factory of a mutable one."""

    expression: str
    factory: str = ""


def default(context: Context, member: Member, imports: Imports) -> Default:
    """What ``@default`` says, as Python.

    Raises:
        ModelError: The value is not of the member's type.
    """
    value = member.traits["smithy.api#default"]
    shape = context.model.target(member)
    try:
        return _default(shape, value, imports)
    except (TypeError, ValueError, OverflowError, binascii.Error):
        raise context.error(
            member.id,
            f"the default is no {shape.type}",
            "Correct the value of smithy.api#default.",
        ) from None


def _default(shape: Shape, value: Any, imports: Imports) -> Default:
    match shape.type, value:
        case "string" | "enum", str():
            return Default(literal(value))
        case "boolean", bool():
            return Default(str(value))
        case _, bool() if shape.type != "document":
            raise TypeError
        case type_, int() if type_ in INTEGERS:
            return Default(literal(value))
        case type_, float() if type_ in INTEGERS and value.is_integer():
            return Default(literal(int(value)))
        case "float" | "double", int() | float() | Decimal():
            return Default(literal(float(value)))
        case "bigDecimal", int() | float() | str() | Decimal():
            imports.add("decimal", "Decimal")
            return Default(f"Decimal({literal(str(value))})")
        case "blob", str():
            return Default(literal(base64.b64decode(value, validate=True)))
        case "timestamp", _:
            return Default(_timestamp(value, imports))
        case "list", []:
            return Default("[]", "lambda: []")
        case "map", {}:
            return Default("{}", "lambda: {}")
        case "document", _:
            return _document(value)
        case _:
            raise TypeError


def _timestamp(value: Any, imports: Imports) -> str:
    moment = (
        datetime.fromisoformat(value).astimezone(UTC)
        if isinstance(value, str)
        else datetime.fromtimestamp(float(value), UTC)
    )
    imports.add("datetime", "UTC", "datetime")
    fields = [moment.year, moment.month, moment.day, moment.hour, moment.minute]
    fields += [moment.second, moment.microsecond]
    while len(fields) > 3 and not fields[-1]:
        fields.pop()
    return f"datetime({', '.join(map(str, fields))}, tzinfo=UTC)"


def _document(value: Any) -> Default:
    """A document's default is a simple value or empty."""
    if value in ([], {}):
        return Default(repr(value), f"lambda: {value!r}")
    if isinstance(value, str | bool | int | float | Decimal):
        return Default(literal(value))
    raise TypeError
