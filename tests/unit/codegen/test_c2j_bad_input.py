"""C2J files that contradict themselves, or are none: one error that names file, place and remedy."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmithy_codegen.errors import ModelError
from aiosmithy_codegen.loaders.c2j import raise_c2j
from c2j_service import (
    GET,
    JSON,
    QUERY,
    REST_JSON,
    REST_XML,
    files,
    ref,
    refused,
    structure,
)

LABEL = {"http": {"method": "GET", "requestUri": "/{Id}"}}


@pytest.mark.parametrize(
    ("given", "parts"),
    [
        ({}, ["there is no service-2 file"]),
        ({"service-2": {}}, ["no C2J service description", "'metadata'"]),
        ({"service-2": {"smithy": "2.0", "shapes": {}}}, ["'metadata'"]),
        (
            {"service-2": {"metadata": REST_JSON, "operations": [], "shapes": {}}},
            ["'operations' is not an object"],
        ),
        (
            files(metadata={**REST_JSON, "protocol": "soap"}),
            ["metadata: ", "'soap'", "rest-json"],
        ),
        (files(metadata={"serviceId": "X"}), ["metadata: ", "no 'protocol'"]),
        (
            files(metadata={**REST_JSON, "signatureVersion": "v9"}),
            ["signatureVersion 'v9'"],
        ),
        (
            files(metadata={**REST_JSON, "protocolSettings": {"h2": "maybe"}}),
            ["'maybe'"],
        ),
        (files(metadata={**REST_JSON, "apiVersion": 1}), ["'apiVersion' is not"]),
    ],
)
def test_files(given: dict[str, Any], parts: list[str]) -> None:
    refused(given, *parts)


@pytest.mark.parametrize("service_id", ["../../x", "a/b", "1 Click", "", "a\nb"])
def test_a_service_id_that_is_none(service_id: str) -> None:
    metadata = {**REST_JSON, "serviceId": service_id}

    refused(files(metadata=metadata), "metadata: ", "serviceId")


@pytest.mark.parametrize("metadata", [REST_JSON, REST_XML])
@pytest.mark.parametrize(
    ("http", "missing"),
    [
        (None, "'method'"),
        ({"method": "GET"}, "'requestUri'"),
        ({"requestUri": "/"}, "'method'"),
    ],
)
def test_an_operation_without_a_place(
    metadata: dict[str, Any], http: dict[str, Any] | None, missing: str
) -> None:
    given = files(operations={"Op": {"http": http}}, metadata=metadata)

    refused(given, "operations.Op.http: ", missing)


@pytest.mark.parametrize("metadata", [REST_JSON, JSON, QUERY])
def test_a_member_without_a_name(metadata: dict[str, Any]) -> None:
    shape = {"type": "structure", "members": {"": ref("String", locationName="a")}}

    refused(files({"S": shape}, metadata=metadata), "shapes.S.members", "empty")


def test_of_a_folder_the_file_is_named() -> None:
    with pytest.raises(ModelError) as caught:
        raise_c2j(files({"S": {"type": "magic"}}), "models/example/2024-05-01")

    assert str(caught.value).startswith(
        "models/example/2024-05-01: service-2.shapes.S: "
    )


@pytest.mark.parametrize(
    ("shape", "parts"),
    [
        (structure(a=ref("Nope")), ["shapes.S.members.a", "'Nope'", "not there"]),
        ({"type": "list", "member": ref("Nope")}, ["shapes.S.member", "'Nope'"]),
        ({"type": "list"}, ["no 'member'"]),
        ({"type": "map", "key": ref("String")}, ["no 'value'"]),
        ({"type": "magic"}, ["the type 'magic'"]),
        ({}, ["no 'type'"]),
        ({"type": ["string"]}, ["'type' is not a string"]),
        (structure(required=["a"]), ["required names 'a'"]),
        (structure(payload="a"), ["payload names 'a'"]),
        (structure(required="a"), ["'required' is not a list"]),
        ({"type": "structure", "members": {"a": {}}}, ["members.a: has no 'shape'"]),
        (structure(a=ref("String", location="moon")), ["the location 'moon'"]),
        (structure(a=ref("String", hostLabel="yes")), ["'hostLabel' is not a boolean"]),
        ({"type": "timestamp", "timestampFormat": "sundial"}, ["'sundial'"]),
        ({"type": "string", "enum": "A"}, ["'enum' is not a list"]),
        ({"type": "string", "enum": [1]}, ["'enum' is not a list of strings"]),
        ({"type": "string", "min": "1"}, ["'min' is not a number"]),
        ({"type": "string", "min": 1.5}, ["'min' is not a whole number"]),
        (
            {
                "type": "structure",
                "members": {"a-b": ref("String"), "a_b": ref("String")},
            },
            ["'a-b' and 'a_b' are the same name"],
        ),
        (
            structure(exception=True, error={"code": "Other", "httpStatusCode": 400}),
            ["'Other'"],
        ),
    ],
)
def test_shapes(shape: dict[str, Any], parts: list[str]) -> None:
    refused(files({"S": shape}), "shapes.S", *parts)


@pytest.mark.parametrize(
    ("operation", "parts"),
    [
        ({**GET, "input": ref("Nope")}, ["operations.Do.input", "'Nope'"]),
        ({**GET, "output": ref("String")}, ["operations.Do.output", "no structure"]),
        ({**GET, "errors": [ref("Nope")]}, ["operations.Do.errors[0]", "'Nope'"]),
        ({**GET, "errors": {}}, ["'errors' is not a list"]),
        (LABEL, ["operations.Do.http", "'{Id}'", "no member"]),
        ({**LABEL, "input": ref("S")}, ["operations.Do.http", "'{Id}'"]),
        ({**GET, "authtype": "magic"}, ["the authtype 'magic'"]),
        ({**GET, "endpoint": {}}, ["operations.Do.endpoint", "no 'hostPrefix'"]),
        ({"http": "GET /"}, ["'http' is not an object"]),
    ],
)
def test_operations(operation: dict[str, Any], parts: list[str]) -> None:
    refused(files({"S": structure(a=ref("String"))}, {"Do": operation}), *parts)


def test_names() -> None:
    refused(files(operations={"Do It": GET}), "operations.'Do It'", "no identifier")
    odd = {"type": "structure", "members": {"a-b": ref("String")}}
    refused(files({"S": odd}, metadata=JSON), "members.'a-b'", "no identifier")
    long = structure(**{"a" * 10_000: ref("Nope")})
    with pytest.raises(ModelError) as caught:
        raise_c2j(files({"S": long}), "example.json")
    assert len(str(caught.value)) < 500


def test_text_from_the_file_is_escaped() -> None:
    refused(files({"S": {"type": "\x1b[31m"}}), "'\\x1b[31m'")
    refused(files({"\x1b[31m": {"type": "x"}}), "shapes.'\\x1b[31m'")


def test_examples_of_nothing() -> None:
    given = {**files(), "examples-1": {"examples": {"Lost": []}}}

    refused(given, "examples-1.examples", "'Lost'")


def test_many_like_names_take_no_longer() -> None:
    values = [f"a{chr(number)}" for number in range(0x4E00, 0x4E00 + 20_000)]
    given = files({"E": {"type": "string", "enum": values}})

    enum = raise_c2j(given, "x").ast["shapes"]["com.amazonaws.example#E"]

    assert len(enum["members"]) == len(values)


WHOLE: dict[str, Any] = {
    **files(
        {
            "In": structure(Id=ref("String"), Marker=ref("String"), required=["Id"]),
            "Out": structure(Marker=ref("String"), Names=ref("Names")),
            "Names": {"type": "list", "member": ref("String", locationName="n")},
            "Kind": {"type": "string", "enum": ["A", "b c"], "min": 1},
            "Bad": structure(
                exception=True, error={"code": "Bad", "httpStatusCode": 400}
            ),
        },
        {
            "List": {
                **GET,
                "input": ref("In", locationName="Root", xmlNamespace={"uri": "u"}),
                "output": ref("Out"),
                "errors": [ref("Bad")],
                "endpoint": {"hostPrefix": "a."},
                "httpChecksum": {"responseAlgorithms": ["CRC32"]},
                "staticContextParams": {"A": {"value": "b"}},
            }
        },
        QUERY,
        clientContextParams={"A": {"type": "string"}},
    ),
    "paginators-1": {
        "pagination": {
            "List": {
                "input_token": "Marker",
                "output_token": ["Marker"],
                "result_key": "Names",
            }
        }
    },
    "waiters-2": {
        "waiters": {
            "Done": {
                "operation": "List",
                "delay": 1,
                "acceptors": [{"state": "retry", "matcher": "status", "expected": 404}],
            }
        }
    },
    "examples-1": {"examples": {"List": [{"title": "a", "input": {}}]}},
    "endpoint-rule-set-1": {"version": "1.0"},
}


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    for key in (
        value
        if isinstance(value, dict)
        else range(len(value)) if isinstance(value, list) else ()
    ):
        yield from places(value[key], (*path, key))


@pytest.mark.parametrize(
    "junk", [None, True, -1, 0.5, "", "x", [], [None], {}, {"x": 1}]
)
def test_junk_anywhere_is_a_model_error_or_no_error(junk: Any) -> None:
    chosen = [path for path in places(WHOLE) if len(path) > 1]
    raise_c2j(WHOLE, "x")
    for path in random.Random(1).sample(chosen, len(chosen)):
        given = copy.deepcopy(WHOLE)
        owner: Any = given
        for key in path[:-1]:
            owner = owner[key]
        owner[path[-1]] = junk
        try:
            raise_c2j(given, "example.json")
        except ModelError as error:
            assert str(error).startswith("example.json")
            assert error.remedy
