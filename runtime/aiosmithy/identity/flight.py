"""One call to a source of identities, and those who wait for what it brings, on any event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextvars import ContextVar
from math import inf
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from ..errors import AiosmithyError, one_line

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["Failure", "Flight", "is_within"]

T = TypeVar("T")

_LIVENESS: Final = (
    1.0  # seconds after which a caller looks if the other loop still runs
)

_OWNERS: Final[ContextVar[tuple[object, ...]]] = ContextVar("owners", default=())


def is_within(owner: object) -> bool:
    """Whether the caller is itself a part of that owner's flight, and would wait for itself."""
    return any(each is owner for each in _OWNERS.get())


class Failure:
    """What a source raised, to be raised again for some time."""

    __slots__ = ("_since", "_traceback", "_until", "error")

    def __init__(self, error: Exception) -> None:
        self.error = error
        self._since = self._until = -inf
        self._traceback: TracebackType | None = error.__traceback__

    def keep(self, now: float, seconds: float) -> None:
        """It holds from now on."""
        self._since, self._until = now, now + seconds

    def holds(self, now: float) -> bool:
        """Whether its time is not over."""
        return self._since <= now < self._until

    def again(self) -> Exception:
        """The error, without what each earlier caller added to its traceback."""
        return self.error.with_traceback(self._traceback)

    def __str__(self) -> str:
        # Only our own messages are known to hold no secret.
        own = isinstance(self.error, AiosmithyError)
        name = type(self.error).__name__
        return f"{name}: {one_line(str(self.error))}" if own else name


class Flight(Generic[T]):
    """Runs once, on one loop, whoever comes or goes.

    Args:
        owner: Whose flight it is.
        run: Brings something or a failure, or neither if it was cancelled, to :meth:`land`.
    """

    __slots__ = ("_landed", "_loop", "_task")

    def __init__(
        self, owner: object, run: Callable[[Flight[T]], Coroutine[Any, Any, None]]
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._landed: Future[tuple[T | None, Failure | None]] = Future()
        before = _OWNERS.set((*_OWNERS.get(), owner))
        # Not by create_task: a loop's task factory may run its first step at once, in the middle of what calls here.
        self._task = asyncio.Task(run(self), loop=self._loop)
        _OWNERS.reset(before)

    def is_lost(self) -> bool:
        """Whether it was cancelled, or its loop has stopped, so that nobody knows if it will ever land."""
        return self._task.done() or not self._loop.is_running()

    def land(self, found: T | None, failure: Failure | None) -> None:
        """Give all who wait what it brought."""
        self._landed.set_result((found, failure))

    async def landing(self) -> T | None:
        """What it brought; None if it was lost. A caller may give up: that cancels nothing here.

        Raises:
            Exception: Its failure, if it brought nothing else.
        """
        landed = self._landed
        if self._loop is asyncio.get_running_loop():
            await asyncio.wait((self._task,))
        else:
            future = asyncio.wrap_future(landed)
            while not landed.done() and not self.is_lost():
                await asyncio.wait((future,), timeout=_LIVENESS)
        if not landed.done():
            return None
        found, failure = landed.result()
        if found is None and failure is not None:
            raise failure.again()
        return found
