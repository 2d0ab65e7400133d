from __future__ import annotations

from typing import Any

import pytest
from aiosmithy_codegen.errors import ModelError
from aiosmithy_codegen.generate import Settings, generate
from aiosmithy_codegen.manifest import Origin
from aiosmithy_codegen.model import Model
from aiosmithy_codegen.overlay import apply_overlay
from aiosmithy_codegen.selection import select
from aiosmithy_codegen.symbols import assign_symbols
from weather import NS, member, model, ref, structure

DOC = "smithy.api#documentation"
WAITABLE = "smithy.waiters#waitable"
WAITER = {"acceptors": [{"state": "success", "matcher": {"success": True}}]}


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


def test_removing_resolves_members_of_one_python_name() -> None:
    twins = structure(cityName=member("CityId"), CityName=member("CityId"))
    changed = overlaid(change("removeMember", "City_", member="CityName"), City_=twins)

    assert assign_symbols(select(changed)).member(NS + "City_$cityName")


def test_renaming_resolves_members_of_one_python_name() -> None:
    twins = structure(cityName=member("CityId"), CityName=member("CityId"))
    changed = overlaid(
        change("rename", "City_$CityName", name="OtherName"), City_=twins
    )

    names = assign_symbols(select(changed))
    assert names.member(NS + "City_$cityName") == "city_name"
    assert names.member(NS + "City_$CityName") == "other_name"
    assert list(changed.expect(NS + "City_").members) == ["cityName", "CityName"]


def test_a_renamed_operation_has_another_method_and_other_classes() -> None:
    changed = overlaid(change("rename", "GetTime", name="AskTime"))

    names = assign_symbols(select(changed)).operation(NS + "GetTime")
    assert names.method == "ask_time"
    assert names.input == "AskTimeInput"


@pytest.mark.parametrize("before", [{}, {DOC: "old"}])
def test_documentation_is_set_whether_there_was_some_or_not(before: Any) -> None:
    changed = overlaid(
        change("setDocumentation", "CityId", documentation="A city."),
        CityId={"type": "string", "traits": before},
    )

    assert changed.expect(NS + "CityId").traits == {DOC: "A city."}


def test_waiters_are_added_one_by_one() -> None:
    changed = overlaid(
        change("addWaiter", "GetTime", name="Noon", waiter=WAITER),
        change("addWaiter", "GetTime", name="Midnight", waiter=WAITER),
    )

    assert changed.expect(NS + "GetTime").traits[WAITABLE] == {
        "Noon": WAITER,
        "Midnight": WAITER,
    }
    method = assign_symbols(select(changed)).waiter(NS + "GetTime", "Noon").method
    assert method == "wait_until_noon"


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
        ("x", "change 1: is not an object"),
        ({}, "change 1: has the unknown op None"),
        (change("addTrai", "CityId"), "unknown op 'addTrai'\n  Did you mean addTrait?"),
        (change("addTrait", "CityId", trait=DOC), "has no 'value'"),
        (change("addTrait", "CityId", trait=DOC, value="x", z=1), "unknown key 'z'"),
        ({**change("removeTrait", "CityId", trait=DOC), "reason": " "}, "'reason'"),
        ({"op": "removeTrait", "shape": "CityId", "trait": DOC}, "has no 'reason'"),
        (change("removeTrait", "CityId", trait=7), "needs a text as 'trait'"),
        (change("removeTrait", "CityId", trait=DOC), "there is no " + DOC),
        (change("replaceTrait", "CityId", trait=DOC, value=""), "there is no " + DOC),
        (change("addTrait", "CityId", trait="docs", value=""), "not a trait's"),
        (
            change("addTrait", "City_$name", trait="smithy.api#requird", value={}),
            "there is no trait smithy.api#requird\n  Did you mean smithy.api#required?",
        ),
        (
            change(
                "addMember",
                "City_",
                member="a",
                target="CityId",
                traits={"aws.auth#sigv5": {}},
            ),
            "Did you mean aws.auth#sigv4?",
        ),
        (change("addTrait", "CitiId", trait=DOC, value=""), "Did you mean " + NS),
        (change("addTrait", "x y", trait=DOC, value=""), "is not a shape id"),
        (change("addTrait", "City_$nam", trait=DOC, value=""), "Did you mean name?"),
        (change("addTrait", "smithy.api#String", trait=DOC, value=""), "no such shape"),
        (change("removeMember", "City_", member="mayor"), "no member 'mayor'"),
        (
            change("removeMember", "CityIds", member="member"),
            "is of type list, which has no members",
        ),
        (change("addMember", "City_", member="name", target="CityId"), "already"),
        (change("addMember", "City_", member="a b", target="CityId"), "member name"),
        (
            change("addMember", "City_", member="a", target="CityId", traits={"x": 1}),
            "'traits'",
        ),
        (change("addMember", "City_", member="a", target="CitiId"), "Did you mean"),
        (change("addWaiter", "City_", name="X", waiter={}), "waiters are of"),
        (change("addWaiter", "GetTime", name="x y", waiter={}), "not a waiter's name"),
        (change("addWaiter", "GetTime", name="X"), "has no 'waiter'"),
        (change("setDocumentation", "CityId"), "has no 'documentation'"),
        (change("rename", "City_$nam", name="x"), "Did you mean name?"),
        (change("rename", "Weather", name="X"), "a service cannot be renamed"),
        (change("rename", "GetTime", name="GetTime"), "is named GetTime already"),
        (change("rename", "City_$name", name="name"), "is named name already"),
        (change("rename", "City_", name="cityid"), "CityId is named cityid"),
        (change("rename", "City_", name="City_"), "is named City_ already"),
        (change("rename", "City_", name="a-b"), "is not a name"),
    ],
)
def test_a_change_that_does_not_fit_names_itself(entry: Any, problem: str) -> None:
    text = refused(entry)

    assert problem in text
    assert "change 1" in text


