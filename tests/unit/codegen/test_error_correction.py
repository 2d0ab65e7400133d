"""What a server leaves out although it is required gets its zero value, in every protocol.

https://smithy.io/2.0/spec/aggregate-types.html#client-error-correction
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from aiosmithy.http import HttpResponse
from aiosmithy.responses import parse_output
from aiosmithy_codegen.names import snake_case
from generated_package import generated
from weather import document, member, operation, ref, structure

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SIMPLE = {
    "Boolean": False,
    "Byte": 0,
    "Short": 0,
    "Integer": 0,
    "Long": 0,
    "Float": 0.0,
    "Double": 0.0,
    "BigInteger": 0,
    "BigDecimal": Decimal(0),
    "Timestamp": EPOCH,
    "String": "",
    "Blob": b"",
}
SHAPES: dict[str, Any] = {
    "Names": {"type": "list", "member": ref("smithy.api#String")},
    "Counts": {
        "type": "map",
        "key": ref("smithy.api#String"),
        "value": ref("smithy.api#Integer"),
    },
    "Level": {
        "type": "intEnum",
        "members": {"LOW": member("smithy.api#Unit", enumValue=1)},
    },
    "Choice": {"type": "union", "members": {"text": member("smithy.api#String")}},
    "Inner": structure(
        name=member("smithy.api#String", required={}),
        note=member("smithy.api#String"),
        size=member("smithy.api#Integer", default=3),
    ),
}
BODIES = {
    "aws.protocols#restJson1": (b"{}", b""),
    "aws.protocols#awsJson1_0": (b"{}", b""),
    "aws.protocols#awsJson1_1": (b"{}", b""),
    "smithy.protocols#rpcv2Json": (b"{}", b""),
    "smithy.protocols#rpcv2Cbor": (b"\xa0", b""),
    "aws.protocols#restXml": (b"<GetTimeOutput/>", b""),
    "aws.protocols#awsQuery": (b"<GetTimeResponse><GetTimeResult/></GetTimeResponse>",),
    "aws.protocols#ec2Query": (b"<GetTimeResponse/>",),
}
HEADERS = {
    "smithy.protocols#rpcv2Json": {"smithy-protocol": "rpc-v2-json"},
    "smithy.protocols#rpcv2Cbor": {"smithy-protocol": "rpc-v2-cbor"},
}


def model(protocol: str) -> Any:
    """The weather service in a protocol; all that its time consists of is required."""
    required: dict[str, Any] = {
        **{f"a{name}": member(f"smithy.api#{name}", required={}) for name in SIMPLE},
        **{name.lower(): member(name, required={}) for name in (*SHAPES, "Sky")},
    }
    found = document(
        GetTime=operation("/time", output="GetTimeOutput"),
        GetTimeOutput=structure(**required),
        **SHAPES,
    )
    traits = found["shapes"]["example.weather#Weather"]["traits"]
    del traits["aws.protocols#restJson1"]
    traits[protocol] = {}
    traits["smithy.api#xmlNamespace"] = {"uri": "https://weather.example/"}
    return found


@pytest.fixture(scope="module", params=sorted(BODIES))
def spoken(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Any]]:
    """A protocol, and the package of the service in it."""
    with generated(model(request.param), tmp_path_factory.mktemp("spoken")) as package:
        yield request.param, package


def test_required_members_that_are_not_there(spoken: tuple[str, Any]) -> None:
    protocol, package = spoken
    operations = import_module(f"{package.__name__}.operations")

    for body in BODIES[protocol]:
        response = HttpResponse(200, HEADERS.get(protocol, {}), body)
        output = parse_output(operations.GET_TIME, response)

        for name, value in SIMPLE.items():
            found = getattr(output, snake_case(f"a{name}"))
            assert (type(found), found) == (type(value), value)
        assert (output.names, output.counts) == ([], {})
        assert (output.sky, output.level) == ("", 0)
        assert type(output.choice) is package.shapes.ChoiceUnknown
        assert (output.choice.name, output.choice.value) == ("", None)
        assert (output.inner.name, output.inner.note, output.inner.size) == (
            "",
            None,
            3,
        )
