"""HTML text as a stream of tags and decoded text.

The tokenizer is our own: what the standard library's parser makes of malformed HTML
differs between Python's patch releases, and it drops what it takes for an unknown tag
(``<your-bucket>``). Here all that is not a known tag is text and stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from html.entities import html5
from typing import NamedTuple


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


ADMONITIONS = {
    "note": "Note:",
    "important": "Important:",
    "caution": "Caution:",
    "warning": "Warning:",
    "tip": "Tip:",
}
LISTS = frozenset({"ul", "ol", "dl"})
BLOCKS = _names(
    "address article aside blockquote body caption center dd details div dl dt examples fieldset"
    " figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main nav ol p para pre section"
    " summary table tbody tfoot thead tr ul"
) | frozenset(ADMONITIONS)
_INLINE = _names(
    "a abbr acronym b bdi bdo big br cite code col colgroup copy del dfn em emphasis filename font"
    " fullname function i img ins kbd link mark q replaceable s samp small span strike strong sub"
    " sup td th title tt u ulink var wbr"
)
# Words that are placeholders as often as tags (``s3://bucket/<filename>``): tags only if opened and closed.
_IN_PAIRS = _names(
    "address article aside body caption center cite copy details emphasis examples figure filename"
    " font footer function header link main mark replaceable section small strike summary title"
    " ulink var"
)
# Attribute values may hold ``>`` within quotes; no scan goes beyond the next ``<``.
_TOKEN = re.compile(
    r"<(?:(?P<opener>!--|!\[CDATA\[)|(?P<end>/)?(?P<name>[A-Za-z][A-Za-z0-9]*)"
    r"(?P<attributes>\s(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+|\s[^<>]*|)/?>)"
)
_CLOSERS = {"!--": "-->", "![CDATA[": "]]>"}
# Without a semicolon a name counts as HTML counts it in attributes: ``&region=`` is no ``&reg``.
_REFERENCE = re.compile(
    r"&(?:#(?P<hex>[xX](?=[0-9a-fA-F]))?(?P<digits>(?(hex)[0-9a-fA-F]|[0-9])++);?|(?P<name>[A-Za-z][A-Za-z0-9]*+(?:;|(?!=))))"
)
_MOST_DIGITS = 10  # of any character; Python does not read numbers of thousands
_TARGET = re.compile(
    r"\s(?:href|url|src)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+))", re.IGNORECASE
)
_ALT = re.compile(r"\salt\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+))", re.IGNORECASE)


class Tag(NamedTuple):
    """A known tag; its name is in lower case."""

    name: str
    end: bool
    attributes: str

    def target(self) -> str:
        """Where it leads, or what it shows."""
        return _value(_TARGET, self.attributes)

    def alternative(self) -> str:
        """What stands for an image."""
        return _value(_ALT, self.attributes)


def _value(pattern: re.Pattern[str], attributes: str) -> str:
    found = pattern.search(attributes)
    value = next(filter(None, found.groups()), "") if found else ""
    return " ".join(decode(value).split())


def decode(text: str) -> str:
    """The text with its character references resolved; those that HTML does not know stay."""
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(reference: re.Match[str]) -> str:
    if name := reference["name"]:
        return html5.get(name, reference[0])
    number = reference["digits"].lstrip("0") or "0"
    if len(number) > _MOST_DIGITS:
        return "\ufffd"
    return unescape(f"&#{reference['hex'] or ''}{number};")


def tokens(html: str) -> Iterator[Tag | str]:
    """The known tags, and the text between them, decoded; comments are left out.

    ``<code/>`` is empty, as in XML, which is what AWS's documentation is written in.
    """
    pairs = _Pairs(html)
    start = position = 0  # of the text that was not given yet; of the search
    while match := _TOKEN.search(html, position):
        position = match.end()
        opener, name = match["opener"], (match["name"] or "").lower()
        if opener:
            end = pairs.find(_CLOSERS[opener], position)
        elif name in BLOCKS or name in _INLINE:
            end = position if name not in _IN_PAIRS or name in pairs else -1
        else:
            end = -1
        if end < 0:
            continue
        if start < match.start():
            yield decode(html[start : match.start()])
        if not opener:
            yield Tag(name, bool(match["end"]), match["attributes"])
            if match[0].endswith("/>") and not match["end"]:
                yield Tag(name, True, "")
            start = end
            continue
        if opener == "![CDATA[":
            yield html[position:end]
        start = position = end + len(_CLOSERS[opener])
    if start < len(html):
        yield decode(html[start:])


class _Pairs:
    """Which tags are both opened and closed, and where comments end; no question costs twice."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._lower = ""
        self._known: dict[str, bool] = {}

    def __contains__(self, name: str) -> bool:
        if name not in self._known:
            self._lower = self._lower or self._html.lower()
            self._known[name] = f"<{name}" in self._lower and f"</{name}" in self._lower
        return self._known[name]

    def find(self, closer: str, position: int) -> int:
        """Where it is next; -1 if nowhere, which holds for all later positions too."""
        if not self._known.get(closer, True):
            return -1
        found = self._html.find(closer, position)
        self._known[closer] = found >= 0
        return found
