"""Findings as a person reads them: by severity, then by rule, what changed alike in one entry."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from .findings import ORDER, Comparison, Finding, Severity
from .rules import all_rules, suggested_bump

_SIDES = {"old": "OLD", "new": "NEW"}


@frozen
class Entry:
    """One change, and every place that has it."""

    paths: tuple[str, ...]
    old: str
    new: str

    @property
    def change(self) -> str:
        """``old → new``, or the one that there is."""
        if self.old and self.new:
            return f"{self.old} → {self.new}"
        return self.old or self.new


@frozen
class Group:
    """The findings of one rule that have the same reason."""

    rule: str
    severity: Severity
    why: str
    count: int
    entries: tuple[Entry, ...]


def grouped(findings: Iterable[Finding]) -> list[Group]:
    """The breaking ones first; then in the order of the rules' documentation."""
    groups: dict[tuple[Severity, str, str], list[Finding]] = {}
    for finding in findings:
        key = (finding.severity, finding.rule, finding.why)
        groups.setdefault(key, []).append(finding)
    order = {name: number for number, name in enumerate(all_rules())}
    keys = sorted(groups, key=lambda key: (ORDER.index(key[0]), order[key[1]], key[2]))
    return [
        Group(
            rule, severity, why, len(groups[severity, rule, why]), _entries(groups[key])
        )
        for key in keys
        for severity, rule, why in [key]
    ]


def _entries(findings: Iterable[Finding]) -> tuple[Entry, ...]:
    places: dict[tuple[str, str], list[str]] = {}
    for finding in findings:
        places.setdefault((finding.old, finding.new), []).append(finding.path)
    return tuple(Entry(tuple(paths), *change) for change, paths in places.items())


def summary(comparison: Comparison) -> str:
    """How many there are of each severity, and what they mean for the version."""
    bump = suggested_bump(comparison.findings)
    total = len(comparison.findings)
    if not total:
        counted = "No differences"
    else:
        counts = [
            f"{number} {severity}"
            for severity in ORDER
            if (number := comparison.count(severity))
        ]
        counted = f"{total} difference{'' if total == 1 else 's'}: {', '.join(counts)}"
    hidden = len(comparison.suppressed)
    more = f" ({hidden} suppressed)" if hidden else ""
    return f"{counted}{more}. Suggested version bump: {bump}."


def notes(comparison: Comparison) -> list[str]:
    """What the reader should know besides."""
    found: list[str] = []
    for side, name in _SIDES.items():
        facts = [
            unknown.facts for unknown in comparison.unknown if unknown.side == side
        ]
        if facts:
            found.append(
                f"Not compared where {name} does not tell it: {', '.join(facts)}."
            )
    found += (
        f"This suppression matches nothing: {unused}" for unused in comparison.unused
    )
    return found
