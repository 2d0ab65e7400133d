"""The text of a file, and where in it something stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping

from ...errors import ModelError

REMEDY = "Correct the file; its grammar is at https://smithy.io/2.0/spec/idl.html."
_LINE_END = re.compile(r"\r\n|\r|\n")


class SourceText:
    """A text and the name of its file."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self._starts: list[int] = []

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1."""
        if not self._starts:
            ends = _LINE_END.finditer(self.text)
            self._starts = [0, *(end.end() for end in ends)]
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def error(self, problem: str, offset: int, *, remedy: str = REMEDY) -> ModelError:
        """A problem with what stands at the offset."""
        line, column = self.place(offset)
        return ModelError(problem, file=f"{self.file}:{line}:{column}", remedy=remedy)


class Places(Mapping[str, tuple[int, int]]):
    """Ids and where they stand; lines are counted when they are asked for."""

    def __init__(self, source: SourceText, offsets: Mapping[str, int]) -> None:
        self._source = source
        self._offsets = offsets

    def __getitem__(self, key: str) -> tuple[int, int]:
        return self._source.place(self._offsets[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._offsets)

    def __len__(self) -> int:
        return len(self._offsets)
