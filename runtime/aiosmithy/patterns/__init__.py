r"""Patterns of the ``@pattern`` trait, matched in bounded time.

The patterns of a model are ECMA-262 by the specification and Java by habit, and Python's
``re`` is neither: ``$`` there matches before a last newline, ``\d`` takes any script's
digits, ``\p{L}`` and surrogate pairs are errors. Nor can it be stopped, and a model is not
to be trusted with its exponential cases. So patterns are read and matched here.

A matcher says no only to what no engine would take; where it cannot know, it says so.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from .automaton import Automaton, Exhausted
from .nodes import Untranslatable
from .syntax import parse

__all__ = ["LONGEST", "Matcher", "translate"]

LONGEST: Final = 1_000_000
"""The longest text that is looked at, in characters."""


class Matcher:
    """A pattern that can be matched."""

    __slots__ = ("_automaton", "pattern")

    def __init__(self, pattern: str, automaton: Automaton) -> None:
        self.pattern = pattern
        self._automaton = automaton

    def matches(self, text: str) -> bool | None:
        """Whether the pattern matches anywhere in the text, or None: it is not known."""
        if len(text) > LONGEST:
            return None
        try:
            return self._automaton.search(text)
        except Exhausted:
            return None

    @property
    def steps(self) -> int:
        """The work that the last match took, in the steps that bound it."""
        return self._automaton.steps

    def __repr__(self) -> str:
        return f"<Matcher {self.pattern!r}>"


@lru_cache(maxsize=1024)
def translate(pattern: str) -> Matcher | None:
    """A matcher for the pattern, or None: texts cannot be checked against it."""
    try:
        return Matcher(pattern, Automaton(parse(pattern)))
    except (Untranslatable, Exhausted, RecursionError):
        return None
