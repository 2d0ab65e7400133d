"""Event stream messages: whatever way they arrive, whole or not at all."""

from __future__ import annotations

import struct
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID
from zlib import crc32

import pytest
from aiosmithy.event_stream import headers as h
from aiosmithy.event_stream.framing import (
    MAX_HEADERS,
    MAX_PAYLOAD,
    FrameDecoder,
    FrameError,
    encode_frame,
)
from hypothesis import given
from hypothesis import strategies as st

NAME = h.header_name("n")


def message(payload: bytes = b"payload") -> bytes:
    headers = bytearray()
    h.write_text(headers, h.header_name(":event-type"), "chunk")
    return encode_frame(headers, payload)


def payloads(decoder: FrameDecoder) -> list[bytes]:
    found: list[bytes] = []
    while (frame := decoder.next_frame()) is not None:
        assert frame.headers == {":event-type": "chunk"}
        found.append(frame.payload)
    return found


@given(
    sent=st.lists(st.binary(max_size=50), max_size=5),
    cuts=st.lists(st.integers(0, 400), max_size=8),
)
def test_any_cuts_give_the_same_messages(sent: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(map(message, sent))
    edges = [0, *sorted(cuts), len(stream)]
    decoder = FrameDecoder()
    got: list[bytes] = []

    for start, end in pairwise(edges):
        decoder.feed(stream[start:end])
        got += payloads(decoder)
    decoder.finish()

    assert got == sent


@pytest.mark.parametrize("size", [1, 11, 12, 20, -1])
def test_a_stream_that_ends_within_a_message(size: int) -> None:
    decoder = FrameDecoder()
    decoder.feed(message() + message()[:size])

    assert payloads(decoder) == [b"payload"]
    with pytest.raises(FrameError, match="ended within"):
        decoder.finish()


@given(st.integers(0, len(message()) * 8 - 1))
def test_any_flipped_bit_is_noticed(bit: int) -> None:
    data = bytearray(message())
    data[bit // 8] ^= 1 << bit % 8
    decoder = FrameDecoder()
    decoder.feed(bytes(data))

    with pytest.raises(FrameError):
        decoder.next_frame()
    with pytest.raises(FrameError):
        decoder.next_frame()


def test_messages_before_a_broken_one_are_given() -> None:
    decoder = FrameDecoder()
    decoder.feed(message(b"a") + message(b"b") + message(b"c")[:-1] + b"?")

    found = [decoder.next_frame() for _ in "ab"]
    assert [frame and frame.payload for frame in found] == [b"a", b"b"]
    with pytest.raises(FrameError):
        decoder.next_frame()


def prelude(total: int, headers: int) -> bytes:
    lengths = struct.pack(">II", total, headers)
    return lengths + struct.pack(">I", crc32(lengths))


@pytest.mark.parametrize(
    ("total", "headers"),
    [
        (0, 0),
        (15, 0),
        (16, 1),
        (0xFFFFFFFF, 0),
        (0xFFFFFFFF, 0xFFFFFFFF),
        (17 + MAX_PAYLOAD, 0),
        (1 << 20, MAX_HEADERS + 1),
    ],
)
def test_lengths_are_refused_before_anything_is_kept(total: int, headers: int) -> None:
    decoder = FrameDecoder()
    decoder.feed(prelude(total, headers))

    with pytest.raises(FrameError):
        decoder.next_frame()


def test_the_largest_message() -> None:
    headers = bytearray()
    for number in range(4):
        h.write_blob(headers, h.header_name(f"{number}"), b"x" * 32763)
    assert len(headers) == MAX_HEADERS
    data = encode_frame(headers, b"y" * MAX_PAYLOAD)
    decoder = FrameDecoder()

    for start in range(0, len(data), 1 << 20):
        assert decoder.next_frame() is None
        decoder.feed(data[start : start + (1 << 20)])
    frame = decoder.next_frame()

    assert frame is not None
    assert len(frame.payload) == MAX_PAYLOAD
    with pytest.raises(ValueError, match="headers"):
        encode_frame(headers + b"x", b"")
    with pytest.raises(ValueError, match="payload"):
        encode_frame(b"", b"y" * (MAX_PAYLOAD + 1))
    with pytest.raises(FrameError, match="bytes"):
        smaller = FrameDecoder(max_payload=100)
        smaller.feed(data[:12])
        smaller.next_frame()


def test_a_frame_shows_no_values() -> None:
    decoder = FrameDecoder()
    decoder.feed(message(b"secret"))

    assert repr(decoder.next_frame()) == "<Frame :event-type; 6 bytes>"


@pytest.mark.parametrize(
    ("write", "value"),
    [
        (h.write_boolean, True),
        (h.write_boolean, False),
        (h.write_byte, -128),
        (h.write_short, 32767),
        (h.write_integer, -(1 << 31)),
        (h.write_long, (1 << 63) - 1),
        (h.write_blob, b""),
        (h.write_blob, b"x" * 32767),
        (h.write_text, "h\u00e9"),
        (h.write_timestamp, datetime(1969, 12, 31, 23, 59, 59, 999000, tzinfo=UTC)),
        (h.write_uuid, UUID(int=7)),
    ],
)
def test_headers_there_and_back(write: Callable[..., None], value: object) -> None:
    out = bytearray()

    write(out, NAME, value)

    assert h.read_headers(bytes(out)) == {"n": value}
    assert type(h.read_headers(bytes(out))["n"]) is type(value)


@pytest.mark.parametrize(
    ("write", "value"),
    [
        (h.write_boolean, 1),
        (h.write_byte, 128),
        (h.write_byte, True),
        (h.write_short, -32769),
        (h.write_integer, 1 << 31),
        (h.write_integer, 1.0),
        (h.write_long, 1 << 63),
        (h.write_blob, "text"),
        (h.write_blob, b"x" * 32768),
        (h.write_text, b"bytes"),
        (h.write_text, "\u00e9" * 20000),
        (h.write_timestamp, datetime(2020, 1, 1)),
        (h.write_timestamp, 5),
        (h.write_uuid, "00000000-0000-0000-0000-000000000007"),
    ],
)
def test_headers_that_cannot_be_written(write: Callable[..., None], value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        write(bytearray(), NAME, value)


@pytest.mark.parametrize("name", ["", "x" * 256, "\u00e9" * 128])
def test_names_that_cannot_be_written(name: str) -> None:
    with pytest.raises(ValueError, match="255"):
        h.header_name(name)


@pytest.mark.parametrize(
    "data",
    [
        b"\1",
        b"\1n",
        b"\1n\x0a",
        b"\1n\xff",
        b"\2n\0",
        b"\0\0",
        b"\1n\0\1n\1",
        b"\1\xff\0",
        b"\1n\2",
        b"\1n\3\0",
        b"\1n\4\0\0\0",
        b"\1n\5\0\0\0\0\0\0\0",
        b"\1n\6\0",
        b"\1n\6\0\1",
        b"\1n\7\xff\xffx",
        b"\1n\7\0\1\xff",
        b"\1n\x08\0\0\0",
        b"\1n\x08\x7f\xff\xff\xff\xff\xff\xff\xff",
        b"\1n\x09" + b"\0" * 15,
    ],
)
def test_bad_headers(data: bytes) -> None:
    with pytest.raises(FrameError):
        h.read_headers(data)


@given(st.binary(max_size=40))
def test_any_bytes_are_headers_or_a_frame_error(data: bytes) -> None:
    for tail in (data, b"\1n" + data):
        try:
            h.read_headers(tail)
        except FrameError:
            continue
