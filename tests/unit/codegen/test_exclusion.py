from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from aiosmithy_codegen.errors import UsageError
from aiosmithy_codegen.selection import Selection, select
from weather import NS, document, member, model, operation, ref, structure

OLD = {"smithy.api#deprecated": {}}
HIDDEN = {"smithy.api#internal": {}}


def chosen(
    exclude: Sequence[str], operations: Sequence[str] = (), **shapes: Any
) -> Selection:
    return select(model(**shapes), operations=operations, exclude=exclude)


def operations(selection: Selection) -> list[str]:
    return [shape.name for shape in selection.operations]


def marked(name: str, traits: dict[str, Any]) -> dict[str, Any]:
    shape = document()["shapes"][NS + name]
    return {**shape, "traits": {**shape.get("traits", {}), **traits}}


def members(selection: Selection, name: str) -> list[str]:
    return list(selection.model.shapes[NS + name].members)


def test_nothing_is_left_out_unless_asked() -> None:
    selection = chosen([], GetTime=marked("GetTime", OLD))

    assert "GetTime" in operations(selection)


@pytest.mark.parametrize(
    ("exclude", "left"),
    [
        (["deprecated"], ["GetForecast", "GetTime", "ListCities"]),
        (["internal"], ["GetCity", "GetForecast", "ListCities"]),
        (["deprecated", "internal"], ["GetForecast", "ListCities"]),
    ],
)
def test_operations_that_are_marked_are_left_out(
    exclude: list[str], left: list[str]
) -> None:
    selection = chosen(
        exclude, GetCity=marked("GetCity", OLD), GetTime=marked("GetTime", HIDDEN)
    )

    assert operations(selection) == left
    assert (NS + "GetTime" in selection.service.operations) == ("GetTime" in left)


def test_operations_of_resources_that_are_marked_are_left_out() -> None:
    found = chosen(["deprecated"], Forecast=marked("Forecast", OLD))
    assert "GetForecast" not in operations(found) and "GetCity" in operations(found)

    found = chosen(["deprecated"], City=marked("City", OLD))
    assert operations(found) == ["GetTime"]


def test_an_operation_that_something_else_binds_too_stays() -> None:
    weather = document()["shapes"][NS + "Weather"]
    weather["operations"].append(ref("GetForecast"))

    found = chosen(["deprecated"], Forecast=marked("Forecast", OLD), Weather=weather)

    assert "GetForecast" in operations(found)


def test_optional_members_that_are_marked_are_left_out() -> None:
    city = structure(
        name=member("smithy.api#String", deprecated={}),
        size=member("smithy.api#Integer", required={}, deprecated={}),
        secret=member("smithy.api#String", internal={}),
        old=member("Old"),
        near=member("Coordinates"),
    )
    old = {**structure(), "traits": OLD}

    found = chosen(["deprecated"], City_=city, Old=old)

    assert members(found, "City_") == ["size", "secret", "near"]
    assert NS + "Old" not in found.model.shapes
    found = chosen(["deprecated", "internal"], City_=city, Old=old)
    assert members(found, "City_") == ["size", "near"]


def test_variants_of_unions_are_left_out_but_never_all() -> None:
    one = member("smithy.api#String", deprecated={})
    some = {"type": "union", "members": {"a": one, "b": member("smithy.api#String")}}
    every = {"type": "union", "members": {"a": one}}
    city = structure(some=member("Some"), every=member("Every"))

    found = chosen(["deprecated"], City_=city, Some=some, Every=every)

    assert members(found, "Some") == ["b"] and members(found, "Every") == ["a"]


def test_values_of_enums_stay() -> None:
    sky = document()["shapes"][NS + "Sky"]
    sky["members"]["CLOUDY"]["traits"] |= OLD

    assert members(chosen(["deprecated"], Sky=sky), "Sky") == ["CLEAR", "CLOUDY"]


def test_members_that_pagination_waiters_or_endpoints_count_on_stay() -> None:
    cities = operation("/cities", "ListCitiesInput", "ListCitiesOutput")
    cities["traits"] |= {
        "smithy.api#paginated": {
            "inputToken": "after",
            "outputToken": "next.token",
            "items": "cities",
        },
        "smithy.waiters#waitable": {
            "Seen": {
                "acceptors": [
                    {
                        "state": "success",
                        "matcher": {
                            "output": {
                                "path": "length(seen) > `0`",
                                "expected": "true",
                                "comparator": "booleanEquals",
                            }
                        },
                    }
                ]
            }
        },
    }
    text = member("smithy.api#String", deprecated={})
    place = {
        **text,
        "traits": {**text["traits"], "smithy.rules#contextParam": {"name": "P"}},
    }
    shapes: dict[str, Any] = {
        "ListCities": cities,
        "ListCitiesInput": structure(after=text, place=place, other=text),
        "ListCitiesOutput": structure(
            cities=member("CityIds", deprecated={}),
            seen=member("CityIds", deprecated={}),
            next=member("Next", deprecated={}),
        ),
        "Next": structure(token=text, other=text),
    }

    found = chosen(["deprecated"], ["ListCities"], **shapes)

    assert members(found, "ListCitiesInput") == ["after", "place"]
    assert members(found, "ListCitiesOutput") == ["cities", "seen", "next"]
    assert members(found, "Next") == ["token"]


@pytest.mark.parametrize("wanted", [["GetTime"], ["GetT*"]])
def test_leaving_out_all_is_an_error(wanted: list[str]) -> None:
    with pytest.raises(UsageError) as caught:
        chosen(["deprecated"], wanted, GetTime=marked("GetTime", OLD))

    assert "--exclude-deprecated leaves none of the operations" in str(caught.value)
