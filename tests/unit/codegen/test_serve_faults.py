"""Faults: how they are written, how often they happen, which operation has them."""

from __future__ import annotations

from typing import Any

import pytest
from aiosmithy_codegen.errors import UsageError
from aiosmithy_codegen.serve.command import fault_options
from aiosmithy_codegen.serve.faults import Faults, parse_fault


@pytest.mark.parametrize(
    "text",
    [
        "throttle",
        "throttle:2",
        "status:503",
        "status:503:1",
        "stall:5s",
        "stall:0.5s:3",
        "cut:1",
        "junk",
    ],
)
def test_faults_read_and_show_alike(text: str) -> None:
    assert str(parse_fault(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "explode",
        "throttle:",
        "throttle:x",
        "throttle:-1",
        "status",
        "status:200",
        "stall:5",
        "stall:s",
        "cut:1:2",
    ],
)
def test_bad_faults_are_usage_errors_that_say_how(text: str) -> None:
    with pytest.raises(UsageError, match="throttle\\[:N\\]"):
        parse_fault(text)


@pytest.mark.parametrize("option", ["throttle:2", "=cut", "GetThing"])
def test_bad_options_are_usage_errors(option: str) -> None:
    with pytest.raises(UsageError, match="OPERATION=FAULT"):
        fault_options([option])


def test_options_keep_their_order() -> None:
    options = fault_options(["Get=throttle:2", "*=cut:1", "Get=junk:1"])

    assert options == {"Get": ["throttle:2", "junk:1"], "*": ["cut:1"]}


def kinds(faults: Faults, *operations: str) -> list[str | None]:
    taken = [faults.take(operation) for operation in operations]
    return [fault and fault.kind for fault in taken]


def test_faults_happen_in_order_and_as_often_as_told() -> None:
    faults = Faults(["Get", "List"])
    faults.put({"Get": ["throttle:2", "cut:1"], "*": "junk:1"})

    happened = kinds(faults, "Get", "List", "Get", "Get", "Get", "List")

    assert happened == ["throttle", "junk", "throttle", "cut", None, None]
    assert faults.remaining() == {}


def test_a_fault_without_a_count_stays_until_cleared() -> None:
    faults = Faults(["Get"])
    faults.put({"Get": "status:503"})

    assert kinds(faults, "Get", "Get", "Get") == ["status"] * 3
    assert faults.remaining() == {"Get": ["status:503"]}
    faults.clear()
    assert faults.take("Get") is None


@pytest.mark.parametrize(
    "wanted", [{"Nope": "cut"}, {"Get": "bad"}, {"Get": [1]}, {"Get": {}}]
)
def test_a_wrong_fault_changes_nothing(wanted: dict[str, Any]) -> None:
    faults = Faults(["Get"])
    faults.put({"Get": "cut:1"})

    with pytest.raises(UsageError):
        faults.put({"*": "junk", **wanted})

    assert faults.remaining() == {"Get": ["cut:1"]}
