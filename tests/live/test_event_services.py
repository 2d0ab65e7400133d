"""Clients of AWS services with event streams, made from botocore's models, before a server that speaks a few words.

What they send is read by botocore's own decoder.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmithy import Config, Session, errors
from aiosmithy.event_stream.events import text_header, whole_event
from aiosmithy.event_stream.headers import header_name
from aiosmithy.transport import AiohttpTransport
from aws_packages import package
from botocore.eventstream import EventStreamBuffer
from generated_package import forget
from moto_clients import ANYONE, NOWHERE, REGION
from streaming import Peer, serving

OPERATIONS = {
    "bedrock-runtime": "ConverseStream",
    "kinesis": "SubscribeToShard",
    "lexv2-runtime": "StartConversation",
    "logs": "StartLiveTail",
    "s3": "SelectObjectContent",
}


class Http2ish(AiohttpTransport):
    """Says what it is not, for a server that needs no HTTP/2."""

    http2 = True


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    found = tmp_path_factory.mktemp("events")
    sys.path.insert(0, str(found))
    yield found
    sys.path.remove(str(found))
    forget(found)


def generated(folder: Path, service: str) -> Any:
    """The generated package of a service."""
    name = f"events_{service.replace('-', '_')}"
    return package(folder, name, service, OPERATIONS[service])


def call(
    package: Any,
    script: Callable[[Peer], Awaitable[None]],
    story: Callable[[Any], Awaitable[None]],
    transport: type[AiohttpTransport] = AiohttpTransport,
) -> None:
    """A client's story with a server that follows the script."""
    (kind,) = (name for name in package.__all__ if name.endswith("Client"))

    async def told() -> None:
        session = Session(transport=transport(), environ=NOWHERE)
        async with serving(script) as server, session:
            config = Config(retries=1, disable_host_prefix_injection=True)
            client = getattr(package, kind)(
                region=REGION,
                credentials=ANYONE,
                endpoint_url=server.url,
                session=session,
                config=config,
            )
            await story(client)

    asyncio.run(asyncio.wait_for(told(), 30))


def message(kind: str, payload: bytes, message_type: str = "event") -> bytes:
    """What a service sends."""
    headers = bytearray()
    text_header(headers, header_name(":message-type"), message_type)
    text_header(headers, header_name(f":{message_type}-type"), kind)
    return whole_event(headers, payload)


def answering(*messages: bytes) -> Callable[[Peer], Awaitable[None]]:
    """A script that sends them, one after the other."""

    async def script(peer: Peer) -> None:
        await peer.body()
        await peer.begin("Transfer-Encoding: chunked", "x-amzn-requestid: r-1")
        for each in messages:
            await peer.chunk(each)
            await asyncio.sleep(0)
        await peer.chunk(b"")

    return script


def test_kinesis_gives_records_until_it_throttles(folder: Path) -> None:
    kinesis = generated(folder, "kinesis")
    records = {
        "Records": [],
        "ContinuationSequenceNumber": "7",
        "MillisBehindLatest": 5,
    }
    slow_down = b'{"message": "too much"}'
    script = answering(
        message("initial-response", b"{}"),
        message("SubscribeToShardEvent", json.dumps(records).encode()),
        message("ResourceInUseException", slow_down, "exception"),
    )

    async def story(client: Any) -> None:
        output = await client.subscribe_to_shard(
            consumer_arn="arn:aws:kinesis:eu-west-1:1:stream/s/consumer/c:1",
            shard_id="shardId-0",
            starting_position=kinesis.shapes.StartingPosition(type="LATEST"),
        )
        async with output.event_stream as events:
            event = await anext(aiter(events))
            assert event.value.continuation_sequence_number == "7"
            with pytest.raises(kinesis.errors.ResourceInUseException) as raised:
                await anext(aiter(events))
            assert raised.value.message == "too much"
            assert raised.value.request_id == "r-1"

    call(kinesis, script, story)


def test_logs_are_followed(folder: Path) -> None:
    logs = generated(folder, "logs")
    update = {"sessionResults": [{"message": "hello", "timestamp": 5}]}
    script = answering(
        message("sessionStart", b'{"sessionId": "s-1"}'),
        message("sessionUpdate", json.dumps(update).encode()),
        message("brandNew", b"?"),
    )

    async def story(client: Any) -> None:
        output = await client.start_live_tail(log_group_identifiers=["arn:g"])
        start, found, unknown = [event async for event in output.response_stream]
        assert start.value.session_id == "s-1"
        assert found.value.session_results[0].message == "hello"
        assert (unknown.name, unknown.value.payload) == ("brandNew", b"?")

    call(logs, script, story)


