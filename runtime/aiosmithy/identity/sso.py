"""Credentials of a role that somebody has in IAM Identity Center, for the token of a sign-in (``aws sso login``)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from ..errors import IdentityError
from ..timestamps import EPOCH
from .base import Credentials, IdentityResolver, SignInRequiredError
from .service_calls import Nobody, call_config, explained, load_client
from .sso_tokens import SsoTokenResolver, sign_in_command
from .sts_calls import usable_session

if TYPE_CHECKING:
    from ..clients.sso.shapes import RoleCredentials
    from ..config import Config
    from ..session import Session
    from .tokens import Token

__all__ = ["SsoResolver"]

_REMEDY = (
    "check that sso_account_id and sso_role_name are of a role that you have there"
)


class SsoResolver(IdentityResolver):
    """Takes a role with the token that ``aws sso login`` left behind, which is renewed if it can be.

    Args:
        start_url: Where people sign in.
        region: The region of IAM Identity Center.
        account_id: The account that the role is in.
        role_name: The role.
        sso_session: The name of the ``sso-session`` section, if there is one; without it, the token of the start URL is
            used.
        profile: The profile that says all this, for messages.
        session: Connections, clock and environment to share.
        config: Where proxy and trust of calls come from, if not from environment and files.
    """

    __slots__ = (
        "_account_id",
        "_config",
        "_profile",
        "_region",
        "_role_name",
        "_session",
        "_sso_session",
        "_start_url",
    )

    def __init__(
        self,
        start_url: str,
        region: str,
        account_id: str,
        role_name: str,
        *,
        sso_session: str | None = None,
        profile: str | None = None,
        session: Session | None = None,
        config: Config | None = None,
    ) -> None:
        self._start_url = start_url
        self._region = region
        self._account_id = account_id
        self._role_name = role_name
        self._sso_session = sso_session
        self._profile = profile
        self._session = session
        self._config = config

    async def resolve(self) -> Credentials:
        """New credentials of the role.

        Raises:
            SignInRequiredError: The token has ended, is missing or is not taken; the message has the command.
            IdentityError: The token cannot be read, or SSO refuses the role.
        """
        what = (
            f"cannot get credentials of role {self._role_name!r} in account"
            f" {self._account_id!r} from SSO"
        )
        async with usable_session(self._session) as session:
            tokens = SsoTokenResolver(
                self._start_url,
                self._region,
                sso_session=self._sso_session,
                profile=self._profile,
                session=session,
                config=self._config,
            )
            found = await self._ask(session, await tokens.resolve(), what)
        return self._credentials(found, what)

    async def _ask(
        self, session: Session, token: Token, what: str
    ) -> RoleCredentials | None:
        await load_client("sso")
        from ..clients.sso import SSOClient, errors

        with explained(what, "SSO", _REMEDY, secret=token.value):
            async with SSOClient(
                session=session,
                config=call_config(self._config, self._region),
                credentials=Nobody(),
            ) as client:
                try:
                    answer = await client.get_role_credentials(
                        role_name=self._role_name,
                        account_id=self._account_id,
                        access_token=token.value,
                    )
                except errors.UnauthorizedException as error:
                    command = sign_in_command(self._profile, self._sso_session)
                    raise SignInRequiredError(
                        f"{what}: the token is not taken any more; run `{command}`"
                    ) from error
        return answer.role_credentials

    def _credentials(self, found: RoleCredentials | None, what: str) -> Credentials:
        if found is None or found.expiration is None:
            raise IdentityError(f"{what}: SSO answered without credentials; try again")
        try:
            return Credentials(
                found.access_key_id or "",
                found.secret_access_key or "",
                found.session_token,
                EPOCH + timedelta(milliseconds=found.expiration),
                self._account_id,
            )
        except (IdentityError, OverflowError) as error:
            raise IdentityError(
                f"{what}: SSO answered what is no key: {error}"
            ) from None

    def __repr__(self) -> str:
        return f"SsoResolver({self._role_name!r}, {self._account_id!r})"
