"""Services that name their endpoints themselves: which models say so, and what a client of one does."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from aiosmithy import Config, Credentials
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.testing import stub_session
from aiosmithy_codegen.generate import Settings, make_package
from aiosmithy_codegen.manifest import Origin
from aiosmithy_codegen.model import Model
from generated_package import generated
from loading import load_ast

NS = "x.stars#"
DISCOVERED = "aws.api#clientDiscoveredEndpoint"
REGIONAL = "https://stars.us-east-1.example.com"


def to(name: str, *required: str, **traits: Any) -> dict[str, Any]:
    target = name if "#" in name else NS + name
    return {
        "target": target,
        "traits": {**{trait: {} for trait in required}, **traits},
    }


STRING = to("smithy.api#String")
REQUIRED = "smithy.api#required"


def document(*, required: bool = True, **changes: Any) -> dict[str, Any]:
    """A service of Look, whose endpoint is discovered, and of DescribeEndpoints; shapes may be changed or left out."""
    rules = {
        "version": "1.0",
        "parameters": {
            "Endpoint": {"type": "string", "builtIn": "SDK::Endpoint"},
        },
        "rules": [
            {
                "type": "endpoint",
                "conditions": [{"fn": "isSet", "argv": [{"ref": "Endpoint"}]}],
                "endpoint": {"url": {"ref": "Endpoint"}},
            },
            {"type": "endpoint", "conditions": [], "endpoint": {"url": REGIONAL}},
        ],
    }
    shapes: dict[str, Any] = {
        "Stars": {
            "type": "service",
            "version": "2020-01-02",
            "operations": [
                {"target": f"{NS}Look"},
                {"target": f"{NS}DescribeEndpoints"},
            ],
            "traits": {
                "aws.api#service": {"sdkId": "Stars"},
                "aws.auth#sigv4": {"name": "stars"},
                "aws.protocols#awsJson1_0": {},
                "smithy.rules#endpointRuleSet": rules,
                "aws.api#clientEndpointDiscovery": {
                    "operation": f"{NS}DescribeEndpoints",
                    "error": f"{NS}Gone",
                },
            },
        },
        "Look": {
            "type": "operation",
            "input": {"target": f"{NS}LookInput"},
            "errors": [{"target": f"{NS}Gone"}],
            "traits": {DISCOVERED: {"required": required}},
        },
        "LookInput": {
            "type": "structure",
            "members": {
                "star": to(
                    "smithy.api#String",
                    REQUIRED,
                    **{"aws.api#clientEndpointDiscoveryId": {}},
                )
            },
        },
        "DescribeEndpoints": {
            "type": "operation",
            "input": {"target": f"{NS}AskInput"},
            "output": {"target": f"{NS}AskOutput"},
        },
        "AskInput": {
            "type": "structure",
            "members": {"Operation": STRING, "Identifiers": to("Identifiers")},
        },
        "Identifiers": {"type": "map", "key": STRING, "value": STRING},
        "AskOutput": {"type": "structure", "members": {"Endpoints": to("List")}},
        "List": {"type": "list", "member": to("Endpoint")},
        "Endpoint": {
            "type": "structure",
            "members": {
                "Address": STRING,
                "CachePeriodInMinutes": to("smithy.api#Long"),
            },
        },
        "Gone": {
            "type": "structure",
            "members": {},
            "traits": {"smithy.api#error": "client"},
        },
    }
    shapes |= changes
    return {
        "smithy": "2.0",
        "shapes": {NS + name: shape for name, shape in shapes.items()},
    }


def model(**options: Any) -> Model:
    return load_ast(document(**options), "stars.json")


def uncallable(**options: Any) -> list[str]:
    return operations_without_calls(model(**options))


def operations_without_calls(model: Model, *chosen: str) -> list[str]:
    settings = Settings(Origin("stars.json", "sha256:0"), operations=chosen)
    made = make_package(model, settings)
    return sorted({name for names in made.uncallable.values() for name in names})


def test_a_client_asks_with_what_the_operation_takes(tmp_path: Path) -> None:
    seen: list[tuple[str, Any]] = []

    def answer(request: HttpRequest) -> HttpResponse:
        asks = request.headers["x-amz-target"].endswith("DescribeEndpoints")
        body = request.body
        assert isinstance(body, bytes)
        seen.append((request.origin, json.loads(body)))
        if asks:
            assert request.headers["x-amz-api-version"] == "2020-01-02"
            found = {"Address": f"cell-{len(seen)}.test", "CachePeriodInMinutes": 5}
            return HttpResponse(200, {}, json.dumps({"Endpoints": [found]}).encode())
        if request.origin == "https://cell-1.test":
            return HttpResponse(400, {}, b'{"__type": "Gone"}')
        return HttpResponse(200, {}, b"{}")

    async def go(package: Any) -> None:
        async with package.StarsClient(
            region="us-east-1",
            credentials=Credentials("AKID", "secret"),
            session=stub_session(answer),
        ) as client:
            await client.look(star="sun")

    with generated(document(), tmp_path) as package:
        asyncio.run(go(package))

    question = {"Operation": "Look", "Identifiers": {"star": "sun"}}
    assert seen == [
        (REGIONAL, question),
        ("https://cell-1.test", {"star": "sun"}),
        (REGIONAL, question),
        ("https://cell-3.test", {"star": "sun"}),
    ]


def test_optional_discovery_is_a_setting(tmp_path: Path) -> None:
    seen: list[str] = []

    def answer(request: HttpRequest) -> HttpResponse:
        seen.append(request.origin)
        return HttpResponse(200, {}, b'{"Endpoints": [{"Address": "cell.test"}]}')

    async def go(package: Any, config: Config) -> None:
        async with package.StarsClient(
            region="us-east-1",
            credentials=Credentials("AKID", "secret"),
            session=stub_session(answer),
            config=config,
        ) as client:
            await client.look(star="sun")

    with generated(document(required=False), tmp_path) as package:
        asyncio.run(go(package, Config()))
        asyncio.run(go(package, Config(endpoint_discovery=True)))

    assert seen == [REGIONAL, REGIONAL, "https://cell.test"]


def test_a_model_without_fault_is_callable() -> None:
    assert uncallable() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"AskOutput": {"type": "structure", "members": {}}},
        {"AskOutput": {"type": "structure", "members": {"Endpoints": STRING}}},
        {"List": {"type": "list", "member": STRING}},
        {
            "List": {
                "type": "list",
                "member": to("Endpoint"),
                "traits": {"smithy.api#sparse": {}},
            }
        },
        {"Endpoint": {"type": "structure", "members": {"Address": STRING}}},
        {
            "Endpoint": {
                "type": "structure",
                "members": {"Address": STRING, "CachePeriodInMinutes": STRING},
            }
        },
        {
            "AskInput": {
                "type": "structure",
                "members": {"Sky": to("smithy.api#String", REQUIRED)},
            }
        },
    ],
)
def test_what_cannot_be_asked_for_endpoints_makes_nothing_callable_that_insists(
    changes: dict[str, Any],
) -> None:
    assert uncallable(**changes) == ["Look"]
    assert uncallable(required=False, **changes) == []


def test_an_operation_left_out_cannot_be_asked() -> None:
    assert operations_without_calls(model(), "Look") == ["Look"]


def test_an_operation_that_cannot_be_called_cannot_be_asked() -> None:
    ask = document()["shapes"][f"{NS}DescribeEndpoints"]
    ask["traits"] = {"smithy.api#auth": ["smithy.api#httpDigestAuth"]}

    assert uncallable(DescribeEndpoints=ask) == ["DescribeEndpoints", "Look"]
