"""Source text → tokens, one at a time (https://smithy.io/2.0/spec/idl.html#smithy-idl-abnf).

The grammar minds blanks and line breaks in a few places only. So the lexer steps over all of what may separate two tokens
(the *gap*: blanks, line breaks, commas and comments), and those places look back at it.
"""

from __future__ import annotations

import re

from ...errors import ModelError, shown
from .source_text import REMEDY, SourceText

_NAME = r"(?:[A-Za-z]|_++[A-Za-z0-9])[A-Za-z0-9_]*+"
# Every quantifier is possessive: no text, however hostile, is read twice.
_TOKEN = re.compile(
    rf"""
    ((?: [ \t,\r\n]++ | //[^\r\n]*+ )*+)
    (?: (?P<name> {_NAME})
        (?P<id> (?:\.{_NAME})++ (?:\#{_NAME})?+ (?:\${_NAME})?+
              | \#{_NAME} (?:\${_NAME})?+
              | \${_NAME} )?+
      | (?P<mark> := | [@{{}}\[\]():=$.\#] )
      | (?P<block> \"\"\" (?: [^"\\]++ | \\. | "(?!"") )*+ \"\"\" )
      | (?P<string> "(?!"") [^"\\]*+ (?: \\. [^"\\]*+ )*+ " )
      | (?P<number> -?+ [0-9]++ (?:\.[0-9]++)?+ (?: [eE][+-]?+[0-9]++ )?+ )
      | (?P<end> \Z )
      | (?P<bad> _++ | . )
    )
    """,
    re.VERBOSE | re.DOTALL,
)
_PARTS = re.compile(r"[.#$]")
_ENDS = re.compile(r"[#$]")
_BLANKS = re.compile(r"[ \t]*+")
_BREAK = re.compile(r"[ \t]*+(?:[\r\n]|//|\Z)")
_COMMA_BREAK = re.compile(r"[ \t]*+,?+[ \t]*+(?:[\r\n]|//|\Z)")
_COMMENT = re.compile(r"//(/?) ?([^\r\n]*+)")
_LINE_END = re.compile(r"\r\n|\r|\n")
_SEPARATORS = {
    "\n": "a line break",
    "\r": "a line break",
    " ": "a space",
    "\t": "a tab",
    ",": "a comma",
    "/": "a comment",
}


