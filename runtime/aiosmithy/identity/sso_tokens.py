"""The access token of a sign-in to IAM Identity Center (``aws sso login``), renewed while that is possible.

The CLI keeps it in ``~/.aws/sso/cache``, in a file named by the SHA-1 of the ``sso-session``'s name or, for profiles
without one, of the start URL (https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html). What is
renewed is written back there, for the CLI and for other processes.
"""

from __future__ import annotations

import logging
import os
import shlex
from datetime import timedelta
from hashlib import sha1
from typing import TYPE_CHECKING, Any, Final

from ..errors import IdentityError
from ..shared_files import home_folder
from ..timestamps import EPOCH, format_date_time
from .base import SignInRequiredError
from .service_calls import Nobody, call_config, explained, load_client
from .sts_calls import usable_session
from .token_files import TokenFile
from .tokens import Token, TokenResolver, is_token

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..clients.sso_oidc.shapes import CreateTokenOutput
    from ..config import Config
    from ..session import Session

__all__ = ["SsoTokenResolver", "sign_in_command"]

_log = logging.getLogger("aiosmithy")

# botocore renews from so many seconds before the end on.
_RENEWED_FROM: Final = 15 * 60.0
_LONGEST: Final = 10 * 366 * 86_400  # seconds; the longest session of SSO has 90 days
_TO_RENEW: Final = (
    "refreshToken",
    "clientId",
    "clientSecret",
    "registrationExpiresAt",
)


class SsoTokenResolver(TokenResolver):
    """Reads the token that ``aws sso login`` left behind, and renews it when its end is near.

    Args:
        start_url: Where people sign in.
        region: The region of IAM Identity Center.
        sso_session: The name of the ``sso-session`` section, if there is one.
        profile: A profile that uses it, for messages.
        session: Connections, clock and environment to share.
        config: Where proxy and trust of calls come from, if not from environment and files.
    """

    __slots__ = (
        "_command",
        "_config",
        "_region",
        "_rejected",
        "_session",
        "_sso_session",
        "_start_url",
        "_subject",
    )

    def __init__(
        self,
        start_url: str,
        region: str,
        *,
        sso_session: str | None = None,
        profile: str | None = None,
        session: Session | None = None,
        config: Config | None = None,
    ) -> None:
        self._start_url = start_url
        self._region = region
        self._sso_session = sso_session
        self._session = session
        self._config = config
        self._rejected: Token | None = None
        self._command = sign_in_command(profile, sso_session)
        self._subject = f"the SSO token of {sso_session or start_url!r}"

    def invalidate(self, rejected: Token) -> None:
        """Renew this one, though it has not ended."""
        self._rejected = rejected

    async def resolve(self) -> Token:
        """The token, renewed if need be.

        Raises:
            SignInRequiredError: It has ended and cannot be renewed, or there is none; the message has the command.
            IdentityError: It could not be read, or not be renewed just now.
        """
        async with usable_session(self._session) as session:
            file = self._file(session.environ)
            document = await file.load()
            token = _token(file, document)
            left = self._seconds_left(token, session)
            if left > _RENEWED_FROM:
                return token
            if _can_be_renewed(file, document, session.clock()):
                return await self._renewed(session, file, document, token)
        if left > 0:
            return token
        raise SignInRequiredError(
            f"{self._subject} does not hold any more; {file.remedy}"
        )

    def _file(self, environ: Mapping[str, str]) -> TokenFile:
        key = self._sso_session or self._start_url
        name = sha1(key.encode(), usedforsecurity=False).hexdigest()
        home = home_folder(environ)
        path = os.path.join(home, ".aws", "sso", "cache", f"{name}.json")
        return TokenFile(path, f"run `{self._command}`")

    def _seconds_left(self, token: Token, session: Session) -> float:
        if token.expiration is None or token == self._rejected:
            return 0.0
        return token.expiration.timestamp() - session.clock()

    async def _renewed(
        self,
        session: Session,
        file: TokenFile,
        document: Mapping[str, Any],
        token: Token,
    ) -> Token:
        """The next token or, if it cannot be had, this one for as long as it holds, or another process's."""
        try:
            renewed = await self._ask(session, file, document)
        except IdentityError as error:
            if self._seconds_left(token, session) > 0:
                _log.warning("%s; the old token serves until its end", error)
                return token
            token = _token(file, await file.reload(session.sleep))
            if self._seconds_left(token, session) <= 0:
                raise
            return token
        await file.save(renewed)
        return _token(file, renewed)

    async def _ask(
        self, session: Session, file: TokenFile, document: Mapping[str, Any]
    ) -> dict[str, Any]:
        """What the file shall have, with a new token."""
        await load_client("sso_oidc")
        from ..clients.sso_oidc import SSOOIDCClient, errors

        what = f"cannot renew {self._subject}"
        refresh_token = file.text(document, "refreshToken")
        with explained(what, "SSO-OIDC", file.remedy, secret=refresh_token):
            async with SSOOIDCClient(
                session=session,
                config=call_config(self._config, self._region),
                credentials=Nobody(),
            ) as client:
                try:
                    answer = await client.create_token(
                        client_id=file.text(document, "clientId"),
                        client_secret=file.text(document, "clientSecret"),
                        grant_type="refresh_token",
                        refresh_token=refresh_token,
                    )
                except (
                    errors.AccessDeniedException,
                    errors.ExpiredTokenException,
                    errors.InvalidClientException,
                    errors.InvalidGrantException,
                    errors.UnauthorizedClientException,
                ) as error:
                    raise SignInRequiredError(
                        f"{what}: {error.code}; {file.remedy}"
                    ) from None
        return self._document(answer, document, session.clock(), what)

    def _document(
        self,
        answer: CreateTokenOutput,
        document: Mapping[str, Any],
        now: float,
        what: str,
    ) -> dict[str, Any]:
        seconds = answer.expires_in or 0
        if not is_token(answer.access_token) or not 0 < seconds < _LONGEST:
            raise IdentityError(f"{what}: SSO-OIDC answered without a token; try again")
        end = EPOCH + timedelta(seconds=int(now) + seconds)
        return {
            **document,
            "startUrl": self._start_url,
            "region": self._region,
            "accessToken": answer.access_token,
            "expiresAt": format_date_time(end),
            "refreshToken": answer.refresh_token or document["refreshToken"],
        }

    def __repr__(self) -> str:
        return f"SsoTokenResolver({self._sso_session or self._start_url!r})"


def sign_in_command(profile: str | None, sso_session: str | None = None) -> str:
    """What a user runs to sign in anew."""
    if profile is not None:
        return f"aws sso login --profile {shlex.quote(profile)}"
    if sso_session is not None:
        return f"aws sso login --sso-session {shlex.quote(sso_session)}"
    return "aws sso login"


def _token(file: TokenFile, document: Mapping[str, Any]) -> Token:
    value = file.text(document, "accessToken")
    if not is_token(value):
        raise file.broken("has no token as accessToken")
    return Token(value, file.moment(document, "expiresAt"))


def _can_be_renewed(file: TokenFile, document: Mapping[str, Any], now: float) -> bool:
    """Whether the file has all that it takes, which it does not if a profile has no ``sso-session``."""
    try:
        for name in _TO_RENEW:
            file.text(document, name)
        return file.moment(document, "registrationExpiresAt").timestamp() > now
    except IdentityError:
        return False
