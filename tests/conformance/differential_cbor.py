"""Outputs and errors in CBOR (RFC 8949 §3)."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from differential_scalars import seconds


def cbor_root(shape: Any, data: Any) -> bytes:
    """A structure as a document."""
    return cbor(_cbor_value(shape, data))


def cbor_data(shape: Any, data: Mapping[str, Any]) -> dict[str, Any]:
    """A structure's members under their names on the wire."""
    return {
        member.serialization.get("name", name): _cbor_value(member, data[name])
        for name, member in shape.members.items()
        if name in data
    }


def _cbor_value(shape: Any, value: Any) -> Any:
    if shape.type_name == "structure":
        return cbor_data(shape, value)
    if shape.type_name == "list":
        return [_cbor_value(shape.member, item) for item in value]
    if shape.type_name == "map":
        return {key: _cbor_value(shape.value, item) for key, item in value.items()}
    return value


def cbor(value: Any) -> bytes:
    """Any value of ours (RFC 8949 §3)."""
    if value is None or isinstance(value, bool):
        return b"\xf6" if value is None else b"\xf5" if value else b"\xf4"
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, float):
        return b"\xfb" + struct.pack(">d", value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        return _head(3, len(value.encode())) + value.encode()
    if isinstance(value, datetime):
        return b"\xc1" + cbor(seconds(value))
    if isinstance(value, list):
        return _head(4, len(value)) + b"".join(map(cbor, value))
    pairs = (cbor(key) + cbor(item) for key, item in value.items())
    return _head(5, len(value)) + b"".join(pairs)


def _head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    for extra, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 1 << 8 * size:
            return bytes([major << 5 | extra]) + number.to_bytes(size, "big")
    raise AssertionError(number)
