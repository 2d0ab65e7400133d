"""Generated query writers run: names as awsQuery and EC2 have them, defaults, tokens, parts; errors by their codes."""

from __future__ import annotations

import ast
import json
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl

import pytest
from aiosmithy.errors import ResponseParseError
from aiosmithy.http import HttpResponse
from aiosmithy.responses import parse_error, parse_output
from generated_package import generated as generated_package

NS = "com.example#"
CASE = Path(__file__).parents[2] / "cases" / "query" / "model.json"
WHEN = datetime(2024, 5, 1, 10, tzinfo=UTC)
S = "smithy.api#String"


def member(target: str, **traits: Any) -> dict[str, Any]:
    """A member with traits; those of other namespaces than ``smithy.api`` have a ``_`` for it."""
    return {
        "target": target if "#" in target else NS + target,
        "traits": {
            f"aws.protocols#{name[1:]}" if name[0] == "_" else f"smithy.api#{name}": v
            for name, v in traits.items()
        },
    }


def structure(**members: Any) -> dict[str, Any]:
    return {"type": "structure", "members": members}


def document(
    protocol: str,
    input: Mapping[str, Any],
    shapes: Mapping[str, Any] | None = None,
    version: str = "2024-05-01",
) -> dict[str, Any]:
    """A service ``Names`` of one operation ``Put`` with that input."""
    found: dict[str, Any] = {
        "Names": {
            "type": "service",
            "version": version,
            "operations": [{"target": NS + "Put"}],
            "traits": {
                "aws.api#service": {"sdkId": "Names"},
                "aws.auth#sigv4": {"name": "names"},
                f"aws.protocols#{protocol}": {},
                "smithy.api#xmlNamespace": {"uri": "https://example.com/"},
            },
        },
        "Put": {
            "type": "operation",
            "input": {"target": NS + "PutRequest"},
            "output": {"target": "smithy.api#Unit"},
        },
        "PutRequest": structure(**input),
        **(shapes or {}),
    }
    return {"smithy": "2.0", "shapes": {NS + name: s for name, s in found.items()}}


