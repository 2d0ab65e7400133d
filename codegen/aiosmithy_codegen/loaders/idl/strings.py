"""Quoted strings and text blocks → the text they stand for (https://smithy.io/2.0/spec/idl.html#string-values)."""

from __future__ import annotations

import re
from collections.abc import Mapping

_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)", re.DOTALL)
_ESCAPED: Mapping[str, str] = dict(
    zip('"\\/bfnrt\n', ['"', "\\", "/", *"\b\f\n\r\t", ""], strict=True)
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_MARGIN = re.compile(r"[ \t]*\n")


class BadString(ValueError):
    """A string that stands for nothing; the text says why."""


def unquote(token: str) -> str:
    """The text of a quoted string, given with its quotes."""
    return _characters(_with_line_feeds(token[1:-1]))


def unblock(token: str) -> str:
    """The text of a text block, given with its quotes: indentation goes first, escapes after it."""
    content = _with_line_feeds(token[3:-3])
    if not content:
        raise BadString("a text block needs a line break after its opening quotes")
    start = _MARGIN.match(content)
    if not start:
        raise BadString("expected a line break after the opening quotes of the block")
    return _characters(_outdented(content[start.end() :]))


def _with_line_feeds(content: str) -> str:
    return content.replace("\r\n", "\n").replace("\r", "\n")


def _outdented(content: str) -> str:
    """Without the indentation that all lines share; the last line counts even if it is blank."""
    *lines, last = content.split("\n")
    margins = [len(line) - len(line.lstrip(" ")) for line in lines if line.strip(" ")]
    margin = min([*margins, len(last) - len(last.lstrip(" "))])
    return "\n".join(_trimmed(line, margin) for line in [*lines, last])


def _trimmed(line: str, margin: int) -> str:
    # Smithy's own reader never trims a line's first character: of a blank line one space is left at margin 0.
    return (line[:1] + line[1:].rstrip(" "))[margin:]


def _characters(content: str) -> str:
    if wrong := _CONTROL.search(content):
        raise BadString(f"the control character {wrong[0]!a} must be escaped")
    if "\\" not in content:
        return content
    text = _ESCAPE.sub(_unescaped, content)
    return _paired(text) if _SURROGATE.search(text) else text


def _unescaped(escape: re.Match[str]) -> str:
    what = escape[1]
    if len(what) > 1:
        return chr(int(what[1:], 16))
    if what == "u":
        raise BadString("expected four hexadecimal digits after '\\u'")
    if what not in _ESCAPED:
        raise BadString(f"there is no escape {escape[0]!a}")
    return _ESCAPED[what]


def _paired(text: str) -> str:
    """One character for each pair of escaped surrogates."""
    try:
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        raise BadString("half of a surrogate pair is no character") from None
