"""Credentials of a sign-in to the console (``aws login``), renewed for as long as the sign-in holds.

The CLI keeps them in ``~/.aws/login/cache``, in a file named by the SHA-256 of the profile's ``login_session``
(https://docs.aws.amazon.com/sdkref/latest/guide/feature-login-credentials.html). They hold for 15 minutes. What is
renewed is written back there, for the CLI and for other processes.
"""

from __future__ import annotations

import asyncio
import logging
import os
import shlex
from collections.abc import Callable, Mapping
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from ..errors import IdentityError
from ..shapes import evolve
from ..shared_files import home_folder
from ..timestamps import EPOCH, format_date_time
from .base import Credentials, IdentityResolver, SignInRequiredError
from .service_calls import Nobody, call_config, explained, load_client
from .sts_calls import usable_session
from .token_files import TokenFile
from .tokens import is_token

if TYPE_CHECKING:
    from ..clients.signin.shapes import CreateOAuth2TokenResponseBody
    from ..config import Config
    from ..session import Session
    from .dpop import ProofOfPossession

__all__ = ["LoginResolver"]

_log = logging.getLogger("aiosmithy")

_RENEWED_FROM: Final = 5 * 60.0  # seconds before the end, as in botocore
_DAY: Final = 86_400
_WHAT: Final = "cannot renew the credentials of `aws login`"
# Answers that nothing but the user's doing will change, and what they mean.
_REFUSALS: Final = {
    "TOKEN_EXPIRED": "the sign-in has ended",
    "USER_CREDENTIALS_CHANGED": "the password was changed",
    "INSUFFICIENT_PERMISSIONS": "the user may not do signin:CreateOAuth2Token, which a policy has to allow",
}


class LoginResolver(IdentityResolver):
    """Reads the credentials that ``aws login`` left behind, and renews them when their end is near.

    Args:
        login_session: The ARN of who signed in, ``login_session`` in the profile.
        profile: The profile that says so, for messages.
        session: Connections, clock and environment to share.
        config: Where region and proxy of calls come from, if not from environment and files.
    """

    __slots__ = ("_config", "_login_session", "_profile", "_session")

    def __init__(
        self,
        login_session: str,
        *,
        profile: str | None = None,
        session: Session | None = None,
        config: Config | None = None,
    ) -> None:
        self._login_session = login_session
        self._profile = profile
        self._session = session
        self._config = config

    async def resolve(self) -> Credentials:
        """The credentials, renewed if need be.

        Raises:
            SignInRequiredError: They cannot be renewed, or there are none; the message has the command.
            IdentityError: They could not be read, or not be renewed just now.
        """
        async with usable_session(self._session) as session:
            file = self._file(session.environ)
            document = await file.load()
            known = _credentials(file, document)
            if _seconds_left(known, session) > _RENEWED_FROM:
                return known
            proofs = await _load_proofs(file, document, session)
            try:
                renewed = await self._ask(session, file, document, proofs)
            except SignInRequiredError:
                other = _credentials(file, await file.reload(session.sleep))
                if other == known or _seconds_left(other, session) <= 0:
                    raise
                return other
            except IdentityError as error:
                if _seconds_left(known, session) <= 0:
                    raise
                _log.warning("%s; the old ones serve until their end", error)
                return known
            await file.save(renewed)
            return _credentials(file, renewed)

    def _file(self, environ: Mapping[str, str]) -> TokenFile:
        name = sha256(self._login_session.strip().encode()).hexdigest()
        option = (
            "" if self._profile is None else f" --profile {shlex.quote(self._profile)}"
        )
        return TokenFile(
            os.path.join(_folder(environ), f"{name}.json"), f"run `aws login{option}`"
        )

    async def _ask(
        self,
        session: Session,
        file: TokenFile,
        document: Mapping[str, Any],
        proofs: ProofOfPossession,
    ) -> dict[str, Any]:
        """What the file shall have, with new credentials."""
        await load_client("signin")
        from ..clients.signin import SigninClient, errors, shapes

        config = evolve(call_config(self._config), interceptors=(proofs,))
        refresh_token = file.text(document, "refreshToken")
        with explained(_WHAT, "Sign-In", file.remedy, secret=refresh_token):
            async with SigninClient(
                session=session,
                config=config,
                credentials=Nobody(),
            ) as client:
                try:
                    answer = await client.create_oauth2_token(
                        token_input=shapes.CreateOAuth2TokenRequestBody(
                            client_id=file.text(document, "clientId"),
                            grant_type="refresh_token",
                            refresh_token=refresh_token,
                        )
                    )
                except errors.AccessDeniedException as error:
                    reason = _REFUSALS.get(error.error, error.code)
                    raise SignInRequiredError(
                        f"{_WHAT}: {reason}; {file.remedy}"
                    ) from None
        return _document(answer.token_output, document, session.clock())

    def __repr__(self) -> str:
        return f"LoginResolver({self._login_session!r})"


