"""Services of C2J, as Smithy says the same: metadata, endpoints, examples, extras."""

from __future__ import annotations

from typing import Any

import pytest
from aiosmithy_codegen.errors import ModelError
from c2j_operation import API, operation
from c2j_service import (
    GET,
    JSON,
    NS,
    QUERY,
    REST_JSON,
    files,
    model,
    raised,
    ref,
    service,
    structure,
)


def test_the_service() -> None:
    found = model(documentation="<p>All.</p>", operations={"B": GET, "A": GET})
    (shape,) = found.of_type("service")

    assert shape.version == "2024-05-01"
    assert shape.operations == (f"{NS}A", f"{NS}B")
    assert service(found) == {
        "aws.api#service": {"sdkId": "Example", "endpointPrefix": "example"},
        "aws.auth#sigv4": {"name": "example"},
        "aws.protocols#restJson1": {},
        f"{API}documentation": "<p>All.</p>",
        f"{API}title": "Example Service",
    }


@pytest.mark.parametrize(
    ("facts", "traits"),
    [
        ({"signingName": "other"}, {"aws.auth#sigv4": {"name": "other"}}),
        ({"signatureVersion": "bearer"}, {f"{API}httpBearerAuth": {}}),
        ({"signatureVersion": "v2"}, {"aiosmithy.auth#sigv2": {"name": "example"}}),
        (
            {"auth": ["aws.auth#sigv4a", "aws.auth#sigv4"]},
            {
                "aws.auth#sigv4": {"name": "example"},
                "aws.auth#sigv4a": {"name": "example"},
                f"{API}auth": ["aws.auth#sigv4a", "aws.auth#sigv4"],
            },
        ),
        (
            {"protocol": "json", "protocols": ["json", "smithy-rpc-v2-cbor"]},
            {"aws.protocols#awsJson1_0": {}, "smithy.protocols#rpcv2Cbor": {}},
        ),
        (
            {"protocol": "json", "jsonVersion": "1.1"},
            {"aws.protocols#awsJson1_1": {}},
        ),
        (
            {"protocolSettings": {"h2": "eventstream"}},
            {
                "aws.protocols#restJson1": {
                    "http": ["http/1.1", "h2"],
                    "eventStreamHttp": ["h2"],
                }
            },
        ),
        (
            {"protocol": "rest-xml", "signatureVersion": "s3"},
            {"aws.protocols#restXml": {"noErrorWrapping": True}},
        ),
        (
            {"protocol": "query"},
            {
                f"{API}xmlNamespace": {
                    "uri": "http://example.amazonaws.com/doc/2024-05-01/"
                }
            },
        ),
        (
            {**JSON, "targetPrefix": "com.example.v1.Thing_1"},
            {"aiosmithy.api#targetPrefix": "com.example.v1.Thing_1"},
        ),
        (
            {**JSON, "jsonVersion": "1.0", "awsQueryCompatible": {}},
            {"aws.protocols#awsQueryCompatible": {}},
        ),
    ],
)
def test_metadata(facts: dict[str, Any], traits: dict[str, Any]) -> None:
    found = model(metadata={**REST_JSON, **facts})

    assert {k: v for k, v in service(found).items() if k in traits} == traits


def test_a_target_that_could_break_a_header_is_refused() -> None:
    with pytest.raises(ModelError, match="targetPrefix"):
        model(metadata={**JSON, "targetPrefix": "Logs\r\nx-evil: 1"})


@pytest.mark.parametrize(
    ("prefix", "name"),
    [("Logs_20140328", "Logs_20140328"), ("com.example.v1.Thing_1", "Thing_1")],
)
def test_the_service_is_named_after_its_target(prefix: str, name: str) -> None:
    (shape,) = model(metadata={**JSON, "targetPrefix": prefix}).of_type("service")

    assert shape.name == name


def test_a_target_keeps_its_name_where_shapes_or_operations_have_it_too() -> None:
    of_shape = model({"Example_2024": {"type": "string"}}, metadata=JSON)
    of_operation = model(operations={"Example_2024": GET}, metadata=JSON)

    assert of_shape.expect(f"{NS}Example_2024").type == "service"
    assert of_shape.expect(f"{NS}Example_2024_2").type == "string"
    assert service(of_shape).get("aiosmithy.api#targetPrefix") is None
    assert of_operation.expect(f"{NS}Example_2024").type == "operation"
    assert service(of_operation)["aiosmithy.api#targetPrefix"] == "Example_2024"


def test_endpoints_of_the_service() -> None:
    rules: dict[str, Any] = {
        "version": "1.0",
        "parameters": {"Region": {"type": "String", "builtIn": "AWS::Region"}},
        "rules": [
            {
                "conditions": [],
                "endpoint": {"url": "https://example.com"},
                "type": "endpoint",
            }
        ],
    }
    parameters = {"Fast": {"type": "boolean", "documentation": "Faster."}}
    operations = {
        "Find": {**GET, "endpointoperation": True},
        "Do": {**GET, "endpointdiscovery": {}},
    }
    shapes = {"InvalidEndpointException": structure(exception=True)}
    given = files(shapes, operations, clientContextParams=parameters)
    traits = service(raised({**given, "endpoint-rule-set-1": rules}))

    assert traits["smithy.rules#endpointRuleSet"] == rules
    assert traits["smithy.rules#clientContextParams"] == parameters
    assert traits["aws.api#clientEndpointDiscovery"] == {
        "operation": f"{NS}Find",
        "error": f"{NS}InvalidEndpointException",
    }


def test_examples() -> None:
    example = {
        "id": "one",
        "title": "To do",
        "description": "It does.",
        "input": {"a": "b"},
        "output": {},
        "comments": {"input": {}},
    }
    shapes = {"In": structure(a=ref("String")), "Out": structure()}
    do = {**GET, "input": ref("In"), "output": ref("Out")}
    given = {
        **files(shapes, {"Do": do}),
        "examples-1": {"version": "1.0", "examples": {"Do": [example]}},
    }

    assert operation(raised(given))[f"{API}examples"] == [
        {
            "title": "To do",
            "documentation": "It does.",
            "input": {"a": "b"},
            "output": {},
        }
    ]


def test_extras_are_merged() -> None:
    given = files({"T": {"type": "string"}, "S": structure(a=ref("T"))})
    extras = {
        "metadata": {"serviceId": "Other Name"},
        "shapes": {
            "T": {"type": "timestamp"},
            "S": {"members": {"b": ref("String")}},
        },
    }
    found = raised({**given, "service-2.sdk-extras": {"merge": extras}})
    namespace = "com.amazonaws.othername#"

    assert found.expect(f"{namespace}T").type == "timestamp"
    assert list(found.expect(f"{namespace}S").members) == ["a", "b"]
    assert given == files({"T": {"type": "string"}, "S": structure(a=ref("T"))})


@pytest.mark.parametrize("metadata", [REST_JSON, JSON, QUERY])
def test_the_key_is_the_name_whatever_the_operation_calls_itself(
    metadata: dict[str, Any],
) -> None:
    """As botocore has it, which sends the key too; CloudFront's operations have versions in their own names."""
    found = model(operations={"Do": {"name": "Do2016_11_25", **GET}}, metadata=metadata)

    assert [shape.id for shape in found.of_type("operation")] == [f"{NS}Do"]
