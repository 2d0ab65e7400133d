from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from aiosmithy_codegen.errors import ModelError
from aiosmithy_codegen.manifest import (
    NAME,
    Manifest,
    Origin,
    read_manifest,
    relative_path,
)
from aiosmithy_codegen.version import __version__

ROOT = Path(__file__).resolve().parents[3]
WHOLE = Manifest(
    model=Origin("../../specs/weather/model.json", "sha256:1"),
    service="example.weather#Weather",
    api_version="2026-01-01",
    protocol="aws.protocols#restJson1",
    operations=("Get*", "ListCities"),
    overlays=(Origin("../../specs/weather/overlay.json", "sha256:2"),),
    exclude=("deprecated",),
    generator="1.2.3",
)
BOTOCORE = Origin("botocore:sqs@2012-11-05", "sha256:3")
MERGED = Origin("a.smithy", "sha256:4", ("b.smithy", "../c"))


@pytest.mark.parametrize(
    "manifest",
    [
        WHOLE,
        Manifest(Origin("m.json", "sha256:1"), "a#B", "", "p#Q"),
        Manifest(BOTOCORE, "a#B", "", "p#Q"),
        Manifest(MERGED, "a#B", "", "p#Q"),
    ],
)
def test_reading_gives_what_was_written(tmp_path: Path, manifest: Manifest) -> None:
    (tmp_path / NAME).write_text(manifest.text(), "utf-8")

    assert read_manifest(tmp_path) == manifest


def test_the_text_is_stable() -> None:
    text = WHOLE.text()

    assert text.endswith("}\n") and "\r" not in text
    assert text == json.dumps(json.loads(text), indent=2, sort_keys=True) + "\n"
    assert json.loads(text)["operations"] == ["Get*", "ListCities"]


def test_what_was_not_chosen_is_absent() -> None:
    found = json.loads(Manifest(Origin("m", "d"), "a#B", "1", "p").text())

    assert found.keys().isdisjoint({"exclude", "operations", "overlays"})
    assert found["model"].keys() == {"digest", "path"}


def test_paths_are_relative_to_the_package_and_have_slashes(tmp_path: Path) -> None:
    package = tmp_path / "generated" / "aiosmithy_weather"

    found = relative_path(str(tmp_path / "specs" / "model.json"), package)

    assert found == "../../specs/model.json"


def test_what_botocore_ships_has_no_path(tmp_path: Path) -> None:
    assert relative_path("botocore:sqs@1", tmp_path) == "botocore:sqs@1"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"model": 1}',
        "[" * 100_000,
        json.dumps({**json.loads(WHOLE.text()), "operations": "x"}),
        json.dumps({**json.loads(WHOLE.text()), "overlays": [1]}),
        json.dumps({**json.loads(WHOLE.text()), "service": None}),
        json.dumps({**json.loads(WHOLE.text()), "exclude": [1]}),
        json.dumps(
            {
                **json.loads(WHOLE.text()),
                "model": {"path": "m", "digest": "d", "others": "x"},
            }
        ),
    ],
)
def test_what_is_no_manifest_is_one_error(tmp_path: Path, content: Any) -> None:
    (tmp_path / NAME).write_text(content)

    with pytest.raises(ModelError) as caught:
        read_manifest(tmp_path)

    assert "aiosmithy.json" in str(caught.value)
    assert caught.value.remedy


def test_no_manifest_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="No such file"):
        read_manifest(tmp_path)


def test_the_version_is_that_of_the_distribution() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert project["version"] == __version__
