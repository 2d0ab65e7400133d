"""The ``uri`` of an operation: literal text, labels, and literal query parameters.

https://smithy.io/2.0/spec/http-bindings.html#http-uri
"""

from __future__ import annotations

import re
from urllib.parse import quote

from attrs import frozen

_LABEL = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)(\+?)\}")
# RFC 3986's pchar and the slash but for the apostrophe; what is percent-encoded stays so.
_PATH = "/%-._~!$&()*+,;=:@"
_QUERY = _PATH + "?"
_LONE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")


@frozen
class Label:
    """A label: the name of the member that stands there, and whether it keeps its slashes."""

    name: str
    greedy: bool


def parse_path(uri: str) -> list[str | Label]:
    """Text and labels in turn; text is encoded, labels are as they were found."""
    path = uri.partition("?")[0]
    parts: list[str | Label] = []
    position = 0
    for match in _LABEL.finditer(path):
        parts.append(_encode(path[position : match.start()], _PATH))
        parts.append(Label(match[1], bool(match[2])))
        position = match.end()
    parts.append(_encode(path[position:], _PATH))
    return [part for part in parts if part]


def literal_query(uri: str) -> str:
    """The query parameters that every request has."""
    return _encode(uri.partition("?")[2], _QUERY)


def _encode(text: str, safe: str) -> str:
    text = _LONE_PERCENT.sub("%25", text)
    return quote(text, safe=safe, errors="surrogatepass")
