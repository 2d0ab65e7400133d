"""Runs of ``aiosmithy diff``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from aiosmithy_codegen.cli import main
from click.testing import CliRunner, Result
from diff_models import (
    Change,
    changed,
    document,
    drop,
)


def model(name: str, *changes: Change) -> str:
    Path(name).write_text(json.dumps(document(changed(*changes))))
    return name


def diff(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["diff", *arguments])


def report(*arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(diff(*arguments, "--format", "json").stdout)
    return found


BREAKS = drop("Line", "remark")
