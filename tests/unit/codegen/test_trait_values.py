"""Values of traits, defaults and HTTP bindings that contradict Smithy's definitions."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from aiosmithy_codegen.errors import ModelError
from weather import NS, document, member, model, operation, ref, structure


def with_trait(trait: str, value: Any, target: str = "smithy.api#String") -> None:
    found = {**ref(target), "traits": {trait: value}}
    model(City_=structure(name=found))


@pytest.mark.parametrize(
    ("trait", "value", "problem"),
    [
        ("documentation", 5, "is not a string"),
        ("required", True, "is not an object"),
        ("deprecated", {"message": 1}, "('message') is not a string"),
        ("length", {"min": "1"}, "('min') is not an integer"),
        ("length", {"min": True}, "is not an integer"),
        ("length", {"min": 2, "max": 1}, "min is above max"),
        ("range", {"min": 0.5, "max": "x"}, "is not a number"),
        ("range", {"max": -5, "min": 3}, "min is above max"),
        ("range", {"min": Decimal("1e400")}, "too large a number"),
        ("pattern", None, "is not a string"),
        ("tags", ["a", 1], "('1') is not a string"),
        ("tags", "a", "is not a list"),
        ("timestampFormat", "rfc822", "not one of"),
        ("externalDocumentation", {"a": 1}, "is not a string"),
        ("httpHeader", "x\r\ny: z", "is not a header's name"),
        ("httpHeader", "", "is too short or too long"),
        ("httpHeader", 1, "is not a string"),
    ],
)
def test_a_member_trait_of_the_wrong_kind_is_refused(
    trait: str, value: Any, problem: str
) -> None:
    with pytest.raises(ModelError) as caught:
        with_trait(f"smithy.api#{trait}", value)

    text = str(caught.value)
    assert problem in text
    assert f"{NS}City_$name" in text and "weather.json" in text


@pytest.mark.parametrize(
    ("trait", "value"),
    [
        ("smithy.api#tags", []),
        ("example.other#anything", [[None]]),
        ("smithy.api#deprecated", {"message": "m", "unknown": 1}),
    ],
)
def test_other_traits_and_keys_are_data(trait: str, value: Any) -> None:
    with_trait(trait, value)


@pytest.mark.parametrize(
    ("target", "value"),
    [
        ("Boolean", False),
        ("Byte", -128),
        ("Integer", 2**31 - 1),
        ("Long", -(2**63)),
        ("BigInteger", 2**100),
        ("Float", 1),
        ("Double", 1.5),
        ("Double", Decimal("0.12345678901234567890")),
        ("BigDecimal", 0.1),
        ("BigDecimal", Decimal("9007199254740993.01")),
        ("String", ""),
        ("Blob", "aGk="),
        ("Timestamp", 0),
        ("Timestamp", "2026-01-01T00:00:00Z"),
        ("Document", {}),
        ("Document", "x"),
        ("Document", None),
        ("Integer", None),
    ],
)
def test_defaults_that_fit(target: str, value: Any) -> None:
    with_trait("smithy.api#default", value, f"smithy.api#{target}")


@pytest.mark.parametrize(
    ("target", "value"),
    [
        ("smithy.api#Boolean", 0),
        ("smithy.api#Byte", 128),
        ("smithy.api#Integer", 2**31),
        ("smithy.api#Integer", 1.0),
        ("smithy.api#Integer", True),
        ("smithy.api#Long", "1"),
        ("smithy.api#Double", Decimal("1e400")),
        ("smithy.api#Float", "NaN"),
        ("smithy.api#Double", False),
        ("smithy.api#String", 5),
        ("smithy.api#Blob", "a b"),
        ("smithy.api#Blob", "ä"),
        ("smithy.api#Timestamp", "yesterday"),
        ("smithy.api#Timestamp", 1e30),
        ("smithy.api#Timestamp", False),
        ("smithy.api#Document", {"a": 1}),
        ("CityIds", ["x"]),
        ("CityIds", {}),
        ("Coordinates", {}),
        ("Sky", "dark"),
        ("Sky", 1),
    ],
)
def test_defaults_that_do_not_fit(target: str, value: Any) -> None:
    with pytest.raises(ModelError, match="is not a default of"):
        with_trait("smithy.api#default", value, target)


@pytest.mark.parametrize(
    ("kind", "values", "problem"),
    [
        ("enum", [1], "is not a string"),
        ("enum", ["a", "a"], "has the value of"),
        ("intEnum", ["1"], "is not an integer"),
        ("intEnum", [None], "is not an integer"),
        ("intEnum", [1, 1], "has the value of"),
    ],
)
def test_enum_values_of_the_wrong_kind(
    kind: str, values: list[Any], problem: str
) -> None:
    members = {
        f"V{i}": member("smithy.api#Unit", enumValue=value)
        for i, value in enumerate(values)
    }

    with pytest.raises(ModelError, match=problem):
        model(Sky={"type": kind, "members": members})


def http(uri: str = "/x", **changes: Any) -> dict[str, Any]:
    found = operation(uri)
    found["traits"]["smithy.api#http"].update(changes)
    return found


@pytest.mark.parametrize(
    ("shapes", "problem"),
    [
        ({"GetTime": http("x")}, "is not a URI pattern"),
        ({"GetTime": http("/a{b")}, "is not a URI pattern"),
        ({"GetTime": http("/{a b}")}, "is not a URI pattern"),
        ({"GetTime": http("/{gone}")}, "label 'gone' is not in the input"),
        ({"GetTime": http(method="GET /\r\nX: y")}, "is not an HTTP method"),
        ({"GetTime": http(method=1)}, "is not a string"),
        ({"GetTime": http(code=20)}, "is 20, which is out of range"),
        ({"GetTime": http(code="200")}, "is not an integer"),
        (
            {"GetCity": operation("/cities", "GetCityRequest")},
            "label 'cityId' is not in the URI",
        ),
        (
            {"GetCity": operation("/{cityId}/{cityId}", "GetCityRequest")},
            "in the URI twice",
        ),
        (
            {"City_": structure(a=member("Coordinates", httpHeader="x-a"))},
            "httpHeader cannot be on a structure",
        ),
        (
            {"City_": structure(a=member("smithy.api#Integer", httpPayload={}))},
            "httpPayload cannot be on a integer",
        ),
        (
            {
                "L": {"type": "list", "member": ref("Coordinates")},
                "City_": structure(a=member("L", httpQuery="a")),
            },
            "it holds a structure",
        ),
        (
            {
                "L": {
                    "type": "list",
                    "member": ref("CityId"),
                    "traits": {"smithy.api#sparse": {}},
                },
                "City_": structure(a=member("L", httpHeader="a")),
            },
            "it may hold null",
        ),
        (
            {
                "M": {
                    "type": "map",
                    "key": ref("CityId"),
                    "value": ref("smithy.api#Integer"),
                },
                "City_": structure(a=member("M", httpQueryParams={})),
            },
            "it holds a integer",
        ),
        (
            {
                "M": {"type": "map", "key": ref("CityId"), "value": ref("CityIds")},
                "City_": structure(a=member("M", httpPrefixHeaders="x-")),
            },
            "it holds a list",
        ),
        (
            {"City_": structure(a=member("CityId", jsonName="b"), b=ref("CityId"))},
            "is 'b' in JSON, as a is",
        ),
        ({"GetTime": operation("/time?a={b}")}, "'/time?a={b}' is not a URI pattern"),
        (
            {
                "City_": structure(
                    a=member("Coordinates", httpPayload={}),
                    b=member("Coordinates", httpPayload={}),
                )
            },
            "is on a and b",
        ),
        ({"City_": structure(a=member("CityId", timestampFormat="date-time"))}, "time"),
    ],
)
def test_bindings_that_cannot_work_are_refused(
    shapes: dict[str, Any], problem: str
) -> None:
    with pytest.raises(ModelError) as caught:
        model(**shapes)

    assert problem in str(caught.value)


def test_an_error_status_outside_http_is_refused() -> None:
    failing = structure(error="client")
    failing["traits"]["smithy.api#httpError"] = 7

    with pytest.raises(ModelError, match="7 is not a status"):
        model(Throttled=failing)


def test_members_of_an_enum_are_units() -> None:
    sky = {"type": "enum", "members": {"CLEAR": ref("Coordinates")}}

    with pytest.raises(
        ModelError, match=r"Sky\$CLEAR: targets .*Coordinates, expected"
    ):
        model(Sky=sky)


def test_a_number_that_no_machine_has_is_refused() -> None:
    waiting = operation("/time")
    waiting["traits"]["smithy.waiters#waitable"] = {
        "Noon": {
            "acceptors": [{"state": "success", "matcher": {"success": True}}],
            "minDelay": 10**400,
        }
    }

    with pytest.raises(ModelError, match="minDelay.* is too large a number"):
        model(GetTime=waiting)


def test_traits_of_the_service_are_checked() -> None:
    service = document()["shapes"][NS + "Weather"]
    service["traits"]["aws.api#service"] = {"sdkId": ["x"]}

    with pytest.raises(ModelError, match="'sdkId'"):
        model(Weather=service)
