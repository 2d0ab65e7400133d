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
from aiosmithy_codegen.output import HEADER, compare, find_foreign, find_remains, write

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


@pytest.mark.parametrize(
    "beside", ["__init__.py", "sub/__init__.py", "py.typed", "aiosmithy.json"]
)
def test_a_folder_with_empty_files_is_refused_and_untouched(
    tmp_path: Path, beside: str
) -> None:
    for name in (beside, "mine.py"):
        file = tmp_path / PACKAGE / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("mine" if name == "mine.py" else "")

    with pytest.raises(OutputError, match=r"mine\.py"):
        write(made(client="a"), tmp_path)

    assert on_disk(tmp_path) == {
        f"{PACKAGE}/{beside}": "",
        f"{PACKAGE}/mine.py": "mine",
    }


def test_an_empty_foreign_file_comes_along(tmp_path: Path) -> None:
    write(made(client="a"), tmp_path)
    (tmp_path / PACKAGE / "sub").mkdir()
    for name in ("empty.py", "sub/__init__.py"):
        (tmp_path / PACKAGE / name).write_text("")

    assert compare(made(client="a"), tmp_path) == []
    assert write(made(client="b"), tmp_path) == [PACKAGE]
    assert (tmp_path / PACKAGE / "empty.py").read_text() == ""
    assert (tmp_path / PACKAGE / "sub" / "__init__.py").read_text() == ""


@pytest.mark.parametrize("name", ["notes.txt", "mine.py", "sub/mine.py", ".hidden"])
def test_foreign_files_in_a_package_come_along_and_are_named(
    tmp_path: Path, name: str
) -> None:
    write(made(client="a", waiters="b"), tmp_path)
    foreign = tmp_path / PACKAGE / name
    foreign.parent.mkdir(exist_ok=True)
    foreign.write_text("written by hand\n")

    files = made(client="new")
    assert write(files, tmp_path) == [PACKAGE]
    assert write(files, tmp_path) == []

    own = {f"{PACKAGE}/{name}": "written by hand\n"}
    assert on_disk(tmp_path) == as_text(files) | own
    ours = [PurePosixPath(*path.parts[1:]) for path in files]
    assert find_foreign(tmp_path / PACKAGE, ours) == (name,)


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_foreign_links_come_along_as_links(tmp_path: Path) -> None:
    write(made(client="a"), tmp_path)
    (tmp_path / "outside").mkdir()
    for name, target in (("folder", "../outside"), ("broken", "nowhere")):
        (tmp_path / PACKAGE / name).symlink_to(target)

    assert write(made(client="b"), tmp_path) == [PACKAGE]

    assert (tmp_path / PACKAGE / "folder").readlink() == Path("../outside")
    assert (tmp_path / PACKAGE / "broken").readlink() == Path("nowhere")


@pytest.mark.parametrize("name", ["client.py", "client.py/mine.txt"])
def test_what_stands_where_a_file_of_ours_goes_is_refused(
    tmp_path: Path, name: str
) -> None:
    write(made(shapes="a"), tmp_path)
    foreign = tmp_path / PACKAGE / name
    foreign.parent.mkdir(exist_ok=True)
    foreign.write_text("mine")
    before = on_disk(tmp_path)

    with pytest.raises(OutputError, match=name):
        write(made(client="a"), tmp_path)

    assert on_disk(tmp_path) == before


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
