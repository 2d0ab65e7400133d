"""Changes of one shop that the rules are seen in."""

from __future__ import annotations

from aiosmithy_codegen.diff.findings import Severity

BREAKING, BEHAVIOURAL, SAFE = Severity
