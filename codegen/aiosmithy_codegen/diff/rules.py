"""All rules, and the version that findings ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from .findings import Finding, Severity
from .rule import Rule
from .rules_of_operations import argument_rules, operation_rules, service_rules
from .rules_of_shapes import error_rules, shape_rules, value_rules


@cache
def all_rules() -> Mapping[str, Rule]:
    """Every rule by its name, in the order of the documentation."""
    rules = (
        *service_rules(),
        *operation_rules(),
        *argument_rules(),
        *shape_rules(),
        *value_rules(),
        *error_rules(),
    )
    return {rule.name: rule for rule in rules}


def suggested_bump(findings: Iterable[Finding]) -> str:
    """``major``, ``minor``, ``patch`` or ``none``."""
    rules = all_rules()
    found = list(findings)
    severities = {finding.severity for finding in found}
    if Severity.BREAKING in severities:
        return "major"
    if Severity.BEHAVIOURAL in severities or any(
        rules[item.rule].adds for item in found
    ):
        return "minor"
    return "patch" if found else "none"
