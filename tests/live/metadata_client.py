"""A client that was given no credentials, before a service that notes who signed, and a metadata process."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from aiosmithy import Session
from aiosmithy_cleanroomsml import CleanRoomsMLClient
from attrs import Factory, define
from cleanrooms_client import NOWHERE, answering
from scripted import Exchange, Handler, Scripted, scripted

PROGRAM = Path(__file__).with_name("metadata_process.py")


@define
class Peer:
    """The process that has credentials.

    Attributes:
        requests: What it was asked, known once it has ended.
    """

    url: str
    process: subprocess.Popen[str]
    requests: list[str] = Factory(list[str])

    def end(self) -> None:
        """Stop it."""
        if self.process.poll() is None:
            self.requests += self.process.communicate(timeout=10)[0].splitlines()


@contextmanager
def peer(kind: str, **options: object) -> Generator[Peer, None, None]:
    """An ``instance`` or a ``container`` that gives credentials."""
    with subprocess.Popen(
        [sys.executable, str(PROGRAM), kind, json.dumps(options)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        found = Peer(process.stdout.readline().strip(), process)
        try:
            yield found
        finally:
            found.end()


def on_instance(found: Peer, **environ: str) -> Session:
    """A session on a machine with that metadata service."""
    place = {"AWS_EC2_METADATA_SERVICE_ENDPOINT": found.url}
    return Session(environ={**NOWHERE, **place, **environ}, random=lambda: 0.0)


def in_container(found: Peer, **environ: str) -> Session:
    """A session in a container with that endpoint, where there is no metadata service."""
    place = {
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{found.url}/v1/credentials",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    return Session(environ={**NOWHERE, **place, **environ}, random=lambda: 0.0)


@asynccontextmanager
async def calling(
    session: Session, handler: Handler | None = None, clients: int = 1
) -> AsyncGenerator[tuple[Scripted, list[CleanRoomsMLClient]], None]:
    """A service, and clients of it that share the session."""
    async with scripted(handler or answering(b"{}")) as server, session:
        yield (
            server,
            [
                CleanRoomsMLClient(
                    region="eu-west-1", endpoint_url=server.url, session=session
                )
                for _ in range(clients)
            ],
        )


def signer(exchange: Exchange) -> str:
    """The key that a request was signed with."""
    return exchange.headers["authorization"].partition("=")[2].partition("/")[0]
