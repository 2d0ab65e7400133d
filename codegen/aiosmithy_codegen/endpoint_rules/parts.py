"""Rules that are too many for one function, in several: type checkers and readers give up on a long one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import evolve, field, frozen

from .statements import If, Leave, Node, lines, names_of
from .view import Part

_MOST = 100
"""Tests in one function. S3 has twenty times as many; all but a few services have fewer."""


def parted(
    nodes: Sequence[Node], parts: Sequence[Part] = ()
) -> tuple[tuple[str, ...], tuple[Part, ...]]:
    """The lines of the function, and the functions that it needs besides, after those that there are."""
    parting = _Parting(list(parts))
    body = tuple(lines(parting.reduced(nodes)))
    return body, tuple(parting.parts)


def _weight(nodes: Sequence[Node]) -> int:
    """The number of tests."""
    return sum(
        len(node.tests) + _weight(node.body) for node in nodes if isinstance(node, If)
    )


@frozen
class _Parting:
    parts: list[Part] = field(factory=list[Part])

    def reduced(self, nodes: Sequence[Node]) -> tuple[Node, ...]:
        """The statements with no more tests than a function may have, if that can be done."""
        found = tuple(
            evolve(node, body=self.reduced(node.body)) if isinstance(node, If) else node
            for node in nodes
        )
        while (weight := _weight(found)) > _MOST:
            found = self._lighter(found)
            if _weight(found) == weight:
                break
        return found

    def _lighter(self, nodes: tuple[Node, ...]) -> tuple[Node, ...]:
        """The statements with the largest body made a function of its own.

        Only one that always returns or raises can be: what follows it would not know that the others did.
        """
        node = max(nodes, key=lambda node: _weight((node,)))
        if not isinstance(node, If) or not _weight(node.body):
            return nodes
        ends = isinstance(node.body[-1], Leave)
        body = (self._part(node),) if ends else self._lighter(node.body)
        return tuple(
            evolve(node, body=body) if other is node else other for other in nodes
        )

    def _part(self, node: If) -> Leave:
        """The body of an ``if`` as a function, and the call of it."""
        parameters = parameters_of(node.body, node.types)
        part = Part(part_name(self.parts), parameters, tuple(lines(node.body)))
        self.parts.append(part)
        arguments = [name for name, _ in parameters]
        return Leave(
            f"return {part.name}({', '.join(arguments)})", frozenset(arguments)
        )


def part_name(parts: Sequence[Part]) -> str:
    """The name of the next part."""
    return f"_part_{len(parts) + 1}"


def parameters_of(
    nodes: Sequence[Node], types: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """Of what is visible, with its types: what the statements use."""
    return tuple((name, types[name]) for name in sorted(types.keys() & names_of(nodes)))
