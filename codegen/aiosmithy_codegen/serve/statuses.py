"""How a status moves: which of an enum's values mean waiting, working, done or cancelled, by the words in their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..model import Shape

_WAITING = frozenset({"PENDING", "QUEUED", "SUBMITTED", "REQUESTED", "SCHEDULED"})
_WORKING = frozenset({"PROGRESS", "CREATING", "RUNNING", "STARTING", "PROCESSING"})
_DONE = (
    *("ACTIVE", "AVAILABLE", "READY", "COMPLETED", "COMPLETE", "SUCCEEDED"),
    *("SUCCESS", "SUCCESSFUL", "CREATED", "ENABLED", "FINISHED"),
)
_OTHER_LIFE = re.compile("FAIL|CANCEL|DELET|UPDAT|STOP|ABORT|TERMINAT|ERROR|EXPIR|TIM")
_CANCEL = re.compile("CANCEL|STOP|ABORT")
_CANCELLING = frozenset({"PROGRESS", "CANCELLING", "CANCELING", "STOPPING"})
_CANCELLED = ("CANCELLED", "CANCELED", "STOPPED", "ABORTED", "INACTIVE", "TERMINATED")


def creation_path(values: Sequence[str]) -> tuple[str, ...]:
    """The statuses of a new resource, in order: it waits, is worked on, is done."""
    born = [value for value in values if not _OTHER_LIFE.search(_upper(value))]
    done = [value for word in _DONE for value in born if _upper(value) == word]
    path = (*_with_word(born, _WAITING), *_with_word(born, _WORKING), *done[:1])
    return path or tuple(values[:1])


def cancel_path(values: Sequence[str]) -> tuple[str, ...]:
    """The statuses after a cancellation, in order; empty if the enum has none."""
    ours = [value for value in values if _CANCEL.search(_upper(value))]
    done = [value for word in _CANCELLED for value in values if _upper(value) == word]
    return (*_with_word(ours, _WAITING), *_with_word(ours, _CANCELLING), *done[:1])


def enum_values(shape: Shape) -> list[str]:
    """The values of an enum, in the model's order."""
    members = shape.members.values()
    return [str(member.traits["smithy.api#enumValue"]) for member in members]


def step(path: Sequence[str], elapsed: float, step_seconds: float) -> int:
    """How far along the path a resource is after so many seconds."""
    if step_seconds <= 0:
        return len(path) - 1
    return min(int(max(elapsed, 0.0) / step_seconds), len(path) - 1)


def _with_word(values: Iterable[str], words: frozenset[str]) -> tuple[str, ...]:
    fitting = (value for value in values if words & set(_upper(value).split("_")))
    return tuple(fitting)[:1]


def _upper(value: str) -> str:
    """``InProgress``, ``in-progress`` and ``IN_PROGRESS`` are one."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", value)
    return re.sub(r"[^A-Z0-9]+", "_", spaced.upper())
