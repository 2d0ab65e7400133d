"""No text of a model can leave the string that it is put into."""

from __future__ import annotations

import ast
import re
from decimal import Decimal

import black
import pytest
from aiosmithy_codegen.literals import Code, docstring, f_string, literal
from hypothesis import given
from hypothesis import strategies as st

HOSTILE = [
    'a"b',
    "a'b",
    "'\"",
    '"""',
    '""""',
    'ends"',
    '"starts',
    "ends\\",
    '\\"',
    "\\",
    "{x} {{ }}",
    "\0\a\x7f\x85\xa0\xad",
    "\u2028\u2029\u202e\u200f\ufeff",
    "\ud800 \udfff",
    "a\rb\nc\td\fe\vf",
    "é 漢字 🎉",
    "\\N{BULLET} %s %(x)s",
    "# type: ignore",
]

texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(alphabet=st.characters(exclude_categories=()), max_size=20),
    st.text(alphabet="\"'\\{}\n ab", max_size=12),
)


def evaluate(source: str) -> object:
    return ast.literal_eval(source)


@pytest.mark.parametrize("text", HOSTILE)
def test_literal_is_the_text(text: str) -> None:
    assert text == evaluate(literal(text))


@given(texts)
def test_literal_is_clean(text: str) -> None:
    source = literal(text)

    assert text == evaluate(source)
    assert not any(
        c in source for c in "\0\n\r\t\f\x85\xa0\u2028\u202e\ufeff\ud800\udfff"
    )


@given(texts)
def test_black_leaves_a_literal_alone(text: str) -> None:
    source = f"x = {literal(text)}\n"

    assert source == black.format_str(source, mode=black.Mode())


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, "True"),
        (-1, "-1"),
        (1.5, "1.5"),
        (None, "None"),
        (b"\x00a", "b'\\x00a'"),
        (float("inf"), 'float("inf")'),
    ],
)
def test_other_literals(value: object, expected: str) -> None:
    assert expected == literal(value)


def test_what_lists_and_maps_hold_is_written_alike() -> None:
    value = {'a"b': ["\xad\u2028", 10**5000, {}], "": None}
    source = literal(value)

    assert value == evaluate(source)
    assert source.isascii() and source.startswith('{\'a"b\': ["\\xad\\u2028", 0x')


def test_a_number_too_long_for_decimal_is_written_in_hexadecimal() -> None:
    value = 10**5000

    assert value == evaluate(literal(value))


@given(texts, st.sampled_from([0, 4, 8]))
def test_docstring_is_the_text(text: str, indent: int) -> None:
    source = f'"""{docstring(text, indent)}"""'
    lines = text.split("\n")
    margin = " " * indent
    others = [line and margin + line for line in lines[1:]]

    value = evaluate(source)

    closing = [margin] if others else []
    expected = "\n".join([lines[0], *others, *closing])
    assert re.sub("[\ud800-\udfff]", "\ufffd", expected) == value


@given(texts)
def test_docstring_survives_black(text: str) -> None:
    source = f'def f():\n    """{docstring("x" + text, 4)}"""\n'

    formatted = black.format_str(source, mode=black.Mode())

    assert isinstance(ast.parse(formatted).body[0], ast.FunctionDef)
    assert formatted == black.format_str(formatted, mode=black.Mode())


@given(texts, texts, st.sampled_from("'\""))
def test_f_string_holds_text_and_values(before: str, after: str, quote: str) -> None:
    source = f_string(before, Code("value"), after, Code("number:d"), quote=quote)

    tree = ast.parse(source, mode="eval")

    assert f"{before}V{after}7" == eval(
        compile(tree, "", "eval"), {"value": "V", "number": 7}
    )


def test_a_number_that_no_float_says_is_written_as_a_number() -> None:
    assert literal(Decimal("9007199254740993.01")) == "9007199254740993.01"
    assert literal([Decimal("1E+400")]) == "[1E+400]"
