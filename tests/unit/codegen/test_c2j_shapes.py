"""Shapes and members of C2J, as Smithy says the same."""

from __future__ import annotations

from typing import Any

import pytest
from c2j_service import EC2, JSON, NS, QUERY, REST_XML, model, ref, structure

API = "smithy.api#"


def traits_of(
    shapes: dict[str, Any],
    shape: str,
    member: str = "",
    metadata: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The traits of a shape or member, the namespace of those of ``smithy.api`` left out."""
    found = model(shapes, metadata=metadata).expect(NS + shape)
    owner = found.members[member] if member else found
    return {trait.removeprefix(API): value for trait, value in owner.traits.items()}


@pytest.mark.parametrize(
    ("kind", "smithy"),
    [
        ("bigdecimal", "bigDecimal"),
        ("blob", "blob"),
        ("boolean", "boolean"),
        ("character", "string"),
        ("double", "double"),
        ("float", "float"),
        ("integer", "integer"),
        ("long", "long"),
        ("string", "string"),
        ("timestamp", "timestamp"),
    ],
)
def test_simple_types(kind: str, smithy: str) -> None:
    assert model({"X": {"type": kind}}).expect(f"{NS}X").type == smithy


def test_structures_that_are_something_else() -> None:
    found = model(
        {
            "Any": structure(document=True),
            "Choice": structure(a=ref("String"), union=True),
            "Plain": structure(a=ref("String")),
        }
    )

    types = {name: found.expect(NS + name).type for name in ("Any", "Choice", "Plain")}
    assert types == {"Any": "document", "Choice": "union", "Plain": "structure"}


def test_members_of_a_union_are_never_required() -> None:
    union = structure(a=ref("String"), union=True, required=["a"])

    assert traits_of({"U": union}, "U", "a") == {}


def test_an_event_stream_is_a_streaming_union() -> None:
    shapes = {
        "Events": structure(chunk=ref("Chunk"), eventstream=True),
        "Chunk": structure(
            data=ref("Blob", eventpayload=True),
            kind=ref("String", eventheader=True),
            event=True,
        ),
    }
    found = model(shapes)

    assert found.expect(f"{NS}Events").type == "union"
    assert traits_of(shapes, "Events") == {"streaming": {}}
    assert traits_of(shapes, "Chunk", "data") == {"eventPayload": {}}
    assert traits_of(shapes, "Chunk", "kind") == {"eventHeader": {}}


@pytest.mark.parametrize(
    ("shape", "trait"),
    [
        ({"type": "string", "min": 1, "max": 3}, {"length": {"min": 1, "max": 3}}),
        ({"type": "blob", "max": 4.0}, {"length": {"max": 4}}),
        ({"type": "integer", "min": 0}, {"range": {"min": 0}}),
        ({"type": "double", "max": 0.5}, {"range": {"max": 0.5}}),
        ({"type": "timestamp", "min": 0}, {}),
        ({"type": "list", "member": ref("String"), "min": 2}, {"length": {"min": 2}}),
    ],
)
def test_min_and_max_are_a_length_or_a_range(
    shape: dict[str, Any], trait: dict[str, Any]
) -> None:
    assert traits_of({"X": shape}, "X") == trait


@pytest.mark.parametrize(
    ("pattern", "whole"),
    [
        ("[a-z]+", "^[a-z]+$"),
        ("^[a-z]+$", "^[a-z]+$"),
        ("^a|b$", "^a|b$"),
        ("^a", "^a$"),
        ("a$", "^a$"),
        ("a\\$", "^a\\$$"),
        ("a|b", "^(?:a|b)$"),
        ("(a|b)", "^(a|b)$"),
        ("[|]x\\|", "^[|]x\\|$"),
    ],
)
def test_a_pattern_is_about_the_whole_text(pattern: str, whole: str) -> None:
    shape = {"type": "string", "pattern": pattern}

    assert traits_of({"X": shape}, "X") == {"pattern": whole}


def test_what_is_said_of_shapes() -> None:
    shape = {
        "type": "list",
        "member": ref("String"),
        "documentation": "<p>Text</p>",
        "sensitive": True,
        "sparse": True,
        "deprecated": True,
        "deprecatedMessage": "Use another.",
        "deprecatedSince": "2020",
    }

    assert traits_of({"X": shape}, "X") == {
        "documentation": "<p>Text</p>",
        "sensitive": {},
        "sparse": {},
        "deprecated": {"message": "Use another.", "since": "2020"},
    }


@pytest.mark.parametrize(
    ("name", "smithy"),
    [
        ("iso8601", "date-time"),
        ("rfc822", "http-date"),
        ("unixTimestamp", "epoch-seconds"),
    ],
)
def test_timestamp_formats_of_shapes_and_members(name: str, smithy: str) -> None:
    shapes = {
        "T": {"type": "timestamp", "timestampFormat": name},
        "S": structure(t=ref("T", timestampFormat=name)),
    }

    assert traits_of(shapes, "T") == {"timestampFormat": smithy}
    assert traits_of(shapes, "S", "t") == {"timestampFormat": smithy}


def test_values_of_enums_are_named_after_themselves() -> None:
    values = ["a-b", "a.b", "a_b", "2x", "*", "", "é", "In Progress"]
    enum = model({"E": {"type": "string", "enum": [*values, "a-b"]}}).expect(f"{NS}E")

    assert {
        name: member.traits[f"{API}enumValue"] for name, member in enum.members.items()
    } == {  # Smithy has no empty value
        "a_b_2": "a-b",
        "a_b_3": "a.b",
        "a_b": "a_b",
        "_2x": "2x",
        "ASTERISK": "*",
        "U00E9": "é",
        "In_Progress": "In Progress",
    }


def test_what_is_said_of_members() -> None:
    shapes = {
        "S": structure(
            token=ref("String", idempotencyToken=True, documentation="Token."),
            id=ref("String", hostLabel=True),
            required=["token"],
        )
    }

    assert traits_of(shapes, "S", "token") == {
        "documentation": "Token.",
        "idempotencyToken": {},
        "required": {},
    }
    assert traits_of(shapes, "S", "id") == {
        "hostLabel": {},
        "required": {},  # there is no host without it
    }


def test_json_names() -> None:
    shapes = {"S": structure(Name=ref("String", locationName="name"))}

    assert traits_of(shapes, "S", "Name") == {"jsonName": "name"}
    assert traits_of(shapes, "S", "Name", REST_XML) == {"xmlName": "name"}
    # Of awsJson the member's own name is the one on the wire.
    assert traits_of(shapes, "S", "name", JSON) == {}


def test_names_that_are_no_identifiers_stay_on_the_wire() -> None:
    shapes = {"S": {"type": "structure", "members": {"a-b": ref("String")}}}

    assert traits_of(shapes, "S", "a_b") == {"jsonName": "a-b"}
    assert traits_of(shapes, "S", "a_b", QUERY) == {"xmlName": "a-b"}


def test_names_in_xml() -> None:
    shapes = {
        "Items": {"type": "list", "member": ref("String", locationName="item")},
        "Flat": {
            "type": "list",
            "member": ref("String", locationName="Item"),
            "flattened": True,
        },
        "Called": {"type": "list", "member": ref("String"), "locationName": "Other"},
        "Map": {
            "type": "map",
            "key": ref("String", locationName="K"),
            "value": ref("String", locationName="V"),
        },
        "Named": structure(locationName="Root", xmlNamespace={"uri": "http://u"}),
        "S": structure(
            a=ref("Items", locationName="A"),
            b=ref("Items", flattened=True),
            c=ref("Flat"),
            d=ref("Called"),
            e=ref("Named"),
            f=ref("String", xmlAttribute=True, locationName="xsi:type"),
            g=ref("String", xmlNamespace="http://v"),
        ),
    }
    flat = {"xmlFlattened": {}}

    assert traits_of(shapes, "Items", "member") == {"xmlName": "item"}
    assert traits_of(shapes, "Map", "key") == {"xmlName": "K"}
    assert traits_of(shapes, "Map", "value") == {"xmlName": "V"}
    assert traits_of(shapes, "Named") == {
        "xmlName": "Root",
        "xmlNamespace": {"uri": "http://u"},
    }
    assert traits_of(shapes, "S", "a", REST_XML) == {"xmlName": "A"}
    assert traits_of(shapes, "S", "b", REST_XML) == flat
    assert traits_of(shapes, "S", "c", REST_XML) == {**flat, "xmlName": "Item"}
    assert traits_of(shapes, "S", "d", REST_XML) == {"xmlName": "Other"}
    assert traits_of(shapes, "S", "e", REST_XML) == {}
    assert traits_of(shapes, "S", "f", REST_XML) == {
        "xmlAttribute": {},
        "xmlName": "xsi:type",
    }
    assert traits_of(shapes, "S", "g", REST_XML) == {
        "xmlNamespace": {"uri": "http://v"}
    }


@pytest.mark.parametrize(
    ("name", "reference", "query"),
    [
        ("Name", {}, None),
        ("Name", {"locationName": "name"}, None),  # EC2 writes it with a capital
        ("Name", {"locationName": "n", "queryName": "Q"}, "Q"),
    ],
)
def test_names_in_ec2_requests(
    name: str, reference: dict[str, Any], query: str | None
) -> None:
    shapes = {"S": structure(**{name: ref("String", **reference)})}

    found = traits_of(shapes, "S", name, EC2).get("aws.protocols#ec2QueryName")

    assert found == query


def test_text_that_holds_json() -> None:
    shapes = {
        "Alone": {"type": "string", "max": 9},
        "Shared": {"type": "string", "max": 9},
        "S": structure(
            a=ref("Alone", jsonvalue=True),
            b=ref("Shared", jsonvalue=True),
            c=ref("Shared"),
        ),
    }
    found = model(shapes).expect(f"{NS}S").members
    json_text = {"length": {"max": 9}, "mediaType": "application/json"}

    assert {name: member.target for name, member in found.items()} == {
        "a": f"{NS}Alone",
        "b": f"{NS}JsonShared",
        "c": f"{NS}Shared",
    }
    assert traits_of(shapes, "Alone") == json_text
    assert traits_of(shapes, "JsonShared") == json_text
    assert traits_of(shapes, "Shared") == {"length": {"max": 9}}


def test_streams_on_members_and_on_shapes() -> None:
    blob = {"type": "blob"}
    shapes = {
        "Body": blob,
        "Own": {**blob, "streaming": True, "requiresLength": True},
        "In": structure(body=ref("Body", streaming=True), payload="body"),
        "Other": structure(own=ref("Own"), payload="own"),
        "Part": structure(body=ref("Body")),
    }

    assert traits_of(shapes, "Own") == {"streaming": {}, "requiresLength": {}}
    assert traits_of(shapes, "StreamingBody") == {"streaming": {}}
    assert traits_of(shapes, "Body") == {}
    assert traits_of(shapes, "In", "body") == {"httpPayload": {}}


def test_a_shape_gives_its_name_to_an_operation_and_to_the_service() -> None:
    operations = {"Start": {"http": {"method": "GET", "requestUri": "/"}}}
    shapes = {"Start": {"type": "string"}, "S": structure(a=ref("Start"))}
    found = model(shapes, operations)

    assert found.expect(f"{NS}Start").type == "operation"
    assert found.expect(f"{NS}S").members["a"].target == f"{NS}Start_"
    (service,) = model({"Example": {"type": "string"}}).of_type("service")
    assert service.id == f"{NS}ExampleService"
