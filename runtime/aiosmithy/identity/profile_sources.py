"""Where the first credentials of a profile come from: each way that there is, with its resolver."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ..errors import IdentityError
from .base import (
    Credentials,
    EnvironmentResolver,
    IdentityNotFoundError,
    IdentityResolver,
    StaticResolver,
)
from .profile_parts import (
    AccessKeys,
    Base,
    Login,
    NamedSource,
    Process,
    Sso,
    WebIdentity,
)

if TYPE_CHECKING:
    from ..config import Config
    from ..session import Session

__all__ = ["first_credentials"]


async def first_credentials(
    base: Base, session: Session, config: Config
) -> Credentials:
    """The credentials that do not come from other ones."""
    if isinstance(base, AccessKeys):
        return base.credentials
    if isinstance(base, Sso) and base.account_id is None:
        raise IdentityNotFoundError(
            f"profile {base.profile!r} has SSO for tokens only, not for credentials;"
            " add sso_account_id and sso_role_name to it"
        )
    try:
        # In a thread, for it imports modules.
        resolver = await asyncio.to_thread(_resolver, base, session, config)
        found = await resolver.resolve()
    except IdentityNotFoundError as error:
        # The profile has asked for this source, so no other one may stand in.
        raise IdentityError(f"profile {base.profile!r}: {error}") from error
    if found.account_id is None and isinstance(base, Process) and base.account_id:
        return Credentials(
            found.access_key_id,
            found.secret_access_key,
            found.session_token,
            found.expiration,
            base.account_id,
        )
    return found


def _resolver(base: Base, session: Session, config: Config) -> IdentityResolver:
    """What carries out one base of a profile."""
    if isinstance(base, NamedSource):
        return _named(base, session)
    if isinstance(base, Process):
        from .process import ProcessResolver

        return ProcessResolver(base.command, session=session)
    if isinstance(base, Login):
        from .login import LoginResolver

        return LoginResolver(
            base.session, profile=base.profile, session=session, config=config
        )
    if isinstance(base, Sso):
        from .sso import SsoResolver

        return SsoResolver(
            base.start_url,
            base.region,
            base.account_id or "",
            base.role_name or "",
            sso_session=base.session,
            profile=base.profile,
            session=session,
            config=config,
        )
    if isinstance(base, WebIdentity):
        from .web_identity import WebIdentityResolver

        return WebIdentityResolver(
            base.role_arn,
            base.token_file,
            session_name=base.session_name,
            session=session,
            config=config,
        )
    return StaticResolver(base.credentials)


def _named(base: NamedSource, session: Session) -> IdentityResolver:
    if base.name == "Environment":
        return EnvironmentResolver(session.environ)
    if base.name == "EcsContainer":
        from .container import ContainerResolver

        return ContainerResolver(session=session)
    from .imds import ImdsResolver

    return ImdsResolver(session=session)
