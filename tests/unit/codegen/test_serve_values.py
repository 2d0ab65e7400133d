"""JSON into values and back: every problem is named, with its place, at once."""

from __future__ import annotations

import math
from typing import Any

import pytest
from aiosmithy_codegen.model import Member, Model
from aiosmithy_codegen.serve import times
from aiosmithy_codegen.serve.refusals import Refusal
from aiosmithy_codegen.serve.values import INVALID, Reader, load_json, write
from loading import load_ast

SHAPES: dict[str, Any] = {
    "Text": {
        "type": "string",
        "traits": {
            "smithy.api#length": {"min": 2, "max": 4},
            "smithy.api#pattern": "^[a-z]+$",
        },
    },
    "Count": {"type": "integer", "traits": {"smithy.api#range": {"min": 1, "max": 10}}},
    "Color": {
        "type": "enum",
        "members": {
            "RED": {
                "target": "smithy.api#Unit",
                "traits": {"smithy.api#enumValue": "red"},
            }
        },
    },
    "Texts": {
        "type": "list",
        "member": {"target": "example#Text"},
        "traits": {"smithy.api#uniqueItems": {}, "smithy.api#length": {"max": 2}},
    },
    "Sparse": {
        "type": "list",
        "member": {"target": "smithy.api#String"},
        "traits": {"smithy.api#sparse": {}},
    },
    "Tags": {
        "type": "map",
        "key": {"target": "example#Text"},
        "value": {"target": "smithy.api#String"},
    },
    "Either": {
        "type": "union",
        "members": {
            "text": {"target": "example#Text"},
            "count": {"target": "example#Count"},
        },
    },
    "Thing": {
        "type": "structure",
        "members": {
            "name": {
                "target": "example#Text",
                "traits": {"smithy.api#required": {}},
            },
            "size": {
                "target": "example#Count",
                "traits": {
                    "smithy.api#default": 3,
                    "smithy.api#jsonName": "theSize",
                },
            },
            "color": {"target": "example#Color"},
            "either": {"target": "example#Either"},
            "thing": {"target": "example#Thing"},
        },
    },
}


@pytest.fixture(scope="module")
def model() -> Model:
    shapes = {f"example#{name}": shape for name, shape in SHAPES.items()}
    return load_ast({"smithy": "2.0", "shapes": shapes}, "example.json")


def member(target: str, **traits: Any) -> Member:
    named = {f"smithy.api#{name}": value for name, value in traits.items()}
    target = target if "#" in target else f"example#{target}"
    return Member("example#X$x", "x", target, named)


def read(model: Model, target: str, data: Any, **traits: Any) -> tuple[Any, list[str]]:
    reader = Reader(model)
    value = reader.read(member(target, **traits), data, "/x")
    return value, [f"{one.path}: {one.text}" for one in reader.problems]


@pytest.mark.parametrize(
    ("target", "data", "value"),
    [
        ("Text", "abc", "abc"),
        ("Color", "red", "red"),
        ("smithy.api#Long", 2**63 - 1, 2**63 - 1),
        ("smithy.api#Double", 1, 1),
        ("smithy.api#Double", "Infinity", math.inf),
        ("smithy.api#Boolean", False, False),
        ("smithy.api#Blob", "aGk=", b"hi"),
        ("smithy.api#Timestamp", 1.5, 1.5),
        ("smithy.api#Document", {"a": [None]}, {"a": [None]}),
        ("Sparse", ["a", None], ["a", None]),
        ("Tags", {"ab": ""}, {"ab": ""}),
        ("Either", {"text": "ab", "count": None}, {"text": "ab"}),
        ("Thing", {"name": "ab", "__type": "x"}, {"name": "ab", "size": 3}),
        (
            "Thing",
            {"name": "ab", "theSize": 5, "color": None},
            {"name": "ab", "size": 5},
        ),
    ],
)
def test_right_values(model: Model, target: str, data: Any, value: Any) -> None:
    assert read(model, target, data) == (value, [])


@pytest.mark.parametrize(
    ("target", "data", "problem"),
    [
        ("Text", 1, "/x: Member must be a string of Unicode characters"),
        ("Text", "a\ud800", "/x: Member must be a string of Unicode characters"),
        ("Text", "a", "/x: Member must have length greater than or equal to 2"),
        ("Text", "abcde", "/x: Member must have length less than or equal to 4"),
        ("Text", "AB", "/x: Member must satisfy regular expression pattern: ^[a-z]+$"),
        ("Count", 0, "/x: Member must be greater than or equal to 1"),
        ("Count", 11, "/x: Member must be less than or equal to 10"),
        ("Count", 1.0, "/x: Member must be an integer in the range of its type"),
        ("Count", True, "/x: Member must be an integer in the range of its type"),
        ("Count", "1", "/x: Member must be an integer in the range of its type"),
        (
            "smithy.api#Byte",
            128,
            "/x: Member must be an integer in the range of its type",
        ),
        (
            "smithy.api#Long",
            2**63,
            "/x: Member must be an integer in the range of its type",
        ),
        ("smithy.api#Double", "1", "/x: Member must be a number"),
        ("smithy.api#Boolean", 1, "/x: Member must be a boolean"),
        ("smithy.api#Blob", "a", "/x: Member must be a base64 string"),
        ("smithy.api#Timestamp", "1", "/x: Member must be a timestamp"),
        ("smithy.api#Timestamp", 1e300, "/x: Member must be a timestamp"),
        ("Color", "blue", "/x: Member must satisfy enum value set: [red]"),
        ("Texts", "ab", "/x: Member must be a list"),
        ("Texts", ["ab", None], "/x/1: Member must not be null"),
        ("Texts", ["ab", "ab"], "/x: Member must have unique values"),
        ("Tags", [], "/x: Member must be an object"),
        ("Tags", {"a": ""}, "/x/a: Member must have length greater than or equal to 2"),
        ("Either", {}, "/x: Member must be an object with exactly one member"),
        ("Either", {"nope": 1}, "/x/nope: Member is not known to the model"),
        ("Thing", [], "/x: Member must be an object"),
        ("Thing", {}, "/x/name: Member must not be null"),
        ("Thing", {"name": None}, "/x/name: Member must not be null"),
        (
            "Thing",
            {"name": "ab", "size": 1},
            "/x/size: Member is not known to the model",
        ),
        (
            "Thing",
            {"name": "ab", "thing": {"name": "ab", "theSize": 11}},
            "/x/thing/theSize: Member must be less than or equal to 10",
        ),
    ],
)
def test_one_problem(model: Model, target: str, data: Any, problem: str) -> None:
    assert read(model, target, data)[1] == [problem]


