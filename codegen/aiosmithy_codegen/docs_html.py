"""HTML documentation, as AWS's models hold it, as paragraphs and lists of plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from attrs import define, evolve

from .docs_layout import Block
from .docs_tags import ADMONITIONS, BLOCKS, LISTS, Tag, tokens

# Noncharacters, which Unicode keeps for such use: the bounds of a code span until its block is complete.
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_MARKS = {ord(_OPEN): None, ord(_CLOSE): None}
_CODE = re.compile(f"{_OPEN}([ \n]*)([^{_OPEN}{_CLOSE}]*?)([ \n]*){_CLOSE}")
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_FIRST_WORD = re.compile(r"\w*")
_DEEPEST = 8  # levels of lists that are still indented
_HANGING = 4  # columns, of what follows in a note


def html_blocks(html: str) -> tuple[Block, ...]:
    """The blocks of an HTML text; malformed HTML is read as well as it can be."""
    return blocks_of(tokens(html))


def blocks_of(tokens: Iterable[Tag | str]) -> tuple[Block, ...]:
    """The blocks that tags and the text between them make."""
    reader = _Reader()
    for token in tokens:
        reader.read(token)
    return tuple(reader.close())


@define
class _Container:
    """An open list, list item or definition."""

    name: str
    indent: int
    marker: str = ""  # of an item, until its first text
    number: int = 0  # of an ordered list: its last item


class _Reader:
    """Collects blocks while it is told of text and tags in turn."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._pieces: list[str] = []  # of the open block, white space as found
        self._stack = [_Container("", 0)]
        self._notes: list[int] = []  # the first block of each open note
        self._prefix = ""  # "Note:", until the first text
        self._link: tuple[str, int] | None = None  # its target, and its first piece
        self._code = False
        self._after_code: list[str] = []  # the targets of links in the open code
        self._preformatted = False
        self._cells = 0  # of the open row
        self._row = False
        self._last_in_row = False
        self._headed = False  # whether the block before is a term or "Note:"

    def read(self, token: Tag | str) -> None:
        """One tag, or the text between two."""
        if isinstance(token, str):
            self._text(token)
        elif token.end:
            self._end(token.name)
        else:
            self._start(token)

    def _text(self, text: str) -> None:
        if _OPEN in text or _CLOSE in text:
            text = text.replace(_OPEN, "\ufffd").replace(_CLOSE, "\ufffd")
        if self._preformatted or "\n" not in text:
            self._pieces.append(text)
            return
        within = self._row or self._code or self._link is not None
        for number, paragraph in enumerate(_BLANK_LINE.split(text)):
            if number and not within:
                self.flush()
            self._pieces.append(" " if number else "")
            self._pieces.append(paragraph.replace("\n", " "))

    def _start(self, tag: Tag) -> None:
        match tag.name:
            case "br":
                self._pieces.append(" " if self._row else "\n")
            case "code" if not self._preformatted:
                self._pieces.append(_OPEN)
                self._code = True
            case "a" | "ulink":
                self._end_link()
                self._link = tag.target(), len(self._pieces)
            case "img":
                self._pieces.append(_image(tag))
            case "sup" if self._pieces and self._pieces[-1][-1:].isalnum():
                self._pieces.append("^")
            case "td" | "th":
                self._pieces.append(" | " if self._row and self._cells else " ")
                self._cells += 1
            case name if name in BLOCKS:
                self._start_block(name)
            case _:
                pass

    def _start_block(self, name: str) -> None:
        if self._row and name not in ("tr", "table", "pre"):
            self._pieces.append(" ")
            return
        self.flush()
        if name in LISTS:
            top = self._stack[-1]
            top.marker = ""  # an item that starts with a list has no text of its own
            self._stack.append(_Container(name, top.indent))
        elif name in ("li", "dt", "dd"):
            self._start_item(name)
        elif name in ADMONITIONS:
            self._prefix = ADMONITIONS[name]
            self._notes.append(len(self.blocks))
        self._preformatted = name == "pre"
        self._row = name == "tr"
        self._cells = 0

    def _start_item(self, name: str) -> None:
        self._close("li", "dt", "dd")
        parent = self._stack[-1]
        marker = ""
        if name == "li":
            parent.number += 1
            marker = f"{parent.number}. " if parent.name == "ol" else "- "
        indent = parent.indent + (4 if name == "dd" else len(marker))
        if len(self._stack) > 2 * _DEEPEST:
            indent = parent.indent
        self._stack.append(_Container(name, indent, marker))

    def _close(self, *names: str) -> None:
        """End the innermost of these, if the innermost list is not nearer."""
        for position in range(len(self._stack) - 1, 0, -1):
            name = self._stack[position].name
            if name in names:
                del self._stack[position:]
                return
            if name in LISTS:
                return

    def _end(self, name: str) -> None:
        match name:
            case "code" if not self._preformatted:
                self._pieces += [_CLOSE, *self._after_code]
                self._after_code.clear()
                self._code = False
            case "a" | "ulink":
                self._end_link()
            case "td" | "th":
                self._pieces.append(" ")
            case _ if name in BLOCKS:
                if self._row and name != "tr" and name != "table":
                    self._pieces.append(" ")
                    return
                self.flush()
                self._end_block(name)
            case _:
                pass

    def _end_block(self, name: str) -> None:
        if name in LISTS:
            self._close("li", "dt", "dd")
            if len(self._stack) > 1:
                self._stack.pop()
        elif name in ("li", "dt", "dd"):
            self._close(name)
        elif name in ADMONITIONS:
            self._end_note()
        self._preformatted = self._row = False

    def _end_note(self) -> None:
        """A note of several blocks: all but its first line hang, so that its end can be seen."""
        self._prefix = ""
        first = self._notes.pop() if self._notes else len(self.blocks)
        if self._notes or len(self.blocks) < first + 2:
            return
        blocks = [
            evolve(block, indent=block.indent + _HANGING)
            for block in self.blocks[first:]
        ]
        blocks[0] = evolve(blocks[0], outdent=_HANGING)
        self.blocks[first:] = blocks

    def _end_link(self) -> None:
        if self._link is None:
            return
        (target, start), self._link = self._link, None
        text = " ".join("".join(self._pieces[start:]).translate(_MARKS).split())
        if not target or target in (text, f"mailto:{text}"):
            return
        shown = f" ({target})" if text else target
        (self._after_code if self._code and text else self._pieces).append(shown)

    def close(self) -> list[Block]:
        """All blocks, when there is no more to read."""
        self._end_link()
        self.flush()
        return self.blocks

    def flush(self) -> None:
        """Close the open block."""
        if self._link is not None:
            target, start = self._link
            if not "".join(self._pieces[start:]).strip():
                self._link = target, 0  # its text is still to come
            else:
                self._end_link()
        raw = "".join([*self._pieces, *self._after_code])
        self._pieces.clear()
        self._after_code.clear()
        self._code = False
        if self._preformatted:
            text = raw.translate(_MARKS).replace("\r", "")
            self._append(text.expandtabs(4).strip("\n").rstrip())
        elif raw and not raw.isspace():
            for part in _BLANK_LINE.split(raw):  # between two ``<br>``
                self._append(_paragraph(part))

    def _append(self, text: str) -> None:
        if not text.strip():
            return
        top = self._stack[-1]
        if self._prefix:
            text = self._prefixed(text, top)
        listed = bool(top.marker and self.blocks and self.blocks[-1].marker)
        tight = listed or self._headed or (self._row and self._last_in_row)
        if self._preformatted:
            block = Block(text, top.indent + 4, preformatted=True)
        else:
            block = Block(text, top.indent, top.marker, tight=tight)
        self.blocks.append(block)
        self._last_in_row, self._headed = self._row, top.name == "dt"
        top.marker = ""

    def _prefixed(self, text: str, top: _Container) -> str:
        """A note's first text with the word before it, if it does not start with the same."""
        prefix, self._prefix = self._prefix, ""
        if self._preformatted or top.marker:
            self.blocks.append(Block(prefix, top.indent - len(top.marker)))
            self._headed = True
            return text
        same = _FIRST_WORD.match(text)
        said = same is not None and same[0].lower() == prefix[:-1].lower()
        return text if said else f"{prefix} {text}"


def _image(tag: Tag) -> str:
    text, source = tag.alternative(), tag.target()
    if not source or source.startswith("data:"):
        return f" {text} "
    return f" {text} ({source}) " if text else f" {source} "


def _paragraph(raw: str) -> str:
    """Single spaces between words; the line feeds that are left are ``<br>``."""
    text = _collapsed(raw)
    if _OPEN in text or _CLOSE in text:
        marked = _CODE.sub(_code_span, text.replace(_CLOSE + _OPEN, ""))
        text = _collapsed(marked.translate(_MARKS))
    return text


def _collapsed(raw: str) -> str:
    lines = (" ".join(line.split()) for line in raw.split("\n"))
    return "\n".join(filter(None, lines))


def _code_span(match: re.Match[str]) -> str:
    before, code, after = match.groups()
    return f"{before}``{code}``{after}" if code else before or after
