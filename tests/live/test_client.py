"""A generated client against servers that do everything wrong: typed errors, true counts, a pool that stays usable."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import shutil
import ssl
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmithy import Config, Credentials, Session, Timeouts, errors, response_metadata
from aiosmithy_cleanroomsml import CleanRoomsMLClient, shapes
from aiosmithy_cleanroomsml import errors as cleanrooms

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]
from generated_package import generated  # noqa: E402
from scripted import Exchange, Handler, Scripted, scripted  # noqa: E402

NOWHERE = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
CREDENTIALS = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
ID = "x-amzn-RequestId: r-1"
MEMBERSHIP = "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
VALUES = Path(__file__).parents[1] / "cases" / "json_values" / "model.json"


@asynccontextmanager
async def opened(
    handler: Handler, **settings: Any
) -> AsyncIterator[tuple[Scripted, CleanRoomsMLClient]]:
    """A server with that handler, and a client that does not wait between its attempts."""
    async with scripted(handler) as server:
        session = Session(environ=NOWHERE, random=lambda: 0.0)
        async with (
            session,
            CleanRoomsMLClient(
                region="eu-west-1",
                credentials=CREDENTIALS,
                endpoint_url=server.url,
                session=session,
                config=Config(**settings),
            ) as client,
        ):
            yield server, client


def run(test: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(test(), 30))  # type: ignore[arg-type]


async def get(client: CleanRoomsMLClient) -> shapes.GetTrainedModelInferenceJobOutput:
    return await client.get_trained_model_inference_job(
        membership_identifier=MEMBERSHIP, trained_model_inference_job_arn="arn:aws:j"
    )


async def tag(client: CleanRoomsMLClient) -> shapes.TagResourceOutput:
    """A POST."""
    return await client.tag_resource(resource_arn="arn:aws:j", tags={"team": "a"})


def answering(body: bytes, status: int = 200, *headers: str) -> Handler:
    async def answer(exchange: Exchange) -> None:
        exchange.reply(status, body, ID, *headers)

    return answer


def check_attempts(server: Scripted, attempts: int) -> None:
    """The server saw as many requests as were reported, all of one call."""
    assert len(server.exchanges) == attempts
    ids = {e.headers["amz-sdk-invocation-id"] for e in server.exchanges}
    assert len(ids) == 1
    told = [e.headers["amz-sdk-request"].partition(";")[0] for e in server.exchanges]
    assert told == [f"attempt={number}" for number in range(1, attempts + 1)]
    assert len({e.body for e in server.exchanges}) == 1


# --- successes that are none -------------------------------------------------

UNREADABLE = {
    "html": b"<html><body>Login</body></html>",
    "text": b"OK",
    "half": b'{"name": "x", "tags": {',
    "two": b"{}{}",
    "a number": b"5",
    "a list": b'[{"name": "x"}]',
    "a string": b'"{}"',
    "true": b"true",
    "not UTF-8": b'{"name": "\xff\xfe"}',
    "UTF-16": '{"name": "x"}'.encode("utf-16"),
    "not a number": b'{"x": NaN}',
    "single quotes": b"{'name': 'x'}",
    "a line break in a string": b'{"name": "a\nb"}',
    "deep": b'{"x": ' + b"[" * 100_000,
    "deep and closed": b'{"x":' * 100_000 + b"1" + b"}" * 100_000,
    "an integer of 10,000 digits": b'{"x": ' + b"9" * 10_000 + b"}",
    "NUL": b"\0",
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
@pytest.mark.parametrize("kind", ["application/json", "text/html", ""])
def test_a_body_that_cannot_be_read(body: bytes, kind: str) -> None:
    async def test() -> None:
        async with opened(answering(body, 200, f"Content-Type: {kind}")) as (
            server,
            client,
        ):
            with pytest.raises(errors.ResponseParseError) as caught:
                await get(client)

            error = caught.value
            assert (error.http_status, error.request_id) == (200, "r-1")
            assert error.body == body
            assert len(server.exchanges) == 1
            assert "r-1" in str(error)

    run(test)


JSON: dict[str, Any] = {
    "string": "x",
    "integer": 5,
    "fraction": 1.5,
    "true": True,
    "list": [],
    "list of numbers": [1],
    "list of nulls": [None],
    "object": {},
    "object of numbers": {"k": 1},
    "object of nulls": {"k": None},
}
DATE = "2024-01-02T03:04:05Z"
TOLERATED: dict[str, tuple[set[str], Any]] = {
    "text": ({"string"}, "x"),
    "note": ({"string"}, "x"),
    "color": ({"string"}, "red"),
    "count": ({"integer"}, 5),
    "big": ({"integer"}, 1 << 70),
    "level": ({"integer"}, 99),
    "exact": ({"integer", "fraction"}, 1.5),
    "ratio": ({"integer", "fraction"}, "NaN"),
    "flag": ({"true"}, False),
    "data": (set(), "eA=="),
    "made": ({"integer", "fraction"}, 1.5e9),
    "day": (set(), DATE),
    "expires": (set(), "Tue, 02 Jan 2024 03:04:05 GMT"),
    "any": (set(JSON), None),
    "texts": ({"list"}, ["a"]),
    "sparse": ({"list", "list of nulls"}, ["a", None]),
    "matrix": ({"list"}, [[1.5]]),
    "numbers": ({"list", "list of numbers"}, [1.5]),
    "byName": ({"object", "object of nulls"}, {"k": [{}]}),
    "gaps": ({"object", "object of numbers", "object of nulls"}, {"k": None}),
    "choice": ({"object", "object of numbers", "object of nulls"}, {"text": "x"}),
    "root": ({"object", "object of numbers", "object of nulls"}, {"tags": ["a"]}),
}


def test_wrong_types_for_every_kind_of_member(tmp_path: Path) -> None:
    document = json.loads(VALUES.read_text(encoding="utf-8"))
    bodies: list[Any] = []

    async def answer(exchange: Exchange) -> None:
        exchange.reply(200, json.dumps(bodies[-1]).encode(), ID)

    async def test() -> None:
        async with (
            scripted(answer) as server,
            package.ValuesClient(
                region="eu-west-1",
                credentials=CREDENTIALS,
                endpoint_url=server.url,
                session=Session(environ=NOWHERE),
            ) as client,
            client._session,
        ):

            async def send() -> Any:
                return await client.send(
                    text="t",
                    count=1,
                    expires=EPOCH,
                    texts=[],
                    root=package.shapes.Node(),
                )

            for member, (tolerated, right) in TOLERATED.items():
                bodies.append({member: right})
                await send()
                for kind, value in JSON.items():
                    bodies.append({member: value})
                    if kind in tolerated:
                        await send()
                        continue
                    with pytest.raises(errors.ResponseParseError) as caught:
                        await send()

                    error = caught.value
                    assert (error.http_status, error.request_id) == (200, "r-1")
                    assert json.loads(error.body) == bodies[-1], (member, kind)

    with generated(document, tmp_path) as package:
        schema = package.client.operations.SERVICE.schemas.SCHEMAS["SendInput"]
        assert {member.name for member in schema.members} == TOLERATED.keys()
        run(test)


@pytest.mark.parametrize(
    "data",
    [
        {"resourceConfig": {"instanceCount": "many"}},
        {"resourceConfig": []},
        {"outputConfiguration": {"members": {}}},
        {"outputConfiguration": {"members": ["x"]}},
        {"outputConfiguration": {"members": [None]}},
        {"outputConfiguration": {"members": [{"accountId": 1}]}},
        {"statusDetails": "none"},
        {"statusDetails": {"message": ["x"]}},
        {"createTime": "yesterday"},
        {"createTime": "2024-13-01T00:00:00Z"},
        {"createTime": 1e99},
        {"tags": {"a": {}}},
    ],
    ids=str,
)
def test_wrong_types_further_down(data: Any) -> None:
    async def test() -> None:
        async with opened(answering(json.dumps(data).encode())) as (_, client):
            with pytest.raises(errors.ResponseParseError) as caught:
                await get(client)

            assert caught.value.request_id == "r-1"

    run(test)


# --- successes that are odd, and are taken -----------------------------------


def answered(body: bytes, *headers: str) -> shapes.GetTrainedModelInferenceJobOutput:
    """The output that the client makes of a body."""
    found: list[shapes.GetTrainedModelInferenceJobOutput] = []

    async def test() -> None:
        async with opened(answering(body, 200, *headers)) as (_, client):
            found.append(await get(client))

    run(test)
    return found[0]


NULLS = {
    "createTime": None,
    "name": None,
    "status": None,
    "statusDetails": None,
    "resourceConfig": None,
    "outputConfiguration": None,
    "dataSource": None,
    "description": None,
    "environment": None,
    "tags": None,
}


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"null", b" \r\n{}\n", json.dumps(NULLS).encode()],
    ids=["empty", "no members", "null", "blanks", "null members"],
)
def test_missing_members_are_zero_or_none(body: bytes) -> None:
    job = answered(body)

    assert (job.name, job.status, job.create_time) == ("", "", EPOCH)
    assert job.resource_config.instance_type == ""
    assert job.resource_config.instance_count == 1  # the default
    assert job.output_configuration.accept == "application/json"
    assert job.output_configuration.members == []
    assert job.data_source.ml_input_channel_arn == ""
    assert (job.tags, job.description, job.status_details) == (None, None, None)
    assert response_metadata(job).request_id == "r-1"


def test_unknown_members_are_ignored_and_unknown_values_kept() -> None:
    data = {
        "status": "ON_HOLD",
        "new": {"deep": [1, None, {"x": 1e300}]},
        "": 0,
        "__class__": "x",
        "__dict__": {},
        "_response_metadata": 5,
        "resourceConfig": {"instanceType": "ml.z9.mega", "new": 1, "instanceCount": 7},
    }
    job = answered(json.dumps(data).encode())

    assert job.status == "ON_HOLD"
    assert job.resource_config.instance_type == "ml.z9.mega"
    assert job.resource_config.instance_count == 7
    assert type(job) is shapes.GetTrainedModelInferenceJobOutput
    assert "new" not in vars(job)
    assert response_metadata(job).attempts == 1


def test_of_keys_that_come_twice_the_last_one_counts() -> None:
    job = answered(b'{"name": "a", "tags": {"k": "1", "k": "2"}, "name": "b"}')

    assert (job.name, job.tags) == ("b", {"k": "2"})


@pytest.mark.parametrize(
    ("text", "count"),
    [("2147483648", 1 << 31), ("1e3", 1000), ("7.0", 7), ("9" * 400, int("9" * 400))],
)
def test_large_numbers_are_numbers(text: str, count: int) -> None:
    body = f'{{"resourceConfig": {{"instanceCount": {text}}}}}'

    assert answered(body.encode()).resource_config.instance_count == count


@pytest.mark.parametrize("text", ["1e400", "-1e400", "7.5", "1e-400"])
def test_numbers_that_are_no_integers(text: str) -> None:
    body = f'{{"resourceConfig": {{"instanceCount": {text}}}}}'
    if float(text) == 0:
        assert answered(body.encode()).resource_config.instance_count == 0
        return
    with pytest.raises(errors.ResponseParseError, match="instanceCount"):
        answered(body.encode())


@pytest.mark.parametrize("kind", ["text/html", "application/xml", "nonsense", ""])
def test_the_content_type_does_not_matter(kind: str) -> None:
    assert answered(b'{"name": "x"}', f"Content-Type: {kind}").name == "x"


@pytest.mark.parametrize("status", [200, 201, 202, 206, 299])
def test_every_2xx_is_a_success(status: int) -> None:
    async def test() -> None:
        async with opened(answering(b'{"name": "x"}', status)) as (_, client):
            job = await get(client)

            assert job.name == "x"
            assert response_metadata(job).http_status == status

    run(test)


def test_204_has_no_body() -> None:
    async def empty(exchange: Exchange) -> None:
        exchange.send(f"HTTP/1.1 204 No Content\r\n{ID}\r\n\r\n".encode())

    async def test() -> None:
        async with opened(empty) as (server, client):
            assert (await get(client)).name == ""
            assert (await get(client)).name == ""
            assert server.connections == 1

    run(test)


# --- errors ------------------------------------------------------------------

PAGE = b"<html><head><title>503</title></head><body>busy</body></html>"


@pytest.mark.parametrize(
    ("status", "body", "headers", "kind", "code", "message", "attempts"),
    [
        (400, b'{"message": "m"}', ["x-amzn-errortype: Brand.New#Odd"],
         cleanrooms.CleanRoomsMLError, "Odd", "m", 1),
        (400, PAGE, [], cleanrooms.CleanRoomsMLError, "Unknown", PAGE.decode(), 1),
        (503, PAGE, [], cleanrooms.CleanRoomsMLError, "Unknown", PAGE.decode(), 3),
        (500, b"", [], cleanrooms.CleanRoomsMLError, "Unknown", "", 3),
        (502, b"\xff\xfe", [], cleanrooms.CleanRoomsMLError, "Unknown", "\ufffd\ufffd", 3),
        (404, b"[]", [], cleanrooms.CleanRoomsMLError, "Unknown", "[]", 1),
        (404, b"null", [], cleanrooms.CleanRoomsMLError, "Unknown", "null", 1),
        (400, b'{"__type": 5, "message": ["m"], "code": {}}', [],
         cleanrooms.CleanRoomsMLError, "Unknown", "", 1),
        (404, b'{"__type": "a.b#ResourceNotFoundException", "message": "gone"}', [],
         cleanrooms.ResourceNotFoundException, "ResourceNotFoundException", "gone", 1),
        (402, b'{"quotaName": 5, "quotaValue": "many", "message": "m"}',
         ["x-amzn-errortype: ServiceQuotaExceededException:http://x/"],
         cleanrooms.ServiceQuotaExceededException, "ServiceQuotaExceededException", "m", 1),
        (429, b"slow down", ["x-amzn-errortype: ThrottlingException"],
         cleanrooms.ThrottlingException, "ThrottlingException", "slow down", 3),
        (599, b"{}", [], cleanrooms.CleanRoomsMLError, "Unknown", "", 1),
        (400, b'{"x":' * 100_000, ["x-amzn-errortype: Odd"],
         cleanrooms.CleanRoomsMLError, "Odd", ('{"x":' * 100)[:500], 1),
    ],
    ids=["unmodeled", "page", "page and retries", "empty", "bytes", "list", "null", "types",
         "modeled", "members", "throttling", "599", "deep"],
)  # fmt: skip
def test_errors(
    status: int,
    body: bytes,
    headers: list[str],
    kind: type[cleanrooms.CleanRoomsMLError],
    code: str,
    message: str,
    attempts: int,
) -> None:
    async def test() -> None:
        async with opened(answering(body, status, *headers)) as (server, client):
            with pytest.raises(cleanrooms.CleanRoomsMLError) as caught:
                await get(client)

            error = caught.value
            assert type(error) is kind
            assert (error.code, error.message) == (code, message)
            assert (error.http_status, error.request_id) == (status, "r-1")
            assert error.body == body
            assert error.attempts == attempts
            assert error.retryable == (attempts > 1)
            check_attempts(server, attempts)

    run(test)


def test_members_of_an_error_are_read() -> None:
    body = b'{"message": "m", "quotaName": "jobs", "quotaValue": 5}'
    kind = "x-amzn-errortype: ServiceQuotaExceededException"

    async def test() -> None:
        async with opened(answering(body, 402, kind)) as (_, client):
            with pytest.raises(cleanrooms.ServiceQuotaExceededException) as caught:
                await tag(client)

            assert caught.value.quota_name == "jobs"
            assert caught.value.quota_value == 5.0

    run(test)


@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 307, 308])
def test_a_redirect_is_an_error_and_is_not_followed(status: int) -> None:
    async def redirect(exchange: Exchange) -> None:
        exchange.reply(status, b"", ID, f"Location: http://{exchange.headers['host']}/")

    async def test() -> None:
        async with opened(redirect) as (server, client):
            with pytest.raises(
                cleanrooms.CleanRoomsMLError, match="redirect"
            ) as caught:
                await tag(client)

            assert (caught.value.http_status, caught.value.request_id) == (
                status,
                "r-1",
            )
            assert caught.value.headers["location"].startswith("http://127")
            check_attempts(server, 1)

    run(test)


def test_a_switch_of_protocols_is_no_success() -> None:
    async def switch(exchange: Exchange) -> None:
        exchange.send(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            b"Connection: upgrade\r\n\r\n"
        )
        await exchange.writer.drain()
        exchange.writer.close()

    async def test() -> None:
        async with opened(switch) as (_, client):
            with pytest.raises(errors.AiosmithyError) as caught:
                await tag(client)

            assert "101" in str(caught.value)

    run(test)


def test_an_interim_answer_is_passed_over() -> None:
    async def early(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        exchange.send(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")
        exchange.reply(200, b'{"name": "x"}', ID)

    async def test() -> None:
        async with opened(early) as (server, client):
            assert (await get(client)).name == "x"
            assert (await get(client)).name == "x"
            check = {e.headers["amz-sdk-request"] for e in server.exchanges}
            assert check == {"attempt=1; max=3"}

    run(test)


# --- connections that fail ---------------------------------------------------


def sending(*parts: bytes | float, close: bool = True) -> Handler:
    """Sends bytes, waits seconds, and closes."""

    async def send(exchange: Exchange) -> None:
        for part in parts:
            if isinstance(part, bytes):
                exchange.send(part)
                await exchange.writer.drain()
            else:
                await asyncio.sleep(part)
        if close:
            exchange.writer.close()

    return send


async def cut(exchange: Exchange) -> None:
    exchange.cut()


HEAD = f"HTTP/1.1 200 OK\r\n{ID}\r\n".encode()
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
LONG = HEAD + b"Content-Length: 100\r\n\r\n"
LOST: dict[str, tuple[Handler, int | None, bytes]] = {
    "reset": (cut, None, b""),
    "closed at once": (sending(), None, b""),
    "half a head": (sending(b"HTTP/1.1 200 OK\r\nContent-Le"), None, b""),
    "short body": (sending(LONG, b'{"name":'), 200, b'{"name":'),
    "short body, at once": (sending(LONG + b'{"name":'), 200, b'{"name":'),
    "no body": (sending(LONG), 200, b""),
    "cut chunk": (sending(CHUNKED, b'8\r\n{"na'), 200, b'{"na'),
    "no last chunk": (sending(CHUNKED, b"2\r\n{}\r\n"), 200, b"{}"),
    "bad chunk": (sending(CHUNKED, b"2\r\n{}\r\n", 0.02, b"zz\r\n{}\r\n"), 200, b"{}"),
    "no HTTP": (sending(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"), None, b""),
    "TLS": (sending(b"\x15\x03\x01\x00\x02\x02\x16"), None, b""),
    "two lengths": (
        sending(HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}"),
        None,
        b"",
    ),
    "a head without end": (
        sending(b"HTTP/1.1 200 OK\r\nx: " + b"a" * 100_000 + b"\r\n\r\n"),
        None,
        b"",
    ),
    "a status that is none": (sending(b"HTTP/1.1 abc\r\n\r\n"), None, b""),
}


@pytest.mark.parametrize(("handler", "status", "part"), LOST.values(), ids=LOST)
@pytest.mark.parametrize("call", [get, tag])
def test_a_lost_connection_is_retried_and_told(
    handler: Handler,
    status: int | None,
    part: bytes,
    call: Callable[[CleanRoomsMLClient], Awaitable[Any]],
) -> None:
    async def test() -> None:
        async with opened(handler) as (server, client):
            with pytest.raises(errors.ConnectionLostError) as caught:
                await call(client)

            error = caught.value
            assert error.attempts == 3
            check_attempts(server, 3)
            assert error.http_status == status
            assert error.request_id == (None if status is None else "r-1")
            assert error.body in (part, b"")
            if status is not None:
                assert "(HTTP 200, request id r-1)" in str(error)

    run(test)


@pytest.mark.parametrize("handler", [row[0] for row in LOST.values()], ids=LOST)
def test_the_next_attempt_may_go_well(handler: Handler) -> None:
    async def at_first(exchange: Exchange) -> None:
        if len(seen[0].exchanges) < 3:
            await handler(exchange)
        else:
            exchange.reply(200, b'{"name": "x"}', ID)

    async def test() -> None:
        async with opened(at_first) as (server, client):
            seen.append(server)
            job = await get(client)

            assert job.name == "x"
            assert response_metadata(job).attempts == 3
            check_attempts(server, 3)

    seen: list[Scripted] = []
    run(test)


def test_a_body_that_ends_with_the_connection() -> None:
    """Nobody can tell whether it is whole but by reading it."""

    async def test() -> None:
        async with opened(sending(HEAD + b"\r\n", b'{"name": "x"}')) as (_, client):
            assert (await get(client)).name == "x"
        async with opened(sending(HEAD + b"\r\n", b'{"name": "x')) as (_, client):
            with pytest.raises(errors.ResponseParseError) as caught:
                await get(client)
            assert caught.value.body == b'{"name": "x'
            assert caught.value.request_id == "r-1"

    run(test)


def test_nobody_listens() -> None:
    async def test() -> None:
        async with scripted(cut) as server:
            url = server.url
        session = Session(environ=NOWHERE, random=lambda: 0.0)
        async with (
            session,
            CleanRoomsMLClient(
                region="eu-west-1",
                credentials=CREDENTIALS,
                endpoint_url=url,
                session=session,
            ) as client,
        ):
            with pytest.raises(errors.ConnectionFailedError) as caught:
                await get(client)
            assert caught.value.attempts == 3

    run(test)


STALLS: dict[str, Handler] = {
    "before the head": sending(close=False),
    "within the head": sending(b"HTTP/1.1 200 OK\r\n", close=False),
    "within the body": sending(LONG, b'{"na', close=False),
}


@pytest.mark.parametrize("handler", STALLS.values(), ids=STALLS)
def test_a_stall_meets_the_read_timeout(handler: Handler) -> None:
    async def test() -> None:
        async with opened(handler, timeouts=Timeouts(read=0.05)) as (server, client):
            began = time.monotonic()
            with pytest.raises(errors.ReadTimeoutError) as caught:
                await get(client)

            assert 0.15 <= time.monotonic() - began < 5
            assert caught.value.attempts == 3
            check_attempts(server, 3)

    run(test)


DRIP = sending(LONG, *[part for _ in range(300) for part in (b" ", 0.02)])


def test_a_drip_is_no_stall_but_takes_too_long_in_all() -> None:
    async def test() -> None:
        timeouts = Timeouts(read=2.0, total=0.2)
        async with opened(DRIP, timeouts=timeouts) as (server, client):
            began = time.monotonic()
            with pytest.raises(errors.CallTimeoutError, match=r"0\.2 s") as caught:
                await get(client)

            assert 0.2 <= time.monotonic() - began < 2
            assert caught.value.attempts == 1
            check_attempts(server, 1)
            with pytest.raises(errors.CallTimeoutError):
                await get(client)

    run(test)


def test_a_drip_takes_too_long_for_an_attempt() -> None:
    async def test() -> None:
        timeouts = Timeouts(attempt=0.1, total=None)
        async with opened(DRIP, timeouts=timeouts) as (server, client):
            with pytest.raises(errors.AttemptTimeoutError) as caught:
                await get(client)

            assert caught.value.attempts == 3
            check_attempts(server, 3)

    run(test)


def test_the_total_timeout_counts_the_attempts_so_far() -> None:
    async def test() -> None:
        timeouts = Timeouts(attempt=0.15, total=0.2)
        async with opened(STALLS["before the head"], timeouts=timeouts) as (
            server,
            client,
        ):
            with pytest.raises(errors.CallTimeoutError) as caught:
                await get(client)

            assert caught.value.attempts == 2
            check_attempts(server, 2)

    run(test)


def test_a_response_that_is_too_large() -> None:
    async def test() -> None:
        async with opened(answering(b" " * 2000), max_response_bytes=1000) as (
            server,
            client,
        ):
            with pytest.raises(errors.ResponseTooLargeError) as caught:
                await get(client)

            assert (caught.value.http_status, caught.value.request_id) == (200, "r-1")
            assert "max_response_bytes" in str(caught.value)
            check_attempts(server, 1)

    run(test)


def test_a_dead_kept_alive_connection_is_one_attempt_of_the_call() -> None:
    async def cut_second(exchange: Exchange) -> None:
        if len(seen[0].exchanges) == 2:
            exchange.cut()
        else:
            exchange.reply(200, b"{}", ID)

    async def test() -> None:
        async with opened(cut_second) as (server, client):
            seen.append(server)
            await tag(client)
            output = await tag(client)

            assert response_metadata(output).attempts == 2
            first, second, third = server.exchanges
            assert first.headers["amz-sdk-invocation-id"] != (
                second.headers["amz-sdk-invocation-id"]
            )
            assert second.headers["amz-sdk-invocation-id"] == (
                third.headers["amz-sdk-invocation-id"]
            )
            assert third.headers["amz-sdk-request"] == "attempt=2; max=3"
            assert server.connections == 2

    seen: list[Scripted] = []
    run(test)


def test_a_connection_closed_while_idle_is_not_used_again() -> None:
    async def answer_and_close(exchange: Exchange) -> None:
        exchange.reply(200, b"{}", ID)
        exchange.writer.close()

    async def test() -> None:
        async with opened(answer_and_close) as (server, client):
            for _ in range(3):
                output = await tag(client)
                assert response_metadata(output).attempts == 1
                await asyncio.sleep(0.02)

            assert len(server.exchanges) == server.connections == 3

    run(test)


@pytest.mark.parametrize("size", [10, 5_000_000])
def test_an_answer_before_the_request_was_read(size: int) -> None:
    """What was answered is told if it came; if the reset came first, that is."""

    async def refuse(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        served.append(asyncio.current_task())
        await reader.readuntil(b"\r\n\r\n")
        body = b'{"__type": "ValidationException", "message": "too large"}'
        head = f"HTTP/1.1 413 No\r\nContent-Length: {len(body)}\r\n{ID}\r\n"
        writer.write(head.encode() + b"Connection: close\r\n\r\n" + body)
        await writer.drain()
        await asyncio.sleep(0.05)
        writer.close()

    async def test() -> None:
        server = await asyncio.start_server(refuse, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        session = Session(environ=NOWHERE, random=lambda: 0.0)
        async with (
            server,
            session,
            CleanRoomsMLClient(
                region="eu-west-1",
                credentials=CREDENTIALS,
                endpoint_url=f"http://127.0.0.1:{port}",
                session=session,
            ) as client,
        ):
            for _ in range(3):
                with pytest.raises(
                    (cleanrooms.ValidationException, errors.ConnectionLostError)
                ) as caught:
                    await client.tag_resource(
                        resource_arn="arn:aws:j", tags={"k": "v" * size}
                    )
                if isinstance(caught.value, cleanrooms.ValidationException):
                    assert caught.value.http_status == 413
                    assert caught.value.request_id == "r-1"
            await asyncio.gather(*served)

    served: list[Any] = []
    run(test)


# --- many calls, cancellation, loops, closing --------------------------------


async def echo_name(exchange: Exchange) -> None:
    await asyncio.sleep(0.01)
    name = exchange.target.rpartition("/")[2]
    exchange.reply(200, json.dumps({"name": name}).encode(), ID)


async def get_named(client: CleanRoomsMLClient, name: str) -> str:
    job = await client.get_trained_model_inference_job(
        membership_identifier=MEMBERSHIP, trained_model_inference_job_arn=name
    )
    return job.name


def test_fifty_calls_at_once_over_ten_connections() -> None:
    async def test() -> None:
        async with scripted(echo_name) as server:
            session = Session(environ=NOWHERE, max_connections=10)
            async with (
                session,
                CleanRoomsMLClient(
                    region="eu-west-1",
                    credentials=CREDENTIALS,
                    endpoint_url=server.url,
                    session=session,
                ) as client,
            ):
                names = [f"job-{number}" for number in range(50)]
                calls = [get_named(client, name) for name in names]

                assert await asyncio.gather(*calls) == names
                assert len(server.exchanges) == 50
                assert server.connections <= 10
                ids = {e.headers["amz-sdk-invocation-id"] for e in server.exchanges}
                assert len(ids) == 50

    run(test)


def test_cancelling_in_the_middle_leaves_the_pool_usable() -> None:
    async def answer(exchange: Exchange) -> None:
        if exchange.target.endswith("/slow"):
            await asyncio.sleep(20)
        elif exchange.target.endswith("/half"):
            exchange.send(LONG + b"{")
            await asyncio.sleep(20)
        else:
            await echo_name(exchange)

    async def test() -> None:
        async with scripted(answer) as server:
            session = Session(environ=NOWHERE, max_connections=3)
            async with (
                session,
                CleanRoomsMLClient(
                    region="eu-west-1",
                    credentials=CREDENTIALS,
                    endpoint_url=server.url,
                    session=session,
                ) as client,
            ):
                for _ in range(3):
                    calls = [
                        asyncio.create_task(get_named(client, name))
                        for name in ("slow", "half", "slow", "half", "slow", "quick")
                    ]
                    await asyncio.sleep(0.05)
                    for call in calls:
                        call.cancel()
                    ends = await asyncio.gather(*calls, return_exceptions=True)
                    assert all(
                        isinstance(end, asyncio.CancelledError) for end in ends
                    ), ends
                names = [f"job-{number}" for number in range(20)]
                found = await asyncio.gather(*[get_named(client, n) for n in names])
                assert found == names

    run(test)


@contextmanager
def threaded(context: ssl.SSLContext | None = None) -> Iterator[str]:
    """A server on a thread of its own, which outlives event loops; gives its URL."""

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "13")
            self.end_headers()
            self.wfile.write(b'{"name": "x"}')

        def log_message(self, *args: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 100

        def handle_error(self, request: Any, client_address: Any) -> None:
            """Sockets that end without a goodbye are what this is about."""

    server = Server(("127.0.0.1", 0), Answer)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    serve = partial(server.serve_forever, poll_interval=0.02)
    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    scheme = "http" if context is None else "https"
    yield f"{scheme}://localhost:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def call_on_three_loops(url: str, ca_bundle: str | None = None) -> None:
    """As AWS Lambda and pytest do it: the client is older than the loops."""
    session = Session(environ=NOWHERE, ca_bundle=ca_bundle)
    client = CleanRoomsMLClient(
        region="eu-west-1", credentials=CREDENTIALS, endpoint_url=url, session=session
    )

    async def call() -> list[str]:
        calls = [get(client) for _ in range(20)]
        return [job.name for job in await asyncio.gather(*calls)]

    for _ in range(3):
        assert asyncio.run(call()) == ["x"] * 20
        gc.collect()
    asyncio.run(session.close())
    gc.collect()


def test_a_client_of_the_module_on_one_loop_after_another() -> None:
    with threaded() as url:
        call_on_three_loops(url)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl")
def test_a_client_of_the_module_over_tls(tmp_path: Path) -> None:
    made = str(tmp_path / "made.pem")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", made, "-out", str(tmp_path / "ca.pem")),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "ca.pem", made)
    with threaded(context) as url:
        call_on_three_loops(url, str(tmp_path / "ca.pem"))
        session = Session(environ=NOWHERE, random=lambda: 0.0)
        client = CleanRoomsMLClient(
            region="eu-west-1",
            credentials=CREDENTIALS,
            endpoint_url=url,
            session=session,
        )

        async def call() -> None:
            async with session:
                with pytest.raises(errors.ConnectionFailedError) as caught:
                    await get(client)
                assert (
                    caught.value.attempts == 1
                )  # it will not fit the next time either

        asyncio.run(call())


def test_two_loops_in_turn() -> None:
    """A loop that is left and comes back to: its connections are given up without a warning."""
    session = Session(environ=NOWHERE)
    client = CleanRoomsMLClient(
        region="eu-west-1",
        credentials=CREDENTIALS,
        session=session,
    )
    with threaded() as url, asyncio.Runner() as one, asyncio.Runner() as two:
        client = client.with_options(endpoint_url=url)
        for _ in range(3):
            for runner in (one, two):
                assert runner.run(get(client)).name == "x"
        one.run(session.close())
    gc.collect()


def test_first_calls_that_fail_do_not_bind_the_client_to_a_loop(
    tmp_path: Path,
) -> None:
    (tmp_path / "config").write_text("[broken")
    client = CleanRoomsMLClient(
        region="eu-west-1",
        credentials=CREDENTIALS,
        session=Session(
            environ={**NOWHERE, "AWS_CONFIG_FILE": str(tmp_path / "config")}
        ),
    )

    async def call() -> list[Any]:
        calls = [get(client) for _ in range(5)]
        return await asyncio.gather(*calls, return_exceptions=True)

    for _ in range(2):
        ends = asyncio.run(call())
        assert {type(end) for end in ends} == {errors.ConfigurationError}, ends


def test_a_client_closes_what_is_its_own_and_says_so_later() -> None:
    async def test() -> None:
        async with scripted(answering(b"{}")) as server:
            shared = Session(environ=NOWHERE)
            client = CleanRoomsMLClient(
                region="eu-west-1",
                credentials=CREDENTIALS,
                endpoint_url=server.url,
                session=shared,
            )
            async with client:
                await get(client)
            await get(client)  # the session is not the client's to close
            await shared.close()
            with pytest.raises(errors.ConfigurationError, match="closed"):
                await get(client)
            with pytest.raises(errors.ConfigurationError, match="closed"):
                await get(client.with_options(retries=1))

    run(test)


def test_closing_while_calls_are_under_way() -> None:
    async def test() -> None:
        async with opened(sending(close=False)) as (_, client):
            calls = [asyncio.create_task(get(client)) for _ in range(5)]
            await asyncio.sleep(0.05)
            await client._session.close()
            ends = await asyncio.gather(*calls, return_exceptions=True)

            assert all(isinstance(end, errors.AiosmithyError) for end in ends), ends

    run(test)


def test_nothing_is_left_open() -> None:
    program = """
        import asyncio
        import sys
        from aiosmithy import Credentials
        from aiosmithy_cleanroomsml import CleanRoomsMLClient

        def new():
            return CleanRoomsMLClient(
                region="eu-west-1",
                credentials=Credentials("AKIDEXAMPLE", "secret"),
                endpoint_url=sys.argv[1],
            )

        async def get(client):
            return await client.get_trained_model_inference_job(
                membership_identifier="m", trained_model_inference_job_arn="j"
            )

        async def main():
            async with new() as client:
                await asyncio.gather(*[get(client) for _ in range(10)])
                await get(client.with_options(timeout=5.0))
            plain = new()
            await get(plain)
            await plain.close()
            await plain.close()
            new()  # never used

        for _ in range(2):  # development mode warns, but its slow loop would be told of, too
            asyncio.run(main(), debug=False)
        print("done")
    """
    command = [sys.executable, "-X", "dev", "-W", "error", "-c"]
    with threaded() as url:
        done = subprocess.run(
            [*command, textwrap.dedent(program), url],
            capture_output=True,
            text=True,
            env={**os.environ, "NO_PROXY": "*"},
            timeout=60,
            check=False,
        )

    assert (done.stdout, done.stderr) == ("done\n", "")
