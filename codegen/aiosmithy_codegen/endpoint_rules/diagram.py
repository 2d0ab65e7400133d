"""The nodes of a binary decision diagram, as ``smithy.rules#endpointBdd`` writes them.

https://smithy.io/2.0/additional-specs/rules-engine/specification.html#binary-node-encoding
"""

from __future__ import annotations

import binascii
import struct
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NoReturn

from attrs import frozen

from ..errors import shown

Fail = Callable[[str], NoReturn]

NO_MATCH = frozenset({-1, 1})
"""References that end without a result."""

_RESULTS = 100_000_000
_NODE = struct.Struct(">iii")
_MOST = 5_000
"""Nodes: S3, the largest that AWS has, has a tenth of them."""


@frozen
class Choice:
    """A condition, and the references to follow if it holds and if it does not."""

    condition: int
    high: int
    low: int


@frozen
class Diagram:
    """Nodes that refer to each other and to results by number.

    A negative reference to a node is its complement: the node with its ways swapped.
    """

    root: int
    nodes: tuple[Choice, ...]

    def choice(self, reference: int) -> Choice | None:
        """The node that is referred to; None for a result."""
        if not 1 < abs(reference) < _RESULTS:
            return None
        node = self.nodes[abs(reference) - 1]
        if reference > 0:
            return node
        return Choice(node.condition, node.low, node.high)

    def order(self, fail: Fail) -> list[int]:
        """The references that the root leads to, each before those that it leads to."""
        found: list[int] = []
        entered: set[int] = set()
        done: set[int] = set()
        pending = [self.root]
        while pending:
            reference = pending[-1]
            if reference in entered:
                pending.pop()
                if reference not in done:
                    done.add(reference)
                    found.append(reference)
                continue
            entered.add(reference)
            for each in self._ways(reference):
                if each in entered and each not in done:
                    fail(f"node {abs(each) - 1} leads back to itself")
                pending.append(each)
        return found[::-1]

    def _ways(self, reference: int) -> Iterator[int]:
        choice = self.choice(reference)
        if choice is not None:
            yield from (choice.low, choice.high)


def result_index(reference: int) -> int | None:
    """Which of the trait's results is referred to; the first of all, which it does not list, is no match."""
    return None if reference <= _RESULTS else reference - _RESULTS - 1


def read_diagram(
    document: Mapping[str, Any], *, conditions: int, results: int, fail: Fail
) -> Diagram:
    """The diagram of a trait that has so many conditions and results; ``fail`` is told what is wrong."""
    nodes = [*_nodes(document, fail)]
    root = document.get("root")
    if type(root) is not int or root < -1:
        fail(f"root is {shown(root)}, no reference that is not complemented")
    references = [root]
    for number, node in enumerate(nodes):
        # The first one stands for the terminals, and nothing refers to it.
        if number and not 0 <= node.condition < conditions:
            fail(f"node {number} has condition {node.condition} of {conditions}")
        references += (node.high, node.low) if number else ()
    for reference in references:
        known = (
            reference - _RESULTS <= results
            if reference >= _RESULTS
            else 0 < abs(reference) <= max(len(nodes), 1)
        )
        if not known:
            fail(f"the reference {reference} leads nowhere")
    return Diagram(root, tuple(nodes))


def _nodes(document: Mapping[str, Any], fail: Fail) -> Iterator[Choice]:
    text, count = document.get("nodes"), document.get("nodeCount")
    if not isinstance(text, str) or len(text) > _MOST * _NODE.size * 2:
        fail(f"nodes should be base64, of {_MOST:,} nodes at most")
    try:
        data = binascii.a2b_base64(text, strict_mode=True)
    except ValueError:  # binascii.Error, and text that is not ASCII
        fail("nodes should be base64")
    if type(count) is not int or len(data) != count * _NODE.size or count > _MOST:
        fail(
            f"nodes has {len(data)} bytes for {shown(count)} nodes of {_NODE.size}, {_MOST:,} at most"
        )
    return (Choice(*numbers) for numbers in _NODE.iter_unpack(data))
