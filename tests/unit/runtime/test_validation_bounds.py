"""Checks end: of deep, cyclic, shared and arbitrary values."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from aiosmithy.schemas import (
    BIG_DECIMAL,
    DOCUMENT,
    INTEGER,
    STRING,
    TIMESTAMP,
    BigDecimal,
    Blob,
    Float,
    List,
    Map,
    Member,
    Reference,
    Schema,
    String,
    Structure,
)
from aiosmithy.shapes import Shape
from aiosmithy.validation import check
from hypothesis import example, given
from hypothesis import strategies as st
from start_input import SCHEMAS, FilterAll, FilterPrefix, Receiver, problems


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
@example([Decimal("sNaN")] * 2, True)
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
