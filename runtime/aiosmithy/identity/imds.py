"""Credentials of the role that an EC2 instance has, from its metadata service.

https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from ..errors import IdentityError, TransportError, one_line
from ..instance_metadata import InstanceMetadata
from ..metadata_settings import MetadataSettings, metadata_settings
from .base import Credentials, IdentityNotFoundError, IdentityResolver
from .documents import read_credentials, read_document
from .sts_calls import usable_session

if TYPE_CHECKING:
    from ..http import HttpResponse
    from ..session import Session

__all__ = ["ImdsResolver"]

_log = logging.getLogger("aiosmithy")

_WHAT: Final = "the instance metadata service"
_ROLES: Final = "/latest/meta-data/iam/security-credentials/"
_ROLES_WITH_ACCOUNT: Final = "/latest/meta-data/iam/security-credentials-extended/"
_LEAST_LIFE: Final = 600  # seconds
_EXTENSION: Final = (720, 1200)  # seconds: botocore's
_ROLE_CHARACTERS: Final = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+=,.@_-"
)


class ImdsResolver(IdentityResolver):
    """Asks which role the instance has, and for its credentials.

    When the source of the service itself is out of order, it gives credentials that have ended or are about to; services
    may take them longer. They are given out as good for some minutes more, then asked for again.

    Args:
        endpoint: Where the service answers, if neither environment nor profile is to say it.
        endpoint_mode: ``ipv4`` or ``ipv6``, likewise.
        profile: The profile that may say it, instead of ``AWS_PROFILE``.
        session: Environment, files, connections and clock.
    """

    __slots__ = ("_endpoint", "_endpoint_mode", "_profile", "_session")

    def __init__(
        self,
        *,
        endpoint: str | None = None,
        endpoint_mode: str | None = None,
        profile: str | None = None,
        session: Session | None = None,
    ) -> None:
        self._endpoint = endpoint
        self._endpoint_mode = endpoint_mode
        self._profile = profile
        self._session = session

    async def resolve(self) -> Credentials:
        """The credentials that the instance has now.

        Raises:
            IdentityNotFoundError: The service is switched off or silent, or the instance has no role.
            IdentityError: It is there, but gives none.
        """
        async with usable_session(self._session) as session:
            settings = metadata_settings(
                session.environ,
                await session.shared_files(),
                self._profile,
                endpoint=self._endpoint,
                mode=self._endpoint_mode,
            )
            if settings.disabled:
                raise IdentityNotFoundError("AWS_EC2_METADATA_DISABLED is true")
            service = InstanceMetadata(session, settings)
            await _enter(service, settings)
            document = await _document(service, settings.needs_account)
            found = read_credentials(document, _WHAT)
            return _extended(found, session.clock(), session.random())

    def __repr__(self) -> str:
        return "ImdsResolver()"


async def _enter(service: InstanceMetadata, settings: MetadataSettings) -> None:
    """Get a token: whether there is a service shows here."""
    try:
        refused = await service.token()
    except TransportError as error:
        raise IdentityNotFoundError(
            f"{_WHAT} does not answer at {settings.endpoint} within {settings.timeout:g} s; in a container on EC2, let"
            " the instance's metadata options have a hop limit of 2"
        ) from error
    if refused is None:
        return
    if refused.status == 403:
        raise IdentityNotFoundError(
            f"{_WHAT} answers 403: it is switched off for this instance, or shut by its firewall"
        )
    raise IdentityNotFoundError(
        f"{_WHAT} at {settings.endpoint} gives no token: its answer is {refused.status}"
    )


async def _document(
    service: InstanceMetadata, needs_account: bool
) -> Mapping[str, Any]:
    """What the service says about the credentials of the role, whose name may change from one time to the next."""
    place, answer = await _roles(service, needs_account)
    if answer.status == 404:
        raise IdentityNotFoundError(
            "the instance has no role; attach an instance profile to it"
        )
    role = _text(answer).partition("\n")[0].strip()
    if not role or not _ROLE_CHARACTERS.issuperset(role):
        raise IdentityError(f"{_WHAT} named no role that there can be")
    document = read_document(_text(await _get(service, place + role)).encode(), _WHAT)
    code = document.get("Code", "Success")
    if code != "Success":
        raise IdentityError(
            f"{_WHAT} has no credentials of role {role!r}: {one_line(str(code))}; see that EC2 may assume the role"
        )
    return document


async def _roles(
    service: InstanceMetadata, needs_account: bool
) -> tuple[str, HttpResponse]:
    """The place that lists the role, and what it says; the newer one has account ids, and is not everywhere."""
    if needs_account:
        answer = await _get(service, _ROLES_WITH_ACCOUNT)
        if answer.status != 404:
            return _ROLES_WITH_ACCOUNT, answer
    return _ROLES, await _get(service, _ROLES)


async def _get(service: InstanceMetadata, path: str) -> HttpResponse:
    try:
        return await service.get(path)
    except TransportError as error:
        raise IdentityError(f"{_WHAT} does not answer any more; try again") from error


def _text(answer: HttpResponse) -> str:
    if answer.status != 200:
        raise IdentityError(
            f"{_WHAT} gives no credentials: its answer is {answer.status}; try again"
        )
    return answer.body.decode("utf-8", "replace")


def _extended(found: Credentials, now: float, random: float) -> Credentials:
    """The credentials, with some more time if they have hardly any left."""
    end = found.expiration
    if end is None or end.timestamp() - now >= _LEAST_LIFE:
        return found
    _log.warning(
        "%s gives credentials that end at %s; they are used on, and asked for again in some minutes",
        _WHAT,
        end.isoformat(),
    )
    least, most = _EXTENSION
    return Credentials(
        found.access_key_id,
        found.secret_access_key,
        found.session_token,
        datetime.fromtimestamp(now + least + random * (most - least), UTC),
        found.account_id,
    )
