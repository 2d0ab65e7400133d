"""XML elements as Python values: expat's callbacks, no tree of nodes, and nothing of shapes.

An element is a string if it has neither elements nor attributes in it, else a dict by local name, in which attributes
have names like ``@id``; what is there more than once is a list. So generated readers store members as those of JSON
do. Namespaces say nothing that a protocol asks for: prefixes of elements are dropped.

A service's answer is hostile until read: a document type, and so any entity of its own, is refused, nesting is
bounded, and whatever is wrong is a ``ValueError`` that holds none of the body's values.
"""

from __future__ import annotations

from typing import Any, Final
from xml.parsers.expat import ExpatError, ParserCreate

__all__ = ["NESTING", "XmlDecoder", "decode"]

NESTING: Final = 128
"""How many elements may lie in one another."""


class XmlDecoder:
    """One document, fed as it arrives."""

    __slots__ = ("_fed", "_found", "_held", "_parser", "_pending")

    def __init__(self) -> None:
        # Always UTF-8, as AWS sends it: another encoding's name would choose the codec that Python loads.
        self._parser = ParserCreate("utf-8")
        self._parser.buffer_text = True  # entities and line ends do not cut a text
        self._parser.StartDoctypeDeclHandler = _refuse_document_type
        self._found: dict[str, Any] = {}
        texts: list[str] = []
        self._parser.CharacterDataHandler = texts.append
        start, end = _handlers(self._found, texts)
        self._parser.StartElementHandler = start
        self._parser.EndElementHandler = end
        self._held = bytearray()
        self._fed = 0
        self._pending = 0

    def feed(self, chunk: bytes, *, last: bool = False) -> None:
        """Take bytes as they arrived.

        Raises:
            ValueError: They are no XML, or XML that no service sends.
        """
        # Expat before 2.6 reads a tag that is not complete anew with each chunk. So it gets no more of one until it
        # has doubled: the work stays linear.
        self._held += chunk
        if len(self._held) < self._pending and not last:
            return
        try:
            self._parser.Parse(self._held, last)
        except ExpatError as error:  # its text is an error's name and a position
            raise ValueError(f"not XML: {error}") from None
        self._fed += len(self._held)
        self._held.clear()
        self._pending = self._fed - self._parser.CurrentByteIndex

    def finish(self) -> tuple[str, Any]:
        """The root element's name and value.

        Raises:
            ValueError: The document is not complete.
        """
        self.feed(b"", last=True)
        ((name, value),) = self._found.items()
        return name, value


def decode(body: bytes) -> tuple[str, Any]:
    """The name and the value of a document's root element.

    Raises:
        ValueError: As :meth:`XmlDecoder.feed` and :meth:`XmlDecoder.finish` do.
    """
    decoder = XmlDecoder()
    decoder.feed(body)
    return decoder.finish()


def _refuse_document_type(*_: object) -> None:
    raise ValueError("a document type declaration, which may define entities")


def _handlers(found: dict[str, Any], texts: list[str]) -> tuple[Any, Any]:
    """The callbacks for start and end tags: the root element goes into ``found``.

    An element is taken for a text until another begins in it. ``texts`` holds what was read since the last start tag;
    what is between elements is dropped.
    """
    leaf: str | None = None  # the name of the open element, while it may be a text
    given: dict[str, str] = {}  # its attributes
    outer: list[tuple[dict[str, Any], str]] = []
    forget, descend, ascend = texts.clear, outer.append, outer.pop

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal found, given, leaf
        if leaf is not None:
            if len(outer) + 2 > NESTING:
                raise ValueError(f"XML elements nested more than {NESTING} deep")
            descend((found, leaf))
            found = _attributes(given) if given else {}
        leaf = name if ":" not in name else name.rpartition(":")[2]
        given = attributes
        forget()

    def end(_: str) -> None:
        nonlocal found, leaf
        value: Any
        if leaf is None:
            value = found
            found, name = ascend()
        else:
            name = leaf
            leaf = None
            value = "".join(texts)
            if given:
                value = _with_attributes(value, given)
        if name not in found:
            found[name] = value
        elif type(found[name]) is list:
            found[name].append(value)
        else:
            found[name] = [found[name], value]

    return start, end


def _attributes(given: dict[str, str]) -> dict[str, Any]:
    """Attributes, but for declarations of namespaces."""
    return {
        f"@{name}": text
        for name, text in given.items()
        if name != "xmlns" and not name.startswith("xmlns:")
    }


def _with_attributes(text: str, given: dict[str, str]) -> Any:
    """A text that says something is one, whatever its attributes; no member has both."""
    attributes = _attributes(given)
    return text if not attributes or (text and not text.isspace()) else attributes
