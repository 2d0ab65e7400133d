"""Event stream messages taken apart without our own codec: headers with their types, and payloads."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any
from zlib import crc32

from attrs import frozen

_FIXED = {
    2: ("byte", ">b"),
    3: ("short", ">h"),
    4: ("integer", ">i"),
    5: ("long", ">q"),
}
_SIZED = {6: "blob", 7: "string"}
_TIMESTAMP = 8


@frozen
class Message:
    """One message."""

    headers: Mapping[str, tuple[str, Any]]
    """Name → type and value; a timestamp is its milliseconds."""

    payload: bytes


def messages(data: bytes) -> list[Message]:
    """All messages in the bytes; both checksums of each must hold."""
    found: list[Message] = []
    while data:
        total, headers, prelude_sum = struct.unpack_from(">III", data)
        message, data = data[:total], data[total:]
        assert len(message) == total
        assert crc32(message[:8]) == prelude_sum
        assert crc32(message[:-4]) == int.from_bytes(message[-4:], "big")
        body = message[12:-4]
        found.append(Message(_headers(body[:headers]), body[headers:]))
    return found


def _headers(data: bytes) -> dict[str, tuple[str, Any]]:
    found: dict[str, tuple[str, Any]] = {}
    at = 0
    while at < len(data):
        size = data[at]
        name = data[at + 1 : at + 1 + size].decode()
        kind = data[at + 1 + size]
        value, at = _value(kind, data, at + 2 + size)
        assert name not in found
        found[name] = value
    return found


def _value(kind: int, data: bytes, at: int) -> tuple[tuple[str, Any], int]:
    """A header's type and value, and where the next header begins."""
    if kind in (0, 1):
        return ("boolean", kind == 0), at
    if kind in _FIXED:
        name, layout = _FIXED[kind]
        (number,) = struct.unpack_from(layout, data, at)
        return (name, number), at + struct.calcsize(layout)
    if kind in _SIZED:
        (size,) = struct.unpack_from(">H", data, at)
        raw = data[at + 2 : at + 2 + size]
        value = raw.decode() if kind == 7 else raw
        return (_SIZED[kind], value), at + 2 + size
    assert kind == _TIMESTAMP, f"header type {kind}"
    (millis,) = struct.unpack_from(">q", data, at)
    return ("timestamp", millis), at + 8
