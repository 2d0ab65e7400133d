"""Pieces of work, and how one is done; light, so that a run that has nothing to do is over at once."""

from __future__ import annotations

import os
import sys
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from attrs import frozen

from ..errors import CodegenError, unexpected

ROOM = 12 << 20
"""Bytes of the models that are worked on at a time, each of which takes about sixty of memory.

One that is larger by itself is worked on alone.
"""

_T = TypeVar("_T")
_R = TypeVar("_R")


@frozen
class Task(Generic[_T]):
    """A piece of work, named for messages."""

    value: _T
    name: str
    size: int = 0


def processors() -> int:
    """How many processes can run at a time."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def next_task(waiting: list[Task[_T]], running: Sequence[int]) -> Task[_T] | None:
    """Take the largest task that there is room for beside the running ones out of those waiting, the largest last."""
    if not running:
        return waiting.pop() if waiting else None
    place = bisect_right(waiting, ROOM - sum(running), key=size_of) - 1
    return waiting.pop(place) if place >= 0 else None


def attempt(function: Callable[[_T], _R], value: _T) -> _R | CodegenError:
    """The result, or what went wrong, a mistake of ours included."""
    try:
        return function(value)
    except CodegenError as error:
        return error
    except Exception as error:
        return unexpected(error)


def size_of(task: Task[Any]) -> int:
    """The bytes of the task's model."""
    return task.size
