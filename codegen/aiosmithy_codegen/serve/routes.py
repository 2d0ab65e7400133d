"""Which operation a request is for, by the ``http`` traits alone.

https://smithy.io/2.0/spec/http-bindings.html#http-trait: literal segments beat labels, labels beat greedy labels, and a
literal query parameter beats none. Works on the raw path: a percent-encoded slash never separates segments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import unquote

from attrs import frozen

from ..model import Shape

Query = Sequence[tuple[str, str]]


@frozen
class Segment:
    """One part of a URI pattern: a literal, a label, or a greedy label."""

    text: str  # the literal, or the label's member name
    rank: int = 0  # 0 literal, 1 label, 2 greedy label


@frozen
class Route:
    """One operation's method and URI pattern."""

    operation: Shape
    method: str
    segments: tuple[Segment, ...]
    query: tuple[tuple[str, str], ...] = ()

    @property
    def precedence(self) -> tuple[tuple[int, ...], int]:
        """Sorts the more specific route first; the 3 lets a longer pattern beat its own beginning."""
        return (*(segment.rank for segment in self.segments), 3), -len(self.query)


@frozen
class Match:
    """An operation and the labels, decoded, that the path gave it."""

    operation: Shape
    labels: Mapping[str, str]
    literal_query: frozenset[str]


class Router:
    """All routes of a service, the most specific first."""

    def __init__(self, operations: Iterable[Shape]) -> None:
        routes = [
            _route(operation)
            for operation in operations
            if "smithy.api#http" in operation.traits
        ]
        self._routes = sorted(routes, key=lambda route: route.precedence)

    def match(self, method: str, raw_path: str, query: Query) -> Match | None:
        """The first route that fits; raises ``UnicodeDecodeError`` if a label is not UTF-8."""
        parts = raw_path.removeprefix("/").split("/")
        for route in self._routes:
            if route.method != method or not _has_query(route, query):
                continue
            labels = _labels(route.segments, parts)
            if labels is not None:
                decoded = {name: decode(raw) for name, raw in labels.items()}
                literal = frozenset(name for name, _ in route.query)
                return Match(route.operation, decoded, literal)
        return None


def decode(raw: str) -> str:
    """Percent-decodes one path or query part. A plus sign stays one."""
    return unquote(raw, errors="strict")


def split_query(raw_query: str) -> list[tuple[str, str]]:
    """The decoded parameters in their order; a name without ``=`` has the empty value."""
    pairs = (part.partition("=") for part in raw_query.split("&") if part)
    return [(decode(name), decode(value)) for name, _, value in pairs]


def _route(operation: Shape) -> Route:
    trait = operation.traits["smithy.api#http"]
    path, _, query = trait["uri"].partition("?")
    segments = tuple(_segment(part) for part in path.removeprefix("/").split("/"))
    return Route(operation, trait["method"], segments, tuple(split_query(query)))


def _segment(part: str) -> Segment:
    if not part.startswith("{"):
        return Segment(part)
    name = part.strip("{}")
    return Segment(name.removesuffix("+"), 2 if name.endswith("+") else 1)


def _has_query(route: Route, query: Query) -> bool:
    return all(pair in query for pair in route.query)


def _labels(segments: Sequence[Segment], parts: Sequence[str]) -> dict[str, str] | None:
    """Raw labels by name, or None. Only one label is greedy, so that what follows it counts from the end."""
    greedy = next((i for i, segment in enumerate(segments) if segment.rank == 2), None)
    if greedy is None:
        return _fixed(segments, parts) if len(segments) == len(parts) else None
    tail = len(segments) - greedy - 1
    if len(parts) < len(segments):
        return None
    end = len(parts) - tail
    before = _fixed(segments[:greedy], parts[:greedy])
    after = _fixed(segments[greedy + 1 :], parts[end:])
    value = "/".join(parts[greedy:end])
    if before is None or after is None or not value:
        return None
    return {**before, segments[greedy].text: value, **after}


def _fixed(segments: Sequence[Segment], parts: Sequence[str]) -> dict[str, str] | None:
    labels: dict[str, str] = {}
    for segment, part in zip(segments, parts, strict=True):
        if segment.rank == 0:
            if unquote(part, errors="replace") != segment.text:
                return None
        elif not part:
            return None
        else:
            labels[segment.text] = part
    return labels
