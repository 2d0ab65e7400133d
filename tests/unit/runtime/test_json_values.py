"""JSON bodies are read whole or refused, by either parser."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from aiosmithy.codecs.json_values import (
    CHECKED,
    DOCUMENTS,
    NESTING,
    decode,
    decode_quickly,
)

Decode = Callable[..., Any]

BOTH = pytest.mark.parametrize("read", [decode, decode_quickly])
PADDING = b" " * CHECKED


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


@BOTH
@pytest.mark.parametrize(
    "text",
    [
        '{"a":[1,-2.5e3,true,false,null,"é\\u00e9\\ud83d\\ude00\\"\\\\"],"b":{}}',
        ' \r\n\t{"a": {"b": [[], [{}]]}}\n ',
        '"text"',
        "0",
        '{"":{"":""}}',
    ],
)
def test_values(read: Decode, text: str) -> None:
    assert read(text.encode()) == json.loads(text)


def test_exact_numbers_keep_their_digits() -> None:
    found = decode(b'{"a":0.10000000000000000000000001,"b":1}', exact=True)

    assert found == {"a": Decimal("0.10000000000000000000000001"), "b": 1}
    assert type(found["b"]) is int


def test_what_orjson_reads_differently_and_is_therefore_kept_from() -> None:
    many, half = b"1" * 30, b'"\\ud800"'

    assert decode(many) == int(many)
    assert decode_quickly(many) == float(many)
    assert decode(half) == "\ud800"
    with pytest.raises(ValueError):
        decode_quickly(half)


@BOTH
@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'{"a":1',
        b'{"a":1}x',
        b'{"a":1,}',
        b"{'a':1}",
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":-Infinity}',
        b'{"a":01}',
        b'{"a":"\x01"}',
        b'{"a":"\xff"}',
        b'{"a":"\xed\xa0\x80"}',
        b"\xef\xbb\xbf{}",
        "{}".encode("utf-16"),
        b"<html>",
        b" ",
        b'{"a":' * 100_000,
        b"[" * 100_000,
        b" " + b"[" * 100_000,
        nested(100_000),
    ],
)
def test_what_is_no_json_is_refused(read: Decode, body: bytes) -> None:
    with pytest.raises(ValueError):
        read(body)


@pytest.mark.parametrize(
    "body",
    [
        b'{"a":1,"a":1}',
        b'{"a":1,"b":2,"a":null}',
        b'{"a" : 1, "a" : 2}',
        b'{"a":1,"\\u0061":2}',
        b'[{"b":{"a":{},"a":{}}}]',
        b' {"a":1,"a":1}',
    ],
)
@pytest.mark.parametrize("exact", [False, True])
def test_a_key_twice(body: bytes, exact: bool) -> None:
    with pytest.raises(ValueError, match="a key twice"):
        decode(body, exact=exact)


def test_in_a_long_body_the_last_of_two_keys_counts() -> None:
    assert decode(b'{"a":1,"a":2}' + PADDING) == {"a": 2}


@BOTH
@pytest.mark.parametrize("bound", [NESTING, DOCUMENTS])
@pytest.mark.parametrize(
    "build", [nested, lambda depth: b'{"a":' * (depth - 1) + b"{}" + b"}" * (depth - 1)]
)
def test_nesting_up_to_the_bound(
    read: Decode, bound: int, build: Callable[[int], bytes]
) -> None:
    assert read(build(bound), nesting=bound) is not None
    with pytest.raises(ValueError, match=f"nested more than {bound} deep"):
        read(build(bound + 1), nesting=bound)


@BOTH
def test_many_values_side_by_side_are_not_nested(read: Decode) -> None:
    body = b"[" + b",".join([b'{"a":[{}]}'] * 1000) + b"]"

    assert len(read(body)) == 1000


def test_a_deep_long_body_is_refused_all_the_same() -> None:
    with pytest.raises(ValueError, match="nested too deeply"):
        decode(nested(50_000))
