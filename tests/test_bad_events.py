"""Hostile event streams in the protocols that have them: what arrived before is given, then an error of ours comes."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable, Iterator
from typing import Any
from zlib import crc32

import pytest
from aiosmithy.errors import ResponseParseError, ServiceError
from aiosmithy.http import HttpResponse
from wire_model import FORMATS, STREAMING, Wire, wire_clients

NODES = {
    "json": b'{"text": "x", "root": {"name": "y"}}',
    "xml": b"<NodeEvent><text>x</text><root><name>y</name></root></NodeEvent>",
    "cbor": b"\xa2\x64text\x61x\x64root\xa1\x64name\x61y",
}
BROKEN = {"json": b'{"text": ', "xml": b"<NodeEvent><text>", "cbor": b"\xa2\x64text"}
DEEP = {
    "json": b'{"root":' + b'{"next":' * 500 + b"{}" + b"}" * 501,
    "xml": b"<NodeEvent>" + b"<next>" * 300 + b"</next>" * 300 + b"</NodeEvent>",
    "cbor": b"\xa1\x64root" + b"\xa1\x64next" * 300 + b"\xa0",
}


def of(protocol: str, table: dict[str, bytes]) -> bytes:
    """The body in the format of the protocol."""
    return next(table[name] for name in table if protocol in FORMATS[name])


def header(name: str, value: bytes, kind: int = 7) -> bytes:
    """A header; kind 7 is a text."""
    size = struct.pack(">H", len(value)) if kind in (6, 7) else b""
    return bytes([len(name)]) + name.encode() + bytes([kind]) + size + value


def frame(headers: bytes, payload: bytes = b"") -> bytes:
    prelude = struct.pack(">II", 16 + len(headers) + len(payload), len(headers))
    head = prelude + struct.pack(">I", crc32(prelude)) + headers + payload
    return head + struct.pack(">I", crc32(head))


def event(payload: bytes, *more: bytes, name: str = "node") -> bytes:
    kind = header(":message-type", b"event") + header(":event-type", name.encode())
    return frame(kind + b"".join(more), payload)


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def sized(total: int, headers: int) -> bytes:
    """A prelude that announces a message of those sizes, with the right checksum."""
    prelude = struct.pack(">II", total, headers)
    return prelude + struct.pack(">I", crc32(prelude)) + b"x" * 100


def number(value: bytes, kind: int) -> bytes:
    return header("number", value, kind)


# Name → what comes after a good event.
TAILS: dict[str, Callable[[bytes], bytes]] = {
    "a prelude's checksum is wrong": lambda good: flipped(event(good), 8),
    "a message's checksum is wrong": lambda good: flipped(event(good), -1),
    "a payload is changed": lambda good: flipped(event(good), -8),
    "a length is changed": lambda good: flipped(event(good), 3),
    "ends in a prelude": lambda good: event(good)[:7],
    "ends in headers": lambda good: event(good)[:30],
    "ends in a payload": lambda good: event(good)[:-6],
    "ends in a checksum": lambda good: event(good)[:-1],
    "a message over the limit": lambda good: sized(25 << 20, 0),
    "a message of 4 GiB": lambda good: sized(0xFFFFFFFF, 0),
    "headers over the limit": lambda good: sized(1 << 20, 129 << 10),
    "headers longer than the message": lambda good: sized(100, 200),
    "a message shorter than its frame": lambda good: sized(15, 0),
    "html": lambda good: b"<html><body>Proxy</body></html>",
    "no headers": lambda good: frame(b"", good),
    "half a header": lambda good: frame(header(":message-type", b"event")[:-3]),
    "a header of no known type": lambda good: event(good, header("a", b"", 10)),
    "a header without a name": lambda good: event(good, header("", b"x")),
    "a header twice": lambda good: event(good, header(":event-type", b"node")),
    "a header that is not UTF-8": lambda good: event(good, header("a", b"\xff")),
    "a text for a number": lambda good: event(good, number(b"1", 7)),
    "no known type of message": lambda good: frame(
        header(":message-type", b"surprise"), good
    ),
    "a type of message that is no text": lambda good: frame(
        header(":message-type", b"\0\0\0\1", 4), good
    ),
}


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    with wire_clients(tmp_path_factory.mktemp("wire")) as clients:
        yield clients


def heard(wire: Wire, protocol: str, body: bytes) -> tuple[list[Any], Exception | None]:
    """The events in a body, and what ended them."""
    headers = {
        "x-amzn-requestid": "r-1",
        "content-type": "application/vnd.amazon.eventstream",
        "smithy-protocol": "rpc-v2-cbor",
    }
    found: list[Any] = []

    async def listen(output: Any) -> None:
        async for each in output.events:
            found.append(each.value)

    try:
        output = wire.call(protocol, HttpResponse(200, headers, body), "watch")
        asyncio.run(listen(output))
    except Exception as error:
        return found, error
    return found, None


@pytest.mark.parametrize("protocol", STREAMING)
def test_what_is_right_is_read(wire: Wire, protocol: str) -> None:
    good = of(protocol, NODES)
    body = event(good, number(b"\0\0\0\7", 4)) * 3
    found, ended = heard(wire, protocol, body)

    assert ended is None
    assert [(each.number, each.text, each.root.name) for each in found] == [
        (7, "x", "y")
    ] * 3


@pytest.mark.parametrize("protocol", STREAMING)
@pytest.mark.parametrize("name", TAILS)
def test_a_stream_that_breaks(wire: Wire, protocol: str, name: str) -> None:
    good = of(protocol, NODES)
    found, ended = heard(wire, protocol, event(good) + TAILS[name](good))

    assert [each.root.name for each in found] == ["y"]
    assert isinstance(ended, ResponseParseError)
    assert (ended.http_status, ended.request_id) == (200, "r-1")
    assert len(str(ended)) < 500


@pytest.mark.parametrize("protocol", STREAMING)
@pytest.mark.parametrize("table", [BROKEN, DEEP], ids=["broken", "deep"])
def test_a_payload_that_cannot_be_read(
    wire: Wire, protocol: str, table: dict[str, bytes]
) -> None:
    payload = of(protocol, table)
    found, ended = heard(wire, protocol, event(of(protocol, NODES)) + event(payload))

    assert len(found) == 1
    assert isinstance(ended, ResponseParseError)
    assert ended.request_id == "r-1" and payload.startswith(ended.body)


@pytest.mark.parametrize("protocol", STREAMING)
@pytest.mark.parametrize("table", [BROKEN, DEEP], ids=["broken", "deep"])
def test_an_exception_that_cannot_be_read(
    wire: Wire, protocol: str, table: dict[str, bytes]
) -> None:
    kind = header(":message-type", b"exception") + header(":exception-type", b"refused")
    found, ended = heard(wire, protocol, frame(kind, of(protocol, table)))

    assert isinstance(ended, ServiceError) and not found
    assert type(ended) is wire.package(protocol).errors.Refused
    assert ended.request_id == "r-1"


@pytest.mark.parametrize("protocol", STREAMING)
def test_an_exception_that_nobody_knows(wire: Wire, protocol: str) -> None:
    kind = header(":message-type", b"exception") + header(":exception-type", b"other")
    _, ended = heard(wire, protocol, frame(kind, b"\xff" * 100))

    assert type(ended) is wire.package(protocol).errors.WireError


@pytest.mark.parametrize("protocol", ["awsJson1_0", "awsJson1_1", "rpcv2Cbor"])
def test_an_initial_response_that_cannot_be_read(wire: Wire, protocol: str) -> None:
    body = of(protocol, BROKEN)
    found, ended = heard(wire, protocol, event(body, name="initial-response"))

    assert isinstance(ended, ResponseParseError) and not found
    assert ended.request_id == "r-1"
