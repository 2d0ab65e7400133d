"""What type checkers say of users' code: every planted mistake and nothing else, and nothing of code that is right."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from user_programs import CORRECT, FORGOTTEN, MISTAKES, UNION, WHOLE

ROOT = Path(__file__).resolve().parents[1]
WHOLE_MODEL = ROOT.parent / "shared" / "models" / "cleanroomsml.json"
CASE = Path(__file__).parent / "cases" / "json_values" / "model.json"


def generate(model: Path, out: Path, *options: str) -> None:
    command = [sys.executable, "-m", "aiosmithy_codegen", "generate", str(model)]
    done = subprocess.run(
        [*command, "--out", str(out), *options],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the users' files, and the packages that are not installed."""
    folder = tmp_path_factory.mktemp("program")
    generate(CASE, folder)
    files = {
        "mistakes.py": MISTAKES,
        "correct.py": CORRECT,
        "union.py": UNION,
        "forgotten.py": FORGOTTEN,
    }
    if WHOLE_MODEL.exists():
        generate(WHOLE_MODEL, folder, "--package", "whole")
        files["whole_program.py"] = WHOLE
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    settings = {"typeCheckingMode": "strict", "pythonVersion": "3.11"}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    return folder


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"},
        timeout=300,
        check=False,
    )


Found = Mapping[str, list[tuple[int, str]]]
"""File → lines with the rules that they break."""


@pytest.fixture(scope="module")
def by_mypy(program: Path) -> Found:
    cache = program / ".mypy_cache"
    done = run(
        program,
        *("mypy", "--strict", "--config-file=", "--cache-dir", str(cache), "."),
        *("--no-error-summary", "--hide-error-context", "--python-version", "3.11"),
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    found: dict[str, list[tuple[int, str]]] = {}
    for line in done.stdout.splitlines():
        parts = re.fullmatch(r"(.+?):(\d+): error: .*\[([a-z-]+)\]", line)
        if parts is None:
            assert ": note: " in line, line
            continue
        found.setdefault(Path(parts[1]).as_posix(), []).append(
            (int(parts[2]), parts[3])
        )
    return found


@pytest.fixture(scope="module")
def by_pyright(program: Path) -> Found:
    try:  # it needs node, which the package downloads where there is none
        version = run(program, "pyright", "--version")
    except subprocess.TimeoutExpired:
        pytest.skip("pyright does not start: is there no node, and no network?")
    if version.returncode:
        pytest.skip(f"pyright does not run here: {version.stderr.strip()[-200:]}")
    done = run(program, "pyright", "--pythonpath", sys.executable, "--outputjson")
    assert done.returncode in (0, 1), done.stdout + done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    assert report["summary"]["filesAnalyzed"] > 0
    found: dict[str, list[tuple[int, str]]] = {}
    for problem in report["generalDiagnostics"]:
        name = Path(problem["file"]).resolve().relative_to(program.resolve())
        line = problem["range"]["start"]["line"] + 1
        rule = problem.get("rule", problem["message"])
        found.setdefault(name.as_posix(), []).append((line, rule))
    return found


def planted(text: str, checker: int) -> list[tuple[int, str]]:
    """The marked lines, with what one of the checkers is to call them."""
    return [
        (number, line.partition("#!")[2].split(",")[checker].strip())
        for number, line in enumerate(text.splitlines(), 1)
        if "#!" in line
    ]


def test_mypy_reports_the_five_mistakes_alone(by_mypy: Found) -> None:
    expected = planted(MISTAKES, 0)

    assert len(expected) == 5
    assert by_mypy.get("mistakes.py") == expected


def test_mypy_reports_the_variant_that_was_forgotten(by_mypy: Found) -> None:
    assert by_mypy.get("forgotten.py") == planted(FORGOTTEN, 0)


def test_mypy_has_nothing_to_say_of_the_rest(by_mypy: Found) -> None:
    assert by_mypy.keys() == {"mistakes.py", "forgotten.py"}


def test_pyright_reports_the_five_mistakes_alone(by_pyright: Found) -> None:
    expected = planted(MISTAKES, 1)

    found = by_pyright["mistakes.py"]
    assert len(expected) == 5
    assert {line for line, _ in found} == {line for line, _ in expected}
    assert set(expected) <= set(found)  # in strict mode one mistake breaks more rules


def test_pyright_reports_the_variant_that_was_forgotten(by_pyright: Found) -> None:
    assert by_pyright.get("forgotten.py") == planted(FORGOTTEN, 1)


def test_pyright_has_nothing_to_say_of_the_rest(by_pyright: Found) -> None:
    assert by_pyright.keys() == {"mistakes.py", "forgotten.py"}
