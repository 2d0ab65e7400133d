"""EC2's instance metadata service, version 2: a token first, then what is asked for.

https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html. Version 1, which answers without a
token, is never spoken: what can be led to send a request in one's name could read it.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from .config import Timeouts
from .endpoints import is_valid_host_label
from .errors import AttemptTimeoutError, TransportError
from .http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from .metadata_settings import MetadataSettings
    from .session import Session

__all__ = ["InstanceMetadata", "instance_region"]

_TOKEN_SECONDS: Final = 21_600  # the longest that there is
_EARLY: Final = 120  # seconds before its end that a token is renewed
_ATTEMPTS: Final = 3
_LONGEST: Final = (
    9.0  # seconds that a whole answer may take, beyond the patience for its beginning
)
_MOST_BYTES: Final = 1 << 16
_REGION: Final = "/latest/meta-data/placement/region"


class InstanceMetadata:
    """Asks the metadata service, with as much patience as its settings say.

    No proxy stands between: the address means this very machine.
    """

    __slots__ = (
        "_origin",
        "_prefix",
        "_session",
        "_settings",
        "_timeouts",
        "_token",
        "_token_until",
    )

    def __init__(self, session: Session, settings: MetadataSettings) -> None:
        scheme, _, rest = settings.endpoint.partition("://")
        authority, slash, path = rest.partition("/")
        self._origin = f"{scheme}://{authority}"
        self._prefix = slash + path
        self._session = session
        self._settings = settings
        self._timeouts = Timeouts(connect=settings.timeout, read=settings.timeout)
        self._token = ""
        self._token_until = 0.0

    async def token(self) -> HttpResponse | None:
        """See that there is a token; the answer, if it is another.

        Raises:
            TransportError: The service does not answer.
        """
        now = self._session.monotonic()
        if self._token and now < self._token_until:
            return None
        ttl = {"x-aws-ec2-metadata-token-ttl-seconds": str(_TOKEN_SECONDS)}
        answer = await self._send("PUT", "/latest/api/token", ttl)
        token = answer.body.decode("latin-1").strip()
        if answer.status != 200 or not _is_token(token):
            return answer
        self._token = token
        self._token_until = now + _TOKEN_SECONDS - _EARLY
        return None

    async def get(self, path: str) -> HttpResponse:
        """The answer to a GET; the token's, if there is none to be had.

        Raises:
            TransportError: The service does not answer.
        """
        answer = await self._authorized(path)
        if answer.status == 401:  # the token has ended; another one may be had
            self._token = ""
            answer = await self._authorized(path)
        return answer

    async def _authorized(self, path: str) -> HttpResponse:
        refused = await self.token()
        if refused is not None:
            return refused
        return await self._send("GET", path, {"x-aws-ec2-metadata-token": self._token})

    async def _send(
        self, method: str, path: str, headers: dict[str, str]
    ) -> HttpResponse:
        """Silence is the rule where there is no such service, so it is not asked often; one that answers is there."""
        silences = self._settings.attempts or 1
        errors = self._settings.attempts or _ATTEMPTS
        for attempt in range(1, max(silences, errors) + 1):
            request = HttpRequest(
                method, self._prefix + path, headers=headers, origin=self._origin
            )
            try:
                answer = await self._once(request)
            except TransportError:
                if attempt >= silences:
                    raise
            else:
                if answer.status < 500 or attempt >= errors:
                    return answer
            await self._session.sleep(self._session.random() * attempt)
        raise AssertionError("the last attempt returns or raises")

    async def _once(self, request: HttpRequest) -> HttpResponse:
        """One attempt; an answer that drips in does not hold up who waits for it."""
        try:
            async with asyncio.timeout(self._settings.timeout + _LONGEST):
                return await self._session.transport().send(
                    request,
                    timeouts=self._timeouts,
                    max_bytes=_MOST_BYTES,
                    proxy=None,
                )
        except TimeoutError as error:
            raise AttemptTimeoutError("no whole answer in time") from error


def _is_token(text: str) -> bool:
    return bool(text) and text.isascii() and text.isprintable()


async def instance_region(session: Session, settings: MetadataSettings) -> str | None:
    """The region of the instance that this runs on; None if the service is disabled, silent, or says anything else."""
    if settings.disabled:
        return None
    try:
        answer = await InstanceMetadata(session, settings).get(_REGION)
    except TransportError:
        return None
    region = answer.body.decode("latin-1").strip()
    return region if answer.status == 200 and is_valid_host_label(region) else None
