"""Where a request leaves the process: one method, and the aiohttp seam closed.

aiohttp is a browser-like client by default. Signed service calls want none of that, so every request goes out with:

- no redirects: a redirect would carry the session token and the body to another host;
- no cookies kept, no environment proxies or netrc looked up by aiohttp itself;
- the URL exactly as it was signed (``encoded=True``): yarl would resolve ``..`` and re-quote;
- no silent second send when a kept-alive connection turns out dead: the retry strategy counts every request that
  leaves, this one too;
- bodies bounded, large ones written in slices, nothing decompressed behind our back.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Protocol

import aiohttp

from . import errors
from .aiohttp_seam import Send, new_session, sender
from .connections import ConnectionOptions, new_contexts
from .connectors import new_connector
from .failures import give_up
from .http import HttpRequest, HttpResponse
from .per_loop import PerLoop
from .received import ReceivedStream
from .sending import Waits, new_sending
from .stream_bodies import StreamBody

if TYPE_CHECKING:
    from .config import Timeouts

__all__ = ["AiohttpTransport", "Transport"]

_MAX_WAITS = 64
_closing: set[asyncio.Task[None]] = set()  # a task that nobody holds may vanish


class Transport(Protocol):
    """Sends one request and returns one response; raises :class:`~aiosmithy.errors.TransportError`.

    Attributes:
        http2: Whether it speaks HTTP/2, which some services ask for where events go both ways at once.
    """

    http2: bool

    async def send(
        self,
        request: HttpRequest,
        *,
        timeouts: Timeouts,
        max_bytes: int,
        proxy: str | None,
        stream: bool = False,
    ) -> HttpResponse:
        """Send the request as it is and read the response to its end, ``max_bytes`` at most.

        Args:
            stream: Whether to read only the head of a response that announces success; the rest is its ``stream``.
        """
        ...

    async def close(self) -> None:
        """Release every connection."""
        ...


class AiohttpTransport:
    """The default transport: one aiohttp connector for each event loop, HTTP/1.1.

    A response may begin before its request has ended, and both go on from there, as far as the service agrees.

    Args:
        max_connections: How many connections may be open at once.
        options: Whom to trust, who one is; by default whom the system trusts, and nobody.
        send: The way to send; by default the one for the installed aiohttp.
    """

    http2 = False

    def __init__(
        self,
        *,
        max_connections: int = 100,
        options: ConnectionOptions | None = None,
        send: Send | None = None,
    ) -> None:
        self._send = send or sender()
        self._max_connections = max_connections
        self._options = options or ConnectionOptions()
        self._contexts: tuple[Any, Any] | None = None
        self._homes: PerLoop[aiohttp.ClientSession] = PerLoop(
            self._new_session, _abandon
        )
        self._waits: dict[tuple[float | None, float | None], Waits] = {}
        self.closed = False

    async def send(
        self,
        request: HttpRequest,
        *,
        timeouts: Timeouts,
        max_bytes: int,
        proxy: str | None,
        stream: bool = False,
    ) -> HttpResponse:
        http = self._homes.values.get(asyncio.get_running_loop())
        if http is None or http.closed:
            http = await self._open()
        waits = self._waiting(timeouts)
        if isinstance(request.body, StreamBody):
            await request.body.measure()
        sending = new_sending(request, waits)
        try:
            response = await self._send(http, request, waits, proxy, sending)
        except BaseException as error:
            give_up(error, request, sending)
        if sending is not None:
            sending.watch(response.content.set_exception)
        if stream and 200 <= response.status < 300:
            rest = ReceivedStream(response, request, waits, sending)
            return HttpResponse(response.status, response.headers, b"", rest)
        chunks: list[bytes] = []
        try:
            body = await _read(response, max_bytes, waits, chunks)
        except BaseException as error:
            response.close()
            give_up(error, request, sending, response, b"".join(chunks))
        if response.status == 101:  # aiohttp keeps the connection for the new protocol
            response.close()
        return HttpResponse(response.status, response.headers, body)

    def _waiting(self, timeouts: Timeouts) -> Waits:
        key = (timeouts.connect, timeouts.read)
        found = self._waits.get(key)
        if found is None:
            if len(self._waits) >= _MAX_WAITS:
                self._waits.clear()
            found = self._waits[key] = Waits(timeouts.connect, timeouts.read)
        return found

    async def _open(self) -> aiohttp.ClientSession:
        """The session of the running loop; those of loops that are gone are let go."""
        if self._contexts is None:
            self._contexts = await new_contexts(self._options)
        if self.closed:
            raise errors.ConfigurationError("the client is closed; make a new one")
        return self._homes.get()

    def _new_session(self) -> aiohttp.ClientSession:
        service, proxy = self._contexts or (True, None)
        return new_session(
            new_connector(
                self._max_connections,
                service=service,
                proxy=proxy,
                tcp_keepalive=self._options.tcp_keepalive,
            )
        )

    async def close(self) -> None:
        """Close the connections; later sends raise :class:`~aiosmithy.errors.ConfigurationError`.

        Those of another loop that is running are closed over there.
        """
        self.closed = True
        homes, self._homes.values = self._homes.values, {}
        for loop, http in homes.items():
            if loop is asyncio.get_running_loop():
                await http.close()
            elif loop.is_running():
                loop.call_soon_threadsafe(_close_soon, loop, http)
            else:
                _abandon(http)


def _close_soon(loop: asyncio.AbstractEventLoop, http: aiohttp.ClientSession) -> None:
    _closing.add(task := loop.create_task(http.close()))
    task.add_done_callback(_closing.discard)


def _abandon(http: aiohttp.ClientSession) -> None:
    """Let go of a session whose loop cannot be awaited any more: close its sockets, run nothing on the loop."""
    if http.closed or http.connector is None:
        return
    connector: Any = http.connector
    for connections in list(connector._conns.values()):
        for protocol, _ in connections:
            if protocol.transport is not None:
                _drop(protocol.transport)
    connector._conns.clear()
    connector._closed = True
    http.detach()


def _drop(transport: Any) -> None:
    """Close the socket under a transport of asyncio, whose own ways all lead over its loop, and keep it from warning."""
    tls = getattr(transport, "_ssl_protocol", None)
    if tls is not None:
        transport._closed = True
        transport = tls._transport
    sock = getattr(transport, "_sock", None)
    if sock is not None:
        sock.close()
        transport._sock = None


async def _read(
    response: aiohttp.ClientResponse,
    max_bytes: int,
    waits: Waits,
    chunks: list[bytes],
) -> bytes:
    """The whole body, most often come together with the head; ``chunks`` keeps what came if the rest does not."""
    content = response.content
    if content.is_eof() and content.total_bytes <= max_bytes:
        return content.read_nowait()
    size = 0
    while chunk := await waits.next(content.readany()):
        size += len(chunk)
        if size > max_bytes:
            raise errors.ResponseTooLargeError(
                f"the response is larger than {max_bytes} bytes; raise Config.max_response_bytes"
            )
        chunks.append(chunk)
    return b"".join(chunks)
