"""Matches by simulating an automaton: no backtracking, so no pattern takes exponential time.

A pattern becomes a nondeterministic automaton, and the sets of its states that texts lead
to become a deterministic one as they are met, each step a single dictionary look-up. Work
beyond those look-ups is counted and bounded; past the bound the answer is "not known".

Lookarounds and word boundaries depend on what is around a position. Patterns with these are
simulated state by state, without the dictionaries.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeAlias

from .classes import Test
from .nodes import (
    Boundary,
    Chars,
    Choice,
    End,
    Look,
    Node,
    Repeat,
    Sequence,
    Start,
    Untranslatable,
)

__all__ = ["STEPS", "Automaton", "Exhausted"]

STEPS: Final = 100_000
"""The most steps of one match; some 20 to 50 ms."""

_MOST_STATES: Final = 20_000
_MOST_KEPT: Final = 2_000
# What a new state of the deterministic automaton, and a position looked at without it,
# count for.
_MISS: Final = 8
_POSITION: Final = 3


class Exhausted(Exception):
    """The match would take more steps than it may."""


class Budget:
    """The steps that are left to one match."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = STEPS

    def spend(self, steps: int) -> None:
        self.left -= steps
        if self.left < 0:
            raise Exhausted


class _Guard:
    """A condition on what is around a position."""

    __slots__ = ("beyond_ascii", "machine", "negated", "widths")

    def __init__(
        self,
        *,
        negated: bool,
        beyond_ascii: bool = False,
        machine: _Machine | None = None,
        widths: frozenset[int] | None = None,
    ) -> None:
        self.negated = negated
        self.beyond_ascii = beyond_ascii
        self.machine = machine
        self.widths = widths


_Label: TypeAlias = Test | Start | End | _Guard | None
"""What a state asks before going on: a character, a condition, or nothing."""


class _Machine:
    """The nondeterministic automaton: labels of states, and where each leads."""

    __slots__ = ("entry", "guarded", "labels", "targets", "work")

    ACCEPT: Final = 0

    def __init__(self, node: Node) -> None:
        self.labels: list[_Label] = [None]
        self.targets: list[tuple[int, ...]] = [()]
        self.work = 0
        self.guarded = False
        self.entry = self.build(node, self.ACCEPT)

    def add(self, label: _Label, *targets: int) -> int:
        self.labels.append(label)
        self.targets.append(targets)
        return len(self.labels) - 1

    def build(self, node: Node, then: int) -> int:
        """Add the states of a node that lead on to ``then``; answer the first of them."""
        self.work += 1
        if self.work > _MOST_STATES:
            raise Untranslatable("too large")
        if isinstance(node, Chars):
            return self.add(node.test, then)
        if isinstance(node, Sequence):
            for part in reversed(node.parts):
                then = self.build(part, then)
            return then
        if isinstance(node, Choice):
            return self.add(
                None, *(self.build(option, then) for option in node.options)
            )
        if isinstance(node, Repeat):
            return self.build_repeat(node, then)
        if isinstance(node, Start | End):
            return self.add(node, then)
        self.guarded = True
        return self.add(_guard(node), then)

    def build_repeat(self, node: Repeat, then: int) -> int:
        entry, copies = then, node.low
        if node.high is None:
            loop = self.add(None)
            body = self.build(node.body, loop)
            self.targets[loop] = (body, then)
            entry, copies = (body, copies - 1) if copies else (loop, 0)
        else:
            for _ in range(node.high - node.low):
                entry = self.add(None, self.build(node.body, entry), then)
        for _ in range(copies):
            entry = self.build(node.body, entry)
        return entry


def _guard(node: Boundary | Look) -> _Guard:
    if isinstance(node, Boundary):
        return _Guard(negated=node.negated, beyond_ascii=node.beyond_ascii)
    machine = _Machine(node.body)
    if node.ahead:
        return _Guard(negated=node.negated, machine=machine)
    return _Guard(negated=node.negated, machine=machine, widths=_widths(node.body))


def _widths(node: Node) -> frozenset[int]:
    """How many characters a node can take; lookbehinds need to know it beforehand."""
    if isinstance(node, Chars):
        found = frozenset({1})
    elif isinstance(node, Sequence):
        found = frozenset({0})
        for part in node.parts:
            found = _sums(found, _widths(part))
    elif isinstance(node, Choice):
        found = frozenset[int]().union(*(_widths(option) for option in node.options))
    elif isinstance(node, Repeat):
        found = _repeated(_widths(node.body), node.low, node.high)
    else:
        found = frozenset({0})
    return found


def _repeated(body: frozenset[int], low: int, high: int | None) -> frozenset[int]:
    if high is None or high > 64:
        raise Untranslatable("a lookbehind of any length")
    found, reached = frozenset[int](), frozenset({0})
    for count in range(high + 1):
        if count >= low:
            found |= reached
        reached = _sums(reached, body)
    return found


def _sums(left: frozenset[int], right: frozenset[int]) -> frozenset[int]:
    found = frozenset(a + b for a in left for b in right)
    if len(found) > 64:
        raise Untranslatable("a lookbehind of too many lengths")
    return found