def test_all_problems_are_found_at_once(model: Model) -> None:
    data = {"theSize": 11, "color": 1, "either": {"text": "A"}, "other": {}}

    _, problems = read(model, "Thing", data)

    assert [problem.partition(":")[0] for problem in problems] == [
        "/x/theSize",
        "/x/color",
        "/x/either/text",
        "/x/either/text",
        "/x/other",
        "/x/name",
    ]


def test_a_problem_never_repeats_the_value(model: Model) -> None:
    assert "SECRET" not in str(read(model, "Text", "SECRET")[1])


@pytest.mark.parametrize(
    ("target", "text", "value"),
    [
        ("smithy.api#Boolean", "true", True),
        ("smithy.api#Boolean", "True", INVALID),
        ("smithy.api#Integer", "-5", -5),
        ("smithy.api#Integer", " 5", INVALID),
        ("smithy.api#Integer", "5x", INVALID),
        ("smithy.api#Integer", "\u0665", INVALID),
        ("smithy.api#Double", "1e3", 1000.0),
        ("smithy.api#Double", "Infinity", math.inf),
        ("smithy.api#Double", "inf", INVALID),
        ("smithy.api#Timestamp", "2020-01-01T00:00:00Z", 1577836800.0),
        ("smithy.api#Timestamp", "2020-01-01", INVALID),
        ("smithy.api#String", "5", "5"),
    ],
)
def test_values_of_labels_and_queries(
    model: Model, target: str, text: str, value: Any
) -> None:
    assert Reader(model).read_text(member(target), text, "/x", "date-time") == value


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "not valid JSON"),
        (b'{"a":', "not valid JSON"),
        (b"\xff", "not valid JSON"),
        (b"NaN", "not valid JSON"),
        (b"9" * 5000, "not valid JSON"),
        (b"[" * 65 + b"]" * 65, "more than 64 levels"),
        (b"[" * 1_000_000, "more than 64 levels"),
        (b'"' + b'\\"' * 500_000, "not valid JSON"),
    ],
)
def test_bodies_that_are_no_json(body: bytes, message: str) -> None:
    with pytest.raises(Refusal, match=message) as caught:
        load_json(body, 64)

    assert (caught.value.code, caught.value.status) == ("SerializationException", 400)


def test_brackets_in_strings_do_not_count() -> None:
    assert load_json(b'["[[[[\\"[[[["]', 1) == ['[[[["[[[[']


@pytest.mark.parametrize(
    ("seconds", "form", "text"),
    [
        (1398796238, "epoch-seconds", 1398796238),
        (1398796238.5, "epoch-seconds", 1398796238.5),
        (1398796238.5, "date-time", "2014-04-29T18:30:38.500Z"),
        (1398796238.0, "http-date", "Tue, 29 Apr 2014 18:30:38 GMT"),
    ],
)
def test_timestamps_go_both_ways(seconds: float, form: str, text: Any) -> None:
    assert times.show(seconds, form) == text
    assert times.parse(text, form) == seconds


@pytest.mark.parametrize(
    ("data", "form"),
    [
        ("2014-04-29T18:30:38+01:00", "date-time"),
        ("2014-13-29T18:30:38Z", "date-time"),
        ("yesterday", "http-date"),
        (True, "epoch-seconds"),
        (math.nan, "epoch-seconds"),
    ],
)
def test_no_timestamps(data: Any, form: str) -> None:
    assert times.parse(data, form) is None


def test_writing_reverses_reading(model: Model) -> None:
    data = {"name": "ab", "theSize": 5, "either": {"count": 2}, "thing": {"name": "cd"}}

    value, _ = read(model, "Thing", data)

    expected = {**data, "thing": {"name": "cd", "theSize": 3}}
    assert write(model, member("Thing"), value) == expected


def test_floats_that_json_lacks_are_written_as_strings(model: Model) -> None:
    double = member("smithy.api#Double")

    written = [write(model, double, value) for value in (math.nan, math.inf, -math.inf)]

    assert written == ["NaN", "Infinity", "-Infinity"]
