"""Endpoint rules as Python functions."""

from __future__ import annotations

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