@contextmanager
def generated(document: Any, folder: Path) -> Generator[Any, None, None]:
    """The modules of a generated package."""
    with generated_package(document, folder) as package:
        names = ("codec", "errors", "operations", "shapes")
        modules = {name: import_module(f"{package.__name__}.{name}") for name in names}
        yield SimpleNamespace(**modules)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The golden case ``query``, imported."""
    with generated(
        json.loads(CASE.read_text("utf-8")), tmp_path_factory.mktemp("query")
    ) as found:
        yield found


def body(package: Any, **arguments: Any) -> list[tuple[str, str]]:
    """What is sent for PutThing, without Action and Version."""
    request = package.operations.serialize_put_thing(
        package.shapes.PutThingInput(**arguments)
    )
    assert (request.method, request.path, request.query) == ("POST", "/", "")
    assert request.headers == {"content-type": "application/x-www-form-urlencoded"}
    found = parse_qsl(
        request.body.decode("ascii"), keep_blank_values=True, strict_parsing=True
    )
    assert found[:2] == [("Action", "PutThing"), ("Version", "2024-05-01")]
    return found[2:]


def test_an_input_of_every_kind(package: Any) -> None:
    shapes = package.shapes
    sent = body(
        package,
        name="a & b",
        count=3,
        since=WHEN,
        seen=WHEN,
        tags=[shapes.Tag(key="k", value="v", weight=2), shapes.Tag(key="l")],
        rows=[["x"], None, []],
        flat=["f", "g"],
        attributes={"one": 1.5, "two": float("nan")},
        flat_attributes={"one": 1.0},
        choice=shapes.ChoiceMany(value=["m"]),
        token="t",
    )

    assert sent == [
        ("Name", "a & b"),
        ("count", "3"),
        ("since", "2024-05-01T10:00:00Z"),
        ("seen", "1714557600"),
        ("tags.Tag.1.key", "k"),
        ("tags.Tag.1.value", "v"),
        ("tags.Tag.1.weight", "2"),
        ("tags.Tag.2.key", "l"),
        ("tags.Tag.2.weight", "1"),
        ("rows.member.1.member.1", "x"),
        ("rows.member.3", ""),
        ("Flat.1", "f"),
        ("Flat.2", "g"),
        ("attributes.entry.1.Name", "one"),
        ("attributes.entry.1.Value", "1.5"),
        ("attributes.entry.2.Name", "two"),
        ("attributes.entry.2.Value", "NaN"),
        ("flatAttributes.1.Name", "one"),
        ("flatAttributes.1.Value", "1.0"),
        ("choice.many.member.1", "m"),
        ("token", "t"),
    ]


def test_what_is_not_given_is_not_sent_but_for_a_new_token(package: Any) -> None:
    name, token = body(package, name="n")

    assert name == ("Name", "n")
    assert token[0] == "token"
    assert len(token[1]) == 36


def test_lists_and_maps_without_entries(package: Any) -> None:
    sent = body(package, name="", tags=[], flat=[], attributes={}, token="")

    assert sent == [("Name", ""), ("tags", ""), ("Flat", ""), ("token", "")]


@pytest.mark.parametrize(
    "arguments",
    [
        {"name": 1},
        {"name": "n", "count": "3"},
        {"name": "n", "tags": "text"},
        {"name": "n", "flat": ["a", None]},
        {"name": "n", "choice": "one"},
        {"name": "n", "attributes": {"a": "1"}},
    ],
)
def test_wrong_types(package: Any, arguments: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        body(package, **arguments)


def test_an_operation_without_an_input_has_no_writer(package: Any) -> None:
    request = package.operations.serialize_delete_thing(
        package.shapes.DeleteThingInput()
    )

    assert request.body == b"Action=DeleteThing&Version=2024-05-01"
    assert not hasattr(package.codec, "write_delete_thing_input")


def test_an_output(package: Any) -> None:
    content = (
        b'<PutThingResponse xmlns="https://example.com/"><PutThingResult><id>1</id><names><member>a</member>'
        b"</names></PutThingResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PutThingResponse>"
    )

    output = parse_output(package.operations.PUT_THING, HttpResponse(200, {}, content))

    assert (output.id, output.names) == ("1", ["a"])


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("<html>busy</html>", "expected the element PutThingResponse, got html"),
        (
            "<ErrorResponse/>",
            "expected the element PutThingResponse, got ErrorResponse",
        ),
        (
            "<PutThingResponse/>",
            "expected the element PutThingResult in PutThingResponse",
        ),
        ("<PutThingResponse><PutThingResult><id>", "not XML: no element found"),
        (
            "<PutThingResponse><PutThingResult>" + "<a>" * 999,
            "nested more than 128 deep",
        ),
        ("<!DOCTYPE a []><PutThingResponse/>", "a document type declaration"),
        ("{}", "not XML"),
    ],
)
def test_an_answer_that_is_none_is_no_output(
    package: Any, content: str, problem: str
) -> None:
    response = HttpResponse(200, {"x-amzn-requestid": "r"}, content.encode())

    with pytest.raises(ResponseParseError, match=problem) as caught:
        parse_output(package.operations.PUT_THING, response)

    error = caught.value
    assert (error.http_status, error.request_id) == (200, "r")
    assert error.body == content.encode()


def test_no_body_is_no_answer(package: Any) -> None:
    with pytest.raises(ResponseParseError, match="got no body"):
        parse_output(package.operations.PUT_THING, HttpResponse(200, {}, b""))


@pytest.mark.parametrize(
    ("operation", "code", "class_name"),
    [
        ("PUT_THING", "Taken", "TakenException"),
        ("DELETE_THING", "Taken", "TakenException"),
        ("PUT_THING", "Missing", "GoneException"),
        ("DELETE_THING", "Missing", "MissingException"),
        ("PUT_THING", "TakenException", "QueryError"),
    ],
)
def test_errors_go_by_their_codes(
    package: Any, operation: str, code: str, class_name: str
) -> None:
    content = f"<ErrorResponse><Error><Code>{code}</Code><Message>m</Message><by>me</by></Error></ErrorResponse>"

    error = parse_error(
        getattr(package.operations, operation), HttpResponse(400, {}, content.encode())
    )

    assert (type(error).__name__, error.code, error.message) == (class_name, code, "m")
    assert getattr(error, "by", "me") == "me"


def test_errors_have_the_status_of_their_code(package: Any) -> None:
    errors = package.errors

    assert (errors.TakenException.http_status, errors.TakenException.code) == (
        409,
        "Taken",
    )
    assert errors.GoneException.http_status == 404


NAMES = {
    "plain": member(S),
    "xml": member(S, xmlName="named"),
    "own": member(S, xmlName="ignored", _ec2QueryName="own"),
    "items": member("Items", xmlName="itemSet"),
    "rows": member("Rows", xmlFlattened={}),
    "map": member("Map"),
    "pair": member("Pair"),
}
SHAPES = {
    "Items": {"type": "list", "member": member("Pair", xmlName="item")},
    "Rows": {"type": "list", "member": member("Texts")},
    "Texts": {"type": "list", "member": member(S)},
    "Map": {"type": "map", "key": member(S), "value": member("Texts")},
    "Pair": structure(left=member(S), right=member("Pair", xmlName="other")),
}


@pytest.mark.parametrize(
    ("protocol", "sent"),
    [
        (
            "awsQuery",
            "plain=p named=x ignored=o itemSet.item.1.left=1 rows.1.member.1=2 map.entry.1.key=k"
            " map.entry.1.value.member.1=3 pair.other.left=4",
        ),
        (
            "ec2Query",
            "Plain=p Named=x own=o ItemSet.1.Left=1 Rows.1.1=2 Map.entry.1.key=k"
            " Map.entry.1.value.1=3 Pair.Other.Left=4",
        ),
    ],
)
def test_names_of_both_protocols(protocol: str, sent: str, tmp_path: Path) -> None:
    with generated(document(protocol, NAMES, SHAPES), tmp_path) as package:
        pair = package.shapes.Pair
        request = package.operations.serialize_put(
            package.shapes.PutInput(
                plain="p",
                xml="x",
                own="o",
                items=[pair(left="1")],
                rows=[["2"]],
                map={"k": ["3"]},
                pair=pair(right=pair(left="4")),
            )
        )

    assert request.body.decode() == "&".join(
        ["Action=Put", "Version=2024-05-01", *sent.split()]
    )


def test_ec2_says_nothing_of_empty_lists(tmp_path: Path) -> None:
    with generated(document("ec2Query", NAMES, SHAPES), tmp_path) as package:
        request = package.operations.serialize_put(
            package.shapes.PutInput(items=[], rows=[])
        )

    assert request.body == b"Action=Put&Version=2024-05-01"


@pytest.mark.parametrize("target", ["PutRequest", "Large"])
def test_structures_of_many_members_are_written_in_parts(
    target: str, tmp_path: Path
) -> None:
    many = {f"m{number:02}": member(S) for number in range(60)}
    input = many if target == "PutRequest" else {"large": member("Large")}
    values = {name: name.upper() for name in many}

    with generated(
        document("awsQuery", input, {"Large": structure(**many)}), tmp_path
    ) as package:
        shapes = package.shapes
        given = values if target == "PutRequest" else {"large": shapes.Large(**values)}
        request = package.operations.serialize_put(shapes.PutInput(**given))
        source = ast.parse(Path(package.codec.__file__).read_text("utf-8"))

    prefix = "" if target == "PutRequest" else "large."
    assert parse_qsl(request.body.decode())[2:] == [
        (prefix + n, v) for n, v in values.items()
    ]
    functions = [each for each in source.body if isinstance(each, ast.FunctionDef)]
    assert max(len(each.body) for each in functions) < 30


def test_whatever_a_model_says_is_encoded(tmp_path: Path) -> None:
    evil = "a\"b'c{d}e\\f&g=h.i\n"
    names = {"one": member(S, xmlName="x:y"), "two": member("Pair", xmlName="x:z")}
    pair = structure(left=member(S, xmlName="x:a"))
    model = document("awsQuery", names, {"Pair": pair}, evil)

    with generated(model, tmp_path) as package:
        shapes = package.shapes
        request = package.operations.serialize_put(
            shapes.PutInput(one="1", two=shapes.Pair(left="2"))
        )

    version = "a%22b%27c%7Bd%7De%5Cf%26g%3Dh.i%0A"
    assert request.body.decode() == (
        f"Action=Put&Version={version}&x%3Ay=1&x%3Az.x%3Aa=2"
    )
