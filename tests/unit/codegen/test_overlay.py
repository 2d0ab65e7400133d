from __future__ import annotations

from typing import Any

import pytest
from aiosmithy_codegen.errors import ModelError
from aiosmithy_codegen.model import Model
from aiosmithy_codegen.overlay import apply_overlay
from aiosmithy_codegen.selection import select
from aiosmithy_codegen.symbols import assign_symbols
from weather import NS, member, model, ref, structure

DOC = "smithy.api#documentation"


def change(op: str, shape: str, **more: Any) -> dict[str, Any]:
    return {"op": op, "shape": shape, "reason": "a test", **more}


def overlaid(*changes: Any, **shapes: Any) -> Model:
    document = {"overlay": "1.0", "changes": list(changes)}
    return apply_overlay(model(**shapes), document, "overlay.json")


def refused(*changes: Any, **shapes: Any) -> str:
    with pytest.raises(ModelError) as caught:
        overlaid(*changes, **shapes)
    text = str(caught.value)
    assert text.startswith("overlay.json: ")
    assert caught.value.remedy
    return text


@pytest.mark.parametrize("name", ["CityId", NS + "CityId"])
def test_a_trait_is_added_to_a_shape(name: str) -> None:
    changed = overlaid(change("addTrait", name, trait=DOC, value="A city."))

    assert changed.expect(NS + "CityId").traits == {DOC: "A city."}


def test_traits_of_members_are_added_replaced_and_removed() -> None:
    length = "smithy.api#length"
    changed = overlaid(
        change("addTrait", "City_$name", trait=DOC, value="one"),
        change("replaceTrait", "City_$name", trait=DOC, value="two"),
        change("addTrait", "City_$name", trait=length, value={"min": 1}),
        change("removeTrait", "City_$name", trait=length),
    )

    assert changed.expect(NS + "City_").members["name"].traits == {DOC: "two"}


def test_members_are_added_and_removed() -> None:
    changed = overlaid(
        change(
            "addMember", "City_", member="mayor", target="CityId", traits={DOC: "x"}
        ),
        change("removeMember", "City_", member="near"),
    )

    members = changed.expect(NS + "City_").members
    assert list(members) == ["name", "mayor"]
    assert members["mayor"].id == NS + "City_$mayor"
    assert members["mayor"].target == NS + "CityId"
    assert members["mayor"].traits == {DOC: "x"}


def test_a_renamed_shape_has_another_class_and_the_same_wire_name() -> None:
    changed = overlaid(change("rename", "Coordinates", name="Position"))

    names = assign_symbols(select(changed))
    assert names.shape(NS + "Coordinates") == "Position"
    assert changed.expect(NS + "Coordinates")


def test_renaming_resolves_members_of_one_python_name() -> None:
    twins = structure(cityName=member("CityId"), CityName=member("CityId"))
    changed = overlaid(change("removeMember", "City_", member="CityName"), City_=twins)

    assert assign_symbols(select(changed)).member(NS + "City_$cityName")


def test_the_original_model_is_untouched() -> None:
    before = model()
    apply_overlay(
        before,
        {
            "overlay": "1.0",
            "changes": [change("addTrait", "CityId", trait=DOC, value="x")],
        },
        "overlay.json",
    )

    assert before.expect(NS + "CityId").traits == {}


@pytest.mark.parametrize(
    ("found", "problem"),
    [
        ({}, "is not an overlay"),
        ([], "is not an overlay"),
        ({"overlay": "2.0", "changes": []}, "is not an overlay"),
        ({"overlay": "1.0"}, "has no list of 'changes'"),
        ({"overlay": "1.0", "changes": {}}, "has no list of 'changes'"),
        ({"overlay": "1.0", "changes": [], "x": 1}, "unknown key 'x'"),
    ],
)
def test_what_is_no_overlay_is_refused(found: Any, problem: str) -> None:
    with pytest.raises(ModelError) as caught:
        apply_overlay(model(), found, "overlay.json")

    assert problem in str(caught.value)
    assert "overlay.json" in str(caught.value)


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ("x", "change 1 is not an object"),
        ({}, "change 1 has the unknown op None"),
        (change("addTrai", "CityId"), "unknown op 'addTrai'\n  Did you mean addTrait?"),
        (change("addTrait", "CityId", trait=DOC), "has no 'value'"),
        (change("addTrait", "CityId", trait=DOC, value="x", z=1), "unknown key 'z'"),
        ({**change("removeTrait", "CityId", trait=DOC), "reason": " "}, "'reason'"),
        ({"op": "removeTrait", "shape": "CityId", "trait": DOC}, "has no 'reason'"),
        (change("removeTrait", "CityId", trait=7), "needs a text as 'trait'"),
        (change("removeTrait", "CityId", trait=DOC), "there is no " + DOC),
        (change("replaceTrait", "CityId", trait=DOC, value=""), "there is no " + DOC),
        (change("addTrait", "CityId", trait="docs", value=""), "not a trait's"),
        (change("addTrait", "CitiId", trait=DOC, value=""), "Did you mean " + NS),
        (change("addTrait", "x y", trait=DOC, value=""), "is not a shape id"),
        (change("addTrait", "City_$nam", trait=DOC, value=""), "Did you mean name?"),
        (change("addTrait", "smithy.api#String", trait=DOC, value=""), "no such shape"),
        (change("removeMember", "City_", member="mayor"), "no member 'mayor'"),
        (change("removeMember", "CityIds", member="member"), "a list has no members"),
        (change("addMember", "City_", member="name", target="CityId"), "already"),
        (change("addMember", "City_", member="a b", target="CityId"), "member name"),
        (
            change("addMember", "City_", member="a", target="CityId", traits={"x": 1}),
            "'traits'",
        ),
        (change("rename", "GetTime", name="X"), "a operation cannot be renamed"),
        (change("rename", "City_", name="City_"), "is named City_ already"),
        (change("rename", "City_", name="a-b"), "is not a shape name"),
    ],
)
def test_a_change_that_does_not_fit_names_itself(entry: Any, problem: str) -> None:
    text = refused(entry)

    assert problem in text
    assert "change 1" in text


@pytest.mark.parametrize(("value", "said"), [("x", "this value"), ("y", "another")])
def test_a_trait_that_is_there_already_no_longer_applies(value: str, said: str) -> None:
    text = refused(
        change("addTrait", "CityId", trait=DOC, value="x"),
        change("addTrait", "CityId", trait=DOC, value=value),
    )

    assert said in text
    assert f"change 2, {NS}CityId" in text


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        (change("addTrait", "CityId", trait=DOC, value=5), "is not a string"),
        (change("addMember", "City_", member="a", target="Gone"), "not in the model"),
        (change("removeMember", "GetCityRequest", member="cityId"), "'cityId'"),
        (change("removeTrait", "Throttled", trait="smithy.api#error"), "without"),
    ],
)
def test_a_change_that_breaks_the_model_is_refused(entry: Any, problem: str) -> None:
    assert problem in refused(entry)


def test_relative_names_are_of_the_chosen_service() -> None:
    climate = {"type": "service", "version": "1", "operations": [ref("GetTime")]}
    both = model(**{"other#Climate": climate})
    entry = change("addTrait", "CityId", trait=DOC, value="x")
    found = {"overlay": "1.0", "changes": [entry]}

    changed = apply_overlay(both, found, "overlay.json", NS + "Weather")

    assert changed.expect(NS + "CityId").traits
    with pytest.raises(ModelError, match="no such shape|not a shape id"):
        apply_overlay(both, found, "overlay.json", "other#Climate")
