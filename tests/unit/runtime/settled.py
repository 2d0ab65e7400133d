"""Settings that are resolved for a test, from what it says and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiosmithy.config import Config, ResolvedConfig, resolve_config
from aiosmithy.shared_files import SharedFiles, parse_profiles

__all__ = ["settled"]


def settled(
    config: Config | None = None,
    environ: Mapping[str, str] | None = None,
    text: str = "",
    *,
    service: str = "Echo",
    signing_name: str = "echo",
    parameters: Mapping[str, str] | None = None,
    **given: Any,
) -> ResolvedConfig:
    """The settings of a client of that service.

    Args:
        text: The config file.
        parameters: Endpoint parameter → built-in.
        given: Members of ``Config``, if that is not given.
    """
    return resolve_config(
        config or Config(**given),
        environ=environ or {},
        files=SharedFiles(parse_profiles(text, "config")),
        service_name=service,
        signing_name=signing_name,
        parameters=parameters or {},
    )
