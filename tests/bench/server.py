"""A loopback server that answers with canned bodies; it does as little as a server can.

``python server.py`` prints its port and serves until its standard input is closed.
"""

from __future__ import annotations

import asyncio
import sys
from typing import cast

import payloads


def _reply(body: bytes) -> bytes:
    head = (
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        f"x-amzn-RequestId: 11111111-2222-3333-4444-555555555555\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


STARTED = _reply(payloads.STARTED)
LISTED = _reply(payloads.listed(1000))


class Canned(asyncio.Protocol):
    """POST gets the started job, anything else the list."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.buffer = b""

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[:end].lower()
            at = head.find(b"\r\ncontent-length:")
            length = int(head[at + 17 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(self.buffer) < end + 4 + length:
                return
            posted = self.buffer.startswith(b"POST")
            self.buffer = self.buffer[end + 4 + length :]
            self.transport.write(STARTED if posted else LISTED)


async def serve() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Canned, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve())
