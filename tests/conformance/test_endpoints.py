"""AWS's own endpoint tests, against rule sets compiled by us and run as Python."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from aiosmithy.endpoints import Endpoint
from aiosmithy.errors import EndpointError
from aiosmithy_codegen.endpoint_rules import EndpointsView, Part, compile_rule_set

VECTORS = Path(__file__).resolve().parents[3] / "shared/conformance/endpoints"
RULE_SET = "smithy.rules#endpointRuleSet"
TESTS = "smithy.rules#endpointTests"

pytestmark = pytest.mark.skipif(
    not VECTORS.is_dir(),
    reason="the shared conformance vectors are not beside the checkout",
)


def module_text(view: EndpointsView) -> str:
    """A module with the compiled function."""
    imports = (
        f"from {each.module} import {', '.join(each.names)}" for each in view.imports
    )
    arguments = (
        f"{each.name}: {each.type} = {each.default}" for each in view.parameters
    )
    return "\n".join(
        [
            "from __future__ import annotations",
            *imports,
            f"def resolve_endpoint(*, {', '.join(arguments)}) -> Endpoint:",
            *(f"    {line}" for line in view.body),
            *(line for part in view.parts for line in part_text(part)),
        ]
    )


def part_text(part: Part) -> list[str]:
    arguments = (f"{name}: {type_}" for name, type_ in part.parameters)
    return [
        f"def {part.name}({', '.join(arguments)}) -> Endpoint:",
        *(f"    {line}" for line in part.body),
    ]


def failures(rule_set: Mapping[str, Any], cases: list[dict[str, Any]]) -> list[str]:
    view = compile_rule_set(rule_set, shape="test#Service", file="rules.json")
    namespace: dict[str, Any] = {}
    exec(module_text(view), namespace)
    names = dict(
        zip(rule_set["parameters"], (p.name for p in view.parameters), strict=True)
    )
    return [
        f"{case.get('documentation')}: {outcome} instead of {expected}"
        for case in cases
        for outcome, expected in [
            (
                run(namespace["resolve_endpoint"], names, case.get("params") or {}),
                wanted(case["expect"]),
            )
        ]
        if outcome != expected
    ]


def run(
    resolve: Callable[..., Endpoint],
    names: Mapping[str, str],
    params: Mapping[str, Any],
) -> object:
    # Some cases name parameters that their rule set does not have.
    arguments = {names[name]: value for name, value in params.items() if name in names}
    try:
        found = resolve(**arguments)
    except EndpointError as error:
        return str(error)
    return found.url, dict(found.properties), dict(found.headers)


def wanted(expect: Mapping[str, Any]) -> object:
    if "error" in expect:
        return expect["error"]
    endpoint = expect["endpoint"]
    return endpoint["url"], endpoint.get("properties", {}), endpoint.get("headers", {})


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def service_failures(service: str) -> list[str]:
    folder = VECTORS / "services" / service
    return failures(
        load(folder / "endpoint-rule-set-1.json"),
        load(folder / "endpoint-tests-1.json")["testCases"],
    )


def services() -> list[str]:
    return sorted(path.name for path in (VECTORS / "services").glob("*"))


def sample() -> list[str]:
    """Clean Rooms ML, the large ones, and some others drawn with a fixed seed."""
    chosen = {
        "cleanroomsml",
        "s3",
        "s3control",
        "dynamodb",
        "iam",
        "sdb",
        "importexport",
    }
    chosen.update(random.Random(2).sample(services(), min(13, len(services()))))
    return sorted(chosen)


def unit() -> list[str]:
    return sorted(path.name for path in (VECTORS / "unit/test-cases").glob("*.json"))


def models() -> list[Path]:
    return sorted(VECTORS.glob("smithy/*/*.ast.json"))


@pytest.mark.parametrize("service", sample())
def test_compiled_rules_of_a_sample_of_services(service: str) -> None:
    assert service_failures(service) == []


@pytest.mark.full
@pytest.mark.parametrize("service", services())
def test_compiled_rules_of_every_service(service: str) -> None:
    assert service_failures(service) == []


@pytest.mark.full
def test_the_number_of_cases_is_the_one_that_the_issue_names() -> None:
    counts = [
        len(load(VECTORS / "services" / service / "endpoint-tests-1.json")["testCases"])
        for service in services()
    ]

    assert (len(counts), sum(counts)) == (429, 14_027)


@pytest.mark.parametrize("name", unit())
def test_standard_library_functions(name: str) -> None:
    rule_set = load(VECTORS / "unit/valid-rules" / name)
    cases = load(VECTORS / "unit/test-cases" / name)["testCases"]

    assert failures(rule_set, cases) == []


@pytest.mark.parametrize(
    "path", models(), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_rule_sets_of_smithy_models(path: Path) -> None:
    services_with_rules = [
        shape["traits"]
        for shape in load(path)["shapes"].values()
        if RULE_SET in shape.get("traits", {})
    ]

    for traits in services_with_rules:
        cases = traits.get(TESTS, {}).get("testCases", [])
        assert failures(traits[RULE_SET], cases) == []
