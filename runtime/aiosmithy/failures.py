"""aiohttp's exceptions → ours, with what had arrived of the response."""

from __future__ import annotations

from typing import Final, NoReturn

import aiohttp

from . import errors
from .http import HttpRequest, HttpResponse
from .sending import Sending
from .stream_bodies import StreamBody

__all__ = ["give_up"]

_FAILURES: Final = (aiohttp.ClientError, TimeoutError, OSError)

# These quote the URL or bytes of the response, either of which may hold sensitive members.
_QUOTING = (
    aiohttp.ClientPayloadError,
    aiohttp.ClientResponseError,
    aiohttp.InvalidURL,
    aiohttp.ServerDisconnectedError,
)


def give_up(
    error: BaseException,
    request: HttpRequest,
    sending: Sending | None = None,
    response: aiohttp.ClientResponse | None = None,
    body: bytes = b"",
) -> NoReturn:
    """Stop sending, and raise what is to be raised for an error.

    Args:
        error: What sending the request or reading its response raised.
        response, body: What had arrived.
    """
    if sending is not None:
        sending.stop()
    failed = _explained(error, request, sending)
    if response is not None:
        _add_head(failed, HttpResponse(response.status, response.headers, body))
    elif type(error) is aiohttp.ClientResponseError and error.headers is not None:
        # What broke HTTP came together with a head, which was found in it; the status of a proxy is another class's.
        _add_head(failed, HttpResponse(error.status, error.headers, b""))
    if failed is error:
        raise error
    raise failed from _cause(error)


def _add_head(failed: BaseException, part: HttpResponse) -> None:
    """What had arrived of the response."""
    if isinstance(failed, errors.TransportError):
        failed.http_status, failed.request_id = part.status, part.request_id
        failed.body = part.body


def _explained(
    error: BaseException, request: HttpRequest, sending: Sending | None
) -> BaseException:
    """What the user's own source raised goes before what came of that."""
    if sending is not None and isinstance(error, Exception):
        body = request.body
        if isinstance(body, StreamBody) and body.error is not None:
            return body.error
        if isinstance(sending.error, errors.TransportError):
            return sending.error
    if isinstance(error, _FAILURES) or _is_closed(error):
        return _translate(error, request)
    return error


def _is_closed(error: BaseException) -> bool:
    """Whether it is what aiohttp says of reading on when the client was closed: a bare RuntimeError."""
    return isinstance(error, RuntimeError) and str(error) == "Connection closed."


def _translate(error: BaseException, request: HttpRequest) -> errors.TransportError:
    """aiohttp's exceptions → ours, most specific first."""
    text = f"{request.method} {request.origin}: {_said(error)}"
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return errors.ConnectTimeoutError(text)
    if isinstance(error, TimeoutError):
        return errors.ReadTimeoutError(text)
    if isinstance(error, aiohttp.ClientConnectorError):
        failed = errors.ConnectionFailedError(text)
        # A certificate that does not fit will not fit the next time either.
        failed.retryable = not isinstance(
            error, aiohttp.ClientConnectorCertificateError
        )
        return failed
    if isinstance(error, aiohttp.InvalidURL):
        failed = errors.ConnectionFailedError(text)
        failed.retryable = False
        return failed
    return errors.ConnectionLostError(text)


def _said(error: BaseException) -> str:
    """What went wrong, in words that quote neither URL nor response."""
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return f"the proxy answered {error.status}"
    if isinstance(error, aiohttp.ClientResponseError):
        reason, colon, _ = error.message.partition(":")
        return f"what came is not HTTP{colon and f' ({reason})'}"
    if isinstance(error, aiohttp.ClientPayloadError):
        return "the body of the response is cut short or breaks HTTP"
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return "the connection was closed before a response had come"
    if isinstance(error, aiohttp.InvalidURL):
        return "the URL is not valid"
    return str(error) or type(error).__name__


def _cause(error: BaseException) -> BaseException | None:
    """The exception to show in a traceback as the cause, unless it quotes."""
    return None if isinstance(error, _QUOTING) else error
