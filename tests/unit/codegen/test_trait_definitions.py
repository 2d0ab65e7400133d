"""Values of traits that a model defines itself, checked against these definitions."""

from __future__ import annotations

from typing import Any

import pytest
from aiosmithy_codegen.errors import ModelError
from aiosmithy_codegen.loaders.assemble import load_model
from aiosmithy_codegen.loaders.document import Document
from aiosmithy_codegen.loaders.trait_values import ValueChecks
from aiosmithy_codegen.model import Member, Shape

STRING = {"target": "smithy.api#String"}
UNIT = {"target": "smithy.api#Unit"}


def named(**traits: Any) -> dict[str, Any]:
    return {f"smithy.api#{key}": value for key, value in traits.items()}


def problem(definition: dict[str, Any], value: Any, /, **others: Any) -> str | None:
    """What is said of a trait with this value, if the definition is its shape's; ``others``: more shapes."""
    traits = {**definition.get("traits", {}), "smithy.api#trait": {}}
    shapes = {
        "a#t": {**definition, "traits": traits},
        "a#S": {"type": "string", "traits": {"a#t": value}},
        **{f"a#{name}": shape for name, shape in others.items()},
    }
    try:
        load_model([Document("m.json", {"smithy": "2.0", "shapes": shapes})])
    except ModelError as error:
        assert error.shape == "a#S"
        return error.problem.removeprefix("a#t ")
    return None


def member(target: str, **traits: Any) -> dict[str, Any]:
    return {"target": target, "traits": named(**traits)}


def structure(**members: Any) -> dict[str, Any]:
    return {"type": "structure", "members": members}


GOOD: list[tuple[dict[str, Any], Any]] = [
    ({"type": "string"}, ""),
    ({"type": "string", "traits": named(length={"min": 2})}, "ab"),
    ({"type": "string", "traits": named(pattern="^a+$")}, "aa"),
    ({"type": "boolean"}, False),
    ({"type": "byte"}, -128),
    ({"type": "long"}, 2**63 - 1),
    ({"type": "bigInteger"}, 2**100),
    ({"type": "double"}, 1),
    ({"type": "float"}, "NaN"),
    ({"type": "bigDecimal"}, 0.5),
    ({"type": "integer", "traits": named(range={"min": 1, "max": 3})}, 3),
    ({"type": "blob"}, "aGk="),
    ({"type": "timestamp"}, 5),
    ({"type": "timestamp"}, "2026-01-01T00:00:00Z"),
    ({"type": "document"}, [{"a": [None]}]),
    ({"type": "list", "member": STRING}, ["a", "a"]),
    ({"type": "list", "member": STRING, "traits": named(sparse={})}, ["a", None]),
    ({"type": "map", "key": STRING, "value": STRING}, {"a": "b"}),
    (structure(a=member("smithy.api#String", required={}), b=STRING), {"a": ""}),
    (structure(a=STRING), {"newer": 5}),
    ({"type": "union", "members": {"a": STRING, "b": STRING}}, {"b": "x"}),
    ({"type": "enum", "members": {"A": member("smithy.api#Unit", enumValue="x")}}, "x"),
    ({"type": "intEnum", "members": {"A": member("smithy.api#Unit", enumValue=1)}}, 1),
]

BAD: list[tuple[dict[str, Any], Any, str]] = [
    ({"type": "string"}, 1, "is not a string"),
    ({"type": "string", "traits": named(length={"min": 2})}, "a", "is too short"),
    ({"type": "string", "traits": named(length={"max": 2})}, "abc", "too long"),
    ({"type": "string", "traits": named(pattern="^a+$")}, "ab", "does not match"),
    ({"type": "boolean"}, 0, "is not a boolean"),
    ({"type": "byte"}, 128, "too large a number for a byte"),
    ({"type": "integer"}, 1.5, "is not an integer"),
    ({"type": "integer"}, True, "is not an integer"),
    ({"type": "integer", "traits": named(range={"max": 3})}, 4, "out of range"),
    ({"type": "double"}, "1", "is not a number"),
    ({"type": "bigDecimal"}, "NaN", "is not a number"),
    ({"type": "blob"}, [], "is not a string"),
    ({"type": "timestamp"}, {}, "is not a timestamp"),
    ({"type": "list", "member": STRING}, "a", "is not a list"),
    ({"type": "list", "member": STRING}, ["a", 5], "('1') is not a string"),
    ({"type": "list", "member": STRING}, [None], "('0') is not a string"),
    (
        {"type": "list", "member": STRING, "traits": named(uniqueItems={})},
        ["a", "b", "a"],
        "has an item twice",
    ),
    ({"type": "map", "key": STRING, "value": STRING}, {"a": 5}, "('a')"),
    (
        {"type": "map", "key": member("a#K"), "value": STRING},
        {"no": "x"},
        "does not match",
    ),
    (structure(a=member("smithy.api#String", required={})), {}, "has no 'a'"),
    (structure(a=member("smithy.api#String", length={"max": 1})), {"a": "xx"}, "long"),
    (structure(a=STRING), [], "is not an object"),
    ({"type": "union", "members": {"a": STRING, "b": STRING}}, {}, "not one of"),
    (
        {"type": "union", "members": {"a": STRING, "b": STRING}},
        {"a": "x", "b": "x"},
        "is not one of",
    ),
    ({"type": "union", "members": {"a": STRING}}, {"c": "x"}, "is not one of"),
    ({"type": "enum", "members": {"A": UNIT}}, "B", "is 'B', not one of"),
    ({"type": "enum", "members": {"A": UNIT}}, ["A"], "not one of"),
    (
        {"type": "intEnum", "members": {"A": member("smithy.api#Unit", enumValue=1)}},
        2,
        "is 2, not one of",
    ),
]
KEY = {"type": "string", "traits": named(pattern="^k")}


@pytest.mark.parametrize(("definition", "value"), GOOD)
def test_values_that_fit(definition: dict[str, Any], value: Any) -> None:
    assert problem(definition, value) is None


@pytest.mark.parametrize(("definition", "value", "expected"), BAD)
def test_values_that_do_not_fit(
    definition: dict[str, Any], value: Any, expected: str
) -> None:
    assert expected in (problem(definition, value, K=KEY) or "")


def test_the_place_in_a_deep_value_is_named() -> None:
    tree = structure(children=member("a#Trees"), name=STRING)
    value = {"children": [{}, {"children": [{"name": 5}]}]}
    trees = {"type": "list", "member": {"target": "a#Tree"}}

    found = problem(
        structure(root=member("a#Tree")), {"root": value}, Tree=tree, Trees=trees
    )

    assert found == "('root.children.1.children.0.name') is not a string"


def test_values_are_followed_however_deep_they_are() -> None:
    """Readers stop long before this; the check itself must not depend on it."""
    shape = Shape("a#L", "list", {}, {"member": Member("a#L$member", "member", "a#L")})
    value: Any = 5
    for _ in range(100_000):
        value = [value]

    wrong = ValueChecks({"a#L": shape}).mismatch(value, shape)

    assert wrong is not None and wrong.endswith("is not a list")
    assert len(wrong) < 200


def test_a_pattern_of_a_model_cannot_take_forever() -> None:
    definition = {"type": "string", "traits": named(pattern="^(a+)+$")}

    assert "does not match" in (problem(definition, "a" * 5000 + "b") or "")
