"""What a decision diagram's nodes test where, and what is known at each of them: the same on all ways there.

Conditions that assign are the only place of a variable's name, whatever the way there; where none was passed, or it gave
nothing, the variable is not set.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from attrs import evolve, frozen

from ..errors import shown
from .compiler import Compiler
from .conditions import NotSetYet
from .diagram import Choice, Diagram, read_diagram
from .expressions import BOOLEAN, Fact, Scope, Test, Value, test_boolean, test_set

UNSET = "None"
"""What stands for a variable that is not set; it may not exist at all there."""


class NeverSet(Exception):
    """A variable that no condition on the way has set is used as if it were."""


@frozen
class Way:
    """Where a node leads, and what is known there; with ``holds``, that its condition matched."""

    reference: int
    scope: Scope
    holds: bool = True


@frozen
class Step:
    """What a node does: nothing but going on if there is one way."""

    ways: tuple[Way, ...]
    tests: tuple[Test, ...] = ()
    negated: Test | None = None  # the test turned round, if that can be said
    variable: str = ""  # what the condition assigns, and to whom
    value: Value | None = None


class FlowCompiler(Compiler):
    """Finds out, from the root down, what each node does.

    Attributes:
        diagram: The nodes.
        results: What they lead to.
        order: The references that are reached, each before those that it leads to.
        steps: Reference to a node → what the node does.
        scopes: Reference → what is known there.
        uses: Reference → from how many places it is reached.
    """

    trait = "smithy.rules#endpointBdd"
    kind = "decision diagram"
    versions = Compiler.versions[1:]

    diagram: Diagram
    results: Sequence[Mapping[str, Any]]
    order: Sequence[int]

    def __init__(self, shape: str, file: str) -> None:
        super().__init__(shape, file)
        self.steps: dict[int, Step] = {}
        self.scopes: dict[int, Scope] = {}
        self.uses: Counter[int] = Counter()
        self._tests: Sequence[Mapping[str, Any]] = ()
        self._variables: dict[str, Value] = {}
        self._assigned: set[str] = set()  # their Python names

    def walk(self, rules: Mapping[str, Any], scope: Scope) -> None:
        """Fill the attributes; the scope is that of the parameters.

        Raises:
            ModelError: The diagram is no diagram, or its conditions break the specification.
        """
        self._tests = self._objects(rules, "conditions")
        self.results = self._objects(rules, "results")
        self.diagram = read_diagram(
            rules,
            conditions=len(self._tests),
            results=len(self.results),
            fail=self.fail,
        )
        self.order = self.diagram.order(self.fail)
        self.scopes[self.diagram.root] = self._declared(scope)
        for reference in self.order:
            choice = self.diagram.choice(reference)
            if choice is not None and reference in self.scopes:
                self._take(reference, self._step(choice, self.scopes[reference]))

    def _take(self, reference: int, step: Step) -> None:
        self.steps[reference] = step
        for way in step.ways:
            self.uses[way.reference] += 1
            known = self.scopes.get(way.reference)
            self.scopes[way.reference] = (
                way.scope if known is None else _common(known, way.scope)
            )

    def _objects(
        self, rules: Mapping[str, Any], name: str
    ) -> Sequence[Mapping[str, Any]]:
        found = self.sequence(rules.get(name), name)
        return [self.mapping(each, f"one of {name}") for each in found]

    # --- variables

    def _declared(self, scope: Scope) -> Scope:
        """The scope at the root: every variable has its type, and none is set."""
        known = scope
        for value in scope.names.values():
            known = known.assuming(test_set(value, negated=False), outcome=True)
        for condition in self._tests:
            if "assign" in condition:
                known = self._declare(condition, known)
        names = {**scope.names, **self._variables}
        unset = {Fact("set", value.text): False for value in self._variables.values()}
        return Scope(names, {**scope.facts, **unset})

    def _declare(self, condition: Mapping[str, Any], known: Scope) -> Scope:
        value = self.value(condition, known)
        name = condition["assign"]
        other = self._variables.get(name) if isinstance(name, str) else None
        if other is not None:
            if other.type != value.type:
                self.fail(f"{shown(name)} is both {other.type} and {value.type}")
            return known
        name, variable = self.variable(name, evolve(value, optional=True), known)
        self._variables[name] = variable
        self._assigned.add(variable.text)
        return known.with_name(name, evolve(variable, optional=False))

    def _is_unset(self, variable: str, scope: Scope) -> bool:
        known = scope.facts.get(Fact("set", variable))
        return variable in self._assigned and known is False

    def visible(self, scope: Scope) -> dict[str, str]:
        """The Python variables that there are in a scope, with their types."""
        types = scope.types()
        return {k: types[k] for k in types if not self._is_unset(k, scope)}

    def _reference(self, name: str, scope: Scope) -> Value:
        value = super()._reference(name, scope)
        if self._is_unset(value.text, scope):
            return Value(UNSET, value.type, optional=True)
        return value

    def _need(self, value: Value, what: str) -> NoReturn:
        if value.text == UNSET:
            raise NeverSet
        super()._need(value, what)

    # --- nodes

    def _step(self, choice: Choice, scope: Scope) -> Step:
        """The node where that is known; what cannot be evaluated does not match."""
        condition = self._tests[choice.condition]
        never = Step((Way(choice.low, scope, holds=False),))
        guards: list[Test] = []
        inner = scope
        while True:
            try:
                return self._tested(condition, choice, inner, guards, scope)
            except NeverSet:
                return never
            except NotSetYet as missing:
                guard = test_set(missing.value, negated=False)
                if inner.known(guard) is False:
                    return never
                guards.append(guard)
                inner = inner.assuming(guard, outcome=True)

    def _tested(
        self,
        condition: Mapping[str, Any],
        choice: Choice,
        inner: Scope,
        guards: Sequence[Test],
        outer: Scope,
    ) -> Step:
        if "assign" in condition:
            return self._assigning(condition, choice, inner, guards, outer)
        test = self.test(condition, inner)
        known = True if test is None else inner.known(test)
        if known is False:
            return Step((Way(choice.low, outer, holds=False),))
        tests = (*guards, *(() if test is None or known else (test,)))
        if not tests:
            return Step((Way(choice.high, inner),))
        high = inner if test is None else inner.assuming(test, outcome=True)
        if guards or test is None:
            return Step(_both(choice, high, outer), tests)
        return Step(
            _both(choice, high, outer.assuming(test, outcome=False)),
            tests,
            self.test(condition, inner, negated=True),
        )

    def _assigning(
        self,
        condition: Mapping[str, Any],
        choice: Choice,
        inner: Scope,
        guards: Sequence[Test],
        outer: Scope,
    ) -> Step:
        value = self.value(condition, inner)
        if value.type == BOOLEAN and guards:
            # What is false is set, unlike what cannot be evaluated; both go the same way.
            value, inner, guards = _guarded(value, guards), outer, ()
        name = condition["assign"]
        variable = self._variables[name]
        high = inner.with_name(name, variable)
        high = high.assuming(test_set(variable, negated=False), outcome=True)
        if not value.optional and value.type != BOOLEAN and not guards:
            way = Way(choice.high, high)
            return Step((way,), variable=variable.text, value=value)
        if value.type == BOOLEAN:
            truth = test_boolean(variable, expected=True, negated=False)
            high = high.assuming(truth, outcome=True)
            low = outer.with_name(name, variable).assuming(truth, outcome=False)
        else:
            missing = test_set(variable, negated=True)
            low = outer.with_name(name, variable).assuming(missing, outcome=True)
        return Step(
            _both(choice, high, low), tuple(guards), variable=variable.text, value=value
        )


def _guarded(value: Value, guards: Sequence[Test]) -> Value:
    """The value where the tests match; else it is not set."""
    tests = " and ".join(test.text for test in guards)
    names = value.names.union(*(test.names for test in guards))
    text = f"{value.operand} if {tests} else None"
    return Value(text, value.type, optional=True, names=names, compound=True)


def _both(choice: Choice, high: Scope, low: Scope) -> tuple[Way, ...]:
    return (Way(choice.high, high), Way(choice.low, low, holds=False))


def _common(one: Scope, other: Scope) -> Scope:
    """The scope with what is known in both."""
    facts = {f: holds for f, holds in one.facts.items() if other.facts.get(f) is holds}
    return evolve(one, facts=facts)
