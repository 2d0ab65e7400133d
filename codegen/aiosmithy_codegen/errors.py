"""What the generator says when it cannot go on.

Every error names the file, the shape where there is one, and a remedy. The command line prints it as one message and exits with 2.
"""

from __future__ import annotations

import os
from pathlib import Path


class CodegenError(Exception):
    """The base of all errors that a user of the generator can meet."""

    def __init__(
        self,
        problem: str,
        *,
        file: str | None = None,
        shape: str | None = None,
        remedy: str | None = None,
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.file = file
        self.shape = shape
        self.remedy = remedy

    def __str__(self) -> str:
        place = ": ".join(part for part in (self.file, self.shape) if part)
        text = f"{place}: {self.problem}" if place else self.problem
        return f"{text}\n  {self.remedy}" if self.remedy else text


class UsageError(CodegenError):
    """The command was asked for something that does not exist or does not go together."""


class ModelError(CodegenError):
    """The model, or an overlay, cannot be read or contradicts itself."""


class UnsupportedError(CodegenError):
    """The model asks for something that is not implemented yet and that would change the wire or the Python API."""


class OutputError(CodegenError):
    """The output folder cannot be written, or holds something that is not ours."""


def shown(value: object) -> str:
    """Untrusted data in a message: quoted, escaped, and never long."""
    text = ascii(value)
    return text if len(text) <= 80 else f"{text[:77]}…"


def unexpected(error: Exception) -> CodegenError:
    """A mistake of ours as a message: where it is, and how to see more."""
    import traceback

    if isinstance(error, MemoryError):
        return CodegenError("there is not enough memory")
    if os.environ.get("AIOSMITHY_TRACEBACK"):
        return CodegenError("".join(traceback.format_exception(error)))
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name}, line {frame.lineno}"
    return CodegenError(
        f"unexpected {type(error).__name__}: {error} ({place})",
        remedy="This is a mistake in aiosmithy. AIOSMITHY_TRACEBACK=1 shows the traceback to report.",
    )
