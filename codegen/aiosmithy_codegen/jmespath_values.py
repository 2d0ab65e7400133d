"""Compiled JMESPath: Python expressions, and the conditions under which they may be evaluated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from attrs import evolve, frozen

from .literals import literal
from .model import Shape

Kind = Literal[
    "structure", "list", "map", "string", "number", "boolean", "null", "other"
]


@frozen
class Value:
    """A compiled expression.

    Attributes:
        code: Python; to be evaluated only where all guards hold.
        kind: What it gives.
        guards: Python conditions; where one fails, the value is null.
        optional: Whether it may be None even so.
        demands: Conditions without which the whole expression is an error, and so
            matches nothing: functions refuse null.
        shape: The shape of a structure; of a list or map, that of which it is one.
        element: What a list or map holds, its code the name it has while iterating.
        members: The fields of the root, which has no shape.
        in_brackets: Whether the code is a list in brackets, as a whole.
    """

    code: str
    kind: Kind
    guards: tuple[str, ...] = ()
    optional: bool = False
    demands: tuple[str, ...] = ()
    shape: Shape | None = None
    element: Value | None = None
    members: Mapping[str, Value] = {}
    in_brackets: bool = False

    @property
    def present(self) -> tuple[str, ...]:
        """The conditions under which it is not null."""
        return (
            (*self.guards, f"{self.code} is not None") if self.optional else self.guards
        )

    def where(self, known: Sequence[str]) -> Value:
        """The expression where these conditions hold already."""
        left = tuple(guard for guard in self.guards if guard not in known)
        return evolve(self, guards=left)

    @property
    def nullable(self) -> str:
        """An expression that gives None where it is null."""
        if not self.guards:
            return self.code
        return f"({self.code} if {' and '.join(self.guards)} else None)"

    def condition(self) -> str:
        """Whether JMESPath calls it true: neither null nor empty nor false."""
        return all_of(self.tests)

    @property
    def tests(self) -> tuple[str, ...]:
        """What has to hold for that, to be asked in this order."""
        match self.kind:
            case "null":
                return ("False",)
            case "boolean" | "string" | "list" | "map":
                return (*self.guards, self.code)
            case _:
                return self.present or ("True",)

    def is_true(self) -> str:
        """Whether it is true."""
        return all_of((*self.demands, self.condition()))

    def equals(self, text: str) -> str:
        """Whether it is this text."""
        return all_of((*self.demands, *self.guards, f"{self.code} == {literal(text)}"))

    def is_false(self) -> str:
        """Whether it is false; null is not."""
        test = (
            f"{self.code} is False"
            if self.optional
            else f"not {parenthesized(self.code)}"
        )
        return all_of((*self.demands, *self.guards, test))

    def any_equals(self, text: str) -> str:
        """Whether a list holds this text."""
        return all_of((*self.demands, *self.present, f"{literal(text)} in {self.code}"))

    def all_equal(self, text: str) -> str:
        """Whether a list holds this text and nothing else."""
        inner = self.code[1:-1]
        found = f"{{{inner}}}" if self.in_brackets else f"set({self.code})"
        return all_of((*self.demands, *self.present, f"{found} == {{{literal(text)}}}"))


LOOSER = {" and ": (" or ", " if "), " or ": (" and ", " if ")}
"""Which operators need parentheses beside another; ``and`` in ``or`` only for the reader."""


def all_of(tests: Sequence[str]) -> str:
    """All of these, each asked once."""
    different = list(dict.fromkeys(tests))
    if len(different) == 1:
        return different[0]
    return " and ".join(parenthesized(test, LOOSER[" and "]) for test in different)


def parenthesized(
    text: str, words: Sequence[str] = (" and ", " or ", " if ", "not ")
) -> str:
    """In parentheses if one of these words in it could bind elsewhere."""
    return f"({text})" if any(word in words for word in _outer_words(text)) else text


def _outer_words(text: str) -> Iterator[str]:
    """The boolean operators outside of all brackets and strings."""
    depth, quote, position = 0, "", 0
    while position < len(text):
        char = text[position]
        if quote:
            if char == "\\":
                position += 1
            elif char == quote:
                quote = ""
        elif char in "\"'":
            quote = char
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif depth == 0:
            for word in (" and ", " or ", " if ", "not "):
                if text.startswith(word, position) and (position == 0) == (
                    word == "not "
                ):
                    yield word
        position += 1
