"""Models as AWS's Python SDK ships them: folders of C2J, and the installed botocore."""

from __future__ import annotations

import gzip
import importlib.util
import json
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest
from aiosmithy_codegen.errors import ModelError
from aiosmithy_codegen.source import (
    ModelSource,
    find_each,
    find_models,
    read_model,
)
from c2j_weather import c2j, put_c2j
from source_models import locations, problems, put

pytestmark = pytest.mark.usefixtures("folder")


@pytest.mark.parametrize("zipped", [True, False])
def test_a_c2j_folder_is_read_with_what_lies_beside_its_main_file(
    zipped: bool,
) -> None:
    main = put_c2j(Path("data/2026-01-01"), c2j(), zipped=zipped)
    pagination = json.dumps({"pagination": {}}).encode()
    beside = Path("data/2026-01-01/paginators-1.json.gz")
    beside.write_bytes(gzip.compress(pagination))
    put("data/2026-01-01/paginators-1.sdk-extras.json", {"merge": {}})
    put("data/2026-01-01/endpoint-tests-1.json", {})

    for argument in (main.as_posix(), "data/2026-01-01", "data"):
        (model,) = find_models([argument])
        assert model.is_c2j and model.sdk_id == "Weather"
        assert [Path(file).name for file in model.files] == [
            beside.name,
            "paginators-1.sdk-extras.json",
            main.name,
        ]
        assert len(read_model(model).documents) == 1


def test_the_plain_file_wins_over_the_gzipped_one_as_in_botocore() -> None:
    put_c2j(Path("v"), c2j("Zipped"), zipped=True)
    put_c2j(Path("v"), c2j("Plain"))

    (model,) = find_models(["v"])

    assert model.files == ("v/service-2.json",) and model.sdk_id == "Plain"


def test_c2j_is_told_by_its_content_too() -> None:
    put("weather.json", c2j())

    (model,) = find_models(["weather.json"])

    assert model.is_c2j and model.files == ("weather.json",)


def test_a_service_s_folder_stands_for_its_latest_version() -> None:
    for version in ("2025-01-01", "2026-01-01", "2024-01-01"):
        put_c2j(Path("data/weather", version), c2j())
    Path("data/weather/2027-01-01").mkdir()
    put_c2j(Path("data/climate/2020-01-01"), c2j("Climate"))
    put("data/endpoints.json", {})

    assert locations("data/weather") == ["data/weather/2026-01-01"]
    assert locations("data") == ["data/climate/2020-01-01", "data/weather/2026-01-01"]


@pytest.fixture
def botocore(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed botocore with three services."""
    place = folder / "site" / "botocore"
    for service in ("weather", "wind", "tide"):
        for version in ("2025-01-01", "2026-01-01"):
            put_c2j(place / "data" / service / version, c2j(service))
    (place / "data" / "broken").mkdir()
    spec = ModuleSpec("botocore", None, is_package=True)
    spec.submodule_search_locations = [str(place)]
    monkeypatch.setattr(
        "aiosmithy_codegen.source.botocore.find_spec", lambda name: spec
    )
    return place


def test_botocore_s_services_by_name_version_and_glob(botocore: Path) -> None:
    assert locations("botocore:wind") == ["botocore:wind@2026-01-01"]
    assert locations("botocore:wind@2025-01-01") == ["botocore:wind@2025-01-01"]
    assert locations("botocore:w*") == [
        "botocore:weather@2026-01-01",
        "botocore:wind@2026-01-01",
    ]
    every = find_models(["botocore:*", "botocore:wind"])
    assert len(every) == 4
    assert [model.is_of_pattern for model in every] == [True, True, True, False]


def test_a_service_that_cannot_be_read_keeps_none_from_being_found(
    botocore: Path,
) -> None:
    main = botocore / "data" / "wind" / "2026-01-01" / "service-2.json"
    main.rename(main.with_suffix(".json.gz"))

    for argument in ("botocore:w*", str(botocore / "data")):
        weather, wind = [
            each for each in find_each([argument]) if "tide" not in str(each)
        ]
        assert isinstance(weather, ModelSource)
        assert isinstance(wind, ModelError) and "is not gzip" in str(wind)


@pytest.mark.parametrize(
    ("spec", "remedy"),
    [
        ("botocore:wether", "mean weather?"),
        ("botocore:wind@2025-01-02", "mean 2025-01-01?"),
        ("botocore:x*", "There are: tide"),
        ("botocore:", "There are"),
        ("botocore:broken", "There are"),
        ("botocore:../../site", "There are"),
        ("botocore:wind@../2025-01-01", "mean 2025-01-01?"),
    ],
)
def test_what_botocore_does_not_have(botocore: Path, spec: str, remedy: str) -> None:
    (problem,) = problems(spec)

    assert spec in problem and remedy in problem


def test_botocore_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "aiosmithy_codegen.source.botocore.find_spec", lambda name: None
    )

    assert "pip install botocore" in problems("botocore:sqs")[0]


@pytest.mark.skipif(
    importlib.util.find_spec("botocore") is None, reason="botocore is not installed"
)
def test_the_installed_botocore_is_found_without_importing_it() -> None:
    before = "botocore" in sys.modules

    (model,) = find_models(["botocore:sqs"])

    assert ("botocore" in sys.modules) == before
    assert model.location.startswith("botocore:sqs@20") and model.sdk_id == "SQS"
    assert read_model(model).documents
