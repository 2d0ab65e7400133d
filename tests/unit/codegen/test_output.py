"""Writing generated packages."""

from __future__ import annotations

import os
import sys
from pathlib import Path, PurePosixPath

import pytest
from aiosmithy_codegen.errors import OutputError
from aiosmithy_codegen.output import HEADER, compare, find_foreign, write
from written_packages import PACKAGE, as_text, made, on_disk


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
