"""HTML documentation, as AWS's models hold it, as paragraphs and lists of plain text.

The tokenizer is our own: what the standard library's parser makes of malformed HTML
differs between Python's patch releases, and it drops what it takes for an unknown tag
(``<your-bucket>``). Here all that is not a known tag is text and stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from attrs import define

from .docs_layout import Block

_ADMONITIONS = {
    "note": "Note:",
    "important": "Important:",
    "caution": "Caution:",
    "warning": "Warning:",
    "tip": "Tip:",
}
_LISTS = frozenset({"ul", "ol", "dl"})
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "examples",
        "fieldset",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "para",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
) | set(_ADMONITIONS)
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "big",
        "br",
        "cite",
        "code",
        "colgroup",
        "col",
        "del",
        "em",
        "fullname",
        "i",
        "img",
        "ins",
        "kbd",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "td",
        "th",
        "title",
        "tt",
        "u",
        "var",
    ]
)
_TAG = re.compile(
    "<(?P<end>/)?(?P<name>" + "|".join(sorted(_BLOCKS | _INLINE, reverse=True)) + ")"
    r"(?P<attributes>(?:\s[^<>]*)?)/?>",
    re.IGNORECASE | re.ASCII,
)
_HREF = re.compile(
    r"\shref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+))", re.IGNORECASE
)
_CODE = re.compile(r"\x00([ \n]*)([^\x00\x01]*?)([ \n]*)\x01")
_CODE_MARKS = {0: None, 1: None}
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_DEEPEST = 8  # levels of lists that are still indented


def has_tags(text: str) -> bool:
    """Whether a text holds any HTML that this module knows."""
    return _TAG.search(text) is not None


def html_blocks(html: str) -> tuple[Block, ...]:
    """The blocks of an HTML text; malformed HTML is read as well as it can be."""
    reader = _Reader()
    position = 0
    for match in _TAG.finditer(html):
        reader.text(html[position : match.start()])
        position = match.end()
        name = match["name"].lower()
        if match["end"]:
            reader.end(name)
        else:
            reader.start(name, match["attributes"])
    reader.text(html[position:])
    reader.flush()
    return tuple(reader.blocks)


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
        self._links: list[tuple[str, int]] = []
        self._prefix = ""  # "Note:", until the first text
        self._preformatted = False
        self._row = False
        self._last_in_row = False

    def text(self, raw: str) -> None:
        if not raw:
            return
        text = unescape(raw).translate(_CODE_MARKS)
        if self._preformatted:
            self._pieces.append(text)
            return
        for number, paragraph in enumerate(_BLANK_LINE.split(text)):
            if number and not self._row:
                self.flush()
            self._pieces.append(paragraph.replace("\n", " "))

    def start(self, name: str, attributes: str) -> None:
        match name:
            case "br":
                self._pieces.append("\n")
            case "code" if not self._preformatted:
                self._pieces.append("\0")
            case "a":
                found = _HREF.search(attributes)
                url = next(filter(None, found.groups()), "") if found else ""
                self._links.append((" ".join(unescape(url).split()), len(self._pieces)))
            case "td" | "th":
                self._pieces.append(" | " if self._row and self._pieces else " ")
            case _ if name in _BLOCKS:
                self._start_block(name)
            case _:
                pass

    def _start_block(self, name: str) -> None:
        if self._row and name not in ("tr", "table", "pre"):
            self._pieces.append(" ")
            return
        self.flush()
        if name in _LISTS:
            top = self._stack[-1]
            top.marker = ""  # an item that starts with a list has no text of its own
            self._stack.append(_Container(name, top.indent))
        elif name in ("li", "dt", "dd"):
            self._start_item(name)
        elif name in _ADMONITIONS:
            self._prefix = _ADMONITIONS[name]
        self._preformatted = name == "pre"
        self._row = name == "tr"

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
            if name in _LISTS:
                return

    def end(self, name: str) -> None:
        match name:
            case "code" if not self._preformatted:
                self._pieces.append("\1")
            case "a" if self._links:
                self._end_link()
            case _ if name in _BLOCKS:
                if self._row and name != "tr" and name != "table":
                    self._pieces.append(" ")
                    return
                self.flush()
                self._end_block(name)
            case _:
                pass

    def _end_block(self, name: str) -> None:
        if name in _LISTS:
            self._close("li", "dt", "dd")
            if len(self._stack) > 1:
                self._stack.pop()
        elif name in ("li", "dt", "dd"):
            self._close(name)
        elif name in _ADMONITIONS:
            self._prefix = ""
        self._preformatted = self._row = False

    def _end_link(self) -> None:
        url, start = self._links.pop()
        text = " ".join("".join(self._pieces[start:]).split())
        if url and not url.startswith("#") and url != text:
            self._pieces.append(f" ({url})" if text else url)

    def flush(self) -> None:
        """Close the open block."""
        raw = "".join(self._pieces)
        self._pieces.clear()
        self._links.clear()
        if self._preformatted:
            text = raw.replace("\r", "").expandtabs(4).strip("\n").rstrip()
        else:
            marked = _CODE.sub(_code_span, "\n".join(_lines(raw)))
            text = "\n".join(_lines(marked.translate(_CODE_MARKS)))
        if text.strip():
            self._append(text)

    def _append(self, text: str) -> None:
        top = self._stack[-1]
        before = self.blocks[-1] if self.blocks else None
        if self._prefix and not self._preformatted:
            text, self._prefix = f"{self._prefix} {text}", ""
        tight = before is not None and (
            bool(top.marker and before.marker)
            or (top.name == "dd" and before.indent < top.indent)
            or (self._row and self._last_in_row)
        )
        if self._preformatted:
            block = Block(text, top.indent + 4, preformatted=True)
        else:
            block = Block(text, top.indent, top.marker, tight=tight)
        self.blocks.append(block)
        self._last_in_row = self._row
        top.marker = ""


def _lines(raw: str) -> Iterator[str]:
    """Single spaces between words; the line feeds that are left are ``<br>``."""
    for line in raw.split("\n"):
        text = " ".join(line.split())
        if text:
            yield text


def _code_span(match: re.Match[str]) -> str:
    before, code, after = match.groups()
    return f"{before}``{code}``{after}" if code else before or after
