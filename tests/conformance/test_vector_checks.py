"""A vector that says something else fails: every kind of assertion of the protocol tests, seen to fail."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any
from xml.parsers.expat import ExpatError

import pytest
from aiosmithy.errors import AiosmithyError
from attrs import evolve
from vector_calls import check_error, check_request, check_response
from vector_clients import Laboratory
from vector_events import check_events
from vectors import Vector, client_vectors, needs_suites, suite_names

pytestmark = needs_suites

FAILURES = (
    AssertionError,
    AiosmithyError,
    ExpatError,
    ValueError,
    pytest.fail.Exception,
)
VECTORS = [vector for suite in suite_names() for vector in client_vectors(suite)]
Data = dict[str, Any]
Change = Callable[[Data], object]


def put(key: str, value: Any) -> Change:
    """Say something else."""
    return lambda data: data.update({key: value})


def alter_header(data: Data) -> None:
    name = next(iter(data["headers"]))
    data["headers"][name] += " else"


def forbid_header(data: Data) -> None:
    data["forbidHeaders"] = [next(iter(data["headers"]))]


def forbid_query(data: Data) -> None:
    data["forbidQueryParams"] = [data["queryParams"][0].partition("=")[0]]


def drop_query_value(data: Data) -> None:
    data["queryParams"] = [f"{data['queryParams'][0]}else"]


REQUESTS: dict[str, tuple[str, Change]] = {
    "another method": ("method", put("method", "PATCH")),
    "another path": ("uri", put("uri", "/else%2Fwhere")),
    "another host": ("resolvedHost", put("resolvedHost", "else.example.com")),
    "another value of a query": ("queryParams", drop_query_value),
    "another query": ("queryParams", put("queryParams", ["else=where"])),
    "a query that is there": ("queryParams", forbid_query),
    "a query that is missing": ("uri", put("requireQueryParams", ["else"])),
    "another header": ("headers", alter_header),
    "a header that is there": ("headers", forbid_header),
    "a header that is missing": ("uri", put("requireHeaders", ["x-else"])),
    "no body": ("params", put("body", "")),
}
BODIES = {
    "application/json": '{"else": 1}',
    "application/xml": "<Else/>",
    "application/x-www-form-urlencoded": "Action=Else",
    "application/cbor": "oWRlbHNlAQ==",
    "application/octet-stream": "else",
}


def chosen(kind: str, fits: Callable[[Data], Any], number: int) -> list[Vector]:
    """Some vectors of a kind; always the same ones."""
    found = [v for v in VECTORS if v.kind == kind and fits(v.data)]
    return random.Random(4).sample(found, min(number, len(found)))


def changed(vector: Vector, what: str, change: Change) -> Any:
    """A parameter: the vector with something else in it."""
    data = deepcopy(vector.data)
    change(data)
    return pytest.param(evolve(vector, data=data), id=f"{what}: {vector.id}")


def requests() -> Iterator[Any]:
    for what, (key, change) in REQUESTS.items():
        for vector in chosen(
            "request", lambda data, key=key: data.get(key) and data.get("body"), 3
        ):
            yield changed(vector, what, change)
    for media_type, body in BODIES.items():
        for vector in chosen(
            "request",
            lambda data, type=media_type: data.get("bodyMediaType") == type,
            3,
        ):
            yield changed(vector, "another body", put("body", body))


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of what is neither a list nor a map."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from leaves(item, (*path, at))
    elif not (isinstance(value, float) or value in ("NaN", "Infinity", "-Infinity")):
        yield path


def spoil(path: tuple[Any, ...]) -> Change:
    """Another value of the same type, as vectors write it, at that place of the params."""

    def change(data: Data) -> None:
        *way, last = path
        place = data["params"]
        for key in way:
            place = place[key]
        value = place[last]
        if isinstance(value, bool) or value is None:
            place[last] = not value
        else:
            place[last] = value + ("0" if isinstance(value, str) else 1)

    return change


def answers(kind: str) -> Iterator[Any]:
    """Each value of some vectors' params, spoiled."""
    for vector in chosen(kind, lambda data: data.get("params"), 20):
        for path in leaves(vector.data["params"]):
            what = "params" + "".join(f"[{key}]" for key in path)
            yield changed(vector, what, spoil(path))


EVENTS: dict[str, Change] = {
    "a header that is missing": put("headers", {":else": {"string": "x"}}),
    "another type of header": put("headers", {":event-type": {"blob": "eA=="}}),
    "a header that is there": put("forbidHeaders", [":message-type"]),
    "another body": put("body", '"else"'),
}


def events() -> Iterator[Any]:
    """Vectors whose events, or whose end, are something else."""
    for vector in chosen("events", lambda data: not data.get("expectation"), 12):
        yield changed(vector, "a failure", put("expectation", {"failure": {}}))
        first = vector.data.get("events", [{"type": "none"}])[0]
        if first["type"] == "request":
            for what, change in EVENTS.items():
                yield changed(vector, what, lambda data, c=change: c(data["events"][0]))
        elif first["type"] == "response":
            path, *_ = leaves(first["params"])
            change = spoil(path)
            yield changed(vector, "params", lambda data, c=change: c(data["events"][0]))
    for vector in chosen("events", lambda data: data.get("expectation"), 12):
        if "MissingRequired" not in vector.id:  # else the answer is a good one
            yield changed(vector, "no failure", lambda data: data.pop("expectation"))


@pytest.mark.parametrize("vector", [*requests()])
def test_requests(vector: Vector, laboratory: Laboratory) -> None:
    with pytest.raises(FAILURES):
        check_request(laboratory, vector)


@pytest.mark.parametrize("vector", [*answers("response")])
def test_responses(vector: Vector, laboratory: Laboratory) -> None:
    with pytest.raises(AssertionError):
        check_response(laboratory, vector)


@pytest.mark.parametrize("vector", [*answers("error")])
def test_errors(vector: Vector, laboratory: Laboratory) -> None:
    with pytest.raises(AssertionError):
        check_error(laboratory, vector)


@pytest.mark.parametrize("vector", [*events()])
def test_events(vector: Vector, laboratory: Laboratory) -> None:
    with pytest.raises(FAILURES):
        check_events(laboratory, vector)
