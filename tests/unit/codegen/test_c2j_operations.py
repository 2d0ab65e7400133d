"""Operations, errors and metadata of C2J, as Smithy says the same."""

from __future__ import annotations

from typing import Any

import pytest
from aiosmithy_codegen.model import Model
from c2j_service import (
    GET,
    JSON,
    NS,
    QUERY,
    REST_JSON,
    REST_XML,
    files,
    model,
    raised,
    ref,
    service,
    structure,
)

API = "smithy.api#"
HTTP = f"{API}http"


def operation(found: Model, name: str = "Do") -> dict[str, Any]:
    """The traits of an operation."""
    return dict(found.expect(NS + name).traits)


def one(**facts: Any) -> dict[str, Any]:
    """The traits of an operation of which this is said."""
    return operation(model(operations={"Do": {**GET, **facts}}))


def test_http_bindings() -> None:
    shapes = {
        "In": structure(
            Id=ref("String", location="uri", locationName="the-id"),
            Path=ref("String", location="uri"),
            Limit=ref("Integer", location="querystring", locationName="max"),
            Filters=ref("Map", location="querystring"),
            Tag=ref("String", location="header", locationName="x-tag"),
            More=ref("Map", location="headers"),
            Body=ref("Blob"),
            payload="Body",
        ),
        "Out": structure(Status=ref("Integer", location="statusCode")),
        "Map": {"type": "map", "key": ref("String"), "value": ref("String")},
    }
    do = {
        "http": {
            "method": "POST",
            "requestUri": "/a/{the-id}/{Path+}?b",
            "responseCode": 202,
        },
        "input": ref("In"),
        "output": ref("Out"),
    }
    found = model(shapes, {"Do": do})
    members = found.expect(f"{NS}In").members
    out = found.expect(f"{NS}Out").members

    assert operation(found)[HTTP] == {
        "method": "POST",
        "uri": "/a/{Id}/{Path+}?b",
        "code": 202,
    }
    assert {name: dict(member.traits) for name, member in members.items()} == {
        "Id": {f"{API}httpLabel": {}, f"{API}required": {}},
        "Path": {f"{API}httpLabel": {}, f"{API}required": {}},
        "Limit": {f"{API}httpQuery": "max"},
        "Filters": {f"{API}httpQueryParams": {}},
        "Tag": {f"{API}httpHeader": "x-tag"},
        "More": {f"{API}httpPrefixHeaders": ""},
        "Body": {f"{API}httpPayload": {}},
    }
    assert out["Status"].traits == {f"{API}httpResponseCode": {}}


def test_the_uri_of_a_request_says_nothing_of_an_output() -> None:
    shapes = {
        "Out": structure(
            A=ref("String", location="uri", locationName="a"),
            B=ref("String", location="querystring", locationName="b"),
            C=ref("String", location="header", locationName="c"),
        )
    }
    found = model(shapes, {"Do": {**GET, "output": ref("Out")}})

    assert {
        name: dict(member.traits)
        for name, member in found.expect(f"{NS}Out").members.items()
    } == {
        "A": {f"{API}jsonName": "a"},
        "B": {f"{API}jsonName": "b"},
        "C": {f"{API}httpHeader": "c"},
    }


def test_an_input_that_is_an_output_too_has_both_names() -> None:
    shapes = {
        "Both": structure(A=ref("String", location="querystring", locationName="a"))
    }
    do = {**GET, "input": ref("Both"), "output": ref("Both")}

    (member,) = model(shapes, {"Do": do}).expect(f"{NS}Both").members.values()

    assert member.traits == {f"{API}httpQuery": "a", f"{API}jsonName": "a"}


def test_rpc_protocols_need_no_http_trait() -> None:
    do = {"http": {"method": "POST", "requestUri": "/"}}

    assert operation(model(operations={"Do": do}, metadata=JSON)) == {}


@pytest.mark.parametrize(
    ("facts", "traits"),
    [
        ({"idempotent": True}, {"idempotent": {}}),
        ({"readonly": True}, {"readonly": {}}),
        ({"httpChecksumRequired": True}, {"httpChecksumRequired": {}}),
        (
            {"deprecated": True, "deprecatedMessage": "No."},
            {"deprecated": {"message": "No."}},
        ),
        ({"documentation": "<p>Does.</p>"}, {"documentation": "<p>Does.</p>"}),
        (
            {"endpoint": {"hostPrefix": "data."}},
            {"endpoint": {"hostPrefix": "data."}},
        ),
        (
            {"requestcompression": {"encodings": ["gzip"]}},
            {"requestCompression": {"encodings": ["gzip"]}},
        ),
        ({"authtype": "none"}, {"auth": []}),
        ({"auth": ["smithy.api#noAuth"], "authtype": "none"}, {"auth": []}),
        ({"auth": ["aws.auth#sigv4"]}, {"auth": ["aws.auth#sigv4"]}),
        ({"authtype": "v4-unsigned-body"}, {"aws.auth#unsignedPayload": {}}),
        ({"unsignedPayload": True}, {"aws.auth#unsignedPayload": {}}),
        (
            {"endpointdiscovery": {"required": True}},
            {"aws.api#clientDiscoveredEndpoint": {"required": True}},
        ),
        (
            {"endpointdiscovery": {}},
            {"aws.api#clientDiscoveredEndpoint": {"required": False}},
        ),
        (
            {"staticContextParams": {"Kind": {"value": "a"}}},
            {"smithy.rules#staticContextParams": {"Kind": {"value": "a"}}},
        ),
    ],
)
def test_facts_of_operations(facts: dict[str, Any], traits: dict[str, Any]) -> None:
    others = {} if "endpointdiscovery" not in facts else {"endpointoperation": True}
    find = {**GET, **others}
    found = model(operations={"Do": {**GET, **facts}, "Find": find})
    own = {k.removeprefix(API): v for k, v in operation(found).items() if k != HTTP}

    assert own == traits


