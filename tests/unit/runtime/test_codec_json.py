"""JSON writers refuse wrong types; readers tell missing from wrong and never show a value."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any

import pytest
from aiosmithy.codecs import json_reading as reading
from aiosmithy.codecs import json_writing as writing


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
            writing.quote,
            'a"\\\n\u2028é\0',
            json.dumps('a"\\\n\u2028é\0', ensure_ascii=False),
        ),
        (writing.quote, Color.RED, '"red"'),
        (writing.write_integer, Size.LARGE, "3"),
        (writing.write_boolean, True, "true"),
        (writing.write_boolean, False, "false"),
        (writing.write_float, 1.5, "1.5"),
        (writing.write_float, 1e300, "1e+300"),
        (writing.write_float, 3, "3"),
        (writing.write_float, NAN, '"NaN"'),
        (writing.write_float, INF, '"Infinity"'),
        (writing.write_float, -INF, '"-Infinity"'),
        (writing.write_decimal, Decimal("1.10"), "1.10"),
        (writing.write_decimal, 10**40, "1" + "0" * 40),
        (writing.write_integer_text, -(10**40), '"-1' + "0" * 40 + '"'),
        (writing.write_decimal_text, Decimal("-1.10"), '"-1.10"'),
        (writing.write_decimal_text, Decimal("1E+5"), '"1E+5"'),
        (writing.write_decimal_text, 7, '"7"'),
        (writing.write_blob, b"\x00\xff", '"AP8="'),
        (writing.write_blob, bytearray(b"a"), '"YQ=="'),
        (
            writing.write_document,
            {"a": [1, None, True, "x"]},
            '{"a":[1,null,true,"x"]}',
        ),
        (writing.write_text_list, ["a", Color.RED], '["a","red"]'),
        (writing.write_text_list, ("a",), '["a"]'),
        (writing.write_text_map, {"a": "b"}, '{"a":"b"}'),
        (writing.write_epoch_seconds, datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC), "1"),
    ],
)
def test_writers(write: Any, value: object, text: str) -> None:
    assert write(value) == text


@pytest.mark.parametrize(
    ("write", "value"),
    [
        (writing.quote, 1),
        (writing.quote, b"x"),
        (writing.quote, None),
        (writing.write_boolean, 1),
        (writing.write_boolean, "true"),
        (writing.write_integer, True),
        (writing.write_integer, 1.0),
        (writing.write_integer, "1"),
        (writing.write_integer, datetime(2024, 1, 1, tzinfo=UTC)),
        (writing.write_float, "1"),
        (writing.write_float, True),
        (writing.write_decimal, Decimal("NaN")),
        (writing.write_decimal_text, Decimal("Infinity")),
        (writing.write_decimal_text, "1"),
        (writing.write_integer_text, True),
        (writing.write_integer_text, "1"),
        (writing.write_blob, "text"),
        (writing.write_document, {1: "x"}),
        (writing.write_document, [{"a": {2: 3}}]),
        (writing.write_document, object()),
        (writing.write_text_list, "abc"),
        (writing.write_text_list, [1]),
        (writing.write_text_map, ["a"]),
        (writing.write_text_map, {"a": 1}),
        (writing.sequence, b"abc"),
        (writing.sequence, {"a"}),
        (writing.pairs, [("a", 1)]),
    ],
)
def test_writers_refuse_wrong_types(write: Any, value: object) -> None:
    with pytest.raises(TypeError):
        write(value)


def test_a_document_holds_no_nan() -> None:
    with pytest.raises(ValueError):
        writing.write_document(NAN)


@pytest.mark.parametrize(
    ("body", "value"),
    [(b"", {}), (b"{}", {}), (b' \r\n{"a": 1}\n ', {"a": 1}), (b"null", {})],
)
def test_bodies(body: bytes, value: object) -> None:
    assert reading.read_body(body) == value


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
        reading.read_body(body)


@pytest.mark.parametrize(
    ("read", "value", "expected"),
    [
        (reading.read_text, "x", "x"),
        (reading.read_text, None, ""),
        (reading.read_integer, 5, 5),
        (reading.read_integer, 5.0, 5),
        (reading.read_integer, None, 0),
        (reading.read_float, 5, 5.0),
        (reading.read_float, "Infinity", INF),
        (reading.read_boolean, None, False),
        (reading.read_boolean, True, True),
        (reading.read_blob, "AP8=", b"\x00\xff"),
        (reading.read_decimal, 0.1, Decimal("0.1")),
        (reading.read_integer_text, "-9223372036854775809", -(2**63) - 1),
        (reading.read_integer_text, None, 0),
        (
            reading.read_decimal_text,
            "0.100000000000000000000001",
            Decimal("0.100000000000000000000001"),
        ),
        (reading.read_decimal_text, "-1.5e-3", Decimal("-0.0015")),
        (reading.read_decimal_text, None, Decimal(0)),
        (
            reading.read_date_time,
            "1970-01-01T00:00:01Z",
            datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC),
        ),
        (
            reading.read_epoch_seconds,
            1.5,
            datetime(1970, 1, 1, 0, 0, 1, 500000, tzinfo=UTC),
        ),
        (reading.items, None, []),
        (reading.sparse_items, [1, None], [1, None]),
        (reading.entries, {"a": 1, "b": None}, [("a", 1)]),
        (reading.structure, None, {}),
        (reading.variant, {"__type": "x", "a": 1, "b": None}, ("a", 1)),
        (reading.variant, {}, ("", None)),
        (reading.read_text_map, {"a": "b", "c": None}, {"a": "b"}),
    ],
)
def test_readers(read: Any, value: object, expected: object) -> None:
    assert read(value, "member") == expected


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (reading.read_text, 4711),
        (reading.read_integer, "4711"),
        (reading.read_integer, True),
        (reading.read_integer, 1.5),
        (reading.read_integer, Decimal("4711e999999")),
        (reading.read_integer, NAN),
        (reading.read_integer, INF),
        (reading.read_float, "4711"),
        (reading.read_float, True),
        *[
            (reading.read_integer_text, text)
            for text in (4711, "04711", "+4711", " 4711", "4711.0", "4711\n", "٤", "")
        ],
        (reading.read_integer_text, "4711" * 2000),
        *[
            (reading.read_decimal_text, text)
            for text in (47.11, "4711.", ".4711", "4711e", "NaN", "4_711", "Infinity")
        ],
        (reading.read_decimal_text, "4711e99999999999999999999"),
        (reading.read_boolean, 1),
        (reading.read_blob, "4711!"),
        (reading.read_blob, 4711),
        (reading.read_date_time, "4711?"),
        (reading.read_date_time, 4711),
        (reading.read_http_date, "4711"),
        (reading.read_http_date, 4711),
        (reading.read_epoch_seconds, "4711"),
        (reading.read_epoch_seconds, 1e300),
        (reading.read_epoch_seconds, Decimal("4711e9")),
        (reading.read_epoch_seconds, NAN),
        (reading.items, {"a": 4711}),
        (reading.items, [4711, None]),
        (reading.entries, [4711]),
        (reading.structure, [4711]),
        (reading.variant, {"a": 4711, "b": 2}),
        (reading.read_text_list, [4711]),
        (reading.read_text_map, {"a": 4711}),
    ],
)
def test_readers_name_the_member_and_not_the_value(read: Any, value: object) -> None:
    with pytest.raises(ValueError) as caught:
        read(value, "member")

    assert "member" in str(caught.value)
    assert "4711" not in str(caught.value)
