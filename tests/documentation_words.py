"""The words of a documentation text, read without the generator: what a docstring must say, in this order.

Normal form: words are what white space parts, and two backticks (our mark of code) count as nothing. Where HTML has a
block, a cell or a line break there is white space, elsewhere there is none. A tag that is neither HTML nor one of
AWS's own is text, and so is a word that may be a placeholder (``<filename>``) and is not closed. The target of a link is
a word in parentheses after its text (after the code that it stands in), if the text does not say it; an image is its
alternative text and its source. Comments have no words, and ``<code/>`` is empty.
"""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5
from html.parser import HTMLParser


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BLOCK = _names(
    """address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure footer
    h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul
    caution examples important note para tip warning"""
)
_INLINE = _names(
    """a abbr acronym b bdi bdo big cite code col colgroup del dfn em font i img ins kbd mark q s samp small span
    strike strong sub sup title tt u var wbr copy emphasis filename fullname function link replaceable ulink"""
)
# Words that are as often placeholders: tags only where they are closed as well.
_PLACEHOLDERS = _names(
    """address article aside body caption center cite copy details emphasis examples figure filename font footer
    function header link main mark replaceable section small strike summary title ulink var"""
)
# What a docstring may have beside the words: marks of list items and cells, and what a note is called.
_DECORATION = re.compile(r"-|\||\d+\.|(?:Note|Important|Caution|Warning|Tip):")


def words_of(documentation: str) -> list[str]:
    """The words that its docstring has to have."""
    reader = _Words(documentation)
    return _normal(reader.text())


def codes_of(documentation: str) -> list[str]:
    """What an HTML text marks as code, in single spaces; none within other code or ``<pre>``."""
    reader = _Words(documentation)
    reader.text()
    return reader.codes


def first_difference(documentation: str, docstring: str) -> str | None:
    """Where a docstring says something else than its source; None if nowhere."""
    expected = words_of(documentation)
    position = 0
    for word in _normal(docstring):
        if position < len(expected) and word == expected[position]:
            position += 1
        elif not _DECORATION.fullmatch(word):
            wanted = " ".join(expected[position : position + 3]) or "nothing more"
            return f"{word!r} stands where {wanted!r} should"
    if position < len(expected):
        return f"{' '.join(expected[position : position + 5])!r} is lost"
    return None


def _normal(text: str) -> list[str]:
    return text.replace("``", "").split()


class _Words(HTMLParser):
    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.codes: list[str] = []
        self._source = source
        self._folded = source.lower()
        self._line_starts = [0]
        self._line_starts += [found.end() for found in re.finditer("\n", source)]
        self._pieces: list[str] = []
        self._link: tuple[str, int] | None = None
        self._code: int | None = None
        self._targets: list[str] = []
        self._preformatted = False

    def text(self) -> str:
        self.feed(self._source)
        self.close()
        self._end_link()
        self._end_code()
        return "".join(self._pieces)

    def handle_starttag(
        self, tag: str, attributes: list[tuple[str, str | None]]
    ) -> None:
        values = {name: value or "" for name, value in attributes}
        if not self._is_known(tag):
            self._pieces.append(self.get_starttag_text() or "")
        elif tag in ("a", "ulink"):
            self._end_link()
            target = self._attribute("href") or self._attribute("url")
            self._link = (target, len(self._pieces))
        elif tag == "code":
            self._code = len(self._pieces)
        elif tag == "img":
            source = self._attribute("src")
            shown = f"({source})" if values.get("alt") else source
            self._pieces.append(f" {values.get('alt', '')} {shown} ")
        elif tag == "sup" and "".join(self._pieces[-1:])[-1:].isalnum():
            self._pieces.append("^")
        elif tag in _BLOCK:
            if tag not in ("br", "td", "th"):
                self._forget_code()
            self._pieces.append(" ")
            self._preformatted = self._preformatted or tag == "pre"

    def _is_known(self, tag: str) -> bool:
        if tag in _PLACEHOLDERS and not (
            f"<{tag}" in self._folded and f"</{tag}" in self._folded
        ):
            return False
        return tag in _BLOCK or tag in _INLINE

    def _attribute(self, name: str) -> str:
        """As the source has it, for the parser's idea of a reference in an attribute changes with its version."""
        text = self.get_starttag_text() or ""
        found = re.search(rf"(?i)\s{name}\s*=\s*(\"[^\"]*|'[^']*|[^\s\"'>]+)", text)
        return " ".join(_decoded(found[1].strip("\"'")).split()) if found else ""

    def handle_startendtag(
        self, tag: str, attributes: list[tuple[str, str | None]]
    ) -> None:
        self.handle_starttag(tag, attributes)
        if self._is_known(tag):
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._is_known(tag):
            self._pieces.append(self._raw())
        elif tag in ("a", "ulink"):
            self._end_link()
        elif tag == "code":
            self._end_code()
        elif tag in _BLOCK:
            self._forget_code()
            if self._link and "".join(self._pieces[self._link[1] :]).strip():
                self._end_link()
            self._pieces.append(" ")
            self._preformatted = self._preformatted and tag != "pre"

    def _end_link(self) -> None:
        if self._link is None:
            return
        (target, start), self._link = self._link, None
        text = " ".join("".join(self._pieces[start:]).split())
        if target and target not in (text, f"mailto:{text}"):
            shown = f" ({target})" if text else target
            within = self._code is not None and text
            (self._targets if within else self._pieces).append(shown)

    def _end_code(self) -> None:
        if self._code is not None and not self._preformatted:
            code = " ".join("".join(self._pieces[self._code :]).split())
            self.codes.extend([code] if code else [])
        self._forget_code()

    def _forget_code(self) -> None:
        """Code does not go beyond its paragraph."""
        self._pieces += self._targets
        self._targets.clear()
        self._code = None

    def _raw(self) -> str:
        line, column = self.getpos()
        start = self._line_starts[line - 1] + column
        return self._source[start : self._source.index(">", start) + 1]

    def handle_data(self, data: str) -> None:
        self._pieces.append(data)

    def handle_entityref(self, name: str) -> None:
        line, column = self.getpos()
        start = self._line_starts[line - 1] + column
        end = start + 1 + len(name)
        closed = self._source[end : end + 1] == ";"
        self._pieces.append(_decoded(f"&{name};" if closed else f"&{name}"))

    def handle_charref(self, name: str) -> None:
        self._pieces.append(unescape(f"&#{name};"))

    def handle_comment(self, data: str) -> None:
        pass

    def unknown_decl(self, data: str) -> None:
        self._pieces.append(data.removeprefix("CDATA["))

    def handle_pi(self, data: str) -> None:
        self._pieces.append(f"<?{data}>")

    def handle_decl(self, decl: str) -> None:
        self._pieces.append(f"<!{decl}>")


def _decoded(text: str) -> str:
    return re.sub(r"&\w+;?", lambda found: html5.get(found[0][1:], found[0]), text)
