"""What a pattern is made of, once read."""

from __future__ import annotations

from typing import TypeAlias

from .classes import Test

__all__ = [
    "Boundary",
    "Chars",
    "Choice",
    "End",
    "Look",
    "Node",
    "Repeat",
    "Sequence",
    "Start",
    "Untranslatable",
]


class Untranslatable(Exception):
    """The pattern is not one that this module reads."""


class Chars:
    """One character of a class."""

    __slots__ = ("test",)

    def __init__(self, test: Test) -> None:
        self.test = test


class Sequence:
    """One part after the other."""

    __slots__ = ("parts",)

    def __init__(self, *parts: Node) -> None:
        self.parts = parts


class Choice:
    """One of the options."""

    __slots__ = ("options",)

    def __init__(self, *options: Node) -> None:
        self.options = options


class Repeat:
    """The body, ``low`` to ``high`` times; without end where ``high`` is None."""

    __slots__ = ("body", "high", "low")

    def __init__(self, body: Node, low: int, high: int | None) -> None:
        self.body = body
        self.low = low
        self.high = high


class Start:
    """The start of the text."""

    __slots__ = ()


class End:
    """The end of the text."""

    __slots__ = ()


class Boundary:
    """The edge of a word, or not; ``beyond_ascii`` is the answer where engines differ."""

    __slots__ = ("beyond_ascii", "negated")

    def __init__(self, *, negated: bool, beyond_ascii: bool) -> None:
        self.negated = negated
        self.beyond_ascii = beyond_ascii


class Look:
    """A lookahead or lookbehind."""

    __slots__ = ("ahead", "body", "negated")

    def __init__(self, body: Node, *, ahead: bool, negated: bool) -> None:
        self.body = body
        self.ahead = ahead
        self.negated = negated


Node: TypeAlias = Chars | Sequence | Choice | Repeat | Start | End | Boundary | Look
