"""A generated client before a scripted server, and what such a server says."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiosmithy import Config, Credentials, Session
from aiosmithy_cleanroomsml import CleanRoomsMLClient, shapes
from scripted import Exchange, Handler, Scripted, scripted

NOWHERE = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
CREDENTIALS = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
ID = "x-amzn-RequestId: r-1"
MEMBERSHIP = "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"


@asynccontextmanager
async def opened(
    handler: Handler, session: Session | None = None, **settings: Any
) -> AsyncIterator[tuple[Scripted, CleanRoomsMLClient]]:
    """A server with that handler, and a client that, with its own session, does not wait between its attempts."""
    async with scripted(handler) as server:
        session = session or Session(environ=NOWHERE, random=lambda: 0.0)
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


HEAD = f"HTTP/1.1 200 OK\r\n{ID}\r\n".encode()
LONG = HEAD + b"Content-Length: 100\r\n\r\n"
