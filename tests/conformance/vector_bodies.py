"""Bodies compared by what they mean; each function here reads one format without any of our own codecs but CBOR's."""

from __future__ import annotations

import json
import math
from base64 import b64decode
from decimal import Decimal
from typing import Any
from urllib.parse import unquote_to_bytes
from xml.parsers.expat import ParserCreate

from aiosmithy.codecs.cbor_values import Tagged, decode

Meaning = Any


def assert_same_body(expected: str, media_type: str, actual: bytes) -> None:
    """Fail unless the body means what the vector has; an empty one must be empty."""
    if not expected:
        assert actual == b"", f"expected no body, got {actual!r}"
        return
    read = _READERS.get(media_type)
    if read is None:
        assert actual == expected.encode()
        return
    binary = b64decode(expected) if media_type in _BINARY else expected.encode()
    assert read(actual) == read(binary), f"got the body {actual!r}"


def wire_bytes(text: str, media_type: str) -> bytes:
    """The bytes of a vector's body."""
    return b64decode(text) if media_type in _BINARY else text.encode()


def json_meaning(data: bytes) -> Meaning:
    """Values that are equal if the texts mean the same; True is no 1, and no key comes twice."""
    found = json.loads(
        data.decode("utf-8"), parse_float=Decimal, object_pairs_hook=_unique
    )
    return _typed(found)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    assert len(found) == len(pairs), f"a key comes twice in {pairs}"
    return found


def cbor_meaning(data: bytes) -> Meaning:
    """As for JSON; a whole float is no integer, and one float is as good as another of the same value."""
    return _typed(decode(data))


def _typed(value: Any) -> Meaning:
    if isinstance(value, dict):
        return {key: _typed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_typed(item) for item in value]
    if isinstance(value, Tagged):
        return ("tag", value.tag, _moment(value.value))
    if isinstance(value, float) and math.isnan(value):
        return (float, "NaN")
    if isinstance(value, Decimal):
        return (int, value)
    return (type(value), value)


def _moment(value: Any) -> Meaning:
    """The seconds of a tagged timestamp: whole or not, they are a number."""
    return Decimal(str(value)) if isinstance(value, int | float) else _typed(value)


def form_meaning(data: bytes) -> Meaning:
    """The pairs, in any order."""
    text = "".join(line.strip() for line in data.decode("ascii").splitlines())
    pairs = [pair.partition("=") for pair in text.split("&")]
    return sorted(
        (unquote_to_bytes(name), equals, value) for name, equals, value in pairs
    )


def xml_meaning(data: bytes) -> Meaning:
    """Name, attributes, text and children; those of other names come in any order.

    Namespaces are compared as they are declared, but for one that is the parent's anyway.
    """
    root: list[Any] = ["", {}, "", []]
    path = [root]

    def start(name: str, attributes: dict[str, str]) -> None:
        element = [name, attributes, "", []]
        path[-1][3].append(element)
        path.append(element)

    def text(found: str) -> None:
        path[-1][2] += found

    parser = ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: path.pop()
    parser.CharacterDataHandler = text
    parser.Parse(data, True)
    return _settled(root, "")


def _settled(element: list[Any], inherited: str) -> Meaning:
    name, attributes, text, children = element
    namespace = attributes.get("xmlns", inherited)
    if namespace == inherited:
        attributes.pop("xmlns", None)
    if children:
        assert not text.strip(), f"text beside elements in <{name}>"
        text = ""
    settled = [_settled(child, namespace) for child in children]
    return [name, attributes, text, sorted(settled, key=lambda child: str(child[0]))]


_BINARY = {"application/cbor"}
_READERS = {
    "application/json": json_meaning,
    "application/cbor": cbor_meaning,
    "application/xml": xml_meaning,
    "application/x-www-form-urlencoded": form_meaning,
}
