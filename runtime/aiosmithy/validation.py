"""Finds everything that is wrong with an input, before it is sent or after a serializer refused it.

Types and required members are always looked at; lengths, ranges, patterns and uniqueness
only if asked, because a service may take more than its model says. What is written under a
``sensitive`` member never appears in a message.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import Any, Final, TypeAlias, cast

from . import schemas as kinds
from .errors import ValidationError
from .scalar_checks import SCALARS, check_size, check_string, show, type_name
from .schemas import Schema, Schemas

__all__ = ["Problem", "check", "explain"]

_DEEPEST: Final = 100
_MOST_PROBLEMS: Final = 100
_MOST_COMPARED: Final = 1_000  # items without a hash are compared each with each

# Sequences that are meant as one value.
_TEXTS: Final[tuple[type[Any], ...]] = (str, bytes, bytearray, memoryview)

_Path: TypeAlias = "tuple[_Path, str] | None"


class Problem:
    """One thing that is wrong.

    Attributes:
        path: Where, in the names that the caller wrote: ``tags['team']``; empty for all of it.
        message: What is wrong and what would be right.
    """

    __slots__ = ("message", "path")

    def __init__(self, path: str, message: str) -> None:
        self.path = path
        self.message = message

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message

    def __repr__(self) -> str:
        return f"Problem({self.path!r}, {self.message!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Problem):
            return NotImplemented
        return (self.path, self.message) == (other.path, other.message)

    def __hash__(self) -> int:
        return hash((self.path, self.message))


def check(
    value: object, schema: Schema, schemas: Schemas, *, constraints: bool
) -> list[Problem]:
    """All problems of a value, in the order of the members.

    Args:
        value: The input, or any part of one.
        schema: What it should be.
        schemas: The service's structures and unions, for references.
        constraints: Whether to look at lengths, ranges, patterns and uniqueness, too.
    """
    walk = _Walk(schemas, constraints=constraints)
    try:
        walk.visit(value, schema, None, sensitive=False)
    except _Enough:
        walk.problems.append(Problem("", "there are more problems than these"))
    except RecursionError:
        walk.problems.append(Problem("", "it is nested too deeply to be looked at"))
    return walk.problems


def explain(
    error: Exception,
    value: object,
    schema: Schema,
    schemas: Schemas,
    operation: str = "",
) -> ValidationError:
    """The error to raise when a serializer refused a value: it names what the serializer cannot."""
    problems = check(value, schema, schemas, constraints=False)
    if not problems:
        problems = [
            Problem("", f"it cannot be sent: {str(error) or type(error).__name__}")
        ]
    return ValidationError(problems, operation)


class _Enough(Exception):
    """There are so many problems that more would not help."""


class _Walk:
    """One look at one value."""

    def __init__(self, schemas: Schemas, *, constraints: bool) -> None:
        self.schemas = schemas
        self.constraints = constraints
        self.problems: list[Problem] = []
        self.open: set[int] = set()
        # What is used in many places is looked at once, however often it is reached.
        self.fine: dict[tuple[int, int], object] = {}

    def report(self, path: _Path, message: str) -> None:
        if len(self.problems) == _MOST_PROBLEMS:
            raise _Enough
        self.problems.append(Problem(_path_text(path), message))

    def visit(
        self, value: object, schema: Schema, path: _Path, *, sensitive: bool
    ) -> None:
        if isinstance(schema, kinds.Reference):
            schema = self.schemas[schema.name]
        scalar = SCALARS.get(type(schema))
        if scalar is None:
            self.visit_container(value, schema, path, sensitive)
            return
        for message in scalar(schema, value, self.constraints, sensitive):
            self.report(path, message)

    def visit_container(
        self, value: object, schema: Schema, path: _Path, sensitive: bool
    ) -> None:
        key = id(value), id(schema)
        if key in self.fine:
            return
        if id(value) in self.open:
            self.report(path, "contains itself, which cannot be sent")
            return
        if len(self.open) >= _DEEPEST:
            self.report(path, f"is nested more than {_DEEPEST} levels deep; flatten it")
            return
        before = len(self.problems)
        self.open.add(id(value))
        _CONTAINERS[type(schema)](self, value, schema, path, sensitive)
        self.open.discard(id(value))
        if len(self.problems) == before:
            self.fine[key] = value

    def structure(
        self, value: object, schema: kinds.Structure, path: _Path, sensitive: bool
    ) -> None:
        name = schema.cls.__name__
        if not isinstance(value, schema.cls):
            self.report(
                path, f"must be {name}, not {type_name(value)}: pass {name}(...)"
            )
            return
        for member in schema.members:
            held = getattr(value, member.attribute, None)
            here = path, f".{member.attribute}"
            hidden = sensitive or member.sensitive
            if held is not None:
                if member.label and held == "":
                    self.report(here, "must not be empty: it is part of the URL's path")
                else:
                    self.visit(held, member.schema, here, sensitive=hidden)
            elif member.required:
                self.report(here, f"is required: pass {self.expected(member.schema)}")

    def union(
        self, value: object, schema: kinds.Union, path: _Path, sensitive: bool
    ) -> None:
        for variant in schema.variants:
            if isinstance(value, variant.cls):
                self.visit(
                    getattr(value, "value", None),
                    variant.schema,
                    (path, ".value"),
                    sensitive=sensitive or variant.sensitive,
                )
                return
        expected = self.expected(schema)
        if schema.unknown is not None and isinstance(value, schema.unknown):
            self.report(path, f"is a variant not known here; pass {expected}")
        else:
            self.report(path, f"must be {expected}, not {type_name(value)}")

    def list(
        self, value: object, schema: kinds.List, path: _Path, sensitive: bool
    ) -> None:
        name = type_name(value)
        if isinstance(value, _TEXTS) or not isinstance(value, Sequence):
            remedy = ": pass [...]" if isinstance(value, _TEXTS) else ""
            self.report(path, f"must be a list, not {name}{remedy}")
            return
        items = cast("Sequence[object]", value)
        if self.constraints:
            for message in check_size(len(items), "item", schema):
                self.report(path, message)
            if schema.unique and (twice := _repeated(items)) is not None:
                first, second = twice
                self.report(
                    path,
                    f"must hold no item twice: item {second} is item {first} again",
                )
        for index, item in enumerate(items):
            if item is not None or not schema.sparse:
                self.visit(
                    item, schema.member, (path, f"[{index}]"), sensitive=sensitive
                )

    def map(
        self, value: object, schema: kinds.Map, path: _Path, sensitive: bool
    ) -> None:
        if not isinstance(value, Mapping):
            self.report(path, f"must be a dict, not {type_name(value)}")
            return
        entries = cast("Mapping[object, object]", value)
        if self.constraints:
            for message in check_size(len(entries), "entry", schema):
                self.report(path, message)
        for key, item in entries.items():
            here = path, f"[{show(key, sensitive)}]"
            for message in check_string(schema.key, key, self.constraints, sensitive):
                self.report(here, f"the key {message}")
            if item is not None or not schema.sparse:
                self.visit(item, schema.value, here, sensitive=sensitive)

    def document(
        self, value: object, schema: kinds.Document, path: _Path, sensitive: bool
    ) -> None:
        if isinstance(value, dict):
            for key, item in cast("dict[object, object]", value).items():
                here = path, f"[{show(key, sensitive)}]"
                for message in check_string(kinds.STRING, key, False, sensitive):
                    self.report(here, f"the key {message}")
                self.visit(item, schema, here, sensitive=sensitive)
        elif isinstance(value, list | tuple):
            for index, item in enumerate(cast("Sequence[object]", value)):
                self.visit(item, schema, (path, f"[{index}]"), sensitive=sensitive)
        elif isinstance(value, str):
            for message in check_string(kinds.STRING, value, False, sensitive):
                self.report(path, message)
        elif isinstance(value, float):
            if not isfinite(value):
                self.report(path, "must be a finite number: JSON has no others")
        elif not (value is None or isinstance(value, bool | int)):
            allowed = "None, a bool, a number, a str, a list or a dict"
            self.report(path, f"must be {allowed}, not {type_name(value)}")

    def expected(self, schema: Schema) -> str:
        """What to pass."""
        if isinstance(schema, kinds.Reference):
            schema = self.schemas[schema.name]
        if isinstance(schema, kinds.Structure):
            return f"{schema.cls.__name__}(...)"
        if isinstance(schema, kinds.Union):
            names = [f"{variant.cls.__name__}(...)" for variant in schema.variants]
            more = [] if len(names) <= 6 else [f"{len(names) - 5} others"]
            names = names[:5] + more if more else names
            return " or ".join(names)
        return _NOUNS[type(schema)]


def _path_text(path: _Path) -> str:
    parts: list[str] = []
    while path is not None:
        path, part = path
        parts.append(part)
    return "".join(reversed(parts)).removeprefix(".")


def _repeated(items: Sequence[object]) -> tuple[int, int] | None:
    """The first two places that hold the same."""
    hashed: dict[object, int] = {}
    others: list[tuple[int, object]] = []
    for index, item in enumerate(items):
        try:
            first = hashed.setdefault(item, index)
        except TypeError:
            same = (place for place, other in others if _are_equal(other, item))
            first = next(same, index)
            if len(others) < _MOST_COMPARED:
                others.append((index, item))
        if first != index:
            return first, index
    return None


def _are_equal(one: object, other: object) -> bool:
    try:
        return one == other
    except ArithmeticError:  # a signaling NaN is not even compared
        return False


_CONTAINERS: Final[
    Mapping[type[Any], Callable[[_Walk, object, Any, _Path, bool], None]]
] = {
    kinds.Document: _Walk.document,
    kinds.List: _Walk.list,
    kinds.Map: _Walk.map,
    kinds.Structure: _Walk.structure,
    kinds.Union: _Walk.union,
}
_NOUNS: Final[Mapping[type[Any], str]] = {
    kinds.BigDecimal: "a Decimal",
    kinds.Blob: "bytes",
    kinds.Boolean: "a bool",
    kinds.Document: "a JSON value",
    kinds.Events: "an async iterable of events",
    kinds.Float: "a float",
    kinds.Integer: "an int",
    kinds.List: "a list",
    kinds.Map: "a dict",
    kinds.Stream: "bytes, a file or an async iterable of bytes",
    kinds.String: "a str",
    kinds.Timestamp: "a datetime",
}
