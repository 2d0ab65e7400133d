"""Endpoint parameters of operations and clients: what is generated for them, run."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmithy import Credentials
from aiosmithy.errors import EndpointError
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.testing import stub_session
from aiosmithy_codegen.errors import ModelError, UnsupportedError
from generated_package import generated
from weather import NS, document, member, operation, ref, structure

RULES = "smithy.rules#endpointRuleSet"
STATIC = "smithy.rules#staticContextParams"
OPERATION = "smithy.rules#operationContextParams"
CLIENT = "smithy.rules#clientContextParams"


def to(host: str, *needed: str) -> dict[str, Any]:
    return {
        "type": "endpoint",
        "conditions": [{"fn": "isSet", "argv": [{"ref": name}]} for name in needed],
        "endpoint": {"url": f"https://{host}"},
    }


def context(name: str, target: str = "smithy.api#String") -> dict[str, Any]:
    traits = {"smithy.rules#contextParam": {"name": name}}
    return {"target": target, "traits": traits}


def weather(parameters: dict[str, Any], rules: list[Any], **more: Any) -> Any:
    """The weather service with such rules, and shapes and client parameters of one's own."""
    client, name = more.pop("client", None), more.pop("name", "Weather")
    found = document(**more)
    rule_set = {"version": "1.0", "parameters": parameters, "rules": rules}
    traits = found["shapes"][NS + "Weather"]["traits"]
    traits[RULES] = rule_set
    traits["aws.api#service"] = {"sdkId": name}
    if client:
        traits[CLIENT] = client
    return found


PARAMETERS: dict[str, Any] = {
    "Region": {"type": "string", "builtIn": "AWS::Region"},
    "Zone": {"type": "string"},
    "Fast": {"type": "boolean"},
    "Names": {"type": "stringArray"},
    "Unread": {"type": "string"},
    "Config": {"type": "string", "documentation": "Which config."},
}
FIRST = {"fn": "getAttr", "argv": [{"ref": "Names"}, "[0]"], "assign": "first"}
LAST = {"fn": "getAttr", "argv": [{"ref": "Names"}, "[-1]"], "assign": "last"}
BOUND = [
    {**to("{first}.{last}.names.test", "Names"), "conditions": [FIRST, LAST]},
    {
        **to("fast.test"),
        "conditions": [
            {"fn": "isSet", "argv": [{"ref": "Fast"}]},
            {"fn": "booleanEquals", "argv": [{"ref": "Fast"}, True]},
        ],
    },
    to("{Config}.config.test", "Config"),
    to("{Zone}.zone.test", "Zone"),
    to("{Region}.test"),
]
OPERATIONS: dict[str, Any] = {
    "GetTime": operation(
        "/time",
        "TimeInput",
        traits={
            "smithy.api#http": {"method": "POST", "uri": "/time"},
            STATIC: {"Fast": {"value": True}, "Unread": {"value": "x"}},
        },
    ),
    "TimeInput": structure(at=context("Unread")),
    "GetCity": operation("/city", "CityInput"),
    "CityInput": structure(zone=context("Zone"), other=context("Unread")),
    "ListCities": operation("/cities", "CitiesInput"),
    "CitiesInput": structure(names=context("Names", NS + "Names")),
    "Names": {"type": "list", "member": ref("smithy.api#String")},
    "GetForecast": operation(
        "/forecast",
        "ForecastInput",
        traits={
            "smithy.api#http": {"method": "POST", "uri": "/forecast"},
            OPERATION: {"Names": {"path": "days[*].[first.name, second.name][]"}},
        },
    ),
    "ForecastInput": structure(days=member("Days")),
    "Days": {"type": "list", "member": ref("Day")},
    "Day": structure(first=member("Part"), second=member("Part")),
    "Part": structure(name=member("smithy.api#String")),
}
CLIENT_PARAMETERS = {
    "Config": {"type": "string"},
    "Unread": {"type": "string"},
    "Elsewhere": {"type": "string"},
}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    made = weather(PARAMETERS, BOUND, client=CLIENT_PARAMETERS, **OPERATIONS)
    made["shapes"][NS + "City"] = {"type": "structure", "members": {}}
    del made["shapes"][NS + "Forecast"]
    shape = made["shapes"][NS + "Weather"]
    shape["operations"] = [
        ref(name) for name in OPERATIONS if name[:3] in ("Get", "Lis")
    ]
    del shape["resources"]
    with generated(made, tmp_path_factory.mktemp("made")) as found:
        yield found


def host(package: Any, method: str, *, client: Any = None, **arguments: Any) -> str:
    """Where a call goes."""
    sent: list[HttpRequest] = []

    def answer(request: HttpRequest) -> HttpResponse:
        sent.append(request)
        return HttpResponse(200, {}, b"{}")

    async def go() -> None:
        name = next(name for name in package.__all__ if name.endswith("Client"))
        made = getattr(package, name)(
            region="r",
            credentials=Credentials("AKID", "secret"),
            session=stub_session(answer),
            **(client or {}),
        )
        await getattr(made, method)(**arguments)

    asyncio.run(go())
    return sent[0].origin.removeprefix("https://")


