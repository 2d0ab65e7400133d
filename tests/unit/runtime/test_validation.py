"""What is wrong with an input: every problem at once, each with its path and its remedy."""

from __future__ import annotations

import enum
import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from aiosmithy import errors
from aiosmithy.schemas import (
    BIG_DECIMAL,
    BIG_INTEGER,
    BLOB,
    BOOLEAN,
    BYTE,
    DOCUMENT,
    FLOAT,
    INTEGER,
    LONG,
    STRING,
    TIMESTAMP,
    BigDecimal,
    Blob,
    Float,
    Integer,
    List,
    Map,
    Member,
    Reference,
    Schema,
    String,
    Structure,
    Union,
    Variant,
)
from aiosmithy.shapes import Shape
from aiosmithy.validation import Problem, check, explain
from hypothesis import given
from hypothesis import strategies as st


class Receiver(Shape):
    account_id: str


class Key(Shape):
    secret: str | None = None
    hint: str | None = None


class FilterPrefix(Shape):
    value: str


class FilterAll(Shape):
    value: list[Any]


class FilterUnknown(Shape):
    name: str
    value: Any


class StartInput(Shape):
    job_name: str
    receivers: Any = None
    count: Any = None
    tags: Any = None
    filter: Any = None
    key: Any = None
    extra: Any = None


class Color(enum.StrEnum):
    RED = "red"


class Level(enum.IntEnum):
    HIGH = 3


SCHEMAS: dict[str, Structure | Union] = {
    "StartInput": Structure(
        StartInput,
        Member("job_name", "jobName", String(max_length=5), required=True, label=True),
        Member("receivers", "receivers", List(Reference("Receiver"), max_length=2)),
        Member("count", "count", Integer(minimum=1, maximum=10)),
        Member("tags", "tags", Map(String(max_length=3), STRING, max_length=2)),
        Member("filter", "filter", Reference("Filter")),
        Member("key", "key", Reference("Key"), sensitive=True),
        Member("extra", "extra", DOCUMENT),
    ),
    "Receiver": Structure(
        Receiver,
        Member("account_id", "accountId", String(pattern="^[0-9]+$"), required=True),
    ),
    "Key": Structure(
        Key,
        Member("secret", "secret", String(min_length=9, pattern="^[a-z]+$")),
        Member("hint", "hint", STRING),
    ),
    "Filter": Union(
        Variant("prefix", FilterPrefix, STRING),
        Variant("all", FilterAll, List(Reference("Filter"))),
        unknown=FilterUnknown,
    ),
}


def problems(value: object, schema: Schema, *, constraints: bool = True) -> list[str]:
    return [str(p) for p in check(value, schema, SCHEMAS, constraints=constraints)]


def start(**members: Any) -> StartInput:
    return StartInput(**{"job_name": "job", **members})


START = SCHEMAS["StartInput"]
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
            FilterAll(value=[FilterPrefix(value=5)]),  # type: ignore[arg-type]
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


def test_long_values_are_shown_truncated() -> None:
    [problem] = problems("x" * 10**6, INTEGER)

    assert problem == "must be an int, not str: '" + "x" * 60 + "'..."


def test_long_keys_are_shown_truncated() -> None:
    [problem] = problems({"k" * 1000: 5}, Map(STRING, STRING))

    assert problem == "['" + "k" * 60 + "'...]: must be a str, not int: 5"


SECRET = "S3CR3T"
SECRET_SCHEMAS: list[tuple[Schema, object]] = [
    (String(min_length=100), SECRET),
    (String(max_length=1), SECRET),
    (String(pattern="^[a-z]$"), SECRET),
    (INTEGER, SECRET),
    (FLOAT, SECRET),
    (BIG_DECIMAL, SECRET),
    (BOOLEAN, SECRET),
    (TIMESTAMP, SECRET),
    (BLOB, SECRET),
    (STRING, SECRET.encode()),
    (List(INTEGER), [SECRET]),
    (List(INTEGER), SECRET),
    (Map(STRING, INTEGER), {SECRET: SECRET}),
    (Map(String(max_length=1), STRING), {SECRET: SECRET}),
    (DOCUMENT, {SECRET: object()}),
    (DOCUMENT, {SECRET: "\ud800" + SECRET}),
    (Reference("Key"), {SECRET: SECRET}),
    (Reference("Key"), Key(secret=SECRET, hint=SECRET.encode())),  # type: ignore[arg-type]
    (Reference("Filter"), FilterPrefix(value=SECRET.encode())),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("schema", "value"), SECRET_SCHEMAS)
def test_nothing_under_a_sensitive_member_is_shown(
    schema: Schema, value: object
) -> None:
    class Holder(Shape):
        held: Any

    holder = Structure(Holder, Member("held", "held", schema, sensitive=True))

    found = problems(Holder(held=value), holder)

    assert found
    assert not any(SECRET in problem for problem in found)


@pytest.mark.parametrize("number", [7654321, Decimal("76543.21"), 7654.321])
def test_sensitive_numbers_are_not_shown(number: Any) -> None:
    class Holder(Shape):
        held: Any

    schema = BigDecimal(maximum=1) if isinstance(number, Decimal) else Float(maximum=1)
    holder = Structure(Holder, Member("held", "held", schema, sensitive=True))

    assert problems(Holder(held=number), holder) == [
        "held: must be at most 1, not <redacted>"
    ]


