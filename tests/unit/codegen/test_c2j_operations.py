"""Operations and errors of C2J, as Smithy says the same."""

from __future__ import annotations

from typing import Any

import pytest
from c2j_operation import API, operation
from c2j_service import (
    GET,
    JSON,
    NS,
    QUERY,
    REST_XML,
    model,
    ref,
    structure,
)

HTTP = f"{API}http"


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


def test_targets_and_operations_may_say_what_members_do_not() -> None:
    text = {"shape": "String"}
    shapes = {
        "Name": {"type": "string", "location": "header"},
        "More": {
            "type": "map",
            "key": text,
            "value": text,
            "location": "headers",
            "locationName": "x-",
        },
        "In": structure(A=ref("Name", locationName="a"), B=ref("More"), C=ref("Blob")),
        "Out": structure(D=ref("Name")),
    }
    do = {**GET, "input": ref("In", payload="C"), "output": ref("Out")}
    found = model(shapes, {"Do": do})

    members = found.expect(f"{NS}In").members | found.expect(f"{NS}Out").members
    assert {name: dict(member.traits) for name, member in members.items()} == {
        "A": {f"{API}httpHeader": "a"},
        "B": {f"{API}httpPrefixHeaders": "x-"},
        "C": {f"{API}httpPayload": {}},
        "D": {f"{API}httpHeader": "D"},
    }


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
