"""Documentation of a model as text for our docstrings: HTML or CommonMark in, blocks out.

AWS's models hold HTML, others CommonMark
(https://smithy.io/2.0/spec/documentation-traits.html#documentation-trait).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from .docs_html import has_tags, html_blocks
from .docs_layout import Block

_BLANK_LINE = re.compile(r"\n(?:[ \t]*\n)+")
_LIST_ITEM = re.compile(r"(?P<margin> *)(?P<marker>(?:[-*+]|\d{1,9}[.)]) +)(?=\S)")
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_VERBATIM = re.compile(r" {4}| {0,3}(?:\||#{1,6} |>)")
_SENTENCE_END = re.compile(r"(?<=[.!?])(?<!e\.g\.)(?<!i\.e\.)\s+(?=[^\sa-z])")


@lru_cache(maxsize=8192)
def parse_documentation(documentation: str) -> tuple[Block, ...]:
    """The blocks of a ``@documentation`` text; none if it has no words. Never raises."""
    if has_tags(documentation):
        return html_blocks(documentation)
    return tuple(_commonmark(documentation))


def first_sentence(documentation: str) -> str:
    """The first sentence, or the first paragraph if no sentence ends in it."""
    for block in parse_documentation(documentation):
        if not block.preformatted:
            text = " ".join(block.text.split())
            return _SENTENCE_END.split(text, maxsplit=1)[0]
    return ""


def _commonmark(text: str) -> Iterator[Block]:
    """Paragraphs and list items, to be wrapped anew; all else keeps its lines."""
    lines: list[str] = []
    fence = ""
    for line in [*re.split(r"\r\n|\r|\n", text.expandtabs(4)), ""]:
        found = _FENCE.match(line)
        if fence:
            lines.append(line)
            if line.strip() == fence:
                fence = ""
                yield Block("\n".join(lines), preformatted=True)
                lines.clear()
        elif found:
            yield from _paragraph(lines)
            lines, fence = [line], found[1]
        elif not line.strip():
            yield from _paragraph(lines)
            lines.clear()
        else:
            lines.append(line)
    if fence:  # never closed
        yield Block("\n".join(lines).rstrip(), preformatted=True)


def _paragraph(lines: list[str]) -> Iterator[Block]:
    """The lines between two blank ones: text, list items, and lines that stay as they are."""
    words: list[str] = []
    margin, marker, tight = 0, "", False
    kept = False  # whether the line before stayed as it is
    for line in lines:
        item = _LIST_ITEM.match(line)
        verbatim = item is None and not marker and _VERBATIM.match(line) is not None
        if words and (item or verbatim):
            yield _flowing(words, margin, marker, tight)
            words, tight = [], bool(item and marker)
        if verbatim:
            yield Block(line.rstrip(), preformatted=True, tight=kept)
        elif item:
            margin, marker = len(item[0]), item["marker"].rstrip() + " "
            words.extend(line[len(item[0]) :].split())
        else:
            words.extend(line.split())
        kept = verbatim
    if words:
        yield _flowing(words, margin, marker, tight)


def _flowing(words: list[str], margin: int, marker: str, tight: bool) -> Block:
    return Block(" ".join(words), margin if marker else 0, marker, tight=tight)
