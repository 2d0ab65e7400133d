"""Time limits that cost next to nothing when they are kept.

``asyncio.timeout`` arms and cancels a timer of the loop for every use: some 10 µs of a call that takes 100 in all, and a
heap full of cancelled timers. Here all tasks under the same limit share one timer: they end in the order in which they
began, so it is only ever armed for the oldest.
"""

from __future__ import annotations

import asyncio
from typing import Any

from .per_loop import PerLoop

__all__ = ["Deadline", "Deadlines"]


class _Queue:
    """The pieces of work under way on one loop, in the order of their times."""

    __slots__ = ("armed", "pending")

    def __init__(self) -> None:
        self.pending: dict[Deadline, None] = {}
        self.armed = False


class Deadline:
    """One piece of work under way."""

    __slots__ = ("_cancelling", "expired", "queue", "task", "when")

    def __init__(self, task: asyncio.Task[Any], when: float, queue: _Queue) -> None:
        self.task = task
        self.when = when
        self.queue = queue
        self.expired = False
        self._cancelling = task.cancelling()

    def is_missed(self) -> bool:
        """Whether a ``CancelledError`` that arrived means that time ran out; ask once.

        A cancellation from elsewhere, though, goes before, as with ``asyncio.timeout``.
        """
        if not self.expired:
            return False
        self.expired = False
        return self.task.uncancel() <= self._cancelling


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

    __slots__ = ("_queues", "_seconds")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._queues: PerLoop[_Queue] = PerLoop(_Queue)

    def enter(self, task: asyncio.Task[Any] | None = None) -> Deadline:
        """Begin; the task, the current one if none is given, is cancelled when its time has run out."""
        loop = asyncio.get_running_loop()
        queue = self._queues.values.get(loop) or self._queues.get()
        task = task or asyncio.current_task(loop)
        assert task is not None, "a coroutine runs in a task"
        deadline = Deadline(task, loop.time() + self._seconds, queue)
        queue.pending[deadline] = None
        if not queue.armed:
            queue.armed = True
            loop.call_at(deadline.when, _wake, loop, queue)
        return deadline

    def leave(self, deadline: Deadline) -> None:
        """The work is done, well or not; a cancellation that nobody asked about is taken back."""
        deadline.queue.pending.pop(deadline, None)
        if deadline.expired:
            deadline.is_missed()


def _wake(loop: asyncio.AbstractEventLoop, queue: _Queue) -> None:
    """Cancel what is late and arm the timer for the next in line."""
    now = loop.time()
    while queue.pending:
        deadline = next(iter(queue.pending))
        if deadline.when > now:
            loop.call_at(deadline.when, _wake, loop, queue)
            return
        del queue.pending[deadline]
        deadline.expired = True
        deadline.task.cancel()
    queue.armed = False
