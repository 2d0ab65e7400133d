"""What a generated client makes of every other status: typed errors, redirects, interim answers."""

from __future__ import annotations

import pytest
from aiosmithy import errors
from aiosmithy_cleanroomsml import errors as cleanrooms
from cleanrooms_client import (
    ID,
    answering,
    check_attempts,
    get,
    opened,
    tag,
)
from listening import run
from scripted import Exchange

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
)  # fmt: skip; a table, an answer a row
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
