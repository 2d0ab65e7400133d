"""XML elements as Python values: expat's callbacks, no tree of nodes, and nothing of shapes.

An element is a string if it has neither elements nor attributes in it, else a dict by local name, in which attributes
have names like ``@id``; what is there more than once is a list. So generated readers store members as those of JSON
do. Namespaces say nothing that a protocol asks for: prefixes of elements are dropped.

A service's answer is hostile until read: a document type, and so any entity of its own, is refused, nesting is
bounded, and whatever is wrong is a ``ValueError`` that holds none of the body's values.
"""

from __future__ import annotations

from typing import Any, Final
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType

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
        _handle(self._parser, self._found)
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
        if self._held or (len(chunk) < self._pending and not last):
            self._held += chunk
            if len(self._held) < self._pending and not last:
                return
            chunk, self._held = bytes(self._held), bytearray()
        try:
            self._parser.Parse(chunk, last)
        except ExpatError as error:  # its text is an error's name and a position
            self._let_go()
            raise ValueError(f"not XML: {error}") from None
        except ValueError:
            self._let_go()
            raise
        if last:
            self._let_go()
        self._fed += len(chunk)
        self._pending = self._fed - self._parser.CurrentByteIndex

    def _let_go(self) -> None:
        """Break the cycle of the parser and its callbacks, which would keep all that was read for a while."""
        self._parser.StartElementHandler = self._parser.EndElementHandler = None

    def finish(self) -> tuple[str, Any]:
        """The root element's name and value.

        Raises:
            ValueError: The document is not complete.
        """
        self.feed(b"", last=True)
        ((name, value),) = self._found.items()
        return name, value

    def uses_prefixes(self) -> bool:
        """Whether there are names with prefixes, which :func:`decode` looks at once more."""
        used = {name.partition(":")[0] for name in self._parser.intern if ":" in name}
        return not used <= {"xml", "xmlns"}


def decode(body: bytes) -> tuple[str, Any]:
    """The name and the value of a document's root element.

    Raises:
        ValueError: As :meth:`XmlDecoder.feed` and :meth:`XmlDecoder.finish` do; a prefix is not declared where it is used.
    """
    decoder = XmlDecoder()
    decoder.feed(body)
    found = decoder.finish()
    if decoder.uses_prefixes():
        _check_prefixes(body)
    return found


def _check_prefixes(body: bytes) -> None:
    """Have expat look at the scopes of namespaces; while it did, it would give all names in a form that is slower."""
    try:
        ParserCreate("utf-8", " ").Parse(body, True)
    except ExpatError as error:
        raise ValueError(f"not XML: {error}") from None


def _refuse_document_type(*_: object) -> None:
    raise ValueError("a document type declaration, which may define entities")


def _handle(parser: XMLParserType, found: dict[str, Any]) -> None:
    """Set the callbacks for tags and texts: the root element goes into ``found``.

    An element is taken for a leaf, which is a text, until another begins in it. There are a hundred thousand calls for
    a large document, so each does little: names come from end tags alone, texts between elements are not even asked
    for, and names are searched for prefixes only once one is declared.
    """
    leaf: dict[str, str] | None = None  # the open element's attributes, if it is one
    prefixed = False  # whether there is a prefix
    texts: list[str] = []
    outer: list[dict[str, Any]] = []
    listen, forget, take = texts.append, texts.clear, texts.pop
    descend, ascend = outer.append, outer.pop

    def start(_: str, attributes: dict[str, str]) -> None:
        nonlocal found, leaf
        if leaf is None:
            parser.CharacterDataHandler = listen
        else:
            descend(found)
            if len(outer) >= NESTING:
                raise ValueError(f"XML elements nested more than {NESTING} deep")
            found = note(leaf) if leaf else {}
            if texts:
                forget()
        leaf = attributes

    def end(name: str) -> None:
        nonlocal found, leaf
        value: Any
        if leaf is None:
            value = found
            found = ascend()
        else:
            parser.CharacterDataHandler = None
            value = take() if texts else ""
            if texts:
                value = "".join(texts) + value
                forget()
            if leaf:
                value = _either(value, note(leaf))
                name = name.rpartition(":")[2]
            leaf = None
        if name not in found:
            found[name] = value
        elif type(found[name]) is list:
            found[name].append(value)
        else:
            found[name] = [found[name], value]

    def note(given: dict[str, str]) -> dict[str, Any]:
        nonlocal prefixed
        if not prefixed and any(name.startswith("xmlns:") for name in given):
            prefixed = True
            _drop_prefixes(parser)
        return _attributes(given)

    parser.StartElementHandler = start
    parser.EndElementHandler = end


def _drop_prefixes(parser: XMLParserType) -> None:
    """Let end tags be called without their prefixes from here on."""
    end: Any = parser.EndElementHandler
    parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])


def _attributes(given: dict[str, str]) -> dict[str, Any]:
    """Attributes, but for declarations of namespaces."""
    return {
        f"@{name}": text
        for name, text in given.items()
        if name != "xmlns" and not name.startswith("xmlns:")
    }


def _either(text: str, attributes: dict[str, Any]) -> Any:
    """A text that says something is one, whatever its attributes; no member has both."""
    return text if not attributes or (text and not text.isspace()) else attributes
