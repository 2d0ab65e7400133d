"""``aiosmithy generate`` over models of all formats, many at a time."""

from __future__ import annotations

import gzip
import json
import os
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

import pytest
from c2j_weather import c2j, put_c2j
from generate_runs import done, errors, put, put_all, run, weather
from weather import NS, document, member, ref, structure

pytestmark = pytest.mark.usefixtures("folder")


def manifest(package: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(package, "aiosmithy.json").read_bytes())
    return found


def contents(folder: str) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(Path(folder).rglob("*"))
        if file.is_file()
    }


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


def test_another_protocol_of_the_service_is_recorded_and_honoured() -> None:
    service = document()["shapes"][NS + "Weather"]
    traits = {**service["traits"], "smithy.protocols#rpcv2Cbor": {}}
    put("model.json", weather(Weather={**service, "traits": traits}))

    done("generate", "model.json", "--protocol", "RPCv2CBOR")

    package = "generated/aiosmithy_weather"
    assert "rpc_v2_cbor.PROTOCOL" in Path(package, "operations.py").read_text()
    done("check")
    assert "unchanged" in done("generate", "generated").stdout
    done("generate", "model.json")
    assert "rest_json_1.PROTOCOL" in Path(package, "operations.py").read_text()


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
