from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from aiosmithy_codegen.cli import main, plain
from click.testing import CliRunner, Result
from weather import NS, document


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("specs").mkdir()
    Path("specs/model.json").write_text(json.dumps(document()))
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def done(*arguments: str) -> Result:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result


def manifest(package: str = "generated/aiosmithy_weather") -> dict[str, object]:
    found: dict[str, object] = json.loads(Path(package, "aiosmithy.json").read_bytes())
    return found


def climate() -> None:
    """A second model, of another service."""
    found = document()
    found["shapes"][NS + "Weather"]["traits"]["aws.api#service"] = {"sdkId": "Climate"}
    Path("specs/climate.json").write_text(json.dumps(found))


def texts(package: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in package.iterdir()}


def test_generates_into_generated_and_says_what() -> None:
    result = done("generate", "specs/model.json")

    assert "generated" in result.stdout and "aiosmithy_weather" in result.stdout
    assert "written" in result.stdout
    assert "unchanged" in done("generate", "specs/model.json").stdout
    package = Path("generated/aiosmithy_weather")
    assert {"__init__.py", "client.py", "shapes.py", "py.typed", "aiosmithy.json"} <= {
        file.name for file in package.iterdir()
    }
    for file in package.iterdir():
        assert b"\r" not in file.read_bytes()


def test_the_manifest_says_what_the_package_was_made_from() -> None:
    overlay = {"overlay": "1.0", "changes": []}
    Path("specs/overlay.json").write_text(json.dumps(overlay))

    done(
        *("generate", "specs/model.json", "--overlay", "specs/overlay.json"),
        *("--operation", "ListCities", "--operation", "Get*"),
    )

    found = manifest()
    assert found["service"] == NS + "Weather"
    assert found["apiVersion"] == "2026-01-01"
    assert found["operations"] == ["Get*", "ListCities"]
    assert found["protocol"] == "aws.protocols#restJson1"
    assert isinstance(found["model"], dict) and isinstance(found["overlays"], list)
    assert found["model"]["path"] == "../../specs/model.json"
    assert found["overlays"][0]["path"] == "../../specs/overlay.json"


def test_the_output_does_not_depend_on_where_it_is_made(folder: Path) -> None:
    done("generate", "specs/model.json", "--out", "one")
    done("generate", str(folder / "specs/model.json"), "--out", str(folder / "two"))

    assert texts(Path("one/aiosmithy_weather")) == texts(Path("two/aiosmithy_weather"))


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_several_models_make_several_packages(jobs: str) -> None:
    climate()

    done("generate", "specs", "--jobs", jobs)

    assert sorted(path.name for path in Path("generated").iterdir()) == [
        "aiosmithy_climate",
        "aiosmithy_weather",
    ]
    assert "2 packages checked" in done("check").stdout


def test_a_package_is_named_by_option_and_checked_under_that_name() -> None:
    done("generate", "specs/model.json", "--package", "forecasts")

    assert Path("generated/forecasts/client.py").is_file()
    done("check", "generated/forecasts")


def test_check_shows_every_difference() -> None:
    done("generate", "specs/model.json")
    package = Path("generated/aiosmithy_weather")
    package.joinpath("shapes.py").unlink()
    with package.joinpath("client.py").open("a") as stream:
        stream.write("edited = '\x1b[31m'\n")
    package.joinpath("notes.txt").write_text("mine")

    result = run("check")

    assert result.exit_code == 1
    assert "missing: aiosmithy_weather/shapes.py" in result.stdout
    assert "changed: aiosmithy_weather/client.py" in result.stdout
    assert "-edited = '\\x1b[31m'" in result.stdout
    assert "left over: aiosmithy_weather/notes.txt" in result.stdout
    assert "1 changed, 1 left over, 1 missing" in result.stdout


def test_check_and_generate_follow_the_manifests() -> None:
    done("generate", "specs/model.json", "--operation", "Get*", "--out", "out")
    found = document()
    found["shapes"][NS + "GetTimeOutput"]["members"]["zone"] = {
        "target": "smithy.api#String"
    }
    Path("specs/model.json").write_text(json.dumps(found))

    result = run("check", "out")
    assert result.exit_code == 1
    assert "changed: aiosmithy_weather/shapes.py" in result.stdout
    assert "+    zone" in result.stdout

    done("generate", "out")
    done("check", "out")
    assert manifest("out/aiosmithy_weather")["operations"] == ["Get*"]


def test_reordering_a_model_changes_nothing() -> None:
    done("generate", "specs/model.json")
    found = document()
    found["shapes"] = dict(reversed(found["shapes"].items()))
    Path("specs/model.json").write_text(json.dumps(found, indent=4))

    done("check")


def test_a_package_without_its_manifest_is_told_of() -> None:
    done("generate", "specs/model.json")
    Path("generated/aiosmithy_weather/aiosmithy.json").unlink()

    result = run("check")

    assert result.exit_code == 2
    assert "aiosmithy.json" in result.stderr


def test_a_name_that_python_finds_elsewhere_is_noted(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    done("generate", "specs/model.json", "--out", "one")
    monkeypatch.syspath_prepend(str(folder / "one"))

    assert "note: " not in done("generate", "specs/model.json", "--out", "one").stderr
    result = done("generate", "specs/model.json", "--out", "two")

    assert "note: `import aiosmithy_weather` finds" in result.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["generate", "-h"], ["check", "-h"]])
def test_help(arguments: list[str]) -> None:
    text = done(*arguments).stdout

    assert "Usage: " in text
    if arguments == ["--help"]:
        for command in ("generate", "check", "serve", "demo"):
            assert f"  {command} " in text


def test_version() -> None:
    assert "aiosmithy, version " in done("--version").stdout


def test_plain_escapes_what_could_act_on_a_terminal() -> None:
    assert plain("a\x1b[31m\u202eb\x07\u2028\n\tü…") == (
        "a\\x1b[31m\\u202eb\\x07\\u2028\n\tü…"
    )


def python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_without_its_extra_the_command_says_how_to_install_it() -> None:
    code = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("click", "black", "rich", "jinja2", "jmespath"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Missing())
import importlib.util
found = importlib.util.find_spec
importlib.util.find_spec = lambda name: None if name in ("click", "rich") else True
from aiosmithy_codegen.__main__ import main
main()
"""
    result = python(code)

    assert result.returncode == 2
    assert "pip install 'aiosmithy[codegen]'" in result.stderr
    assert "click, rich" in result.stderr


def test_generating_imports_no_server_and_no_client() -> None:
    code = """
import sys
from aiosmithy_codegen.cli import main
main(["generate", "specs/model.json"], standalone_mode=False)
print(sorted(sys.modules.keys() & {"aiohttp", "aiosmithy", "jinja2", "black"}))
"""
    result = python(code)

    assert result.stdout.splitlines()[-1] == "['black', 'jinja2']", result.stderr


def test_help_imports_neither_jinja_nor_black() -> None:
    code = """
import sys
from aiosmithy_codegen.cli import main
main(["--help"], standalone_mode=False)
print(sorted(sys.modules.keys() & {"aiohttp", "aiosmithy", "jinja2", "black", "rich"}))
"""
    assert python(code).stdout.splitlines()[-1] == "[]"


def test_runs_as_a_module() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "aiosmithy_codegen", "generate", "specs/gone.json"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert result.returncode == 2
    assert result.stderr.startswith("Error: specs/gone.json: there is no such file")
