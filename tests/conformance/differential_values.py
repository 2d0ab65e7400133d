"""Random inputs and outputs made from botocore's shapes: plain data as botocore takes and gives it.

They are made from botocore's reading of a model, not from ours, so that a mistake of ours there is not made twice. Texts
and numbers stay within what both sides can send: a label is never empty, a header holds no line ends, XML only what XML
can hold.
"""

from __future__ import annotations

import struct
from collections.abc import Container
from datetime import UTC, datetime, timedelta, timezone
from random import Random
from typing import Any

from attrs import define, field

KINDS = ("all", "required", "texts", "edges", "empty", "some")
"""How a structure is filled; inputs take turns."""

_BUDGET = 160  # values in one input: the largest inputs would have thousands of members
_DEPTH = 12
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_AWKWARD = (
    *" !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "\u00e9",
    "\u20ac",
    "\u2028",
    "\u200d",
    "\u202e",
    "\U0001f600",
    "%20",
    "&amp;",
    "]]>",
    "<b>",
    "${x}",
    "../",
    "e\u0301",
    "\x7f",
    "\x85",
)
_CONTROLS = ("\0", "\x01", "\x1b", "\ufffe")  # XML has no way to write these
_LINE_ENDS = str.maketrans("", "", "\r\n\0\x01\x1b\x7f\x85\u2028\ufffe")
_MOMENTS = (
    datetime(1970, 1, 1, tzinfo=UTC),
    datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC),
    datetime(1901, 1, 2, 3, 4, 5, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
    datetime(2024, 2, 29, 12, 0, 0, 500_000, tzinfo=UTC),
    datetime(2024, 2, 29, 12, 0, 0, 120_000, tzinfo=timezone(timedelta(hours=5.5))),
    datetime(1969, 7, 20, 20, 17, 40, 250_000, tzinfo=UTC),
    datetime(2038, 1, 19, 3, 14, 8, tzinfo=timezone(-timedelta(hours=8))),
)
_FLOATS = (0.0, -0.0, 0.5, -1.25, 1e22, 1e-7, 16777216.0, 3.0e38, 1.5e-45)
_DOUBLES = (0.1 + 0.2, 5e-324, -1.7976931348623157e308, 1e16, 123456789.123456789)
_UNUSUAL = (float("nan"), float("inf"), float("-inf"))
_BITS = {"integer": 32, "long": 64}