class _Place:
    """A position in a text, with what guards answered there and elsewhere."""

    __slots__ = ("answers", "budget", "position", "text")

    def __init__(self, text: str, budget: Budget) -> None:
        self.text = text
        self.budget = budget
        self.position = 0
        self.answers: dict[tuple[int, int], bool] = {}

    def allows(self, guard: _Guard) -> bool:
        if guard.machine is None:
            return self.at_boundary(guard)
        key = id(guard), self.position
        if key not in self.answers:
            self.answers[key] = self.look(guard, guard.machine) ^ guard.negated
        return self.answers[key]

    def at_boundary(self, guard: _Guard) -> bool:
        around = self.text[max(0, self.position - 1) : self.position + 1]
        if not around.isascii():  # whether é is of a word differs from engine to engine
            return guard.beyond_ascii
        before = self.position > 0 and _is_word(self.text[self.position - 1])
        after = self.position < len(self.text) and _is_word(self.text[self.position])
        return (before != after) ^ guard.negated

    def look(self, guard: _Guard, machine: _Machine) -> bool:
        here = self.position
        try:
            if guard.widths is None:
                return self.simulate(machine, here, anchored=True)
            return any(
                self.simulate(machine, here - width, anchored=True, stop=here)
                for width in sorted(guard.widths)
                if width <= here
            )
        finally:
            self.position = here

    def simulate(
        self, machine: _Machine, start: int, *, anchored: bool, stop: int | None = None
    ) -> bool:
        """Whether the machine accepts from ``start`` on; exactly up to ``stop`` if given."""
        text, last = self.text, len(self.text) if stop is None else stop
        targets = [machine.entry]
        for position in range(start, last + 1):
            self.position = position
            self.budget.spend(_POSITION)
            reached = _closure(machine, targets, self.budget, place=self)
            if machine.ACCEPT in reached and (stop is None or position == stop):
                return True
            if position == last:
                break
            targets = _step(machine, reached, text[position], self.budget)
            if not anchored:
                targets.append(machine.entry)
            if not targets:
                break
        return False


def _is_word(char: str) -> bool:
    return char == "_" or (char.isascii() and char.isalnum())


def _closure(
    machine: _Machine,
    entries: Iterable[int],
    budget: Budget,
    *,
    place: _Place | None = None,
    at_start: bool = False,
    at_end: bool = False,
) -> set[int]:
    """All states that can be reached from these without taking a character."""
    if place is not None:
        at_start = place.position == 0
        at_end = place.position == len(place.text)
    labels, targets = machine.labels, machine.targets
    reached: set[int] = set()
    waiting = list(entries)
    while waiting:
        state = waiting.pop()
        if state in reached:
            continue
        reached.add(state)
        label = labels[state]
        if label is None:
            waiting.extend(targets[state])
        elif isinstance(label, Start):
            waiting.extend(targets[state] if at_start else ())
        elif isinstance(label, End):
            waiting.extend(targets[state] if at_end else ())
        elif isinstance(label, _Guard):
            budget.spend(1)
            if place is not None and place.allows(label):
                waiting.extend(targets[state])
    budget.spend(len(reached))
    return reached


def _step(
    machine: _Machine, reached: Iterable[int], char: str, budget: Budget
) -> list[int]:
    """The states that a character leads to."""
    found: list[int] = []
    steps = 0
    for state in reached:
        label = machine.labels[state]
        steps += 1
        if callable(label) and label(char):
            found.extend(machine.targets[state])
    budget.spend(steps)
    return found


class _Subset(dict[str, "_Subset"]):
    """A state of the deterministic automaton: a character → the next state."""

    __slots__ = ("automaton", "states")

    def __init__(self, automaton: Automaton, states: frozenset[int]) -> None:
        self.automaton = automaton
        self.states = states

    def __missing__(self, char: str) -> _Subset:
        following = self.automaton.follow(self, char)
        self[char] = following
        return following


class Automaton:
    """A pattern, ready to match anywhere in a text.

    Threads may share one: at worst they grant each other more steps.
    """

    __slots__ = ("_accepted", "_budget", "_kept", "_machine", "_restart", "_start")

    def __init__(self, node: Node) -> None:
        self._machine = _Machine(node)
        self._budget = Budget()
        self._forget()

    @property
    def steps(self) -> int:
        """How many steps the last search took, look-ups of known transitions not counted."""
        return STEPS - self._budget.left

    def _forget(self) -> None:
        machine = self._machine
        self._kept: dict[frozenset[int], _Subset] = {}
        self._accepted = _Subset(self, frozenset())
        self._start = self._subset({machine.entry}, at_start=True)
        # A match may begin anywhere, unless every way in leads through "^".
        beginnings = _closure(machine, [machine.entry], Budget())
        anchored = not any(
            state == machine.ACCEPT
            or callable(machine.labels[state])
            or isinstance(machine.labels[state], End)
            for state in beginnings
        )
        self._restart: tuple[int, ...] = () if anchored else (machine.entry,)

    def search(self, text: str) -> bool:
        """Whether the pattern matches anywhere in the text.

        Raises:
            Exhausted: It takes more than :data:`STEPS` steps to know.
        """
        budget = self._budget = Budget()
        machine = self._machine
        if machine.guarded:
            place = _Place(text, budget)
            return place.simulate(machine, 0, anchored=False)
        if len(self._kept) > _MOST_KEPT:
            self._forget()
        state = self._start
        for char in text:
            state = state[char]
        if state is self._accepted:
            return True
        at_start = not text
        entries = state.states if text else {machine.entry}
        return machine.ACCEPT in _closure(
            machine, entries, budget, at_start=at_start, at_end=True
        )

    def follow(self, subset: _Subset, char: str) -> _Subset:
        """The state that a character leads to, met for the first time."""
        if subset is self._accepted:
            return subset
        self._budget.spend(_MISS)
        targets = _step(self._machine, subset.states, char, self._budget)
        return self._subset({*targets, *self._restart}, at_start=False)

    def _subset(self, entries: set[int], *, at_start: bool) -> _Subset:
        machine = self._machine
        reached = _closure(machine, entries, self._budget, at_start=at_start)
        if machine.ACCEPT in reached:
            return self._accepted
        # Only states that wait for a character or for the end make a difference later.
        states = frozenset(
            state for state in reached if machine.labels[state] is not None
        )
        return self._kept.setdefault(states, _Subset(self, states))
