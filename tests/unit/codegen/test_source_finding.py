from __future__ import annotations

import gzip
import importlib.util
import json
import os
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

import pytest
from aiosmithy_codegen.errors import CodegenError, ModelError, UsageError
from aiosmithy_codegen.loaders.assemble import load_model
from aiosmithy_codegen.source import (
    ModelSource,
    find_each,
    find_models,
    read_model,
    read_together,
)
from c2j_weather import c2j, put_c2j
from weather import NS, document

LIBRARY = {"smithy": "2.0", "shapes": {"example.common#Name": {"type": "string"}}}
IDL = """$version: "2"
namespace example.small
/// Not a service Comment {}
@documentation("service Text")
service Small { version: "1", operations: [Ping] }
@http(method: "GET", uri: "/")
operation Ping {}
"""
IDL_LIBRARY = """$version: "2"
namespace example.common
string Word
structure service { service: Word }
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(path: str, content: Any) -> str:
    text = content if isinstance(content, str) else json.dumps(content)
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, "utf-8")
    return path


def climate() -> dict[str, Any]:
    return json.loads(json.dumps(document()).replace("Weather", "Climate"))


def locations(*arguments: str) -> list[str]:
    return [model.location for model in find_models(arguments)]


def problems(*arguments: str) -> list[str]:
    found = find_each(arguments)
    return [str(each) for each in found if isinstance(each, CodegenError)]


def test_a_file_is_one_model() -> None:
    put("specs/model.json", document())

    (model,) = find_models(["./specs/model.json"])

    assert model.location == "specs/model.json"
    assert model.files == ("specs/model.json",)
    assert not model.is_c2j and not model.is_library
    assert model.sdk_id == "Weather"
    assert read_model(model).documents[0].ast == document()


def test_a_folder_of_json_files_holds_a_model_for_each_service() -> None:
    put("models/b.json", climate())
    put("models/a.json", document())
    put("models/notes.txt", "mine")
    Path("models/sub.json").mkdir()

    assert locations("models") == ["models/a.json", "models/b.json"]


def test_files_of_a_folder_without_a_service_are_merged_into_each() -> None:
    put("models/a.json", document())
    put("models/b.json", climate())
    put("models/common.json", LIBRARY)

    first, second = find_models(["models"])

    assert first.files == ("models/a.json", "models/common.json")
    assert second.shared == ("models/common.json",)
    assert [d.file for d in read_model(first).documents] == list(first.files)


def test_what_is_not_sound_is_merged_into_nothing() -> None:
    put("models/a.json", document())
    put("models/cut.json", json.dumps(LIBRARY)[:-5])
    put("models/odd.json", {"smithy": "2.0", "shapes": {"a#B": {"type": "odd"}}})
    put("models/none.json", {})
    put("bad.smithy", "$version: 2 {{{")

    found = find_models(["models", "bad.smithy"])

    assert [model.location for model in found] == [
        "models/a.json",
        "models/cut.json",
        "models/none.json",
        "models/odd.json",
        "bad.smithy",
    ]
    assert all(model.shared == () for model in found)


def test_overlays_and_build_files_are_no_models() -> None:
    put("specs/model.json", document())
    put("specs/overlay.json", {"overlay": "1.0", "changes": []})
    put("specs/smithy-build.json", {"version": "1.0"})

    assert locations("specs") == ["specs/model.json"]


def test_arguments_without_a_service_are_merged_into_the_others() -> None:
    put("common.smithy", IDL_LIBRARY)
    put("common.json", LIBRARY)
    put("model.json", document())
    put("small.smithy", IDL)

    first, second = find_models(
        ["common.smithy", "model.json", "common.json", "small.smithy"]
    )

    assert first.location == "model.json" and second.location == "small.smithy"
    assert first.files == ("model.json", "common.smithy", "common.json")
    assert second.shared == ("common.smithy", "common.json")
    assert second.sdk_id == "Small"


def test_files_without_a_service_alone_are_one_model() -> None:
    put("a.smithy", IDL_LIBRARY)
    put("b.json", LIBRARY)

    (model,) = find_models(["a.smithy", "b.json"])

    assert model.files == ("a.smithy", "b.json")


def test_a_folder_with_smithy_files_is_one_model() -> None:
    put("model/main.smithy", IDL)
    put("model/deep/common.smithy", IDL_LIBRARY)
    put("model/deep/more.json", LIBRARY)
    put("model/deep/other.json", {"name": "not Smithy"})

    (model,) = find_models(["model"])

    assert model.location == "model"
    assert model.files == (
        "model/deep/common.smithy",
        "model/deep/more.json",
        "model/main.smithy",
    )
    assert model.sdk_id == "Small"
    shapes = {id for d in read_model(model).documents for id in d.ast["shapes"]}
    assert {"example.small#Ping", "example.common#Word"} <= shapes


def test_what_tools_made_of_a_model_is_not_read_with_it() -> None:
    put("project/smithy-build.json", {"version": "1.0"})
    put("project/model/main.smithy", IDL)
    put("project/build/smithy/model.json", document())
    put("project/.git/main.smithy", IDL)
    put("project/model/build/more.smithy", IDL_LIBRARY)

    (model,) = find_models(["project"])

    assert model.files == (
        "project/model/build/more.smithy",
        "project/model/main.smithy",
    )


def test_the_digest_is_that_of_all_documents_whatever_their_files_are_named() -> None:
    put("one/a.json", document())
    put("one/b.json", LIBRARY)
    put("two/x.json", LIBRARY)
    put("two/y.json", document())
    digests = {read_model(*find_models([name])).digest for name in ("one", "two")}

    assert len(digests) == 1
    put("two/x.json", {**LIBRARY, "metadata": {"a": 1}})
    assert read_model(*find_models(["two"])).digest not in digests


def test_all_arguments_can_be_read_as_one_model() -> None:
    put("a.smithy", IDL)
    put("b.json", document())
    put_c2j(Path("c"), c2j())

    read = read_together(["a.smithy", "b.json", "c"])

    assert len(read.documents) == 3


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


@pytest.mark.parametrize(
    ("argument", "problem"),
    [
        ("missing.json", "no such file"),
        ("notes.txt", "is no format of models"),
        ("empty", "no *.json"),
        ("overlays", "no *.json"),
        ("fifo.json", "no regular file"),
        ("loop.smithy", "cannot be read"),
        ("nul\0", "cannot be read"),
        ("bad.json.gz", "is not gzip"),
        ("folder", "no regular file"),
        ("x" * 5000, "cannot be read"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="no FIFOs there")
def test_what_is_no_model_is_one_error_and_keeps_none_from_being_found(
    argument: str, problem: str
) -> None:
    put("notes.txt", "service Foo {}")
    Path("empty").mkdir()
    put("overlays/overlay.json", {"overlay": "1.0"})
    os.mkfifo("fifo.json")
    Path("loop.smithy").symlink_to("loop.smithy")
    put("bad.json.gz", "{}")
    Path("folder/service-2.json").mkdir(parents=True)
    put("model.json", document())

    found = find_each([argument, "model.json"])

    assert isinstance(found[0], CodegenError) and problem in str(found[0])
    assert isinstance(found[1], ModelSource) and len(found) == 2
    with pytest.raises(CodegenError):
        find_models([argument, "model.json"])


def test_links_in_folders_are_not_followed_in_circles() -> None:
    put("model/main.smithy", IDL)
    Path("model/again").symlink_to("..")

    (model,) = find_models(["model"])

    assert model.files == ("model/main.smithy",)


def test_files_that_are_too_large_together(monkeypatch: pytest.MonkeyPatch) -> None:
    put("models/a.json", document())
    put("models/b.json", LIBRARY)
    monkeypatch.setattr("aiosmithy_codegen.source.models.LARGEST", 100)

    with pytest.raises(ModelError, match="together"):
        read_model(*find_models(["models"]))


def test_no_argument_is_no_model() -> None:
    assert find_models([]) == []
    with pytest.raises(UsageError):
        read_together([])


def test_an_open_string_is_looked_at_once() -> None:
    from aiosmithy_codegen.source.peeking import glance

    escaped = glance("a.smithy", b'namespace a\n"' + rb"\"" * 1_000_000)
    block = glance("a.smithy", b'namespace a\n"""' + rb"\"" * 1_000_000 + b"\\")
    quotes = glance("a.smithy", b'"""' + b'a"' * 1_000_000)

    assert [seen and seen.has_service for seen in (escaped, block, quotes)] == [
        False,
        False,
        False,
    ]


