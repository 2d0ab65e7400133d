"""CBOR: writers refuse wrong types, the decoder refuses hostile bytes, readers tell missing from wrong."""

from __future__ import annotations

import struct
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any

import pytest
from aiosmithy.codecs import cbor_reading as reading
from aiosmithy.codecs import cbor_writing as writing
from aiosmithy.codecs.cbor_values import NESTING, Tagged, decode
from hypothesis import given
from hypothesis import strategies as st


class Color(StrEnum):
    RED = "red"


class Size(IntEnum):
    LARGE = 3


NAN = float("nan")
INF = float("inf")
MOMENT = datetime(2000, 1, 2, 20, 34, 56, 123000, tzinfo=UTC)


def written(write: Callable[[bytearray, Any], None], value: object) -> bytes:
    out = bytearray()
    write(out, value)
    return bytes(out)


def test_a_whole_body() -> None:
    assert writing.write_body(writing.write_text, "IETF") == b"\x64IETF"


# Most are from RFC 8949, appendix A.
@pytest.mark.parametrize(
    ("write", "value", "text"),
    [
        (writing.write_integer, 0, "00"),
        (writing.write_integer, 23, "17"),
        (writing.write_integer, 24, "1818"),
        (writing.write_integer, 100, "1864"),
        (writing.write_integer, 1000, "1903e8"),
        (writing.write_integer, 1000000, "1a000f4240"),
        (writing.write_integer, 1000000000000, "1b000000e8d4a51000"),
        (writing.write_integer, 18446744073709551615, "1bffffffffffffffff"),
        (writing.write_integer, -18446744073709551616, "3bffffffffffffffff"),
        (writing.write_integer, -1, "20"),
        (writing.write_integer, -100, "3863"),
        (writing.write_integer, Size.LARGE, "03"),
        (writing.write_big_integer, 18446744073709551616, "c249010000000000000000"),
        (writing.write_big_integer, -18446744073709551617, "c349010000000000000000"),
        (writing.write_big_integer, 0, "c240"),
        (writing.write_big_integer, -1, "c340"),
        (writing.write_float, 100000.0, "fa47c35000"),
        (writing.write_float, 0.1, "fa3dcccccd"),
        (writing.write_float, NAN, "fa7fc00000"),
        (writing.write_float, 3, "fa40400000"),
        (writing.write_double, 1.1, "fb3ff199999999999a"),
        (writing.write_double, 1.5, "fa3fc00000"),
        (writing.write_double, -0.0, "fa80000000"),
        (writing.write_double, 1e300, "fb7e37e43c8800759c"),
        (writing.write_double, INF, "fa7f800000"),
        (writing.write_double, -INF, "faff800000"),
        (writing.write_double, NAN, "fa7fc00000"),
        (writing.write_double, Decimal("1.5"), "fa3fc00000"),
        (writing.write_decimal, Decimal("273.15"), "c48221196ab3"),
        (writing.write_decimal, Decimal("-0.10"), "c4822129"),
        (writing.write_decimal, Decimal("1E+3"), "c4820301"),
        (writing.write_decimal, 7, "c4820007"),
        (writing.write_decimal, 1 << 64, "c48200c249010000000000000000"),
        (writing.write_boolean, True, "f5"),
        (writing.write_boolean, False, "f4"),
        (writing.write_text, "", "60"),
        (writing.write_text, "IETF", "6449455446"),
        (writing.write_text, "\u6c34", "63e6b0b4"),
        (writing.write_text, Color.RED, "63726564"),
        (writing.write_text, "x" * 24, "7818" + "78" * 24),
        (writing.write_text, "x" * 256, "790100" + "78" * 256),
        (writing.write_blob, b"\1\2\3\4", "4401020304"),
        (writing.write_blob, bytearray(b"a"), "4161"),
        (writing.write_blob, memoryview(struct.pack("HH", 1, 1)).cast("H"), None),
        (writing.write_timestamp, datetime(2013, 3, 21, 20, 4, tzinfo=UTC), "c11a514b67b0"),
        (writing.write_timestamp, MOMENT, "c1fb41cc37db380fbe77"),
        (writing.write_timestamp, datetime(1969, 12, 31, 23, 59, 58, tzinfo=UTC), "c121"),
        (writing.write_timestamp, MOMENT + timedelta(microseconds=999), "c1fb41cc37db380fbe77"),
        (writing.write_text_list, ["a", Color.RED], "82616163726564"),
        (writing.write_text_list, (), "80"),
        (writing.write_text_map, {"a": "b"}, "a161616162"),
    ],
)  # fmt: skip; a table, a value a line
def test_writers(write: Any, value: Any, text: str | None) -> None:
    assert written(write, value).hex() == (text or "44" + value.tobytes().hex())


