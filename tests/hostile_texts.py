"""Texts for the positions of a model that have free text, and short ways to write its shapes."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

NS = "example.hostile#"
PLAIN = "plainword"
INSTEAD = "insteadword"
"""What stands where a text has no place, for it has a meaning there or is refused."""

_NOT_IN_URLS = re.compile(r"[\x00-\x1f\x7f{}]")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
XML_NAME = re.compile(r"[A-Za-z_][A-Za-z_0-9.-]*")


@frozen
class Texts:
    """Gives each position its text, and remembers the positions."""

    payload: str
    positions: list[str] = field(factory=list[str])
    numbered: bool = False
    """Whether each position gets a text of its own."""

    def __call__(self, position: str) -> str:
        """The text where any text may stand."""
        assert position not in self.positions
        self.positions.append(position)
        return self.at(len(self.positions) - 1)

    def at(self, number: int) -> str:
        """The text of the n-th position."""
        return f"{self.payload}{number}x" if self.numbered else self.payload

    def uri(self, position: str) -> str:
        """A literal of a URI pattern, in which braces and question marks have a meaning."""
        text = self(position)
        return INSTEAD if set(text) & set("{}?") else text

    def header(self, position: str) -> str:
        """A header's name, which RFC 9110 limits."""
        text = self(position)
        return text if _TOKEN.fullmatch(text) else INSTEAD

    def xml(self, position: str) -> str:
        """A name of an element, an attribute or a prefix."""
        text = self(position)
        # Two elements of one name are another program.
        return text if XML_NAME.fullmatch(text) else f"{INSTEAD}{len(self.positions)}"

    def host(self, position: str) -> str:
        """A part of a host."""
        text = self(position)
        return text if text.isascii() and text.isalnum() else INSTEAD

    def shape_name(self, position: str) -> str:
        """A shape id or name, of which the name counts."""
        text = self(position)
        return INSTEAD if "#" in text else text

    def rules(self, position: str) -> str:
        """A template string of the endpoint rules, in which braces are doubled."""
        return self(position).replace("{", "{{").replace("}", "}}")

    def rules_url(self, position: str) -> str:
        """A template string that gives a URL, in which neither braces nor control characters may stand."""
        text = self(position)
        return INSTEAD if _NOT_IN_URLS.search(text) else text

    def blob(self, position: str) -> str:
        """The bytes of a text."""
        return base64.b64encode(
            self(position).encode("utf-8", "surrogatepass")
        ).decode()

    def json_literal(self, position: str) -> str:
        """A JSON literal of JMESPath."""
        escaped = self._quoted(position).replace("`", "\\`")
        return f"`{escaped}`"

    def quoted_name(self, position: str) -> str:
        """A quoted identifier of JMESPath."""
        return self._quoted(position)

    def raw_literal(self, position: str) -> str:
        """A raw string of JMESPath, in which a quote is escaped; backslashes before others stay."""
        text = self(position).replace("\\", "\\\\").replace("'", "\\'")
        return f"'{text}'"

    def _quoted(self, position: str) -> str:
        return json.dumps(self(position))


def ref(name: str) -> dict[str, str]:
    return {"target": name if "#" in name else NS + name}


def member(target: str, **traits: Any) -> dict[str, Any]:
    """A member; traits of ``smithy.api`` by their short names."""
    return {**ref(target), "traits": named(**traits)}


def named(**traits: Any) -> dict[str, Any]:
    return {f"smithy.api#{name}": value for name, value in traits.items()}


def string(**traits: Any) -> dict[str, Any]:
    return member("smithy.api#String", **traits)


def shape(kind: str, traits: Mapping[str, Any] = {}, **more: Any) -> dict[str, Any]:
    return {"type": kind, "traits": dict(traits), **more}
