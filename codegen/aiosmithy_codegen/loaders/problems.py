"""Many mistakes, one message: the loader goes on after a mistake and shows them together."""

from __future__ import annotations

from ..errors import ModelError

_SHOWN = 10


class Problems:
    """What is wrong with one file, in the order it was found."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._found: list[tuple[str, str]] = []

    def add(self, shape: str, problem: str) -> None:
        """Note a problem with a shape; ids that are not of Smithy's grammar are to be given through ``shown``."""
        self._found.append((shape, problem))

    def raise_any(self, remedy: str) -> None:
        """Raise one ModelError with everything noted so far; return if there is nothing."""
        if not self._found:
            return
        if len(self._found) == 1:
            ((shape, problem),) = self._found
            raise ModelError(problem, file=self._file, shape=shape, remedy=remedy)
        lines = [f"{shape}: {problem}" for shape, problem in self._found[:_SHOWN]]
        if len(self._found) > _SHOWN:
            lines.append(f"… and {len(self._found) - _SHOWN} more")
        raise ModelError(
            f"{len(self._found)} problems:\n  " + "\n  ".join(lines),
            file=self._file,
            remedy=remedy,
        )
