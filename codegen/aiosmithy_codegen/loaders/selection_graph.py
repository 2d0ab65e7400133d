"""Whether a selector selects a shape, in the graph of a model's shapes and members."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from attrs import define

from ..model import Member, Model, Shape
from .selectors import Chain, Either, Keep, Move, Node, Step, Test

_MOST_STEPS = 300_000  # of all questions about one model; the largest of AWS need 6,000
_UNIT = "smithy.api#Unit"


class TooManyStepsError(Exception):
    """The answer would take too long."""


@define(slots=False)
class SelectionGraph:
    """Answers whether shapes are selected."""

    model: Model
    _steps: int = 0

    def selects(self, chain: Chain, node: Node) -> bool:
        """Whether the selector, applied to the whole model, gives this shape; raises TooManyStepsError."""
        return self._arrives(chain, len(chain), node, lambda _: True)

    def _arrives(
        self, chain: Chain, end: int, node: Node, start: Callable[[Node], bool]
    ) -> bool:
        """Whether the first ``end`` steps lead to the shape, from one for which ``start`` holds."""
        while end > 0 and not isinstance(chain[end - 1], Move | Either):
            if not self._keeps(chain[end - 1], node):
                return False
            end -= 1
        if end == 0:
            return start(node)

        def before(other: Node) -> bool:
            return self._arrives(chain, end - 1, other, start)

        step = chain[end - 1]
        if isinstance(step, Move):
            return any(map(before, self._moved(step, node, not step.backwards)))
        assert isinstance(step, Either)
        return any(self._arrives(way, len(way), node, before) for way in step.chains)

    def _leads(
        self, chain: Chain, begin: int, node: Node, then: Callable[[Node], bool]
    ) -> bool:
        """Whether the steps from ``begin`` on lead from the shape to one for which ``then`` holds."""
        while begin < len(chain) and not isinstance(chain[begin], Move | Either):
            if not self._keeps(chain[begin], node):
                return False
            begin += 1
        if begin == len(chain):
            return then(node)

        def after(other: Node) -> bool:
            return self._leads(chain, begin + 1, other, then)

        step = chain[begin]
        if isinstance(step, Move):
            return any(map(after, self._moved(step, node, step.backwards)))
        assert isinstance(step, Either)
        return any(self._leads(way, 0, node, after) for way in step.chains)

    def _keeps(self, step: Step, node: Node) -> bool:
        if isinstance(step, Keep):
            return step.check(node)
        assert isinstance(step, Test)
        found = any(self._leads(way, 0, node, lambda _: True) for way in step.chains)
        return found is not step.negated

    def _moved(self, step: Move, node: Node, backwards: bool) -> Iterator[Node]:
        """The shapes that one step leads to; each once."""
        seen: set[str] = set()
        pending = [node]
        while pending:
            edges = self._edges(pending.pop(), backwards)
            for relationship, other in edges:
                self._steps += 1
                if self._steps > _MOST_STEPS:
                    raise TooManyStepsError
                if step.relationships and relationship not in step.relationships:
                    continue
                if other.id not in seen:
                    seen.add(other.id)
                    yield other
                    if step.far:
                        pending.append(other)

    def _edges(self, node: Node, backwards: bool) -> Iterable[tuple[str, Node]]:
        if not backwards:
            return self._neighbors(node)
        if isinstance(node, Member):
            shape = self.model.shapes[node.id.partition("$")[0]]
            return [("member", shape)]
        return self._users.get(node.id, ())

    def _neighbors(self, node: Node) -> Iterator[tuple[str, Node]]:
        """The named relationships of a shape (https://smithy.io/2.0/spec/selectors.html#relationships)."""
        shapes = self.model.shapes
        if isinstance(node, Member):
            if node.target in shapes:
                yield "", shapes[node.target]
            return
        for member in node.members.values():
            yield "member", member
        for relationship, target in _named(node):
            if target in shapes and target != _UNIT:
                yield relationship, shapes[target]

    @cached_property
    def _users(self) -> dict[str, list[tuple[str, Node]]]:
        """Shape → the shapes and members that have it as a neighbor, and by which relationship."""
        found: dict[str, list[tuple[str, Node]]] = {}
        for shape in self.model.shapes.values():
            nodes: list[Node] = [shape, *shape.members.values()]
            for node in nodes:
                for relationship, other in self._neighbors(node):
                    if not isinstance(other, Member):
                        found.setdefault(other.id, []).append((relationship, node))
        return found


def _named(shape: Shape) -> Iterator[tuple[str, str]]:
    if shape.type == "operation":
        yield "input", shape.input
        yield "output", shape.output
    lists = {
        "error": shape.errors,
        "operation": shape.operations,
        "collectionOperation": shape.collection_operations,
        "resource": shape.resources,
        "identifier": shape.identifiers.values(),
        "property": shape.properties.values(),
    }
    for relationship, targets in lists.items():
        for target in targets:
            yield relationship, target
    yield from shape.lifecycle.items()
