"""CommonMark keeps its marks and its lines where they mean something; prose is wrapped anew."""

from __future__ import annotations

import pytest
from aiosmithy_codegen.docs import parse_documentation
from aiosmithy_codegen.docs_layout import wrap

FENCED_ITEM = "- a\n\n  ```py\n  if b:\n      c\n  ```\n\n- d"


def text_of(documentation: str, width: int = 40) -> str:
    return "\n".join(wrap(parse_documentation(documentation), width=width))


@pytest.mark.parametrize(
    ("documentation", "expected"),
    [
        ("One\ntwo.\n\nThree.", "One two.\n\nThree."),
        ("a:\n\n- b\n- c\n  d\n\n1. e", "a:\n\n- b\n- c d\n\n1. e"),
        ("a\n\n```\nb  c\n\nd\n```\ne", "a\n\n```\nb  c\n\nd\n```\n\ne"),
        ("    code  here\n    more", "    code  here\n    more"),
        ("# Title\nText", "# Title\n\nText"),
        ("| a | b |\n|---|---|", "| a | b |\n|---|---|"),
    ],
)
def test_commonmark_is_kept(documentation: str, expected: str) -> None:
    assert expected == text_of(documentation)


@pytest.mark.parametrize(
    ("documentation", "expected"),
    [
        ("a\n    b\n\n    c  d\n    e", "a b\n\n    c  d\n    e"),
        ("a:\n* b\n  * c\n\n    d\n* e", "a:\n\n* b\n  * c\n\n    d\n\n* e"),
        ("1. a\n\n   b\n\n2. c\n\nd", "1. a\n\n   b\n\n2. c\n\nd"),
        ("        1. a\n        2. b", "        1. a\n        2. b"),
        ("b\n        1. a\n        2. c", "b\n\n1. a\n2. c"),
        ("- a\n\n  ```py\n  if b:\n      c\n  ```\n- d", FENCED_ITEM),
        ("in\n1999. a\nbut\n1. b\n2. c", "in 1999. a but\n\n1. b\n2. c"),
        ("- \n-", "- -"),
        ("a\nb\n===\nc", "a b\n===\n\nc"),
        ("a\n\n---\n\nb", "a\n\n---\n\nb"),
        ("a | b\n--- | ---\n1 | 2\n\nc", "a | b\n--- | ---\n1 | 2\n\nc"),
        ("see\na|b\n-|-\n1|2", "see\n\na|b\n-|-\n1|2"),
        ("> a\n> b", "> a\n> b"),
        ("a  \nb\\\nc", "a\nb\\\nc"),
        ("[a]: http://x.y\n[b]: u", "[a]: http://x.y\n[b]: u"),
        ("See [it](http://x.y) or **that**_.", "See [it](http://x.y) or **that**_."),
        ("~~~\n<p>\n~~~", "~~~\n<p>\n~~~"),
        ("````\n```\n````\na", "````\n```\n````\n\na"),
        ("```\nnever closed\n\n  a", "```\nnever closed\n\n  a"),
        ("a\r\nb\rc", "a b c"),
        ("a\n\n\n\nb", "a\n\nb"),
        (" \n\t\n", ""),
    ],
)
def test_lists_code_and_tables_keep_their_lines(
    documentation: str, expected: str
) -> None:
    assert expected == text_of(documentation)


@pytest.mark.parametrize(
    ("documentation", "expected"),
    [
        ("Use `<p>` & `&lt;`, not ``a`<b>``.", "Use `<p>` & `&lt;`, not ``a`<b>``."),
        ("1 &lt; 2 &amp; 3", "1 < 2 & 3"),
        ("a <b>b</b> <code>c</code>\n\n- <i>d</i>", "a b ``c``\n\n- d"),
        ("a<br>b <!-- c --> d", "a\nb d"),
        ("mail <https://x.y/z> or \\<b>", "mail <https://x.y/z> or \\<b>"),
        ("to <your-bucket>/<title>", "to <your-bucket>/<title>"),
        ("`a <b> ``c` <i>d</i>", "`a <b> ``c` d"),
        ("a ` b <i>c</i>", "a ` b c"),
        ("*<p>a</p>*", "*\n\na\n\n*"),
    ],
)
def test_inline_html_is_read_but_in_code(documentation: str, expected: str) -> None:
    assert expected == text_of(documentation)


@pytest.mark.parametrize("piece", ["`a ", "- a\n", "a|b\n-|-\n", "~~~\n```\n", "<b>`"])
def test_much_markdown_is_read_once(piece: str) -> None:
    assert "end" in text_of(piece * (200_000 // len(piece)) + "\n\nend")


def test_deep_lists_stop_being_indented() -> None:
    lines = [f"{'  ' * depth}- a" for depth in range(1000)]

    text = text_of("\n".join(lines))

    assert text.count("- a") == 1000
    assert max(map(len, text.split("\n"))) < 30