class Tokens:
    """A text and the token that is looked at; raises ModelError, with line and column, for what is no token."""

    __slots__ = ("_next", "_text", "end", "kind", "last", "source", "start", "text")

    kind: str
    """``name`` (an identifier), ``id`` (a shape id of several parts), ``mark``, ``string``, ``block``, ``number``, ``end``."""
    text: str
    """As it is written, quotes included."""
    start: int
    end: int
    last: int
    """Where the token before it ended."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self._text = source.text
        self._next = _TOKEN.finditer(source.text).__next__
        self.advance()

    def advance(self) -> None:
        """Look at the next token; not to be called at the end."""
        match = self._next()
        self.last, self.start, self.end = match.start(), match.end(1), match.end()
        self.text = self._text[self.start : self.end]
        self.kind = match.lastgroup or "bad"
        if self.kind == "bad":
            raise self._no_token()

    def take(self, mark: str, where: str = "") -> None:
        """Step over a mark."""
        if self.text != mark:
            raise self.expected(f"{mark!r} {where}" if where else repr(mark))
        self.advance()

    def take_name(self, what: str) -> str:
        """Step over an identifier and give it."""
        name = self.text
        if self.kind == "id":
            end = len(_PARTS.split(name, 1)[0])
            raise self.expected(f"{what} to end", self.start + end)
        if self.kind != "name":
            raise self.expected(what)
        self.advance()
        return name

    def take_id(self, what: str) -> str:
        """Step over a shape id, absolute or relative, and give it."""
        name = self._take_parts(what)
        self._need_no_more(".", "#", "$")
        if "." in name and "#" not in name:
            raise self.expected("'#' and a name after the namespace", self.last)
        return name

    def take_absolute_id(self, what: str) -> str:
        """Step over an absolute shape id and give it."""
        start = self.start
        name = self._take_parts(what)
        self._need_no_more(".", "#")
        if "#" not in name:
            end = start + len(name.partition("$")[0])
            raise self.expected("'#' and a name after the namespace", end)
        return name

    def take_namespace(self) -> str:
        """Step over a namespace and give it."""
        start = self.start
        name = self._take_parts("a namespace")
        self._need_no_more(".")
        if end := _ENDS.search(name):
            raise self.expected("a line break after the namespace", start + end.start())
        return name

    def _take_parts(self, what: str) -> str:
        name = self.text
        if self.kind not in ("name", "id"):
            raise self.expected(what)
        self.advance()
        return name

    def _need_no_more(self, *marks: str) -> None:
        """Refuse a mark behind an id that would begin another part of it."""
        if self.is_adjacent() and self.text in marks:
            raise self.expected(f"a name after {self.text!r}", self.end)

    def is_keyword(self, word: str) -> bool:
        """Whether this token is the word, on the line of the token before it."""
        return self.text == word and self.is_on_line()

    def continues(self, mark: str) -> bool:
        """Whether this token is the mark and nothing stands before it."""
        return self.text == mark and self.is_adjacent()

    def is_adjacent(self) -> bool:
        """Whether nothing stands between this token and the one before it."""
        return self.last == self.start

    def is_on_line(self) -> bool:
        """Whether nothing but blanks stands between this token and the one before it."""
        return self._stop() == self.start

    def need_adjacent(self, what: str) -> None:
        """Refuse a gap before this token."""
        if not self.is_adjacent():
            raise self.expected(what, self.last)

    def need_on_line(self, what: str) -> None:
        """Refuse line breaks, comments and commas before this token."""
        if (stop := self._stop()) != self.start:
            raise self.expected(what, stop)

    def need_blank(self, what: str) -> None:
        """Refuse anything but blanks, and their absence, before this token."""
        if self._stop() == self.last:
            raise self.expected(f"a space before {what}", self.last)
        self.need_on_line(what)

    def need_gap(self, what: str) -> None:
        """Refuse that nothing stands between this token and the one before it."""
        if self.is_adjacent():
            raise self.expected(what)

    def need_break(self, *, may_have_comma: bool = False) -> None:
        """Refuse this token on the line of the one before it (the production ``BR``)."""
        pattern = _COMMA_BREAK if may_have_comma else _BREAK
        if not pattern.match(self._text, self.last):
            raise self.expected("a line break", self._stop())

    def docs(self, *, below: bool = False) -> str | None:
        """The documentation comments in the gap before this token; only those that begin a line of their own if ``below``."""
        if self._text.find("///", self.last, self.start) < 0:
            return None
        first = self.last
        if below and (end := _LINE_END.search(self._text, first, self.start)):
            first = end.end()
        comments = _COMMENT.findall(self._text, first, self.start)
        lines = [line for is_documentation, line in comments if is_documentation]
        return "\n".join(lines) if lines else None

    def expected(self, what: str, offset: int | None = None) -> ModelError:
        """What stands at the offset, or this token, is not what the grammar asks for there."""
        offset = self.start if offset is None else offset
        return self.error(f"expected {what}, found {self._found(offset)}", offset)

    def error(
        self, problem: str, offset: int | None = None, *, remedy: str = REMEDY
    ) -> ModelError:
        """A problem with what stands at the offset, or with this token."""
        offset = self.start if offset is None else offset
        return self.source.error(problem, offset, remedy=remedy)

    def _stop(self) -> int:
        """Where the blanks after the last token end."""
        if self.last == self.start:
            return self.start
        blanks = _BLANKS.match(self._text, self.last)
        assert blanks  # it matches the empty text too
        return blanks.end()

    def _found(self, offset: int) -> str:
        if offset >= len(self._text):
            return "the end of the file"
        if offset == self.start:
            return shown(self.text)
        character = self._text[offset]
        if character == "/" and not self._text.startswith("//", offset):
            return shown(character)
        return _SEPARATORS.get(character) or shown(character)

    def _no_token(self) -> ModelError:
        text = self.text
        if text == '"':
            line, column = self.source.place(self.start)
            quotes = '"""' if self._text.startswith('"""', self.start) else '"'
            opened = f"the string opened at line {line}, column {column}"
            return self.expected(f"'{quotes}' to close {opened}", len(self._text))
        if text.startswith("_"):
            return self.expected("a letter or digit after '_'", self.end)
        if text == "-":
            return self.error("expected a digit after '-'")
        return self.error(f"unexpected character {shown(text)}")
