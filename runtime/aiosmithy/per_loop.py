"""State that belongs to an event loop: a client may be used from several, one after the other or in threads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

__all__ = ["PerLoop"]

T = TypeVar("T")


class PerLoop(Generic[T]):
    """One value for each event loop; those of closed loops are dropped when a new loop comes.

    Args:
        make: Makes the value of a loop, when it is first asked for.
        drop: Is handed each value whose loop is closed.
    """

    __slots__ = ("_drop", "_make", "values")

    def __init__(
        self, make: Callable[[], T], drop: Callable[[T], None] | None = None
    ) -> None:
        self._make = make
        self._drop = drop
        self.values: dict[asyncio.AbstractEventLoop, T] = {}

    def get(self) -> T:
        """The running loop's value."""
        loop = asyncio.get_running_loop()
        found = self.values.get(loop)
        if found is None:
            self._purge()
            found = self.values[loop] = self._make()
        return found

    def _purge(self) -> None:
        for loop in [loop for loop in self.values if loop.is_closed()]:
            value = self.values.pop(loop, None)
            if value is not None and self._drop is not None:
                self._drop(value)
