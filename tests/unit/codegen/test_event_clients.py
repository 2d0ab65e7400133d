"""Generated clients that send and get events, in protocols of every format."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import pytest
from aiosmithy import Credentials
from aiosmithy.event_stream.framing import Frame, FrameDecoder
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.testing import stub_session
from generated_package import generated
from weather import NS, document, member, operation, structure

STREAMING: dict[str, Any] = {"smithy.api#streaming": {}}
HEADER: dict[str, Any] = {"eventHeader": {}}
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
PROTOCOLS = {
    "aws.protocols#restJson1": "application/json",
    "aws.protocols#restXml": "application/xml",
    "aws.protocols#awsJson1_1": "application/json",
    "smithy.protocols#rpcv2Cbor": "application/cbor",
}
RPC = tuple(PROTOCOLS)[2:]


def shapes() -> dict[str, Any]:
    simple = "smithy.api#"
    union = {
        "type": "union",
        "traits": STREAMING,
        "members": {
            "plain": member("Plain"),
            "empty": member("Empty"),
            "headed": member("Headed"),
            "mixed": member("Mixed"),
            "bytes": member("BytesEvent"),
            "text": member("TextEvent"),
            "whole": member("WholeEvent"),
            "storm": member("Storm"),
        },
    }
    ends = structure(
        name=member("smithy.api#String", httpHeader="x-name"),
        events=member("Events", httpPayload={}),
    )
    return {
        "Events": union,
        "Plain": structure(
            words=member("Words"), at=member(f"{simple}Timestamp"), big=member("Inner")
        ),
        "Empty": structure(),
        "Headed": structure(
            yes=member(f"{simple}Boolean", **HEADER),
            byte=member(f"{simple}Byte", **HEADER),
            short=member(f"{simple}Short", **HEADER),
            integer=member(f"{simple}Integer", required={}, **HEADER),
            long=member(f"{simple}Long", **HEADER),
            blob=member(f"{simple}Blob", **HEADER),
            string=member("Sky", **HEADER),
            at=member(f"{simple}Timestamp", required={}, **HEADER),
        ),
        "Mixed": structure(
            name=member(f"{simple}String", **HEADER), words=member("Words")
        ),
        "BytesEvent": structure(data=member(f"{simple}Blob", eventPayload={})),
        "TextEvent": structure(data=member(f"{simple}String", eventPayload={})),
        "WholeEvent": structure(data=member("Inner", eventPayload={})),
        "Inner": structure(n=member(f"{simple}Integer")),
        "Words": {"type": "list", "member": member(f"{simple}String")},
        "Storm": structure(
            error="server",
            message=member(f"{simple}String"),
            force=member(f"{simple}Integer"),
        ),
        "In": ends,
        "Out": ends,
        "GetTime": operation("/time", "In", "Out"),
    }


def model(protocol: str) -> dict[str, Any]:
    found = document(**shapes())
    traits = found["shapes"][NS + "Weather"]["traits"]
    del traits["aws.protocols#restJson1"]
    traits[protocol] = {}
    return found


@pytest.fixture(scope="module", params=PROTOCOLS)
def speaking(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Any]]:
    folder = tmp_path_factory.mktemp("events")
    with generated(model(request.param), folder) as package:
        yield request.param, package


def events(package: Any) -> list[Any]:
    """One of each kind, and some with nothing in them."""
    s = package.shapes
    inner = s.Inner(n=5)
    return [
        s.EventsPlain(value=s.Plain(words=["a", "b<>&"], at=NOON, big=inner)),
        s.EventsPlain(value=s.Plain()),
        s.EventsEmpty(value=s.Empty()),
        s.EventsHeaded(
            value=s.Headed(
                yes=False,
                byte=-1,
                short=-2,
                integer=3,
                long=1 << 40,
                blob=b"\xff",
                string="purple",
                at=NOON,
            )
        ),
        s.EventsHeaded(value=s.Headed(integer=0, at=NOON)),
        s.EventsMixed(value=s.Mixed(name="é", words=["x"])),
        s.EventsMixed(value=s.Mixed()),
        s.EventsBytes(value=s.BytesEvent(data=b"\x00\x01")),
        s.EventsBytes(value=s.BytesEvent()),
        s.EventsText(value=s.TextEvent(data="é")),
        s.EventsText(value=s.TextEvent()),
        s.EventsWhole(value=s.WholeEvent(data=inner)),
        s.EventsWhole(value=s.WholeEvent()),
    ]


def frames(data: bytes) -> list[Frame]:
    decoder = FrameDecoder()
    decoder.feed(data)
    found: list[Frame] = []
    while (frame := decoder.next_frame()) is not None:
        found.append(frame)
    decoder.finish()
    return found


def encoded(package: Any, event: Any) -> bytes:
    """The message that an event is sent as."""
    message: bytes = import_module(f"{package.__name__}.codec").encode_events(event)
    return message


async def spoken(*given: Any) -> AsyncIterator[Any]:
    for event in given:
        yield event


def call(package: Any, given: list[Any], body: bytes, **headers: str) -> Any:
    """Call the operation; gives what was sent, the output and the events that came."""
    sent: list[HttpRequest] = []

    async def answer(request: HttpRequest) -> HttpResponse:
        streamed: Any = request.body
        chunks = [chunk async for chunk in streamed.chunks()]
        request.body = b"".join(
            frames(chunk)[0].payload for chunk in chunks[:-1]
        )  # in signed messages, the last of them empty
        sent.append(request)
        return HttpResponse(200, headers, body)

    async def test() -> Any:
        client = package.WeatherClient(
            region="eu-west-1",
            credentials=Credentials("AKIDEXAMPLE", "secret"),
            endpoint_url="https://example.com",
            session=stub_session(answer),
        )
        output = await client.get_time(name="me", events=spoken(*given))
        return sent[0], output, [event async for event in output.events]

    return asyncio.run(test())


def replied(protocol: str, *messages: bytes) -> tuple[bytes, dict[str, str]]:
    """A response's body and headers."""
    headers = {"x-name": "you", "content-type": "application/vnd.amazon.eventstream"}
    if protocol == "smithy.protocols#rpcv2Cbor":
        headers["smithy-protocol"] = "rpc-v2-cbor"
    return b"".join(messages), headers


