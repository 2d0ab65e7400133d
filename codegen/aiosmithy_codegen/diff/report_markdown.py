"""A comparison as Markdown, for a pull request or a changelog."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .api import Api
from .findings import Comparison
from .grouping import Entry, Group, grouped, notes, summary
from .lines import one_line

_FENCES = re.compile("`+")


def markdown_report(old: Api, new: Api, comparison: Comparison) -> str:
    """A title, the summary, a section for each severity, a list for each rule."""
    lines = [
        f"# {_code(old.source)} → {_code(new.source)}",
        "",
        f"**{summary(comparison)}**",
    ]
    severity = None
    for group in grouped(comparison.findings):
        if group.severity is not severity:
            severity = group.severity
            lines += ["", f"## {severity.capitalize()}"]
        lines += ["", *_group(group)]
    remarks = [f"- {_escaped(one_line(note, 1000))}" for note in notes(comparison)]
    return "\n".join([*lines, *(["", *remarks] if remarks else [])])


def _group(group: Group) -> Iterator[str]:
    yield f"### {group.rule} ({group.count})"
    yield ""
    yield group.why
    yield ""
    for entry in group.entries:
        yield from _entry(entry)


def _entry(entry: Entry) -> Iterator[str]:
    arrow = " → ".join(map(_code, filter(None, (entry.old, entry.new))))
    change = f": {arrow}" if arrow else ""
    for path in entry.paths:
        yield f"- {_code(path)}{change}"


def _code(text: str) -> str:
    """A code span around any text (https://spec.commonmark.org/0.31.2/#code-spans)."""
    plain = one_line(text)
    longest = max(map(len, _FENCES.findall(plain)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if plain.startswith("`") or plain.endswith("`") else ""
    return f"{fence}{pad}{plain}{pad}{fence}"


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", text)
