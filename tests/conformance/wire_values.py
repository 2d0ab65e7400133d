"""Inputs and outputs made from a Smithy model: plain data under the names of the wire, as a recipe has it.

It reads the JSON AST itself, without the generator, so that a mistake there is no mistake here.
"""

from __future__ import annotations

import keyword
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from itertools import cycle
from typing import Any

from attrs import Factory, define
from botocore import xform_name

TEXTS = (
    "na\u00efve \u201cquotes\u201d 'single' \"double\"",
    "a b/c//d%20e%",
    "1+1=2&x=y;z?#f@$,:",
    "~tilde-._!*'()",
    "\U0001f600 emoji e\u0301 \u200d",
    "line\nbreak\r\n\ttab \u2028 \x7f",
    "back\\slash <b>{0}</b> `$(x)` \x00",
    "../..",
    "%2E%2e%",
    " outer blanks ",
    "\ufeff\u202eright to left",
    "...",
)
_TAKEN = {"bytes", "list", "dict", "set", "str", "int", "float", "bool", "object"}
_BITS = {"byte": 8, "short": 16, "integer": 32, "long": 64}
_PRELUDE = {
    "Boolean": "boolean",
    "Double": "double",
    "Float": "float",
    "Integer": "integer",
    "Long": "long",
    "String": "string",
    "Timestamp": "timestamp",
}


@define
class Model:
    """A model's shapes, by id."""

    shapes: dict[str, Any]

    def shape(self, id: str) -> dict[str, Any]:
        namespace, _, name = id.partition("#")
        if namespace == "smithy.api":
            return {"type": _PRELUDE[name]}
        found: dict[str, Any] = self.shapes[id]
        return found

    def operations(self) -> dict[str, dict[str, Any]]:
        """The operations by name."""
        return {
            id.partition("#")[2]: shape
            for id, shape in sorted(self.shapes.items())
            if shape["type"] == "operation"
        }

    def members(self, operation: str, side: str) -> dict[str, Any]:
        """The members of an operation's input or output; none if it is the unit."""
        target = self.operations()[operation][side]["target"]
        return (
            {} if target == "smithy.api#Unit" else self.shape(target).get("members", {})
        )

    def errors(self) -> dict[str, dict[str, Any]]:
        """The members of each error, by its name."""
        return {
            id.partition("#")[2]: shape.get("members", {})
            for id, shape in sorted(self.shapes.items())
            if has(shape, "error")
        }


def has(member: dict[str, Any], trait: str) -> bool:
    """Whether a member or a shape has a trait of ``smithy.api``."""
    return f"smithy.api#{trait}" in member.get("traits", {})


def default(member: dict[str, Any]) -> Any:
    """A member's default; None if it has none."""
    return member.get("traits", {}).get("smithy.api#default")


def attribute(name: str) -> str:
    """A wire name as boto3 users would write it in Python."""
    name = xform_name(name.lstrip("_"))
    return f"{name}_" if keyword.iskeyword(name) or name in _TAKEN else name


