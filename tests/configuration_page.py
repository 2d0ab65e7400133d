"""The tables of the page that lists every setting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

__all__ = ["PAGE", "names", "rows"]

PAGE = Path(__file__).resolve().parents[1] / "specs" / "configuration.md"


def rows() -> Iterator[tuple[str, dict[str, str]]]:
    """Heading → column → cell, for each row of each table."""
    heading, columns = "", []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            heading = line[3:]
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            columns = []
        elif not columns:
            columns = cells
        elif not cells[0].startswith("---"):
            yield heading, dict(zip(columns, cells, strict=True))


def names(cell: str) -> list[str]:
    """What stands in a cell as code."""
    return re.findall(r"`([^`]+)`", cell)
