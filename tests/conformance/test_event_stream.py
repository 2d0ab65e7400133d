"""The published event stream messages: decoded and encoded to the byte, or refused."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from aiosmithy.event_stream import headers as h
from aiosmithy.event_stream.framing import (
    Frame,
    FrameDecoder,
    FrameError,
    encode_frame,
)
from conformance_table import Tally

SUITES = Path(__file__).resolve().parents[3] / "shared/conformance/event-stream"
GO = SUITES / "smithy-go"
RUST = SUITES / "smithy-rs"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

pytestmark = pytest.mark.skipif(
    not SUITES.exists(),
    reason="the published vectors lie in ../shared, which is not here",
)

WRITERS: tuple[Callable[[bytearray, bytes, Any], None], ...] = (
    h.write_boolean,
    h.write_boolean,
    h.write_byte,
    h.write_short,
    h.write_integer,
    h.write_long,
    h.write_blob,
    h.write_text,
    h.write_timestamp,
    h.write_uuid,
)


def names(folder: Path, pattern: str = "*") -> list[str]:
    return sorted(path.name for path in folder.glob(pattern))


def decode(data: bytes) -> Frame:
    """The one message of the bytes, which arrive one at a time."""
    decoder = FrameDecoder()
    for at in range(len(data)):
        assert decoder.next_frame() is None
        decoder.feed(data[at : at + 1])
    frame = decoder.next_frame()
    decoder.finish()
    assert frame is not None
    return frame


def value_of(header: dict[str, Any]) -> Any:
    kind, value = header["type"], header["value"]
    if kind == 7:
        return b64decode(value).decode()
    if kind == 6:
        return b64decode(value)
    if kind == 8:
        return EPOCH + timedelta(milliseconds=value)
    return UUID(bytes=b64decode(value)) if kind == 9 else value


@pytest.mark.parametrize("name", names(GO / "decoded" / "positive"))
def test_good_messages_both_ways(name: str, tally: Tally) -> None:
    tally("event-stream")
    data = (GO / "encoded" / "positive" / name).read_bytes()
    expected = json.loads((GO / "decoded" / "positive" / name).read_bytes())
    headers = bytearray()
    for header in expected["headers"]:
        write = WRITERS[header["type"]]
        write(headers, h.header_name(header["name"]), value_of(header))

    frame = decode(data)

    assert frame.payload == b64decode(expected["payload"])
    assert frame.headers == {
        header["name"]: value_of(header) for header in expected["headers"]
    }
    assert encode_frame(bytes(headers), frame.payload) == data


@pytest.mark.parametrize("name", names(GO / "decoded" / "negative"))
def test_corrupted_messages(name: str, tally: Tally) -> None:
    tally("event-stream")
    data = (GO / "encoded" / "negative" / name).read_bytes()
    problem = (GO / "decoded" / "negative" / name).read_text().strip()

    with pytest.raises(FrameError, match=f"(?i){problem}"):
        decode(data)


@pytest.mark.parametrize("name", names(RUST, "valid_*"))
def test_other_good_messages(name: str, tally: Tally) -> None:
    tally("event-stream")
    frame = decode((RUST / name).read_bytes())

    assert (
        frame.payload
        == {
            "valid_empty_payload": b"",
            "valid_no_headers": b"another test payload",
            "valid_with_all_headers_and_payload": b"some payload",
        }[name]
    )
    if name == "valid_with_all_headers_and_payload":
        assert frame.headers == {
            "true": True,
            "false": False,
            "byte": 50,
            "short": 20_000,
            "int": 500_000,
            "long": 50_000_000_000,
            "bytes": b"some bytes",
            "str": "some str",
            "time": EPOCH + timedelta(seconds=5_000_000),
            "uuid": UUID("b79bc914-de21-4e13-b8b2-bc47e85b7f0b"),
        }


@pytest.mark.parametrize("name", names(RUST, "invalid_*"))
def test_other_bad_messages(name: str, tally: Tally) -> None:
    tally("event-stream")
    with pytest.raises(FrameError):
        decode((RUST / name).read_bytes())


# Their checksums are wrong too, so the headers are read on their own.
@pytest.mark.parametrize("name", names(RUST, "invalid_header_*"))
def test_bad_headers(name: str) -> None:
    data = (RUST / name).read_bytes()

    with pytest.raises(FrameError, match="header"):
        h.read_headers(data[12 : 12 + int.from_bytes(data[4:8], "big")])
