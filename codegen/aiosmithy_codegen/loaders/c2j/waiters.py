"""``waiters-2`` → ``smithy.waiters#waitable`` (https://smithy.io/2.0/additional-specs/waiters.html).

C2J polls every ``delay`` seconds, ``maxAttempts`` times. Smithy waits longer from poll to poll, from ``minDelay`` up to
``maxDelay``, until a time that the caller sets: ``delay`` becomes ``minDelay``, and ``maxAttempts`` has no counterpart.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from ...errors import shown
from .checked import Checked
from .context import Context, Traits

_MAX_DELAY = 120  # Smithy's default
_COMPARATORS = {"pathAll": "allStringEquals", "pathAny": "anyStringEquals"}
_STATES = ("success", "retry", "failure")


def raise_waiters(context: Context, root: Checked) -> dict[str, Traits]:
    """Operation → its trait."""
    found: dict[str, dict[str, Any]] = {}
    for name, waiter in root.objects("waiters").items():
        operation = waiter.needed("operation")
        if operation not in context.operations:
            raise waiter.wrong(f"there is no operation {shown(operation)}")
        found.setdefault(operation, {})[name] = _waiter(
            context, context.operations[operation], waiter
        )
    return {
        operation: {"smithy.waiters#waitable": waiters}
        for operation, waiters in found.items()
    }


def _waiter(context: Context, operation: Checked, waiter: Checked) -> dict[str, Any]:
    delay = waiter.integer("delay")
    if delay is None or delay < 1:
        raise waiter.wrong("needs a delay of at least one second")
    found: dict[str, Any] = {
        "acceptors": [
            {"state": _state(acceptor), "matcher": matcher}
            for acceptor in waiter.items("acceptors")
            for matcher in _matchers(context, operation, acceptor)
        ],
        "minDelay": delay,
    }
    if delay > _MAX_DELAY:
        found["maxDelay"] = delay
    if text := waiter.text("description"):
        found["documentation"] = text
    if waiter.flag("deprecated"):
        found["deprecated"] = True
    return found


def _state(acceptor: Checked) -> str:
    state = acceptor.needed("state")
    if state not in _STATES:
        raise acceptor.wrong(f"the state {shown(state)} is not known")
    return state


def _matchers(
    context: Context, operation: Checked, acceptor: Checked
) -> Iterator[dict[str, Any]]:
    """What Smithy has for one acceptor: one matcher, or one for each error that has the status."""
    expected: Any = acceptor.data.get("expected")
    match acceptor.needed("matcher"):
        case "path" | "pathAll" | "pathAny" as kind:
            yield {"output": _output(kind, acceptor, expected)}
        case "error" if isinstance(expected, bool):
            yield {"success": not expected}
        case "error" if isinstance(expected, str):
            yield {"errorType": expected}
        case "status" if isinstance(expected, int) and 200 <= expected < 300:
            yield {"success": True}
        case "status" if isinstance(expected, int):
            for error in _errors_of_status(context, operation, expected):
                yield {"errorType": error}
        case kind:
            raise acceptor.wrong(
                f"the matcher {shown(kind)} of {shown(expected)} is not known"
            )


def _output(kind: str, acceptor: Checked, expected: Any) -> dict[str, str]:
    """A comparison. A condition has no items: botocore's old EC2 file says ``pathAll`` of one and means ``path``."""
    path = acceptor.needed("argument")
    if isinstance(expected, str):
        comparator = _COMPARATORS.get(kind, "stringEquals")
        return {"path": path, "expected": expected, "comparator": comparator}
    if not isinstance(expected, bool):  # Smithy compares texts and booleans only
        if kind != "path":
            raise acceptor.wrong(f"{kind} compares texts, not {shown(expected)}")
        path, expected = f"({path}) == `{json.dumps(expected)}`", True
    return {
        "path": path,
        "expected": json.dumps(expected),
        "comparator": "booleanEquals",
    }


def _errors_of_status(
    context: Context, operation: Checked, status: int
) -> Iterator[str]:
    """The operation's errors of that status; and the status as a word, where a response has no body that names the error."""
    found = False
    for reference in operation.items("errors"):
        name = context.expect(reference)
        if context.shapes[name].object("error").integer("httpStatusCode") == status:
            found = True
            yield name
    if not found or operation.object("http").text("method") == "HEAD":
        yield _word(status)


def _word(status: int) -> str:
    """404 → ``NotFound``."""
    try:
        return HTTPStatus(status).phrase.replace(" ", "")
    except ValueError:
        return str(status)