def _folder(environ: Mapping[str, str]) -> str:
    """Where the CLI keeps its files; as in botocore, variables and ``~`` in the name stand for what they are."""
    from string import Template

    given = environ.get("AWS_LOGIN_CACHE_DIRECTORY")
    home = home_folder(environ)
    if not given:
        return os.path.join(home, ".aws", "login", "cache")
    path = Template(given).safe_substitute(environ)
    return home + path[1:] if path[:2] in ("~", "~/", "~" + os.sep) else path


async def _load_proofs(
    file: TokenFile, document: Mapping[str, Any], session: Session
) -> ProofOfPossession:
    """What shows that the key in the file is at hand."""
    pem = file.text(document, "dpopKey")
    try:
        return await asyncio.to_thread(_proofs, pem, session.clock)
    except ValueError:  # its text may hold parts of the key
        raise file.broken("has no key on the curve P-256 as dpopKey") from None
    except ImportError:  # no later try will do, so the cache must not go on without
        raise SignInRequiredError(
            f"{_WHAT}: that takes the package cryptography; pip install 'aiosmithy[login]'"
        ) from None


def _proofs(pem: str, clock: Callable[[], float]) -> ProofOfPossession:
    from .dpop import ProofOfPossession, load_key

    return ProofOfPossession(load_key(pem), clock)


def _credentials(file: TokenFile, document: Mapping[str, Any]) -> Credentials:
    """The credentials in the file, which has all that it takes to renew them, too."""
    for name in ("clientId", "refreshToken", "dpopKey"):
        file.text(document, name)
    try:
        return Credentials(
            file.text(document, "accessToken", "accessKeyId"),
            file.text(document, "accessToken", "secretAccessKey"),
            file.text(document, "accessToken", "sessionToken"),
            file.moment(document, "accessToken", "expiresAt"),
            file.text(document, "accessToken", "accountId"),
        )
    except IdentityError as error:
        raise IdentityError(f"credentials of `aws login`: {error}") from None


def _seconds_left(credentials: Credentials, session: Session) -> float:
    end = credentials.expiration
    return 0.0 if end is None else end.timestamp() - session.clock()


def _document(
    answer: CreateOAuth2TokenResponseBody, document: Mapping[str, Any], now: float
) -> dict[str, Any]:
    found = answer.access_token
    parts = (
        found.access_key_id,
        found.secret_access_key,
        found.session_token,
        answer.refresh_token,
    )
    if not all(map(is_token, parts)) or not 0 < answer.expires_in < _DAY:
        raise IdentityError(f"{_WHAT}: Sign-In answered without credentials; try again")
    end = EPOCH + timedelta(seconds=int(now) + answer.expires_in)
    return {
        **document,
        "accessToken": {
            "accessKeyId": found.access_key_id,
            "secretAccessKey": found.secret_access_key,
            "sessionToken": found.session_token,
            "accountId": document["accessToken"]["accountId"],
            "expiresAt": format_date_time(end),
        },
        "refreshToken": answer.refresh_token,
    }