@pytest.mark.parametrize(
    ("write", "value"),
    [
        (writing.write_text, 1),
        (writing.write_text, b"x"),
        (writing.write_text, None),
        (writing.write_text, "\ud800"),
        (writing.write_boolean, 1),
        (writing.write_integer, True),
        (writing.write_integer, 1.0),
        (writing.write_integer, "1"),
        (writing.write_integer, 1 << 64),
        (writing.write_integer, -(1 << 64) - 1),
        (writing.write_big_integer, True),
        (writing.write_big_integer, 1.0),
        (writing.write_float, "1"),
        (writing.write_float, True),
        (writing.write_float, 1e300),
        (writing.write_double, True),
        (writing.write_double, 10**400),
        (writing.write_decimal, Decimal("NaN")),
        (writing.write_decimal, Decimal("Infinity")),
        (writing.write_decimal, True),
        (writing.write_decimal, 1.5),
        (writing.write_blob, "text"),
        (writing.write_timestamp, "2020-01-01"),
        (writing.write_timestamp, datetime(2020, 1, 1)),
        (writing.write_text_list, "abc"),
        (writing.write_text_list, [1]),
        (writing.write_text_list, {"a"}),
        (writing.write_text_map, [("a", "b")]),
        (writing.write_text_map, {1: "b"}),
        (writing.write_text_map, {"a": 1}),
    ],
)
def test_writers_refuse_wrong_values(write: Any, value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        written(write, value)


def test_a_moment_of_another_zone_is_written_as_utc() -> None:
    zone = timezone(timedelta(hours=2))

    assert written(writing.write_timestamp, MOMENT.astimezone(zone)) == written(
        writing.write_timestamp, MOMENT
    )


def test_sparse_collections_keep_nulls() -> None:
    out = bytearray()

    writing.write_sparse_list(out, writing.write_text, ["a", None])
    writing.write_sparse_map(out, writing.write_integer, {"a": None, "b": 1})

    assert out.hex() == "826161f6" + "a26161f6616201"


@given(st.integers(), st.floats(), st.decimals(allow_nan=False, allow_infinity=False))
def test_numbers_there_and_back(integer: int, double: float, decimal: Decimal) -> None:
    big = decode(written(writing.write_big_integer, integer))
    number = decode(written(writing.write_double, double))
    fraction = decode(written(writing.write_decimal, decimal))

    assert reading.read_big_integer(big, "n") == integer
    assert struct.pack("d", number) == struct.pack("d", double) or double != double
    assert (
        reading.read_decimal(fraction, "n").compare_total(decimal) == 0 or not decimal
    )


@given(
    st.datetimes(timezones=st.just(UTC)).map(
        lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    )
)
def test_moments_there_and_back(moment: datetime) -> None:
    got = reading.read_timestamp(decode(written(writing.write_timestamp, moment)), "t")

    # From 2^33 seconds on, in the year 2242, a double's steps are wider than a microsecond.
    exact = 1700 < moment.year < 2242
    assert abs(got - moment) <= timedelta(microseconds=0 if exact else 50)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("f7", None),
        ("f90001", 5.960464477539063e-8),
        ("f97bff", 65504.0),
        ("f9fc00", -INF),
        ("a2616101616202", {"a": 1, "b": 2}),
        ("bf6161017f6162ff02ff", {"a": 1, "b": 2}),
        ("a1790003616263f5", {"abc": True}),
        ("9f8201029f03ff6161ff", [[1, 2], [3], "a"]),
        ("bf61619fff6162bfff6163a0ff", {"a": [], "b": {}, "c": {}}),
        ("9818" + "00" * 24, [0] * 24),
        ("b90001616105", {"a": 5}),
        ("9b0000000000000001f4", [False]),
    ],
)
def test_decoding(text: str, value: object) -> None:
    assert decode(bytes.fromhex(text)) == value


