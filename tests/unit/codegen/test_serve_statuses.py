"""How statuses move, told from the words in their names."""

from __future__ import annotations

import pytest
from aiosmithy_codegen.serve.statuses import cancel_path, creation_path, step

JOB = [
    "CREATE_PENDING",
    "CREATE_IN_PROGRESS",
    "CREATE_FAILED",
    "ACTIVE",
    "CANCEL_PENDING",
    "CANCEL_IN_PROGRESS",
    "CANCEL_FAILED",
    "INACTIVE",
]


@pytest.mark.parametrize(
    ("values", "path"),
    [
        (JOB, ("CREATE_PENDING", "CREATE_IN_PROGRESS", "ACTIVE")),
        (["CREATING", "ACTIVE", "DELETING", "FAILED"], ("CREATING", "ACTIVE")),
        (["Queued", "InProgress", "Succeeded"], ("Queued", "InProgress", "Succeeded")),
        (["DELETE_PENDING", "INACTIVE", "ACTIVE"], ("ACTIVE",)),
        (["ON", "OFF"], ("ON",)),
        ([], ()),
    ],
)
def test_creation(values: list[str], path: tuple[str, ...]) -> None:
    assert creation_path(values) == path


@pytest.mark.parametrize(
    ("values", "path"),
    [
        (JOB, ("CANCEL_PENDING", "CANCEL_IN_PROGRESS", "INACTIVE")),
        (["RUNNING", "STOPPING", "STOPPED"], ("STOPPING", "STOPPED")),
        (["RUNNING", "DONE"], ()),
    ],
)
def test_cancellation(values: list[str], path: tuple[str, ...]) -> None:
    assert cancel_path(values) == path


@pytest.mark.parametrize(
    ("elapsed", "seconds", "index"),
    [(0, 1, 0), (0.99, 1, 0), (1, 1, 1), (99, 1, 2), (-5, 1, 0), (0, 0, 2)],
)
def test_steps_follow_the_clock(elapsed: float, seconds: float, index: int) -> None:
    assert step(("a", "b", "c"), elapsed, seconds) == index
