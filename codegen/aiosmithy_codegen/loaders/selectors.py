"""Smithy's selectors, as far as definitions of traits use them (https://smithy.io/2.0/spec/selectors.html).

A selector is read into steps. A step either keeps a shape or leads from it to its neighbors, or, read backwards, to those
whose neighbor it is; so whether one shape is selected is found out from that shape, not from the whole model.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from attrs import frozen

from ..model import AGGREGATE_TYPES, SERVICE_TYPES, SIMPLE_TYPES, Member, Shape

Node = Shape | Member
Chain = tuple["Step", ...]

_NUMBERS = frozenset(
    {"byte", "short", "integer", "intEnum", "long", "float", "double"}
    | {"bigInteger", "bigDecimal"}
)
_TYPES: dict[str, frozenset[str]] = {
    **{
        name: frozenset({name})
        for name in (*SIMPLE_TYPES, *AGGREGATE_TYPES, *SERVICE_TYPES, "member")
    },
    "string": frozenset({"string", "enum"}),
    "integer": frozenset({"integer", "intEnum"}),
    "number": _NUMBERS,
    "simpleType": SIMPLE_TYPES,
    "aggregateType": AGGREGATE_TYPES,
    "dataType": SIMPLE_TYPES | AGGREGATE_TYPES,
    "serviceType": SERVICE_TYPES,
}
_TOKEN = re.compile(
    r"\s*(-\[|\]->|<-\[|\]-|~>|[A-Za-z_][\w.#$]*|'[^']*'|\"[^\"]*\"|\S)"
)
_DEEPEST = 20
_MOST_TOKENS = 200  # the longest of Smithy's own have 40


class UnknownSelectorError(Exception):
    """The text is no selector, or one of a kind that definitions of traits do not have."""


@frozen
class Keep:
    """Keeps the shapes for which the check holds."""

    check: Callable[[Node], bool]


@frozen
class Move:
    """Leads to the neighbors: all, or those of the named relationships; of them, or on and on."""

    relationships: frozenset[str] = frozenset()
    backwards: bool = False
    far: bool = False


@frozen
class Test:
    """Keeps the shapes from which one of the selectors leads somewhere; with ``negated``, none."""

    chains: tuple[Chain, ...]
    negated: bool = False


@frozen
class Either:
    """Goes all the ways at once (``:is``)."""

    chains: tuple[Chain, ...]


Step = Keep | Move | Test | Either


@lru_cache(maxsize=1024)
def parse_selector(text: str) -> Chain:
    """The selector's steps; raises UnknownSelectorError if they are not known."""
    tokens: list[str] = _TOKEN.findall(text)
    if len(tokens) > _MOST_TOKENS:
        raise UnknownSelectorError(text)
    parser = _Parser(tokens)
    chain = parser.chain()
    if parser.tokens:
        raise UnknownSelectorError(text)
    return chain


@frozen
class _Parser:
    tokens: list[str]

    def chain(self, depth: int = 0) -> Chain:
        steps: list[Step] = []
        while self.tokens and self.tokens[0] not in (",", ")"):
            steps.append(self._step(depth))
        if not steps or depth > _DEEPEST:
            raise UnknownSelectorError
        return tuple(steps)

    def _step(self, depth: int) -> Step:
        word = self._take()
        if word == "*":
            return Keep(lambda _: True)
        if word in _TYPES:
            types = _TYPES[word]
            return Keep(lambda node: type_of(node) in types)
        if word in (">", "<", "~>"):
            return Move(backwards=word == "<", far=word == "~>")
        if word == "-[":
            return Move(self._names("]->"))
        if word == "<-[":
            return Move(self._names("]-"), backwards=True)
        if word == "[":
            return Keep(self._attribute())
        if word == ":":
            return self._function(depth)
        raise UnknownSelectorError(word)

    def _function(self, depth: int) -> Step:
        name = self._take()
        self._take("(")
        chains = [self.chain(depth + 1)]
        while self.tokens and self.tokens[0] == ",":
            self._take(",")
            chains.append(self.chain(depth + 1))
        self._take(")")
        if name == "is":
            return Either(tuple(chains))
        if name in ("test", "not"):
            return Test(tuple(chains), negated=name == "not")
        raise UnknownSelectorError(name)

    def _attribute(self) -> Callable[[Node], bool]:
        """``trait|id``, ``id=…`` or ``id|member=…``."""
        kind = self._take()
        key = ""
        if self.tokens and self.tokens[0] == "|":
            self._take("|")
            key = self._take()
        if kind == "trait" and key:
            self._take("]")
            trait = key if "#" in key else f"smithy.api#{key}"
            return lambda node: trait in node.traits
        self._take("=")
        expected = self._take().strip("'\"")
        self._take("]")
        if (kind, key) == ("id", ""):
            return lambda node: node.id == expected
        if (kind, key) == ("id", "member"):
            return lambda node: isinstance(node, Member) and node.name == expected
        raise UnknownSelectorError(kind)

    def _names(self, end: str) -> frozenset[str]:
        names = {self._take()}
        while self.tokens and self.tokens[0] == ",":
            self._take(",")
            names.add(self._take())
        self._take(end)
        if "trait" in names:
            raise UnknownSelectorError("trait")
        return frozenset(names)

    def _take(self, expected: str | None = None) -> str:
        if not self.tokens or expected not in (None, self.tokens[0]):
            raise UnknownSelectorError
        return self.tokens.pop(0)


def type_of(node: Node) -> str:
    """The type of the shape; a member is a shape of its own to a selector."""
    return "member" if isinstance(node, Member) else node.type
