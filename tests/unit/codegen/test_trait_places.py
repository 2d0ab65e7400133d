"""Traits that stand where their definitions do not let them."""

from __future__ import annotations

from typing import Any

import pytest
from aiosmithy_codegen.errors import ModelError
from aiosmithy_codegen.loaders.selection_graph import SelectionGraph, TooManyStepsError
from aiosmithy_codegen.loaders.selectors import parse_selector
from weather import NS, member, model, operation, ref, structure

TRAIT = "smithy.api#trait"


def refused(**shapes: Any) -> str:
    with pytest.raises(ModelError) as caught:
        model(**shapes)
    return str(caught.value)


def string(**traits: Any) -> dict[str, Any]:
    named = {f"smithy.api#{key}": value for key, value in traits.items()}
    return {"type": "string", "traits": named}


def own_trait(**definition: Any) -> dict[str, Any]:
    return {"type": "structure", "members": {}, "traits": {TRAIT: definition}}


@pytest.mark.parametrize(
    ("shape", "trait"),
    [
        (string(idempotent={}), "smithy.api#idempotent"),
        (string(required={}), "smithy.api#required"),
        ({"type": "long", "traits": {"smithy.api#sparse": {}}}, "smithy.api#sparse"),
        ({"type": "blob", "traits": {"smithy.api#pattern": "x"}}, "smithy.api#pattern"),
        (structure(a=member("CityId", enumValue="x")), "smithy.api#enumValue"),
        (structure(a=member("CityId", httpLabel={})), "smithy.api#httpLabel"),
        (structure(a=member("CityId", hostLabel={})), "smithy.api#hostLabel"),
    ],
)
def test_a_trait_where_its_selector_does_not_lead(shape: Any, trait: str) -> None:
    assert f"{trait} cannot be on this" in refused(Other=shape)


def test_traits_that_conflict() -> None:
    found = operation("/time")
    found["traits"] |= {"smithy.api#readonly": {}, "smithy.api#idempotent": {}}

    assert "has smithy.api#readonly and smithy.api#idempotent" in refused(GetTime=found)


def test_a_trait_that_only_one_member_may_have() -> None:
    members = {name: member("CityId", idempotencyToken={}) for name in "ab"}

    text = refused(City_=structure(**members))

    assert "smithy.api#idempotencyToken is on a and b" in text


def test_a_trait_of_targets_that_only_one_member_may_have() -> None:
    stream = {"type": "blob", "traits": {"smithy.api#streaming": {}}}
    members = {name: member("Stream", required={}) for name in "ab"}

    text = refused(Stream=stream, City_=structure(**members))

    assert "smithy.api#streaming is on a and b" in text


def test_a_models_own_traits_are_checked_too() -> None:
    shapes = {"mine": own_trait(selector="structure > member", conflicts=[NS + "no"])}
    on_shape = {"type": "string", "traits": {NS + "mine": {}}}
    on_member = {**ref("smithy.api#String"), "traits": {NS + "mine": {}}}
    both = {**on_member, "traits": {NS + "mine": {}, NS + "no": 5}}

    model(**shapes, City_=structure(a=on_member))
    assert "mine cannot be on this string" in refused(**shapes, Other=on_shape)
    assert "mine and" in refused(**shapes, City_=structure(a=both))


def test_what_is_no_trait_cannot_be_one() -> None:
    shape = {"type": "string", "traits": {NS + "CityId": "x"}}

    assert "which it is not" in refused(Other=shape)


def test_selectors_that_are_not_known_select_everything() -> None:
    shapes = {"mine": own_trait(selector="$x(*) ${x}")}

    assert model(**shapes, Other={"type": "string", "traits": {NS + "mine": {}}})


def test_selectors_cannot_take_forever() -> None:
    """Each of many shapes asks for the whole of a large graph; after a while nothing more is asked."""
    shapes: dict[str, Any] = {
        "mine": own_trait(selector="structure :not(~> bigDecimal)")
    }
    for i in range(3000):
        shapes[f"S{i}"] = {
            **structure(a=member(f"S{i + 1}"), b=member(f"S{i // 2}")),
            "traits": {NS + "mine": {}},
        }

    loaded = model(**shapes, S3000=structure())

    graph = SelectionGraph(loaded)
    chain = parse_selector("structure :not(~> bigDecimal)")
    with pytest.raises(TooManyStepsError):
        for shape in loaded.of_type("structure"):
            graph.selects(chain, shape)


@pytest.mark.parametrize("target", ["deprecated", "Low"])
def test_traits_and_mixins_are_no_targets(target: str) -> None:
    low = {**structure(), "traits": {"smithy.api#mixin": {}}}
    known = {"deprecated": own_trait(), "Low": low}

    text = refused(**known, City_=structure(a=member(target)))

    assert f"targets {NS}{target}, which is a" in text


@pytest.mark.parametrize(
    ("shapes", "problem"),
    [
        (
            {
                "A": structure(b=member("B", required={})),
                "B": structure(a=member("A", required={})),
            },
            "cannot be without holding itself",
        ),
        (
            {
                "A": {"type": "resource", "resources": [ref("B")]},
                "B": {"type": "resource", "resources": [ref("A")]},
            },
            "holds itself as a resource",
        ),
        ({"City_": structure(a=member("smithy.api#Unit"))}, "targets smithy.api#Unit"),
        (
            {
                "Bad": structure(error="client"),
                "GetTime": operation("/time", "Bad"),
            },
            "Bad as input or output",
        ),
    ],
)
def test_shapes_that_contradict_themselves(
    shapes: dict[str, Any], problem: str
) -> None:
    assert problem in refused(**shapes)
