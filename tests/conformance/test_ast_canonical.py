"""The canonical JSON AST of published models, which Smithy's own serializer wrote."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from aiosmithy_codegen.exact_numbers import exact_number
from aiosmithy_codegen.json_text import json_text
from aiosmithy_codegen.loaders.assemble import load_model
from aiosmithy_codegen.loaders.canonical import canonical_ast
from aiosmithy_codegen.loaders.document import Document
from aiosmithy_codegen.model import Shape
from attrs import evolve

SHARED = Path(__file__).resolve().parents[3] / "shared"
CONFORMANCE = SHARED / "conformance"
VERSIONS = CONFORMANCE / "idl/ast-versions"
VALID = CONFORMANCE / "idl/loader/valid"
FLATTENED = CONFORMANCE / "protocols/flattened"
LISTS = ("operations", "resources", "errors", "collectionOperations")

pytestmark = pytest.mark.skipif(
    not CONFORMANCE.is_dir(),
    reason="the shared conformance vectors are not beside the checkout",
)


def documents(*files: Path) -> list[Document]:
    return [Document(file.name, parsed(file)) for file in files]


def in_order(ast: dict[str, Any]) -> dict[str, Any]:
    """The AST with its sets of ids sorted: their order says nothing, and AWS's files sort them in another way."""
    for shape in ast["shapes"].values():
        for key in LISTS:
            if key in shape:
                shape[key].sort(key=lambda reference: reference["target"])
    return ast


def assert_same(ast: dict[str, Any], expected: dict[str, Any]) -> None:
    """Equal, and the members of each shape in one order."""
    ast, expected = in_order(ast), in_order(expected)
    assert ast == expected
    for shape_id, shape in expected["shapes"].items():
        found = ast["shapes"][shape_id]
        assert [*found.get("members", {})] == [*shape.get("members", {})], shape_id


def models_of_aws() -> list[Path]:
    return sorted((SHARED / "models").glob("*.json"))


def written_by_smithy() -> list[Path]:
    """All that Smithy's serializer wrote, but what needs a file beside it, or loses what it says when read again."""
    found = [
        *CONFORMANCE.glob("protocols/*.json"),
        *FLATTENED.glob("*.json"),
        *CONFORMANCE.glob("idl/*/*.ast.json"),
        *CONFORMANCE.glob("idl/*/*/*.ast.json"),
        *CONFORMANCE.glob("endpoints/smithy/*/*.ast.json"),
        *(VALID.parent / "valid-ast").rglob("*.ast.json"),
        *(file for file in VERSIONS.glob("v2/*.json") if ".1.0." not in file.name),
    ]
    apart = ("service-with-rename", "use-shapes", "override-1", "override-4")
    return sorted(f for f in found if not any(name in f.name for name in apart))


def sampled(files: list[Path], count: int) -> list[Path]:
    return random.Random(20).sample(files, min(count, len(files)))


def parsed(file: Path) -> dict[str, Any]:
    """A JSON file, its numbers exact."""
    found: dict[str, Any] = json.loads(file.read_bytes(), parse_float=exact_number)
    return found


def assert_stays(file: Path) -> None:
    assert_same(canonical_ast(documents(file)), parsed(file))


@pytest.mark.parametrize("file", sampled(models_of_aws(), 12), ids=lambda f: f.stem)
def test_models_of_aws_are_canonical(file: Path) -> None:
    assert_stays(file)


@pytest.mark.full
@pytest.mark.parametrize("file", models_of_aws(), ids=lambda f: f.stem)
def test_every_model_of_aws_is_canonical(file: Path) -> None:
    assert_stays(file)


def test_all_of_smithys_files_are_there() -> None:
    assert len(written_by_smithy()) > 200


@pytest.mark.parametrize(
    "file", written_by_smithy(), ids=lambda f: f"{f.parent.name}-{f.stem}"
)
def test_what_smithy_wrote_is_canonical(file: Path) -> None:
    assert_stays(file)


@pytest.mark.parametrize("name", ["1.0-box-member", "1.0-box-root", "1.0-enums"])
def test_models_of_version_1_are_upgraded(name: str) -> None:
    found = canonical_ast(documents(VERSIONS / f"v1/{name}.json"))

    assert_same(found, parsed(VERSIONS / f"v1/{name}.2.0.json"))


@pytest.mark.parametrize(
    "file",
    sorted(f for f in VALID.rglob("*.json") if f.name != "__shared.json"),
    ids=lambda f: f.stem,
)
def test_json_that_says_what_a_smithy_file_says(file: Path) -> None:
    path = file.relative_to(VALID).with_suffix(".ast.json")
    beside = VALID / "__shared.json"

    found = canonical_ast(documents(file, beside))

    for shape_id in parsed(beside)["shapes"]:
        found["shapes"].pop(shape_id)
    assert_same(found, parsed(VALID.parent / "valid-ast" / path))


@pytest.mark.parametrize("file", sorted(FLATTENED.glob("*.json")), ids=lambda f: f.stem)
def test_mixins_are_flattened_as_smithy_does(file: Path) -> None:
    expected = load_model(documents(file)).shapes
    found = load_model(documents(FLATTENED.parent / file.name)).shapes

    kept = {i: s for i, s in found.items() if "smithy.api#mixin" not in s.traits}
    assert kept.keys() == expected.keys()
    for shape_id, shape in expected.items():
        assert unordered(kept[shape_id]) == unordered(shape)
        assert [*kept[shape_id].members] == [*shape.members]


def unordered(shape: Shape) -> Shape:
    return evolve(
        shape,
        operations=tuple(sorted(shape.operations)),
        resources=tuple(sorted(shape.resources)),
        errors=tuple(sorted(shape.errors)),
    )


def test_the_text_is_the_ast() -> None:
    file = CONFORMANCE / "protocols/rpcv2Json.json"  # has numbers that no float holds
    ast = canonical_ast(documents(file))

    text = json_text(ast)

    assert text.isascii()
    assert json.loads(text, parse_float=exact_number) == ast
