from __future__ import annotations

import os
import shutil
import sys
import threading
from pathlib import Path, PurePosixPath

import pytest
from aiosmithy_codegen.errors import OutputError
from aiosmithy_codegen.output import HEADER, compare, write

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


def test_writes_exactly_these_files(tmp_path: Path) -> None:
    root = tmp_path / "deep" / "out"
    files = made(client="a = 'ü'", shapes="b")

    changed = write(files, root)

    assert changed == [PACKAGE]
    assert on_disk(root) == as_text(files)
    assert compare(files, root) == []
    assert [path.name for path in root.iterdir()] == [PACKAGE]


def test_line_ends_are_lf_everywhere(tmp_path: Path) -> None:
    write(made(client="a\nb"), tmp_path)

    assert b"\r" not in (tmp_path / PACKAGE / "client.py").read_bytes()


def test_what_has_not_changed_is_not_touched(tmp_path: Path) -> None:
    files = made(client="a")
    write(files, tmp_path)
    before = (tmp_path / PACKAGE).stat().st_ino

    assert write(files, tmp_path) == []
    assert (tmp_path / PACKAGE).stat().st_ino == before


def test_left_over_generated_files_go_and_caches_do_not_matter(tmp_path: Path) -> None:
    write(made(client="a", waiters="b"), tmp_path)
    cache = tmp_path / PACKAGE / "__pycache__"
    cache.mkdir()
    (cache / "client.cpython-311.pyc").write_bytes(b"\0")

    files = made(client="a")
    assert write(files, tmp_path) == [PACKAGE]

    assert on_disk(tmp_path) == as_text(files)


def test_other_packages_and_files_beside_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "README").write_text("mine")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "x.py").write_text("mine")

    write(made(client="a"), tmp_path)

    assert (tmp_path / "README").read_text() == "mine"
    assert (tmp_path / "other" / "x.py").read_text() == "mine"


@pytest.mark.parametrize(
    "name",
    ["notes.txt", "mine.py", "client.py", "sub/mine.py", "data.json", ".hidden"],
)
def test_a_folder_with_foreign_files_is_refused_and_untouched(
    tmp_path: Path, name: str
) -> None:
    foreign = tmp_path / PACKAGE / name
    foreign.parent.mkdir(parents=True)
    foreign.write_text("written by hand\n")

    with pytest.raises(OutputError) as caught:
        write(made(client="a"), tmp_path)

    assert name in str(caught.value) and PACKAGE in str(caught.value)
    assert on_disk(tmp_path) == {f"{PACKAGE}/{name}": "written by hand\n"}


def test_many_foreign_files_are_counted(tmp_path: Path) -> None:
    (tmp_path / PACKAGE).mkdir()
    for number in range(9):
        (tmp_path / PACKAGE / f"n{number}.txt").write_text("x")

    with pytest.raises(OutputError, match=r"n0\.txt.* and 4 more"):
        write(made(client="a"), tmp_path)


def test_one_refused_package_keeps_all_from_being_written(tmp_path: Path) -> None:
    files = made(client="a")
    files |= {
        PurePosixPath("aiosmithy_zzz", path.name): text for path, text in files.items()
    }
    (tmp_path / "aiosmithy_zzz").mkdir()
    (tmp_path / "aiosmithy_zzz" / "mine.txt").write_text("x")

    with pytest.raises(OutputError):
        write(files, tmp_path)

    assert not (tmp_path / PACKAGE).exists()


def test_a_file_in_the_package_s_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / PACKAGE).write_text("x")

    with pytest.raises(OutputError, match="is not a folder"):
        write(made(client="a"), tmp_path)


def test_a_file_in_the_folder_s_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")

    with pytest.raises(OutputError, match="cannot be written"):
        write(made(client="a"), tmp_path / "out")


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="root may write anywhere"
)
def test_a_read_only_folder_is_one_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(OutputError, match="Permission denied"):
            write(made(client="a"), tmp_path)
    finally:
        tmp_path.chmod(0o755)


@pytest.mark.skipif(not Path("/proc/version").exists(), reason="no folder like /proc")
def test_a_folder_that_takes_no_files_is_one_error() -> None:
    with pytest.raises(OutputError) as caught:
        write(made(client="a"), Path("/proc"))

    assert "/proc" in str(caught.value) and caught.value.remedy


def test_symbolic_links_are_never_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "client.py").write_text(f"{HEADER}not ours")
    root = tmp_path / "out"
    root.mkdir()
    (root / PACKAGE).symlink_to(outside)

    with pytest.raises(OutputError, match="symbolic link"):
        write(made(client="a"), root)

    (root / PACKAGE).unlink()
    (root / PACKAGE).mkdir()
    (root / PACKAGE / "client.py").symlink_to(outside / "client.py")
    (root / PACKAGE / "sub").symlink_to(outside)
    with pytest.raises(OutputError, match=r"client\.py, sub"):
        write(made(client="a"), root)
    assert (outside / "client.py").read_text() == f"{HEADER}not ours"


@pytest.mark.parametrize(
    "path",
    ["../x/a.py", "/etc/a.py", "client.py", "a/../../b.py", "a/b c.py", "a/.hidden"],
)
def test_no_path_leads_out_of_a_package(tmp_path: Path, path: str) -> None:
    root = tmp_path / "out"

    with pytest.raises(OutputError, match="is not a path of a package"):
        write({PurePosixPath(path): "x"}, root)

    assert not root.exists()


def differences(files: Files, root: Path) -> list[tuple[str, str]]:
    return [(found.kind, found.path.as_posix()) for found in compare(files, root)]


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
        "notes.txt": "left over",
        "old.py": "left over",
    }
    assert "-edited\n+a" in found["client.py"].diff
    assert "+y" in found["new.py"].diff and "/dev/null" in found["new.py"].diff
    assert "-x" in found["old.py"].diff


def test_compare_sees_line_ends(tmp_path: Path) -> None:
    files = made(client="a")
    write(files, tmp_path)
    file = tmp_path / PACKAGE / "client.py"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))

    (found,) = compare(files, tmp_path)

    assert found.kind == "changed" and "\\r" in found.diff


def test_compare_of_nothing_finds_everything_missing(tmp_path: Path) -> None:
    assert len(differences(made(client="a"), tmp_path / "none")) == 3


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
    monkeypatch.setattr(Path, "write_bytes", counted(Path.write_bytes))
    monkeypatch.setattr(shutil, "rmtree", counted(shutil.rmtree))


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
