"""The README's examples run, and its commands are those that CI runs."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
MEMBERSHIP = "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def done(*arguments: str) -> str:
    """What ``aiosmithy`` prints, run as a process of its own in the checkout."""
    command = [sys.executable, "-m", "aiosmithy_codegen", *arguments]
    found = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout + found.stderr
    return found.stdout


@contextmanager
def served() -> Iterator[str]:
    """``aiosmithy serve`` as a process of its own; gives its URL."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "aiosmithy_codegen", "serve"),
            str(ROOT / "specs" / "cleanroomsml" / "model.json"),
            "--port",
            "0",
            "--step-seconds",
            "0.001",
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                yield found.group()
                return
        raise AssertionError("the server printed no URL")
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout is not None:
            process.stdout.close()


def test_the_python_examples_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = blocks("python")
    with served() as url:
        for name, value in {
            "AWS_ENDPOINT_URL_CLEANROOMSML": url,
            "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            "AWS_CONFIG_FILE": "",
            "AWS_SHARED_CREDENTIALS_FILE": "",
        }.items():
            monkeypatch.setenv(name, value)
        exec(compile(first, "README.md", "exec"), {})
        arn, listed = capsys.readouterr().out.splitlines()
        assert re.fullmatch(
            r"arn:aws:cleanrooms-ml:\S+/trained-model-inference-job/\S+", arn
        )
        assert re.fullmatch(r"nightly-scoring [A-Z_]+", listed)

        names: dict[str, Any] = {}
        exec(compile(second, "README.md", "exec"), names)
        asyncio.run(names["main"](arn, MEMBERSHIP))
        status, outcome = capsys.readouterr().out.splitlines()
        assert len(status.split()) == 2
        assert outcome.startswith("success ")


def test_ci_runs_the_commands_of_the_readme() -> None:
    ci = (
        (ROOT / ".ci" / "run")
        .read_text("utf-8")
        .replace("pip install -q", "pip install")
    )

    for command in blocks("sh")[:2]:
        assert command.strip() in ci


def test_the_commands_for_generating_work(tmp_path: Path) -> None:
    generate, check = blocks("sh")[2].splitlines()
    for command in (f"{generate} --out {tmp_path}", check):
        done(*command.split()[1:])


def test_the_diff_finds_nothing_and_takes_the_suppressions(tmp_path: Path) -> None:
    (suppressions,) = (text for text in blocks("json") if "suppressions" in text)
    (command,) = (text for text in blocks("sh") if text.startswith("aiosmithy diff"))
    (tmp_path / "known.json").write_text(suppressions)

    shown = done(*command.split()[1:], "--suppressions", str(tmp_path / "known.json"))

    assert "No differences" in shown
    assert "OperationRemoved:delete_*" in shown  # it matches nothing


def test_the_overlay_applies(tmp_path: Path) -> None:
    (text,) = (text for text in blocks("json") if "overlay" in text)
    (tmp_path / "overlay.json").write_text(text)

    done(
        *("generate", "specs/cleanroomsml/model.json", "--out", str(tmp_path)),
        *("--overlay", str(tmp_path / "overlay.json")),
    )

    package = tmp_path / "aiosmithy_cleanroomsml"
    assert "    account: str\n" in (package / "shapes.py").read_text("utf-8")
    assert '"accountId"' in (package / "codec.py").read_text("utf-8").replace("\\", "")


def test_every_folder_is_on_the_map() -> None:
    done = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(
            "the map is compared with git's list of files, and this is no checkout"
        )
    folders = {line.split("/")[0] for line in done.stdout.splitlines() if "/" in line}

    missing = [
        f for f in folders if not f.startswith(".") and f"| `{f}/` |" not in README
    ]
    assert missing == []
