"""Secrets stay where they are: in no text that a program, a log or a traceback shows.

A model with something ``@sensitive`` in every place that can hold it, its client, and all the ways in which calls fail.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import traceback
import warnings
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest
from aiosmithy import (
    CallContext,
    Config,
    Credentials,
    EnvironmentResolver,
    Interceptor,
    Session,
    StaticResolver,
    Timeouts,
    errors,
    evolve,
    response_metadata,
)
from aiosmithy.http import HttpRequest, HttpResponse

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]
from generated_package import generated  # noqa: E402
from scripted import Exchange, Handler, scripted  # noqa: E402

KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
TOKEN = "AQoDYXdzEPT//////////wEXAMPLEtoken=="
CREDENTIALS = Credentials("AKIDEXAMPLE", KEY, TOKEN)
WORD = "hunter2"  # spelled out in no line that a traceback shows
NUMBER = 778_899_001
MOMENT = datetime(2033, 3, 7, 11, 12, 13, tzinfo=UTC)

# What must not be seen: the texts below hold "hunter2", in base64 where they are blobs.
SECRETS = [KEY, TOKEN, "hunter2", "aHVudGVyMg", "778899001", "77889900", "2033"]

S = "smithy.api#"
NS = "example.vault#"


def kept(type_: str, **more: Any) -> dict[str, Any]:
    """A sensitive shape."""
    return {"type": type_, "traits": {f"{S}sensitive": {}}, **more}


def of(name: str, **traits: Any) -> dict[str, Any]:
    """A member, or a list's or a map's."""
    target = name if name.startswith(S) else NS + name
    return {"target": target, "traits": {S + k: v for k, v in traits.items()}}


BODY = {
    "password": of("Password"),
    "pin": of("Pin"),
    "ratio": of("Ratio"),
    "flag": of("Flag"),
    "blob": of("Blob"),
    "moment": of("Moment"),
    "any": of("Any"),
    "choice": of("Choice"),
    "passwords": of("Passwords"),
    "secretList": of("SecretList"),
    "byName": of("ByName"),
    "byPassword": of("ByPassword"),
    "secretMap": of("SecretMap"),
    "deepList": of("DeepList"),
    "card": of("Card"),
    "holder": of("Holder"),
    "holders": of("Holders"),
    "union": of("Either"),
    "secretUnion": of("SecretUnion"),
    "note": of(S + "String"),
}
SHAPES: dict[str, Any] = {
    "Vault": {
        "type": "service",
        "version": "2026-01-01",
        "operations": [of("Keep")],
        "traits": {
            "aws.api#service": {"sdkId": "Vault"},
            "aws.auth#sigv4": {"name": "vault"},
            "aws.protocols#restJson1": {},
        },
    },
    "Keep": {
        "type": "operation",
        "input": of("KeepInput"),
        "output": of("KeepOutput"),
        "errors": [of("Refused"), of("Locked")],
        "traits": {f"{S}http": {"method": "POST", "uri": "/keep/{label}", "code": 200}},
    },
    "KeepInput": {
        "type": "structure",
        "members": {
            "label": of("Label", httpLabel={}, required={}),
            "query": of("Password", httpQuery="query"),
            "header": of("Password", httpHeader="x-header"),
            **BODY,
        },
    },
    "KeepOutput": {
        "type": "structure",
        "members": {"header": of("Password", httpHeader="x-header"), **BODY},
    },
    "Refused": {
        "type": "structure",
        "members": {
            "message": of("Label"),
            "password": of("Password"),
            "passwords": of("Passwords"),
            "holder": of("Holder"),
            "header": of("Password", httpHeader="x-header"),
        },
        "traits": {f"{S}error": "client", f"{S}httpError": 403},
    },
    "Locked": {
        "type": "structure",
        "members": {"message": of(S + "String"), "password": of("Password")},
        "traits": {f"{S}error": "client", f"{S}httpError": 423},
    },
    "Label": kept("string"),
    "Password": {
        **kept("string"),
        "traits": {
            f"{S}sensitive": {},
            f"{S}pattern": "^[a-z0-9 ]*$",
            f"{S}length": {"min": 3, "max": 12},
        },
    },
    "Pin": {
        "type": "integer",
        "traits": {f"{S}sensitive": {}, f"{S}range": {"min": 1, "max": 900_000_000}},
    },
    "Ratio": {
        "type": "double",
        "traits": {f"{S}sensitive": {}, f"{S}range": {"min": 1, "max": 900_000_000}},
    },
    "Flag": kept("boolean"),
    "Blob": {
        "type": "blob",
        "traits": {f"{S}sensitive": {}, f"{S}length": {"min": 3, "max": 12}},
    },
    "Moment": kept("timestamp"),
    "Any": kept("document"),
    "Choice": kept(
        "enum",
        members={
            "ONE": {"target": f"{S}Unit", "traits": {f"{S}enumValue": "hunter2 one"}}
        },
    ),
    "Passwords": {
        "type": "list",
        "member": of("Password"),
        "traits": {f"{S}uniqueItems": {}},
    },
    "SecretList": kept("list", member=of(S + "String")),
    "ByName": {"type": "map", "key": of(S + "String"), "value": of("Password")},
    "ByPassword": {"type": "map", "key": of("Password"), "value": of(S + "String")},
    "SecretMap": kept("map", key=of(S + "String"), value=of(S + "String")),
    "DeepList": {"type": "list", "member": of("Passwords")},
    "Card": kept(
        "structure", members={"holder": of(S + "String"), "number": of(S + "Long")}
    ),
    "Holder": {
        "type": "structure",
        "members": {"name": of(S + "String"), "password": of("Password")},
    },
    "Holders": {"type": "map", "key": of(S + "String"), "value": of("Holder")},
    "Either": {
        "type": "union",
        "members": {
            "password": of("Password"),
            "card": of("Card"),
            "plain": of(S + "String"),
        },
    },
    "SecretUnion": kept(
        "union", members={"text": of(S + "String"), "number": of(S + "Integer")}
    ),
}
MODEL = {
    "smithy": "2.0",
    "shapes": {NS + name: shape for name, shape in SHAPES.items()},
}

# The members as they travel in JSON.
WIRE: dict[str, Any] = {
    "password": "hunter2",
    "pin": NUMBER,
    "ratio": NUMBER + 0.5,
    "flag": True,
    "blob": "aHVudGVyMg==",
    "moment": MOMENT.timestamp(),
    "any": {"hunter2": ["hunter2"]},
    "choice": "hunter2 one",
    "passwords": ["hunter2"],
    "secretList": ["hunter2"],
    "byName": {"a": "hunter2"},
    "byPassword": {"hunter2": "a"},
    "secretMap": {"hunter2": "hunter2"},
    "deepList": [["hunter2"]],
    "card": {"holder": "hunter2", "number": NUMBER},
    "holder": {"name": "shown", "password": "hunter2"},
    "holders": {"a": {"password": "hunter2"}},
    "union": {"password": "hunter2"},
    "secretUnion": {"text": "hunter2"},
    "note": "shown",
}


# A document takes anything, and so does a union: a variant not known here is not known to be sensitive.
OPEN = ("any", "union")


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with generated(MODEL, tmp_path_factory.mktemp("vault")) as package:
        yield package


def inputs(shapes: Any) -> dict[str, Any]:
    """Arguments that are right."""
    return {
        "label": "hunter2",
        "query": "hunter2",
        "header": "hunter2",
        "password": "hunter2",
        "pin": NUMBER,
        "ratio": NUMBER + 0.5,
        "flag": True,
        "blob": b"hunter2",
        "moment": MOMENT,
        "any": {"hunter2": ["hunter2", NUMBER]},
        "choice": "hunter2 one",
        "passwords": ["hunter2"],
        "secret_list": ["hunter2"],
        "by_name": {"a": "hunter2"},
        "by_password": {"hunter2": "a"},
        "secret_map": {"hunter2": "hunter2"},
        "deep_list": [["hunter2"]],
        "card": shapes.Card(holder="hunter2", number=NUMBER),
        "holder": shapes.Holder(name="shown", password="hunter2"),
        "holders": {"a": shapes.Holder(password="hunter2")},
        "union": shapes.EitherCard(value=shapes.Card(holder="hunter2")),
        "secret_union": shapes.SecretUnionText(value="hunter2"),
        "note": "shown",
    }


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


def test_inputs_and_outputs(vault: Any) -> None:
    async def act(client: Any, seen: Seen) -> None:
        given = inputs(vault.shapes)
        output = await client.keep(**given)

        made = vault.shapes.KeepInput(**given)
        seen.add(made, evolve(made, note="x"), output, response_metadata(output))
        seen.add(*[given[name] for name in ("card", "holder", "union", "secret_union")])
        seen.add(attrs.fields(type(made)))
        # It did arrive, and is there for who asks for it.
        assert output.password == output.holder.password == "hunter2"
        assert output.header == "hunter2"
        assert output.pin == output.card.number == NUMBER
        assert (output.moment, output.blob) == (MOMENT, b"hunter2")
        assert "'shown'" in repr(output)
        assert "'shown'" in repr(output.holder)

    story(vault, replying(WIRE, 200, "x-header: hunter2"), act)


def test_shapes_that_nobody_finished_yet(vault: Any) -> None:
    shapes = vault.shapes
    seen = Seen()
    for name in ("Either", "SecretUnion"):
        unknown = getattr(shapes, f"{name}Unknown")(name="new", value="x")
        seen.add(unknown)
    seen.add(shapes.SecretUnionUnknown(name="new", value={"hunter2": "hunter2"}))
    seen.add(shapes.EitherPassword(value="hunter2"))
    seen.add(shapes.EitherPlain(value="shown"))
    seen.check()


WRONG: list[Any] = [
    "hunter2",
    "HUNTER hunter2",
    "hunter2" * 9,
    "hunter2 \ud800",
    "hunter2\n\r\0",
    b"hunter2" * 9,
    NUMBER,
    NUMBER * 10**12,
    NUMBER + 0.5,
    MOMENT,
    MOMENT.replace(tzinfo=None),
    ["hunter2", "hunter2"],
    ["HUNTER hunter2"],
    [NUMBER],
    [["hunter2", "hunter2"]],
    {"HUNTER hunter2": "HUNTER hunter2"},
    {"hunter2": NUMBER},
    {NUMBER: "hunter2"},
    {"hunter2": {"hunter2": {NUMBER: MOMENT}}},
]


@pytest.mark.parametrize("constraints", [False, True])
def test_mistakes_in_the_input(vault: Any, constraints: bool) -> None:
    async def act(client: Any, seen: Seen) -> None:
        shapes = vault.shapes
        right = inputs(shapes)
        count = 0
        for name in right.keys() - {"note", "holder", "holders", "union"}:
            for value in WRONG:
                arguments = {**right, name: value}
                try:
                    await client.keep(**arguments)
                except errors.ValidationError as error:
                    count += 1
                    seen.add_error(error)
                    seen.texts.append(traceback.format_exc())
                    seen.add(*error.problems)
        for value in WRONG:
            for changes in (
                {"holder": shapes.Holder(password=value)},
                {"holders": {"a": shapes.Holder(password=value)}},
                {"card": shapes.Card(holder=value, number=value)},
                {"union": shapes.EitherPassword(value=value)},
                {"union": shapes.EitherCard(value=shapes.Card(number=value))},
                {"secret_union": shapes.SecretUnionNumber(value=value)},
                {"by_name": {"a": value}},
                {"passwords": [value]},
            ):
                try:
                    await client.keep(**{**right, **changes})
                except errors.ValidationError as error:
                    count += 1
                    seen.add_error(error)
        assert count > 300

    story(vault, replying(WIRE), act, check_constraints=constraints)


@pytest.mark.parametrize(
    "data",
    [
        *[{name: ["hunter2", {"hunter2": NUMBER}]} for name in WIRE],
        *[{name: "hunter2"} for name in WIRE if name not in ("password", "note")],
        *[{name: {"hunter2": ["hunter2"]}} for name in WIRE if name not in OPEN],
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
    async def act(client: Any, seen: Seen) -> None:
        try:
            seen.add(await client.keep(label=WORD))
        except errors.ResponseParseError as error:
            seen.add_error(error)
            seen.texts.append(traceback.format_exc())
            assert b"hunter2" in error.body or b"7" in error.body or b"1" in error.body

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


def test_identities_and_settings(tmp_path: Path, vault: Any) -> None:
    environ = {
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": KEY,
        "AWS_SESSION_TOKEN": TOKEN,
    }
    seen = Seen()
    with watching() as logged:
        resolver = EnvironmentResolver(environ)
        seen.add(CREDENTIALS, StaticResolver(CREDENTIALS), resolver, vars(Session()))
        seen.add(Config(credentials=CREDENTIALS, proxy="http://me:hunter2@proxy"))
        seen.add(Config(endpoint_url="https://me:hunter2@host"))
        for text in (f"{KEY} ", f"{KEY}\n", f"\u00e9{KEY}"):
            for arguments in ((text, "s"), ("AKIDEXAMPLE", text), ("AK", "s", text)):
                with pytest.raises(errors.IdentityError) as caught:
                    Credentials(*arguments)
                seen.add_error(caught.value)
    seen.texts += logged.texts
    for config in (
        f"[default]\naws_secret_access_key {KEY}\n",
        f"[default]\n aws_secret_access_key = {KEY}\n",
        f"aws_secret_access_key = {KEY}\n",
        f"[default\naws_secret_access_key = {KEY}\n",
        f"[default]\naws_access_key_id = A\naws_secret_access_key = {KEY}\n\t{KEY}\n",
        f"[default]\naws_access_key_id = A\naws_secret_access_key =\n  {KEY}\n",
        f"[default]\naws_secret_access_key = {KEY}\n",
        f"[default]\naws_session_token = {TOKEN}\n",
    ):
        (tmp_path / "config").write_text(config)
        files = {
            "AWS_CONFIG_FILE": str(tmp_path / "config"),
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }
        call = vault.VaultClient(
            region="eu-west-1",
            endpoint_url="http://localhost:1",
            session=Session(environ=files),
        ).keep(label="x")
        with pytest.raises(errors.ConfigurationError) as refused:
            asyncio.run(call)
        seen.add_error(refused.value)
    seen.check()


@pytest.mark.parametrize(
    "settings",
    [
        {"endpoint_url": "http://me:hunter2@localhost:1"},
        {"endpoint_url": "http://me:hunter2@"},
        {"endpoint_url": "me:hunter2@localhost"},
        {"endpoint_url": "hunter2@localhost"},
        {"endpoint_url": "http://localhost:1", "proxy": "http://me:hunter2@localhost:1"},
        {"endpoint_url": "http://localhost:1", "proxy": "ftp://me:hunter2@localhost"},
        {"endpoint_url": "https://localhost:1", "proxy": "http://me:hunter2@localhost:1"},
    ],
    ids=str,
)  # fmt: skip
def test_passwords_in_urls(vault: Any, settings: dict[str, str]) -> None:
    async def act() -> None:
        session = Session(environ={}, random=lambda: 0.0)
        client = vault.VaultClient(
            region="eu-west-1",
            credentials=CREDENTIALS,
            session=session,
            config=Config(**settings),  # type: ignore[arg-type]
        )
        seen.add(client, client._config)
        async with session:
            await fails(client, seen, errors.AiosmithyError, {"label": "x"})
            seen.add(client._execution, session)

    with watching() as seen:
        asyncio.run(act())
    seen.check()