@define
class Recipe:
    """How to fill a structure.

    Attributes:
        optional: Whether members that are not required are there: filled, left out, or null.
        size: How many items lists and maps have, where any number is legal.
        texts: The texts to use, one after the other; labels never get an empty one.
        edges: Whether numbers and times are the largest and smallest ones.
        strange: What the model does not have: ``members`` in every structure, ``variants`` in every union.
    """

    model: Model
    optional: str = "filled"
    size: int = 2
    texts: Iterator[str] = Factory(lambda: cycle(TEXTS))
    edges: bool = False
    strange: str = ""
    _turn: int = 0

    def structure(self, members: dict[str, Any]) -> dict[str, Any]:
        """A value for each member that the recipe wants."""
        found: dict[str, Any] = {}
        for name, member in members.items():
            if has(member, "required") or self.optional == "filled":
                found[name] = self.value(
                    member["target"], label=has(member, "httpLabel")
                )
            elif self.optional == "null":
                found[name] = None
        if self.strange == "members":
            found["notInTheModel"] = {"x": [1, {"y": None}], "z": "text"}
        return found

    def value(self, target: str, *, label: bool = False) -> Any:
        shape = self.model.shape(target)
        kind = shape["type"]
        self._turn += 1
        if kind == "structure":
            return self.structure(shape.get("members", {}))
        if kind == "union":
            return self._union(shape["members"])
        if kind == "list":
            return [self.value(shape["member"]["target"]) for _ in range(self.size)]
        if kind == "map":
            return {
                f"{self._text(True)} {i}": self.value(shape["value"]["target"])
                for i in range(self.size)
            }
        return self._scalar(kind, shape, label)

    def _union(self, members: dict[str, Any]) -> dict[str, Any]:
        if self.strange == "variants":
            return {"notInTheModel": {"x": "y"}}
        name = list(members)[self._turn % len(members)]
        found = {name: self.value(members[name]["target"])}
        if self.strange == "members":
            return {"__type": "ns#Union", "notInTheModel": None, **found}
        return found

    def _scalar(self, kind: str, shape: dict[str, Any], label: bool) -> Any:
        if kind == "enum":
            known = [
                member["traits"]["smithy.api#enumValue"]
                for member in shape["members"].values()
            ]
            return self._text(label) if self.edges else known[self._turn % len(known)]
        if kind == "boolean":
            return self._turn % 2 == 0
        if kind in _BITS:
            top = 1 << (_BITS[kind] - 1)
            edges = (0, -1, top - 1, -top)
            return edges[self._turn % 4] if self.edges else self._turn
        if kind in ("double", "float"):
            edges = (0.0, -0.0, 0.1 + 0.2, 1e22, 5e-324, -1.7976931348623157e308)
            return edges[self._turn % 6] if self.edges else self._turn + 0.25
        if kind == "timestamp":
            return self._moment()
        assert kind == "string", f"no value is made of type {kind}"
        return self._text(label)

    def _text(self, label: bool) -> str:
        return next(self.texts) or ("label" if label else "")

    def _moment(self) -> datetime:
        moments = (
            datetime(2024, 2, 29, 23, 59, 59, tzinfo=UTC),
            datetime(2024, 1, 2, 3, 4, 5, 120_000, tzinfo=UTC),
            datetime(1969, 12, 31, 1, 2, 3, 1, tzinfo=timezone(timedelta(hours=5.5))),
            datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        )
        return moments[self._turn % 4 if self.edges else self._turn % 2]


def with_defaults(model: Model, members: dict[str, Any], data: Any) -> dict[str, Any]:
    """The input with the ``@default`` values of nested members: those are sent, the top level's are not."""
    return {
        name: _nested(model, members[name]["target"], value)
        for name, value in data.items()
    }


def _nested(model: Model, target: str, value: Any) -> Any:
    shape = model.shape(target)
    kind = shape["type"]
    if kind == "list":
        return [_nested(model, shape["member"]["target"], item) for item in value]
    if kind == "map":
        return {
            key: _nested(model, shape["value"]["target"], item)
            for key, item in value.items()
        }
    if kind not in ("structure", "union"):
        return value
    members = shape.get("members", {})
    filled = with_defaults(model, members, value)
    for name, member in members.items():
        if name not in filled and default(member) is not None:
            filled[name] = default(member)
    return filled


def timed(model: Model, members: dict[str, Any], data: Any) -> Any:
    """JSON data with its timestamps as datetimes: there is more than one way to write the same moment."""
    return {
        name: (
            _timed(model, members[name]["target"], value) if name in members else value
        )
        for name, value in data.items()
    }


def _timed(model: Model, target: str, value: Any) -> Any:
    shape = model.shape(target)
    if shape["type"] == "timestamp":
        return datetime.fromisoformat(value)
    if shape["type"] in ("structure", "union"):
        return timed(model, shape.get("members", {}), value)
    if shape["type"] == "list":
        return [_timed(model, shape["member"]["target"], item) for item in value]
    if shape["type"] == "map":
        return {
            key: _timed(model, shape["value"]["target"], item)
            for key, item in value.items()
        }
    return value
