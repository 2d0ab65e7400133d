"""What operations of C2J are in Smithy."""

from __future__ import annotations

from typing import Any

from aiosmithy_codegen.model import Model
from c2j_service import (
    NS,
)

API = "smithy.api#"


def operation(found: Model, name: str = "Do") -> dict[str, Any]:
    """The traits of an operation."""
    return dict(found.expect(NS + name).traits)
