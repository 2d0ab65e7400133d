"""Files without a service beside others, and arguments that are no models."""

from __future__ import annotations

import os
import sys
from pathlib import Path

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
from source_models import IDL, IDL_LIBRARY, LIBRARY, put
from weather import NS, document

pytestmark = pytest.mark.usefixtures("folder")


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


def test_no_argument_is_no_model() -> None:
    assert find_models([]) == []
    with pytest.raises(UsageError):
        read_together([])


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