def test_a_sensitive_variant_is_not_shown() -> None:
    union = Union(Variant("prefix", FilterPrefix, STRING, sensitive=True))

    assert problems(FilterPrefix(value=5), union) == [  # type: ignore[arg-type]
        "value: must be a str, not int: <redacted>"
    ]


def nested(levels: int, wrap: Callable[[Any], Any]) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = wrap(value)
    return value


@pytest.mark.parametrize(
    ("schema", "wrap"),
    [
        (DOCUMENT, lambda value: [value]),
        (DOCUMENT, lambda value: {"a": value}),
        (
            Reference("Filter"),
            lambda value: FilterAll(value=[] if value == "x" else [value]),
        ),
    ],
)
def test_nesting_is_bounded(schema: Schema, wrap: Callable[[Any], Any]) -> None:
    deep = check(nested(50_000, wrap), schema, SCHEMAS, constraints=True)

    assert [p.message for p in deep] == [
        "is nested more than 100 levels deep; flatten it"
    ]
    assert problems(nested(40, wrap), schema) == []


def test_what_contains_itself_is_a_problem() -> None:
    loop: list[Any] = [1]
    loop.append(loop)
    knot: dict[str, Any] = {}
    knot["a"] = [knot]
    ring = FilterAll(value=[])
    ring.value.append(ring)

    assert problems(loop, DOCUMENT) == ["[1]: contains itself, which cannot be sent"]
    assert problems(knot, DOCUMENT) == [
        "['a'][0]: contains itself, which cannot be sent"
    ]
    assert problems(ring, Reference("Filter")) == [
        "value[0]: contains itself, which cannot be sent"
    ]


def test_what_is_used_often_is_looked_at_once() -> None:
    """Otherwise this would take 2 ** 80 looks."""
    value: list[Any] = ["x"]
    for _ in range(80):
        value = [value, value]

    assert problems(value, DOCUMENT) == []


def test_the_same_value_may_be_fine_in_one_place_and_wrong_in_another() -> None:
    class Pair(Shape):
        first: Any
        second: Any

    shared = ["a"]
    pair = Structure(
        Pair,
        Member("first", "first", List(STRING)),
        Member("second", "second", List(INTEGER)),
    )

    assert problems(Pair(first=shared, second=shared), pair) == [
        "second[0]: must be an int, not str: 'a'"
    ]


def test_the_list_of_problems_is_bounded() -> None:
    found = problems(["x"] * 10_000, List(INTEGER))

    assert len(found) == 101
    assert found[-1] == "there are more problems than these"


def test_unions_of_many_variants_name_some() -> None:
    names = [type(f"V{i}", (Shape,), {"__annotations__": {}}) for i in range(20)]
    union = Union(*(Variant(cls.__name__, cls, STRING) for cls in names))

    assert problems(5, union) == [
        "must be V0(...) or V1(...) or V2(...) or V3(...) or V4(...) or 15 others, not int"
    ]


def test_explain_names_the_problems() -> None:
    error = explain(
        TypeError("first argument must be a string, not int"),
        start(job_name=5, receivers=[{}]),
        START,
        SCHEMAS,
        "Start",
    )

    assert isinstance(error, errors.ValidationError)
    assert str(error) == (
        "Start: job_name: must be a str, not int: 5; "
        "receivers[0]: must be Receiver, not dict: pass Receiver(...)"
    )
    assert [problem.path for problem in error.problems] == ["job_name", "receivers[0]"]


def test_explain_does_not_look_at_constraints() -> None:
    error = explain(ValueError("odd"), start(count=99), START, SCHEMAS)

    assert str(error) == "it cannot be sent: odd"


def test_explain_says_something_in_any_case() -> None:
    assert str(explain(ValueError(), start(), START, SCHEMAS)) == (
        "it cannot be sent: ValueError"
    )


def test_problems_compare_and_pickle() -> None:
    error = errors.ValidationError([Problem("a", "b")], "Op")

    again = pickle.loads(pickle.dumps(error))

    assert again.problems == (Problem("a", "b"),)
    assert str(again) == "Op: a: b"
    assert len({Problem("a", "b"), Problem("a", "b"), Problem("a", "c")}) == 2


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.binary()
    | st.datetimes()
    | st.decimals(),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text() | st.integers(), inner, max_size=3)
    | st.builds(Receiver, account_id=inner)
    | st.builds(FilterAll, value=inner)
    | st.builds(FilterPrefix, value=inner),
    max_leaves=8,
)


@given(JSON, st.booleans())
def test_no_value_breaks_a_check(value: Any, constraints: bool) -> None:
    schemas: list[Schema] = [
        Reference("Filter"),
        Reference("Receiver"),
        DOCUMENT,
        List(Map(String(pattern="^a"), BIG_DECIMAL, min_length=1), unique=True),
        Float(minimum=0),
        BigDecimal(minimum=0),
        Blob(max_length=1),
        TIMESTAMP,
    ]

    for schema in schemas:
        for problem in check(value, schema, SCHEMAS, constraints=constraints):
            assert problem.message
            assert len(problem.message) < 500
