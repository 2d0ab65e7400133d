"""Many mistakes, one message: the loader goes on after a mistake and shows them together."""

from __future__ import annotations

from collections.abc import Callable

from ..errors import ModelError

_SHOWN = 10


class Problems:
    """What is wrong with one model, in the order it was found."""

    def __init__(self, file: str, place: Callable[[str], str] | None = None) -> None:
        """``place``: shape or member id → the file, with line and column if known, or "" for what is nowhere."""
        self._file = file
        self._place = place
        self._found: list[tuple[str, str]] = []

    def add(self, shape: str, problem: str) -> None:
        """Note a problem with a shape; ids that are not of Smithy's grammar are to be given through ``shown``."""
        self._found.append((shape, problem))

    def __len__(self) -> int:
        """How many there are so far."""
        return len(self._found)

    def raise_any(self, remedy: str) -> None:
        """Raise one ModelError with everything noted so far; return if there is nothing."""
        if not self._found:
            return
        if len(self._found) == 1:
            ((shape, problem),) = self._found
            file = self._place_of(shape) or self._file
            raise ModelError(problem, file=file, shape=shape, remedy=remedy)
        lines = [self._line(*found) for found in self._found[:_SHOWN]]
        if len(self._found) > _SHOWN:
            lines.append(f"… and {len(self._found) - _SHOWN} more")
        raise ModelError(
            f"{len(self._found)} problems:\n  " + "\n  ".join(lines),
            file=self._file,
            remedy=remedy,
        )

    def _place_of(self, shape: str) -> str:
        return self._place(shape) if self._place else ""

    def _line(self, shape: str, problem: str) -> str:
        """The file is at the head of the message already; a line says more than it only if there is more to say."""
        place = self._place_of(shape)
        prefix = f"{place}: " if place and place != self._file else ""
        return f"{prefix}{shape}: {problem}"
