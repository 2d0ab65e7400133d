"""Models in files and folders."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from aiosmithy_codegen.errors import ModelError
from aiosmithy_codegen.source import (
    find_models,
    read_model,
    read_together,
)
from c2j_weather import c2j, put_c2j
from source_models import IDL, IDL_LIBRARY, LIBRARY, locations, problems, put
from weather import document

pytestmark = pytest.mark.usefixtures("folder")


def climate() -> dict[str, Any]:
    return json.loads(json.dumps(document()).replace("Weather", "Climate"))


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
