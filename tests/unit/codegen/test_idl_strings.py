"""Strings and text blocks (https://smithy.io/2.0/spec/idl.html#string-values)."""

from __future__ import annotations

import pytest
from aiosmithy_codegen.loaders.idl.strings import BadString, unblock, unquote


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("", ""),
        ("a b", "a b"),
        ("a\n\tb", "a\n\tb"),
        ("a\r\nb\rc", "a\nb\nc"),
        (r"\"\\\/\b\f\n\r\t", '"\\/\b\f\n\r\t'),
        ("a\\\n  b", "a  b"),
        ("a\\\r\nb", "ab"),
        (r"\u00e9\u000d", "é\r"),
        (r"\ud83d\ude00!", "😀!"),
        ("\x7fé😀", "\x7fé😀"),
    ],
)
def test_a_quoted_string_stands_for_its_characters(written: str, text: str) -> None:
    assert unquote(f'"{written}"') == text


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        (r"\'", "there is no escape"),
        (r"\U0041", "there is no escape"),
        (r"\u00g0", "four hexadecimal digits"),
        (r"\u00e", "four hexadecimal digits"),
        ("a\x00b", "control character"),
        ("a\x1bb", "control character"),
        (r"\ud83d", "surrogate pair"),
        (r"\ude00\ud83d", "surrogate pair"),
    ],
)
def test_a_string_that_stands_for_nothing_is_refused(
    written: str, problem: str
) -> None:
    with pytest.raises(BadString, match=problem):
        unquote(f'"{written}"')


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["    A", "        - b"], "A\n    - b"),
        (["    A", "        - b", "    "], "A\n    - b\n"),
        (["    A", "        - b", ""], "    A\n        - b\n"),
        (["    A", "", "        - b", ""], "    A\n\n        - b\n"),
        (["            ", "    A", "            ", "    "], "\nA\n\n"),
        (["", "A", "", "", ""], "\nA\n\n\n"),
        (["    A", "            "], "A\n"),
        (["    A", "", " ", "    B", "    "], "A\n\n\nB\n"),
        (["A", "  ", "    "], "A\n \n "),  # sic: as Smithy's own reader
        ([""], ""),
        (["    "], ""),
        (["    A   ", "  B  ", "    "], "  A\nB\n"),
        (["  A\\", "  B"], "AB"),
        (["  a\\n  b", "  "], "a\n  b\n"),
        (['  "x" ""', "  "], '"x" ""\n'),
        (["\tA", "\tB"], "\tA\n\tB"),
    ],
)
def test_a_text_block_loses_the_indentation_that_its_lines_share(
    lines: list[str], text: str
) -> None:
    assert unblock('"""\n' + "\n".join(lines) + '"""') == text
    assert unblock('"""\r\n' + "\r\n".join(lines) + '"""') == text


def test_blanks_may_stand_behind_the_opening_quotes() -> None:
    assert unblock('"""  \t\n  A"""') == "A"


@pytest.mark.parametrize("written", ["", "A", " A\n", "\\n"])
def test_a_text_block_begins_on_a_line_of_its_own(written: str) -> None:
    with pytest.raises(BadString, match="line break"):
        unblock(f'"""{written}"""')
