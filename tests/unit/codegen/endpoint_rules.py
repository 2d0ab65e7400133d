"""Endpoint rule sets, and what they are compiled to."""

from __future__ import annotations

from typing import Any

from aiosmithy_codegen.endpoint_rules import EndpointsView, compile_rule_set

REGION = {"type": "string", "builtIn": "AWS::Region", "documentation": "The region."}


FIPS = {
    "type": "Boolean",
    "builtIn": "AWS::UseFIPS",
    "required": True,
    "default": False,
}


IS_SET = {"fn": "isSet", "argv": [{"ref": "Region"}]}


def endpoint(url: Any, *conditions: Any, **details: Any) -> dict[str, Any]:
    return {
        "type": "endpoint",
        "conditions": list(conditions),
        "endpoint": {"url": url, **details},
    }


def error(text: Any, *conditions: Any) -> dict[str, Any]:
    return {"type": "error", "conditions": list(conditions), "error": text}


def tree(rules: list[Any], *conditions: Any) -> dict[str, Any]:
    return {"type": "tree", "conditions": list(conditions), "rules": rules}


def call(name: str, *arguments: Any, assign: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {"fn": name, "argv": list(arguments)}
    return {**found, "assign": assign} if assign else found


def compiled(
    *rules: Any, parameters: dict[str, Any] | None = None, version: str = "1.0"
) -> EndpointsView:
    document = {
        "version": version,
        "parameters": (
            {"Region": REGION, "UseFIPS": FIPS} if parameters is None else parameters
        ),
        "rules": list(rules),
    }
    return compile_rule_set(document, shape="test#Service", file="model.json")


def body(*rules: Any, parameters: dict[str, Any] | None = None) -> list[str]:
    return list(compiled(*rules, parameters=parameters).body)
