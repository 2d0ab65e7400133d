"""Comparing generated packages with what lies on disk."""

from __future__ import annotations

from pathlib import Path

from aiosmithy_codegen.output import HEADER, compare, write
from written_packages import PACKAGE, differences, made


def test_compare_finds_missing_changed_and_left_over(tmp_path: Path) -> None:
    write(made(client="a", old="x"), tmp_path)
    (tmp_path / PACKAGE / "client.py").write_text(f"{HEADER}0.1.0.\nedited\n")
    (tmp_path / PACKAGE / "notes.txt").write_text("mine\n")
    files = made(client="a", new="y")

    found = {
        difference.path.name: difference for difference in compare(files, tmp_path)
    }

    assert {name: item.kind for name, item in found.items()} == {
        "client.py": "changed",
        "new.py": "missing",
        "old.py": "left over",
    }
    assert "-edited\n+a" in found["client.py"].diff
    assert "+y" in found["new.py"].diff and "/dev/null" in found["new.py"].diff
    assert "-x" in found["old.py"].diff


def test_compare_sees_what_write_would_refuse(tmp_path: Path) -> None:
    write(made(shapes="a"), tmp_path)
    (tmp_path / PACKAGE / "client.py").write_text("mine")

    assert differences(made(shapes="a", client="a"), tmp_path) == [
        ("changed", f"{PACKAGE}/client.py")
    ]


def test_compare_sees_line_ends(tmp_path: Path) -> None:
    files = made(client="a")
    write(files, tmp_path)
    file = tmp_path / PACKAGE / "client.py"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))

    (found,) = compare(files, tmp_path)

    assert found.kind == "changed" and "\\r" in found.diff


def test_compare_of_nothing_finds_everything_missing(tmp_path: Path) -> None:
    assert len(differences(made(client="a"), tmp_path / "none")) == 3
