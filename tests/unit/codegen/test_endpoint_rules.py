"""Endpoint rule sets as Python: what the code looks like, what is refused, and that text stays text."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest
from aiosmithy_codegen.endpoint_rules import EndpointsView, compile_rule_set
from aiosmithy_codegen.errors import ModelError, UnsupportedError

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


def test_rules_become_nested_ifs_that_read_like_hand_written_code() -> None:
    partition = call("aws.partition", {"ref": "Region"}, assign="PartitionResult")
    supports = call("getAttr", {"ref": "PartitionResult"}, "supportsFIPS")
    fips = call("booleanEquals", {"ref": "UseFIPS"}, True)

    lines = body(
        tree(
            [
                tree(
                    [
                        endpoint(
                            "https://a-fips.{Region}.{PartitionResult#dnsSuffix}",
                            call("booleanEquals", supports, True),
                        ),
                        error("no FIPS here"),
                    ],
                    fips,
                ),
                endpoint("https://a.{Region}.{PartitionResult#dnsSuffix}"),
            ],
            IS_SET,
            partition,
        ),
        error("Missing Region"),
    )

    assert lines == [
        "if region is not None:",
        "    partition_result = partition(region)",
        "    if use_fips:",
        "        if partition_result.supports_fips:",
        '            return Endpoint(f"https://a-fips.{region}.{partition_result.dns_suffix}")',
        '        raise EndpointError("no FIPS here")',
        '    return Endpoint(f"https://a.{region}.{partition_result.dns_suffix}")',
        'raise EndpointError("Missing Region")',
    ]


def test_parameters_carry_type_default_and_built_in() -> None:
    view = compiled(
        error("none"),
        parameters={
            "Region": REGION,
            "UseFIPS": FIPS,
            "Flag": {"type": "boolean"},
            "ResourceArnList": {"type": "stringArray"},
        },
    )

    assert [(each.name, each.type, each.default) for each in view.parameters] == [
        ("region", "str | None", "None"),
        ("use_fips", "bool", "False"),
        ("flag", "bool | None", "None"),
        ("resource_arn_list", "Sequence[str] | None", "None"),
    ]
    assert view.call_parameters == (
        ("AWS::Region", "region"),
        ("AWS::UseFIPS", "use_fips"),
    )
    assert [each.module for each in view.imports] == [
        "aiosmithy.endpoints",
        "aiosmithy.errors",
        "collections.abc",
    ]


def test_a_required_parameter_is_checked_and_a_default_filled_in() -> None:
    parameters = {
        "Region": {**REGION, "required": True},
        "Stage": {"type": "string", "required": True, "default": "prod"},
    }

    lines = body(endpoint("https://{Stage}.{Region}.test"), parameters=parameters)

    assert lines[0] == "if region is None:"
    assert lines[1].startswith('    raise EndpointError("Region is required')
    assert lines[2:] == [
        "if stage is None:",
        '    stage = "prod"',
        'return Endpoint(f"https://{stage}.{region}.test")',
    ]


def test_an_assigned_value_is_kept_only_where_it_is_read() -> None:
    url = {"type": "string", "builtIn": "SDK::Endpoint"}
    given = call("isSet", {"ref": "Endpoint"})
    parsed = call("parseURL", {"ref": "Endpoint"}, assign="url")

    read = body(
        endpoint("{url#scheme}://{url#authority}", given, parsed),
        error("no"),
        parameters={"Endpoint": url},
    )
    unread = body(
        endpoint({"ref": "Endpoint"}, given, parsed),
        error("no"),
        parameters={"Endpoint": url},
    )

    assert (
        read[0]
        == "if endpoint is not None and (url := parse_url(endpoint)) is not None:"
    )
    assert unread[0] == "if endpoint is not None and parse_url(endpoint) is not None:"


def test_what_is_known_is_not_asked_again() -> None:
    lines = body(
        tree([endpoint("https://{Region}", IS_SET), error("never")], IS_SET),
        endpoint("https://none", call("not", IS_SET)),
        error("never"),
    )

    assert lines == [
        "if region is not None:",
        '    return Endpoint(f"https://{region}")',
        'return Endpoint("https://none")',
    ]


def test_a_tree_without_a_match_is_an_error_and_not_left() -> None:
    equals = call("stringEquals", {"ref": "Region"}, "a")

    lines = body(tree([endpoint("https://a", equals)], IS_SET), endpoint("https://b"))

    assert lines[:3] == [
        "if region is not None:",
        '    if region == "a":',
        '        return Endpoint("https://a")',
    ]
    assert lines[3].startswith('    raise EndpointError("Rules exhausted')
    assert lines[4] == 'return Endpoint("https://b")'


def test_properties_and_headers_are_kept() -> None:
    lines = body(
        endpoint(
            "https://{Region}",
            IS_SET,
            properties={
                "authSchemes": [{"name": "sigv4", "signingRegion": "{Region}"}]
            },
            headers={"x-region": [{"ref": "Region"}, "{Region}!"]},
        ),
        error("no"),
    )

    assert lines[1] == (
        '    return Endpoint(f"https://{region}", properties={"authSchemes": [{"name": "sigv4",'
        ' "signingRegion": region}]}, headers={"x-region": [region, f"{region}!"]})'
    )


def test_one_python_name_keeps_one_type() -> None:
    lines = body(
        endpoint(
            "https://{x#dnsSuffix}",
            IS_SET,
            call("aws.partition", {"ref": "Region"}, assign="x"),
        ),
        endpoint(
            "https://{x#service}",
            IS_SET,
            call("aws.parseArn", {"ref": "Region"}, assign="x"),
        ),
        error("no"),
    )

    assert "    x = partition(region)" in lines
    assert not any("x := parse_arn" in line for line in lines)


def test_names_of_functions_are_left_to_them() -> None:
    lines = body(
        tree(
            [endpoint("https://{partition#dnsSuffix}")],
            IS_SET,
            call("aws.partition", {"ref": "Region"}, assign="partition"),
        ),
        error("no"),
    )

    assert lines[1] == "    partition_ = partition(region)"


def test_doubled_braces_are_text() -> None:
    lines = body(error("{{Region}}/{Region}", IS_SET), error("{{x}} }} {{"))

    assert lines[1] == '    raise EndpointError(f"{{Region}}/{region}")'
    assert lines[2] == 'raise EndpointError("{x} } {")'


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
