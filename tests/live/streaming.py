"""A loopback server for bodies that are streamed: it takes and gives them as slowly, and as badly, as a test says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiosmithy.aiohttp_seam import Send
from aiosmithy.config import Timeouts
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.transport import AiohttpTransport
from listening import listening

QUICK = Timeouts(connect=2.0, read=5.0)


class Peer:
    """One connection, as the server's script has it; a request's head is in ``head``."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: bytes
    ) -> None:
        self.reader = reader
        self.writer = writer
        self.head = head.decode("latin-1").lower()

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def begin(self, *headers: str, status: str = "200 OK") -> None:
        """The head of a response."""
        await self.send("\r\n".join([f"HTTP/1.1 {status}", *headers, "", ""]).encode())

    async def chunk(self, data: bytes) -> None:
        await self.send(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    async def body(self) -> bytes:
        """The request's body, whole."""
        if "transfer-encoding: chunked" in self.head:
            return b"".join([chunk async for chunk in self.chunks()])
        _, _, rest = self.head.partition("content-length: ")
        return await self.reader.readexactly(int(rest.partition("\r\n")[0]))

    async def chunks(self) -> AsyncIterator[bytes]:
        """The chunks of a chunked body as they come."""
        while size := int(await self.reader.readline(), 16):
            yield await self.reader.readexactly(size)
            await self.reader.readline()
        await self.reader.readline()

    def cut(self) -> None:
        self.writer.transport.abort()


Script = Callable[[Peer], Awaitable[None]]


class Server:
    """What the server saw."""

    url = ""
    connections = 0
    closed = 0


@asynccontextmanager
async def serving(script: Script) -> AsyncIterator[Server]:
    """The script runs once for every request."""
    seen = Server()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                await script(Peer(reader, writer, head))
        finally:
            seen.closed += 1

    async with listening(serve) as seen.url:
        yield seen


@asynccontextmanager
async def opened(way: Send, script: Script) -> AsyncIterator[tuple[Server, Any]]:
    """A server with that script, and a function that sends one request to it and streams what comes."""
    transport = AiohttpTransport(send=way)
    async with serving(script) as server:

        async def send(
            body: Any = b"",
            *,
            headers: dict[str, str] | None = None,
            timeouts: Timeouts = QUICK,
            max_bytes: int = 1 << 20,
            stream: bool = True,
        ) -> HttpResponse:
            request = HttpRequest(
                "PUT", "/", origin=server.url, body=body, headers=headers
            )
            return await transport.send(
                request,
                timeouts=timeouts,
                max_bytes=max_bytes,
                proxy=None,
                stream=stream,
            )

        try:
            yield server, send
        finally:
            await transport.close()


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what another task does."""
    for _ in range(500):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came")
