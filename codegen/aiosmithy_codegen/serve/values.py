"""JSON into values, with every problem named; values into JSON.

A value is what the model means: structures and maps are dicts (structures by member name), timestamps are seconds since
the epoch, blobs are bytes. https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#shape-serialization
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from ..json_values import is_list, is_object
from ..model import Member, Model
from . import times
from .constraints import INTEGER_BITS, broken
from .refusals import Problem, unreadable

INVALID: Final = object()
"""What reading gives where it reported a problem."""

_NUMBERS = frozenset((*INTEGER_BITS, "bigInteger", "bigDecimal", "float", "double"))
_SPECIAL_FLOATS = ("NaN", "Infinity", "-Infinity")
_STRUCTURE = re.compile(rb'"(?:[^"\\]+|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)


def load_json(body: bytes, max_depth: int) -> Any:
    """The document in a body; raises a refusal for what is not JSON or is nested too deeply."""
    depth = 0
    for found in _STRUCTURE.finditer(body):
        depth += {b"[": 1, b"{": 1, b"]": -1, b"}": -1}.get(found[0], 0)
        if depth > max_depth:
            raise unreadable(f"The body is nested more than {max_depth} levels deep.")
    try:
        return json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise unreadable("The body is not valid JSON.") from error


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


class Reader:
    """Reads one input and collects what is wrong with it."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.problems: list[Problem] = []

    def report(self, path: str, text: str) -> Any:
        """Adds a problem and gives :data:`INVALID`."""
        self.problems.append(Problem(path, text))
        return INVALID

    def read(self, member: Member, data: Any, path: str) -> Any:
        """The value of JSON data, checked against the member's type and constraints."""
        kind = self.model.target(member).type
        aggregates = {
            "list": self._list,
            "map": self._map,
            "structure": self._structure,
            "union": self._union,
        }
        if kind in aggregates:
            value = aggregates[kind](member, data, path)
        else:
            value = self._simple(member, kind, data, path)
        if value is not INVALID:
            self.check(member, value, path)
        return value

    def check(self, member: Member, value: Any, path: str) -> None:
        """Reports the constraints that a value of the member's type does not satisfy."""
        for text in broken(self.model, member, value):
            self.report(path, text)

    def read_text(self, member: Member, text: str, path: str, form: str) -> Any:
        """The value of a label, query parameter or header; ``form`` is the location's timestamp format."""
        kind = self.model.target(member).type
        data: Any = text
        if kind == "boolean":
            data = {"true": True, "false": False}.get(text, text)
        elif kind in _NUMBERS:
            data = text if text in _SPECIAL_FLOATS else _number(text)
        elif kind == "timestamp":
            form = self._format(member, form)
            data = _number(text) if form == "epoch-seconds" else text
            value = times.parse(data, form)
            return self.report(path, _NOT["timestamp"]) if value is None else value
        return self.read(member, data, path)

    def structure(
        self,
        members: Iterable[Member],
        data: Any,
        path: str,
        *,
        complete: bool = True,
    ) -> dict[str, Any]:
        """The members of an object by name, defaults filled in; missing and unknown ones are problems.

        Where it is not to be completed yet, a member with a problem stays, as :data:`INVALID`: it is not missing.
        """
        if not is_object(data):
            self.report(path or "/", _NOT["structure"])
            return {}
        members = list(members)
        wire = {wire_name(member): member for member in members}
        values: dict[str, Any] = {}
        for key, item in data.items():
            if key not in wire and key != "__type":
                self.report(f"{path}/{key}", "Member is not known to the model")
            elif item is not None and key in wire:
                values[wire[key].name] = self.read(wire[key], item, f"{path}/{key}")
        if not complete:
            return values
        self.complete(members, values, path)
        return _valid(values)

    def complete(
        self, members: Iterable[Member], values: dict[str, Any], path: str
    ) -> None:
        """Adds defaults, and a problem for every required member that is absent."""
        for member in members:
            if member.name in values:
                continue
            default = self.model.trait(member, "smithy.api#default")
            if default is not None:
                values[member.name] = from_node(self.model, member, default)
            elif "smithy.api#required" in member.traits:
                self.report(f"{path}/{wire_name(member)}", "Member must not be null")

    def _structure(self, member: Member, data: Any, path: str) -> Any:
        if not is_object(data):
            return self.report(path, _NOT["structure"])
        return self.structure(self.model.target(member).members.values(), data, path)

    def _union(self, member: Member, data: Any, path: str) -> Any:
        present = _without_nulls(data) if is_object(data) else {}
        if len(present) != 1:
            return self.report(path, "Member must be an object with exactly one member")
        ((key, item),) = present.items()
        variants = self.model.target(member).members.values()
        for variant in variants:
            if wire_name(variant) == key:
                value = self.read(variant, item, f"{path}/{key}")
                return INVALID if value is INVALID else {variant.name: value}
        return self.report(f"{path}/{key}", "Member is not known to the model")

    def _list(self, member: Member, data: Any, path: str) -> Any:
        if not is_list(data):
            return self.report(path, "Member must be a list")
        shape = self.model.target(member)
        sparse = "smithy.api#sparse" in shape.traits
        entries = enumerate(data)
        element = shape.members["member"]
        read = [self._entry(element, e, f"{path}/{i}", sparse) for i, e in entries]
        return INVALID if INVALID in read else read

    def _map(self, member: Member, data: Any, path: str) -> Any:
        if not is_object(data):
            return self.report(path, _NOT["structure"])
        shape = self.model.target(member)
        sparse = "smithy.api#sparse" in shape.traits
        key, value = shape.members["key"], shape.members["value"]
        for name in data:
            self.read(key, name, f"{path}/{name}")
        read = {
            n: self._entry(value, v, f"{path}/{n}", sparse) for n, v in data.items()
        }
        return INVALID if INVALID in read.values() else read

    def _entry(self, member: Member, data: Any, path: str, sparse: bool) -> Any:
        if data is None:
            return None if sparse else self.report(path, "Member must not be null")
        return self.read(member, data, path)

    def _simple(self, member: Member, kind: str, data: Any, path: str) -> Any:
        if kind == "timestamp":
            form = self._format(member, "epoch-seconds")
            value: Any = times.parse(data, form)
        elif kind == "blob":
            value = _blob(data)
        elif kind in ("float", "double") and data in _SPECIAL_FLOATS:
            value = float(data)
        elif kind == "document" or _has_type(kind, data):
            value = data
        else:
            value = None
        if value is None and kind != "document":
            return self.report(path, _NOT.get(kind, _NOT["integer"]))
        return value

    def _format(self, member: Member, default: str) -> str:
        form: str = self.model.trait(member, "smithy.api#timestampFormat", default)
        return form


