"""Credentials of a role, for the bearer of an OpenID Connect token that is in a file.

EKS, GitHub Actions and others put such a token there and renew it; so the file is read anew each time. The call is not
signed: it needs no other credentials.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from ..errors import IdentityError, one_line
from .base import Credentials, IdentityNotFoundError, IdentityResolver
from .service_calls import Nobody
from .sts_calls import role_credentials, session_name, sts_client, usable_session

if TYPE_CHECKING:
    from ..config import Config
    from ..session import Session

__all__ = ["EnvironmentWebIdentityResolver", "WebIdentityResolver"]

_MOST_BYTES: Final = 64 * 1024  # STS takes 20,000 characters
_REMEDY: Final = (
    "check that the role's trust policy names the token's issuer, audience and subject"
)
_TOKEN_FILE: Final = "AWS_WEB_IDENTITY_TOKEN_FILE"  # noqa: S105 - its name, not a token


class WebIdentityResolver(IdentityResolver):
    """Assumes a role with a token.

    Args:
        role_arn: The role.
        token_file: Where the token is.
        session_name: What the audit log calls the one who assumed it.
        duration_seconds: How long the credentials are to hold; STS's default is an hour.
        policy, policy_arns: What limits the session: a policy in JSON, and ARNs of others.
        session: Connections, clock and environment to share.
        config: Where region, proxy and profile of the call come from, if not from environment and files.
    """

    __slots__ = (
        "_config",
        "_duration_seconds",
        "_policy",
        "_policy_arns",
        "_role_arn",
        "_session",
        "_session_name",
        "_token_file",
    )

    def __init__(
        self,
        role_arn: str,
        token_file: str,
        *,
        session_name: str | None = None,
        duration_seconds: int | None = None,
        policy: str | None = None,
        policy_arns: Sequence[str] = (),
        session: Session | None = None,
        config: Config | None = None,
    ) -> None:
        self._role_arn = role_arn
        self._token_file = token_file
        self._session_name = session_name
        self._duration_seconds = duration_seconds
        self._policy = policy
        self._policy_arns = tuple(policy_arns)
        self._session = session
        self._config = config

    @staticmethod
    def from_environment(
        session: Session | None = None, *, config: Config | None = None
    ) -> IdentityResolver:
        """What the variables say that EKS sets: AWS_ROLE_ARN, AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_SESSION_NAME."""
        return EnvironmentWebIdentityResolver(session=session, config=config)

    async def resolve(self) -> Credentials:
        """New credentials of the role.

        Raises:
            IdentityError: There is no token in the file, or STS refuses it.
        """
        role, file = one_line(self._role_arn), one_line(self._token_file)
        what = f"cannot assume role {role!r} with the token in {file!r}"
        token = await asyncio.to_thread(_read_token, self._token_file, what)
        async with usable_session(self._session) as session:
            from ..clients.sts import shapes

            arns = [shapes.PolicyDescriptorType(arn=arn) for arn in self._policy_arns]
            async with sts_client(
                session, self._config, what, _REMEDY, Nobody(), secret=token
            ) as client:
                answer = await client.assume_role_with_web_identity(
                    role_arn=self._role_arn,
                    role_session_name=session_name(self._session_name, session),
                    web_identity_token=token,
                    duration_seconds=self._duration_seconds,
                    policy=self._policy,
                    policy_arns=arns or None,
                )
        return role_credentials(answer.credentials, answer.assumed_role_user, what)

    def __repr__(self) -> str:
        return f"WebIdentityResolver({self._role_arn!r}, {self._token_file!r})"


class EnvironmentWebIdentityResolver(IdentityResolver):
    """Assumes the role that the environment names, as it is now."""

    __slots__ = ("_config", "_session")

    def __init__(
        self, *, session: Session | None = None, config: Config | None = None
    ) -> None:
        self._session = session
        self._config = config

    async def resolve(self) -> Credentials:
        """New credentials of the role.

        Raises:
            IdentityNotFoundError: The environment names no token.
            IdentityError: It names no role for the token, or the role cannot be assumed.
        """
        async with usable_session(self._session) as session:
            get = session.environ.get
            token_file, role_arn = get(_TOKEN_FILE), get("AWS_ROLE_ARN")
            if not token_file:
                raise IdentityNotFoundError(f"{_TOKEN_FILE} is not set")
            if not role_arn:
                raise IdentityError(
                    f"{_TOKEN_FILE} is set, but AWS_ROLE_ARN is not; set both or neither"
                )
            resolver = WebIdentityResolver(
                role_arn,
                token_file,
                session_name=get("AWS_ROLE_SESSION_NAME") or None,
                session=session,
                config=self._config,
            )
            return await resolver.resolve()

    def __repr__(self) -> str:
        return "EnvironmentWebIdentityResolver()"


def _read_token(path: str, what: str) -> str:
    """The token in a file. Blocks on I/O."""
    try:
        with open(path, "rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise IdentityError(
            f"{what}: the file cannot be read ({reason}); see that whatever renews the"
            " token puts it there, and that this process may read it"
        ) from error
    if len(content) > _MOST_BYTES:
        raise IdentityError(
            f"{what}: the file has more than {_MOST_BYTES:,} bytes; name one with a token"
        )
    token = content.decode("ascii", "replace").strip()
    if not token or not token.isprintable() or not token.isascii() or " " in token:
        raise IdentityError(
            f"{what}: the file is empty or holds other things than one token; see what"
            " renews it"
        )
    return token
