"""What is wrong with an input: every problem at once, each with its path and its remedy."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from aiosmithy.schemas import (
    BIG_DECIMAL,
    BIG_INTEGER,
    BLOB,
    BOOLEAN,
    BYTE,
    DOCUMENT,
    EVENTS,
    FLOAT,
    INTEGER,
    LONG,
    STREAM,
    STRING,
    TIMESTAMP,
    BigDecimal,
    Blob,
    Float,
    Integer,
    List,
    Map,
    Reference,
    Schema,
    String,
)
from start_input import (
    SCHEMAS,
    START,
    Color,
    FilterAll,
    FilterPrefix,
    FilterUnknown,
    Key,
    Level,
    Receiver,
    problems,
    start,
)

HALF_PAIR = (
    "cannot be encoded as UTF-8: remove the half of a surrogate pair at character"
)


def test_nothing_is_wrong() -> None:
    value = start(
        receivers=[Receiver(account_id="1")],
        count=3,
        tags={"a": "b"},
        filter=FilterAll(value=[FilterPrefix(value="x")]),
        key=Key(secret="abcdefghi"),
        extra={"a": [1, 2.5, None, True, "x"]},
    )

    assert problems(value, START) == []


def test_all_problems_at_once_in_the_order_of_the_members() -> None:
    value = start(
        job_name="too long",
        receivers=[
            Receiver(account_id="x"),
            {"accountId": "1"},
            Receiver(account_id="1"),
        ],
        count=11,
        tags={"key1": "b", "k": 5},
    )

    assert problems(value, START) == [
        "job_name: must have at most 5 characters, not 8",
        "receivers: must have at most 2 items, not 3",
        "receivers[0].account_id: must match the pattern ^[0-9]+$, not be 'x'",
        "receivers[1]: must be Receiver, not dict: pass Receiver(...)",
        "count: must be at most 10, not 11",
        "tags['key1']: the key must have at most 3 characters, not 4",
        "tags['k']: must be a str, not int: 5",
    ]


def test_without_constraints_types_and_required_members_are_still_looked_at() -> None:
    value = start(job_name=None, receivers=[Receiver(account_id="x")] * 3, count="5")

    assert problems(value, START, constraints=False) == [
        "job_name: is required: pass a str",
        "count: must be an int, not str: '5'",
    ]


def test_a_label_may_not_be_empty() -> None:
    assert problems(start(job_name=""), START, constraints=False) == [
        "job_name: must not be empty: it is part of the URL's path"
    ]


def test_a_member_that_was_never_set_is_missing() -> None:
    bare = object.__new__(Receiver)

    assert problems(bare, SCHEMAS["Receiver"]) == [
        "account_id: is required: pass a str"
    ]


@pytest.mark.parametrize(
    ("schema", "fine"),
    [
        (STRING, ["", "x", Color.RED, "😀"]),
        (BOOLEAN, [True, False]),
        (INTEGER, [0, -(2**31), 2**31 - 1, Level.HIGH]),
        (BYTE, [-128, 127]),
        (LONG, [2**63 - 1]),
        (BIG_INTEGER, [10**5000]),
        (FLOAT, [1.5, 1, float("nan"), float("inf"), Decimal("1.5"), 10**300]),
        (BIG_DECIMAL, [Decimal("1e999"), 3]),
        (BLOB, [b"", b"x", bytearray(b"x"), memoryview(b"x")]),
        (TIMESTAMP, [datetime.now(UTC)]),
        (DOCUMENT, [None, True, 1, 1.5, "x", [], {}, {"a": [None]}, (1, 2)]),
        (List(STRING), [[], ["x"], ("x",)]),
        (List(STRING, sparse=True), [[None, "x"]]),
        (Map(STRING, STRING), [{}, {"a": "b"}]),
        (Map(STRING, STRING, sparse=True), [{"a": None}]),
        (Float(minimum=1, maximum=2), [1, 2.0, float("nan")]),
        (BigDecimal(minimum=1), [Decimal("1.0")]),
        (String(min_length=2, max_length=2), ["😀😀"]),
        (Blob(min_length=1, max_length=2), [b"ab", memoryview(b"a")]),
        (List(STRING, unique=True), [["a", "b"]]),
        (List(INTEGER, min_length=1), [[1]]),
        (String(pattern=r"\p{IsGreek}"), ["cannot be translated, is not checked"]),
    ],
)
def test_fine_values(schema: Schema, fine: list[object]) -> None:
    assert [problems(value, schema) for value in fine] == [[] for _ in fine]


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        (STRING, 5, "must be a str, not int: 5"),
        (STRING, b"x", "must be a str, not bytes: <bytes>"),
        (STRING, None, "must be a str, not None"),
        (
            STRING,
            "ab\ud800c",
            f"{HALF_PAIR} 2",
        ),
        (BOOLEAN, 1, "must be a bool, not int: 1"),
        (BOOLEAN, "true", "must be a bool, not str: 'true'"),
        (INTEGER, True, "must be an int, not bool: True"),
        (INTEGER, 1.0, "must be an int, not float: 1.0"),
        (INTEGER, 2**31, "must be an integer of 32 bits, not 2147483648"),
        (BYTE, -129, "must be an integer of 8 bits, not -129"),
        (
            LONG,
            10**5000,
            "must be an integer of 64 bits, not <an integer of 16610 bits>",
        ),
        (FLOAT, "1", "must be a float, not str: '1'"),
        (FLOAT, False, "must be a float, not bool: False"),
        (
            FLOAT,
            Decimal("NaN"),
            "must be a float or a finite Decimal, not Decimal: NaN",
        ),
        (FLOAT, 10**400, "is too large for a float: <an integer of 1329 bits>"),
        (
            FLOAT,
            2**1024 - 1,
            "is too large for a float: <an integer of 1024 bits>",
        ),
        (FLOAT, Decimal("1E400"), "is too large for a float: 1E+400"),
        (BIG_DECIMAL, 1.5, "must be a finite Decimal, not float: 1.5"),
        (
            BIG_DECIMAL,
            Decimal("inf"),
            "must be a finite Decimal, not Decimal: Infinity",
        ),
        (BLOB, "x", "must be bytes, not str: encode it first, .encode() gives UTF-8"),
        (BLOB, [1], "must be bytes, not list: <list>"),
        (TIMESTAMP, 5.0, "must be a datetime, not float: 5.0"),
        (TIMESTAMP, date(2020, 1, 1), "must be a datetime, not date: <date>"),
        (
            TIMESTAMP,
            datetime(2020, 1, 1),
            "must have a time zone: pass datetime(..., tzinfo=UTC) or .astimezone()",
        ),
        (List(STRING), "abc", "must be a list, not str: pass [...]"),
        (List(STRING), {"a"}, "must be a list, not set"),
        (List(STRING), [None], "[0]: must be a str, not None"),
        (Map(STRING, STRING), ["a"], "must be a dict, not list"),
        (Map(STRING, STRING), {1: "a"}, "[1]: the key must be a str, not int: 1"),
        (Map(STRING, STRING), {"a": None}, "['a']: must be a str, not None"),
        (DOCUMENT, {1: 2}, "[1]: the key must be a str, not int: 1"),
        (
            DOCUMENT,
            [datetime(2020, 1, 1)],
            "[0]: must be None, a bool, a number, a str, a list or a dict, not datetime",
        ),
        (DOCUMENT, [float("nan")], "[0]: must be a finite number: JSON has no others"),
        (
            DOCUMENT,
            ["\udc00"],
            f"[0]: {HALF_PAIR} 0",
        ),
        (String(min_length=1), "", "must have at least 1 character, not 0"),
        (String(max_length=1), "😀😀", "must have at most 1 character, not 2"),
        (Blob(max_length=1), b"ab", "must have at most 1 byte, not 2"),
        (
            Blob(max_length=1),
            memoryview(b"abcd").cast("I"),
            "must have at most 1 byte, not 4",
        ),
        (List(STRING, min_length=2), ["a"], "must have at least 2 items, not 1"),
        (Map(STRING, STRING, min_length=1), {}, "must have at least 1 entry, not 0"),
        (Integer(minimum=1), 0, "must be at least 1, not 0"),
        (Float(maximum=0.5), 1, "must be at most 0.5, not 1"),
        (BigDecimal(minimum=1), Decimal("0.5"), "must be at least 1, not 0.5"),
        (
            List(STRING, unique=True),
            ["a", "b", "a"],
            "must hold no item twice: item 2 is item 0 again",
        ),
        (
            List(Reference("Receiver"), unique=True),
            [Receiver(account_id="1"), Receiver(account_id="1")],
            "must hold no item twice: item 1 is item 0 again",
        ),
        (
            Reference("Filter"),
            {"prefix": "x"},
            "must be FilterPrefix(...) or FilterAll(...), not dict",
        ),
        (
            Reference("Filter"),
            FilterUnknown(name="n", value=1),
            "is a variant not known here; pass FilterPrefix(...) or FilterAll(...)",
        ),
        (
            Reference("Filter"),
            FilterAll(value=[FilterPrefix(value=5)]),  # type: ignore[arg-type]  # on purpose
            "value[0].value: must be a str, not int: 5",
        ),
        (
            Reference("Receiver"),
            Key(),
            "must be Receiver, not Key: pass Receiver(...)",
        ),
        (
            String(pattern="^" + "a" * 200 + "$"),
            "b",
            "must match the pattern ^" + "a" * 119 + "..., not be 'b'",
        ),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, str) else "",
)
def test_wrong_values(schema: Schema, value: object, expected: str) -> None:
    assert problems(value, schema) == [expected]


@pytest.mark.parametrize("schema", [STREAM, EVENTS])
def test_a_generator_that_was_used_is_told_of(schema: Schema) -> None:
    async def source() -> AsyncIterator[bytes]:
        yield b"one"

    async def test() -> None:
        given = source()
        assert problems(given, schema) == []
        await anext(given)
        assert problems(given, schema) == []  # who took the head may send the rest
        with pytest.raises(StopAsyncIteration):
            await anext(given)
        (found,) = problems(given, schema)
        assert found == "is an async generator that has ended: make a new one"

    asyncio.run(test())
