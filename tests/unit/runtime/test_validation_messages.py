"""What problems say: cut where they are long, without secrets, and explained in an error."""

from __future__ import annotations

import pickle
from decimal import Decimal
from typing import Any

import pytest
from aiosmithy import errors
from aiosmithy.schemas import (
    BIG_DECIMAL,
    BLOB,
    BOOLEAN,
    DOCUMENT,
    FLOAT,
    INTEGER,
    STRING,
    TIMESTAMP,
    BigDecimal,
    Float,
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
from aiosmithy.validation import Problem, explain
from start_input import SCHEMAS, START, FilterPrefix, Key, problems, start


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
    (Reference("Key"), Key(secret=SECRET, hint=SECRET.encode())),  # type: ignore[arg-type]  # on purpose
    (Reference("Filter"), FilterPrefix(value=SECRET.encode())),  # type: ignore[arg-type]  # on purpose
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

    assert problems(FilterPrefix(value=5), union) == [  # type: ignore[arg-type]  # on purpose
        "value: must be a str, not int: <redacted>"
    ]


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
