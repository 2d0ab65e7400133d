"""JSON writers refuse wrong types; readers tell missing from wrong and never show a value."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any

import pytest
from aiosmithy.codecs import json as codec


class Color(StrEnum):
    RED = "red"


class Size(IntEnum):
    LARGE = 3


NAN = float("nan")
INF = float("inf")


@pytest.mark.parametrize(
    ("write", "value", "text"),
    [
        (
            codec.quote,
            'a"\\\n\u2028é\0',
            json.dumps('a"\\\n\u2028é\0', ensure_ascii=False),
        ),
        (codec.quote, Color.RED, '"red"'),
        (codec.write_integer, Size.LARGE, "3"),
        (codec.write_boolean, True, "true"),
        (codec.write_boolean, False, "false"),
        (codec.write_float, 1.5, "1.5"),
        (codec.write_float, 1e300, "1e+300"),
        (codec.write_float, 3, "3"),
        (codec.write_float, NAN, '"NaN"'),
        (codec.write_float, INF, '"Infinity"'),
        (codec.write_float, -INF, '"-Infinity"'),
        (codec.write_decimal, Decimal("1.10"), "1.10"),
        (codec.write_decimal, 10**40, "1" + "0" * 40),
        (codec.write_blob, b"\x00\xff", '"AP8="'),
        (codec.write_blob, bytearray(b"a"), '"YQ=="'),
        (codec.write_document, {"a": [1, None, True, "x"]}, '{"a":[1,null,true,"x"]}'),
        (codec.write_text_list, ["a", Color.RED], '["a","red"]'),
        (codec.write_text_list, ("a",), '["a"]'),
        (codec.write_text_map, {"a": "b"}, '{"a":"b"}'),
        (codec.write_epoch_seconds, datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC), "1"),
    ],
)
def test_writers(write: Any, value: object, text: str) -> None:
    assert write(value) == text


@pytest.mark.parametrize(
    ("write", "value"),
    [
        (codec.quote, 1),
        (codec.quote, b"x"),
        (codec.quote, None),
        (codec.write_boolean, 1),
        (codec.write_boolean, "true"),
        (codec.write_integer, True),
        (codec.write_integer, 1.0),
        (codec.write_integer, "1"),
        (codec.write_integer, datetime(2024, 1, 1, tzinfo=UTC)),
        (codec.write_float, "1"),
        (codec.write_float, True),
        (codec.write_decimal, Decimal("NaN")),
        (codec.write_blob, "text"),
        (codec.write_document, {1: "x"}),
        (codec.write_document, [{"a": {2: 3}}]),
        (codec.write_document, object()),
        (codec.write_text_list, "abc"),
        (codec.write_text_list, [1]),
        (codec.write_text_map, ["a"]),
        (codec.write_text_map, {"a": 1}),
        (codec.sequence, b"abc"),
        (codec.sequence, {"a"}),
        (codec.pairs, [("a", 1)]),
    ],
)
def test_writers_refuse_wrong_types(write: Any, value: object) -> None:
    with pytest.raises(TypeError):
        write(value)


def test_a_document_holds_no_nan() -> None:
    with pytest.raises(ValueError):
        codec.write_document(NAN)


@pytest.mark.parametrize(
    ("body", "value"),
    [(b"", {}), (b"{}", {}), (b' \r\n{"a": 1}\n ', {"a": 1}), (b"null", {})],
)
def test_bodies(body: bytes, value: object) -> None:
    assert codec.read_body(body) == value


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"{",
        b'{"a": NaN}',
        b'{"a": 1} x',
        b"<html>",
        b"\xff",
        b"\xef\xbb\xbf{}",
        b'"text"',
        b'{"a": 1e}',
        b'{"a": "\n"}',
        b"1" * 5000,
        "{}".encode("utf-16"),
    ],
)
def test_bodies_that_are_no_json_object(body: bytes) -> None:
    with pytest.raises(ValueError):
        codec.read_body(body)


def test_a_deep_body_is_a_recursion_error_that_the_execution_catches() -> None:
    with pytest.raises(RecursionError):
        codec.read_body(b'{"a":' * 100_000)


@pytest.mark.parametrize(
    ("read", "value", "expected"),
    [
        (codec.read_text, "x", "x"),
        (codec.read_text, None, ""),
        (codec.read_integer, 5, 5),
        (codec.read_integer, 5.0, 5),
        (codec.read_integer, None, 0),
        (codec.read_float, 5, 5.0),
        (codec.read_float, "Infinity", INF),
        (codec.read_boolean, None, False),
        (codec.read_boolean, True, True),
        (codec.read_blob, "AP8=", b"\x00\xff"),
        (codec.read_decimal, 0.1, Decimal("0.1")),
        (
            codec.read_date_time,
            "1970-01-01T00:00:01Z",
            datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC),
        ),
        (
            codec.read_epoch_seconds,
            1.5,
            datetime(1970, 1, 1, 0, 0, 1, 500000, tzinfo=UTC),
        ),
        (codec.items, None, []),
        (codec.sparse_items, [1, None], [1, None]),
        (codec.entries, {"a": 1, "b": None}, [("a", 1)]),
        (codec.structure, None, {}),
        (codec.variant, {"__type": "x", "a": 1, "b": None}, ("a", 1)),
        (codec.variant, {}, ("", None)),
        (codec.read_text_map, {"a": "b", "c": None}, {"a": "b"}),
    ],
)
def test_readers(read: Any, value: object, expected: object) -> None:
    assert read(value, "member") == expected


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (codec.read_text, 4711),
        (codec.read_integer, "4711"),
        (codec.read_integer, True),
        (codec.read_integer, 1.5),
        (codec.read_integer, NAN),
        (codec.read_integer, INF),
        (codec.read_float, "4711"),
        (codec.read_float, True),
        (codec.read_boolean, 1),
        (codec.read_blob, "4711!"),
        (codec.read_blob, 4711),
        (codec.read_date_time, "4711?"),
        (codec.read_date_time, 4711),
        (codec.read_http_date, "4711"),
        (codec.read_http_date, 4711),
        (codec.read_epoch_seconds, "4711"),
        (codec.read_epoch_seconds, 1e300),
        (codec.read_epoch_seconds, NAN),
        (codec.items, {"a": 4711}),
        (codec.items, [4711, None]),
        (codec.entries, [4711]),
        (codec.structure, [4711]),
        (codec.variant, {"a": 4711, "b": 2}),
        (codec.read_text_list, [4711]),
        (codec.read_text_map, {"a": 4711}),
    ],
)
def test_readers_name_the_member_and_not_the_value(read: Any, value: object) -> None:
    with pytest.raises(ValueError) as caught:
        read(value, "member")

    assert "member" in str(caught.value)
    assert "4711" not in str(caught.value)