def write(model: Model, member: Member, value: Any) -> Any:
    """JSON data of a value that has the member's type."""
    shape = model.target(member)
    if value is None:
        return None
    if shape.type in ("structure", "union"):
        return write_members(model, shape.members, value)
    if shape.type == "list":
        return [write(model, shape.members["member"], item) for item in value]
    if shape.type == "map":
        element = shape.members["value"]
        return {key: write(model, element, item) for key, item in value.items()}
    if shape.type == "timestamp":
        form = model.trait(member, "smithy.api#timestampFormat", "epoch-seconds")
        return times.show(value, form)
    if shape.type == "blob":
        return base64.b64encode(value).decode()
    if isinstance(value, float) and not math.isfinite(value):
        return _SPECIAL_FLOATS[0 if math.isnan(value) else 1 if value > 0 else 2]
    return value


def write_members(
    model: Model, members: Mapping[str, Member], values: Mapping[str, Any]
) -> dict[str, Any]:
    """A JSON object of those members that have a value."""
    return {
        wire_name(member): write(model, member, values[name])
        for name, member in members.items()
        if values.get(name) is not None
    }


def from_node(
    model: Model, member: Member, node: Any, *, blobs_are_text: bool = False
) -> Any:
    """The value that a trait writes down: members by name, timestamps as numbers or date-times.

    Blobs are base64 in defaults and plain text in examples.
    """
    shape = model.target(member)
    if is_list(node) and shape.type == "list":
        element = shape.members["member"]
        return [
            from_node(model, element, item, blobs_are_text=blobs_are_text)
            for item in node
        ]
    if is_object(node) and shape.type != "document":
        part = shape.members.get("value") if shape.type == "map" else None
        found = {name: part or shape.members.get(name) for name in node}
        return {
            name: from_node(model, one, node[name], blobs_are_text=blobs_are_text)
            for name, one in found.items()
            if one is not None
        }
    if shape.type == "timestamp" and isinstance(node, str):
        return times.parse(node, "date-time")
    if shape.type == "blob" and isinstance(node, str):
        return node.encode() if blobs_are_text else _blob(node) or b""
    if shape.type in ("float", "double") and node in _SPECIAL_FLOATS:
        return float(node)
    return node


def wire_name(member: Member) -> str:
    """The member's key in JSON."""
    name: str = member.traits.get("smithy.api#jsonName", member.name)
    return name


_NOT = {
    "structure": "Member must be an object",
    "boolean": "Member must be a boolean",
    "string": "Member must be a string of Unicode characters",
    "enum": "Member must be a string of Unicode characters",
    "blob": "Member must be a base64 string",
    "timestamp": "Member must be a timestamp",
    "float": "Member must be a number",
    "double": "Member must be a number",
    "bigDecimal": "Member must be a number",
    "integer": "Member must be an integer in the range of its type",
}


def _has_type(kind: str, data: Any) -> bool:
    if kind in ("string", "enum"):
        return isinstance(data, str) and not re.search("[\ud800-\udfff]", data)
    if isinstance(data, bool) or kind == "boolean":
        return kind == "boolean" and isinstance(data, bool)
    if kind in ("float", "double", "bigDecimal"):
        return isinstance(data, (int, float))
    if kind == "bigInteger":
        return isinstance(data, int)
    limit = 1 << (INTEGER_BITS[kind] - 1)
    return isinstance(data, int) and -limit <= data < limit


def _number(text: str) -> Any:
    """The JSON number in the text, else the text, which no number type takes."""
    if re.fullmatch(r"-?[0-9]{1,400}", text):
        return int(text)
    if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?", text):
        return float(text)
    return text


def _blob(data: Any) -> bytes | None:
    try:
        return base64.b64decode(data, validate=True) if isinstance(data, str) else None
    except (binascii.Error, ValueError):
        return None


def _valid(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not INVALID}


def _without_nulls(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: item for key, item in data.items() if item is not None and key != "__type"
    }
