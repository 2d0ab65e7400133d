"""HTML and CommonMark become readable, wrapped text, and no word is lost."""

from __future__ import annotations

import re

import pytest
from aiosmithy_codegen.docs import first_sentence, parse_documentation
from aiosmithy_codegen.docs_layout import Block, docstring_text, entry, wrap
from hypothesis import given
from hypothesis import strategies as st


def text_of(documentation: str, width: int = 40) -> str:
    return "\n".join(wrap(parse_documentation(documentation), width=width))


@pytest.mark.parametrize(
    ("documentation", "expected"),
    [
        ("<p>One.</p> <p>Two\n  three.</p>", "One.\n\nTwo three."),
        ("<p>Is <code> a </code><b>b</b> <i>c</i>.</p>", "Is ``a`` b c."),
        ("See <a href='http://x.y/z'>it</a>.", "See it (http://x.y/z)."),
        ('<a href="http://x.y">http://x.y</a>', "http://x.y"),
        ("<a>Name</a> <a href='#top'>up</a>", "Name up"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<p>a</p><ul><li><p>b</p></li><li>c</li></ul>", "a\n\n- b\n- c"),
        ("<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>", "1. a\n   - b\n2. c"),
        ("<ul><li><p>a</p><p>b</p></li><li>c</li></ul>", "- a\n\n  b\n\n- c"),
        ("<note><p>a</p><p>b</p></note><p>c</p>", "Note: a\n\nb\n\nc"),
        ("<dl><dt>a</dt><dd><p>b</p></dd></dl>", "a\n    b"),
        ("<pre>a\n  b</pre>", "    a\n      b"),
        (
            "<table><tr><th>a</th><th>b</th></tr><tr><td><p>c</p></td><td>d</td></tr></table>",
            "a | b\nc | d",
        ),
        ("<p>1 &lt; 2 &amp; 3&nbsp;4</p>", "1 < 2 & 3 4"),
    ],
)
def test_html_becomes_plain_text(documentation: str, expected: str) -> None:
    assert expected == text_of(documentation)


@pytest.mark.parametrize(
    ("documentation", "expected"),
    [
        ("<p>unclosed <b>bold", "unclosed bold"),
        ("</ul></li><p>a</dl>", "a"),
        ("<li>a<li>b", "- a\n- b"),
        ("<p>my <your-bucket> <", "my <your-bucket> <"),
        ("<p>a <!-- b", "a <!-- b"),
        ("<p></p><ul><li></li></ul>", ""),
        ("", ""),
    ],
)
def test_malformed_html_keeps_its_words(documentation: str, expected: str) -> None:
    assert expected == text_of(documentation)


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


def test_lines_are_wrapped_and_long_words_left_alone() -> None:
    long = "x" * 60

    lines = text_of(f"<p>aaa bbb ccc {long} ddd</p><ul><li>eee {long}</li></ul>", 12)

    assert f"aaa bbb ccc\n{long}\nddd\n\n- eee\n  {long}" == lines


def test_a_line_too_long_for_both_quotes_is_broken() -> None:
    words = [Block(" ".join(["word"] * 16))]  # 79 columns, with six quotes 85

    assert "\n" not in docstring_text(words, indent=0)
    assert "\n" in docstring_text(words, indent=4)


def test_entries_hang_four_columns_in() -> None:
    blocks = parse_documentation("<p>one two three four</p><ul><li>five</li></ul>")

    lines = wrap(entry("name", blocks), width=24)

    assert lines == ["    name: one two three", "        four", "", "        - five"]


@pytest.mark.parametrize(
    ("documentation", "expected"),
    [
        ("<p>One thing. Another.</p>", "One thing."),
        ("Use e.g. This. Then that.", "Use e.g. This."),
        ("<ul><li>No end", "No end"),
        ("", ""),
    ],
)
def test_first_sentence(documentation: str, expected: str) -> None:
    assert expected == first_sentence(documentation)


@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<ul>",
                "</ul>",
                "<li>",
                "</li>",
                "<code>",
                "</code>",
                "<pre>",
                "</pre>",
                "<td>",
                "<tr>",
                "</table>",
                "<a>",
                "</a>",
                "<note>",
                "<dd>",
                "<dl>",
                "</dl>",
                "<br>",
                "<!--",
                "<",
                ">",
                "&",
                "&lt;",
                "word",
                "other",
                "\x00",
                "\x01",
                "\u2028",
                "�",
            ]
        )
    )
)
def test_no_word_is_lost_whatever_the_tags(pieces: list[str]) -> None:
    documentation = " ".join(pieces)

    text = text_of(documentation)

    assert re.findall("word|other", documentation) == re.findall("word|other", text)


def test_deep_nesting_is_no_trouble() -> None:
    text = text_of("<ul><li>" * 10_000 + "deep")

    assert text.endswith("- deep")
    assert len(text) < 200
