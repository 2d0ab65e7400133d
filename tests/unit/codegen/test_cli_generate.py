"""``aiosmithy generate`` over models of all formats, many at a time, again and again."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

import pytest
from aiosmithy_codegen.cli import main
from c2j_weather import c2j, put_c2j
from click.testing import CliRunner, Result
from weather import NS, document, member, ref, structure

IDL = """$version: "2"
namespace example.small
use aws.protocols#restJson1
use example.common#Word
@restJson1
service Small { version: "1", operations: [Ping] }
@http(method: "POST", uri: "/")
operation Ping { input := { word: Word } }
"""
IDL_LIBRARY = '$version: "2"\nnamespace example.common\nstring Word\n'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(path: str, content: Any) -> str:
    text = content if isinstance(content, str) else json.dumps(content)
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, "utf-8")
    return path


def weather(name: str = "Weather", **shapes: Any) -> dict[str, Any]:
    """The weather service under another name."""
    found = document(**shapes)
    found["shapes"][NS + "Weather"]["traits"]["aws.api#service"] = {"sdkId": name}
    return found


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def done(*arguments: str) -> Result:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result


def manifest(package: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(package, "aiosmithy.json").read_bytes())
    return found


def contents(folder: str) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(Path(folder).rglob("*"))
        if file.is_file()
    }


def errors(result: Result) -> list[str]:
    lines = result.stderr.splitlines()
    assert "Traceback" not in result.stderr and "mistake in" not in result.stderr
    return [line for line in lines if line.startswith("Error: ")]


def put_all() -> list[str]:
    """One model in each format, as MODEL arguments."""
    put_c2j(Path("c2j/tide/2026-01-01"), c2j("Tide"), zipped=True)
    put("idl/small.smithy", IDL)
    put("idl/common.smithy", IDL_LIBRARY)
    put("split/wind.json", weather("Wind", Sky=None))
    sky = {NS + "Sky": document()["shapes"][NS + "Sky"]}
    put("split/sky.json", {"smithy": "2.0", "shapes": sky})
    return [put("weather.json", weather()), "c2j", "idl", "split"]


def test_every_format_is_generated_checked_and_made_again() -> None:
    models = put_all()

    result = done("generate", *models, "--out", "out")

    assert sorted(os.listdir("out")) == [
        "aiosmithy_small",
        "aiosmithy_tide",
        "aiosmithy_weather",
        "aiosmithy_wind",
    ]
    assert "4 packages, 4 written, " in result.stdout and "0 failed" in result.stdout
    assert manifest("out/aiosmithy_small")["model"]["path"] == "../../idl"
    assert manifest("out/aiosmithy_tide")["model"]["path"] == (
        "../../c2j/tide/2026-01-01"
    )
    assert manifest("out/aiosmithy_wind")["model"]["path"] == "../../split/wind.json"
    assert manifest("out/aiosmithy_wind")["model"]["others"] == ["../../split/sky.json"]
    assert "4 packages checked: as generated." in done("check", "out").stdout
    again = done("generate", "out").stdout
    assert again.count("unchanged") == 4 and "0 written" in again


def test_the_output_does_not_depend_on_the_number_of_processes() -> None:
    models = [*put_all(), put("same.json", weather()), put("bad.json", "{}")]
    results = [
        run("generate", *models, "--out", jobs, "--jobs", jobs) for jobs in ("1", "3")
    ]

    assert contents("1") == contents("3") and len(os.listdir("1")) == 3
    assert errors(results[0]) == errors(results[1]) and len(errors(results[0])) == 3


def test_what_botocore_ships() -> None:
    pytest.importorskip("botocore")

    done("generate", "botocore:account", "--operation", "GetContactInformation")

    place = manifest("generated/aiosmithy_account")["model"]["path"]
    assert place.startswith("botocore:account@20")
    done("check")
    assert "unchanged" in done("generate", "generated").stdout


def test_what_a_glob_found_gives_way_with_a_note(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("weather", "tide"):
        put_c2j(folder / "site/botocore/data" / name / "2026-01-01", c2j(name))
    spec = ModuleSpec("botocore", None, is_package=True)
    spec.submodule_search_locations = [str(folder / "site/botocore")]
    monkeypatch.setattr(
        "aiosmithy_codegen.source.botocore.find_spec", lambda name: spec
    )
    put("weather.json", weather())

    result = done("generate", "botocore:*", "weather.json")

    assert "1 model: botocore:weather@2026-01-01" in result.stderr
    assert manifest("generated/aiosmithy_weather")["model"]["path"] == (
        "../../weather.json"
    )
    assert manifest("generated/aiosmithy_tide")["model"]["path"] == (
        "botocore:tide@2026-01-01"
    )
    result = run("generate", "botocore:weather", "weather.json")
    assert len(errors(result)) == 2 and "--package" in result.stderr


def test_bad_models_are_told_of_at_the_end_and_stop_no_others() -> None:
    put("models/a.json", weather())
    put("models/b.json", "{")
    put("models/c.json", weather("Climate"))
    put("models/d.json", weather("Bad", City_=structure(a=member("Gone"))))

    result = run("generate", "models", "missing.json", "botocore:nope", "--out", "out")

    assert result.exit_code == 2
    assert [line.split(": ")[1] for line in errors(result)] == [
        "models/b.json",
        "models/d.json",
        "missing.json",
        "botocore:nope",
    ]
    assert sorted(os.listdir("out")) == ["aiosmithy_climate", "aiosmithy_weather"]
    assert "2 packages, 2 written" in result.stdout and "4 failed" in result.stdout


def test_models_of_one_package_are_refused_all_and_no_other() -> None:
    put("a.json", weather())
    put("b.json", weather(GetTime=None, GetTimeOutput=None) | {"metadata": {}})
    put("c.json", weather("Climate"))
    put("bad.json", weather("Climate", City_=structure(a=member("Gone"))))
    two = json.loads(Path("b.json").read_text())
    two["shapes"][NS + "Weather"]["operations"] = []
    put("b.json", two)

    result = run("generate", "a.json", "b.json", "c.json", "bad.json")

    # The bad one could have been anything: it takes no name from a good one.
    assert [line.split(": ")[1] for line in errors(result)] == [
        "a.json",
        "b.json",
        "bad.json",
    ]
    assert "aiosmithy_weather" in result.stderr and "--package" in result.stderr
    assert os.listdir("generated") == ["aiosmithy_climate"]


def test_an_overlay_that_cannot_be_read_is_told_of_once() -> None:
    put("a.json", weather())
    put("b.json", weather("Climate"))

    result = run("generate", "a.json", "b.json", "--overlay", "gone.json")

    assert errors(result) == ["Error: gone.json: there is no such file"]


def test_hostile_files_are_one_error_each() -> None:
    Path("models").mkdir()
    Path("models/bomb.json").write_bytes(gzip.compress(b" " * (1 << 20)) * 300)
    Path("models/cut.json.gz").write_bytes(gzip.compress(b"{}" * 99)[:-9])
    Path("models/text.json").write_bytes(b'{"a": "\xff"}')
    put("deep.smithy", '$version: "2"\nmetadata a = ' + "[" * 100_000)
    put("models/good.json", weather())

    result = run("generate", "models", "deep.smithy")

    told = errors(result)
    assert len(told) == 4 and result.exit_code == 2
    assert "bomb.json: the gzip data expands to more than 256 MiB" in told[0]
    assert "cut.json.gz: the gzip data is cut off" in told[1]
    assert "text.json: is not UTF-8" in told[2]
    assert "deep.smithy:2:" in told[3]
    assert os.listdir("generated") == ["aiosmithy_weather"]


def test_two_services_ask_for_a_choice() -> None:
    other = {"type": "service", "version": "1", "operations": [ref("GetTime")]}
    both = weather(Other={**other, "traits": {"aws.protocols#restJson1": {}}})
    put("both.json", both)

    result = run("generate", "both.json")
    assert result.exit_code == 2 and "--service" in result.stderr
    assert not Path("generated").exists()

    done("generate", "both.json", "--service", "Other")
    assert os.listdir("generated") == ["aiosmithy_other"]
    done("generate", "generated")
    done("check")


def test_what_is_excluded_is_recorded_and_honoured() -> None:
    traits = {"smithy.api#deprecated": {}}
    time_ = document()["shapes"][NS + "GetTime"]
    marked = {**time_, "traits": {**time_["traits"], **traits}}
    put("model.json", weather(GetTime=marked))

    done("generate", "model.json", "--exclude-deprecated", "--exclude-internal")

    package = "generated/aiosmithy_weather"
    assert manifest(package)["exclude"] == ["deprecated", "internal"]
    assert "get_time" not in Path(package, "client.py").read_text()
    done("check")
    assert "unchanged" in done("generate", "generated").stdout
    done("generate", "model.json")
    assert "get_time" in Path(package, "client.py").read_text()


def test_a_model_that_went_away_is_one_error_and_stops_no_others() -> None:
    put("a.json", weather())
    put("b.json", weather("Climate"))
    done("generate", "a.json", "b.json")
    Path("a.json").unlink()

    result = run("generate", "generated")

    assert result.exit_code == 2
    assert errors(result) == ["Error: a.json: there is no such file"]
    assert "aiosmithy_climate: " in result.stdout


def test_check_goes_on_past_what_cannot_be_checked() -> None:
    for name in ("Weather", "Climate", "Tide"):
        put(f"{name}.json", weather(name))
    done("generate", "Weather.json", "Climate.json", "Tide.json")
    Path("Climate.json").unlink()
    put("generated/aiosmithy_tide/aiosmithy.json", "{}")
    put("generated/aiosmithy_weather/client.py", "edited")

    result = run("check")

    assert result.exit_code == 2
    assert [error.split(": ")[1] for error in errors(result)] == [
        "Climate.json",
        "generated/aiosmithy_tide/aiosmithy.json",
    ]
    assert "1 package checked: 1 changed" in result.stdout


@pytest.mark.parametrize("option", [["--operation", "Get*"], ["--out", "other"]])
def test_packages_are_made_again_as_recorded_or_not_at_all(option: list[str]) -> None:
    put("a.json", weather())
    done("generate", "a.json")

    result = run("generate", "generated", *option)

    assert result.exit_code == 2 and "as their manifests say" in result.stderr


def test_foreign_files_are_named_and_left_over_ones_removed() -> None:
    put("a.json", weather())
    done("generate", "a.json")
    package = Path("generated/aiosmithy_weather")
    (package / "notes.txt").write_text("mine")
    (package / "old.py").write_text("# Generated by aiosmithy 0.0.1\n")

    for _ in range(2):
        result = done("generate", "generated")
        assert "notes.txt" in result.stderr and "1 file" in result.stderr

    assert (package / "notes.txt").read_text() == "mine"
    assert not (package / "old.py").exists()
    checked = done("check")
    assert "1 package checked: as generated." in checked.stdout
    assert "untouched" in checked.stderr and "notes.txt" in checked.stderr


def test_remains_of_an_old_package_are_named_whole(folder: Path) -> None:
    put("a.json", weather())
    put("generated/.aiosmithy_weather.remains1/__pycache__/a.pyc", "")

    result = done("generate", "a.json")

    assert "generated/.aiosmithy_weather.remains1" in result.stderr


def test_what_a_manifest_asks_for_in_vain_is_told_with_it() -> None:
    put("a.json", weather())
    put("overlay.json", {"overlay": "1.0", "changes": []})
    done("generate", "a.json", "--operation", "GetTime", "--overlay", "overlay.json")
    asking = "generated/aiosmithy_weather/aiosmithy.json asks for it"

    def told(problem: str) -> None:
        for command in ("generate", "check"):
            result = run(command, "generated")
            assert result.exit_code == 2 and problem in result.stderr
            assert asking in result.stderr

    Path("a.json").rename("b.json")
    told("a.json: there is no such file")
    found = weather()
    found["shapes"][NS + "Weather"]["operations"].remove(ref("GetTime"))
    put("a.json", found)
    told("no operation is named 'GetTime'")
    put("a.json", json.dumps(weather()).replace(NS + "Weather", NS + "Wetter"))
    told(f"there is no service '{NS}Weather'")
    put("a.json", weather())
    Path("overlay.json").unlink()
    told("overlay.json: there is no such file")


def test_a_model_that_is_given_is_not_blamed_on_the_manifest() -> None:
    put("a.json", weather())
    done("generate", "a.json")

    result = run("check", "--model", "gone.json")

    assert result.exit_code == 2 and "asks for it" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ([""], "empty text"),
        (["a.json", ""], "empty text"),
        (["a.json", "--out", ""], "empty text"),
        (["a.json", "--package", ""], "cannot be the name"),
        (["a.json", "--package", "json"], "module of Python's"),
        (["a.json", "--package", "_thread"], "module of Python's"),
        (["a.json", "--package", "class"], "cannot be the name"),
        (["a.json", "--package", "a.b"], "cannot be the name"),
        (["a.json", "--package", "1st"], "cannot be the name"),
    ],
)
def test_names_that_are_none_are_refused(arguments: list[str], problem: str) -> None:
    put("a.json", weather())

    result = run("generate", *arguments)

    assert result.exit_code == 2 and problem in result.stderr
    assert os.listdir(".") in (
        ["a.json"],
        ["generated", "a.json"],
        ["a.json", "generated"],
    )


def test_a_file_given_twice_is_one_model() -> None:
    put("sub/a.json", weather())
    Path("link.json").symlink_to("sub/a.json")

    result = done("generate", "sub/a.json", "sub/../sub/a.json", "link.json")

    assert result.stdout.count("aiosmithy_weather") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_symbolic_link_in_a_package_s_place_is_refused() -> None:
    put("a.json", weather())
    put("b.json", weather("Climate"))
    Path("elsewhere").mkdir()
    Path("generated").mkdir()
    Path("generated/aiosmithy_weather").symlink_to("../elsewhere")

    result = run("generate", "a.json", "b.json")

    (error,) = errors(result)
    assert "aiosmithy_weather: is a symbolic link" in error
    assert os.listdir("elsewhere") == []
    assert Path("generated/aiosmithy_climate/client.py").is_file()


def python(code: str, *arguments: str, **variables: str) -> list[str]:
    found = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env={**os.environ, **variables},
    )
    return found.stdout.splitlines()


def test_what_is_up_to_date_is_not_generated(folder: Path) -> None:
    put("a.json", weather())
    code = """
