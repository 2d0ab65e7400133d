"""A comparison as text for a person: in color on a terminal, plain elsewhere."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from attrs import frozen

from .api import Api
from .findings import Comparison, Severity
from .grouping import Entry, Group, grouped, notes, summary
from .lines import one_line

STYLES = {
    Severity.BREAKING: "bold red",
    Severity.BEHAVIOURAL: "bold yellow",
    Severity.SAFE: "bold green",
}
_SHOWN = 12  # entries of one rule, and places of one entry


@frozen
class Line:
    """Its text, with the style that a terminal gives it."""

    text: str
    style: str = ""


def text_report(
    old: Api, new: Api, comparison: Comparison, *, width: int, everything: bool = False
) -> Iterator[Line]:
    """The summary first, then what breaks."""
    shown = None if everything else _SHOWN
    yield Line(f"{one_line(old.source)} → {one_line(new.source)}", "bold")
    yield Line(summary(comparison))
    severity, groups = None, grouped(comparison.findings)
    for group in groups:
        if group.severity is not severity:
            severity = group.severity
            yield Line("")
            yield Line(severity.capitalize(), STYLES[severity])
        yield from _group(group, width, shown)
    remarks = notes(comparison)
    if shown is not None and any(_is_long(group, shown) for group in groups):
        remarks.insert(0, "Long lists are cut; --all shows them whole.")
    if remarks:
        yield Line("")
    for note in remarks:
        yield from _wrapped(one_line(note, 1000), "", width, "dim")


def _group(group: Group, width: int, shown: int | None) -> Iterator[Line]:
    yield Line(f"  {group.rule} ({group.count}): {group.why}", "bold")
    for entry in group.entries[:shown]:
        yield from _entry(entry, width, shown)
    left = sum(
        len(entry.paths) for entry in group.entries[len(group.entries[:shown]) :]
    )
    if left:
        yield Line(f"    … and {left} more", "dim")


def _is_long(group: Group, shown: int) -> bool:
    return len(group.entries) > shown or any(
        len(entry.paths) > shown for entry in group.entries
    )


def _entry(entry: Entry, width: int, shown: int | None) -> Iterator[Line]:
    paths = [one_line(path) for path in entry.paths[:shown]]
    left = len(entry.paths) - len(paths)
    change = one_line(entry.change)
    if len(entry.paths) == 1 and change:
        yield from _wrapped(f"{paths[0]}: {change}", "    ", width)
        return
    text = ", ".join(paths) + (f", … and {left} more" if left else "")
    yield from _wrapped(f"{change}: {text}" if change else text, "    ", width)


def _wrapped(text: str, indent: str, width: int, style: str = "") -> Iterator[Line]:
    for number, line in enumerate(
        textwrap.wrap(
            text,
            max(width - len(indent), 20),
            break_long_words=False,
            break_on_hyphens=False,
        )
    ):
        yield Line(f"{indent}{'  ' if number else ''}{line}", style)
