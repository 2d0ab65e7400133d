"""Sending one request with aiohttp, by the short way and by the long way.

``ClientSession.request`` follows redirects, keeps cookies, looks proxies and netrc files up, times the whole and sends
again on its own; each of that has to be switched off, and what is left costs a fifth of a small call. The short way
does what is left with the same public parts: a ``ClientRequest``, a connection of the connector, a ``ClientResponse``.
It is taken with the versions of aiohttp that the tests have seen; with others the long way is.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Any, TypeAlias, TypeVar

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.helpers import TimerNoop
from yarl import URL

from .deadlines import Deadlines
from .errors import ConnectTimeoutError, ReadTimeoutError
from .http import HttpRequest

__all__ = [
    "Send",
    "Waits",
    "new_session",
    "send_directly",
    "send_through_session",
    "sender",
]


class Waits:
    """How long to wait for a connection and for the next bytes, in the forms that sending needs."""

    __slots__ = ("connect", "read", "reads", "timeout")

    def __init__(self, connect: float | None, read: float | None) -> None:
        self.connect = connect
        self.read = read
        self.timeout = aiohttp.ClientTimeout(
            total=None, sock_connect=connect, sock_read=read
        )
        self.reads = None if read is None else Deadlines(read)

    async def next(self, work: Awaitable[T]) -> T:
        """What the peer sends next; ReadTimeoutError if that takes too long."""
        if self.reads is None:
            return await work
        deadline = self.reads.enter()
        try:
            return await work
        except asyncio.CancelledError as error:
            if not deadline.is_missed():
                raise
            raise ReadTimeoutError(
                f"nothing received for {self.read} seconds"
            ) from error
        finally:
            self.reads.leave(deadline)


Send: TypeAlias = Callable[
    [aiohttp.ClientSession, HttpRequest, Waits, str | None],
    Awaitable[aiohttp.ClientResponse],
]
"""Sends a request; the response's head has been read, its body not."""

T = TypeVar("T")

_SEEN = ("3.12.", "3.13.", "3.14.")
_LARGE = 1 << 18  # above this one write would copy the body and hold up the loop
_BUFFER = 1 << 16
_no_timer = TimerNoop()


def sender(version: str = aiohttp.__version__) -> Send:
    """The way to send with this version of aiohttp."""
    return send_directly if version.startswith(_SEEN) else send_through_session


def new_session(connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
    """A session that keeps no cookies, asks no environment and sends nothing twice."""
    http = aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        trust_env=False,
    )
    # There is no public switch; tests pin what these two do.
    vars(http)["_retry_connection"] = False
    vars(connector)["_factory"] = partial(_Connection, asyncio.get_running_loop())
    return http


class _Connection(ResponseHandler):
    """Ends the body that is being read when the rest of it breaks HTTP.

    aiohttp tells that to who waits for the next response; the reader of the body would wait until its time is over.
    """

    def data_received(self, data: bytes) -> None:
        payload = self._payload
        super().data_received(data)
        if payload is not None and self._exception is not None and not payload.is_eof():
            payload.set_exception(aiohttp.ClientPayloadError("the body breaks HTTP"))


async def send_directly(
    http: aiohttp.ClientSession,
    request: HttpRequest,
    waits: Waits,
    proxy: str | None,
) -> aiohttp.ClientResponse:
    """The short way."""
    connector = http.connector
    assert connector is not None
    headers, body = _framed(request)
    outgoing = aiohttp.ClientRequest(
        request.method,
        URL(request.url, encoded=True),
        headers=headers,
        data=aiohttp.BytesPayload(body) if isinstance(body, bytes) else body,
        proxy=None if proxy is None else URL(proxy),
        loop=asyncio.get_running_loop(),
        session=http,
    )
    try:
        connection = await connector.connect(outgoing, traces=[], timeout=waits.timeout)
    except TimeoutError as error:
        raise ConnectTimeoutError(
            f"no connection within {waits.connect} seconds"
        ) from error
    response: aiohttp.ClientResponse | None = None
    try:
        protocol = connection.protocol
        assert protocol is not None
        protocol.set_response_params(
            timer=_no_timer,
            skip_payload=request.method == "HEAD",
            read_until_eof=True,
            auto_decompress=False,
            read_timeout=None,  # ours is cheaper, see Waits
            read_bufsize=_BUFFER,
        )
        response = await outgoing.send(connection)
        return await waits.next(response.start(connection))
    except BaseException:
        if response is not None:
            response.close()
        connection.close()
        raise


async def send_through_session(
    http: aiohttp.ClientSession,
    request: HttpRequest,
    waits: Waits,
    proxy: str | None,
) -> aiohttp.ClientResponse:
    """The long way."""
    headers, body = _framed(request)
    return await http.request(
        request.method,
        URL(request.url, encoded=True),
        headers=headers,
        data=body,
        allow_redirects=False,
        timeout=waits.timeout,
        proxy=proxy,
    )


def _framed(request: HttpRequest) -> tuple[dict[str, str], Any]:
    """Headers and body as aiohttp takes them; a large body goes out in slices, its length announced."""
    body = request.body
    if len(body) <= _LARGE:
        return request.headers, body or None
    return {**request.headers, "content-length": str(len(body))}, _slices(body)


async def _slices(body: bytes) -> AsyncIterator[memoryview]:
    view = memoryview(body)
    for start in range(0, len(body), _LARGE):
        yield view[start : start + _LARGE]
