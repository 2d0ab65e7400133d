"""The wheel, and what importing a client loads."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TOPS = {"aiosmithy", "aiosmithy_codegen", "aiosmithy_cleanroomsml"}
HEAVY = (
    "jinja2",
    "black",
    "click",
    "rich",
    "jmespath",
    "botocore",
    "aiosmithy_codegen",
)


def python(code: str, *path: Path) -> str:
    """What a fresh, isolated process prints, with only these folders and site-packages to import from."""
    lines = [f"import sys; sys.path[:0] = {[str(p) for p in path]!r}", code]
    done = subprocess.run(
        [sys.executable, "-I", "-c", "\n".join(lines)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_client_loads_no_part_of_the_generator() -> None:
    code = (
        "import aiosmithy_cleanroomsml as package\n"
        "package.CleanRoomsMLClient(region='eu-west-1')\n"
        "package.errors, package.shapes, package.paginators, package.waiters\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )

    assert python(code) == "[]\n"


def test_importing_a_client_loads_neither_shapes_nor_operations() -> None:
    code = (
        "import aiosmithy_cleanroomsml\n"
        "aiosmithy_cleanroomsml.CleanRoomsMLClient(region='eu-west-1')\n"
        "print(sorted(n for n in sys.modules if n.startswith('aiosmithy_cleanroomsml.')))"
    )

    assert python(code) == "['aiosmithy_cleanroomsml.client']\n"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_the_packages_and_nothing_beside_them(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}

    assert {top for top in tops if not top.endswith(".dist-info")} == TOPS
    for expected in (
        "aiosmithy/py.typed",
        "aiosmithy/clients/sts/client.py",
        "aiosmithy_codegen/templates/client.py.jinja",
        "aiosmithy_cleanroomsml/py.typed",
        "aiosmithy_cleanroomsml/aiosmithy.json",
    ):
        assert expected in names
    assert not [name for name in names if "__pycache__" in name]


def test_the_wheel_works_by_itself(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    out = tmp_path / "out"
    code = (
        "from aiosmithy_codegen.cli import main\n"
        "import aiosmithy_codegen; print(aiosmithy_codegen.__file__)\n"
        f"main(['generate', {str(ROOT / 'specs/cleanroomsml/model.json')!r}, '--out', {str(out)!r}],"
        " standalone_mode=False)"
    )

    printed = python(code, tmp_path / "installed")

    assert str(tmp_path / "installed") in printed
    assert (out / "aiosmithy_cleanroomsml" / "client.py").exists()


def test_the_sdist_holds_what_it_lists(tmp_path: Path) -> None:
    import tarfile

    subprocess.run(
        [
            sys.executable,
            "-m",
            "hatchling",
            "build",
            "-t",
            "sdist",
            "-d",
            str(tmp_path),
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(built) as archive:
        names = {name.partition("/")[2].split("/")[0] for name in archive.getnames()}

    expected = ["codegen", "runtime", "templates", "generated", "specs", "tests"]
    expected += [
        "CHANGELOG.md",
        "LICENSE",
        "NOTICE",
        "README.md",
        "pyproject.toml",
        ".gitignore",
        "PKG-INFO",
    ]
    assert names <= {*expected, ""}
