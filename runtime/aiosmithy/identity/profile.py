"""What a profile of the AWS files says about credentials, carried out."""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING

from ..errors import IdentityError
from .base import (
    Credentials,
    IdentityNotFoundError,
    IdentityResolver,
    StaticResolver,
)
from .sts_calls import usable_session

if TYPE_CHECKING:
    from ..config import Config
    from ..session import Session
    from ..shared_files import SharedFiles
    from .assume_role import MfaCode
    from .profile_parts import Role
    from .profile_plan import Plan

__all__ = ["ProfileResolver", "ProfileRoleResolver"]


class ProfileResolver(IdentityResolver):
    """Does what a profile says: static keys, roles, web identity, SSO, login, a process.

    Args:
        files: The AWS files; by default those that the environment names.
        profile: Its name; by default what AWS_PROFILE says, else ``default``.
        session: Connections, clock and environment to share.
        config: Where region and proxy of calls come from, if not from environment and files.
        mfa_code: Is called with ``mfa_serial`` of a role and gives the code of that device, or an awaitable of it.
            By default it is the session's.
    """

    __slots__ = ("_config", "_files", "_mfa_code", "_profile", "_session")

    def __init__(
        self,
        files: SharedFiles | None = None,
        profile: str | None = None,
        *,
        session: Session | None = None,
        config: Config | None = None,
        mfa_code: MfaCode | None = None,
    ) -> None:
        self._files = files
        self._profile = profile
        self._session = session
        self._config = config
        self._mfa_code = mfa_code

    async def resolve(self) -> Credentials:
        """The profile's credentials.

        Raises:
            IdentityNotFoundError: It says nothing about credentials.
            IdentityError: What it says cannot be done; the message names the profile and the remedy.
        """
        async with usable_session(self._session) as session:
            files = self._files or await session.shared_files()
            get = session.environ.get
            named = get("AWS_PROFILE") or get("AWS_DEFAULT_PROFILE") or "default"
            return await self._find(files, self._profile or named, session)

    async def _find(
        self, files: SharedFiles, profile: str, session: Session
    ) -> Credentials:
        plan = await asyncio.to_thread(self._plan, files, profile)
        from ..config import Config
        from ..shapes import evolve
        from .profile_sources import first_credentials

        # The calls are made with the settings of the profile that was asked for, whichever one a role is in. Files that
        # are not the session's are for credentials only.
        known = profile in (await session.shared_files()).profiles
        config = evolve(self._config or Config(), profile=profile if known else None)
        credentials = await first_credentials(plan.base, session, config)
        for role in plan.roles:
            credentials = await self._assume(role, credentials, session, config)
        return credentials

    def _plan(self, files: SharedFiles, profile: str) -> Plan:
        """What to do. The modules that it imports are why it runs in a thread: they take longer than a loop may."""
        from .profile_plan import plan

        import_module(".profile_sources", __package__)  # what carries the plan out
        return plan(files, profile)

    async def _assume(
        self, role: Role, credentials: Credentials, session: Session, config: Config
    ) -> Credentials:
        from .assume_role import AssumeRoleResolver

        resolver = AssumeRoleResolver(
            role.role_arn,
            StaticResolver(credentials),
            session_name=role.session_name,
            external_id=role.external_id,
            duration_seconds=role.duration_seconds,
            mfa_serial=role.mfa_serial,
            mfa_code=self._mfa_code or session.mfa_code,
            session=session,
            config=config,
        )
        try:
            return await resolver.resolve()
        except IdentityError as error:
            raise IdentityError(f"profile {role.profile!r}: {error}") from error

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._profile!r})"


class ProfileRoleResolver(ProfileResolver):
    """Assumes the role of a profile that names a source for it, and leaves all else to others."""

    __slots__ = ()

    def _plan(self, files: SharedFiles, profile: str) -> Plan:
        from .profile_plan import assumes_role

        if not assumes_role(files.profiles.get(profile, {})):
            raise IdentityNotFoundError(f"profile {profile!r} assumes no role")
        return super()._plan(files, profile)
