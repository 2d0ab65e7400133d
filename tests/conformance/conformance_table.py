"""How many published cases of each suite ran and passed, for the end of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from attrs import define

Tally = Callable[..., None]
"""Suite, number of cases (one if it is left out) → None; to be called by a test for what it runs."""

PROPERTY = "published cases"
PUBLISHED = {
    "awsJson1_0": 70,
    "awsJson1_1": 119,
    "awsQuery": 77,
    "awsRpcv2Cbor": 4,
    "ec2Query": 59,
    "restJson1": 334,
    "restXml": 191,
    "restXmlWithNamespace": 2,
    "rpcv2Cbor": 72,
    "rpcv2Json": 73,
    "protocols-c2j input": 367,
    "protocols-c2j output": 365,
    "protocols-c2j legacy/input": 162,
    "protocols-c2j legacy/output": 110,
    "response-parsing": 221,
    "timestamps": 660,
    "cbor, good": 151,
    "cbor, bad": 56,
    "event-stream": 20,
    "endpoints: services": 14_027,
    "endpoints: unit": 101,
    "endpoints: smithy": 232,
    "endpoints: smithy, BDD": 95,
    "endpoints: services, BDD": 2_789,
    "endpoints: rule set = BDD": 59_000,
    "endpoints: calls": 690,
    "config: parsing, smithy-python": 118,
    "config: parsing, smithy-rs": 65,
    "config: locations, smithy-python": 10,
    "config: locations, smithy-rs": 9,
    "config: endpoint URLs": 39,
    "config: metadata endpoints": 14,
    "recursion detection": 5,
    "credentials: default chain": 29,
    "credentials: profile": 18,
    "credentials: token chain": 3,
    "credentials: role chains": 28,
    "credentials: containers": 11,
    "signing: sigv4-botocore": 34,
    "signing: v4 headers": 38,
    "signing: v4 query": 38,
    "signing: v4a headers": 38,
    "signing: v4a query": 38,
    "signing: random, headers": 100_000,
    "signing: random, URLs": 100_000,
}
"""Suite → how many of its cases a client can run."""


@define
class Row:
    """One suite's cases."""

    passed: int = 0
    failed: int = 0
    known: int = 0
    skipped: int = 0

    @property
    def total(self) -> int:
        return self.passed + self.failed + self.known + self.skipped


def rows(reports: Iterable[tuple[str, Any]]) -> dict[str, Row]:
    """Suite → its cases, from pytest's reports, each with the category that it is under."""
    found: dict[str, Row] = {}
    for category, report in reports:
        column = {"passed": "passed", "xfailed": "known", "skipped": "skipped"}.get(
            category, "failed"
        )
        for name, (suite, cases) in getattr(report, "user_properties", ()):
            if name == PROPERTY:
                row = found.setdefault(suite, Row())
                setattr(row, column, getattr(row, column) + cases)
    return found


def table(found: dict[str, Row]) -> list[str]:
    """The lines to print, in the order of :data:`PUBLISHED`; a run need not have all cases of a suite."""
    width = max(map(len, found))
    heads = ("ran", "passed", "failed", "known", "of")
    lines = [f"{'suite':{width}} " + " ".join(f"{head:>7}" for head in heads)]
    for suite, published in PUBLISHED.items():
        if suite in found:
            row = found[suite]
            figures = (row.total, row.passed, row.failed, row.known, published)
            lines.append(f"{suite:{width}} " + " ".join(f"{n:7,}" for n in figures))
    return lines
