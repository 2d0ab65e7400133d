"""The parameters of ``resolve_endpoint``: those of the rules, and those that the runtime always says."""

from __future__ import annotations

import ast
from typing import Any

import pytest
from aiosmithy_codegen.errors import ModelError, UnsupportedError
from aiosmithy_codegen.package import render_package
from aiosmithy_codegen.selection import select
from aiosmithy_codegen.symbols import assign_symbols
from attrs import frozen
from generated_package import spoken

from .weather import NS, document, model

ERROR = {"type": "error", "conditions": [], "error": "none"}


@frozen
class Settings:
    generator_version: str = "0"


def endpoints(parameters: dict[str, Any], *rules: Any, version: Any = "1.0") -> str:
    """``endpoints.py`` of a service with such rules."""
    rule_set = {"version": version, "parameters": parameters, "rules": [*rules, ERROR]}
    service = document()["shapes"][NS + "Weather"]
    service["traits"]["smithy.rules#endpointRuleSet"] = rule_set
    selection = select(model(Weather=service))
    files = render_package(
        selection, assign_symbols(selection), Settings(), spoken(selection)
    )
    return next(text for path, text in files.items() if path.name == "endpoints.py")


def arguments(source: str) -> list[str]:
    functions = (node for node in ast.parse(source).body if hasattr(node, "args"))
    return [argument.arg for argument in next(functions).args.kwonlyargs]


def test_what_the_rules_do_not_ask_for_is_an_argument_too() -> None:
    found = arguments(endpoints({"Zone": {"type": "string"}}))

    assert found == ["zone", "region", "use_dual_stack", "use_fips", "endpoint"]


@pytest.mark.parametrize(
    "parameters",
    [
        {"Region": {"type": "string"}},
        {"Region": {"type": "string", "builtIn": "AWS::Nation"}},
        {"Region": {"type": "string", "builtIn": ["AWS::Region"]}},
        {"Region": {"type": "boolean", "builtIn": "AWS::Region"}},
        {"Area": {"type": "string", "builtIn": "AWS::Region"}},
        {"UseFIPS": {"type": "string", "builtIn": "AWS::UseFIPS"}},
        {
            "Region": {"type": "string", "builtIn": "AWS::Region"},
            "Area": {"type": "string", "builtIn": "AWS::Region"},
        },
    ],
)
def test_what_the_runtime_says_has_one_name_and_one_type(
    parameters: dict[str, Any],
) -> None:
    with pytest.raises(UnsupportedError, match="AWS::.* must become '.*' in Python"):
        endpoints(parameters)


def test_a_variable_does_not_take_the_name_of_an_argument() -> None:
    rule = {
        "type": "endpoint",
        "conditions": [
            {"fn": "parseURL", "argv": ["https://example.com"], "assign": "region"}
        ],
        "endpoint": {"url": "https://{region#authority}"},
    }

    assert "region_2 = parse_url(" in endpoints({}, rule)


@pytest.mark.parametrize("version", [1, None, ["1.0"], {"1.0": 1}, "9"])
def test_an_unknown_version_is_refused(version: Any) -> None:
    with pytest.raises((ModelError, UnsupportedError), match="of version"):
        endpoints({}, version=version)