import sys
from aiosmithy_codegen.cli import main
main(sys.argv[1:], standalone_mode=False)
print(sorted(sys.modules.keys() & {"jinja2", "black", "rich", "multiprocessing"}))
"""
    cache = {"AIOSMITHY_CACHE": str(folder / "cache")}

    first = python(code, "generate", "a.json", **cache)
    second = python(code, "generate", "generated", **cache)
    assert first[0].endswith("written") and "black" in first[1]
    assert second[0].endswith("unchanged") and second[1] == "[]"

    client = Path("generated/aiosmithy_weather/client.py")
    client.write_text(client.read_text() + "edited = 1\n")
    third = python(code, "generate", "generated", **cache)
    assert third[0].endswith("written") and "edited" not in client.read_text()


def test_check_does_not_believe_the_cache(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIOSMITHY_CACHE", str(folder / "cache"))
    put("a.json", weather())
    done("generate", "a.json")
    client = Path("generated/aiosmithy_weather/client.py")
    client.write_text(client.read_text() + "edited = 1\n")
    from aiosmithy_codegen.jobs import cache

    entries = list((folder / "cache").rglob("*.json"))
    for entry in entries:
        found = json.loads(entry.read_text())
        found["files"]["client.py"] = cache._digest(
            client.read_bytes()
        )  # pyright: ignore[reportPrivateUsage]
        entry.write_text(json.dumps(found))

    assert entries and "unchanged" in done("generate", "generated").stdout
    assert run("check").exit_code == 1


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "aiosmithy_codegen", *arguments]


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals there")
def test_ctrl_c_ends_cleanly() -> None:
    for number in range(40):
        put(f"models/m{number:02}.json", weather(f"W{number}"))
    code = """
import signal
from aiosmithy_codegen.__main__ import main
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background ignores it
main()
"""
    process = subprocess.Popen(
        [sys.executable, "-c", code, "generate", "models", "--out", "out"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    process.stdout.readline()  # the first package is there

    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=60)

    assert process.returncode == 130
    assert "Traceback" not in told and "Stopped." in told
    made = os.listdir("out")
    assert 0 < len(made) < 40
    assert all(name.startswith("aiosmithy_") for name in made)
    for name in made:
        assert Path("out", name, "aiosmithy.json").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_a_terminal_sees_a_bar_and_a_table() -> None:
    import pty

    models = put_all()
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command("generate", *models, "--out", "out"),
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "120"},
    )
    os.close(theirs)
    seen = b""
    try:
        while piece := os.read(ours, 65536):
            seen += piece
    except OSError:  # how Linux says that the other side is closed
        pass
    os.close(ours)

    assert process.wait(60) == 0
    text = seen.decode()
    assert "4/4" in text and "out/aiosmithy_tide" in text
    assert "4 packages, 4 written" in text