def test_strings_that_are_closed_hide_no_service() -> None:
    texts = ['@a("\\"")', '@a("""\\""" \'" ""\\" """)', '@a("")', '@a("""""")', '// "']

    put("a.smithy", IDL.replace("@doc", "\n".join(texts) + "\n@doc"))

    assert find_models(["a.smithy"])[0].sdk_id == "Small"


def test_a_service_anywhere_on_its_line_is_a_model() -> None:
    put("one.smithy", IDL.replace('Text")\nservice', 'Text") service'))
    put("two/main.smithy", IDL.replace("service Small", "service\nSmall"))
    put("escaped.json", json.dumps(document()).replace('"service"', '"servic\\u0065"'))
    put("model.json", climate())

    found = find_models(["one.smithy", "two", "escaped.json", "model.json"])

    assert len(found) == 4
    assert all(model.shared == () for model in found)


@pytest.mark.parametrize(
    "value", [{"type": "service"}, {"ex#S": {"type": "service"}}, [{"type": "service"}]]
)
def test_what_looks_like_a_service_in_a_trait_makes_no_model(value: Any) -> None:
    library: dict[str, Any] = json.loads(json.dumps(LIBRARY))
    library["shapes"]["example.common#Name"]["traits"] = {"ex#kinds": value}
    put("common.json", library)
    put("model.json", document())

    (model,) = find_models(["common.json", "model.json"])

    assert model.shared == ("common.json",)


