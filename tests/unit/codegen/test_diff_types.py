"""Which types accept which: as mypy and pyright say."""

from __future__ import annotations

import pytest
from aiosmithy_codegen.diff.types import Relation, Type, parse_type, without_none

RELATION = Relation(texts={"Status"}, numbers={"Size"}, renamed={"Old": "New"})


@pytest.mark.parametrize(
    "text",
    [
        "str",
        "shapes.Job",
        "list[str]",
        "dict[str, list[int]]",
        "Status | str",
        "tuple[str, A]",
    ],
)
def test_reads_what_the_generator_writes(text: str) -> None:
    assert str(parse_type(text)) == text.replace("shapes.", "")


@pytest.mark.parametrize("text", ["1", "f()", "a.b", "x[1]", "lambda: 0", "'str'"])
def test_refuses_what_is_no_type(text: str) -> None:
    with pytest.raises(ValueError, match="type"):
        parse_type(text)


def test_takes_none_apart() -> None:
    assert without_none(parse_type("A | str | None")) == (parse_type("A | str"), True)
    assert without_none(parse_type("A | None")) == (Type("A"), True)
    assert without_none(parse_type("list[A | None]")) == (
        parse_type("list[A | None]"),
        False,
    )


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ("str", "str"),
        ("A | B", "B | A"),
        ("A | B", "A"),
        ("str", "Status"),
        ("str", "Status | str"),
        ("int", "Size | int"),
        ("float", "int"),
        ("int", "bool"),
        ("Document", "str"),
        ("list[str]", "list[Status | str]"),
        ("list[Status | str]", "list[str]"),
        ("dict[str, A | B]", "dict[str, B | A]"),
        ("tuple[str, float]", "tuple[str, int]"),
    ],
)
def test_accepts(wide: str, narrow: str) -> None:
    assert RELATION.accepts(parse_type(wide), parse_type(narrow))


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ("A", "B"),
        ("A", "A | B"),
        ("Status", "str"),
        ("int", "float"),
        ("str", "Size"),
        # invariant: whoever has a list[str] cannot give it
        ("list[str | None]", "list[str]"),
        ("list[float]", "list[int]"),
        ("dict[str, float]", "dict[str, int]"),
        ("list[str]", "dict[str, str]"),
        ("list[str]", "list"),
        ("str", "Document"),
    ],
)
def test_does_not_accept(wide: str, narrow: str) -> None:
    assert not RELATION.accepts(parse_type(wide), parse_type(narrow))


def test_speaks_of_renamed_classes_by_their_new_names() -> None:
    assert RELATION.in_new(parse_type("list[Old] | A")) == parse_type("list[New] | A")


def test_deep_types_take_no_time() -> None:
    deep = parse_type("list[" * 60 + "A | B" + "]" * 60)
    other = parse_type("list[" * 60 + "B | A" + "]" * 60)

    assert RELATION.accepts(deep, other)
    assert RELATION.accepts(other, deep)
