"""Rendered text to formatted text: black, with its mode pinned."""

from __future__ import annotations

import ast
import gc
import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager

import black
from black.mode import TargetVersion
from black.parsing import InvalidInput

from .errors import CodegenError

_MODE = black.Mode(target_versions={TargetVersion.PY311})
_COLLECTED = 8_000  # lines; black's trees of so many take some 50 MiB
_DEFINITION = re.compile("(?:class|def|async def) ")
_QUOTES = '"""'
_AROUND = 5  # lines shown before and after the one that is wrong


def format_source(text: str, template: str, output: str) -> str:
    """The text as black leaves it.

    Each definition is formatted by itself, which gives the same text in less time: black goes over what it changed twice.

    Raises:
        CodegenError: It is no Python. The message shows the lines around the place.
    """
    try:
        return "\n\n".join(_formatted(text))
    except (InvalidInput, ValueError, RecursionError) as error:
        line, problem = _locate(text, error)
        raise CodegenError(
            f"line {line} of what {template} renders is no Python: {problem}\n"
            f"{_excerpt(text, line)}",
            file=output,
            remedy="This is a mistake in aiosmithy: please report it with the model.",
        ) from error


def _formatted(text: str) -> Iterator[str]:
    lines = 0
    for piece in _pieces(text):
        yield black.format_str(piece, mode=_MODE)
        lines += piece.count("\n")
        if lines >= _COLLECTED:
            gc.collect()
            lines = 0


def _pieces(text: str) -> Iterator[str]:
    """The module, cut before each class and function; what stands between two is with the first of them."""
    lines = text.split("\n")
    start, in_docstring = 0, False
    for number, line in enumerate(lines):
        if in_docstring:
            in_docstring = not line.endswith(_QUOTES)
        elif line.startswith(_QUOTES):
            in_docstring = len(line) < 6 or not line.endswith(_QUOTES)
        elif _DEFINITION.match(line) and number > start:
            yield "\n".join(lines[start:number]).strip("\n") + "\n"
            start = number
    yield "\n".join(lines[start:]).strip("\n") + "\n"


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
    """Keep the cyclic garbage collector out, but for what is asked of it: it would look again and again at the model and at
    black's trees.

    A quarter of the time of a whole service goes there otherwise.
    """
    enabled = gc.isenabled()
    gc.disable()
    gc.freeze()  # what is there already is not looked at
    try:
        yield
    finally:
        gc.unfreeze()
        if enabled:
            gc.enable()
