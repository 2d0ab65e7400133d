"""Generated clients of the RPC protocols run: values to requests, responses to values, in JSON and in CBOR."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiosmithy.codecs.cbor_values import Tagged, decode
from aiosmithy.errors import ResponseParseError
from aiosmithy.http import HttpResponse
from aiosmithy.responses import parse_error, parse_output
from generated_package import generated
from weather import document, member, operation, structure

CASES = Path(__file__).parents[2] / "cases"
WHEN = datetime(2024, 5, 1, 10, 0, 0, 250000, tzinfo=UTC)
CBOR = {"smithy-protocol": "rpc-v2-cbor", "content-type": "application/cbor"}
JSON = {"smithy-protocol": "rpc-v2-json", "content-type": "application/json"}


def case(name: str, folder: Path) -> Iterator[Any]:
    text = (CASES / name / "model.json").read_text(encoding="utf-8")
    with generated(json.loads(text), folder) as package:
        yield SimpleNamespace(
            operations=import_module(f"{package.__name__}.operations"),
            shapes=package.shapes,
            errors=package.errors,
        )


@pytest.fixture(scope="module")
def cbor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    yield from case("cbor", tmp_path_factory.mktemp("cbor"))


@pytest.fixture(scope="module")
def rpc_json(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    yield from case("rpc_json", tmp_path_factory.mktemp("rpc_json"))


def everything(package: Any) -> Any:
    shapes = package.shapes
    leaf = shapes.Node(name="leaf")
    return shapes.SendInput(
        text="é",
        note=None,
        count=-(2**63),
        big=2**70,
        exact=Decimal("1.10"),
        near=0.1,
        ratio=0.1,
        flag=True,
        data=b"\0\xff",
        made=WHEN,
        day=WHEN.replace(microsecond=0),
        a_name_of_more_than_twenty_three_bytes="x",
        texts=["a", "b"],
        gaps={"one": 1, "none": None},
        blobs=[b"", b"x"],
        choice=shapes.ChoiceNode(value=shapes.Node(name="chosen")),
        root=shapes.Node(name="root", children=[leaf, leaf]),
    )


def test_everything_as_cbor(cbor: Any) -> None:
    request = cbor.operations.SEND.serialize(everything(cbor))

    sent = decode(request.body)
    tagged = {key: sent.pop(key) for key in ("big", "exact", "made", "day")}
    assert sent == {
        "text": "é",
        "count": -(2**63),
        "near": pytest.approx(0.1, rel=1e-7),
        "ratio": 0.1,
        "flag": True,
        "data": b"\0\xff",
        "aNameOfMoreThanTwentyThreeBytes": "x",
        "texts": ["a", "b"],
        "gaps": {"one": 1, "none": None},
        "blobs": [b"", b"x"],
        "choice": {"node": {"name": "chosen"}},
        "root": {"name": "root", "children": [{"name": "leaf"}, {"name": "leaf"}]},
    }
    assert [(key, type(v), v.tag) for key, v in tagged.items()] == [
        ("big", Tagged, 2),
        ("exact", Tagged, 4),
        ("made", Tagged, 1),
        ("day", Tagged, 1),
    ]
    assert tagged["made"].value == WHEN.timestamp()
    assert tagged["day"].value == int(WHEN.timestamp())


def test_everything_comes_back_from_cbor(cbor: Any) -> None:
    sent = everything(cbor)
    request = cbor.operations.SEND.serialize(sent)

    output = parse_output(cbor.operations.SEND, HttpResponse(200, CBOR, request.body))

    assert output.near == pytest.approx(0.1, rel=1e-7)
    assert output.note == "none"
    for name in vars(output).keys() - {"near", "note"}:
        assert getattr(output, name) == getattr(sent, name)


def test_an_operation_without_input_has_neither_body_nor_its_type(cbor: Any) -> None:
    request = cbor.operations.PING.serialize(cbor.shapes.PingInput())

    assert (request.method, request.path) == (
        "POST",
        "/service/ExampleService/operation/Ping",
    )
    assert request.body == b""
    assert request.headers == {
        "smithy-protocol": "rpc-v2-cbor",
        "x-amzn-query-mode": "true",
    }


@pytest.mark.parametrize("body", [b"", b"\xa0", b"\xbf\xff", b"\xa1\x61x\x01"])
def test_an_operation_without_output_reads_no_body(cbor: Any, body: bytes) -> None:
    output = parse_output(cbor.operations.PING, HttpResponse(200, CBOR, body))

    assert output == cbor.shapes.PingOutput()


@pytest.mark.parametrize(
    ("union", "name", "value"),
    [
        (b"\xa1\x65later\x05", "later", 5),
        (b"\xa2\x66__type\x61x\x65later\x05", "later", 5),
        (b"\xa0", "", None),
    ],
)
def test_a_variant_that_came_later_is_kept(
    cbor: Any, union: bytes, name: str, value: object
) -> None:
    body = b"\xa1\x66choice" + union

    choice = parse_output(cbor.operations.SEND, HttpResponse(200, CBOR, body)).choice

    assert (type(choice), choice.name, choice.value) == (
        cbor.shapes.ChoiceUnknown,
        name,
        value,
    )


@pytest.mark.parametrize(
    "body",
    [
        b"\x80",
        b"\xa1\x64text",
        b"\xa1\x64text\x01",
        b"\xa1\x64text\x61\xff",
        b"\xa1\x65count\x61x",
        b"\xa1\x64made\x01",
        b"\xa1\x64made\xc0\x01",
        b"\xa1\x64made\xc1\xfb\x7f\xf0\0\0\0\0\0\0",
        b"\xa1\x63big\xc1\x01",
        b"\xa1\x65exact\xc4\x82\x1b\x7f\xff\xff\xff\xff\xff\xff\xff\x01",
        b"\xa1\x65texts\x81\xf6",
        b"\xa1\x65texts\xa0",
        b"\xa1\x64root\x05",
        b"\xa1\x64root\xa1\x68children\x81\x05",
        b"\xa1\x66choice\xa2\x64text\x61x\x64node\xa0",
        b"\xa2\x64text\x61x\x64text\x61y",
        b"\xbf\x64text\x61x",
        b"\xa1\x65later" + b"\x81" * 100_000,
        b"\xa1\x64root" + b"\xa1\x68children\x81" * 200 + b"\xa0",
        b"\xbb" + b"\xff" * 8,
        b'{"text":"x"}',
    ],
)
def test_what_is_not_the_outputs_cbor_is_one_typed_error(
    cbor: Any, body: bytes
) -> None:
    with pytest.raises(ResponseParseError) as caught:
        parse_output(
            cbor.operations.SEND,
            HttpResponse(200, {**CBOR, "x-amzn-requestid": "r"}, body),
        )

    assert (caught.value.http_status, caught.value.request_id) == (200, "r")


def test_many_members_and_names_of_any_length(tmp_path: Path) -> None:
    names = [f"m{number}" for number in range(60)]
    names += ["n" * size for size in (22, 23, 24, 255, 256, 300)]
    many = structure(**{name: member("smithy.api#String") for name in names})
    model = document(
        GetTime=operation("/time", "Many", "Many"), Many=many, City=None, Forecast=None
    )
    service = model["shapes"]["example.weather#Weather"]
    service["resources"] = []
    del service["traits"]["aws.protocols#restJson1"]
    service["traits"]["smithy.protocols#rpcv2Cbor"] = {}

    with generated(model, tmp_path) as package:
        operations = import_module(f"{package.__name__}.operations")
        values = {name: name.upper() for name in names if name != "m7"}
        request = operations.GET_TIME.serialize(package.shapes.GetTimeInput(**values))
        response = HttpResponse(200, CBOR, request.body)
        output = parse_output(operations.GET_TIME, response)

    assert decode(request.body) == values
    assert {name: getattr(output, name) for name in names} == {**values, "m7": None}


def test_an_error_in_cbor_with_a_code_of_awsquery(cbor: Any) -> None:
    headers = {**CBOR, "x-amzn-query-error": "Example.Busy;Sender"}
    body = b"\xa2\x66__type\x70com.example#Busy\x67seconds\x05"

    error = parse_error(cbor.operations.SEND, HttpResponse(400, headers, body))

    assert isinstance(error, cbor.errors.Busy)
    assert (error.code, error.fault) == ("Example.Busy", "client")
    assert vars(error)["seconds"] == 5


def test_rpc_json_has_big_numbers_in_strings_and_members_by_their_own_names(
    rpc_json: Any,
) -> None:
    operation = rpc_json.operations.SEND
    sent = rpc_json.shapes.SendInput(
        big=-(2**70), exact=Decimal("1E-30"), day=WHEN, prices={"a": Decimal("0.10")}
    )

    request = operation.serialize(sent)

    assert json.loads(request.body) == {
        "big": str(-(2**70)),
        "exact": "1E-30",
        "day": WHEN.timestamp(),
        "prices": {"a": "0.10"},
    }
    output = parse_output(operation, HttpResponse(200, JSON, request.body))
    assert (output.big, output.exact, output.day, output.prices) == (
        sent.big,
        sent.exact,
        sent.day,
        sent.prices,
    )


@pytest.mark.parametrize(
    "body", [b'{"big":5}', b'{"exact":1.5}', b'{"day":"2024-05-01T10:00:00Z"}']
)
def test_rpc_json_takes_nothing_else_for_them(rpc_json: Any, body: bytes) -> None:
    with pytest.raises(ResponseParseError):
        parse_output(rpc_json.operations.SEND, HttpResponse(200, JSON, body))


@pytest.mark.parametrize("size", [23, 24, 255, 256, 65_535, 65_536])
def test_a_name_of_any_length_has_its_head(size: int, tmp_path: Path) -> None:
    name = "n" * size
    model = document(
        GetTime=operation("/time", "TimeIn"),
        TimeIn=structure(**{name: member("smithy.api#Boolean")}),
    )
    traits = model["shapes"]["example.weather#Weather"]["traits"]
    del traits["aws.protocols#restJson1"]
    traits["smithy.protocols#rpcv2Cbor"] = {}
    with generated(model, tmp_path) as package:
        operations = import_module(f"{package.__name__}.operations")
        input_ = package.shapes.GetTimeInput(**{name: True})

        request = operations.GET_TIME.serialize(input_)

    assert decode(request.body) == {name: True}
