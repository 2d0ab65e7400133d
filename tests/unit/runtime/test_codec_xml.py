"""XML: the decoder refuses hostile bytes, readers tell missing from wrong, writers hold whatever a string can."""

from __future__ import annotations

import gc
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from aiosmithy.codecs import xml_reading as reading
from aiosmithy.codecs import xml_writing as writing
from aiosmithy.codecs.xml_values import NESTING, XmlDecoder, decode
from hypothesis import given
from hypothesis import strategies as st

INF = float("inf")


class Color(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("<a/>", ""),
        ("<a></a>", ""),
        ("<a> \n </a>", " \n "),
        ("<a> x  y </a>", " x  y "),
        ("<a>&amp;lt;&#xD;&#10;&quot;</a>", '&lt;\r\n"'),
        ("<a>1\r\n2\r3</a>", "1\n2\n3"),
        ("<a><![CDATA[<b>&amp;</b>]]>!</a>", "<b>&amp;</b>!"),
        ("<a>x<!-- y --><?z z?>w</a>", "xw"),
        ("<a>h\u00e9 \U0001f600</a>", "h\u00e9 \U0001f600"),
        ("<a><b>1</b><c><d/></c></a>", {"b": "1", "c": {"d": ""}}),
        ("<a>\n <b>1</b>\n <b/>\n <b><c/></b></a>", {"b": ["1", "", {"c": ""}]}),
        ("<a>dropped <b/> <![CDATA[dropped]]></a>", {"b": ""}),
        (
            '<a x="1" xmlns:y="u" y:z="&lt;2&gt;"><b/></a>',
            {"@x": "1", "@y:z": "<2>", "b": ""},
        ),
        ('<a x="1"/>', {"@x": "1"}),
        ('<a x="1"> </a>', {"@x": "1"}),
        ('<a x="1">text</a>', "text"),
        ('<a xmlns="u" xmlns:n="v">text</a>', "text"),
        ('<a xmlns="u"/>', ""),
        ('<n:a xmlns:n="u"><n:b>1</n:b><b xmlns="w">2</b></n:a>', {"b": ["1", "2"]}),
        ('<a><b xmlns:n="u"><n:c/></b><n:b xmlns:n="u"/></a>', {"b": [{"c": ""}, ""]}),
        ('<a xml:lang="en"><b/></a>', {"@xml:lang": "en", "b": ""}),
        ('<?xml version="1.0" encoding="ISO-8859-1"?><a>\u00e9</a>', "\u00e9"),
        ('<?xml version="1.0" encoding="no-such"?><a>\u00e9</a>', "\u00e9"),
    ],
)
def test_decoding_however_it_is_cut(body: str, value: object) -> None:
    data = body.encode()
    decoder = XmlDecoder()
    for at in range(len(data)):
        decoder.feed(data[at : at + 1])

    assert decode(data) == ("a", value)
    assert decoder.finish() == ("a", value)


def test_a_long_text_and_many_elements() -> None:
    text = "0123456789<&\n" * 100_000
    body = f"<a><b>{writing.write_text(text)}</b>{'<c>x</c>' * 10_000}</a>"

    assert decode(body.encode()) == ("a", {"b": text, "c": ["x"] * 10_000})


# Some versions of expat read it from its start with each piece: gigabytes here.
@pytest.mark.parametrize("size", [1_000_000, 1_000_001, 1_048_576])
def test_a_long_tag_in_small_pieces(size: int) -> None:
    body = b'<a n="' + b"x" * size + b'"><b/></a>'
    decoder = XmlDecoder()

    for start in range(0, len(body), 50):
        decoder.feed(body[start : start + 50])

    assert decoder.finish() == ("a", {"@n": "x" * size, "b": ""})


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"<a>",
        b"<a><b></a></b>",
        b"<a/><b/>",
        b"<a/>text",
        b"text",
        b"{}",
        b"<a b=1/>",
        b'<a b="1" b="2"/>',
        b"<a>&undefined;</a>",
        b"<a>\xff</a>",
        b"<a>\x01</a>",
        b"<a>&#x1;</a>",
        b"<a>\0</a>",
        b"<a><![CDATA[</a>",
        b"<!DOCTYPE html><html/>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        b"<!-- -- --><a/>",
        b"<n:a/>",
        b"<a><b/><n:b>text</n:b></a>",
        b'<a n:b="c"/>',
        b'<a xmlns:m="u"><n:b/></a>',
        b'<a><n:b/><b xmlns:n="u"/></a>',
        b'<a><b xmlns:n="u"/><n:b/></a>',
        b'<a><b xmlns:n="u"><c/></b><d n:e="f"/></a>',
        b'<n:a><n:b xmlns:n="u"/></n:a>',
        b'<a xmlns:n=""><n:b/></a>',
    ],
)
def test_bodies_that_are_no_xml_of_a_service(body: bytes) -> None:
    with pytest.raises(ValueError):
        decode(body)


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'<a><n:b xmlns:n="u">1</n:b><n:b xmlns:n="v">2</n:b></a>', {"b": ["1", "2"]}),
        (b'<n:a xmlns:n="u"><m:b xmlns:m="u"><n:c/></m:b></n:a>', {"b": {"c": ""}}),
        (b'<a xml:lang="en"><b xml:space="preserve"> </b></a>', None),
    ],
)
def test_prefixes_are_good_where_they_are_declared(body: bytes, value: Any) -> None:
    name, found = decode(body)

    assert name == "a"
    assert value is None or found == value


