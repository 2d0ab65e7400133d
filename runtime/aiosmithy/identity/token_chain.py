"""Where bearer tokens are looked for: the SSO of a profile, and several sources in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from .base import IdentityNotFoundError
from .tokens import EnvironmentTokenResolver, Token, TokenResolver

if TYPE_CHECKING:
    from ..config import Config
    from ..session import Session
    from ..shared_files import SharedFiles
    from .sso_tokens import SsoTokenResolver

__all__ = [
    "ProfileTokenResolver",
    "TokenChain",
    "default_tokens",
]


class ProfileTokenResolver(TokenResolver):
    """Takes the token of the ``sso-session`` that a profile names.

    Args:
        files: The AWS files; by default those that the environment names.
        profile: Its name; by default what AWS_PROFILE says, else ``default``.
        session: Connections, clock and environment to share.
        config: Where proxy and trust of calls come from, if not from environment and files.
    """

    __slots__ = ("_config", "_files", "_found", "_profile", "_session")

    def __init__(
        self,
        files: SharedFiles | None = None,
        profile: str | None = None,
        *,
        session: Session | None = None,
        config: Config | None = None,
    ) -> None:
        self._files = files
        self._profile = profile
        self._session = session
        self._config = config
        self._found: SsoTokenResolver | None = None

    def invalidate(self, rejected: Token) -> None:
        """Let the next token be another one."""
        if self._found is not None:
            self._found.invalidate(rejected)

    async def resolve(self) -> Token:
        """The token, renewed if need be.

        Raises:
            IdentityNotFoundError: The profile names no session.
            IdentityError: What it says cannot be done.
            SignInRequiredError: The user has to sign in; the message has the command.
        """
        from .sts_calls import usable_session

        async with usable_session(self._session) as session:
            if self._found is None:
                files = self._files or await session.shared_files()
                get = session.environ.get
                named = get("AWS_PROFILE") or get("AWS_DEFAULT_PROFILE") or "default"
                self._found = self._source(files, self._profile or named)
        return await self._found.resolve()

    def _source(self, files: SharedFiles, profile: str) -> SsoTokenResolver:
        from .profile_parts import sso, texts
        from .sso_tokens import SsoTokenResolver

        values = texts(files.profiles.get(profile, {}))
        if "sso_session" not in values:
            raise IdentityNotFoundError(f"profile {profile!r} has no sso_session")
        found = sso(files, profile, values)
        return SsoTokenResolver(
            found.start_url,
            found.region,
            sso_session=found.session,
            profile=profile,
            session=self._session,
            config=self._config,
        )

    def __repr__(self) -> str:
        return f"ProfileTokenResolver({self._profile!r})"


class TokenChain(TokenResolver):
    """Tries resolvers in order. One that has nothing passes the turn on; one that fails ends the search."""

    __slots__ = ("_resolvers",)

    def __init__(self, resolvers: Sequence[TokenResolver]) -> None:
        self._resolvers = tuple(resolvers)

    def invalidate(self, rejected: Token) -> None:
        """Tell all of them."""
        for resolver in self._resolvers:
            resolver.invalidate(rejected)

    async def resolve(self) -> Token:
        """The token of the first resolver that has one.

        Raises:
            IdentityNotFoundError: None has; the message says of each why.
            IdentityError: One should have, but its token cannot be used.
        """
        reasons: list[str] = []
        for resolver in self._resolvers:
            try:
                return resolver.cached() or await resolver.resolve()
            except IdentityNotFoundError as error:
                reasons.append(f"\n  {type(resolver).__name__}: {error}")
        raise IdentityNotFoundError(
            "no bearer token: pass bearer_token= to the client's Config, or name an"
            f" sso_session in the profile. Tried:{''.join(reasons) or ' nothing'}"
        )

    def __repr__(self) -> str:
        return f"TokenChain({', '.join(map(repr, self._resolvers))})"


def default_tokens(
    environ: Mapping[str, str],
    files: SharedFiles,
    profile: str,
    signing_name: str,
    *,
    config: Config | None = None,
    session: Session | None = None,
) -> TokenChain:
    """Where a service's token is looked for if none is given: the environment, then the profile's SSO."""
    return TokenChain(
        (
            EnvironmentTokenResolver(signing_name, environ),
            ProfileTokenResolver(files, profile, session=session, config=config),
        )
    )