def test_all_changes_that_do_not_apply_are_named_at_once() -> None:
    text = refused(
        change("removeTrait", "CityId", trait=DOC),
        change("addTrait", "CityId", trait=DOC, value="x"),
        change("removeMember", "City_", member="nam"),
        "junk",
    )

    assert text.splitlines() == [
        "overlay.json: 3 changes do not apply:",
        f"  change 1, {NS}CityId: there is no {DOC} to change (There are none.)",
        f"  change 3, {NS}City_: there is no member 'nam' (Did you mean name?)",
        "  change 4: is not an object",
        "  Correct the overlay, or remove the change if the model no longer needs it.",
    ]


def test_of_many_changes_that_do_not_apply_the_first_are_named() -> None:
    text = refused(*[change("removeTrait", "CityId", trait=DOC)] * 5000)

    assert "10 or more changes do not apply" in text
    assert text.count("there is no") == 10


def test_what_a_change_broke_is_told_with_its_number() -> None:
    text = refused(
        change("addTrait", "CityIds", trait=DOC, value="x"),
        change("addWaiter", "GetTime", name="Noon", waiter={"acceptors": 5}),
    )

    assert text.startswith(f"overlay.json: change 2: {NS}GetTime: {WAITABLE}")


@pytest.mark.parametrize(("value", "said"), [("x", "this value"), ("y", "another")])
def test_a_trait_that_is_there_already_no_longer_applies(value: str, said: str) -> None:
    text = refused(
        change("addTrait", "CityId", trait=DOC, value="x"),
        change("addTrait", "CityId", trait=DOC, value=value),
    )

    assert said in text
    assert f"change 2, {NS}CityId" in text


def test_a_waiter_and_documentation_that_are_there_no_longer_apply() -> None:
    wait = change("addWaiter", "GetTime", name="Noon", waiter=WAITER)
    document = change("setDocumentation", "CityId", documentation="A city.")

    text = refused(wait, document, wait, document)

    assert f"change 3, {NS}GetTime: waiter Noon is there already" in text
    assert f"change 4, {NS}CityId: has this documentation already" in text


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


def test_traits_that_nobody_publishes_are_added() -> None:
    changed = overlaid(change("addTrait", "CityId", trait="example.x#y", value=1))

    assert changed.expect(NS + "CityId").traits == {"example.x#y": 1}


def test_what_generating_refuses_is_told_with_its_change() -> None:
    matcher = {"path": "nope", "expected": "x", "comparator": "stringEquals"}
    acceptor = {"state": "success", "matcher": {"output": matcher}}
    changed = overlaid(
        change("setDocumentation", "CityId", documentation="A city."),
        change("addWaiter", "GetTime", name="Noon", waiter={"acceptors": [acceptor]}),
    )

    with pytest.raises(ModelError) as caught:
        generate(changed, Settings(model=Origin("weather.json", "sha256:0")))

    assert str(caught.value).startswith(f"overlay.json: change 2: {NS}GetTime: ")


def test_relative_names_are_of_the_chosen_service() -> None:
    climate = {"type": "service", "version": "1", "operations": [ref("GetTime")]}
    both = model(**{"other#Climate": climate})
    entry = change("addTrait", "CityId", trait=DOC, value="x")
    found = {"overlay": "1.0", "changes": [entry]}

    changed = apply_overlay(both, found, "overlay.json", NS + "Weather")

    assert changed.expect(NS + "CityId").traits
    with pytest.raises(ModelError, match="no such shape|not a shape id"):
        apply_overlay(both, found, "overlay.json", "other#Climate")