def test_long_texts_and_bytes() -> None:
    body = written(writing.write_text_map, {"k" * 300: "v" * 70_000})

    assert decode(body) == {"k" * 300: "v" * 70_000}
    assert decode(b"\x59\x01\x00" + b"x" * 256) == b"x" * 256


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "ends early"),
        ("0000", "after the end"),
        ("fb0000", "ends early"),
        ("1b00", "ends early"),
        ("63616", "ends early"),
        ("7bffffffffffffffff61", "ends early"),
        ("5bffffffffffffffff61", "ends early"),
        ("9bffffffffffffffff", "ends early"),
        ("bbffffffffffffffff", "ends early"),
        ("a16161", "ends early"),
        ("a1616163", "ends early"),
        ("bf616101", "ends early"),
        ("7f6161", "ends early"),
        ("7f7bffffffffffffffff61ff", "ends early"),
        ("bf6161ff", "unknown kind 0xff"),
        ("ff", "unknown kind 0xff"),
        ("a1ff", "key that is not a text"),
        ("a10101", "key that is not a text"),
        ("a1f601", "key that is not a text"),
        ("a1c1616101", "key that is not a text"),
        ("a2616101616102", "key twice"),
        ("bf616101616102ff", "key twice"),
        ("61ff", "not UTF-8"),
        ("a161ff01", "not UTF-8"),
        ("7f61c361a9ff", "not UTF-8"),
        ("63edA080", "not UTF-8"),
        ("7f4161ff", "does not fit"),
        ("5f5f4161ffff", "does not fit"),
        ("7f01ff", "does not fit"),
        ("e0", "unknown kind 0xe0"),
        ("f3", "unknown kind 0xf3"),
        ("f8ff", "unknown kind 0xf8"),
        ("1c", "unknown kind 0x1c"),
        ("df", "unknown kind 0xdf"),
        ("fc", "unknown kind 0xfc"),
    ],
)
def test_bad_bytes(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        decode(bytes.fromhex(text if len(text) % 2 == 0 else text + "0"))


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        (b"\x81", b""),
        (b"\x9f", b"\xff"),
        (b"\xa1\x61a", b""),
        (b"\xbf\x61a", b"\xff"),
        (b"\xc1", b""),
        (b"\x81\xc1\xbf\x61a", b"\xff"),
        (b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff", b""),
    ],
)
def test_nesting_is_bounded(opening: bytes, closing: bytes) -> None:
    levels = 3 if len(opening) == 5 else 1
    deepest = NESTING // levels

    if len(opening) < 9:
        decode(opening * deepest + b"\x00" + closing * deepest)

    with pytest.raises(ValueError, match=f"more than {NESTING} deep"):
        decode(opening * (deepest + 1) + b"\x00" + closing * (deepest + 1))
    with pytest.raises(ValueError, match=f"more than {NESTING} deep"):
        decode(opening * 1_000_000)


@given(st.binary(max_size=64))
def test_any_bytes_are_a_value_or_a_value_error(data: bytes) -> None:
    for body in (data, b"\xbf\x61a" + data + b"\xff", b"\xd8\x40\x9f" + data):
        try:
            decode(body)
        except ValueError:
            continue


@pytest.mark.parametrize(
    ("body", "value"),
    [("", {}), ("a0", {}), ("bfff", {}), ("f6", {}), ("a16161f6", {"a": None})],
)
def test_bodies(body: str, value: object) -> None:
    assert reading.read_body(bytes.fromhex(body)) == value