@pytest.mark.parametrize("inner", ["", "<c/>", "text"])
def test_nesting_is_bounded(inner: str) -> None:
    def nested(levels: int) -> bytes:
        return ("<b>" * levels + inner + "</b>" * levels).encode()

    deepest = NESTING - (inner == "<c/>")

    decode(nested(deepest))
    with pytest.raises(ValueError, match=f"more than {NESTING} deep"):
        decode(nested(deepest + 1))
    with pytest.raises(ValueError, match=f"more than {NESTING} deep"):
        decode(b"<b>" * 1_000_000)


@pytest.mark.parametrize(
    "body", ["<a><b>1</b></a>", "<a><b>1</a>", "<b>" * 200, "<!DOCTYPE a>", "<a>"]
)
def test_what_was_read_is_not_left_to_the_garbage_collector(body: str) -> None:
    gc.collect()
    gc.disable()
    try:
        with suppress(ValueError):
            decode(body.encode())
        left = gc.collect()
    finally:
        gc.enable()

    assert left == 0


def test_a_problem_shows_no_values() -> None:
    with pytest.raises(ValueError) as caught:
        decode(b"<a>4711</b>")

    assert str(caught.value) == "not XML: mismatched tag: line 1, column 9"


@given(st.text(st.sampled_from("<>/a&;![]-?\"'= x"), max_size=30))
def test_any_text_is_a_value_or_a_value_error(body: str) -> None:
    for text in (body, f"<a>{body}</a>"):
        try:
            decode(text.encode())
        except ValueError:
            continue


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"", {}),
        (b"<LocationConstraint/>", {"LocationConstraint": ""}),
        (b"<a><b>1</b></a>", {"a": {"b": "1"}}),
    ],
)
def test_bodies(body: bytes, value: object) -> None:
    assert reading.read_body(body) == value


@pytest.mark.parametrize(
    ("read", "value", "expected"),
    [
        (reading.read_text, " x ", " x "),
        (reading.read_text, None, ""),
        (reading.read_text, {"@lang": "en"}, ""),
        (reading.read_integer, "5", 5),
        (reading.read_integer, " -5\n", -5),
        (reading.read_integer, None, 0),
        (reading.read_float, "1.5", 1.5),
        (reading.read_float, "-Infinity", -INF),
        (reading.read_float, "\n\t1.5\r ", 1.5),
        (reading.read_decimal, " 1.10 ", Decimal("1.10")),
        (reading.read_integer, " -5\n", -5),
        (reading.read_decimal, "1.10", Decimal("1.10")),
        (reading.read_boolean, "true", True),
        (reading.read_boolean, " false ", False),
        (reading.read_boolean, None, False),
        (reading.read_blob, "AP\n8=", b"\x00\xff"),
        (reading.read_blob, "", b""),
        (reading.read_blob, None, b""),
        (
            reading.read_date_time,
            "1970-01-01T00:00:01Z",
            datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC),
        ),
        (
            reading.read_epoch_seconds,
            "1.5",
            datetime(1970, 1, 1, 0, 0, 1, 500000, tzinfo=UTC),
        ),
        (reading.read_epoch_seconds, None, datetime(1970, 1, 1, tzinfo=UTC)),
        (reading.structure, None, {}),
        (reading.structure, " \n", {}),
        (reading.structure, {"a": "1"}, {"a": "1"}),
        (reading.flat_items, None, []),
        (reading.flat_items, "a", ["a"]),
        (reading.flat_items, ["a", "b"], ["a", "b"]),
        (reading.variant, {"a": "1", "@x": "y"}, ("a", "1")),
        (reading.variant, "", ("", None)),
    ],
)
def test_readers(read: Any, value: object, expected: object) -> None:
    assert read(value, "member") == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, []),
        ("", []),
        ({"other": "x"}, []),
        ({"item": "a"}, ["a"]),
        ({"item": ["a", ""]}, ["a", ""]),
    ],
)
def test_lists(value: object, expected: object) -> None:
    assert reading.read_text_list(reading.items(value, "l", "item"), "l") == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, []),
        ("\n", []),
        ({"entry": {"k": "a", "v": "b"}}, [("a", "b")]),
        (
            {"entry": [{"k": "a", "v": {"c": ""}}, {"k": "", "x": ""}]},
            [("a", {"c": ""}), ("", None)],
        ),
    ],
)
def test_maps(value: Any, expected: object) -> None:
    assert reading.entries(value, "m", "k", "v") == expected
    if value and value != "\n":
        assert reading.flat_entries(value["entry"], "m", "k", "v") == expected


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (reading.read_text, ["4711", "4711"]),
        (reading.read_text, {"a": "4711"}),
        (reading.read_integer, "4711.5"),
        (reading.read_integer, ""),
        (reading.read_integer, {"a": "4711"}),
        (reading.read_integer, "4" * 5000),
        (reading.read_float, "4711x"),
        (reading.read_float, "47_11"),
        (reading.read_float, "\u00a04711"),
        (reading.read_integer, "47_11"),
        (reading.read_integer, "\uff14\uff17\uff11\uff11"),
        (reading.read_integer, "\u20034711"),
        (reading.read_integer, "4711" * 2000),
        (reading.read_decimal, "47_11"),
        (reading.read_epoch_seconds, "47_11"),
        (reading.read_decimal, "4711x"),
        (reading.read_boolean, "4711"),
        (reading.read_boolean, ["true", "true"]),
        (reading.read_blob, "4711!"),
        (reading.read_date_time, "4711"),
        (reading.read_date_time, {"a": "4711"}),
        (reading.read_http_date, "4711"),
        (reading.read_http_date, ["4711"]),
        (reading.read_epoch_seconds, "4711x"),
        (reading.read_epoch_seconds, "4711e300"),
        (reading.read_epoch_seconds, "NaN"),
        (reading.structure, "4711"),
        (reading.structure, [{}, {}]),
        (reading.variant, {"a": "4711", "b": "1"}),
        (reading.variant, {"a": ["4711", "1"], "b": ""}),
    ],
)
def test_readers_name_the_member_and_not_the_value(read: Any, value: object) -> None:
    with pytest.raises(ValueError) as caught:
        read(value, "member")

    assert "member" in str(caught.value)
    assert "4711" not in str(caught.value)