def test_checksums_and_paths_into_the_input() -> None:
    shapes = {
        "Algorithm": {"type": "string", "enum": ["CRC32"]},
        "Mode": {"type": "string", "enum": ["ENABLED"]},
        "In": structure(
            A=ref("Algorithm", location="header", locationName="x-algorithm"),
            M=ref("Mode", location="header", locationName="x-mode"),
            Key=ref("String", contextParam={"name": "Key"}),
        ),
    }
    checksum = {
        "requestAlgorithmMember": "A",
        "requestChecksumRequired": True,
        "requestValidationModeMember": "M",
        "responseAlgorithms": ["CRC32"],
    }
    do = {
        **GET,
        "input": ref("In"),
        "httpChecksum": checksum,
        "operationContextParams": {"Keys": {"path": "[Key]"}},
    }
    found = model(shapes, {"Do": do})

    assert operation(found)["aws.protocols#httpChecksum"] == checksum
    assert operation(found)["smithy.rules#operationContextParams"] == {
        "Keys": {"path": "[Key]"}
    }
    assert found.expect(f"{NS}In").members["Key"].traits == {
        "smithy.rules#contextParam": {"name": "Key"}
    }


def test_roots_in_xml() -> None:
    namespace = {"uri": "http://example.com"}
    one = {**GET, "input": ref("In", locationName="One", xmlNamespace=namespace)}
    two = {**GET, "input": ref("In", locationName="Two")}
    shapes = {"In": structure(a=ref("String"), documentation="Both.")}
    found = model(shapes, {"A": one, "B": two, "C": two}, REST_XML)

    named = structure(a=ref("String"), locationName="Zero")
    zero = model({"In": named}, {"A": one}, REST_XML).expect(f"{NS}In")
    inputs = [found.expect(found.expect(NS + name).input) for name in "ABC"]
    assert [shape.traits for shape in inputs] == [
        {
            f"{API}documentation": "Both.",
            f"{API}xmlName": "One",
            f"{API}xmlNamespace": namespace,
        },
        {f"{API}documentation": "Both.", f"{API}xmlName": "Two"},
        {f"{API}documentation": "Both.", f"{API}xmlName": "Two"},
    ]
    assert inputs[1] is inputs[2]
    assert zero.traits[f"{API}xmlName"] == "Zero"


@pytest.mark.parametrize(
    ("named", "traits"),
    [
        ({}, {}),
        ({"locationName": "Rules"}, {f"{API}xmlName": "Rules"}),  # the member's own
        ({"locationName": "Root"}, {f"{API}xmlName": "Root"}),
    ],
)
def test_roots_of_payloads(named: dict[str, str], traits: dict[str, str]) -> None:
    shapes = {
        "In": structure(Rules=ref("BucketRules", **named), payload="Rules"),
        "BucketRules": structure(a=ref("String")),
    }
    do = {**GET, "input": ref("In")}
    members = model(shapes, {"Do": do}, REST_XML).expect(f"{NS}In").members

    assert members["Rules"].traits == {f"{API}httpPayload": {}, **traits}


@pytest.mark.parametrize(
    ("shape", "traits"),
    [
        ({"exception": True}, {"error": "client"}),
        ({"exception": True, "fault": True}, {"error": "server"}),
        (
            {"exception": True, "error": {"httpStatusCode": 404, "senderFault": True}},
            {"error": "client", "httpError": 404},
        ),
        (
            {"exception": True, "error": {"httpStatusCode": 503, "senderFault": True}},
            {"error": "server", "httpError": 503},
        ),
        (
            {"exception": True, "retryable": {"throttling": True}},
            {"error": "client", "retryable": {"throttling": True}},
        ),
        (
            {"exception": True, "retryable": {"throttling": False}},
            {"error": "client", "retryable": {}},
        ),
    ],
)
def test_errors(shape: dict[str, Any], traits: dict[str, Any]) -> None:
    shapes = {"Bad": structure(message=ref("String"), **shape)}
    do = {**GET, "errors": [ref("Bad"), ref("Bad")]}
    found = model(shapes, {"Do": do})

    own = found.expect(f"{NS}Bad").traits
    assert {k.removeprefix(API): v for k, v in own.items()} == traits
    assert found.expect(f"{NS}Do").errors == (f"{NS}Bad",)


@pytest.mark.parametrize(
    "metadata",
    [QUERY, {**JSON, "awsQueryCompatible": {}, "jsonVersion": "1.0"}],
)
def test_codes_of_query_errors(metadata: dict[str, Any]) -> None:
    error = {"code": "Bad.Thing", "httpStatusCode": 400, "senderFault": True}
    shapes = {"Bad": structure(exception=True, error=error)}
    found = model(shapes, {"Do": {**GET, "errors": [ref("Bad")]}}, metadata)

    traits = found.expect(f"{NS}Bad").traits
    assert traits["aws.protocols#awsQueryError"] == {
        "code": "Bad.Thing",
        "httpResponseCode": 400,
    }


def test_errors_of_the_oldest_files() -> None:
    said = ref(
        "Bad",
        documentation="It is bad.",
        exception=True,
        error={"code": "Bad", "httpStatusCode": 409},
    )
    found = model({"Bad": structure()}, {"Do": {**GET, "errors": [said]}}, QUERY)

    assert found.expect(f"{NS}Bad").traits == {
        f"{API}documentation": "It is bad.",
        f"{API}error": "client",
        f"{API}httpError": 409,
        "aws.protocols#awsQueryError": {"code": "Bad", "httpResponseCode": 409},
    }


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
