"""Documentation of shapes and members, laid out for the place where it will stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from attrs import evolve

from ..docs import first_sentence, parse_documentation
from ..docs_layout import Block, docstring_text
from ..json_values import is_object
from ..literals import literal
from ..model import Member, Model, Shape
from .context import text_of

_DOCUMENTATION = "smithy.api#documentation"
_CLASSES = frozenset({"structure", "union", "enum", "intEnum"})
_PARTS = {"member": "Items", "key": "Keys", "value": "Values"}
_UNITS = {
    "list": ("item", "items"),
    "map": ("entry", "entries"),
    "blob": ("byte", "bytes"),
}
_CHARACTERS = ("character", "characters")


def documentation(traits: Mapping[str, Any], fallback: str) -> list[Block]:
    """The blocks of ``@documentation``; the fallback if there are no words in it."""
    text = str(traits.get(_DOCUMENTATION, ""))
    return list(parse_documentation(text)) or [Block(fallback)]


def class_doc(traits: Mapping[str, Any], fallback: str) -> str:
    """The docstring of a class."""
    blocks = [*documentation(traits, fallback), *deprecation(traits)]
    return docstring_text(blocks, indent=4)


def deprecation(traits: Mapping[str, Any]) -> list[Block]:
    """The Sphinx directive for ``@deprecated``."""
    if "smithy.api#deprecated" not in traits:
        return []
    since, message = _deprecated(traits)
    directive = Block(f".. deprecated:: {since}".rstrip(), preformatted=True)
    return [directive, Block(message, 3, tight=True)] if message else [directive]


def _deprecated(traits: Mapping[str, Any]) -> tuple[str, str]:
    details: Mapping[str, Any] = traits["smithy.api#deprecated"] or {}
    return text_of(details.get("since", "")), text_of(details.get("message", ""))


def deprecation_sentence(traits: Mapping[str, Any]) -> str:
    """The same in a line of prose, for members."""
    if "smithy.api#deprecated" not in traits:
        return ""
    since, message = _deprecated(traits)
    text = f"Deprecated since {since}" if since else "Deprecated"
    return f"{text}: {message}" if message else f"{text}."


def member_blocks(
    model: Model, member: Member, *, default: bool = False
) -> list[Block]:
    """What is to be said about a member: deprecation, documentation, constraints."""
    text = _member_documentation(model, member)
    blocks = list(parse_documentation(text))
    if text and not blocks:
        blocks = [Block(f"``{member.name}`` on the wire.")]
    notes = [note for note in constraints(model, member) if not _says(text, note)]
    value = member.traits.get("smithy.api#default")
    if default and value is not None:
        notes.append(f"default ``{literal(value)}``")
    if notes:
        _append_notes(blocks, "; ".join(notes))
    blocks += _parts(model.target(member))
    warning = deprecation_sentence(member.traits)
    return [Block(warning), *blocks] if warning else blocks


def _member_documentation(model: Model, member: Member) -> str:
    """Its own, or that of its target, unless there is a class that has it."""
    target = model.target(member)
    owner = target if target.type not in _CLASSES else member
    return str(
        member.traits.get(_DOCUMENTATION) or owner.traits.get(_DOCUMENTATION) or ""
    )


def _parts(target: Shape) -> Iterator[Block]:
    """What the model says about the items of a list, or the keys and values of a map."""
    if target.type not in ("list", "map"):
        return
    for name, member in target.members.items():
        first, *others = documentation(member.traits, "")
        if first.preformatted or first.marker:
            yield Block(f"{_PARTS[name]}:")
            yield first
        elif first.text:
            yield evolve(first, text=f"{_PARTS[name]}: {first.text}")
        yield from others


def _says(text: str, note: str) -> bool:
    """Whether the documentation has the constraint already, in these words or with this upper bound."""
    words = text.lower().replace(",", "")
    bound = " ".join(note.split()[-2:]) if note[-1].isalpha() else note
    return note in words or (note.startswith("at most") and f"up to {bound}" in words)


def _append_notes(blocks: list[Block], notes: str) -> None:
    """As a sentence after a single paragraph, else as a paragraph of their own."""
    sentence = f"{notes[0].upper()}{notes[1:]}."
    if len(blocks) != 1 or blocks[0].preformatted or blocks[0].marker:
        blocks.append(Block(sentence))
    elif blocks[0].text.endswith((".", "!", "?")):
        blocks[0] = evolve(blocks[0], text=f"{blocks[0].text} {sentence}")
    else:
        blocks[0] = evolve(blocks[0], text=f"{blocks[0].text} ({notes})")


def attribute_doc(model: Model, member: Member) -> str | None:
    """The docstring under an attribute; None if there is nothing to say."""
    blocks = member_blocks(model, member)
    return docstring_text(blocks, indent=4) if blocks else None


def constraints(model: Model, member: Member) -> list[str]:
    """``@length`` and ``@range`` in words: "1 to 63 characters", "at least 1"."""
    found: list[str] = []
    length = model.trait(member, "smithy.api#length")
    if is_object(length):
        singular, plural = _UNITS.get(model.target(member).type, _CHARACTERS)
        # A length of at least nothing says nothing.
        bounds = _bounds(length if length.get("min") else {"max": length.get("max")})
        if bounds:
            found.append(f"{bounds} {singular if bounds.endswith(' 1') else plural}")
    span = model.trait(member, "smithy.api#range")
    if is_object(span) and _bounds(span):
        found.append(_bounds(span))
    return found


def _bounds(limits: Mapping[str, Any]) -> str:
    low, high = limits.get("min"), limits.get("max")
    if low is None and high is None:
        return ""
    if high is None:
        return f"at least {_number(low)}"
    if low is None:
        return f"at most {_number(high)}"
    if low == high:
        return f"exactly {_number(low)}"
    return f"{_number(low)} to {_number(high)}"


def _number(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return literal(value)


def module_doc(*paragraphs: str) -> str:
    """The docstring of a module."""
    return docstring_text([Block(text) for text in paragraphs], indent=0)


def summary(shape: Shape, fallback: str) -> str:
    """The first sentence of a shape's documentation."""
    return first_sentence(str(shape.traits.get(_DOCUMENTATION, ""))) or fallback


def section(title: str, entries: Iterable[Sequence[Block]]) -> list[Block]:
    """A section of a Google-style docstring: its title, then its entries."""
    return [Block(f"{title}:"), *(block for blocks in entries for block in blocks)]
