"""Credentials that a container is given: a task's role in ECS, a pod's in EKS, or whatever the host gives so.

https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from ..config import Timeouts
from ..endpoints import parse_url
from ..errors import IdentityError, TransportError, one_line
from ..http import HttpRequest, HttpResponse
from .base import Credentials, IdentityNotFoundError, IdentityResolver
from .documents import read_credentials, read_document
from .sts_calls import usable_session

if TYPE_CHECKING:
    from ..session import Session

__all__ = ["ContainerResolver", "container_url"]

_RELATIVE: Final = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
_FULL: Final = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
_GIVEN: Final = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
_FROM_FILE: Final = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"
_ECS: Final = "http://169.254.170.2"
# Where a request without TLS cannot be overheard: ECS, EKS, this machine.
_HOSTS: Final = frozenset(
    ("169.254.170.2", "169.254.170.23", "fd00:ec2::23", "localhost")
)
_WHAT: Final = "the container's credentials"
_PATIENCE: Final = Timeouts(connect=2.0, read=2.0)
_MOST_SECONDS: Final = 10.0  # for an attempt, however little comes at a time
_ATTEMPTS: Final = 3
_MOST_BYTES: Final = 1 << 16


def container_url(environ: Mapping[str, str]) -> str:
    """Where the environment says that credentials are.

    Raises:
        IdentityNotFoundError: It says nothing.
        IdentityError: They must not be asked for there.
    """
    relative, full = environ.get(_RELATIVE), environ.get(_FULL)
    if relative:
        if not relative.startswith("/") or not _is_plain(relative):
            raise IdentityError(f"{_RELATIVE} is no path; it begins with a slash")
        return _ECS + relative
    if not full:
        raise IdentityNotFoundError(f"neither {_RELATIVE} nor {_FULL} is set")
    parsed = parse_url(full.partition("?")[0])
    if parsed is None or not _is_plain(full):
        raise IdentityError(
            f"{_FULL} is no http or https URL with a host, without user and fragment"
        )
    host = urlsplit(full).hostname or ""
    if parsed.scheme == "http" and not _is_near(host):
        raise IdentityError(
            f"{_FULL} has the host {one_line(host)}, which is not asked over http, for others could listen; use https,"
            " or a host of this machine, of ECS or of EKS: localhost, 169.254.170.2, 169.254.170.23, [fd00:ec2::23]"
        )
    return full


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable() and not {" ", "#"} & set(text)


def _is_near(host: str) -> bool:
    """Whether nobody else can answer; of names only one is taken, for what others mean is up to whoever is asked."""
    from ipaddress import ip_address

    try:
        return host in _HOSTS or ip_address(host).is_loopback
    except ValueError:
        return False


class ContainerResolver(IdentityResolver):
    """Asks where the environment says so, with the token that it names.

    Args:
        session: The environment to read, and the connections to use.
    """

    __slots__ = ("_session",)

    def __init__(self, *, session: Session | None = None) -> None:
        self._session = session

    async def resolve(self) -> Credentials:
        """The credentials that are there now.

        Raises:
            IdentityNotFoundError: The environment names no place.
            IdentityError: They cannot be had there.
        """
        async with usable_session(self._session) as session:
            url = container_url(session.environ)
            headers = {"accept": "application/json"}
            token = await _token(session.environ)
            if token is not None:
                headers["authorization"] = token
            answer = await _ask(session, url, headers)
        where = f"{_WHAT} at {url.partition('?')[0]}"
        if answer.status != 200:
            raise IdentityError(
                f"{where}: the answer is {answer.status}{_said(answer, token)}"
            )
        return read_credentials(read_document(answer.body, where), where)

    def __repr__(self) -> str:
        return "ContainerResolver()"


async def _token(environ: Mapping[str, str]) -> str | None:
    """What goes into the header Authorization."""
    path = environ.get(_FROM_FILE)
    where = f"the file of {_FROM_FILE}" if path else _GIVEN
    token = environ.get(_GIVEN) or None
    if path:
        token = await asyncio.to_thread(_read, path)
    if token is not None and not (token.isascii() and token.isprintable()):
        raise IdentityError(f"{where} holds a line break or a character no token has")
    return token


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            token = file.read(_MOST_BYTES).strip()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise IdentityError(
            f"the token file {path} that {_FROM_FILE} names cannot be read: {reason}"
        ) from error
    if not token:
        raise IdentityError(f"the token file {path} of {_FROM_FILE} is empty")
    return token


async def _ask(session: Session, url: str, headers: dict[str, str]) -> HttpResponse:
    """The answer; the place is new to a container that starts, so it gets some time."""
    parts = urlsplit(url)
    for attempt in range(1, _ATTEMPTS + 1):
        request = HttpRequest(
            "GET",
            parts.path or "/",
            query=parts.query,
            headers=dict(headers),
            origin=f"{parts.scheme}://{parts.netloc}",
        )
        try:
            async with asyncio.timeout(_MOST_SECONDS):
                answer = await session.transport().send(
                    request, timeouts=_PATIENCE, max_bytes=_MOST_BYTES, proxy=None
                )
        except (TransportError, TimeoutError) as error:
            if attempt == _ATTEMPTS:
                raise IdentityError(
                    f"{_WHAT} cannot be had: no answer from {request.origin}; see that {_RELATIVE} or {_FULL} is right"
                ) from error
        else:
            is_busy = answer.status >= 500 or answer.status == 429
            if not is_busy or attempt == _ATTEMPTS:
                return answer
        await session.sleep(session.random() * attempt)
    raise AssertionError("the last attempt returns or raises")


def _said(answer: HttpResponse, token: str | None) -> str:
    """The message of a refusal, if it has one; not if it holds what was sent."""
    try:
        document = read_document(answer.body, "")
    except IdentityError:
        return ""
    message = document.get("message", document.get("Message"))
    if not isinstance(message, str) or (token and token in message):
        return ""
    return f" ({one_line(message)})"
