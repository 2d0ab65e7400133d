"""Work grows with a body's size, not with its square: twice the body, about twice the calls.

Calls are counted, not time, so the tests are exact on any machine; work inside one call of C is measured on demand
(``-m full``), by the ratio of two sizes.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from aiosmithy.codecs.xml_values import XmlDecoder
from aiosmithy.errors import AiosmithyError
from aiosmithy.event_stream.framing import FrameDecoder
from aiosmithy.http import HttpResponse
from bad_bodies import framed
from test_bad_bodies import response
from test_bad_events import event
from wire_model import Wire, wire_clients

Body = Callable[[int], bytes]
BODIES: dict[str, tuple[str, Body]] = {
    "JSON, list": ("restJson1", lambda n: b'{"texts": [' + b'"a",' * n + b'"a"]}'),
    "JSON, nodes": ("restJson1", lambda n: b'{"nodes": [' + b"{}," * n + b"{}]}"),
    "JSON, unknown members": (
        "restJson1",
        lambda n: b"{%s}" % b",".join(b'"k%d":1' % i for i in range(n)),
    ),
    "JSON, escapes": ("restJson1", lambda n: b'{"text": "' + b"\\u0061" * n + b'"}'),
    "JSON, digits": ("restJson1", lambda n: b'{"exact": ' + b"1" * n + b".5}"),
    "JSON, variants": (
        "restJson1",
        lambda n: b'{"choice": {%s}}' % b",".join(b'"k%d":1' % i for i in range(n)),
    ),
    "XML, list": ("restXml", lambda n: framed("restXml", b"<texts>%s</texts>" % (b"<member>a</member>" * n))),
    "XML, a member often": ("restXml", lambda n: framed("restXml", b"<text>a</text>" * n)),
    "XML, names": (
        "restXml",
        lambda n: framed("restXml", b"".join(b"<n%d/>" % i for i in range(n))),
    ),
    "XML, attributes": (
        "restXml",
        lambda n: b"<a %s/>" % b" ".join(b'a%d="x"' % i for i in range(n)),
    ),
    "XML, entities": ("restXml", lambda n: framed("restXml", b"<text>%s</text>" % (b"&lt;" * n))),
    "XML, CDATA": ("restXml", lambda n: framed("restXml", b"<text>%s</text>" % (b"<![CDATA[x]]>" * n))),
    "XML, comments": ("restXml", lambda n: framed("restXml", b"<!--x-->" * n)),
    "XML, namespaces": ("restXml", lambda n: framed("restXml", b'<a xmlns:b="c"/>' * n)),
    "XML, prefixes": ("restXml", lambda n: b"<a>%s</a>" % b"".join(b"<x:n%d/>" % i for i in range(n))),
    "CBOR, list": ("rpcv2Cbor", lambda n: b"\xbf\x65texts\x9f" + b"\x61a" * n + b"\xff\xff"),
    "CBOR, pieces": ("rpcv2Cbor", lambda n: b"\xbf\x64text\x7f" + b"\x61a" * n + b"\xff\xff"),
    "CBOR, pieces of bytes": ("rpcv2Cbor", lambda n: b"\xbf\x64data\x5f" + b"\x41a" * n + b"\xff\xff"),
    "CBOR, keys": (
        "rpcv2Cbor",
        lambda n: b"\xbf" + b"".join(b"\x67%07d\x00" % i for i in range(n)) + b"\xff",
    ),
    "CBOR, keys in pieces": (
        "rpcv2Cbor",
        lambda n: b"\xbf" + b"".join(b"\x7f\x67%07d\xff\x00" % i for i in range(n)) + b"\xff",
    ),
    "CBOR, a bignum": ("rpcv2Cbor", lambda n: b"\xbf\x63big\xc2\x5a" + n.to_bytes(4, "big") + b"x" * n + b"\xff"),
}  # fmt: skip; a table, a body a line
SMALL = 2_000
HEADERS = {
    "dates": lambda n: "Tue, 02 Jan 2024 03:04:05 GMT, " * n,
    "limit": lambda n: "9" * n,
    "extra-a": lambda n: "a," * n,
}


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    with wire_clients(tmp_path_factory.mktemp("wire")) as clients:
        yield clients


def reading(wire: Wire, protocol: str, given: HttpResponse) -> Callable[[], None]:
    """What reads a response, whatever it makes of it."""
    parse = wire.parser(protocol)

    def read() -> None:
        with suppress(AiosmithyError):
            parse(given)

    return read


def calls(work: Callable[[], None]) -> int:
    """How many functions are called, in Python and in C."""
    count = 0

    def note(_: object, kind: str, __: object) -> None:
        nonlocal count
        if kind in ("call", "c_call"):
            count += 1

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("status", [200, 400])
def test_calls_for_bodies(wire: Wire, name: str, status: int) -> None:
    protocol, body = BODIES[name]
    once, twice = (
        calls(reading(wire, protocol, response(protocol, body(size), status)))
        for size in (SMALL, 2 * SMALL)
    )

    assert twice <= 2.1 * once + 50


@pytest.mark.parametrize("name", HEADERS)
@pytest.mark.parametrize("protocol", ["restJson1", "restXml"])
def test_calls_for_headers(wire: Wire, protocol: str, name: str) -> None:
    once, twice = (
        calls(
            reading(
                wire,
                protocol,
                response(protocol, b"", **{f"x-{name}": HEADERS[name](size)}),
            )
        )
        for size in (SMALL, 2 * SMALL)
    )

    assert twice <= 2.1 * once + 50


def fed_frames(size: int) -> Callable[[], None]:
    data = event(b"x" * size) * 3

    def feed() -> None:
        decoder = FrameDecoder()
        for at in range(0, len(data), 100):
            decoder.feed(data[at : at + 100])
            while decoder.next_frame() is not None:
                pass

    return feed


def fed_xml(size: int) -> Callable[[], None]:
    data = b'<a b="' + b"x" * size + b'"/>'

    def feed() -> None:
        decoder = XmlDecoder()
        for at in range(0, len(data), 100):
            decoder.feed(data[at : at + 100])
        decoder.finish()

    return feed


@pytest.mark.parametrize("fed", [fed_frames, fed_xml])
def test_calls_for_what_is_fed(fed: Callable[[int], Callable[[], None]]) -> None:
    once, twice = (calls(fed(size * 20)) for size in (SMALL, 2 * SMALL))

    assert twice <= 2.1 * once + 50


def seconds(work: Callable[[], None]) -> float:
    found: list[float] = []
    for _ in range(5):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


@pytest.mark.full
@pytest.mark.parametrize("name", BODIES)
def test_time_for_bodies(wire: Wire, name: str) -> None:
    """Eight times the body takes far less than the 64 times of a square."""
    protocol, body = BODIES[name]
    once, eight = (
        seconds(reading(wire, protocol, response(protocol, body(size))))
        for size in (20_000, 160_000)
    )

    assert eight < 24 * once + 0.005


@pytest.mark.full
@pytest.mark.parametrize("fed", [fed_frames, fed_xml])
def test_time_for_what_is_fed(fed: Callable[[int], Callable[[], None]]) -> None:
    once, eight = (seconds(fed(size)) for size in (200_000, 1_600_000))

    assert eight < 24 * once + 0.005