def test_a_folder_of_unsound_files_is_merged_into_nothing() -> None:
    put("bad/a.smithy", "$version: 2 {{{")
    put("model.json", document())

    bad, model = find_models(["bad", "model.json"])

    assert bad.location == "bad" and model.shared == ()


def test_a_file_that_is_named_twice_is_one_model() -> None:
    put("models/a.json", document())
    put("common.smithy", IDL_LIBRARY)
    Path("link.json").symlink_to("models/a.json")

    once = ["models/a.json", "common.smithy"]
    (model,) = find_models([*once, "models/../models/a.json", "link.json", *once])

    assert model.files == ("models/a.json", "common.smithy")


def test_an_empty_argument_is_no_model() -> None:
    put("model.json", document())

    assert "no model" in problems("")[0]


APPLY = """$version: "2"
namespace example.docs
use example.small#Ping
apply Ping @documentation("of Small")
apply example.weather#City @documentation("of Weather")
apply example.common#Word @documentation("of both")
"""


@pytest.mark.parametrize("is_json", [True, False])
def test_a_shared_apply_is_for_the_models_that_have_its_namespace(
    is_json: bool,
) -> None:
    traits = {"smithy.api#documentation": "."}
    entries = {
        shape: {"type": "apply", "traits": traits}
        for shape in (NS + "City", "example.small#Ping", "example.common#Word")
    }
    put("docs.json", {"smithy": "2.0", "shapes": entries})
    put("docs.smithy", APPLY.replace("example.weather#", NS))
    put("model.json", document())
    put("small.smithy", IDL.replace("///", "//"))
    put("common.smithy", IDL_LIBRARY)
    docs = f"docs.{'json' if is_json else 'smithy'}"

    arguments = ["model.json", "small.smithy", docs, "common.smithy"]
    weather, small = map(read_model, find_models(arguments))

    city = load_model(weather.documents).shapes[NS + "City"]
    ping = load_model(small.documents).shapes["example.small#Ping"]
    for shape in (city, ping):
        assert "smithy.api#documentation" in shape.traits


def test_what_is_shared_in_a_folder_is_so_beside_other_models_too() -> None:
    put("models/a.json", document())
    put("models/common.json", LIBRARY)
    put("small.smithy", IDL)
    put("common.smithy", IDL_LIBRARY)

    model, _ = find_models(["models", "small.smithy", "common.smithy"])

    assert model.files == ("models/a.json", *model.borrowed)
    assert model.borrowed == ("models/common.json", "common.smithy")


def test_a_shared_apply_to_what_the_model_lacks_is_a_mistake() -> None:
    put(
        "docs.smithy",
        APPLY.replace("small#Ping", "small#Pong").replace(" Ping", " Pong"),
    )
    put("small.smithy", IDL.replace("///", "//"))
    put("common.smithy", IDL_LIBRARY)
    (model,) = find_models(["small.smithy", "docs.smithy", "common.smithy"])

    with pytest.raises(ModelError, match="Pong"):
        load_model(read_model(model).documents)


def test_no_apply_is_left_out_where_all_files_are_read_as_one() -> None:
    put("a.smithy", APPLY)
    put("b.smithy", IDL.replace("///", "//"))
    put("c.smithy", IDL_LIBRARY)

    with pytest.raises(ModelError, match="City"):
        load_model(read_together(["a.smithy", "b.smithy", "c.smithy"]).documents)