def test_events_of_every_kind_survive_both_ways(speaking: tuple[str, Any]) -> None:
    protocol, package = speaking
    given = events(package)
    messages = [encoded(package, event) for event in given]
    body, headers = replied(protocol, *messages)

    request, _, found = call(package, given, body, **headers)

    assert found == given
    assert request.headers["content-type"] == "application/vnd.amazon.eventstream"
    assert request.body.endswith(b"".join(messages))


def test_a_payload_says_what_it_is_and_what_is_not_there_says_nothing(
    speaking: tuple[str, Any],
) -> None:
    protocol, package = speaking
    media = PROTOCOLS[protocol]
    expected = {
        "plain": {media},
        "empty": {media},
        "headed": {None},
        "mixed": {media},
        "bytes": {"application/octet-stream", None},
        "text": {"text/plain", None},
        "whole": {media, None},
    }
    found: dict[Any, set[Any]] = {}
    for event in events(package):
        (frame,) = frames(encoded(package, event))
        kind = frame.headers[":event-type"]
        found.setdefault(kind, set()).add(frame.headers.get(":content-type"))
        assert frame.headers[":message-type"] == "event"

    assert found == expected


def test_an_error_is_sent_in_the_place_of_an_event(speaking: tuple[str, Any]) -> None:
    protocol, package = speaking
    error = package.errors.Storm("hold tight")
    error.force = 5
    (frame,) = frames(encoded(package, error))

    assert frame.headers == {
        ":message-type": "exception",
        ":exception-type": "storm",
        ":content-type": PROTOCOLS[protocol],
    }
    body, headers = replied(protocol, encoded(package, error))
    with pytest.raises(package.errors.Storm, match="hold tight") as raised:
        call(package, [], body, **headers)
    assert raised.value.force == 5


def test_an_event_that_is_not_known_is_kept(speaking: tuple[str, Any]) -> None:
    from aiosmithy.event_stream.events import event_headers, whole_event

    protocol, package = speaking
    message = whole_event(event_headers("brandNew", "text/plain"), b"?")
    body, headers = replied(protocol, message)

    _, _, (event,) = call(package, [], body, **headers)

    assert isinstance(event, package.shapes.EventsUnknown)
    assert (event.name, event.value.payload) == ("brandNew", b"?")
    assert event.value.headers[":content-type"] == "text/plain"


def test_the_other_members_travel_as_the_protocol_says(
    speaking: tuple[str, Any],
) -> None:
    protocol, package = speaking
    body, headers = replied(protocol)
    if protocol in RPC:
        body = initial(package, "initial-response")

    request, output, found = call(package, [], body, **headers)

    assert found == []
    assert output.name == "you"
    sent = frames(request.body)
    if protocol in RPC:
        (frame,) = sent
        assert frame.headers == {
            ":message-type": "event",
            ":event-type": "initial-request",
            ":content-type": PROTOCOLS[protocol],
        }
        assert b"me" in frame.payload
        assert request.headers["accept"] == "application/vnd.amazon.eventstream"
    else:
        assert sent == []
        assert request.headers["x-name"] == "me"


def initial(package: Any, kind: str) -> bytes:
    """The first message that a service sends: what the client itself would write of the input."""
    from aiosmithy.event_stream.events import event_headers, whole_event

    get_time = import_module(f"{package.__name__}.operations").GET_TIME
    asked = package.shapes.GetTimeInput(name="you", events=spoken())

    async def first() -> bytes:
        return b"".join([c async for c in get_time.serialize(asked).body.chunks()])

    (frame,) = frames(asyncio.run(first()))
    return whole_event(event_headers(kind), frame.payload)
