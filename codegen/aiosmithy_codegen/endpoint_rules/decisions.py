"""A binary decision diagram as Python functions.

A diagram is no tree: many nodes lead to one. Such a node becomes a function of its own, all others are nested in the one
that leads to them; so the code is as long as the diagram, never as the number of its paths. Its conditions and results
are those of rule sets, and the code is made of the same statements.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..literals import literal
from .diagram import NO_MATCH, result_index
from .expressions import Scope
from .flow import UNSET, FlowCompiler, NeverSet, Step, Way
from .parts import parameters_of, part_name, parted
from .rules import EXHAUSTED, assigning
from .statements import Assign, If, Leave, Node, names_of, opened, refuse
from .view import EndpointsView, Part

_COPIES = 2
"""An endpoint that more places than this give becomes a function too; what is raised says itself what it is."""


def compile_bdd(trait: Mapping[str, Any], *, shape: str, file: str) -> EndpointsView:
    """The value of ``smithy.rules#endpointBdd`` as functions.

    Raises:
        ModelError: It breaks the specification.
        UnsupportedError: It uses a version or a function that is not known.
    """
    return _DiagramCompiler(shape, file).compile(trait)


class _DiagramCompiler(FlowCompiler):
    def __init__(self, shape: str, file: str) -> None:
        super().__init__(shape, file)
        # Reference → the function that it became, and how many nodes are nested there.
        self._calls: dict[int, Part] = {}
        self._weights: dict[int, int] = {}

    def statements(self, rules: Mapping[str, Any], scope: Scope) -> tuple[Node, ...]:
        self.walk(rules, scope)
        for reference in reversed(self.order):
            if self._is_shared(reference):
                self._make_part(reference)
            elif (step := self.steps.get(reference)) is not None:
                self._weights[reference] = 1 + sum(map(self._weight, step.ways))
        root = self.diagram.root
        return self._nodes(Way(root, self.scopes[root]))

    def _is_shared(self, reference: int) -> bool:
        if self.diagram.choice(reference) is not None:
            return self.uses[reference] > 1
        index = result_index(reference)
        if reference in NO_MATCH or index is None:
            return False
        is_endpoint = self.results[index].get("type") == "endpoint"
        return is_endpoint and self.uses[reference] > _COPIES

    def _make_part(self, reference: int) -> None:
        scope = self.scopes[reference]
        nodes = self._nodes(Way(reference, scope))
        body, self.parts = parted(nodes, self.parts)
        part = Part(
            part_name(self.parts), parameters_of(nodes, self.visible(scope)), body
        )
        self.parts = (*self.parts, part)
        self.used |= names_of(nodes)
        self._calls[reference] = part

    def _nodes(self, way: Way) -> tuple[Node, ...]:
        """The statements of a way; the smaller branch of each node is inside its ``if``, the other one follows."""
        chain: list[tuple[Step, Way | None]] = []
        while (step := self.steps.get(way.reference)) is not None:
            light, way = self._branches(step)
            chain.append((step, light))
            if way.reference in self._calls:
                break
        nodes = self._end(way)
        for step, light in reversed(chain):
            nodes = self._joined(step, light, nodes)
        return nodes

    def _branches(self, step: Step) -> tuple[Way | None, Way]:
        if len(step.ways) == 1:
            return None, step.ways[0]
        high, low = step.ways
        can_turn = step.negated is not None or not step.tests
        if can_turn and self._weight(low) < self._weight(high):
            return low, high
        return high, low

    def _weight(self, way: Way) -> int:
        """How many nodes the way nests."""
        return self._weights.get(way.reference, 0)

    def _joined(
        self, step: Step, light: Way | None, rest: tuple[Node, ...]
    ) -> tuple[Node, ...]:
        body = () if light is None else self._branch(light)
        used = step.variable in names_of((*body, *rest))
        if light is None:
            if step.value is None or not used:
                return rest
            return (Assign(step.variable, step.value), *rest)
        tests = step.tests if light.holds else (step.negated,)
        if step.value is not None:
            test = assigning(
                step.variable, step.value, used=used, negated=not light.holds
            )
            tests = (*step.tests, test)
        found = tuple(test for test in tests if test is not None)
        return (*opened((If(found, body, self.visible(light.scope)),)), *rest)

    def _branch(self, way: Way) -> tuple[Node, ...]:
        return self._end(way) if way.reference in self._calls else self._nodes(way)

    def _end(self, way: Way) -> tuple[Node, ...]:
        """A call of what is shared, a result, or none."""
        part = self._calls.get(way.reference)
        if part is not None:
            visible = self.visible(way.scope)
            names = (name for name, _ in part.parameters)
            arguments = [name if name in visible else UNSET for name in names]
            call = f"return {part.name}({', '.join(arguments)})"
            return (Leave(call, frozenset(arguments) - {UNSET}),)
        index = result_index(way.reference)
        if way.reference in NO_MATCH or index is None:
            return (refuse(EXHAUSTED),)
        rule = self.results[index]
        if rule.get("conditions") or rule.get("type") == "tree":
            self.fail(f"result {index} has conditions")
        return self._outcome(rule, way.scope)

    def _outcome(self, rule: Mapping[str, Any], scope: Scope) -> tuple[Node, ...]:
        try:
            return super()._outcome(rule, scope)
        except NeverSet:
            return (refuse(literal("a variable of this endpoint is not set")),)
