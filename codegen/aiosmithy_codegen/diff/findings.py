"""What a comparison gives: findings, each by one rule, and what could not be compared."""

from __future__ import annotations

from enum import StrEnum

from attrs import field, frozen


class Severity(StrEnum):
    """What a change does to code that was written, and type-checked, against the old client.

    ``breaking``: it may fail, when it runs or when it is type-checked. ``behavioural``: it stays valid, but something else
    may be sent, come back or be raised. ``safe``: it cannot tell.
    """

    BREAKING = "breaking"
    BEHAVIOURAL = "behavioural"
    SAFE = "safe"


ORDER = tuple(Severity)
"""The important first."""


@frozen
class Finding:
    """One change."""

    rule: str
    path: str
    """As the caller writes it: ``start_job.name``, ``shapes.Job.status``, ``errors.JobError``; the old one if it is gone."""

    old: str
    """Empty if there was none."""

    new: str
    severity: Severity
    why: str
    shape: str = ""
    """The id of the shape or member in the model, where that is known."""


@frozen(order=True)
class Unknown:
    """Facts that one side does not tell."""

    facts: str
    side: str
    """``old`` or ``new``."""


@frozen
class Comparison:
    """All findings, the important first, then by rule and path."""

    findings: tuple[Finding, ...]
    unknown: tuple[Unknown, ...] = ()
    suppressed: tuple[Finding, ...] = ()
    unused: tuple[str, ...] = field(default=())
    """Suppressions of a file that no finding matches."""

    def count(self, severity: Severity) -> int:
        """How many findings are of it."""
        return sum(finding.severity is severity for finding in self.findings)


def in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    """Each finding once."""
    return tuple(sorted(set(findings), key=_place))


def _place(finding: Finding) -> tuple[int, str, str, str, str, str, str]:
    return (
        ORDER.index(finding.severity),
        *(finding.rule, finding.path, finding.old, finding.new),
        *(finding.why, finding.shape),
    )
