"""Runs that were killed, and runs at the same time."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sys
import threading
from pathlib import Path, PurePosixPath

import pytest
from aiosmithy_codegen.errors import OutputError
from aiosmithy_codegen.output import HEADER, compare, find_remains, write
from written_packages import PACKAGE, Files, as_text, differences, made, on_disk


class Killed(BaseException):
    """Stands for the end of the process: nothing after it runs."""


def kill_at(monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    """End the run at its n-th change of the disk, without any clean-up."""
    count = 0

    def counted(real: object) -> object:
        def call(*args: object, **kwargs: object) -> object:
            nonlocal count
            count += 1
            if count >= step:
                raise Killed
            assert callable(real)
            return real(*args, **kwargs)

        return call

    monkeypatch.setattr(Path, "rename", counted(Path.rename))
    monkeypatch.setattr(os, "link", counted(os.link))
    monkeypatch.setattr(Path, "write_bytes", counted(Path.write_bytes))
    monkeypatch.setattr(shutil, "rmtree", counted(shutil.rmtree))


@pytest.mark.parametrize("step", range(1, 10))
def test_a_killed_run_never_loses_a_foreign_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    write(made(client="old"), tmp_path)
    (tmp_path / PACKAGE / "notes.txt").write_text("mine")

    with monkeypatch.context() as patch, contextlib.suppress(Killed):
        kill_at(patch, step)
        write(made(client="new"), tmp_path)

    assert "mine" in on_disk(tmp_path).values()
    write(made(client="new"), tmp_path)
    own = {f"{PACKAGE}/notes.txt": "mine"}
    assert on_disk(tmp_path) == as_text(made(client="new")) | own


@pytest.mark.parametrize("step", range(1, 9))
@pytest.mark.parametrize("fresh", [True, False])
def test_a_killed_run_leaves_the_old_package_or_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int, fresh: bool
) -> None:
    old, new = made(client="old", gone="x"), made(client="new", added="y")
    if not fresh:
        write(old, tmp_path)

    with monkeypatch.context() as patch:
        kill_at(patch, step)
        try:
            write(new, tmp_path)
            finished = True
        except Killed:
            finished = False

    package = tmp_path / PACKAGE
    if package.exists():
        here = on_disk(package)
        assert here in [
            {PurePosixPath(p).name: t for p, t in files.items()}
            for files in ([new] if fresh else [old, new])
        ]
    if not finished:
        assert differences(new, tmp_path)
    write(new, tmp_path)
    assert on_disk(tmp_path) == as_text(new)
    assert compare(new, tmp_path) == []


def test_what_a_killed_run_left_half_written_is_repaired(tmp_path: Path) -> None:
    beside = tmp_path / f".{PACKAGE}.new"
    beside.mkdir()
    (beside / "client.py").write_text(HEADER[:7])
    (beside / "aiosmithy.json").write_text("")

    assert ("left over", beside.name) in differences(made(client="a"), tmp_path)
    write(made(client="a"), tmp_path)

    assert on_disk(tmp_path) == as_text(made(client="a"))


def test_foreign_files_beside_are_not_removed_either(tmp_path: Path) -> None:
    beside = tmp_path / f".{PACKAGE}.new"
    beside.mkdir()
    (beside / "mine.txt").write_text("x")

    with pytest.raises(OutputError, match=r"mine\.txt"):
        write(made(client="a"), tmp_path)

    assert (beside / "mine.txt").exists()


def refuse_to_remove(patch: pytest.MonkeyPatch, name: str) -> None:
    """Let what is below folders of that name not be removed, as if they were another user's."""
    real = os.unlink

    def unlink(path: str, *, dir_fd: int | None = None) -> None:
        where = os.readlink(f"/proc/self/fd/{dir_fd}") if dir_fd is not None else path
        if name in Path(where).parts:
            raise PermissionError(errno.EACCES, "Permission denied", path)
        real(path, dir_fd=dir_fd)

    patch.setattr(os, "unlink", unlink)


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc for what is removed")
def test_an_old_package_that_cannot_be_removed_stops_no_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        refuse_to_remove(patch, "__pycache__")
        for text in ("a", "b", "c"):
            files = made(client=text)
            assert write(files, tmp_path) == [PACKAGE]
            assert compare(files, tmp_path) == []
            cache = tmp_path / PACKAGE / "__pycache__"
            cache.mkdir()
            (cache / "client.pyc").write_bytes(b"")

        remains = find_remains(tmp_path, PACKAGE)
        assert len(remains) == 2
        for path in remains:
            assert os.listdir(path) == ["__pycache__"]

    write(made(client="d"), tmp_path)
    assert find_remains(tmp_path, PACKAGE) == remains  # for their owner to remove


def test_runs_at_the_same_time_wait_for_each_other(tmp_path: Path) -> None:
    variants = [made(client=f"v{i}", **{f"m{i}": "x"}) for i in range(8)]
    failures: list[OutputError] = []

    def run(files: Files) -> None:
        try:
            for _ in range(5):
                write(files, tmp_path)
        except OutputError as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(files,)) for files in variants]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert on_disk(tmp_path) in [as_text(files) for files in variants]
