"""The published protocol suites: every test that is for a client, one by one, and how many there are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

SUITES = Path(__file__).resolve().parents[3] / "shared/conformance/protocols"
LEDGER = Path(__file__).with_name("known_failures.json")
"""Id of a vector → why it fails. Empty; an entry whose vector passes fails the run."""

needs_suites = pytest.mark.skipif(
    not SUITES.exists(),
    reason="the published protocol suites lie in ../shared, which is not here",
)

Ast = dict[str, Any]
"""Shape id → its definition in the JSON AST."""

_KINDS = {
    ("operation", "httpRequestTests"): "request",
    ("operation", "httpResponseTests"): "response",
    ("structure", "httpResponseTests"): "error",
    ("operation", "eventStreamTests"): "events",
}


@frozen
class Vector:
    """One published test."""

    suite: str
    service: str
    operation: str
    kind: str
    """``request``, ``response``, ``error`` or ``events``."""

    data: dict[str, Any]
    error: str = ""
    """The shape of an error's test; ``operation`` is one that may meet it."""

    @property
    def id(self) -> str:
        """Suite, service, operation (or error), kind and the test's own id."""
        about = (self.error or self.operation).partition("#")[2]
        service = self.service.partition("#")[2]
        return "::".join((self.suite, service, about, self.kind, self.data["id"]))


@cache
def read_suite(name: str) -> Ast:
    """The shapes of a suite; numbers with a point keep their digits."""
    text = (SUITES / f"{name}.json").read_text("utf-8")
    shapes: Ast = json.loads(text, parse_float=Decimal)["shapes"]
    return shapes


def suite_names() -> list[str]:
    """The suites that are here: all, or none where the folder is not."""
    return sorted(path.stem for path in SUITES.glob("*.json"))


def client_vectors(suite: str) -> Iterator[Vector]:
    """The tests of a suite that a client can run, each once for every service that has its operation."""
    shapes = read_suite(suite)
    for service, operations in _services(shapes):
        for operation in operations:
            yield from _tests(suite, shapes, service, operation, operation)
        for error, operation in _errors(shapes, service, operations).items():
            yield from _tests(suite, shapes, service, operation, error)


def _tests(
    suite: str, shapes: Ast, service: str, operation: str, about: str
) -> Iterator[Vector]:
    shape = shapes[about]
    error = "" if about == operation else about
    for (type_, trait), kind in _KINDS.items():
        if shape["type"] == type_:
            for data in shape.get("traits", {}).get(f"smithy.test#{trait}", ()):
                if data.get("appliesTo", "client") == "client":
                    yield Vector(suite, service, operation, kind, data, error)


def _services(shapes: Ast) -> Iterator[tuple[str, list[str]]]:
    for id, shape in sorted(shapes.items()):
        if shape["type"] == "service":
            yield id, sorted(set(_operations(shapes, shape)))


def _operations(shapes: Ast, owner: Ast) -> Iterator[str]:
    """The operations of a service or resource, those of its resources among them."""
    for key in ("operations", "collectionOperations"):
        yield from (target["target"] for target in owner.get(key, ()))
    for key in ("create", "put", "read", "update", "delete", "list"):
        if key in owner:
            yield owner[key]["target"]
    for resource in owner.get("resources", ()):
        yield from _operations(shapes, shapes[resource["target"]])


def _errors(shapes: Ast, service: str, operations: list[str]) -> dict[str, str]:
    """Error → the first operation that lists it; any operation for the errors of the service."""
    found: dict[str, str] = {}
    for owner in (*operations, service):
        for error in shapes[owner].get("errors", ()):
            user = operations[0] if owner == service else owner
            found.setdefault(error["target"], user)
    return found


def as_parameters(vectors: list[Vector]) -> list[Any]:
    """What to parametrize a test with: readable ids, and marks for what the ledger knows."""
    known: dict[str, str] = json.loads(LEDGER.read_text("utf-8"))
    parameters: list[Any] = []
    for vector in vectors:
        reason = known.get(vector.id)
        mark = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
        parameters.append(pytest.param(vector, id=vector.id, marks=mark))
    return parameters
