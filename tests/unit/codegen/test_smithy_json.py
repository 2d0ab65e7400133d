from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from aiosmithy_codegen.errors import ModelError
from aiosmithy_codegen.loaders.prelude import PRELUDE
from aiosmithy_codegen.model import Model
from aiosmithy_codegen.source import read_source
from loading import load_ast
from weather import NS, document, member, model, operation, ref, structure

MODELS = Path(__file__).resolve().parents[4] / "shared" / "models"


def load(**shapes: Any) -> Model:
    return load_ast({"smithy": "2.0", "shapes": shapes}, "model.json")


def refused(found: Any) -> str:
    """The message that a document is refused with."""
    with pytest.raises(ModelError) as caught:
        load_ast(found, "model.json")
    assert "model.json" in str(caught.value)
    assert caught.value.remedy
    return str(caught.value)


def refused_shape(definition: Any, shape_id: str = "a#B") -> str:
    return refused({"smithy": "2.0", "shapes": {shape_id: definition}})


def test_shapes_keep_what_the_file_says() -> None:
    loaded = model()

    city = loaded.expect(NS + "GetCity", "operation")
    assert city.input == NS + "GetCityRequest"
    assert city.traits["smithy.api#http"]["uri"] == "/cities/{cityId}"
    resource = loaded.expect(NS + "City", "resource")
    assert resource.lifecycle == {"read": NS + "GetCity", "list": NS + "ListCities"}
    assert resource.identifiers == {"cityId": NS + "CityId"}
    listed = loaded.expect(NS + "CityIds", "list").members["member"]
    assert (listed.id, listed.target) == (NS + "CityIds$member", NS + "CityId")
    assert loaded.expect(NS + "GetTime", "operation").input == "smithy.api#Unit"


def test_the_prelude_is_there() -> None:
    loaded = load()

    assert loaded.expect("smithy.api#String").type == "string"
    assert loaded.expect("smithy.api#Unit").type == "structure"
    primitive = loaded.expect("smithy.api#PrimitiveInteger")
    assert primitive.traits == {"smithy.api#default": 0}


def test_an_enum_member_without_a_value_has_its_name_as_value() -> None:
    loaded = load(
        **{"a#E": {"type": "enum", "members": {"ON": {"target": "smithy.api#Unit"}}}}
    )

    assert loaded.shapes["a#E"].members["ON"].traits == {"smithy.api#enumValue": "ON"}


def test_a_set_is_a_list_of_unique_items() -> None:
    shapes = {"a#S": {"type": "set", "member": {"target": "smithy.api#String"}}}
    loaded = load_ast({"smithy": "1.0", "shapes": shapes}, "model.json")

    assert loaded.shapes["a#S"].type == "list"
    assert "smithy.api#uniqueItems" in loaded.shapes["a#S"].traits


def test_an_old_string_enum_becomes_an_enum_shape() -> None:
    definitions = [
        {"value": "ml.m5", "documentation": "Five."},
        {"value": "x y", "name": "XY", "deprecated": True},
    ]
    loaded = load(
        **{"a#E": {"type": "string", "traits": {"smithy.api#enum": definitions}}}
    )

    shape = loaded.expect("a#E", "enum")
    assert shape.traits == {}
    assert list(shape.members) == ["ml_m5", "XY"]
    assert shape.members["ml_m5"].traits == {
        "smithy.api#enumValue": "ml.m5",
        "smithy.api#documentation": "Five.",
    }


@pytest.mark.parametrize("definitions", [[{"value": "?"}], [{"value": "9"}]])
def test_an_old_string_enum_without_names_stays_a_string(definitions: Any) -> None:
    loaded = load(
        **{"a#E": {"type": "string", "traits": {"smithy.api#enum": definitions}}}
    )

    assert loaded.expect("a#E", "string").traits


