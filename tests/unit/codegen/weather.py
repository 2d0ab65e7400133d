"""A small service as a JSON AST, for tests to change: a fresh copy with every call."""

from __future__ import annotations

from typing import Any

from aiosmithy_codegen.model import Model
from loading import load_ast

NS = "example.weather#"


def ref(name: str) -> dict[str, Any]:
    """A reference to a shape of this model, or to one with a namespace."""
    return {"target": name if "#" in name else NS + name}


def member(target: str, **traits: Any) -> dict[str, Any]:
    """A member; traits of ``smithy.api`` by their short names."""
    return {**ref(target), "traits": {f"smithy.api#{k}": v for k, v in traits.items()}}


def structure(*, error: str | None = None, **members: Any) -> dict[str, Any]:
    """A structure; an error if ``error`` is client or server."""
    traits = {"smithy.api#error": error} if error else {}
    return {"type": "structure", "members": members, "traits": traits}


def operation(
    uri: str,
    input: str = "smithy.api#Unit",
    output: str = "smithy.api#Unit",
    **more: Any,
) -> dict[str, Any]:
    """An operation with an HTTP binding."""
    return {
        "type": "operation",
        "input": ref(input),
        "output": ref(output),
        "traits": {"smithy.api#http": {"method": "POST", "uri": uri, "code": 200}},
        **more,
    }


def document(**shapes: Any) -> dict[str, Any]:
    """The AST of the weather service, with these shapes added, replaced, or, if None, removed."""
    found: dict[str, Any] = {
        "Weather": {
            "type": "service",
            "version": "2026-01-01",
            "operations": [ref("GetTime")],
            "resources": [ref("City")],
            "errors": [ref("Throttled")],
            "traits": {
                "aws.api#service": {"sdkId": "Weather"},
                "aws.auth#sigv4": {"name": "weather"},
                "aws.protocols#restJson1": {},
                "smithy.api#title": "Weather Service",
            },
        },
        "City": {
            "type": "resource",
            "identifiers": {"cityId": ref("CityId")},
            "read": ref("GetCity"),
            "list": ref("ListCities"),
            "resources": [ref("Forecast")],
        },
        "Forecast": {
            "type": "resource",
            "identifiers": {"cityId": ref("CityId")},
            "read": ref("GetForecast"),
        },
        "GetTime": operation("/time", output="GetTimeOutput"),
        "GetCity": operation("/cities/{cityId}", "GetCityRequest", "City_"),
        "ListCities": operation("/cities", output="ListCitiesOutput"),
        "GetForecast": operation(
            "/cities/{cityId}/forecast", "GetCityRequest", "ForecastResult"
        ),
        "GetTimeOutput": structure(time=member("smithy.api#Timestamp")),
        "GetCityRequest": structure(cityId=member("CityId", required={}, httpLabel={})),
        "City_": structure(
            name=member("smithy.api#String"), near=member("Coordinates")
        ),
        "ListCitiesOutput": structure(cities=member("CityIds")),
        "ForecastResult": structure(sky=member("Sky")),
        "Coordinates": structure(latitude=member("smithy.api#Double", required={})),
        "CityIds": {"type": "list", "member": ref("CityId")},
        "CityId": {"type": "string"},
        "Sky": {
            "type": "enum",
            "members": {
                "CLEAR": member("smithy.api#Unit", enumValue="clear"),
                "CLOUDY": member("smithy.api#Unit", enumValue="cloudy"),
            },
        },
        "Throttled": structure(error="client", message=member("smithy.api#String")),
        **shapes,
    }
    kept = {
        name if "#" in name else NS + name: shape
        for name, shape in found.items()
        if shape is not None
    }
    return {"smithy": "2.0", "shapes": kept}


def model(**shapes: Any) -> Model:
    """The weather service, loaded."""
    return load_ast(document(**shapes), "weather.json")