def test_a_fixed_value(package: Any) -> None:
    assert host(package, "get_time", at="x") == "fast.test"


def test_a_member_of_the_input(package: Any) -> None:
    assert host(package, "get_city", zone="z", other="o") == "z.zone.test"
    assert host(package, "get_city", other="o") == "r.test"


def test_a_list_of_the_input(package: Any) -> None:
    found = host(package, "list_cities", names=["a", "b"])

    assert found == "a.b.names.test"
    assert host(package, "list_cities") == "r.test"


def test_a_path_into_the_input(package: Any) -> None:
    shapes = package.shapes
    days = [
        shapes.Day(first=shapes.Part(name="a")),
        shapes.Day(second=shapes.Part()),
        shapes.Day(second=shapes.Part(name="c")),
    ]

    assert host(package, "get_forecast", days=days) == "a.c.names.test"
    assert host(package, "get_forecast") == "r.test"


def test_a_setting_of_the_client_is_a_keyword(package: Any) -> None:
    given = {"config_": "c"}

    assert host(package, "get_city", zone="z", client=given) == "c.config.test"
    keywords = inspect.signature(package.WeatherClient).parameters
    assert list(keywords)[-1] == "config_"
    assert "config_: Which config." in package.WeatherClient.__doc__


def test_what_the_rules_do_not_read_is_not_said(package: Any) -> None:
    service = package.operations.GET_CITY.service

    assert package.operations.parameters_of_get_time is not None
    assert "unread" not in inspect.getsource(package.operations)
    assert service.parameters == {"config": ""}


def refused(shapes: dict[str, Any], parameter: dict[str, Any], folder: Path) -> Any:
    made = weather({"P": parameter}, [to("p.test", "P")], **shapes)
    with generated(made, folder):
        pass


@pytest.mark.parametrize(
    ("value", "type_"),
    [(True, "string"), ("x", "boolean"), ("x", "stringArray"), ([1], "stringArray")],
)
def test_a_fixed_value_of_another_type(value: Any, type_: str, tmp_path: Path) -> None:
    http = {"method": "POST", "uri": "/time"}
    traits = {"smithy.api#http": http, STATIC: {"P": {"value": value}}}
    shapes = {"GetTime": operation("/time", traits=traits)}

    with pytest.raises(ModelError, match="endpoint parameter 'P'"):
        refused(shapes, {"type": type_}, tmp_path)


def test_a_member_of_another_type(tmp_path: Path) -> None:
    shapes = {
        "GetTime": operation("/time", "TimeInput"),
        "TimeInput": structure(at=context("P", "smithy.api#Boolean")),
    }

    with pytest.raises(ModelError, match="the boolean at is bound to"):
        refused(shapes, {"type": "string"}, tmp_path)


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("nowhere", ModelError),
        ("at[", ModelError),
        ("length(at)", ModelError),
        ("merge(at, at)", UnsupportedError),
    ],
)
def test_a_path_that_leads_nowhere(
    path: str, error: type[Exception], tmp_path: Path
) -> None:
    http = {"method": "POST", "uri": "/time"}
    traits = {"smithy.api#http": http, OPERATION: {"P": {"path": path}}}
    shapes = {
        "GetTime": operation("/time", "TimeInput", traits=traits),
        "TimeInput": structure(at=member("smithy.api#String")),
    }

    with pytest.raises(error, match="path"):
        refused(shapes, {"type": "string"}, tmp_path)


def test_keys_of_a_map(tmp_path: Path) -> None:
    http = {"method": "POST", "uri": "/time"}
    traits = {"smithy.api#http": http, OPERATION: {"Names": {"path": "keys(items)"}}}
    tables = {
        "type": "map",
        "key": ref("smithy.api#String"),
        "value": ref("smithy.api#String"),
    }
    shapes = {
        "GetTime": operation("/time", "TimeInput", traits=traits),
        "TimeInput": structure(items=member("Tables")),
        "Tables": tables,
    }
    made = weather(PARAMETERS, BOUND, name="Keys", **shapes)

    with generated(made, tmp_path) as package:
        assert host(package, "get_time", items={"a": "1", "b": "2"}) == "a.b.names.test"
        assert host(package, "get_time") == "r.test"


def test_a_rule_that_refuses_what_the_call_says(tmp_path: Path) -> None:
    rules = [{"type": "error", "conditions": [], "error": "not {Zone}"}]
    shapes = {
        "GetTime": operation("/time", "TimeInput"),
        "TimeInput": structure(zone=context("Zone")),
    }
    zone = {"Zone": {"type": "string", "required": True, "default": "z"}}
    made = weather(zone, rules, name="Refusing", **shapes)

    with (
        generated(made, tmp_path) as package,
        pytest.raises(EndpointError, match="not q"),
    ):
        host(package, "get_time", zone="q")
