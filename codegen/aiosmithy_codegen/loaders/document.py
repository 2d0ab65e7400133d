"""What every reader gives: a model file as a JSON AST, whatever its own format was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen


@frozen
class Document:
    """One file of a model (https://smithy.io/2.0/spec/json-ast.html)."""

    file: str
    """As it is shown in messages."""

    ast: dict[str, Any] = field(repr=False)
    """``{"smithy": "1.0" or "2.0", "metadata": {…}, "shapes": {…}}``, with absolute shape ids."""

    places: Mapping[str, tuple[int, int]] = field(
        factory=dict[str, tuple[int, int]], repr=False
    )
    """Shape or member id → line and column, both from 1, where the format has lines."""
