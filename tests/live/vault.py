"""A client that holds secrets, and all that is shown while it acts."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import traceback
import warnings
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import attrs
import pytest
from aiosmithy import CallContext, Config, Credentials, Interceptor, Session, errors
from aiosmithy.http import HttpRequest, HttpResponse
from generated_package import generated
from scripted import Exchange, Handler, scripted
from vault_model import MODEL

KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
TOKEN = "AQoDYXdzEPT//////////wEXAMPLEtoken=="
CREDENTIALS = Credentials("AKIDEXAMPLE", KEY, TOKEN)

# What must not be seen: the values in ``vault_model`` hold "hunter2", in base64 where they are blobs.
SECRETS = [KEY, TOKEN, "hunter2", "aHVudGVyMg", "778899001", "77889900"]
# By itself: addresses and identifiers may hold any digits.
YEAR = re.compile(r"\b2033\b")


@pytest.fixture(name="vault", scope="module")
def vault_fixture(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with generated(MODEL, tmp_path_factory.mktemp("vault")) as package:
        yield package


@attrs.define
class Seen:
    """All text that came out."""

    texts: list[str] = attrs.field(factory=list)

    def add(self, *things: object) -> None:
        for thing in things:
            self.texts += [repr(thing), str(thing), f"{thing!r:.5000}"]

    def add_error(self, error: BaseException) -> None:
        self.add(error)
        self.texts += traceback.format_exception(error)

    def check(self) -> None:
        assert self.texts
        for text in self.texts:
            found = [secret for secret in SECRETS if secret in text]
            assert not found, text
            assert not YEAR.search(text), text


class Logs(logging.Handler):
    """Keeps every record, with its arguments and its traceback."""

    def __init__(self, seen: Seen) -> None:
        super().__init__(logging.DEBUG)
        self.seen = seen
        self.setFormatter(logging.Formatter())

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.texts.append(self.format(record))
        self.seen.add(record.args)


@contextmanager
def watching() -> Iterator[Seen]:
    """Everything that is logged, at the lowest level, or warned of."""
    seen = Seen()
    handler = Logs(seen)
    root = logging.getLogger()
    loggers = [root, *map(logging.getLogger, root.manager.loggerDict)]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    root.addHandler(handler)
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            yield seen
        seen.add(*[warning.message for warning in warned])
    finally:
        root.removeHandler(handler)
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


class Shower(Interceptor):
    """Shows whatever passes by."""

    def __init__(self, seen: Seen) -> None:
        self.seen = seen

    async def on_input(self, context: CallContext, input: Any) -> Any:
        self.seen.add(context, input, context.operation)
        return input

    async def before_signing(
        self, context: CallContext, request: HttpRequest
    ) -> HttpRequest:
        self.seen.add(request)
        return request

    async def before_sending(self, context: CallContext, request: HttpRequest) -> None:
        self.seen.add(request)

    async def on_response(
        self, context: CallContext, response: HttpResponse
    ) -> HttpResponse:
        self.seen.add(response)
        return response

    async def before_retry(
        self, context: CallContext, error: Exception, delay: float
    ) -> bool:
        self.seen.add_error(error)
        return True

    async def on_output(self, context: CallContext, output: Any) -> Any:
        self.seen.add(output)
        return output

    async def on_error(self, context: CallContext, error: Exception) -> Exception:
        self.seen.add_error(error)
        return error


def story(
    vault: Any,
    handler: Handler,
    act: Callable[[Any, Seen], Awaitable[None]],
    **settings: Any,
) -> None:
    """Let a client act against a server, and look at everything that is shown meanwhile."""

    async def told(seen: Seen) -> None:
        async with scripted(handler) as server:
            session = Session(
                environ={
                    "AWS_CONFIG_FILE": os.devnull,
                    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
                },
                random=lambda: 0.0,
            )
            config = Config(interceptors=[Shower(seen)], **settings)
            async with (
                session,
                vault.VaultClient(
                    region="eu-west-1",
                    credentials=CREDENTIALS,
                    endpoint_url=server.url,
                    session=session,
                    config=config,
                ) as client,
            ):
                await act(client, seen)
                seen.add(client, session, config, client._execution, vars(client))
                seen.add(vars(session), session.transport(), client._config)

    with watching() as seen:
        asyncio.run(told(seen))
    seen.check()


def replying(data: Any, status: int = 200, *headers: str) -> Handler:
    body = data if isinstance(data, bytes) else json.dumps(data).encode()

    async def reply(exchange: Exchange) -> None:
        exchange.reply(status, body, "x-amzn-RequestId: r-1", *headers)

    return reply


def sending(*parts: bytes) -> Handler:
    async def send(exchange: Exchange) -> None:
        for part in parts:
            exchange.send(part)
            await exchange.writer.drain()
            await asyncio.sleep(0.01)
        exchange.writer.close()

    return send


async def fails(
    client: Any, seen: Seen, kind: type[errors.AiosmithyError], arguments: Any
) -> Any:
    try:
        await client.keep(**arguments)
    except kind as error:
        seen.add_error(error)
        seen.texts.append(traceback.format_exc())
        return error
    pytest.fail(f"did not raise {kind.__name__}")
