"""Compiled endpoint rules as functions that tests can call, and what the published cases expect of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from aiosmithy.endpoints import Endpoint
from aiosmithy.errors import EndpointError
from aiosmithy_codegen.endpoint_rules import (
    EndpointsView,
    Part,
    compile_bdd,
    compile_rule_set,
)
from attrs import frozen

VECTORS = Path(__file__).resolve().parents[3] / "shared/conformance/endpoints"
MODELS = Path(__file__).resolve().parents[3] / "shared/models"
RULE_SET = "smithy.rules#endpointRuleSet"
BDD = "smithy.rules#endpointBdd"
TESTS = "smithy.rules#endpointTests"
NO_VECTORS = "the shared conformance vectors are not beside the checkout"


@frozen
class Resolver:
    """Compiled rules; parameters go by the names that the rules give them."""

    resolve: Callable[..., Endpoint]
    names: Mapping[str, str]

    def __call__(self, parameters: Mapping[str, Any]) -> object:
        """URL, properties and headers, or the text of the error."""
        # Some cases name parameters that their rule set does not have.
        arguments = {
            self.names[name]: value
            for name, value in parameters.items()
            if name in self.names
        }
        try:
            found = self.resolve(**arguments)
        except EndpointError as error:
            return str(error)
        return found.url, dict(found.properties), dict(found.headers)

    def failures(self, cases: Iterable[Mapping[str, Any]]) -> list[str]:
        """The published cases that come out otherwise."""
        return [
            f"{case.get('documentation')}: {outcome} instead of {expected}"
            for case in cases
            for outcome, expected in [
                (self(case.get("params") or {}), wanted(case["expect"]))
            ]
            if outcome != expected
        ]


def compiled(rules: Mapping[str, Any]) -> Resolver:
    """The value of either trait, compiled."""
    compiler = compile_bdd if "nodes" in rules else compile_rule_set
    view = compiler(rules, shape="test#Service", file="rules.json")
    namespace: dict[str, Any] = {}
    exec(module_text(view), namespace)
    names = (parameter.name for parameter in view.parameters)
    return Resolver(
        namespace["resolve_endpoint"],
        dict(zip(rules["parameters"], names, strict=True)),
    )


def module_text(view: EndpointsView) -> str:
    """A module with the compiled function."""
    imports = (
        f"from {each.module} import {', '.join(each.names)}" for each in view.imports
    )
    arguments = (
        f"{each.name}: {each.type} = {each.default}" for each in view.parameters
    )
    signature = f"*, {', '.join(arguments)}" if view.parameters else ""
    return "\n".join(
        [
            "from __future__ import annotations",
            *imports,
            f"def resolve_endpoint({signature}) -> Endpoint:",
            *(f"    {line}" for line in view.body),
            *(line for part in view.parts for line in _part_text(part)),
        ]
    )


def _part_text(part: Part) -> list[str]:
    arguments = (f"{name}: {type_}" for name, type_ in part.parameters)
    return [
        f"def {part.name}({', '.join(arguments)}) -> Endpoint:",
        *(f"    {line}" for line in part.body),
    ]


def wanted(expect: Mapping[str, Any]) -> object:
    if "error" in expect:
        return expect["error"]
    endpoint = expect["endpoint"]
    return endpoint["url"], endpoint.get("properties", {}), endpoint.get("headers", {})


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def services_with(trait: str, path: Path) -> list[Mapping[str, Any]]:
    """The traits of a model's services that have the trait."""
    shapes = load(path)["shapes"].values()
    found = (shape.get("traits", {}) for shape in shapes if shape["type"] == "service")
    return [traits for traits in found if trait in traits]
