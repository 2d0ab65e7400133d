"""Secrets are in no text that failing calls show."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aiosmithy import Timeouts, errors
from scripted import Exchange, Handler
from vault import (
    Seen,
    fails,
    replying,
    sending,
    story,
    vault_fixture,  # noqa: F401 - a fixture
)
from vault_model import NUMBER, WIRE, inputs

WORD = "hunter2"  # spelled out in no line that a traceback shows

# What takes what was not expected: a document takes anything, an enum any text, a structure any member. A union takes
# any variant, but one not known here is not known to be sensitive.
TEXTS = ("password", "note", "any", "choice")
OBJECTS = ("any", "union", "card", "holder", "secretUnion")


@pytest.mark.parametrize(
    "data",
    [
        {"any": ["hunter2", {"hunter2": NUMBER}]},
        *[{name: "hunter2"} for name in TEXTS if name != "note"],  # which is no secret
        *[{name: {"hunter2": ["hunter2"]}} for name in OBJECTS if name != "union"],
    ],
    ids=str,
)
def test_successes_that_are_not_what_was_expected(vault: Any, data: Any) -> None:
    async def act(client: Any, seen: Seen) -> None:
        seen.add(await client.keep(label=WORD))

    story(vault, replying(data), act)


@pytest.mark.parametrize(
    "data",
    [
        *[{name: ["hunter2", {"hunter2": NUMBER}]} for name in WIRE if name != "any"],
        *[{name: "hunter2"} for name in WIRE if name not in TEXTS],
        *[{name: {"hunter2": ["hunter2"]}} for name in WIRE if name not in OBJECTS],
        {"pin": NUMBER + 0.5},
        {"moment": 1e300},
        {"union": {"password": "hunter2", "plain": "hunter2"}},
        b'{"password": "hunter2"',
        b'{"password": hunter2}',
        b'{"password": "hunter2\xff"}',
        b'{"password": "hunter2\n"}',
        b"hunter2",
        b'"hunter2"',
        b'["hunter2"]',
        b'{"password": "hunter2"}{"password": "hunter2"}',
    ],
    ids=str,
)
def test_successes_that_cannot_be_read(vault: Any, data: Any) -> None:
    sent = data if isinstance(data, bytes) else json.dumps(data).encode()

    async def act(client: Any, seen: Seen) -> None:
        with pytest.raises(errors.ResponseParseError) as caught:
            await client.keep(label=WORD)
        seen.add_error(caught.value)
        assert caught.value.body == sent

    story(vault, replying(data), act)


REFUSED = {
    "__type": "Refused",
    "message": "hunter2 is wrong",
    "password": "hunter2",
    "passwords": ["hunter2"],
    "holder": {"password": "hunter2"},
}


@pytest.mark.parametrize(
    "data",
    [
        REFUSED,
        {**REFUSED, "passwords": "hunter2", "holder": ["hunter2"]},
        {**REFUSED, "message": {"hunter2": 1}, "Message": "hunter2"},
        b'{"password": "hunter2", ',
        b"hunter2 is wrong",
        b"<html>hunter2</html>",
        b'["hunter2"]',
        b'{"password": "hunter2"}' * 2,
    ],
    ids=["right", "types", "message", "half", "text", "html", "list", "two"],
)
@pytest.mark.parametrize("status", [403, 503])
def test_errors(vault: Any, data: Any, status: int) -> None:
    async def act(client: Any, seen: Seen) -> None:
        error = await fails(client, seen, vault.errors.Refused, {"label": WORD})

        seen.add(vault.errors.Refused(WORD, password=WORD))
        assert error.http_status == status
        assert b"hunter2" in error.body
        if data == REFUSED:
            assert error.message == "hunter2 is wrong"
            assert error.password == error.holder.password == "hunter2"

    headers = ("x-amzn-errortype: Refused", "x-header: hunter2")
    story(vault, replying(data, status, *headers), act)


@pytest.mark.parametrize(
    "data",
    [b'{"password": "hunter2", ', b"password=hunter2", b'[{"password": "hunter2"}]'],
)
def test_an_error_that_cannot_be_read(vault: Any, data: bytes) -> None:
    """Its message would be the beginning of its body, but there are sensitive members in it."""

    async def act(client: Any, seen: Seen) -> None:
        error = await fails(client, seen, vault.errors.Locked, {"label": WORD})

        assert error.body == data
        assert str(error) == "Locked (Keep, HTTP 423, request id r-1)"

    story(vault, replying(data, 423, "x-amzn-errortype: Locked"), act)


HEAD = b"HTTP/1.1 200 OK\r\nx-header: hunter2\r\n"


@pytest.mark.parametrize(
    "handler",
    [
        sending(),
        sending(HEAD),
        sending(b"hunter2\r\n\r\n"),
        sending(b"HTTP/1.1 hunter2\r\n\r\n"),
        sending(HEAD + b"hunter2\r\n\r\n"),
        sending(HEAD + b"bad\x01hunter2: hunter2\r\n\r\n"),
        sending(HEAD + b"x: \x00hunter2\r\n\r\n"),
        sending(HEAD + b"x-long: " + b"hunter2" * 10_000 + b"\r\n\r\n"),
        sending(HEAD + b"Content-Length: 99\r\n\r\n", b'{"password": "hunter2"'),
        sending(HEAD + b"Content-Length: hunter2\r\n\r\n", b"hunter2"),
        sending(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"4\r\nhunter2\r\n"),
        sending(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"hunter2\r\n"),
        sending(HEAD + b"Transfer-Encoding: chunked\r\n\r\n4\r\nhunter2\r\n"),
        sending(HEAD + b"Content-Length: 9000\r\n\r\n", b"hunter2" * 1000),
    ],
)
def test_connections_that_fail(vault: Any, handler: Handler) -> None:
    async def act(client: Any, seen: Seen) -> None:
        arguments = inputs(vault.shapes)
        await fails(client, seen, errors.TransportError, arguments)

    story(vault, handler, act, max_response_bytes=5000)


def test_calls_that_take_too_long(vault: Any) -> None:
    async def silent(exchange: Exchange) -> None:
        pass

    async def act(client: Any, seen: Seen) -> None:
        arguments = inputs(vault.shapes)
        for timeouts in (
            Timeouts(read=0.02),
            Timeouts(attempt=0.02),
            Timeouts(total=0.02),
        ):
            quick = client.with_options(timeout=timeouts)
            seen.add(quick)
            await fails(quick, seen, errors.TransportError, arguments)

    story(vault, silent, act)


def test_a_redirect_that_repeats_the_url(vault: Any) -> None:
    async def act(client: Any, seen: Seen) -> None:
        error = await fails(
            client, seen, errors.ServiceError, {"label": "x", "query": WORD}
        )
        assert "hunter2" in error.headers["location"]

    story(vault, replying(b"", 307, "Location: http://localhost/?query=hunter2"), act)
