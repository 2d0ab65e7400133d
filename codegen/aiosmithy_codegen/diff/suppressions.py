"""Findings that somebody has looked at and accepted.

A file of them says why::

    {"suppressions": [{"rule": "OperationRemoved", "shape": "delete_*", "reason": "…"}]}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from attrs import evolve, frozen

from ..errors import UsageError, shown
from ..json_values import is_list, is_object
from ..source import read_source
from ..suggestions import suggestion
from .findings import Comparison, Finding
from .rules import all_rules

_KEYS = frozenset({"rule", "shape", "reason"})
_REMEDY = 'It is an object with "suppressions", a list of objects with rule, reason and perhaps shape.'


@frozen
class Suppression:
    """A rule, and a glob for the path of a finding or the id of its shape, or for what these are in."""

    rule: str
    shape: str = "*"
    file: str = ""
    """Empty for one of the command line."""

    def __str__(self) -> str:
        place = f"{self.file}: " if self.file else ""
        return f"{place}{self.rule}:{self.shape}"

    def matches(self, finding: Finding) -> bool:
        """Whether the finding is meant."""
        return self.rule == finding.rule and any(
            fnmatchcase(name, self.shape) for name in _names(finding)
        )


def _names(finding: Finding) -> Iterator[str]:
    """The path and all that it begins with; the shape's id, with and without its member."""
    parts = finding.path.split(".")
    for end in range(len(parts), 0, -1):
        yield ".".join(parts[:end])
    if finding.shape:
        yield finding.shape
        yield finding.shape.partition("$")[0]


def parse_suppression(text: str) -> Suppression:
    """``RULE`` or ``RULE:SHAPE-GLOB``; raises UsageError for a rule that does not exist."""
    rule, _, shape = text.partition(":")
    return Suppression(_rule(rule, None), shape or "*")


def read_suppressions(file: str) -> list[Suppression]:
    """Those of a file; raises CodegenError if it is none."""
    source = read_source(file)
    found = source.document.get("suppressions")
    if not is_list(found):
        raise UsageError("is no file of suppressions", file=file, remedy=_REMEDY)
    return [_read(item, source.location) for item in found]


def _read(item: Any, file: str) -> Suppression:
    if not is_object(item) or not item.keys() <= _KEYS:
        raise UsageError(f"{shown(item)} is no suppression", file=file, remedy=_REMEDY)
    texts: Mapping[str, str] = {
        key: value for key, value in item.items() if isinstance(value, str) and value
    }
    if len(texts) < len(item) or not {"rule", "reason"} <= texts.keys():
        raise UsageError(
            f"{shown(item)} needs a rule and a reason", file=file, remedy=_REMEDY
        )
    return Suppression(_rule(texts["rule"], file), texts.get("shape", "*"), file)


def _rule(name: str, file: str | None) -> str:
    rules = all_rules()
    if name not in rules:
        raise UsageError(
            f"there is no rule {shown(name)}", file=file, remedy=suggestion(name, rules)
        )
    return name


def suppress(comparison: Comparison, suppressions: Iterable[Suppression]) -> Comparison:
    """The comparison without what is suppressed, and with the suppressions of files that did nothing."""
    by_rule: dict[str, list[Suppression]] = {}
    for suppression in suppressions:
        by_rule.setdefault(suppression.rule, []).append(suppression)
    used: set[Suppression] = set()
    kept: list[Finding] = []
    gone: list[Finding] = []
    for finding in comparison.findings:
        matching = [
            one for one in by_rule.get(finding.rule, ()) if one.matches(finding)
        ]
        used.update(matching)
        (gone if matching else kept).append(finding)
    unused = {
        str(one)
        for found in by_rule.values()
        for one in found
        if one.file and one not in used
    }
    return evolve(
        comparison,
        findings=tuple(kept),
        suppressed=tuple(gone),
        unused=tuple(sorted(unused)),
    )
