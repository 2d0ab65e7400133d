"""Documentation in CommonMark: paragraphs and list items are wrapped anew, all else keeps its lines.

Its own marks (emphasis, links, code, headings) stay: they are made to be read as they are.
https://spec.commonmark.org/0.31.2/
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .docs_html import blocks_of
from .docs_layout import Block
from .docs_tags import Tag, tokens

_LINE_END = re.compile(r"\r\n|\r|\n")
_ITEM = re.compile(r" *(?P<marker>[-*+]|(?P<number>\d{1,9})[.)])(?P<gap> +)(?=\S)")
_FENCE = re.compile(r"(?P<fence>`{3,}|~{3,})[^`]*$")
# Below a heading, or between paragraphs; below the heads of a table.
_RULE = re.compile(r"(?:=+|-{2,}|(?:[-*_] *){3,})$")
_TABLE_RULE = re.compile(r"\|? *:?-+:? *(?:\| *:?-+:? *)*\|?$")
_OWN_LINE = re.compile(r"#{1,6} |>|\|")
_DEFINITION = re.compile(r"\[[^\]]+\]:\s")
# What CommonMark takes literally within a paragraph: code, escaped characters, links in angle brackets.
_LITERAL = re.compile(
    r"`+|~{3,}|\\[!-/:-@\[-`{-~]|<[A-Za-z][A-Za-z0-9+.-]{1,31}:[^<>\s]*>"
)
_CODE_INDENT = 4
_DEEPEST = 8  # levels of lists that are still indented


def markdown_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a CommonMark text."""
    reader = _Reader()
    for line in _LINE_END.split(text.expandtabs(4)):
        reader.read(line)
    reader.close()
    return tuple(reader.blocks)


