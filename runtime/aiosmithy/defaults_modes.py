"""Defaults modes: sets of defaults for where a client runs.

https://docs.aws.amazon.com/sdkref/latest/guide/feature-smart-config-defaults.html. Of what the modes set, only the time
for connecting differs from one to the next; the rest (standard retries, regional endpoints of STS and S3) is what this
client does in any mode, so ``legacy``, which leaves the defaults to each SDK, is ``standard`` here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from .shapes import evolve

if TYPE_CHECKING:
    from .config import ResolvedConfig
    from .session import Session
    from .setting_sources import Sources

__all__ = [
    "AUTO",
    "CONNECT_SECONDS",
    "decide",
    "defaults_mode",
    "execution_region",
    "settle",
]

CONNECT_SECONDS: Final[Mapping[str, float]] = {
    "legacy": 3.1,
    "standard": 3.1,
    "in-region": 1.1,
    "cross-region": 3.1,
    "mobile": 30.0,
}
"""Mode → how long connecting may take, TLS included."""

AUTO: Final = "auto"
"""The mode that depends on where the client runs."""


def defaults_mode(sources: Sources, given: str | None, region: str | None) -> str:
    """The mode; ``auto`` if only the instance metadata service could tell which it is."""
    found = sources.text(
        "defaults_mode", given, ("AWS_DEFAULTS_MODE",), "defaults_mode"
    )
    if found is None:
        return "standard"
    mode = found.choice(*CONNECT_SECONDS, AUTO)
    here = execution_region(sources.environ) if mode == AUTO else None
    return mode if here is None else _compared(region, here)


def execution_region(environ: Mapping[str, str]) -> str | None:
    """The region that a managed environment, such as Lambda, says it is in."""
    if not environ.get("AWS_EXECUTION_ENV"):
        return None
    return environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION") or None


async def decide(settings: ResolvedConfig, session: Session) -> None:
    """Replace ``auto`` by the mode that follows from the region of the instance.

    The metadata service is asked once a session, and not where it is disabled.
    """
    from .instance_metadata import instance_region
    from .metadata_settings import metadata_settings

    session.transport(settings.connections)  # before anything is sent
    metadata = metadata_settings(
        session.environ, await session.shared_files(), settings.profile
    )
    known = session.instance_regions
    if metadata.endpoint not in known:
        known[metadata.endpoint] = await instance_region(session, metadata)
    settle(settings, known[metadata.endpoint])


def settle(settings: ResolvedConfig, instance_region: str | None) -> None:
    """Replace ``auto`` by the mode for an instance of that region, or for no instance."""
    if instance_region is None:
        settings.defaults_mode = "standard"
    else:
        settings.defaults_mode = _compared(settings.region, instance_region)
    if settings.origins["timeouts.connect"] == "defaults_mode":
        seconds = CONNECT_SECONDS[settings.defaults_mode]
        settings.timeouts = evolve(settings.timeouts, connect=seconds)


def _compared(region: str | None, here: str) -> str:
    return "in-region" if region == here else "cross-region"
