"""Paragraphs, list items and code blocks, and how they become lines of a docstring."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import evolve, frozen

LINE_LENGTH = 88


@frozen
class Block:
    """One paragraph, list item or code block.

    Attributes:
        text: The words, single spaces between them; a line feed is a line break.
        indent: The column at which its text starts.
        marker: What stands before the text of a list item, such as ``- ``.
        outdent: How many columns further left its first line starts.
        preformatted: Whether the lines are kept as they are.
        tight: Whether it follows the block before it without a blank line.
    """

    text: str
    indent: int = 0
    marker: str = ""
    outdent: int = 0
    preformatted: bool = False
    tight: bool = False


def wrap(blocks: Iterable[Block], *, width: int, taken: int = 0) -> list[str]:
    """Lines of at most ``width`` columns, of which the first has ``taken`` less.

    Words that are longer are left alone.
    """
    lines: list[str] = []
    for block in blocks:
        if lines and not block.tight:
            lines.append("")
        lines.extend(_wrap_block(block, width, 0 if lines else taken))
    return lines


def _wrap_block(block: Block, width: int, taken: int) -> list[str]:
    margin = " " * block.indent
    if block.preformatted:
        return [(margin + line).rstrip() for line in block.text.split("\n")]
    start = margin[block.outdent + len(block.marker) :] + block.marker
    lines: list[str] = []
    for part in block.text.split("\n"):
        room = width if lines else width - taken
        lines.extend(_fill(part.split(" "), start, margin, room, width))
        start = margin
    return lines


def _fill(
    words: Sequence[str], start: str, margin: str, room: int, width: int
) -> list[str]:
    """Words to lines, greedily; ``room`` is the width of the first."""
    lines: list[str] = []
    line = start + words[0]
    for word in words[1:]:
        if len(line) + 1 + len(word) <= room:
            line = f"{line} {word}"
        else:
            lines.append(line)
            line, room = margin + word, width
    lines.append(line)
    return lines


def docstring_text(blocks: Iterable[Block], *, indent: int) -> str:
    """What stands between the quotes of a docstring that is ``indent`` columns in.

    Its lines are not indented yet, but none is longer than there is room for.
    """
    blocks = tuple(blocks)
    width = LINE_LENGTH - indent
    lines = wrap(blocks, width=width, taken=3)
    if len(lines) == 1 and len(lines[0]) + 6 > width:
        # Too long for both quotes; shorter lines put the closing ones under the text.
        lines = wrap(blocks, width=width, taken=6)
    return "\n".join(lines)


def entry(name: str, blocks: Sequence[Block], *, indent: int = 4) -> list[Block]:
    """One entry of ``Args:`` or ``Raises:``: its name and text, further lines hanging."""
    shifted = [evolve(block, indent=block.indent + indent + 4) for block in blocks]
    text = f"{name}:"
    if shifted and not shifted[0].marker and not shifted[0].preformatted:
        text = f"{text} {shifted.pop(0).text}"
    return [Block(text, indent + 4, outdent=4, tight=True), *shifted]
