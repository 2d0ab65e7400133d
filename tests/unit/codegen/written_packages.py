"""Packages as they are written, and what lies on disk."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from aiosmithy_codegen.output import HEADER, compare

PACKAGE = "aiosmithy_weather"


Files = dict[PurePosixPath, str]


def made(**texts: str) -> Files:
    """A generated package: module name → text, header added."""
    found = {
        PurePosixPath(PACKAGE, f"{name}.py"): f"{HEADER}0.1.0.\n{text}\n"
        for name, text in texts.items()
    }
    found[PurePosixPath(PACKAGE, "py.typed")] = ""
    found[PurePosixPath(PACKAGE, "aiosmithy.json")] = '{"generator": "0.1.0"}\n'
    return found


def on_disk(root: Path) -> dict[str, str]:
    return {
        file.relative_to(root).as_posix(): file.read_bytes().decode()
        for file in sorted(root.rglob("*"))
        if file.is_file()
    }


def as_text(files: Files) -> dict[str, str]:
    return {path.as_posix(): text for path, text in files.items()}


def differences(files: Files, root: Path) -> list[tuple[str, str]]:
    return [(found.kind, found.path.as_posix()) for found in compare(files, root)]