def test_the_first_of_several_elements() -> None:
    assert [reading.first(v) for v in (None, "a", {}, ["a", "b"])] == [
        None,
        "a",
        {},
        "a",
    ]


def test_an_entry_needs_a_key() -> None:
    with pytest.raises(ValueError, match="m: an entry without a key"):
        reading.flat_entries({"value": "4711"}, "m", "key", "value")


@pytest.mark.parametrize(
    ("write", "value", "text"),
    [
        (writing.write_text, "", ""),
        (
            writing.write_text,
            "a b\tc\nd'\"e\u00e9\U0001f600",
            "a b\tc\nd'\"e\u00e9\U0001f600",
        ),
        (writing.write_text, "<&>\r\x85\u2028", "&lt;&amp;&gt;&#xD;&#x85;&#x2028;"),
        (writing.write_text, "]]>", "]]&gt;"),
        (writing.write_text, Color.RED, "red"),
        (writing.write_blob, b"\0\xff", "AP8="),
        (writing.write_blob, bytearray(b"a"), "YQ=="),
    ],
)
def test_writers(write: Callable[[Any], str], value: object, text: str) -> None:
    assert f"{write(value)}" == text


def test_an_attribute() -> None:
    text = writing.write_attribute("n", "<&>\"'\t\n\r ")

    assert text == ' n="&lt;&amp;&gt;&quot;\'&#x9;&#xA;&#xD; "'
    assert decode(f"<a{text}/>".encode()) == ("a", {"@n": "<&>\"'\t\n\r "})


@pytest.mark.parametrize(
    ("write", "value"),
    [
        (writing.write_text, 1),
        (writing.write_text, b"x"),
        (writing.write_text, None),
        (writing.write_text, "\x00"),
        (writing.write_text, "\x1f"),
        (writing.write_text, "\ud800"),
        (writing.write_text, "\ufffe"),
        (lambda value: writing.write_attribute("n", value), "\x01"),
        (lambda value: writing.write_attribute("n", value), 1),
        (writing.write_blob, "text"),
        (writing.sequence, "abc"),
        (writing.pairs, [("a", "b")]),
    ],
)
def test_writers_refuse_wrong_values(write: Any, value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        write(value)


@given(st.text())
def test_any_string_arrives_as_it_is_or_is_refused(value: str) -> None:
    try:
        text = writing.write_text(value)
        attribute = writing.write_attribute("n", value)
    except ValueError:
        with pytest.raises(ValueError):
            decode(f"<a>{value.replace('&', '').replace('<', '')}</a>".encode())
        return

    assert decode(f"<a>{text}</a>".encode()) == ("a", value)
    assert decode(f"<a{attribute}/>".encode()) == ("a", {"@n": value})
