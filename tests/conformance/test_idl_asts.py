"""IDL sources equal the AST that Smithy's own library makes of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from idl_vectors import (
    CONFORMANCE,
    IDL,
    SHARED,
    ast_of,
    model_of,
    names,
    needs_vectors,
    order,
    parsed,
    without_shared,
)

pytestmark = needs_vectors
VALID = IDL / "loader/valid"
VALID_ASTS = IDL / "loader/valid-ast"
ENDPOINTS = CONFORMANCE / "endpoints/smithy"
FLATTENED = ".flattened.smithy"


def suites() -> list[tuple[str, dict[str, Any]]]:
    index = CONFORMANCE / "index.json"
    if not index.exists():
        return []
    return sorted(json.loads(index.read_bytes())["protocols"].items())


def assert_equal(got: dict[str, Any], expected: dict[str, Any]) -> None:
    assert got["shapes"].keys() == expected["shapes"].keys()
    for shape_id, shape in expected["shapes"].items():
        assert got["shapes"][shape_id] == shape, shape_id
    assert order(got) == order(expected)
    assert got == expected


def test_all_vectors_are_here() -> None:
    sources = [source for _, suite in suites() for source in suite["sources"]]
    assert len(set(sources)) == 163
    assert len(list((IDL / "trait-definitions").rglob("*.smithy"))) == 18
    assert len(list(VALID.rglob("*.smithy"))) == 80
    assert len(list(VALID.rglob("*.json"))) == 63
    assert len(list((IDL / "idl-serialization").glob("*.smithy"))) == 22
    assert len(list(ENDPOINTS.rglob("*.smithy"))) == 40
    assert len(list((IDL / "upgrade-box").rglob("*.smithy"))) == 20


@pytest.mark.parametrize(
    "suite", [suite for _, suite in suites()], ids=[name for name, _ in suites()]
)
def test_the_sources_of_a_protocol_suite(suite: dict[str, Any]) -> None:
    got = ast_of(*(CONFORMANCE / source for source in suite["sources"]))

    assert_equal(got, parsed(CONFORMANCE / suite["ast"]))


@pytest.mark.parametrize(
    "name", names(IDL.glob("trait-definitions/*/*.smithy"), IDL / "trait-definitions")
)
def test_trait_definitions(name: str) -> None:
    file = IDL / "trait-definitions" / name

    got = ast_of(file)

    got.pop("metadata", None)  # the published ASTs are without
    assert_equal(got, parsed(file.with_suffix(".ast.json")))


@pytest.mark.parametrize("name", names(VALID.rglob("*.smithy"), VALID))
def test_valid_sources(name: str) -> None:
    got = ast_of(SHARED, VALID / name)

    expected = parsed((VALID_ASTS / name).with_suffix(".ast.json"))
    assert_equal(got, without_shared(expected))


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in names(VALID.rglob("*.smithy"), VALID)
        if (VALID / name).with_suffix(".json").exists()
    ],
)
def test_valid_sources_and_json_beside_them_say_the_same(name: str) -> None:
    assert ast_of(SHARED, VALID / name) == ast_of(
        SHARED, (VALID / name).with_suffix(".json")
    )


@pytest.mark.parametrize("name", names(VALID.rglob("*" + FLATTENED), VALID))
def test_mixins_are_flattened_as_in_the_source_that_has_none(name: str) -> None:
    flattened = model_of(SHARED, VALID / name)
    mixed = model_of(SHARED, VALID / (name.removesuffix(FLATTENED) + ".smithy"))

    for shape_id, shape in flattened.shapes.items():
        found = mixed.shapes[shape_id]
        assert found == shape
        assert list(found.members) == list(shape.members)


@pytest.mark.parametrize(
    ("inputs", "result"),
    [
        ([SHARED, IDL / "loader/forwardrefs/use/use.smithy"], "use"),
        ([SHARED, IDL / "loader/forwardrefs/use/no-use.smithy"], "use"),
        (sorted((IDL / "loader/forwardrefs/resource").glob("*.smithy")), "resource"),
    ],
)
def test_forward_references(inputs: list[Path], result: str) -> None:
    got = ast_of(*inputs)

    expected = parsed(IDL / "loader/forwardrefs" / result / "result.json")
    assert_equal(got, without_shared(expected))


@pytest.mark.parametrize(
    "name",
    names(
        [*IDL.glob("idl-serialization/*.smithy"), *IDL.glob("upgrade-box/*/*.smithy")],
        IDL,
    ),
)
def test_sources_with_their_ast(name: str) -> None:
    file = IDL / name

    assert_equal(ast_of(file), parsed(file.with_suffix(".ast.json")))


@pytest.mark.parametrize("name", names(ENDPOINTS.rglob("*.smithy"), ENDPOINTS))
def test_models_with_endpoint_rules(name: str) -> None:
    file = ENDPOINTS / name

    assert_equal(ast_of(file), parsed(file.with_suffix(".ast.json")))


@pytest.mark.parametrize("name", names(IDL.glob("upgrade/*"), IDL))
def test_models_of_version_1_are_upgraded(name: str) -> None:
    folder = IDL / name
    upgraded = folder / "upgraded.smithy"
    inputs = [file for file in folder.glob("*.smithy") if file != upgraded]

    expected = parsed(folder / "upgraded.ast.json")
    assert_equal(ast_of(*sorted(inputs)), expected)
    assert_equal(ast_of(upgraded), expected)