@pytest.mark.parametrize("body", ["80", "6161", "00", "c1a0", "f4"])
def test_bodies_that_are_no_map(body: str) -> None:
    with pytest.raises(ValueError, match="body"):
        reading.read_body(bytes.fromhex(body))


@pytest.mark.parametrize(
    ("read", "value", "expected"),
    [
        (reading.read_text, "x", "x"),
        (reading.read_text, None, ""),
        (reading.read_integer, 5, 5),
        (reading.read_integer, 5.0, 5),
        (reading.read_integer, None, 0),
        (reading.read_big_integer, 5, 5),
        (reading.read_big_integer, Tagged(2, b"\1\0"), 256),
        (reading.read_big_integer, Tagged(3, b"\1\0"), -257),
        (reading.read_big_integer, None, 0),
        (reading.read_float, 5, 5.0),
        (reading.read_float, INF, INF),
        (reading.read_float, None, 0.0),
        (reading.read_decimal, Tagged(4, [-2, 27315]), Decimal("273.15")),
        (reading.read_decimal, Tagged(4, [0, Tagged(3, b"\0")]), Decimal(-1)),
        (reading.read_decimal, 0.1, Decimal("0.1")),
        (reading.read_decimal, 7, Decimal(7)),
        (reading.read_decimal, None, Decimal(0)),
        (reading.read_boolean, None, False),
        (reading.read_blob, b"x", b"x"),
        (reading.read_blob, None, b""),
        (reading.read_timestamp, Tagged(1, 946845296.123), MOMENT),
        (
            reading.read_timestamp,
            Tagged(1, -1),
            datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC),
        ),
        (reading.read_timestamp, None, datetime(1970, 1, 1, tzinfo=UTC)),
        (reading.variant, {"__type": "x", "a": 1, "b": None}, ("a", 1)),
    ],
)
def test_readers(read: Any, value: object, expected: object) -> None:
    assert read(value, "member") == expected


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (reading.read_text, 4711),
        (reading.read_text, Tagged(0, "4711")),
        (reading.read_integer, "4711"),
        (reading.read_integer, True),
        (reading.read_integer, 1.5),
        (reading.read_integer, NAN),
        (reading.read_integer, INF),
        (reading.read_integer, Tagged(2, b"4711")),
        (reading.read_big_integer, Tagged(2, "4711")),
        (reading.read_big_integer, Tagged(4, b"4711")),
        (reading.read_big_integer, Tagged(2, b"\xff" * 2000)),
        (reading.read_float, "4711"),
        (reading.read_float, True),
        (reading.read_decimal, True),
        (reading.read_decimal, "4711"),
        (reading.read_decimal, Tagged(2, "4711")),
        (reading.read_decimal, Tagged(4, 4711)),
        (reading.read_decimal, Tagged(4, [4711])),
        (reading.read_decimal, Tagged(4, [4711, "4711"])),
        (reading.read_decimal, Tagged(4, [1.0, 4711])),
        (reading.read_decimal, Tagged(4, [10**30, 4711])),
        (reading.read_decimal, Tagged(5, [1, 4711])),
        (reading.read_boolean, 1),
        (reading.read_blob, "4711"),
        (reading.read_timestamp, 4711),
        (reading.read_timestamp, Tagged(0, "4711")),
        (reading.read_timestamp, Tagged(2, 4711)),
        (reading.read_timestamp, Tagged(1, "4711")),
        (reading.read_timestamp, Tagged(1, True)),
        (reading.read_timestamp, Tagged(1, 1e300)),
        (reading.read_timestamp, Tagged(1, 1 << 63)),
        (reading.read_timestamp, Tagged(1, NAN)),
        (reading.read_timestamp, Tagged(1, Tagged(1, 4711))),
        (reading.items, [4711, None]),
        (reading.structure, [4711]),
        (reading.read_text_map, {"a": 4711}),
    ],
)
def test_readers_name_the_member_and_not_the_value(read: Any, value: object) -> None:
    with pytest.raises(ValueError) as caught:
        read(value, "member")

    assert "member" in str(caught.value)
    assert "4711" not in str(caught.value)
