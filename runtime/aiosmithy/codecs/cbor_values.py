"""CBOR data items as Python values, and no more: it knows nothing of shapes, and never acts on a tag (RFC 8949).

A service's answer is hostile until read: nesting is bounded, nothing is allocated from a declared length, and whatever
is wrong is a ``ValueError`` that holds none of the body's values.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any, Final, NoReturn, TypeAlias

__all__ = ["NESTING", "Tagged", "decode"]

NESTING: Final = 128
"""How many arrays, maps and tags may lie in one another."""

_BREAK: Final = 0xFF

_Reader: TypeAlias = Callable[[bytes, int, int, dict[bytes, str]], tuple[Any, int]]
"""(body, position behind the initial byte, levels left, keys seen) → (value, position behind the item).

Positions are not checked against the body's end: they only grow, so an item beyond it fails at the next byte that is
looked at, or in ``decode``.
"""

_unpack_2 = struct.Struct(">H").unpack_from
_unpack_4 = struct.Struct(">I").unpack_from
_unpack_8 = struct.Struct(">Q").unpack_from
_unpack_half = struct.Struct(">e").unpack_from
_unpack_single = struct.Struct(">f").unpack_from
_unpack_double = struct.Struct(">d").unpack_from


class Tagged:
    """A value with a tag; what it means is for the member that it is read for to say (RFC 8949 §3.4)."""

    __slots__ = ("tag", "value")

    def __init__(self, tag: int, value: Any) -> None:
        self.tag = tag
        self.value = value


def decode(data: bytes) -> Any:
    """One data item: int, float, bool, None, bytes, str, list, dict or ``Tagged``; undefined is None.

    Raises:
        ValueError: The bytes are not exactly one well-formed item, it is nested too deeply, or a map's keys are not
            texts that differ.
    """
    try:
        value, end = _READERS[data[0]](data, 1, NESTING, {})
    except (IndexError, struct.error):
        raise _ends_early() from None
    except UnicodeDecodeError:
        raise ValueError("a text that is not UTF-8") from None
    if end > len(data):
        raise _ends_early()
    if end < len(data):
        raise ValueError("bytes after the end of the CBOR item")
    return value


def _ends_early() -> ValueError:
    return ValueError("the CBOR item ends early")


def _argument(data: bytes, at: int) -> tuple[int, int]:
    """The number in or behind the initial byte, which is before ``at`` (RFC 8949 §3)."""
    info = data[at - 1] & 31
    if info < 24:
        return info, at
    if info == 24:
        return data[at], at + 1
    if info == 25:
        return _unpack_2(data, at)[0], at + 2
    if info == 26:
        return _unpack_4(data, at)[0], at + 4
    return _unpack_8(data, at)[0], at + 8


def _small(
    data: bytes, at: int, depth: int, names: dict[bytes, str]
) -> tuple[int, int]:
    return data[at - 1], at


def _unsigned(
    data: bytes, at: int, depth: int, names: dict[bytes, str]
) -> tuple[int, int]:
    return _argument(data, at)


def _negative(
    data: bytes, at: int, depth: int, names: dict[bytes, str]
) -> tuple[int, int]:
    number, at = _argument(data, at)
    return -1 - number, at


def _bytes(
    data: bytes, at: int, depth: int, names: dict[bytes, str]
) -> tuple[bytes, int]:
    size, at = _argument(data, at)
    return data[at : at + size], at + size


def _short_text(
    data: bytes, at: int, depth: int, names: dict[bytes, str]
) -> tuple[str, int]:
    end = at + data[at - 1] - 0x60
    return data[at:end].decode(), end


def _text(data: bytes, at: int, depth: int, names: dict[bytes, str]) -> tuple[str, int]:
    size, at = _argument(data, at)
    return data[at : at + size].decode(), at + size


def _chunks(data: bytes, at: int, kind: int) -> tuple[list[bytes], int]:
    """The pieces up to the break: strings of the same kind, each with its length (RFC 8949 §3.2.3)."""
    found: list[bytes] = []
    while (head := data[at]) != _BREAK:
        if head & 0xE0 != kind or head & 31 > 27:
            raise ValueError("a chunk that does not fit its string")
        size, at = _argument(data, at + 1)
        found.append(data[at : at + size])
        at += size
    return found, at + 1


def _chunked_bytes(
    data: bytes, at: int, depth: int, names: dict[bytes, str]
) -> tuple[bytes, int]:
    chunks, at = _chunks(data, at, 0x40)
    return b"".join(chunks), at


def _chunked_text(
    data: bytes, at: int, depth: int, names: dict[bytes, str]
) -> tuple[str, int]:
    chunks, at = _chunks(data, at, 0x60)
    return "".join([chunk.decode() for chunk in chunks]), at


def _array(
    data: bytes, at: int, depth: int, names: dict[bytes, str]
) -> tuple[list[Any], int]:
    count, at = _argument(data, at)
    depth = _deeper(depth)
    found: list[Any] = []
    for _ in range(count):
        value, at = _READERS[data[at]](data, at + 1, depth, names)
        found.append(value)
    return found, at


def _open_array(
    data: bytes, at: int, depth: int, names: dict[bytes, str]
) -> tuple[list[Any], int]:
    depth = _deeper(depth)
    found: list[Any] = []
    while (head := data[at]) != _BREAK:
        value, at = _READERS[head](data, at + 1, depth, names)
        found.append(value)
    return found, at + 1


def _deeper(depth: int) -> int:
    if depth:
        return depth - 1
    raise ValueError(f"CBOR items nested more than {NESTING} deep")


def _map(
    data: bytes, at: int, depth: int, names: dict[bytes, str]
) -> tuple[dict[str, Any], int]:
    count, at = _argument(data, at)
    return _pairs(data, at, depth, names, count)


def _open_map(
    data: bytes, at: int, depth: int, names: dict[bytes, str]
) -> tuple[dict[str, Any], int]:
    return _pairs(data, at, depth, names, -1)


def _pairs(
    data: bytes, at: int, depth: int, names: dict[bytes, str], declared: int
) -> tuple[dict[str, Any], int]:
    """So many pairs, or, if it is negative, those up to the break.

    Nearly all keys and most values are texts of less than 256 bytes: they are read here, for a call costs as much.
    """
    depth = _deeper(depth)
    found: dict[str, Any] = {}
    count = 0
    while count != declared:
        head = data[at]
        if 0x60 <= head <= 0x78:
            if head < 0x78:
                start = at + 1
                at = start + head - 0x60
            else:
                start = at + 2
                at = start + data[at + 1]
            raw = data[start:at]
            key = names.get(raw)
            if key is None:
                key = names[raw] = raw.decode()
        elif head == _BREAK and declared < 0:
            at += 1
            break
        else:
            key, at = _long_key(data, at, depth, names)
        head = data[at]
        if 0x60 <= head <= 0x78:
            if head < 0x78:
                start = at + 1
                at = start + head - 0x60
            else:
                start = at + 2
                at = start + data[at + 1]
            found[key] = data[start:at].decode()
        else:
            found[key], at = _READERS[head](data, at + 1, depth, names)
        count += 1
    if len(found) != count:
        raise ValueError("a map with a key twice")
    return found, at


def _long_key(
    data: bytes, at: int, depth: int, names: dict[bytes, str]
) -> tuple[str, int]:
    if data[at] & 0xE0 != 0x60:
        raise ValueError("a map's key that is not a text")
    key, at = _READERS[data[at]](data, at + 1, depth, names)
    return key, at


def _tagged(
    data: bytes, at: int, depth: int, names: dict[bytes, str]
) -> tuple[Tagged, int]:
    tag, at = _argument(data, at)
    value, at = _READERS[data[at]](data, at + 1, _deeper(depth), names)
    return Tagged(tag, value), at


def _constant(value: bool | None) -> _Reader:
    return lambda data, at, depth, names: (value, at)


def _half(
    data: bytes, at: int, depth: int, names: dict[bytes, str]
) -> tuple[float, int]:
    return _unpack_half(data, at)[0], at + 2


def _single(
    data: bytes, at: int, depth: int, names: dict[bytes, str]
) -> tuple[float, int]:
    return _unpack_single(data, at)[0], at + 4


def _double(
    data: bytes, at: int, depth: int, names: dict[bytes, str]
) -> tuple[float, int]:
    return _unpack_double(data, at)[0], at + 8


def _unknown(data: bytes, at: int, depth: int, names: dict[bytes, str]) -> NoReturn:
    raise ValueError(f"a CBOR item of the unknown kind 0x{data[at - 1]:02x}")


def _major(
    read: _Reader, *, small: _Reader | None = None, chunked: _Reader = _unknown
) -> list[_Reader]:
    """The readers of one major type, by additional information; 28 to 30 are nobody's (RFC 8949 §3)."""
    return [small or read] * 24 + [read] * 4 + [_unknown] * 3 + [chunked]


def _simple() -> list[_Reader]:
    """Major type 7. A simple value that has no name, and a break where none may be, are unknown."""
    null = _constant(None)
    named = [_constant(False), _constant(True), null, null]
    floats = [_half, _single, _double]
    return [_unknown] * 20 + named + [_unknown, *floats] + [_unknown] * 4


_READERS: Final[list[_Reader]] = [
    *_major(_unsigned, small=_small),
    *_major(_negative),
    *_major(_bytes, chunked=_chunked_bytes),
    *_major(_text, small=_short_text, chunked=_chunked_text),
    *_major(_array, chunked=_open_array),
    *_major(_map, chunked=_open_map),
    *_major(_tagged),
    *_simple(),
]
"""By initial byte."""
