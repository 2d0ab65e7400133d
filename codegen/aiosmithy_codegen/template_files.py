"""Where the templates are; light, for it is asked without rendering any."""

from __future__ import annotations

from pathlib import Path


def templates_root() -> Path:
    """Where the templates are: inside the package when installed, beside ``codegen/`` in a checkout."""
    installed = Path(__file__).parent / "templates"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "templates"
