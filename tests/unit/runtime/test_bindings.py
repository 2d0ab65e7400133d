"""Labels, query strings and headers, both ways."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from aiosmithy import bindings
from aiosmithy.codecs import cbor_writing, json_writing, query_writing


@pytest.mark.parametrize(
    ("text", "encoded"),
    [
        ("a-b_c.d~e", "a-b_c.d~e"),
        ("a b/c", "a%20b%2Fc"),
        ("é%", "%C3%A9%25"),
        ("...", "..."),
        ("..a", "..a"),
        ("+*'()!", "%2B%2A%27%28%29%21"),
    ],
)
def test_label(text: str, encoded: str) -> None:
    assert bindings.label(text, "key") == encoded


@pytest.mark.parametrize("text", ["", ".", ".."])
def test_a_label_that_would_change_the_route_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="key"):
        bindings.label(text, "key")


def test_a_label_is_text() -> None:
    value: Any
    for value in (None, 1, b"x"):
        with pytest.raises((TypeError, ValueError)):
            bindings.label(value, "key")


def test_greedy_labels_keep_slashes() -> None:
    assert bindings.greedy_label("a/b c", "key") == "a/b%20c"
    for text in ("", "..", "a/../b", "./a", "a/."):
        with pytest.raises(ValueError):
            bindings.greedy_label(text, "key")


def test_query_string() -> None:
    query = bindings.QueryString("lit=1&flag")
    query.add("a b", "c&d=é")
    query.add_list("k", ["1", "2"])
    query.add_map({"k": "no", "lit": "no", "new": ["x", "y"], "z": "1"})

    assert query.text() == "lit=1&flag&a%20b=c%26d%3D%C3%A9&k=1&k=2&new=x&new=y&z=1"


def test_a_query_list_is_a_list_of_texts() -> None:
    values: Any
    for values in ("abc", {"a": 1}, [1]):
        with pytest.raises(TypeError):
            bindings.QueryString().add_list("k", values)


@pytest.mark.parametrize("value", ["a\r\nx: y", "a\n", "\0", "a\rb"])
def test_a_header_cannot_be_split(value: str) -> None:
    with pytest.raises(ValueError):
        bindings.header(value)
    with pytest.raises(ValueError):
        bindings.header_list(["ok", value])
    with pytest.raises(ValueError):
        bindings.prefix_headers("x-", {"a": value})


@pytest.mark.parametrize("key", ["a b", "a:b", "a\r\nb", "é"])
def test_a_header_name_is_a_token(key: str) -> None:
    with pytest.raises(ValueError):
        bindings.prefix_headers("x-", {key: "v"})


def test_keys_that_are_one_header_are_refused_and_none_is_lost() -> None:
    with pytest.raises(ValueError, match="differ in case"):
        bindings.prefix_headers("x-m-", {"A": "1", "a": "2"})


def test_prefix_headers_there_and_back() -> None:
    assert bindings.prefix_headers("x-m-", {"Key": "v"}) == {"x-m-key": "v"}
    assert bindings.read_prefix_headers({"X-M-Key": "v", "other": "o"}, "x-m-") == {
        "Key": "v"
    }


@pytest.mark.parametrize(
    "items", [["a"], ["a", "b"], ["a,b", 'c"d', "e\\f,"], ['""'], ["a b", "c"]]
)
def test_header_lists_there_and_back(items: list[str]) -> None:
    assert bindings.split_header(bindings.header_list(items)) == items


def test_header_dates() -> None:
    dates = bindings.split_http_dates(
        "Sun, 06 Nov 1994 08:49:37 GMT, Mon, 07 Nov 1994 08:49:37 GMT"
    )

    assert [bindings.read_http_date_text(d, "d").day for d in dates] == [6, 7]
    assert (
        bindings.http_date_text(datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC))
        == dates[0]
    )


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (bindings.read_integer_text, "5", 5),
        (bindings.read_float_text, "-Infinity", float("-inf")),
        (bindings.read_boolean_text, "true", True),
        (bindings.read_media_text, "w6k=", "é"),
        (
            bindings.read_epoch_seconds_text,
            "1.5",
            datetime(1970, 1, 1, 0, 0, 1, 500000, tzinfo=UTC),
        ),
    ],
)
def test_header_readers(read: Any, text: str, value: object) -> None:
    assert read(text, "h") == value


@pytest.mark.parametrize(
    "read",
    [
        bindings.read_integer_text,
        bindings.read_float_text,
        bindings.read_decimal_text,
        bindings.read_boolean_text,
        bindings.read_media_text,
        bindings.read_http_date_text,
        bindings.read_date_time_text,
        bindings.read_epoch_seconds_text,
    ],
)
def test_header_readers_name_the_header(read: Any) -> None:
    with pytest.raises(ValueError, match="x-name") as caught:
        read("4711?", "x-name")

    assert "4711" not in str(caught.value)


INTEGERS = ["5", "-5", "+5", "007", "-0"]
NUMBERS = [*INTEGERS, "1.", ".5", "-1.50", "1e5", "1.5E-3", "+1.e+5"]
# Python reads all of these.
LENIENT = ["1_0", " 1", "1 ", "1\n", "\u00a01", "\uff11", "\u0661"]
NO_INTEGERS = [*LENIENT, "", "+", "1.0", "1e5", "--1", "0x1", "9" * 5000]
NO_NUMBERS = [*LENIENT, "", ".", "e5", "1e", "nan", "inf", "INF", "infinity", "-nan"]


@pytest.mark.parametrize("text", INTEGERS)
def test_integers_are_read(text: str) -> None:
    assert bindings.read_integer_text(text, "h") == int(text)


@pytest.mark.parametrize("text", NO_INTEGERS)
def test_what_only_python_calls_an_integer_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="^x-name: expected an integer$"):
        bindings.read_integer_text(text, "x-name")


@pytest.mark.parametrize("text", NUMBERS)
def test_numbers_are_read(text: str) -> None:
    assert bindings.read_float_text(text, "h") == float(text)
    assert bindings.read_decimal_text(text, "h") == Decimal(text)


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_what_only_python_calls_a_number_is_none(text: str) -> None:
    for read in (bindings.read_float_text, bindings.read_decimal_text):
        with pytest.raises(ValueError, match="^x-name: expected a number$"):
            read(text, "x-name")
    with pytest.raises(ValueError, match="^x-name: expected an epoch-seconds"):
        bindings.read_epoch_seconds_text(text, "x-name")


@pytest.mark.parametrize("text", ["NaN", "sNaN", "Infinity", "1e9999999999999999999"])
def test_a_decimal_is_finite(text: str) -> None:
    with pytest.raises(ValueError, match="^h: expected a number$"):
        bindings.read_decimal_text(text, "h")


@pytest.mark.parametrize(
    "write",
    [
        bindings.float_text,
        json_writing.write_float,
        lambda value: query_writing.write_float(value, "n"),
        lambda value: cbor_writing.write_float(bytearray(), value),
        lambda value: cbor_writing.write_double(bytearray(), value),
    ],
    ids=["text", "JSON", "query", "CBOR single", "CBOR double"],
)
@pytest.mark.parametrize(
    "value", [10**400, -(10**400), 2**1024 - 1, Decimal("1E400"), Decimal("-1E400")]
)
def test_no_protocol_sends_a_number_that_no_float_can_hold(
    write: Callable[[Any], object], value: Any
) -> None:
    with pytest.raises(ValueError, match="no float can hold"):
        write(value)


def test_a_decimal_that_is_sent_is_finite() -> None:
    for value in ("NaN", "Infinity"):
        with pytest.raises(TypeError, match="finite"):
            bindings.decimal_text(Decimal(value))


def test_tokens_differ() -> None:
    assert len({bindings.idempotency_token() for _ in range(100)}) == 100


@pytest.mark.parametrize("value", ["a", "data-1", "0", "A" * 63])
def test_what_may_be_a_part_of_a_host(value: str) -> None:
    assert bindings.host_label(value, "name") == value


@pytest.mark.parametrize(
    "value",
    [
        "",
        ".",
        "a.b",
        "a/b",
        "a@b",
        "a:1",
        "a?b",
        "a#b",
        "-a",
        "a-",
        "a_b",
        "ä",
        "a\n",
        "a" * 64,
        "a b",
        "%61",
        "１",
    ],
)
def test_what_would_end_the_host_or_the_label_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r"name: must be 1 to 63") as caught:
        bindings.host_label(value, "name")

    assert len(value) < 4 or value not in str(caught.value)


def test_a_part_of_a_host_is_a_string() -> None:
    wrong: Any = 5
    with pytest.raises(TypeError):
        bindings.host_label(wrong, "name")