@pytest.mark.parametrize(
    ("found", "problem"),
    [
        ({}, "not a Smithy model"),
        ([], "not a Smithy model"),
        (None, "not a Smithy model"),
        ({"metadata": {}, "operations": {}}, "not a Smithy model"),
        ({"smithy": "3.0"}, "version '3.0' is not supported"),
        ({"smithy": 2}, "version 2 is not supported"),
        ({"smithy": "2.0", "shapes": []}, "must be objects"),
        ({"smithy": "2.0", "metadata": 1}, "must be objects"),
    ],
)
def test_what_is_not_an_ast_is_refused(found: Any, problem: str) -> None:
    assert problem in refused(found)


@pytest.mark.parametrize(
    ("definition", "problem"),
    [
        ({}, "has no type"),
        ([], "not an object"),
        ("string", "not an object"),
        ({"type": "strukture"}, "unknown type 'strukture'"),
        ({"type": ["string"]}, "unknown type"),
        ({"type": "structure", "members": []}, "'members' is not an object"),
        ({"type": "structure", "members": {"a": 1}}, "member a is not an object"),
        ({"type": "structure", "members": {"a": {}}}, "absolute shape id"),
        ({"type": "structure", "members": {"a": {"target": 5}}}, "absolute shape id"),
        ({"type": "structure", "members": {"a": {"target": "S"}}}, "absolute"),
        ({"type": "structure", "traits": []}, "'traits' is not an object"),
        ({"type": "structure", "traits": {"required": {}}}, "not a trait's shape id"),
        ({"type": "structure", "mixins": {}}, "'mixins' is not a list"),
        ({"type": "list"}, "of type list, which needs member"),
        ({"type": "map", "key": {"target": "smithy.api#String"}}, "key and value"),
        ({"type": "enum", "members": {}}, "of type enum, which needs members"),
        ({"type": "union"}, "of type union, which needs members"),
        ({"type": "operation", "input": "a#B"}, "'input' does not target"),
        ({"type": "operation", "errors": {}}, "'errors' is not a list"),
        ({"type": "operation", "errors": [3]}, "'errors' does not target"),
        ({"type": "service", "version": 1}, "'version' is not a string"),
        ({"type": "service", "rename": {"a#B": "x y"}}, "'rename'"),
        ({"type": "service", "rename": {"a#B": 5}}, "'rename'"),
        ({"type": "resource", "identifiers": {"x-y": {}}}, "not an identifier"),
        ({"type": "resource", "read": []}, "'read' does not target"),
    ],
)
def test_a_shape_that_is_not_one_is_refused(definition: Any, problem: str) -> None:
    text = refused_shape(definition)

    assert problem in text
    assert "a#B" in text


@pytest.mark.parametrize(
    "name",
    [
        "B",
        "a#",
        "#B",
        "a#B#C",
        "a#B$c",
        "a#1B",
        "a#_",
        "1a#B",
        "a..b#C",
        "a#B\n",
        "a#B C",
        "a#Bä",
        "a#../B",
        "a#__class__()",
        'a#B"""',
        "a#B\u202e",
        "a#B\0",
        "ａ#B",
    ],
)
def test_names_outside_smithys_grammar_are_refused(name: str) -> None:
    definition = {"type": "string"}

    for text in (
        refused_shape(definition, name),
        refused_shape({"type": "list", "member": {"target": name}}),
        refused_shape({"type": "string", "traits": {name: {}}}),
    ):
        assert text.isascii()
        assert text.count("\n") == 1


@pytest.mark.parametrize("name", ["", "_", "a b", "a-b", "1", "é", "a\n", "a$b", "a.b"])
def test_member_names_outside_smithys_grammar_are_refused(name: str) -> None:
    text = refused_shape(
        {"type": "structure", "members": {name: {"target": "smithy.api#String"}}}
    )

    assert "is not a member name" in text


def test_keys_that_the_specification_does_not_know_are_passed_over() -> None:
    found = {"target": "smithy.api#String", "extra": 1}
    shape = {"type": "structure", "members": {"a": found}, "value": 5}
    loaded = load_ast({"smithy": "2", "shapes": {"a#B": shape}, "more": []}, "m.json")

    assert list(loaded.shapes["a#B"].members) == ["a"]


