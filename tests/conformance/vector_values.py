"""A vector's ``params`` as Python input, and Python output held against ``params``, both led by the model."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from aiosmithy_codegen.model import Member, Shape
from aiosmithy_codegen.nullability import is_nullable
from aiosmithy_codegen.streams import is_stream
from attrs import frozen
from vector_clients import Generated

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_INTEGERS = {"byte", "short", "integer", "long", "bigInteger", "intEnum"}
_ZERO: dict[str, Any] = {
    "string": "",
    "enum": "",
    "boolean": False,
    "blob": "",
    "timestamp": 0,
    "list": [],
    "map": {},
    "structure": {},
    "document": None,
    "bigDecimal": 0,
}


def moment(written: Any) -> datetime:
    """The time that a vector writes as seconds since the epoch, or as text."""
    if isinstance(written, str):
        return datetime.fromisoformat(written)
    return EPOCH + timedelta(microseconds=int(Decimal(written) * 1_000_000))


def plain(value: Any) -> Any:
    """A document as callers write it: no decimals in it."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return float(value) if isinstance(value, Decimal) else value


@frozen
class Inputs:
    """Makes arguments of generated classes."""

    generated: Generated

    def arguments(self, shape: Shape, params: Mapping[str, Any]) -> dict[str, Any]:
        """The keyword arguments for the members that the params have."""
        assert params.keys() <= shape.members.keys(), params.keys()
        return {
            self.generated.symbols.member(shape.members[name].id): self.value(
                shape.members[name], value
            )
            for name, value in params.items()
        }

    def required(self, shape: Shape) -> dict[str, Any]:
        """The least that an operation takes, for vectors that say nothing of its input."""
        return {
            name: self._least(member)
            for name, member in shape.members.items()
            if not {"smithy.api#required", "smithy.api#httpLabel"}.isdisjoint(
                member.traits
            )
            and not is_stream(self.generated.model, member)
        }

    def _least(self, member: Member) -> Any:
        target = self.generated.model.target(member)
        if target.type in ("structure", "union"):
            return self.required(target)
        if target.type in ("string", "enum"):
            return "x"
        return _ZERO.get(target.type, 0)

    def value(self, member: Member, value: Any) -> Any:
        shape = self.generated.model.target(member)
        if value is None and shape.type != "document":
            return None
        match shape.type:
            case "structure":
                arguments = self.arguments(shape, value)
                return self.generated.shape_class(shape.id)(**arguments)
            case "union":
                ((name, inner),) = value.items()
                variant = self.generated.variant(shape.members[name])
                return variant(value=self.value(shape.members[name], inner))
            case "list":
                return [self.value(shape.members["member"], item) for item in value]
            case "map":
                return {
                    key: self.value(shape.members["value"], item)
                    for key, item in value.items()
                }
            case _:
                return scalar(shape.type, value)


def scalar(type_: str, value: Any) -> Any:
    """A simple value of the suites as Python has it."""
    match type_:
        case "blob":
            return value.encode()
        case "string" if isinstance(value, dict | list):  # C2J's `jsonvalue`
            return json.dumps(value, separators=(",", ":"))
        case "timestamp":
            return moment(value)
        case "float" | "double":
            return float(value)
        case "bigDecimal":
            return Decimal(str(value))
        case "document":
            return plain(value)
        case _ if type_ in _INTEGERS:
            return int(value)
        case _:
            return value


@frozen
class Outputs:
    """Holds what a client gives against what a vector says; failures name the member."""

    generated: Generated

    def same_members(
        self,
        shape: Shape,
        params: Mapping[str, Any],
        actual: Any,
        path: str,
        skip: tuple[str, ...] = (),
    ) -> None:
        """Compare every member, those that the vector leaves out too: they are None, or their default."""
        assert params.keys() <= shape.members.keys(), params.keys()
        for name, member in shape.members.items():
            found = getattr(actual, self.generated.symbols.member(member.id))
            if name in params:
                self.same(member, params[name], found, f"{path}.{name}")
            elif name not in skip:
                self._same_absent(member, found, f"{path}.{name}")

    def _same_absent(self, member: Member, actual: Any, path: str) -> None:
        """What is not in a response (https://smithy.io/2.0/spec/aggregate-types.html#client-error-correction)."""
        model = self.generated.model
        shape = model.target(member)
        if is_stream(model, member):
            return
        if is_nullable(model, member):
            assert actual is None, f"{path}: expected None, got {actual!r}"
            return
        value = member.traits.get("smithy.api#default", _ZERO.get(shape.type, 0))
        if shape.type == "union":
            assert type(actual).__name__ == self.generated.symbols.unknown_variant(
                shape.id
            )
        else:
            self.same(member, value, actual, path)

    def same(self, member: Member, expected: Any, actual: Any, path: str) -> None:
        """Compare one value, its type included."""
        shape = self.generated.model.target(member)
        if expected is None and shape.type != "document":
            assert actual is None, f"{path}: expected None, got {actual!r}"
            return
        match shape.type:
            case "structure":
                assert type(actual) is self.generated.shape_class(shape.id), path
                self.same_members(shape, expected, actual, path)
            case "union":
                self._same_union(shape, expected, actual, path)
            case "list":
                assert type(actual) is list, f"{path}: {actual!r} is no list"
                assert len(actual) == len(expected), f"{path}: {actual!r}"
                for at, (theirs, ours) in enumerate(zip(expected, actual, strict=True)):
                    self.same(shape.members["member"], theirs, ours, f"{path}[{at}]")
            case "map":
                assert type(actual) is dict, f"{path}: {actual!r} is no dict"
                assert actual.keys() == expected.keys(), path
                for key, theirs in expected.items():
                    self.same(
                        shape.members["value"], theirs, actual[key], f"{path}[{key}]"
                    )
            case _:
                _same_scalar(shape.type, expected, actual, path)

    def _same_union(self, shape: Shape, expected: Any, actual: Any, path: str) -> None:
        ((name, value),) = expected.items()
        if (
            name == "SDK_UNKNOWN_MEMBER"
        ):  # botocore's word for a variant that is not modeled
            unknown = self.generated.symbols.unknown_variant(shape.id)
            assert (type(actual).__name__, actual.name) == (unknown, value["name"])
            return
        member = shape.members[name]
        assert type(actual) is self.generated.variant(member), f"{path}: {actual!r}"
        self.same(member, value, actual.value, f"{path}.{name}")


def _same_scalar(type_: str, expected: Any, actual: Any, path: str) -> None:
    wanted = scalar(type_, expected)
    said = f"{path}: expected {wanted!r}, got {actual!r}"
    if type_ == "document":
        assert _comparable(wanted) == _comparable(plain(actual)), said
        return
    assert type(actual) is type(wanted), said
    if type_ in ("float", "double"):
        assert _bits(type_, wanted) == _bits(type_, actual), said
    else:
        assert actual == wanted, said
    if type_ == "timestamp":
        assert actual.utcoffset() == timedelta(0), said


def _bits(type_: str, value: float) -> Any:
    """Equal floats are equal to the bit, in the width of their type; a NaN is a NaN."""
    width = ">f" if type_ == "float" else ">d"
    return "NaN" if math.isnan(value) else struct.pack(width, value)


def _comparable(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _comparable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_comparable(item) for item in value]
    return (isinstance(value, bool), value)
