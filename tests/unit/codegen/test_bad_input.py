"""What the command says to models, overlays, options and folders that it cannot use: one message, exit code 2, nothing written."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aiosmithy_codegen.cli import main
from click.testing import CliRunner, Result
from weather import NS, document, member, operation, ref, structure

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run ``aiosmithy`` in an empty folder, with ``model.json`` of these shapes if any are given."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AIOSMITHY_TRACEBACK", raising=False)

    def call(*arguments: str, **shapes: Any) -> Result:
        if shapes:
            put("model.json", document(**shapes))
        return CliRunner().invoke(main, arguments)

    return call


def put(name: str, content: Any) -> None:
    text = content if isinstance(content, str) else json.dumps(content)
    Path(name).write_text(text, "utf-8")


def refused(result: Result, *parts: str) -> None:
    """One message without a traceback, on stderr, with all these parts; nothing written."""
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)
    assert result.stdout == ""
    assert result.stderr.startswith("Error: ") and result.stderr.count("Error: ") == 1
    assert (
        "Traceback" not in result.stderr and "mistake in aiosmithy" not in result.stderr
    )
    for part in parts:
        assert part in result.stderr
    assert not Path("generated").exists()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "is not JSON"),
        ("not json", "is not JSON"),
        ('{"smithy": "2.0", "shapes": {"a#B": {"ty', "cut off"),
        ("[" * 100_000, "nested"),
        ('{"smithy": "2.0", "metadata": ' + "[" * 100_000, "nested"),
        ("{}", "not a Smithy model"),
        ('{"openapi": "3.1.0"}', "not a Smithy model"),
        ('{"smithy": "9"}', "version '9' is not supported"),
        ('{"smithy": "2.0", "shapes": {}}', "no service"),
        ('{"a": 1, "a": 2}', "twice"),
        ('{"a": NaN}', "NaN"),
    ],
)
def test_a_file_that_is_no_model(run: Run, content: str, problem: str) -> None:
    put("model.json", content)

    refused(run("generate", "model.json"), "model.json: ", problem)


WIDE: dict[str, Any] = {
    "City_": structure(cityName=member("CityId"), CityName=member("CityId"))
}
CASES: list[tuple[dict[str, Any], list[str]]] = [
    ({"City_": structure(a=member("Gone"))}, ["City_$a", "Gone"]),
    ({"Forecast": None}, ["City", "Forecast, which is not in the model"]),
    (WIDE, ["City_$cityName", "City_$CityName", "'city_name'", "overlay"]),
    (
        {"City_": structure(a=member("CityId", hostLabel={}))},
        ["City_$a", "smithy.api#hostLabel cannot be on this member"],
    ),
    ({"a#B\n\x1b[31m": {"type": "string"}}, ["B\\n\\x1b[31m", "is not a shape id"]),
    (
        {"Coordinates": {"type": "structure", "members": {"a b": ref("CityId")}}},
        ["a b"],
    ),
    ({"CityIds": {"type": "list", "member": ref("CityIds")}}, ["holds itself"]),
]


@pytest.mark.parametrize(("shapes", "parts"), CASES)
def test_a_model_that_cannot_be_generated(
    run: Run, shapes: dict[str, Any], parts: list[str]
) -> None:
    result = run("generate", "model.json", **shapes)

    refused(result, "model.json: ", *parts)
    assert "\x1b" not in result.stderr


def test_terminals_are_safe_from_what_a_model_says(run: Run) -> None:
    weather = document()["shapes"][NS + "Weather"]
    weather["traits"]["aws.api#service"] = {"sdkId": 1, "\x1b]0;x\x07\u202e[red]": ""}

    result = run("generate", "model.json", Weather=weather)

    refused(result, "sdkId")
    assert "\x1b" not in result.stderr and "\u202e" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["missing.json"], ["missing.json", "no such file"]),
        (["botocore:s33"], ["botocore:s33"]),
        (["model.txt"], ["model.txt", "is no format of models"]),
        (["empty"], ["empty", "no *.json"]),
        (["model.json", "--operation", "GetTim"], ["'GetTim'", "mean GetTime?"]),
        (["model.json", "--operation", "Zz*"], ["'Zz*'", "There are: GetCity"]),
        (["model.json", "--service", "Wether"], ["'Wether'", "mean Weather?"]),
        (["model.json", "--protocol", "restXml"], ["'restXml'", "restJson1"]),
        (["model.json", "--overlay", "missing.json"], ["missing.json"]),
        (["model.json", "--overlay", "model.json"], ["is not an overlay"]),
        (["model.json", "--package", "a/b"], ["'a/b' cannot be the name"]),
        (["model.json", "--package", "aiosmithy"], ["cannot be the name"]),
        (["model.json", "model2.json", "--package", "x"], ["2 models"]),
        (["model.json", "model2.json"], ["aiosmithy_weather", "--package"]),
        (["model.json", "--out", "model.json"], ["model.json"]),
        (["model.json", "--out", "model.json/deep"], ["cannot be written"]),
        (["model.json", "--out", "/proc/none"], ["/proc/none"]),
    ],
)
def test_options_that_do_not_fit(
    run: Run, arguments: list[str], parts: list[str]
) -> None:
    Path("empty").mkdir()
    put("model.json", document())
    put("model2.json", document())
    put("model.txt", "a model")

    result = run("generate", *arguments)

    assert result.exit_code == 2
    assert "Traceback" not in result.stderr and "mistake" not in result.stderr
    for part in parts:
        assert part in result.stderr
    assert not Path("generated").exists()


@pytest.mark.parametrize(
    "arguments",
    [[], ["generate"], ["generat"], ["generate", "--nope", "x"], ["check", "--nope"]],
)
def test_bad_usage_is_exit_code_2(run: Run, arguments: list[str]) -> None:
    result = run(*arguments)

    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_an_overlay_that_no_longer_applies(run: Run) -> None:
    entry = {
        "op": "removeTrait",
        "shape": "CityId",
        "trait": "smithy.api#length",
        "reason": "r",
    }
    put("model.json", document())
    put("overlay.json", {"overlay": "1.0", "changes": [entry]})

    refused(
        run("generate", "model.json", "--overlay", "overlay.json"),
        "overlay.json: change 1, example.weather#CityId",
        "smithy.api#length",
    )


def test_a_bad_model_among_good_ones_keeps_none_from_being_written(run: Run) -> None:
    put("a.json", document())
    put("b.json", "{}")

    for jobs in ("1", "2"):
        result = run("generate", "a.json", "b.json", "--jobs", jobs, "--out", jobs)

        assert result.exit_code == 2
        assert result.stderr.startswith("Error: b.json: ")
        assert result.stderr.count("Error: ") == 1
        assert os.listdir(jobs) == ["aiosmithy_weather"]


def test_a_folder_with_foreign_files(run: Run) -> None:
    put("model.json", document())
    mine = Path("out/aiosmithy_weather/mine.txt")
    mine.parent.mkdir(parents=True)
    mine.write_text("x")

    refused(run("generate", "model.json", "--out", "out"), "mine.txt", "--out")
    assert os.listdir(mine.parent) == ["mine.txt"]


def test_a_mistake_of_ours_is_one_message_too(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: Any) -> None:
        raise KeyError("odd")

    put("model.json", document())
    monkeypatch.setattr("aiosmithy_codegen.generate_command.new_jobs", fail)

    result = run("generate", "model.json")
    assert result.exit_code == 2
    assert "unexpected KeyError" in result.stderr
    assert "AIOSMITHY_TRACEBACK" in result.stderr
    assert "Traceback" not in result.stderr

    monkeypatch.setenv("AIOSMITHY_TRACEBACK", "1")
    assert "Traceback" in run("generate", "model.json").stderr


@pytest.mark.parametrize("arguments", [[], ["."], ["missing"], ["model.json"]])
def test_check_of_no_package(run: Run, arguments: list[str]) -> None:
    put("model.json", document())

    refused(run("check", *arguments), "there is no generated package")


@pytest.mark.parametrize("content", ["", "{}", '{"model": {"path": 1}}'])
def test_check_of_a_broken_manifest(run: Run, content: str) -> None:
    Path("p").mkdir()
    put("p/aiosmithy.json", content)

    refused(run("check", "p"), "p/aiosmithy.json: is not a manifest")


def test_check_of_a_package_whose_model_is_gone(run: Run) -> None:
    put("model.json", document(GetTime=operation("/time")))
    assert run("generate", "model.json", "--out", "out").exit_code == 0
    Path("model.json").rename("moved.json")

    refused(run("check", "out"), "model.json: there is no such file")
    assert run("check", "out", "--model", "moved.json").exit_code == 0
