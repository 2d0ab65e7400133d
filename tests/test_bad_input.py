"""The command as a user runs it, in a process of its own, given models and folders that it cannot use."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from .unit.codegen.weather import NS, document, member, ref, structure

PACKAGE = "aiosmithy_weather"
Tree = Mapping[str, bytes | None]

# Runs the command and ends the process, as a kill would, at the n-th change of the disk.
KILLED = """
import os, pathlib, shutil, sys
from aiosmithy_codegen.__main__ import main

number, last = 0, int(sys.argv.pop(1))

def counted(real):
    def call(*args, **kwargs):
        global number
        number += 1
        if number == last:
            os._exit(137)
        return real(*args, **kwargs)
    return call

for name in ("rename", "write_bytes"):
    setattr(pathlib.Path, name, counted(getattr(pathlib.Path, name)))
shutil.rmtree = counted(shutil.rmtree)
try:
    main()
finally:
    print(number)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder; what is beside it must not change either."""
    here = tmp_path / "here"
    here.mkdir()
    (tmp_path / "beside.txt").write_text("mine")
    monkeypatch.chdir(here)
    monkeypatch.delenv("AIOSMITHY_TRACEBACK", raising=False)
    return tmp_path


def run(*arguments: str, code: str = "") -> subprocess.CompletedProcess[str]:
    start = ["-c", code] if code else ["-m", "aiosmithy_codegen"]
    return subprocess.run(
        [sys.executable, *start, *arguments],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"},
        timeout=60,
        check=False,
    )


def put(name: str, content: Any) -> None:
    text = content if isinstance(content, str) else json.dumps(content)
    Path(name).write_text(text, "utf-8")


def tree(folder: Path) -> Tree:
    """Every file and folder below, with its content."""
    return {
        path.relative_to(folder).as_posix(): (
            path.read_bytes() if path.is_file() else None
        )
        for path in sorted(folder.rglob("*"))
    }


def refused(folder: Path, *arguments: str) -> str:
    """Run it: exit code 2, one message with a remedy, nothing written anywhere."""
    before = tree(folder)
    done = run(*arguments)

    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stdout == ""
    assert done.stderr.startswith("Error: ") and done.stderr.count("Error") == 1
    assert "Traceback" not in done.stderr and "mistake" not in done.stderr
    assert done.stderr.count("\n  ") >= 1, "no remedy"
    assert tree(folder) == before
    return done.stderr


def made(*arguments: str) -> None:
    done = run("generate", *arguments)
    assert done.returncode == 0, done.stderr


# --- models


CLASH = structure(cityName=member("CityId"), CityName=member("CityId"))
STREAM = member("smithy.api#Blob", streaming={})


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        pytest.param("name: Weather\n", ["is not JSON", "line 1"], id="not JSON"),
        pytest.param('{"openapi": "3.1.0"}', ["not a Smithy model"], id="no model"),
        pytest.param(json.dumps(document())[:-9], ["cut off"], id="truncated"),
        pytest.param("[" * 100_000, ["nested"], id="nested"),
        pytest.param(
            '{"smithy": "2.0", "metadata": ' + '{"a":' * 100_000 + "1" + "}" * 100_001,
            ["nested"],
            id="nested and closed",
        ),
        pytest.param(
            document(City_=structure(near=ref("Gone"))),
            [f"{NS}City_$near", f"{NS}Gone"],
            id="missing target",
        ),
        pytest.param(
            document(City_=structure(photo=STREAM)),
            [f"{NS}City_$photo", "smithy.api#streaming", "cannot be on this member"],
            id="trait where it cannot be",
        ),
        pytest.param(
            document(City_=CLASH),
            [f"{NS}City_$cityName", f"{NS}City_$CityName", "'city_name'"],
            id="two members of one name",
        ),
        pytest.param(
            document(**{"City\n\x1b[31m": {"type": "string"}}),
            ["City\\n\\x1b[31m", "not a shape id"],
            id="hostile name",
        ),
    ],
)
def test_a_model_that_cannot_be_used(
    folder: Path, content: Any, parts: list[str]
) -> None:
    put("model.json", content)

    message = refused(folder, "generate", "model.json")

    assert message.startswith("Error: model.json: ")
    assert len(message) < 2000
    for part in parts:
        assert part in message


def test_half_a_surrogate_pair_is_no_text(folder: Path) -> None:
    service = document()["shapes"][NS + "Weather"]
    service["traits"]["smithy.api#title"] = "\ud800"
    put("model.json", document(Weather=service))

    assert "surrogate" in refused(folder, "generate", "model.json")


# --- folders


def test_a_folder_with_foreign_files_is_left_alone(folder: Path) -> None:
    put("model.json", document())
    mine = Path("out", PACKAGE, "client.py")
    mine.parent.mkdir(parents=True)
    mine.write_text("# written by hand\n")

    message = refused(folder, "generate", "model.json", "--out", "out")

    assert "client.py" in message and PACKAGE in message and "--out" in message


def test_a_file_where_the_folder_should_be_is_left_alone(folder: Path) -> None:
    put("model.json", document())
    put("out", "mine")

    message = refused(folder, "generate", "model.json", "--out", "out/deep")

    assert "out" in message and "--out" in message


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0,
    reason="the superuser may write everywhere",
)
def test_a_read_only_folder_is_left_alone(folder: Path) -> None:
    put("model.json", document())
    Path("out").mkdir(mode=0o500)

    assert "cannot be written" in refused(
        folder, "generate", "model.json", "--out", "out"
    )


@pytest.mark.skipif(not Path("/proc/version").exists(), reason="no folder like /proc")
def test_a_folder_that_takes_no_files_is_named(folder: Path) -> None:
    put("model.json", document())

    message = refused(folder, "generate", "model.json", "--out", "/proc/out")

    assert "/proc/out" in message and "--out" in message


def test_a_killed_run_is_repaired_by_the_next(folder: Path) -> None:
    """Whenever it is killed, what is there is the old package, the new one or none; the next run puts all right."""
    put("new.json", document())
    put("old.json", document(Forecast=None, GetForecast=None, City=_city_alone()))
    made("old.json", "--out", "old")
    made("old.json", "--out", "new")
    replaced = run("0", "generate", "new.json", "--out", "new", code=KILLED)
    old, new = _content(Path("old", PACKAGE)), _content(Path("new", PACKAGE))
    assert old != new
    # All files, two renames, and the removal of the old package.
    changes = int(replaced.stdout.split()[-1])
    assert changes == len(new) + 4

    for step in (1, len(new), changes - 2, changes - 1, changes):
        out = Path(f"out{step}")
        made("old.json", "--out", str(out))
        killed = run(str(step), "generate", "new.json", "--out", str(out), code=KILLED)
        assert killed.returncode == 137, killed.stderr

        package = out / PACKAGE
        assert not package.exists() or _content(package) in (old, new)
        made("new.json", "--out", str(out))
        assert _content(package) == new
        assert [path.name for path in out.iterdir()] == [PACKAGE]


def _city_alone() -> Any:
    city = document()["shapes"][NS + "City"]
    return {**city, "resources": []}


def _content(package: Path) -> Tree:
    """All but the manifest, which says where the model is."""
    found = tree(package)
    return {name: text for name, text in found.items() if name != "aiosmithy.json"}
