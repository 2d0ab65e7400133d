from __future__ import annotations

import pytest
from aiosmithy_codegen.errors import CodegenError, UsageError
from aiosmithy_codegen.selection import select
from attrs import evolve
from weather import NS, document, model, ref


def names(selection_ids: object) -> set[str]:
    assert isinstance(selection_ids, dict)
    return {str(shape_id).removeprefix(NS) for shape_id in selection_ids}


def test_the_whole_service_reaches_operations_through_nested_resources() -> None:
    selection = select(model())

    found = [operation.name for operation in selection.operations]
    assert found == ["GetCity", "GetForecast", "GetTime", "ListCities"]


def test_one_operation_reaches_what_it_needs_and_nothing_else() -> None:
    selection = select(model(), operations=["GetTime"])

    assert names(selection.model.shapes) == {
        "Weather",
        "GetTime",
        "GetTimeOutput",
        "Throttled",
        "smithy.api#Unit",
        "smithy.api#Timestamp",
        "smithy.api#String",
    }
    assert selection.service.resources == ()
    assert selection.service.operations == (NS + "GetTime",)


def test_a_resource_stays_where_one_of_its_operations_does_with_its_parents() -> None:
    selection = select(model(), operations=["GetForecast"])

    shapes = selection.model.shapes
    assert NS + "Forecast" in shapes
    assert shapes[NS + "City"].lifecycle == {}
    assert selection.service.resources == (NS + "City",)
    assert selection.service.operations == ()


def test_every_lifecycle_and_collection_operation_counts() -> None:
    city = document()["shapes"][NS + "City"]
    city = {
        "type": "resource",
        "identifiers": city["identifiers"],
        "delete": ref("GetCity"),
        "collectionOperations": [ref("ListCities")],
        "operations": [ref("GetForecast")],
    }

    selection = select(model(City=city, Forecast=None))

    assert len(selection.operations) == 4


def test_resources_that_hold_each_other_end() -> None:
    found = model()
    forecast = evolve(found.shapes[NS + "Forecast"], resources=(NS + "City",))
    circle = evolve(found, shapes={**found.shapes, forecast.id: forecast})

    selection = select(circle, operations=["GetForecast"])

    assert [operation.name for operation in selection.operations] == ["GetForecast"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (["Get*"], ["GetCity", "GetForecast", "GetTime"]),
        (["GetTime", "GetCity", "GetTime"], ["GetCity", "GetTime"]),
        ([NS + "GetTime"], ["GetTime"]),
        (["?etTime"], ["GetTime"]),
    ],
)
def test_operations_by_name_id_and_glob(wanted: list[str], found: list[str]) -> None:
    selection = select(model(), operations=wanted)

    assert [operation.name for operation in selection.operations] == found


def test_a_mistyped_operation_suggests_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        select(model(), operations=["getcitty"])

    assert "weather.json" in str(caught.value)
    assert "Did you mean GetCity?" in str(caught.value)


def test_a_glob_that_matches_nothing_shows_what_there_is() -> None:
    with pytest.raises(UsageError, match="There are: GetCity, GetForecast"):
        select(model(), operations=["Zzz*"])


def test_a_mistyped_service_suggests_the_nearest() -> None:
    with pytest.raises(UsageError, match="Did you mean Weather"):
        select(model(), "Wether")


@pytest.mark.parametrize("name", ["Climate", NS + "Climate"])
def test_one_of_several_services_is_chosen_by_name_or_id(name: str) -> None:
    climate = {"type": "service", "version": "1", "operations": [ref("GetTime")]}
    both = model(Climate=climate)

    assert select(both, name).service.name == "Climate"
    with pytest.raises(UsageError, match=f"{NS}Climate, {NS}Weather"):
        select(both)


@pytest.mark.parametrize(
    ("weather", "problem"),
    [(None, "no service"), ({"type": "service", "version": "1"}, "no operations")],
)
def test_nothing_to_select(weather: dict[str, str] | None, problem: str) -> None:
    with pytest.raises(CodegenError, match=problem):
        select(model(Weather=weather))


def test_the_order_of_the_file_does_not_matter() -> None:
    from loading import load_ast

    plain = document()
    backwards = {**plain, "shapes": dict(reversed(plain["shapes"].items()))}

    first, second = (select(load_ast(found, "f")) for found in (plain, backwards))

    assert list(first.model.shapes) == list(second.model.shapes)
    assert first == second
