"""Timestream and DynamoDB as botocore's models have them, asking a server on this machine where to send their calls."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmithy import Config, Credentials, Session
from aiosmithy.errors import EndpointDiscoveryError
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.transport import AiohttpTransport
from attrs import define
from aws_packages import package
from generated_package import forget
from listening import run
from moto_clients import NOWHERE
from scripted import Exchange, scripted

WRITE = "ingest.timestream.eu-west-1.amazonaws.com"
DYNAMODB = "123456789012.ddb.eu-west-1.amazonaws.com"


@define
class ThroughServer:
    """The transport, with a server on this machine for a proxy: it sees which hosts requests are for, in plain text."""

    url: str
    inner: AiohttpTransport

    async def send(self, request: HttpRequest, **settings: Any) -> HttpResponse:
        assert request.origin.startswith("https://")
        request.origin = request.origin.replace("https://", "http://")
        return await self.inner.send(request, **{**settings, "proxy": self.url})

    async def close(self) -> None:
        await self.inner.close()


@define
class Cells:
    """Says where calls go, and takes those that come there."""

    current: str = "cell-1.test"
    minutes: int = 1440
    refuses_questions: bool = False

    async def __call__(self, exchange: Exchange) -> None:
        host = exchange.headers["host"]
        _, _, operation = exchange.headers["x-amz-target"].partition(".")
        if operation == "DescribeEndpoints":
            self._point(exchange)
        elif host not in (self.current, DYNAMODB):
            exchange.reply(421, b'{"__type": "InvalidEndpointException"}')
        else:
            exchange.reply(200, b"{}")

    def _point(self, exchange: Exchange) -> None:
        if self.refuses_questions:
            exchange.reply(400, b'{"__type": "AccessDeniedException"}')
            return
        found = {"Address": self.current, "CachePeriodInMinutes": self.minutes}
        exchange.reply(200, json.dumps({"Endpoints": [found]}).encode())


def hosts(exchanges: list[Exchange]) -> list[str]:
    """``host operation`` of each request."""
    return [
        f"{each.headers['host']} {each.headers['x-amz-target'].partition('.')[2]}"
        for each in exchanges
    ]


def client(package: Any, server: str, **settings: Any) -> Any:
    (kind,) = (name for name in package.__all__ if name.endswith("Client"))
    session = Session(
        transport=ThroughServer(server, AiohttpTransport()), environ=NOWHERE
    )
    return getattr(package, kind)(
        region="eu-west-1",
        credentials=Credentials("AKIDEXAMPLE", "secret", account_id="123456789012"),
        session=session,
        config=Config(**settings),
    )


@pytest.fixture(name="write", scope="module")
def write_fixture(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    operations = "DescribeEndpoints ListDatabases ListTables"
    yield from _package(tmp_path_factory, "timestream-write", operations)


@pytest.fixture(name="dynamodb", scope="module")
def dynamodb_fixture(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    operations = "DescribeEndpoints ListTables"
    yield from _package(tmp_path_factory, "dynamodb", operations)


def _package(
    factory: pytest.TempPathFactory, service: str, operations: str
) -> Iterator[Any]:
    folder: Path = factory.mktemp("discovery")
    name = f"discovery_{service.replace('-', '_')}"
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        yield package(folder, name, service, operations)
        forget(name)


def test_timestream_is_called_where_it_says(write: Any) -> None:
    async def test() -> None:
        cells = Cells()
        async with scripted(cells) as seen:
            timestream = client(write, seen.url, retries=3)
            await timestream.list_databases()
            await timestream.list_databases()
            cells.current = "cell-2.test"
            await timestream.list_databases()
            await timestream.list_tables()
            await timestream._session.close()
        assert hosts(seen.exchanges) == [
            f"{WRITE} DescribeEndpoints",
            "cell-1.test ListDatabases",
            "cell-1.test ListDatabases",
            "cell-1.test ListDatabases",  # refused
            f"{WRITE} DescribeEndpoints",
            "cell-2.test ListDatabases",
            f"{WRITE} DescribeEndpoints",
            "cell-2.test ListTables",
        ]
        assert seen.exchanges[0].headers["x-amz-api-version"] == "2018-11-01"
        assert "/eu-west-1/timestream/" in seen.exchanges[1].headers["authorization"]

    run(test)


def test_timestream_without_leave_to_ask_says_so(write: Any) -> None:
    async def test() -> None:
        async with scripted(Cells(refuses_questions=True)) as seen:
            timestream = client(write, seen.url)
            with pytest.raises(
                EndpointDiscoveryError, match="AccessDenied.*see that DescribeEndpoints"
            ):
                await timestream.list_databases()
            await timestream._session.close()
        assert hosts(seen.exchanges) == [f"{WRITE} DescribeEndpoints"]

    run(test)


@pytest.mark.parametrize(
    ("settings", "cells", "expected"),
    [
        ({}, Cells(), [f"{DYNAMODB} ListTables"]),
        (
            {"endpoint_discovery": True},
            Cells(),
            [f"{DYNAMODB} DescribeEndpoints", "cell-1.test ListTables"],
        ),
        (
            {"endpoint_discovery": True},
            Cells(refuses_questions=True),
            [f"{DYNAMODB} DescribeEndpoints", f"{DYNAMODB} ListTables"],
        ),
    ],
)
def test_dynamodb_asks_if_it_is_told_to(
    dynamodb: Any, settings: dict[str, Any], cells: Cells, expected: list[str]
) -> None:
    async def test() -> None:
        async with scripted(cells) as seen:
            tables = client(dynamodb, seen.url, **settings)
            await tables.list_tables()
            await tables._session.close()
        assert hosts(seen.exchanges) == expected

    run(test)
