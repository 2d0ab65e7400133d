"""HTML and CommonMark become readable, wrapped text, and no word is lost."""

from __future__ import annotations

import re
from html import escape

import pytest
from aiosmithy_codegen.docs import first_sentence, parse_documentation
from aiosmithy_codegen.docs_layout import Block, docstring_text, entry, wrap
from documentation_words import first_difference
from hypothesis import given, settings
from hypothesis import strategies as st

NOTE_IN_NOTE = "Note: a\n\n    Warning: b"


def text_of(documentation: str, width: int = 40) -> str:
    return "\n".join(wrap(parse_documentation(documentation), width=width))


@pytest.mark.parametrize(
    ("documentation", "expected"),
    [
        ("<p>One.</p> <p>Two\n  three.</p>", "One.\n\nTwo three."),
        ("<p>Is <code> a </code><b>b</b> <i>c</i>.</p>", "Is ``a`` b c."),
        ("See <a href='http://x.y/z'>it</a>.", "See it (http://x.y/z)."),
        ('<a href="http://x.y">http://x.y</a>', "http://x.y"),
        ("<a>Name</a> <a href='#top'>up</a>", "Name up (#top)"),
        ("<a href='mailto:a@b.c'>a@b.c</a>", "a@b.c"),
        ("<code><a href='u'>F</a>.g</code>.", "``F.g`` (u)."),
        ("<a href='u'><code>F</code></a>.", "``F`` (u)."),
        ("<a href='u'><p>text</p></a>", "text (u)"),
        ("<a href='a>b?c=1&region=2&amp;d'>t</a>", "t (a>b?c=1&region=2&d)"),
        ("<p><ulink url='u'>t</ulink></p>", "t (u)"),
        ("<p>see <a href='u'>", "see u"),
        ("<p>see <a href='u'/>, <code/>not <code>c</code>", "see u, not ``c``"),
        ("<p>a<img src='i.png' alt='b'>c</p>", "a b (i.png) c"),
        ("<p>a<img src='data:x' alt='b'>c</p>", "a b c"),
        ("<p>2<sup>31</sup> and H<sub>2</sub>O</p>", "2^31 and H2O"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<p>a<br> <br>b</p>", "a\n\nb"),
        ("<code>a</code><code>b_c</code>d", "``ab_c``d"),
        ("<p><code>`a`</code></p>", "```a```"),
        ("<p><code>a\n\n b</code></p>", "``a b``"),
        ("<p>a</p><ul><li><p>b</p></li><li>c</li></ul>", "a\n\n- b\n- c"),
        ("<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>", "1. a\n   - b\n2. c"),
        ("<ul><li><p>a</p><p>b</p></li><li>c</li></ul>", "- a\n\n  b\n\n- c"),
        ("<note><p>a</p><p>b</p></note><p>c</p>", "Note: a\n\n    b\n\nc"),
        ("<note><p>a</p></note><p>b</p>", "Note: a\n\nb"),
        ("<note><ul><li>a</li></ul></note>b", "Note:\n    - a\n\nb"),
        ("<note><pre>a</pre></note>", "Note:\n\n        a"),
        ("<note><p>Note that a</p></note>", "Note that a"),
        ("<note><p>Notebooks</p></note>", "Note: Notebooks"),
        ("<note><p>a</p><warning><p>b</p></warning></note>", NOTE_IN_NOTE),
        ("<dl><dt>a</dt><dd><p>b</p></dd></dl>", "a\n    b"),
        ("<dl><dt>a</dt><dd><ul><li>b</ul></dd></dl>", "a\n    - b"),
        ("<pre>a\n  b</pre>", "    a\n      b"),
        ("<pre>\n<code>a <b>b</b></code>\n</pre>c", "    a b\n\nc"),
        ("<table>\n<tr>\n<td>a</td>\n<td>b<br>c</td></tr></table>", "a | b c"),
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
        ("<p>a <!-- b <p> --> c", "a c"),
        ("<p>a <![CDATA[<b> &lt;]]> c", "a <b> &lt; c"),
        ("<p>a <![CDATA[ b", "a <![CDATA[ b"),
        ("<p>s3://<filename>/<title>", "s3://<filename>/<title>"),
        ("<p>s3://<filename>f</filename>", "s3://f"),
        ("<p><code><HTML>a</HTML></code>", "``<HTML>a</HTML>``"),
        (
            "<p>&region=1 &lt &#x96; &#0; &#99999999; &no; &",
            "&region=1 < – \ufffd \ufffd &no; &",
        ),
        ("<p><a title='<' href='u'>a</a>", "<a title='<' href='u'>a"),
        ("<b><p>a</b><i>b</p></i>c", "ab\n\nc"),
        ("<p>a\ufdd0b\ufdd1", "a\ufffdb\ufffd"),
        ("<P CLASS=x>a<BR/>b</P\n>", "a\nb"),
        ("<p>a</p></p></note></code></a></b>b", "a\n\nb"),
        ("&lt;p&gt;a", "<p>a"),
        ("<p></p><ul><li></li></ul>", ""),
        ("", ""),
    ],
)
def test_malformed_html_keeps_its_words(documentation: str, expected: str) -> None:
    assert expected == text_of(documentation)


def test_the_longest_references_are_bounded() -> None:
    for digits in ("1" * 5000, "0" * 5000, "x" + "f" * 5000):
        assert text_of(f"<p>a&#{digits};b") == "a\ufffdb"


@pytest.mark.parametrize(
    "piece",
    [
        "<a href='u'>x",
        "<!--",
        "<![CDATA[",
        '<a "',
        "<note>x",
        "<code> ",
        "&",
        "<",
        "<title>",
    ],
)
def test_much_malformed_html_is_read_once(piece: str) -> None:
    words = text_of(f"<p>{piece * (200_000 // len(piece))}</p> end")

    assert words.endswith("end")


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


TEXTS = st.text('ab \n`_\\"&;<>-|*1.\t\xa0\u2028\x00é', max_size=12).map(escape)
HTML = st.recursive(
    TEXTS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map("".join),
        st.builds(
            "<{0}>{1}</{0}>".format,
            st.sampled_from(
                re.findall(
                    r"\w+",
                    "p b code ul ol li dl dt dd pre note table tr td div h1 sup filename",
                )
            ),
            inner,
        ),
        st.builds('<a href="{}">{}</a>'.format, st.sampled_from(["u:v", ""]), TEXTS),
        st.sampled_from(
            ["<br>", "<br/>", "<p/>", "<!-- c -->", "<x-y>", "<img src=s>"]
        ),
    ),
    max_leaves=25,
)


@settings(max_examples=300, derandomize=True, database=None, deadline=None)
@given(HTML)
def test_another_parser_reads_the_same_words(html: str) -> None:
    documentation = f"<p>{html}</p>"

    text = docstring_text(parse_documentation(documentation), indent=4)

    assert first_difference(documentation, text) is None


def test_deep_nesting_is_no_trouble() -> None:
    text = text_of("<ul><li>" * 10_000 + "deep")

    assert text.endswith("- deep")
    assert len(text) < 200
