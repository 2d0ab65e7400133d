"""Sending one request with aiohttp, by the short way and by the long way.

``ClientSession.request`` follows redirects, keeps cookies, looks proxies and netrc files up, times the whole and sends
again on its own; each of that has to be switched off, and what is left costs a fifth of a small call. The short way
does what is left with the same public parts: a ``ClientRequest``, a connection of the connector, a ``ClientResponse``.
It is taken with the versions of aiohttp that the tests have seen; with others the long way is.
"""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any, Final, TypeAlias

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.helpers import TimerNoop
from aiohttp.http import HttpProcessingError, HttpResponseParser
from multidict import CIMultiDict
from yarl import URL

from .errors import ConnectTimeoutError
from .http import HttpRequest
from .sending import Sending, Waits

__all__ = [
    "Send",
    "new_session",
    "send_directly",
    "send_through_session",
    "sender",
]


Send: TypeAlias = Callable[
    [aiohttp.ClientSession, HttpRequest, Waits, str | None, Sending | None],
    Awaitable[aiohttp.ClientResponse],
]
"""Sends a request, its body through a :class:`Sending` if there is one; of the response only the head has been read."""

_SEEN = ("3.12.", "3.13.", "3.14.")
_BUFFER = 1 << 16
_NOT_ADDED = ("content-type",)  # some protocols forbid it where there is no body
_NO_PROXY: Final[dict[str, Any]] = {}
_not_added: CIMultiDict[None] = CIMultiDict((name, None) for name in _NOT_ADDED)
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
    """Tells all that is known when what comes breaks HTTP.

    aiohttp tells it to who waits for the next response; the reader of a body would wait until its time is over. And of
    a head that came together with what breaks HTTP it says nothing.
    """

    def data_received(self, data: bytes) -> None:
        payload = self._payload
        super().data_received(data)
        error = self._exception
        if error is None:
            return
        if payload is not None and not payload.is_eof():
            payload.set_exception(aiohttp.ClientPayloadError("the body breaks HTTP"))
        elif isinstance(error, HttpProcessingError) and error.headers is None:
            self._add_head(error, data)

    def _add_head(self, error: HttpProcessingError, data: bytes) -> None:
        """Give the error status and headers of the response that the data begin with."""
        head, end, _ = data.partition(b"\r\n\r\n")
        parser = HttpResponseParser(self, self._loop, _BUFFER)
        with suppress(HttpProcessingError):
            for message, _ in parser.feed_data(head + end)[0]:
                error.code, error.headers = message.code, CIMultiDict(message.headers)


class _Request(aiohttp.ClientRequest):
    """Takes the headers as they are; what is sent unsigned lacks the host.

    aiohttp adds them one by one, and looks for what it could add: a twentieth of a small call.
    """

    def update_headers(self, headers: Any) -> None:
        self.headers = CIMultiDict(headers)
        if "host" not in self.headers:
            self.headers["host"] = self.url.host_port_subcomponent or ""

    def update_auto_headers(self, skip_auto_headers: Any) -> None:
        self._skip_auto_headers = _not_added

    def update_cookies(self, cookies: Any) -> None:
        """There are none."""

    def update_auth(self, auth: Any, trust_env: bool = False) -> None:
        """The signature is it."""


async def send_directly(
    http: aiohttp.ClientSession,
    request: HttpRequest,
    waits: Waits,
    proxy: str | None,
    sending: Sending | None,
) -> aiohttp.ClientResponse:
    """The short way."""
    connector = http.connector
    assert connector is not None
    outgoing = _Request(
        request.method,
        URL(request.url, encoded=True),
        headers=_headers(request, sending),
        data=sending or _small(request),
        **(_NO_PROXY if proxy is None else _through(proxy)),
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
        head = response.start(connection)
        return await (waits.next(head) if sending is None else sending.answer(head))
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
    sending: Sending | None,
) -> aiohttp.ClientResponse:
    """The long way."""
    return await http.request(
        request.method,
        URL(request.url, encoded=True),
        headers=_headers(request, sending),
        data=sending or _small(request),
        skip_auto_headers=_NOT_ADDED,
        allow_redirects=False,
        timeout=waits.timeout,
        **(_NO_PROXY if proxy is None else _through(proxy)),
    )


def _through(proxy: str) -> dict[str, Any]:
    """What tells aiohttp of a proxy. Its user goes as a header: errors of aiohttp show URLs."""
    url = URL(proxy)
    if url.raw_user is None and url.raw_password is None:
        return {"proxy": url}
    user = b64encode(f"{url.user or ''}:{url.password or ''}".encode()).decode()
    # aiohttp makes Proxy-Authorization of it, and puts that where a tunnel or a plain request needs it.
    headers = CIMultiDict({"Authorization": f"Basic {user}"})
    return {"proxy": url.with_user(None), "proxy_headers": headers}


def _headers(request: HttpRequest, sending: Sending | None) -> dict[str, str]:
    """The headers, with the length of a body that goes out in slices; aiohttp knows that of others."""
    if sending is None or sending.length is None:
        return request.headers
    return {**request.headers, "content-length": str(sending.length)}


def _small(request: HttpRequest) -> aiohttp.BytesPayload | None:
    body = request.body
    return aiohttp.BytesPayload(body) if isinstance(body, bytes) and body else None
