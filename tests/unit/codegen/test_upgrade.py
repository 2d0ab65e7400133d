"""Smithy 1.0 read as 2.0 (https://smithy.io/2.0/guides/migrating-idl-1-to-2.html)."""

from __future__ import annotations

from typing import Any

import pytest
from aiosmithy_codegen.errors import ModelError
from aiosmithy_codegen.loaders.assemble import load_model
from aiosmithy_codegen.loaders.document import Document
from aiosmithy_codegen.model import Model

BOX, DEFAULT = "smithy.api#box", "smithy.api#default"


def load(version: str = "1.0", /, **shapes: Any) -> Model:
    found = {f"a#{name}": shape for name, shape in shapes.items()}
    return load_model([Document("old.json", {"smithy": version, "shapes": found})])


def member(target: str, **traits: Any) -> dict[str, Any]:
    named = {f"smithy.api#{key}": value for key, value in traits.items()}
    return {"target": target, "traits": named}


def traits_of(target: str, /, *, also: Any = None, **traits: Any) -> Any:
    """The traits of a member of that target in an old structure."""
    shapes = {"S": {"type": "structure", "members": {"m": member(target, **traits)}}}
    return load(**shapes, **(also or {})).expect("a#S").members["m"].traits


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("smithy.api#PrimitiveInteger", {DEFAULT: 0}),
        ("smithy.api#PrimitiveBoolean", {DEFAULT: False}),
        ("smithy.api#Integer", {}),
        ("smithy.api#String", {}),
        ("smithy.api#BigInteger", {}),
    ],
)
def test_members_that_were_never_null_have_a_default(
    target: str, expected: Any
) -> None:
    assert traits_of(target) == expected


def test_boxed_members_have_no_default() -> None:
    assert traits_of("smithy.api#PrimitiveInteger", box={}) == {DEFAULT: None}


def test_own_numbers_have_a_default_unless_they_are_boxed() -> None:
    boxed = {"type": "long", "traits": {BOX: {}}}
    model = load(L={"type": "long"}, B=boxed)

    assert model.expect("a#L").traits == {DEFAULT: 0}
    assert model.expect("a#B").traits == {}
    assert traits_of("a#L", also={"L": {"type": "long"}}) == {DEFAULT: 0}
    assert traits_of("a#B", also={"B": boxed}) == {}


def test_streams_are_required_or_empty() -> None:
    stream = {"B": {"type": "blob", "traits": {"smithy.api#streaming": {}}}}

    assert traits_of("a#B", also=stream) == {DEFAULT: ""}
    assert traits_of("a#B", also=stream, required={}) == {"smithy.api#required": {}}


def test_a_member_of_a_new_shape_is_as_the_new_file_says() -> None:
    old = {"a#S": {"type": "structure", "members": {"m": {"target": "a#New"}}}}
    documents = [
        Document("old.json", {"smithy": "1.0", "shapes": old}),
        Document("new.json", {"smithy": "2.0", "shapes": {"a#New": {"type": "long"}}}),
    ]

    model = load_model(documents)

    assert model.expect("a#S").members["m"].traits == {}
    assert model.expect("a#New").traits == {}


@pytest.mark.parametrize(
    ("shape", "problem"),
    [
        ({"type": "enum", "members": {"A": member("smithy.api#Unit")}}, "type enum"),
        ({"type": "string", "traits": {DEFAULT: ""}}, DEFAULT),
        ({"type": "string", "traits": {"smithy.api#mixin": {}}}, "smithy.api#mixin"),
        ({"type": "string", "mixins": [{"target": "a#M"}]}, "mixins"),
        (
            {"type": "resource", "properties": {"a": {"target": "smithy.api#String"}}},
            "properties",
        ),
    ],
)
def test_what_came_with_2_0_is_refused_in_1_0(shape: Any, problem: str) -> None:
    with pytest.raises(ModelError) as caught:
        load(S=shape)

    assert problem in str(caught.value) and "came with Smithy 2.0" in str(caught.value)


@pytest.mark.parametrize(
    "shape",
    [
        {"type": "set", "member": {"target": "smithy.api#String"}},
        {"type": "long", "traits": {BOX: {}}},
    ],
)
def test_what_went_with_2_0_is_refused_there(shape: Any) -> None:
    with pytest.raises(ModelError):
        load("2.0", S=shape)

    assert load("1", S=shape).expect("a#S")
