"""A loopback server that follows a script, byte for byte: for what a well-behaved server would never do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from listening import listening

Handler = Callable[["Exchange"], Awaitable[None]]


class Exchange:
    """One request as it arrived, and the connection to answer on."""

    def __init__(self, head: bytes, body: bytes, writer: asyncio.StreamWriter) -> None:
        line, *headers = head.decode("latin-1").split("\r\n")
        self.method, self.target, _ = line.split(" ", 2)
        self.headers = {
            name.lower(): value.strip()
            for name, _, value in (h.partition(":") for h in headers if h)
        }
        self.body = body
        self.writer = writer

    def send(self, data: bytes) -> None:
        self.writer.write(data)

    def reply(self, status: int = 200, body: bytes = b"{}", *headers: str) -> None:
        lines = [f"HTTP/1.1 {status} Answer", f"Content-Length: {len(body)}", *headers]
        self.send("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    def cut(self) -> None:
        """Close the connection at once."""
        transport = self.writer.transport
        transport.abort()


class Scripted:
    """What the server saw."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []
        self.connections = 0
        self.url = ""


@asynccontextmanager
async def scripted(handler: Handler) -> AsyncIterator[Scripted]:
    """Serve on a free loopback port; the handler is called for every request."""
    seen = Scripted()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.connections += 1
        while True:
            head = (await reader.readuntil(b"\r\n\r\n"))[:-4]
            length = 0
            for line in head.lower().split(b"\r\n"):
                if line.startswith(b"content-length:"):
                    length = int(line[15:])
            exchange = Exchange(head, await reader.readexactly(length), writer)
            seen.exchanges.append(exchange)
            await handler(exchange)

    async with listening(serve) as seen.url:
        yield seen
