"""Query strings: writers say each value once, under its name, and nothing but unreserved characters unencoded."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any
from urllib.parse import parse_qsl

import pytest
from aiosmithy.codecs import query_writing as writing
from hypothesis import given
from hypothesis import strategies as st

INF = float("inf")
NOON = datetime(2015, 1, 25, 8, tzinfo=UTC)


class Color(StrEnum):
    RED = "red"


class Mode(str, Enum):  # noqa: UP042 - as users have them
    FAST = "fast"


@pytest.mark.parametrize(
    ("write", "value", "text"),
    [
        (writing.write_text, "", ""),
        (writing.write_text, "AZaz09-._~", "AZaz09-._~"),
        (writing.write_text, "a b+c", "a%20b%2Bc"),
        (writing.write_text, "&=%;/?:@", "%26%3D%25%3B%2F%3F%3A%40"),
        (writing.write_text, "*!'()", "%2A%21%27%28%29"),
        (writing.write_text, "h\u00e9\U0001f600\r\n", "h%C3%A9%F0%9F%98%80%0D%0A"),
        (writing.write_text, Color.RED, "red"),
        (writing.write_text, Mode.FAST, "fast"),
        (writing.write_boolean, True, "true"),
        (writing.write_boolean, False, "false"),
        (writing.write_integer, -10, "-10"),
        (writing.write_integer, 2**80, str(2**80)),
        (writing.write_float, 10.8, "10.8"),
        (writing.write_float, 1e20, "1e%2B20"),
        (writing.write_float, float("nan"), "NaN"),
        (writing.write_float, INF, "Infinity"),
        (writing.write_float, -INF, "-Infinity"),
        (writing.write_float, 3, "3"),
        (writing.write_decimal, Decimal("1E+30"), "1E%2B30"),
        (writing.write_decimal, Decimal("0.10"), "0.10"),
        (writing.write_blob, b"value", "dmFsdWU%3D"),
        (writing.write_blob, b"\xff\xef\xbe\xff", "%2F%2B%2B%2B%2Fw%3D%3D"),
        (writing.write_blob, memoryview(b"val"), "dmFs"),
        (writing.write_blob, b"", ""),
        (writing.write_date_time, NOON, "2015-01-25T08%3A00%3A00Z"),
        (writing.write_date_time, NOON.replace(microsecond=120000), "2015-01-25T08%3A00%3A00.12Z"),
        (writing.write_date_time, NOON.astimezone(timezone(timedelta(hours=1))), "2015-01-25T08%3A00%3A00Z"),
        (writing.write_http_date, NOON, "Sun%2C%2025%20Jan%202015%2008%3A00%3A00%20GMT"),
        (writing.write_epoch_seconds, NOON, "1422172800"),
        (writing.write_epoch_seconds, datetime(1969, 12, 31, 23, 59, 58, 500000, tzinfo=UTC), "-1.5"),
    ],
)  # fmt: skip; a table, a value a line
def test_scalars(write: Callable[[Any, str], str], value: object, text: str) -> None:
    assert write(value, "A.1.B") == f"&A.1.B={text}"


@given(st.text() | st.text(st.characters(codec="ascii")))
def test_any_text_comes_back_and_is_encoded_by_rfc_3986(value: str) -> None:
    written = writing.write_text(value, "n")

    assert re.fullmatch("&n=(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})*", written)
    assert parse_qsl(written[1:], keep_blank_values=True, strict_parsing=True) == [
        ("n", value)
    ]


@given(st.binary())
def test_any_blob_is_encoded_as_its_base64_would_be(value: bytes) -> None:
    from base64 import b64encode

    assert writing.write_blob(value, "n") == writing.write_text(
        b64encode(value).decode(), "n"
    )


def pair(value: dict[str, str], name: str) -> str:
    """A writer as generated code has them."""
    return "".join(
        [writing.write_text(text, f"{name}.{key}") for key, text in value.items()]
    )


def matrix(value: list[list[int]], name: str) -> str:
    return writing.write_list(value, name, "member", row)


def row(value: list[int], name: str) -> str:
    return writing.write_list(value, name, "member", writing.write_integer)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (writing.write_list(["foo", "b r"], "L", "member", writing.write_text),
         "&L.member.1=foo&L.member.2=b%20r"),
        (writing.write_list((1, 2), "L", "", writing.write_integer), "&L.1=1&L.2=2"),
        (writing.write_list([], "S.L", "member", writing.write_text), "&S.L="),
        (writing.write_list([], "S.L", "", writing.write_text), "&S.L="),
        (writing.write_list([{"Hi": "a"}, {}, {"Hi": "b"}], "L", "item", pair),
         "&L.item.1.Hi=a&L.item.3.Hi=b"),
        (writing.write_list([dict[str, str]()], "L", "item", pair), ""),
        (matrix([[1, 2], [], [3]], "L"),
         "&L.member.1.member.1=1&L.member.1.member.2=2&L.member.2=&L.member.3.member.1=3"),
        (writing.write_items(["foo", "bar"], "L", writing.write_text), "&L.1=foo&L.2=bar"),
        (writing.write_items([], "L", writing.write_text), ""),
        (writing.write_items([None, "b", None], "L", writing.sparse(writing.write_text)), "&L.2=b"),
        (writing.write_map({"b r": "B", "f": ""}, "M.entry", "key", "value", writing.write_text),
         "&M.entry.1.key=b%20r&M.entry.1.value=B&M.entry.2.key=f&M.entry.2.value="),
        (writing.write_map({"b": {"Hi": "x"}}, "M", "K", "V", pair), "&M.1.K=b&M.1.V.Hi=x"),
        (writing.write_map({"b": [1]}, "M.entry", "key", "value", row),
         "&M.entry.1.key=b&M.entry.1.value.member.1=1"),
        (writing.write_map({}, "M.entry", "key", "value", writing.write_text), ""),
        (writing.write_map({"b": None}, "M", "key", "value", writing.sparse(writing.write_text)), "&M.1.key=b"),
    ],
)  # fmt: skip; a table, a value a line
def test_aggregates(written: str, expected: str) -> None:
    assert written == expected


def _list(value: Any, name: str) -> str:
    return writing.write_list(value, name, "member", writing.write_text)


def _items(value: Any, name: str) -> str:
    return writing.write_items(value, name, writing.write_text)


def _map(value: Any, name: str) -> str:
    return writing.write_map(value, name, "key", "value", writing.write_text)


@pytest.mark.parametrize(
    ("write", "value"),
    [
        (writing.write_text, 1),
        (writing.write_text, None),
        (writing.write_text, b"x"),
        (writing.write_boolean, 1),
        (writing.write_boolean, "true"),
        (writing.write_integer, True),
        (writing.write_integer, 1.0),
        (writing.write_integer, "1"),
        (writing.write_float, "1"),
        (writing.write_float, True),
        (writing.write_decimal, 1.5),
        (writing.write_blob, "text"),
        (writing.write_blob, [1]),
        (writing.write_date_time, "2015-01-25"),
        (writing.write_http_date, 0),
        (writing.write_epoch_seconds, 0),
        (_list, "text"),
        (_list, ""),
        (_list, 0),
        (_list, {"a"}),
        (_list, [None]),
        (_items, b"bytes"),
        (_items, ["a", 1]),
        (_map, [("a", "b")]),
        (_map, {1: "a"}),
        (_map, {"a": None}),
    ],
)
def test_wrong_types(write: Callable[[Any, str], str], value: object) -> None:
    with pytest.raises(TypeError):
        write(value, "n")


@pytest.mark.parametrize(
    ("write", "value"),
    [
        (writing.write_text, "half \ud800"),
        (writing.write_date_time, datetime(2015, 1, 25)),  # no time zone
    ],
)
def test_values_that_cannot_be_sent(
    write: Callable[[Any, str], str], value: object
) -> None:
    with pytest.raises(ValueError):
        write(value, "n")
