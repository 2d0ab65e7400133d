"""Rendered text to formatted text: black, with its mode pinned."""

from __future__ import annotations

import ast
import gc
import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace

import black
from black.mode import TargetVersion
from black.parsing import InvalidInput

from .errors import CodegenError

_MODE = black.Mode(target_versions={TargetVersion.PY311})
_WIDTH = _MODE.line_length
_COLLECTED = 8_000  # lines; black's trees of so many take some 50 MiB
_DEFINITION = re.compile("(?:class|def|async def) ")
# What black spells in its own way: bytes as ``repr`` has them, numbers with exponents or in hexadecimal. And it counts
# the columns of other scripts.
_RESPELLED = re.compile(r"b'|[0-9.][eE]|\b0[xX]|[^ -~]")
_QUOTES = '"""'
_AROUND = 5  # lines shown before and after the one that is wrong


def format_source(
    text: str, template: str, output: str, *, by_line: bool = False
) -> str:
    """The text as black leaves it.

    Each definition is formatted by itself, which gives the same text in less time: black goes over what it changed twice.

    Args:
        by_line: Whether the template writes functions as black does, a statement on each line, and only what is too
            long for its line is left to black. A third of the time is saved where most functions are so.

    Raises:
        CodegenError: It is no Python. The message shows the lines around the place.
    """
    try:
        return "\n\n".join(_formatted(text, by_line=by_line))
    except (InvalidInput, ValueError, RecursionError) as error:
        line, problem = _locate(text, error)
        raise CodegenError(
            f"line {line} of what {template} renders is no Python: {problem}\n"
            f"{_excerpt(text, line)}",
            file=output,
            remedy="This is a mistake in aiosmithy: please report it with the model.",
        ) from error


def _formatted(text: str, *, by_line: bool) -> Iterator[str]:
    lines = 0
    statements = _Statements()
    for piece in _pieces(text):
        if by_line and _DEFINITION.match(piece):
            yield statements.formatted(piece)
        else:
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


class _Statements:
    """Formats functions line by line; many structures have members of the same name and type, so many lines are the same."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def formatted(self, function: str) -> str:
        return "".join(map(self._line, function.splitlines()))

    def _line(self, line: str) -> str:
        if len(line) <= _WIDTH and not _RESPELLED.search(line):
            return line + "\n"
        found = self._known.get(line)
        if found is None:
            found = self._known[line] = _format_statement(line)
        return found


def _format_statement(line: str) -> str:
    """One statement, or the head of a compound one, as black leaves it where it stands."""
    statement = line.lstrip(" ")
    margin = len(line) - len(statement)
    body = "\n    pass" if statement.endswith(":") else ""
    mode = replace(_MODE, line_length=_WIDTH - margin)
    lines = black.format_str(statement + body, mode=mode).splitlines()
    if body:
        lines.pop()
    return "".join(f"{' ' * margin}{each}\n" for each in lines)


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
