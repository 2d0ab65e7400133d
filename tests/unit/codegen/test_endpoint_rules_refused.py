"""Endpoint rules that are refused, and hostile ones."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest
from aiosmithy_codegen.endpoint_rules import compile_rule_set
from aiosmithy_codegen.errors import ModelError, UnsupportedError
from endpoint_rules import (
    FIPS,
    IS_SET,
    REGION,
    body,
    call,
    compiled,
    endpoint,
    error,
    tree,
)


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ([endpoint("{" * 10_001)], "a brace"),
        ([endpoint("{" * 10_000)], "'{'"),
        ([endpoint("https://{Region")], "a brace"),
        ([endpoint("https://{{Region}}.com")], "'{'"),
        ([endpoint("https://a\nb")], r"the character '\n'"),
        ([error("{Region")], "a brace"),
        ([error("Region}")], "a brace"),
        ([error("{Region#}")], "a brace"),
        ([endpoint("x:", IS_SET, headers={"a": ["}"]})], "a brace"),
        ([endpoint("x:", IS_SET, properties={"a": ["{"]})], "a brace"),
        ([endpoint("https://{Nowhere}")], "no parameter or variable 'Nowhere'"),
        ([endpoint({"ref": "UseFIPS"})], "needs str, not bool"),
        ([error("no", call("parseURL", "x", assign="Region"))], "already has a value"),
        ([error("no", call("parseURL", "x", assign="a b"))], "not a variable name"),
        ([error("no", call("getAttr", {"ref": "Region"}, "x"))], "has no 'x'"),
        ([error("no", call("split", "a", "", 0))], "delimiter"),
        ([{"type": "maze", "conditions": []}], "type 'maze'"),
        ([error("no", call("substring", "a", 0))], "takes 4 arguments"),
        ("rules", "array"),
    ],
)
def test_what_breaks_the_specification_is_refused(rules: Any, message: str) -> None:
    document = {
        "version": "1.0",
        "parameters": {"Region": REGION, "UseFIPS": FIPS},
        "rules": rules,
    }

    with pytest.raises(ModelError) as raised:
        compile_rule_set(document, shape="test#Service", file="model.json")

    assert message in str(raised.value)
    assert str(raised.value).startswith("model.json: test#Service: ")


@pytest.mark.parametrize("name", ["a b", "x\n", "__class__", "é", "", "Region}", "1x"])
def test_names_that_are_no_names_are_refused(name: str) -> None:
    with pytest.raises(ModelError):
        compiled(error("no"), parameters={name: {"type": "string"}})


def test_two_parameters_of_one_python_name_are_refused() -> None:
    parameters = {"ResourceArn": {"type": "string"}, "ResourceARN": {"type": "string"}}

    with pytest.raises(ModelError, match="resource_arn"):
        compiled(error("no"), parameters=parameters)


@pytest.mark.parametrize("version", ["2.0", "", "1.99"])
def test_other_versions_are_not_supported(version: str) -> None:
    with pytest.raises(UnsupportedError):
        compiled(error("no"), version=version)


def test_an_unknown_function_is_not_supported() -> None:
    with pytest.raises(UnsupportedError, match=r"aws\.weather"):
        compiled(error("no", call("aws.weather", {"ref": "Region"})))


def test_bottomless_rules_are_refused() -> None:
    rule = error("no")
    for _ in range(200):
        rule = tree([rule])

    with pytest.raises(UnsupportedError, match="nested"):
        compiled(rule)


HOSTILE = [
    '"""',
    "'''\"\"\"",
    "\\",
    '\\"',
    "\\N{DIGIT ONE}",
    "line\nbreak\r\n",
    "nul\0",
    "{__import__('os')}",
    "{{}}",
    "}{",
    "{",
    "{x!r:>}",
    "\u2028\u2029\x85",
    "\u202eevil\u202c",
    "\ud800",
    "'); raise SystemExit('",
    "%s %(x)s ${x y} #{1}",
    "../../etc",
    "é😂",
]


def with_text(given: str) -> str:
    """A module compiled from a rule set that has the text wherever text is free."""
    text = given.replace("{", "{{").replace("}", "}}")
    host = re.sub(r"[\x00-\x1f{}]", "", given)
    stage = {"type": "string", "required": True, "default": given}
    stage["documentation"] = given
    parts = call("split", {"ref": "Region"}, text, 0, assign="parts")
    first = call("getAttr", {"ref": "parts"}, "[0]")
    view = compiled(
        error(text, call("stringEquals", {"ref": "Stage"}, text)),
        error(f"a {text}", IS_SET, call("parseURL", text)),
        error(
            "{Stage} " + text, IS_SET, parts, call("coalesce", first, text, assign="p")
        ),
        endpoint(
            f"https://{host}.{{Stage}}.{host}",
            properties={text: [text, {f"{text} {{Stage}}": f"{text} {{Stage}}"}]},
            headers={text: [text, f"{{Stage}} {text}"]},
        ),
        parameters={"Region": {**REGION, "documentation": given}, "Stage": stage},
    )
    return "def resolve_endpoint(region, stage):\n" + "\n".join(
        f"    {line}" for line in view.body
    )


class Blank(ast.NodeTransformer):
    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant("") if isinstance(node.value, str) else node


def shape_of(source: str) -> str:
    return ast.dump(Blank().visit(ast.parse(source)))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_gives_the_program_of_its_benign_twin(text: str) -> None:
    assert shape_of(with_text(text)) == shape_of(with_text("benign"))


@pytest.mark.parametrize("text", HOSTILE)
def test_text_arrives_unchanged(text: str) -> None:
    constants = {
        node.value
        for node in ast.walk(ast.parse(with_text(text)))
        if isinstance(node, ast.Constant)
    }

    assert text in constants


def test_what_equals_one_constant_equals_no_other() -> None:
    def region(fn: str, text: str) -> dict[str, Any]:
        equal = call("stringEquals", {"ref": "Region"}, text)
        return equal if fn == "is" else call("not", equal)

    inner = [
        endpoint("https://never", region("is", "b")),
        endpoint("https://b", region("not", "b")),
    ]

    text = "\n".join(body(tree(inner, IS_SET, region("is", "a")), error("none")))

    assert "never" not in text and "!=" not in text
    assert 'return Endpoint("https://b")' in text
