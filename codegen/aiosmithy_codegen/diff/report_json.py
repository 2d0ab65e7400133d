"""A comparison as JSON, for programs.

``{"aiosmithyDiff": "1.0", "old", "new": {"source", "kind", "service", "version", "package"}, "suggestedBump": "major" |
"minor" | "patch" | "none", "counts": {"breaking", "behavioural", "safe", "suppressed"}, "findings": [{"rule", "severity",
"path", "shape", "old", "new", "why"}], "suppressed": [as findings], "notCompared": [{"facts", "side"}],
"unusedSuppressions": [text]}``; all values of findings are text, empty if there is none. Keys may be added to 1.x.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from .api import Api
from .findings import ORDER, Comparison, Finding
from .rules import suggested_bump


def json_report(old: Api, new: Api, comparison: Comparison) -> str:
    """One JSON document in ASCII."""
    counts = {str(severity): comparison.count(severity) for severity in ORDER}
    document: dict[str, Any] = {
        "aiosmithyDiff": "1.0",
        "old": _side(old),
        "new": _side(new),
        "suggestedBump": suggested_bump(comparison.findings),
        "counts": {**counts, "suppressed": len(comparison.suppressed)},
        "findings": _findings(comparison.findings),
        "suppressed": _findings(comparison.suppressed),
        "notCompared": [
            {"facts": unknown.facts, "side": unknown.side}
            for unknown in comparison.unknown
        ],
        "unusedSuppressions": list(comparison.unused),
    }
    return json.dumps(document, indent=2)


def _side(api: Api) -> dict[str, str]:
    return {
        "source": api.source,
        "kind": api.kind,
        "service": api.service,
        "version": api.version,
        "package": api.package,
    }


def _findings(findings: Iterable[Finding]) -> list[dict[str, str]]:
    return [
        {
            "rule": finding.rule,
            "severity": str(finding.severity),
            "path": finding.path,
            "shape": finding.shape,
            "old": finding.old,
            "new": finding.new,
            "why": finding.why,
        }
        for finding in findings
    ]
