"""A server on this machine that takes down each request as it came over the wire and gives a prepared answer.

A client's requests reach it whatever host they are for: as a proxy's requests, which name the whole URL.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from aiosmithy.http import HttpRequest, HttpResponse
from attrs import define, field, frozen
from multidict import CIMultiDict


@frozen
class Arrived:
    """One request."""

    method: str
    host: str
    path: str
    query: str
    headers: CIMultiDict[str]
    body: bytes

    def header(self, name: str) -> str | None:
        """The values of all headers of that name as one; None if there is none."""
        found = self.headers.getall(name, [])
        return ", ".join(found) if found else None


@frozen
class Answer:
    """One response, with no header but its own: the connection's end is the body's, if no length is given."""

    code: int = 200
    headers: Mapping[str, str] = field(factory=dict)
    body: bytes = b""

    def encode(self) -> bytes:
        """The response on the wire."""
        lines = [f"HTTP/1.1 {self.code} Answer"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        length = CIMultiDict(self.headers).get("content-length")
        body = self.body if length is None else self.body[: int(length)]
        return "\r\n".join([*lines, "", ""]).encode() + body


@define
class Loopback:
    """The server; also a transport that sends everything to it, in plain text."""

    inner: Any
    http2: bool = False
    url: str = ""
    answer: Answer = field(factory=Answer)
    arrived: list[Arrived] = field(factory=list)
    _server: asyncio.Server | None = None
    _open: set[asyncio.StreamWriter] = field(factory=set)

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        await self.inner.close()
        if self._server is not None:
            self._server.close()
        for writer in list(self._open):
            writer.transport.abort()
        await asyncio.sleep(0)

    async def send(self, request: HttpRequest, **settings: Any) -> HttpResponse:
        """The transport's: https becomes http, and the server its proxy."""
        request.origin = request.origin.replace("https://", "http://")
        sent: HttpResponse = await self.inner.send(
            request, **{**settings, "proxy": self.url}
        )
        return sent

    async def close(self) -> None:
        """Clients come and go; the server closes the connections."""

    async def _connected(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._open.add(writer)
        try:
            self.arrived.append(await _read(reader))
            writer.write(self.answer.encode())
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self._open.discard(writer)
            writer.close()


async def _read(reader: asyncio.StreamReader) -> Arrived:
    head = (await reader.readuntil(b"\r\n\r\n"))[:-4].decode("latin-1")
    line, *rest = head.split("\r\n")
    method, target, _ = line.split(" ")
    headers = CIMultiDict[str]()
    for text in rest:
        name, _, value = text.partition(":")
        headers.add(name, value.strip())
    authority, slash, path = target.removeprefix("http://").partition("/")
    path, _, query = (slash + path).partition("?")
    assert headers.getall("host") == [authority]
    return Arrived(
        method, authority, path, query, headers, await _body(reader, headers)
    )


async def _body(reader: asyncio.StreamReader, headers: CIMultiDict[str]) -> bytes:
    if headers.get("transfer-encoding", "").lower() != "chunked":
        return await reader.readexactly(int(headers.get("content-length", 0)))
    found = b""
    while size := int(await reader.readline(), 16):
        found += (await reader.readexactly(size + 2))[:-2]
    await reader.readline()
    return found