@define
class Values:
    """Makes the values of one input or output.

    Attributes:
        random: Where everything comes from.
        kind: One of :data:`KINDS`.
        is_xml: Whether texts travel in XML.
        unusual: Whether there are numbers that are none, and infinities.
    """

    random: Random
    kind: str = "all"
    is_xml: bool = False
    unusual: bool = True
    _left: int = field(default=_BUDGET, init=False)

    def structure(
        self, shape: Any, depth: int = 0, skip: Container[str] = ()
    ) -> dict[str, Any]:
        """A value for each member that the kind wants; ``skip`` names members that are never there."""
        found: dict[str, Any] = {}
        required = set(shape.required_members)
        for name, member in self._order(shape, required):
            place = member.serialization.get("location")
            is_needed = name in required or place == "uri" or _is_host_label(member)
            if name in skip:
                continue
            if is_needed or self._wants(depth):
                found[name] = self.member(member, depth + 1)
        return {name: found[name] for name in shape.members if name in found}

    def output(self, shape: Any) -> dict[str, Any]:
        """What a server sends: ``responseCode`` is a success."""
        found = self.structure(shape)
        for name, member in shape.members.items():
            if member.serialization.get("location") == "statusCode" and name in found:
                found[name] = self.random.choice((200, 201, 202, 203))
        return found

    def _order(self, shape: Any, required: set[str]) -> list[tuple[str, Any]]:
        """The required ones first; where the budget ends is then up to chance."""
        members = list(shape.members.items())
        self.random.shuffle(members)
        return sorted(members, key=lambda item: item[0] not in required)

    def _wants(self, depth: int) -> bool:
        if self.kind == "required" or depth > _DEPTH:
            return False
        if self.kind == "some" and self.random.random() < 0.5:
            return False
        return depth == 0 or self._left > 0

    def member(self, shape: Any, depth: int) -> Any:
        """The value of a structure's member, which may be bound to a place of its own."""
        self._left -= 1
        place = shape.serialization.get("location", "")
        if _is_host_label(shape):
            return self._word(1, 20)
        if shape.serialization.get("jsonvalue") and place == "header":
            return self.document(2)
        if place == "uri" and shape.type_name == "string":
            return self._label(shape)
        if place in ("header", "headers"):
            return self._header(shape, place)
        return self.value(shape, depth)

    def value(self, shape: Any, depth: int) -> Any:
        """Any value of a shape."""
        self._left -= 1
        kind = shape.type_name
        if kind == "structure":
            if getattr(shape, "is_document_type", False):
                return self.document(3)
            if getattr(shape, "is_tagged_union", False):
                return self._union(shape, depth)
            return self.structure(shape, depth)
        if kind == "list":
            return [
                self.value(shape.member, depth + 1) for _ in range(self._size(depth))
            ]
        if kind == "map":
            keys = {self._key(shape.key) for _ in range(self._size(depth))}
            return {key: self.value(shape.value, depth + 1) for key in sorted(keys)}
        return self._scalar(shape)

    def _size(self, depth: int) -> int:
        if self.kind == "empty" or depth > _DEPTH or self._left <= 0:
            return 0
        return self.random.choice((1, 1, 2, 3)) if self._left > 30 else 1

    def _union(self, shape: Any, depth: int) -> dict[str, Any]:
        names = list(shape.members)
        if depth > _DEPTH or self._left <= 0:  # one that ends
            names = [
                name
                for name in names
                if shape.members[name].type_name not in ("structure", "list", "map")
            ] or names
        name = self.random.choice(names)
        return {name: self.member(shape.members[name], depth + 1)}

    def document(self, depth: int) -> Any:
        """Any JSON value but null, which in many places is the same as none."""
        return self._json(depth, self.random.randrange(1, 7))

    def _json(self, depth: int, kind: int | None = None) -> Any:
        if kind is None:
            kind = self.random.randrange(7 if depth else 5)
        if kind == 5:
            return [self._json(depth - 1) for _ in range(self.random.randrange(3))]
        if kind == 6:
            return {
                self.text(): self._json(depth - 1)
                for _ in range(self.random.randrange(3))
            }
        return (None, True, self.random.randrange(-9, 99), 1.5, self.text())[kind]

    def _scalar(self, shape: Any) -> Any:
        kind = shape.type_name
        if kind in _BITS:
            return self._integer(_BITS[kind])
        if kind in ("float", "double"):
            return self._number(kind)
        if kind == "boolean":
            return self.random.random() < 0.5
        if kind == "timestamp":
            return self._moment()
        if kind == "blob":
            size = 0 if self.kind == "empty" else self.random.choice((1, 2, 3, 30))
            return self.random.randbytes(size)
        assert kind in ("string", "character"), kind
        if shape.enum and (self.kind != "texts" or self.random.random() < 0.7):
            return self.random.choice(shape.enum)
        return self.text()

    def _integer(self, bits: int) -> int:
        top = 1 << (bits - 1)
        if self.kind == "edges":
            return self.random.choice((0, -1, top - 1, -top))
        return self.random.randrange(-1000, 100_000)

    def _number(self, kind: str) -> float:
        if self.kind != "edges":
            return self.random.randrange(-4000, 4000) / 4
        unusual = _UNUSUAL if self.unusual else ()
        if kind == "double":
            return self.random.choice((*_FLOATS, *_DOUBLES, *unusual))
        number = self.random.choice((*_FLOATS, *unusual))
        (short,) = struct.unpack(">f", struct.pack(">f", number))
        return float(short)

    def _moment(self) -> datetime:
        if self.kind == "edges":
            return self.random.choice(_MOMENTS)
        seconds = self.random.randrange(4_000_000_000)
        return datetime.fromtimestamp(seconds, UTC)

    def text(self, least: int = 0) -> str:
        """Any text."""
        if self.kind == "empty" and not least:
            return ""
        if self.kind != "texts":
            return self._word(1, 12)
        parts = _AWKWARD if self.is_xml else _AWKWARD + _CONTROLS
        return "".join(
            self.random.choice(parts if self.random.random() < 0.6 else _LETTERS)
            for _ in range(self.random.randint(1, 12))
        )

    def _word(self, least: int, most: int) -> str:
        size = self.random.randint(least, most)
        return "".join(self.random.choices(_LETTERS, k=size))

    def _key(self, shape: Any) -> str:
        if shape.enum and self.random.random() < 0.7:
            return str(self.random.choice(shape.enum))
        return self.text(1)

    def _label(self, shape: Any) -> str:
        """Never a dot segment, which only we refuse."""
        if shape.enum and self.random.random() < 0.7:
            return str(self.random.choice(shape.enum))
        segments = self.text(1).split("/")
        return "/".join(f"x{s}" if s in ("", ".", "..") else s for s in segments)

    def _header(self, shape: Any, place: str) -> Any:
        if place == "headers":
            return {
                self._word(1, 9).lower(): self._line()
                for _ in range(self.random.randrange(3))
            }
        if shape.type_name == "list":
            return [self._line() for _ in range(self.random.randrange(1, 3))]
        if shape.type_name == "string":
            known = shape.enum and self.random.random() < 0.7
            return self.random.choice(shape.enum) if known else self._line()
        return self._scalar(shape)

    def _line(self) -> str:
        """A header's value, which no proxy would change."""
        if self.kind == "empty":
            return ""
        return self.text(1).translate(_LINE_ENDS).strip() or "x"


def _is_host_label(shape: Any) -> bool:
    return bool(shape.serialization.get("hostLabel"))
