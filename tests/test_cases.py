"""Golden cases: a folder of one small model and the files that are generated from it, one idea each.

``expected/`` holds the files that show the idea; an empty file there asks for one. After a change that is meant, write them
anew with ``AIOSMITHY_UPDATE_CASES=1 pytest tests/test_cases.py`` and read the difference as a review of the output.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path, PurePosixPath
from types import ModuleType

import pytest
from aiosmithy_codegen.package import render_package
from aiosmithy_codegen.selection import select
from aiosmithy_codegen.symbols import assign_symbols
from attrs import frozen
from generated_package import spoken
from loading import load_ast

from .generated_package import forget

CASES = sorted(path.parent for path in Path(__file__).parent.glob("cases/*/model.json"))
UPDATE = bool(os.environ.get("AIOSMITHY_UPDATE_CASES"))


@frozen
class _Settings:
    generator_version: str = "0"


def _render(case: Path) -> tuple[str, dict[PurePosixPath, str]]:
    document = json.loads((case / "model.json").read_text(encoding="utf-8"))
    selection = select(load_ast(document, "model.json"))
    symbols = assign_symbols(selection)
    return symbols.service.package, render_package(
        selection, symbols, _Settings(), spoken(selection)
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_generated_files_are_the_expected_ones(case: Path) -> None:
    files = _render(case)[1]
    expected = sorted(path for path in (case / "expected").rglob("*") if path.is_file())

    assert expected
    for path in expected:
        text = files[PurePosixPath(path.relative_to(case / "expected").as_posix())]
        if UPDATE:
            path.write_text(text, encoding="utf-8", newline="\n")
        assert text == path.read_text(encoding="utf-8")


@pytest.fixture
def importable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder on the import path; what was imported from it is forgotten afterwards."""
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    yield tmp_path
    forget(tmp_path)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_generated_module_imports(case: Path, importable: Path) -> None:
    package, files = _render(case)
    for path, text in files.items():
        target = importable / package / path
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")

    modules: list[ModuleType] = [
        import_module(f"{package}.{path.stem}")
        for path in files
        if path.suffix == ".py"
    ]

    assert all(module.__doc__ for module in modules)
