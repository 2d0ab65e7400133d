"""Rendered text to formatted text: black, with its mode pinned."""

from __future__ import annotations

import ast
import gc
from collections.abc import Generator
from contextlib import contextmanager

import black
from black.mode import TargetVersion
from black.parsing import InvalidInput

from .errors import CodegenError

_MODE = black.Mode(target_versions={TargetVersion.PY311})
_AROUND = 5  # lines shown before and after the one that is wrong


def format_source(text: str, template: str, output: str) -> str:
    """The text as black leaves it.

    Raises:
        CodegenError: It is no Python. The message shows the lines around the place.
    """
    try:
        return black.format_str(text, mode=_MODE)
    except (InvalidInput, ValueError, RecursionError) as error:
        line, problem = _locate(text, error)
        raise CodegenError(
            f"line {line} of what {template} renders is no Python: {problem}\n"
            f"{_excerpt(text, line)}",
            file=output,
            remedy="This is a mistake in aiosmithy: please report it with the model.",
        ) from error


def _locate(text: str, error: Exception) -> tuple[int, str]:
    """The line and what Python itself says about it, for black's words are about its own grammar."""
    try:
        ast.parse(text)
    except SyntaxError as found:
        return found.lineno or 1, found.msg
    except (ValueError, RecursionError) as found:
        return 1, str(found)
    return 1, str(error)


def _excerpt(text: str, line: int) -> str:
    lines = text.split("\n")
    first = max(0, line - 1 - _AROUND)
    shown = lines[first : line + _AROUND]
    return "\n".join(
        f"{'>' if number == line else ' '}{number:6} {content}"
        for number, content in enumerate(shown, first + 1)
    )


@contextmanager
def uncollected() -> Generator[None]:
    """Keep the cyclic garbage collector out: black makes many small objects, few of them cyclic.

    A quarter of the time of a whole service goes there otherwise.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
