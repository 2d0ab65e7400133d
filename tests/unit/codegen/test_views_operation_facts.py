"""What stands in an ``Operation(…)`` for its traits."""

from __future__ import annotations

import ast
from pathlib import PurePosixPath
from typing import Any

import pytest
from aiosmithy_codegen.errors import ModelError
from aiosmithy_codegen.generate import Settings, make_package
from aiosmithy_codegen.manifest import Origin
from weather import NS, document, member, model, operation, ref, structure

CHECKSUM = "aws.protocols#httpChecksum"


def text(**shapes: Any) -> str:
    made = model(**shapes)
    package = make_package(made, Settings(Origin("weather.json", "sha256:0")))
    return package.files[PurePosixPath("aiosmithy_weather/operations.py")]


def facts(traits: dict[str, Any], **shapes: Any) -> dict[str, str]:
    """The keyword arguments of GetTime that are not the usual ones."""
    http = {"method": "POST", "uri": "/time", "code": 200}
    given = operation("/time", "TimeInput", traits={"smithy.api#http": http, **traits})
    members = {
        "algorithm": {
            **ref("smithy.api#String"),
            "traits": {"smithy.api#httpHeader": "X-Algorithm"},
        },
        "mode": {
            **ref("smithy.api#String"),
            "traits": {"smithy.api#httpHeader": "X-Mode"},
        },
        "bare": ref("smithy.api#String"),
    }
    shapes = {"TimeInput": structure(**members), **shapes}
    for statement in ast.parse(text(GetTime=given, **shapes)).body:
        match statement:
            case ast.AnnAssign(
                target=ast.Name(id="GET_TIME"), value=ast.Call(keywords=keywords)
            ):
                return {
                    str(each.arg): ast.unparse(each.value)
                    for each in keywords
                    if each.arg
                    not in (
                        "name",
                        "service",
                        "input_type",
                        "serialize",
                        "parse",
                        "errors",
                    )
                }
            case _:
                pass
    raise AssertionError("no GET_TIME")


@pytest.mark.parametrize(
    ("traits", "expected"),
    [
        ({}, {}),
        ({"smithy.api#auth": []}, {"auth": "()"}),
        (
            {"smithy.api#optionalAuth": {}},
            {"auth": "('aws.auth#sigv4', 'smithy.api#noAuth')"},
        ),
        (
            {"smithy.api#auth": ["smithy.api#httpBearerAuth"]},
            {"auth": "('smithy.api#httpBearerAuth',)"},
        ),
        ({"aws.auth#unsignedPayload": {}}, {"unsigned_payload": "True"}),
        ({"smithy.api#longPoll": {"timeoutMillis": 70_500}}, {"long_poll": "70.5"}),
        (
            {"smithy.api#requestCompression": {"encodings": ["gzip"]}},
            {"finish": "(compress_body,)"},
        ),
        ({"smithy.api#requestCompression": {"encodings": ["br"]}}, {}),
        ({"smithy.api#httpChecksumRequired": {}}, {"finish": "(content_md5,)"}),
        ({CHECKSUM: {}}, {}),
        (
            {CHECKSUM: {"requestChecksumRequired": True}},
            {"finish": "(Checksum(required=True),)"},
        ),
        (
            {CHECKSUM: {"requestAlgorithmMember": "algorithm"}},
            {"finish": "(Checksum(algorithm='algorithm', header='x-algorithm'),)"},
        ),
        (
            {CHECKSUM: {"requestAlgorithmMember": "bare"}},
            {"finish": "(Checksum(algorithm='bare'),)"},
        ),
        (
            {
                CHECKSUM: {
                    "requestValidationModeMember": "mode",
                    "responseAlgorithms": ["SHA256", "CRC32", "XXHASH64"],
                }
            },
            {
                "checks": "ResponseChecksum(header='x-mode', algorithms=('CRC32', 'SHA256'))"
            },
        ),
        (
            {
                "smithy.api#requestCompression": {"encodings": ["gzip"]},
                "smithy.api#httpChecksumRequired": {},
                CHECKSUM: {"requestChecksumRequired": True},
            },
            {"finish": "(compress_body, Checksum(required=True))"},
        ),
    ],
)
def test_facts(traits: dict[str, Any], expected: dict[str, str]) -> None:
    assert facts(traits) == expected


def test_a_stream_that_needs_its_length() -> None:
    blob = {
        "type": "blob",
        "traits": {"smithy.api#streaming": {}, "smithy.api#requiresLength": {}},
    }
    body = structure(body=member("Body", httpPayload={}, required={}))

    found = facts({}, TimeInput=body, Body=blob)

    assert found == {"requires_length": "True"}


@pytest.mark.parametrize(
    "key", ["requestAlgorithmMember", "requestValidationModeMember"]
)
def test_a_checksum_that_names_no_member(key: str) -> None:
    with pytest.raises(ModelError, match="'nowhere', which is no member"):
        facts({CHECKSUM: {key: "nowhere"}})


def test_all_schemes_of_the_service_in_the_order_of_their_ids() -> None:
    service = document()["shapes"][NS + "Weather"]
    service["traits"] |= {
        "smithy.api#httpBearerAuth": {},
        "smithy.api#httpBasicAuth": {},
        "aws.auth#sigv4a": {"name": "weather"},
    }

    found = facts({}, Weather=service)

    assert ast.literal_eval(found["auth"]) == (
        "aws.auth#sigv4",
        "aws.auth#sigv4a",
        "smithy.api#httpBasicAuth",
        "smithy.api#httpBearerAuth",
    )


def test_a_service_without_authentication() -> None:
    service = document()["shapes"][NS + "Weather"]
    del service["traits"]["aws.auth#sigv4"]

    assert facts({}, Weather=service) == {"auth": "()"}


PREFIX = "smithy.api#endpoint"


def host_prefix(prefix: str, **more: Any) -> str:
    http = {"method": "POST", "uri": "/time", "code": 200}
    traits = {"smithy.api#http": http, PREFIX: {"hostPrefix": prefix}}
    label = member("smithy.api#String", required={}, hostLabel={})
    members = {"cityName": label, "bare": ref("smithy.api#String"), **more}
    return text(
        GetTime=operation("/time", "TimeInput", traits=traits),
        TimeInput=structure(**members),
    )


def test_host_prefixes() -> None:
    assert 'host_prefix="data-"' in host_prefix("data-")
    labelled = host_prefix("x.{cityName}-y.")
    assert (
        """host_prefix=f"x.{host_label(input.city_name, 'cityName')}-y.\"""" in labelled
    )


@pytest.mark.parametrize(
    "prefix", ["{nowhere}.", "{bare}.", "a/b", "a b", "{", "x@", "{cityName", "é."]
)
def test_a_prefix_that_is_none(prefix: str) -> None:
    with pytest.raises(ModelError, match="hostPrefix"):
        host_prefix(prefix)