@pytest.mark.parametrize(
    ("shapes", "problem"),
    [
        ({"City_": structure(a=member("Gone"))}, "targets example.weather#Gone"),
        ({"City_": structure(a=member("GetTime"))}, "the operation"),
        ({"GetTime": operation("/time", "CityId")}, "expected structure"),
        ({"GetTime": operation("/time", errors=[ref("City_")])}, "smithy.api#error"),
        ({"GetTime": operation("/time", errors=[ref("Gone")])}, "Gone"),
        ({"GetCity": structure()}, "expected operation"),
        ({"Forecast": None}, "Forecast, which is not in the model"),
        (
            {"M": {"type": "map", "key": ref("City_"), "value": ref("CityId")}},
            "expected string or enum",
        ),
    ],
)
def test_references_that_lead_nowhere_are_refused(
    shapes: dict[str, Any], problem: str
) -> None:
    assert problem in refused(document(**shapes))


def test_several_problems_are_one_message() -> None:
    text = refused(
        document(City_=structure(**{f"m{i}": member(f"Gone{i}") for i in range(15)}))
    )

    assert "15 problems" in text
    assert "City_$m0: targets" in text
    assert "… and 5 more" in text


def test_lists_that_hold_only_themselves_are_refused() -> None:
    shapes: dict[str, Any] = {
        "A": {"type": "list", "member": ref("B")},
        "B": {"type": "map", "key": ref("CityId"), "value": ref("A")},
    }

    assert "holds itself" in refused(document(**shapes))


def test_a_very_long_chain_of_lists_is_refused() -> None:
    shapes: dict[str, Any] = {
        f"L{i}": {"type": "list", "member": ref(f"L{i + 1}")} for i in range(5000)
    }
    shapes["L5000"] = {"type": "list", "member": ref("CityId")}

    assert "more than 32" in refused(document(**shapes))


def test_structures_may_hold_themselves_through_a_list() -> None:
    loaded = model(
        Tree=structure(children=member("Trees")),
        Trees={"type": "list", "member": ref("Tree")},
    )

    assert loaded.expect(NS + "Tree")


def test_shapes_of_the_prelude_cannot_be_something_else() -> None:
    assert "prelude" in refused_shape({"type": "blob"}, "smithy.api#String")

    loaded = load(**{"smithy.api#Blob": {"type": "blob"}})
    assert loaded.shapes["smithy.api#Blob"] is PRELUDE["smithy.api#Blob"]


@pytest.mark.skipif(not MODELS.is_dir(), reason="shared/models is not there")
@pytest.mark.parametrize("file", sorted(MODELS.glob("*.json")), ids=lambda f: f.stem)
def test_loads_the_models_of_aws(file: Path) -> None:
    source = read_source(str(file))

    loaded = load_ast(source.document, source.location)

    assert {*source.document["shapes"]} <= {*loaded.shapes}


@pytest.mark.parametrize("seed", range(40))
def test_any_json_in_any_place_is_a_model_or_a_model_error(seed: int) -> None:
    """Replaces every value of the model, one after the other, by something of another type."""
    odd: list[Any] = [None, True, 7, "x", [], {}, [None], {"target": 1}, "a#B", -1.5]
    text = json.dumps(document())
    places = paths(json.loads(text))

    for place in places[seed::40]:
        for value in odd:
            broken = json.loads(text)
            target = broken
            for key in place[:-1]:
                target = target[key]
            target[place[-1]] = value
            try:
                load_ast(broken, "model.json")
            except ModelError as error:
                assert "model.json" in str(error)


def paths(value: Any, prefix: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value within a document."""
    found: list[tuple[Any, ...]] = []
    if isinstance(value, dict):
        for key, item in value.items():
            found += [(*prefix, key), *paths(item, (*prefix, key))]
    if isinstance(value, list):
        for index, item in enumerate(value):
            found += [(*prefix, index), *paths(item, (*prefix, index))]
    return found