def test_s3_selects(folder: Path) -> None:
    s3 = generated(folder, "s3")
    stats = b"<Stats><BytesScanned>12</BytesScanned></Stats>"
    script = answering(
        message("Records", b"a,b\n"),
        message("Records", b"c,d\n"),
        message("Stats", stats),
        message("End", b""),
    )

    async def story(client: Any) -> None:
        shapes = s3.shapes
        output = await client.select_object_content(
            bucket="bucket",
            key="key",
            expression="select *",
            expression_type="SQL",
            input_serialization=shapes.InputSerialization(csv=shapes.CSVInput()),
            output_serialization=shapes.OutputSerialization(csv=shapes.CSVOutput()),
        )
        rows, scanned = b"", 0
        async for event in output.payload:
            match event:
                case shapes.SelectObjectContentEventStreamRecords(value=records):
                    rows += records.payload
                case shapes.SelectObjectContentEventStreamStats(value=found):
                    scanned = found.details.bytes_scanned
                case _:
                    assert isinstance(event, shapes.SelectObjectContentEventStreamEnd)
        assert (rows, scanned) == (b"a,b\nc,d\n", 12)

    call(s3, script, story)


def test_a_model_speaks_until_the_connection_is_cut(folder: Path) -> None:
    bedrock = generated(folder, "bedrock-runtime")
    delta = {"contentBlockIndex": 0, "delta": {"text": "Once"}}
    whole = message("contentBlockDelta", json.dumps(delta).encode())

    async def script(peer: Peer) -> None:
        await peer.body()
        await peer.begin("Transfer-Encoding: chunked")
        await peer.chunk(whole + whole[:20])
        peer.writer.close()

    async def story(client: Any) -> None:
        output = await client.converse_stream(model_id="m")
        events = aiter(output.stream)
        assert (await anext(events)).value.delta.value == "Once"
        with pytest.raises(errors.ConnectionLostError):
            await anext(events)

    call(bedrock, script, story)


async def read_events(peer: Peer) -> AsyncIterator[Any]:
    """The events in the signed messages, by botocore's decoder; the last message is empty."""
    envelopes = EventStreamBuffer()
    async for chunk in peer.chunks():
        envelopes.add_data(chunk)
        for envelope in envelopes:
            assert set(envelope.headers) == {":date", ":chunk-signature"}
            inner = EventStreamBuffer()
            inner.add_data(envelope.payload)
            found = list(inner)
            assert len(found) == bool(envelope.payload)
            for event in found:
                yield event


def test_a_conversation_goes_both_ways_where_the_server_does_over_http_1(
    folder: Path,
) -> None:
    lex = generated(folder, "lexv2-runtime")
    shapes = lex.shapes
    request = "StartConversationRequestEventStream"
    heads: list[str] = []

    async def script(peer: Peer) -> None:
        heads.append(peer.head)
        await peer.begin("Transfer-Encoding: chunked")
        async for event in read_events(peer):
            if event.headers[":event-type"] == "TextInputEvent":
                said = json.loads(event.payload)["text"]
                answer = {"transcript": said.upper(), "eventId": "e"}
                payload = json.dumps(answer).encode()
                await peer.chunk(message("TranscriptEvent", payload))
        await peer.chunk(b"")

    async def story(client: Any) -> None:
        heard: asyncio.Queue[str] = asyncio.Queue()

        async def speak() -> AsyncIterator[Any]:
            start = shapes.ConfigurationEvent(response_content_type="text/plain")
            yield getattr(shapes, f"{request}ConfigurationEvent")(value=start)
            for word in ("hello", "bye"):
                event = shapes.TextInputEvent(text=word)
                yield getattr(shapes, f"{request}TextInputEvent")(value=event)
                assert await heard.get() == word.upper()

        output = await client.start_conversation(
            bot_id="bot",
            bot_alias_id="alias",
            locale_id="en_US",
            session_id="s",
            request_event_stream=speak(),
        )
        async with output.response_event_stream as events:
            async for event in events:
                heard.put_nowait(event.value.transcript)

    call(lex, script, story, Http2ish)
    assert "content-type: application/vnd.amazon.eventstream" in heads[0]
    assert "x-amz-content-sha256: streaming-aws4-hmac-sha256-events" in heads[0]


def test_a_service_that_takes_events_over_http_2_alone_is_not_tried_without(
    folder: Path,
) -> None:
    lex = generated(folder, "lexv2-runtime")

    async def script(peer: Peer) -> None:
        raise AssertionError("nothing is sent")

    async def story(client: Any) -> None:
        async def never() -> AsyncIterator[Any]:
            raise AssertionError("nothing is read")
            yield

        with pytest.raises(errors.ConfigurationError, match="HTTP/2"):
            await client.start_conversation(
                bot_id="bot",
                bot_alias_id="alias",
                locale_id="en_US",
                session_id="s",
                request_event_stream=never(),
            )

    call(lex, script, story)
