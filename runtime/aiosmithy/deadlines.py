"""Time limits that cost next to nothing when they are kept.

``asyncio.timeout`` arms and cancels a timer of the loop for every use: some 10 µs of a call that takes 100 in all, and a
heap full of cancelled timers. Here all tasks under the same limit share one timer: they end in the order in which they
began, so it is only ever armed for the oldest.
"""

from __future__ import annotations

import asyncio
from typing import Any

__all__ = ["Deadline", "Deadlines"]


class Deadline:
    """One piece of work under way."""

    __slots__ = ("_cancelling", "expired", "task", "when")

    def __init__(self, task: asyncio.Task[Any], when: float) -> None:
        self.task = task
        self.when = when
        self.expired = False
        self._cancelling = task.cancelling()

    def is_missed(self) -> bool:
        """Whether a ``CancelledError`` that arrived means that time ran out; ask once.

        A cancellation from elsewhere, though, goes before, as with ``asyncio.timeout``.
        """
        return self.expired and self.task.uncancel() <= self._cancelling


class Deadlines:
    """Lets any number of tasks each run for at most so many seconds::

    deadline = deadlines.enter()
    try:
        ...
    except asyncio.CancelledError:
        if not deadline.is_missed():
            raise
        ...  # too late
    finally:
        deadlines.leave(deadline)
    """

    __slots__ = ("_armed", "_loop", "_pending", "_seconds")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._loop: asyncio.AbstractEventLoop | None = None
        self._pending: dict[Deadline, None] = {}  # in the order of their times
        self._armed = False

    def enter(self) -> Deadline:
        """Begin; the current task is cancelled when its time has run out."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:  # what waited on another loop is gone with it
            self._loop, self._pending, self._armed = loop, {}, False
        task = asyncio.current_task(loop)
        assert task is not None, "a coroutine runs in a task"
        deadline = Deadline(task, loop.time() + self._seconds)
        self._pending[deadline] = None
        if not self._armed:
            self._armed = True
            loop.call_at(deadline.when, self._wake, loop)
        return deadline

    def leave(self, deadline: Deadline) -> None:
        """The work is done, well or not."""
        self._pending.pop(deadline, None)

    def _wake(self, loop: asyncio.AbstractEventLoop) -> None:
        """Cancel what is late and arm the timer for the next in line."""
        if loop is not self._loop:
            return
        now = loop.time()
        while self._pending:
            deadline = next(iter(self._pending))
            if deadline.when > now:
                loop.call_at(deadline.when, self._wake, loop)
                return
            del self._pending[deadline]
            deadline.expired = True
            deadline.task.cancel()
        self._armed = False
