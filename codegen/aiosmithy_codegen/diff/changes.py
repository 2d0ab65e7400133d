"""Collects the findings of one comparison, and what it needs to know of both sides."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import define, field

from .api import Api
from .findings import Comparison, Finding, Unknown, in_order
from .rules import all_rules
from .types import Relation


@define
class Changes:
    """What every part of the comparison writes to."""

    old: Api
    new: Api
    relation: Relation
    sent: tuple[frozenset[str], frozenset[str]]
    """What is sent, on the old and on the new side."""

    received: tuple[frozenset[str], frozenset[str]]
    methods: dict[str, str]
    """Old method → new one."""

    findings: list[Finding] = field(factory=list[Finding])
    unknown: set[Unknown] = field(factory=set[Unknown])

    def add(
        self,
        rule: str,
        path: str,
        old: object = "",
        new: object = "",
        *,
        shape: str = "",
        sent: bool = True,
        received: bool = False,
    ) -> None:
        """Note a change."""
        effect = all_rules()[rule].effect(sent=sent, received=received)
        self.findings.append(
            Finding(rule, path, str(old), str(new), effect.severity, effect.why, shape)
        )

    def known(self, facts: str, old: object, new: object) -> bool:
        """Whether both sides tell a fact; if only one does, that is noted."""
        if (old is None) != (new is None):
            self.unknown.add(Unknown(facts, "old" if old is None else "new"))
        return old is not None and new is not None

    def uses(self, old: str, new: str) -> tuple[bool, bool]:
        """Whether a class is sent, and whether it is received: what old code did with it and new code still does."""
        sent = old in self.sent[0] and new in self.sent[1]
        received = old in self.received[0] and new in self.received[1]
        return (sent, received) if sent or received else (True, True)

    def deprecation(
        self, path: str, old: bool | None, new: bool | None, shape: str
    ) -> None:
        """Note that something is, or is no longer, advised against."""
        if self.known("deprecations", old, new) and old != new:
            self.add("Deprecated" if new else "DeprecationRemoved", path, shape=shape)

    def traits(
        self,
        path: str,
        old: Mapping[str, str] | None,
        new: Mapping[str, str] | None,
        shape: str,
    ) -> None:
        """Note traits that change requests or responses as wholes."""
        if not self.known("formats on the wire", old, new):
            return
        before, after = old or {}, new or {}
        for name in sorted(before.keys() | after.keys()):
            if before.get(name) != after.get(name):
                shown = [
                    f"{name} {side[name]}" if name in side else "none"
                    for side in (before, after)
                ]
                self.add("WireTraitChanged", path, *shown, shape=shape)

    def result(self) -> Comparison:
        """All of it, in order."""
        return Comparison(in_order(self.findings), tuple(sorted(self.unknown)))
