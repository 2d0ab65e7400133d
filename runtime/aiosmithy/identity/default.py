"""Where credentials are looked for if none are given, and in what order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from .base import EnvironmentResolver, IdentityResolver
from .chain import ChainResolver, Link

if TYPE_CHECKING:
    from ..config import Config
    from ..session import Session
    from ..shared_files import SharedFiles

__all__ = ["default_chain"]

_REMEDY: Final = (
    "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, run `aws configure` or"
    " `aws configure sso`, or pass credentials= to the client"
)


def default_chain(
    environ: Mapping[str, str],
    files: SharedFiles,
    profile: str,
    *,
    config: Config | None = None,
    session: Session | None = None,
) -> ChainResolver:
    """The sources, in boto3's order; what most of them need is imported when their turn comes.

    Args:
        profile: The profile to look into.
        config: The client's own settings, which calls for credentials go by. A profile that it names is meant to be
            used: then what the environment has is not, as in boto3.
        session: Connections, clock and environment for these calls.
    """
    sources = _Sources(files, profile, config, session)
    links: list[Link] = [
        EnvironmentResolver(environ),
        sources.profile_role,
        sources.web_identity,
        sources.profile,
        sources.container,
        sources.instance,
    ]
    if config is not None and config.profile is not None:
        links = [sources.profile, sources.container, sources.instance]
    return ChainResolver(links, remedy=_REMEDY)


class _Sources:
    """Makes resolvers, each when its turn comes."""

    __slots__ = ("_config", "_files", "_profile", "_session")

    def __init__(
        self,
        files: SharedFiles,
        profile: str,
        config: Config | None,
        session: Session | None,
    ) -> None:
        self._files = files
        self._profile = profile
        self._config = config
        self._session = session

    def profile_role(self) -> IdentityResolver:
        from .profile import ProfileRoleResolver

        return ProfileRoleResolver(
            self._files, self._profile, session=self._session, config=self._config
        )

    def web_identity(self) -> IdentityResolver:
        from .web_identity import EnvironmentWebIdentityResolver

        return EnvironmentWebIdentityResolver(
            session=self._session, config=self._config
        )

    def profile(self) -> IdentityResolver:
        from .profile import ProfileResolver

        return ProfileResolver(
            self._files, self._profile, session=self._session, config=self._config
        )

    def container(self) -> IdentityResolver:
        from .container import ContainerResolver

        return ContainerResolver(session=self._session)

    def instance(self) -> IdentityResolver:
        from .imds import ImdsResolver

        return ImdsResolver(session=self._session)
