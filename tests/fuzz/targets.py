"""What is fuzzed: each decoder as a function of bytes that returns, or raises what a decoder must never raise.

The first byte of an input chooses among the protocols or functions of a target; so any bytes are an input.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from contextlib import suppress
from decimal import Decimal
from importlib import import_module
from typing import Any
from zlib import crc32

from aiosmithy.codecs import cbor_values, json_values, xml_values
from aiosmithy.errors import ResponseParseError, ServiceError
from aiosmithy.event_stream.framing import Frame, FrameDecoder, FrameError
from aiosmithy.event_stream.headers import read_headers
from aiosmithy.http import HttpResponse
from aiosmithy.responses import MISFITS
from aiosmithy.timestamps import (
    parse_date_time,
    parse_epoch_seconds,
    parse_http_date,
)
from attrs import frozen
from bad_bodies import GOOD, bad_bodies, framed
from wire_model import FORMATS, PROTOCOLS, STREAMING, Wire

Run = Callable[[bytes], None]


@frozen
class Target:
    """A decoder.

    Attributes:
        run: Decodes; whatever it raises is a defect.
        seeds: Inputs to begin with.
        words: Bytes that mean something to the decoder.
    """

    run: Run
    seeds: list[bytes]
    words: list[bytes]


class Defect(AssertionError):
    """A decoder raised what it must not."""


def _headers(protocol: str) -> dict[str, str]:
    version = protocol.removeprefix("rpcv2").lower()
    return {"x-amzn-requestid": "r-1", "smithy-protocol": f"rpc-v2-{version}"}


def _answered(parse: Callable[[HttpResponse], Any], response: HttpResponse) -> None:
    try:
        parse(response)
    except ResponseParseError as error:
        if isinstance(error.__cause__, RecursionError):
            raise Defect("a RecursionError in a codec") from error
    except ServiceError:
        pass


def _body_target(wire: Wire, format_: str, words: Iterable[bytes]) -> Target:
    """A success and an error of every protocol with that format, through the generated readers."""
    decoders: list[Callable[[bytes], object]] = {
        "json": [json_values.decode, json_values.decode_quickly],
        "xml": [xml_values.decode],
        "cbor": [cbor_values.decode],
    }[format_]
    protocols = FORMATS[format_]
    parsers = [wire.parser(protocol) for protocol in protocols]
    headers = [_headers(protocol) for protocol in protocols]

    def run(data: bytes) -> None:
        if not data:
            return
        choice, body = data[0], data[1:]
        for decode in decoders:
            with suppress(ValueError):
                decode(body)
        number = choice // 2 % len(parsers)
        status = 400 if choice % 2 else 200
        _answered(parsers[number], HttpResponse(status, headers[number], body))

    seeds = [
        bytes([number * 2 + status]) + body
        for number, protocol in enumerate(protocols)
        for body in (framed(protocol, GOOD[format_]), *bad_bodies(protocol).values())
        for status in (0, 1)
        if len(body) < 2000
    ]
    return Target(run, seeds, [*words, *_NAMES])


_NAMES = [
    *(
        b"text count big exact ratio flag data made day expires second color level".split()
    ),
    *(
        b"texts numbers names nodes choice root any name next number node message".split()
    ),
    b"__type",
]


def _frame(headers: bytes, payload: bytes) -> bytes:
    prelude = struct.pack(">II", 16 + len(headers) + len(payload), len(headers))
    head = prelude + struct.pack(">I", crc32(prelude)) + headers + payload
    return head + struct.pack(">I", crc32(head))


def _event_headers(*texts: tuple[bytes, bytes]) -> bytes:
    return b"".join(
        bytes([len(name)]) + name + b"\x07" + struct.pack(">H", len(text)) + text
        for name, text in texts
    )


def _events_target(wire: Wire) -> Target:
    """Frames as they come, frames whose checksums are right, and their payloads through the generated decoders."""
    readers = [
        import_module(wire.package(name).__name__ + ".codec").decode_events
        for name in STREAMING
    ]
    kind = _event_headers((b":message-type", b"event"), (b":event-type", b"node"))

    def run(data: bytes) -> None:
        if len(data) < 3:
            return
        choice, cut, body = data[0], data[1], data[2:]
        if choice % 3 == 0:
            _decoded(body, cut)
        elif choice % 3 == 1:
            _decoded(_frame(body[:cut], body[cut:]) * 2, cut)
        else:
            _misfit(
                readers[choice // 3 % len(readers)], Frame(_node(body[:4]), body[4:])
            )

    seeds = [
        b"\x00\x05" + _frame(kind, b"{}") * 2,
        b"\x01" + bytes([len(kind)]) + kind + b"{}",
        b"\x01\xff" + b"".join(_typed_headers()),
        *(
            bytes([2 + 3 * n]) + b"\0\0\0\0\7" + GOOD[_format(name)]
            for n, name in enumerate(STREAMING)
        ),
    ]
    return Target(
        run, seeds, [b":message-type", b":event-type", b"node", b"\x07\x00\x04"]
    )


def _format(protocol: str) -> str:
    return next(name for name, group in FORMATS.items() if protocol in group)


def _node(number: bytes) -> dict[str, Any]:
    return {
        ":message-type": "event",
        ":event-type": "node",
        "number": int.from_bytes(number, "big"),
    }


def _typed_headers() -> list[bytes]:
    sizes = {2: 1, 3: 2, 4: 4, 5: 8, 8: 8, 9: 16, 0: 0, 1: 0}
    return [b"\x01" + bytes([97 + k, k]) + b"\x7f" * n for k, n in sizes.items()]


def _decoded(data: bytes, cut: int) -> None:
    decoder = FrameDecoder()
    try:
        for part in (data[:cut], data[cut:]):
            decoder.feed(part)
            while decoder.next_frame() is not None:
                pass
        decoder.finish()
    except FrameError:
        pass
    with suppress(FrameError):
        read_headers(data)


def _misfit(decode: Callable[[Any], object], value: object) -> None:
    try:
        decode(value)
    except RecursionError as error:
        raise Defect("a RecursionError in a codec") from error
    except MISFITS:
        pass


_HEADERS = [
    "x-limit",
    "x-dates",
    "x-extra-a",
    "content-type",
    "x-amzn-errortype",
    "x-amzn-query-error",
    "x-amzn-requestid",
    "smithy-protocol",
]


def _headers_target(wire: Wire) -> Target:
    """Headers of a success and of an error, in every protocol."""
    protocols = list(PROTOCOLS)
    parsers = [wire.parser(protocol) for protocol in protocols]

    def run(data: bytes) -> None:
        if not data:
            return
        number = data[0] // 2 % len(parsers)
        headers = _headers(protocols[number])
        for line in data[1:].decode("latin-1").split("\n"):
            name, _, value = line.partition(":")
            headers[_HEADERS[len(name) % len(_HEADERS)]] = value
        _answered(
            parsers[number], HttpResponse(400 if data[0] % 2 else 200, headers, b"")
        )

    lines = [
        b"aaaaaaaa:5\naaaaaaaaa:Tue, 02 Jan 2024 03:04:05 GMT, Wed, 03 Jan 2024 03:04:05 GMT",
        b"aaaa:ns#Refused:http://example.com\naaaaa:Code;Sender",
        b'aaaaaaaaa:"a, b", c\naa:x',
    ]
    seeds = [bytes([n]) + line for n in range(16) for line in lines]
    words = [
        b"GMT",
        b"1e99999",
        b"Jan",
        b", ",
        b";",
        b"Sender",
        b"#",
        b'"',
        b"\\",
        b"\n",
    ]
    return Target(run, seeds, words)


def _timestamps_target(_: Wire) -> Target:
    """The three formats of timestamps, in text."""

    def run(data: bytes) -> None:
        text = data[1:].decode("latin-1")
        choice = data[0] % 3 if data else 0
        try:
            if choice == 0:
                parse_date_time(text)
            elif choice == 1:
                parse_http_date(text)
            else:
                parse_epoch_seconds(float(text))
                parse_epoch_seconds(Decimal(text))
        except (ValueError, ArithmeticError):
            pass

    texts = [
        b"\x002024-01-02T03:04:05.678Z",
        b"\x002024-01-02T03:04:05+01:00",
        b"\x01Tue, 02 Jan 2024 03:04:05.123 GMT",
        b"\x01Tuesday, 02-Jan-24 03:04:05 GMT",
        b"\x01Tue Jan  2 03:04:05 2024",
        b"\x021515531081.123",
        b"\x02-1e10",
    ]
    return Target(
        run, texts, [b"GMT", b"Z", b"T", b"9999", b"0000", b"e308", b"e99999", b"24:00"]
    )


_JSON_WORDS = [
    *(b'{ } [ ] : , " null true false NaN 1e999 1e99999 -0 \\ud800 \\u0000'.split()),
    b'{"":',
    b"9" * 40,
]
_XML_WORDS = [
    *(
        b"< > </ /> & &amp; &#0; &#x10ffff; <![CDATA[ ]]> <!-- --> <? ?> xmlns:a= a: xsi:type= 1e99999".split()
    ),
    b"<!DOCTYPE a [",
    b"<!ENTITY a ",
    *(
        b"<entry> <key> <value> <member> <item> <Error> <Errors> <Code> <Message>".split()
    ),
]
_CBOR_WORDS = [bytes([n]) for n in bytes.fromhex("5f7f9fbfffc1c2c4f6f9fb1b3b5b7b9bbb")]

TARGETS: dict[str, Callable[[Wire], Target]] = {
    "json": lambda wire: _body_target(wire, "json", _JSON_WORDS),
    "xml": lambda wire: _body_target(wire, "xml", _XML_WORDS),
    "cbor": lambda wire: _body_target(wire, "cbor", _CBOR_WORDS),
    "events": _events_target,
    "headers": _headers_target,
    "timestamps": _timestamps_target,
}