class _Reader:
    """Collects blocks while it is told of lines in turn."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._items: list[tuple[int, int]] = []  # where text starts: there, here
        self._lines: list[str] = []  # of the open paragraph
        self._marker = ""  # of the open item, until its first paragraph
        self._tight = False
        self._fence = ""  # of the open code, and its lines
        self._code: list[str] = []
        self._margin = 0
        self._blank = True  # whether the line before was
        self._kept = False  # whether the line before is a block of its own
        self._table = False

    def read(self, line: str) -> None:
        """One line without its end."""
        if self._fence:
            self._read_code(line)
        elif line.strip():
            self._read_text(line, len(line) - len(line.lstrip(" ")))
            self._blank = False
        else:
            self._end_paragraph()
            self._blank, self._kept, self._table = True, False, False

    def close(self) -> None:
        """There are no more lines."""
        if self._fence:  # never closed
            self._end_code()
        self._end_paragraph()

    def _read_text(self, line: str, margin: int) -> None:
        if self._blank and not _ITEM.match(line):
            self._leave_items(margin)
        if fence := _FENCE.match(line, margin):
            self._end_paragraph()
            self._fence, self._margin = fence["fence"], margin
            self._code.append(line[margin:])
        elif self._is_kept(line, margin):
            self._end_paragraph()
            self._keep(line)
        elif (item := _ITEM.match(line)) and self._starts(item):
            self._start_item(item)
        else:
            self._lines.append(line)
            self._kept = False

    def _is_kept(self, line: str, margin: int) -> bool:
        """Whether the line stays as it is: rules, headings, quotations, tables, definitions, indented code."""
        text = line.strip()
        if self._lines and "|" in self._lines[-1] and _TABLE_RULE.match(text):
            self._table = True
            head = self._lines.pop()
            self._end_paragraph()
            self._keep(head)
        if self._table or _OWN_LINE.match(text) or _RULE.match(text):
            return True
        if self._lines:
            return False
        start = self._items[-1][0] if self._items else 0
        indented = margin >= start + _CODE_INDENT and (self._blank or self._kept)
        return indented or _DEFINITION.match(text) is not None

    def _keep(self, line: str) -> None:
        start, indent = self._items[-1] if self._items else (0, 0)
        margin = len(line) - len(line.lstrip(" "))
        text = line[min(start, margin) :].rstrip()
        below = self._kept or _RULE.match(line.strip()) is not None
        tight = below and not self._blank
        self.blocks.append(Block(text, indent, preformatted=True, tight=tight))
        self._kept = True

    def _starts(self, item: re.Match[str]) -> bool:
        """Only number 1 starts a list within a paragraph: prose may have a number where its line breaks."""
        in_prose = bool(self._lines) and not self._items
        return not in_prose or item["number"] in (None, "1")

    def _start_item(self, item: re.Match[str]) -> None:
        self._end_paragraph()
        tight = bool(not self._blank and self.blocks and self.blocks[-1].marker)
        column = item.start("marker")
        self._leave_items(column)
        marker = f"{item['marker']} "
        indent = self._items[-1][1] if self._items else 0
        if len(self._items) < _DEEPEST:
            indent += len(marker)
        elif len(marker) > indent:
            marker = marker[:indent]
        gap = len(item["gap"]) if len(item["gap"]) <= _CODE_INDENT else 1
        self._items.append((column + len(item["marker"]) + gap, indent))
        self._marker, self._tight, self._kept = marker, tight, False
        self._lines.append(item.string[item.end() :])

    def _leave_items(self, column: int) -> None:
        while self._items and self._items[-1][0] > column:
            self._items.pop()

    def _end_paragraph(self) -> None:
        if not self._lines:
            return
        text = _joined(self._lines)
        self._lines.clear()
        indent = self._items[-1][1] if self._items else 0
        if text:
            block = Block(text, indent, self._marker, tight=self._tight)
            self.blocks.append(block)
        self._marker, self._tight = "", False

    def _read_code(self, line: str) -> None:
        margin = min(self._margin, len(line) - len(line.lstrip(" ")))
        self._code.append(line[margin:])
        text = line.strip()
        if len(text) >= len(self._fence) and not text.strip(self._fence[0]):
            self._end_code()

    def _end_code(self) -> None:
        text = "\n".join(line.rstrip() for line in self._code).rstrip()
        indent = self._items[-1][1] if self._items else 0
        self.blocks.append(Block(text, indent, preformatted=True))
        self._code.clear()
        self._fence, self._blank = "", False


def _joined(lines: list[str]) -> str:
    """A paragraph: its lines are one, but for those that end in a hard break."""
    parts: list[list[str]] = [[]]
    for line in lines:
        parts[-1].append(line)
        if line.endswith(("  ", "\\")):
            parts.append([])
    texts = (_inline(" ".join(" ".join(part).split())) for part in parts)
    return "\n".join(filter(None, texts))


def _inline(text: str) -> str:
    """A paragraph without its HTML tags and character references; its other marks stay."""
    if "<" not in text and "&" not in text:
        return text
    return "\n".join(block.text for block in blocks_of(_inline_tokens(text)))


def _inline_tokens(text: str) -> Iterator[Tag | str]:
    position = 0
    for start, end in _literal_spans(text):
        yield from tokens(text[position:start])
        yield text[start:end]
        position = end
    yield from tokens(text[position:])


def without_literals(text: str) -> str:
    """The rest of a CommonMark text that has code and the like."""
    parts: list[str] = []
    position = 0
    for start, end in _literal_spans(text):
        parts.append(text[position:start])
        position = end
    return "".join([*parts, text[position:]])


def _literal_spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each code span, escaped character and link in angle brackets of CommonMark."""
    found = list(_LITERAL.finditer(text))
    ends = [match.end() for match in found]
    following: dict[str, int] = {}  # backticks or tildes → the end of their next run
    for number in range(len(found) - 1, -1, -1):
        mark = found[number][0]
        if mark[0] in "`~":
            ends[number] = following.get(mark, -1)
            following[mark] = found[number].end()
    position = 0
    for match, end in zip(found, ends, strict=True):
        if match.start() >= position and end > 0:
            yield match.start(), end
            position = end
