"""Waiters of C2J, as Smithy says the same."""

from __future__ import annotations

from typing import Any

import pytest
from aiosmithy_codegen.loaders.c2j import raise_c2j
from c2j_service import GET, NS, files, ref, refused, structure

HEAD = {"http": {"method": "HEAD", "requestUri": "/"}}


def given(
    *acceptors: dict[str, Any], operation: dict[str, Any] = GET, **facts: Any
) -> dict[str, Any]:
    shapes = {
        "Missing": structure(exception=True, error={"httpStatusCode": 404}),
        "Gone": structure(exception=True, error={"httpStatusCode": 404}),
        "Busy": structure(exception=True, error={"httpStatusCode": 503}),
        "Out": structure(state=ref("String")),
    }
    errors = [ref("Busy"), ref("Missing"), ref("Gone")]
    do = {"errors": errors, "output": ref("Out"), **operation}
    waiter = {
        "operation": "Do",
        "delay": 5,
        "maxAttempts": 40,
        "acceptors": list(acceptors),
        **facts,
    }
    waiters = {"version": 2, "waiters": {"Done": waiter}}
    return {**files(shapes, {"Do": do}), "waiters-2": waiters}


def waiter(*acceptors: dict[str, Any], **facts: Any) -> dict[str, Any]:
    shapes = raise_c2j(given(*acceptors, **facts), "x").ast["shapes"]
    found: dict[str, Any] = shapes[f"{NS}Do"]["traits"]["smithy.waiters#waitable"]
    return dict(found["Done"])


@pytest.mark.parametrize(
    ("acceptor", "matchers"),
    [
        (
            {"matcher": "path", "argument": "state", "expected": "ok"},
            [
                {
                    "output": {
                        "path": "state",
                        "expected": "ok",
                        "comparator": "stringEquals",
                    }
                }
            ],
        ),
        (
            {"matcher": "path", "argument": "a > b", "expected": True},
            [
                {
                    "output": {
                        "path": "a > b",
                        "expected": "true",
                        "comparator": "booleanEquals",
                    }
                }
            ],
        ),
        (
            {"matcher": "path", "argument": "size", "expected": 3},
            [
                {
                    "output": {
                        "path": "(size) == `3`",
                        "expected": "true",
                        "comparator": "booleanEquals",
                    }
                }
            ],
        ),
        (
            {"matcher": "pathAll", "argument": "a[].b", "expected": "ok"},
            [
                {
                    "output": {
                        "path": "a[].b",
                        "expected": "ok",
                        "comparator": "allStringEquals",
                    }
                }
            ],
        ),
        (
            {"matcher": "pathAny", "argument": "a[].b", "expected": "ok"},
            [
                {
                    "output": {
                        "path": "a[].b",
                        "expected": "ok",
                        "comparator": "anyStringEquals",
                    }
                }
            ],
        ),
        ({"matcher": "error", "expected": True}, [{"success": False}]),
        ({"matcher": "error", "expected": False}, [{"success": True}]),
        ({"matcher": "error", "expected": "A.B"}, [{"errorType": "A.B"}]),
        ({"matcher": "status", "expected": 200}, [{"success": True}]),
        (
            {"matcher": "status", "expected": 404},
            [{"errorType": "Missing"}, {"errorType": "Gone"}],
        ),
        ({"matcher": "status", "expected": 403}, [{"errorType": "Forbidden"}]),
        ({"matcher": "status", "expected": 499}, [{"errorType": "499"}]),
    ],
)
def test_matchers(acceptor: dict[str, Any], matchers: list[Any]) -> None:
    found = waiter({"state": "retry", **acceptor})

    assert found["acceptors"] == [
        {"state": "retry", "matcher": matcher} for matcher in matchers
    ]


def test_a_response_without_a_body_names_its_status_only() -> None:
    missing = {"state": "success", "matcher": "status", "expected": 404}
    found = waiter(missing, operation=HEAD)

    assert [acceptor["matcher"] for acceptor in found["acceptors"]] == [
        {"errorType": "Missing"},
        {"errorType": "Gone"},
        {"errorType": "NotFound"},
    ]


@pytest.mark.parametrize(
    ("delay", "delays"),
    [(5, {"minDelay": 5}), (300, {"minDelay": 300, "maxDelay": 300})],
)
def test_delays(delay: int, delays: dict[str, int]) -> None:
    assert waiter(delay=delay) == {"acceptors": [], **delays}


def test_what_is_said_of_waiters() -> None:
    assert waiter(description="Until done.", deprecated=True) == {
        "acceptors": [],
        "minDelay": 5,
        "documentation": "Until done.",
        "deprecated": True,
    }


@pytest.mark.parametrize(
    ("acceptor", "problem"),
    [
        ({"matcher": "magic", "expected": True}, "'magic'"),
        ({"matcher": "status", "expected": "404"}, "'404'"),
        ({"matcher": "pathAll", "argument": "a", "expected": 1}, "pathAll"),
        ({"matcher": "path", "expected": "x"}, "no 'argument'"),
        ({"matcher": "error", "expected": "x", "state": "asleep"}, "'asleep'"),
    ],
)
def test_acceptors_that_make_no_sense(acceptor: dict[str, Any], problem: str) -> None:
    place = "waiters-2.waiters.Done.acceptors[0]"

    refused(given({"state": "retry", **acceptor}), place, problem)


def test_waiters_that_make_no_sense() -> None:
    refused(_on("Undo"), "there is no operation 'Undo'")
    refused(given(delay=0), "waiters-2.waiters.Done", "delay")


def _on(operation: str) -> dict[str, Any]:
    found = given()
    found["waiters-2"]["waiters"]["Done"]["operation"] = operation
    return found
