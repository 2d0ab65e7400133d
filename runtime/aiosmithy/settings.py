"""How arguments, environment and AWS profile become one set of checked values.

Precedence is argument, environment, profile, default
(https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html). All of it is pure: the environment and the
parsed files are passed in. An empty variable counts as not set.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

from .auth_settings import (
    auth_scheme_preference,
    bearer_token,
    sigv4a_signing_region_set,
)
from .call_settings import (
    app_id,
    interceptors,
    json_parser,
    retries,
    timeouts,
    user_agent_extra,
)
from .config import Config, ResolvedConfig
from .connection_settings import connection_options, proxy
from .defaults_modes import defaults_mode
from .endpoint_settings import (
    addressing_style,
    endpoint_discovery,
    endpoint_parameters,
    endpoint_url,
    region,
    variants,
)
from .errors import ConfigurationError
from .identity.base import Credentials, IdentityResolver, StaticResolver
from .identity.token_chain import default_tokens
from .service_settings import checksum_use, compress_from, payload_signing
from .setting_sources import ARGUMENT, DEFAULT, Setting, Sources

if TYPE_CHECKING:
    from .session import Session
    from .shared_files import SharedFiles

__all__ = ["resolve"]


def resolve(
    config: Config,
    *,
    environ: Mapping[str, str],
    files: SharedFiles,
    service_name: str,
    signing_name: str,
    parameters: Mapping[str, str],
    session: Session | None = None,
) -> ResolvedConfig:
    """Every setting of a client for one service, which is named by its ``sdkId``.

    Raises:
        ConfigurationError: A setting is wrong; the message names it, where it stands, and the remedy.
    """
    sources = Sources(config.profile, environ, files)
    where = _where(sources, config, service_name, parameters)
    mode = defaults_mode(sources, config.defaults_mode, where["region"])
    settings = ResolvedConfig(
        **where,
        **_calls(sources, config, mode),
        **_bodies(sources, config),
        profile=sources.profile,
        identity=_identity(config, environ, files, sources.profile, session),
        **_tokens(sources, config, environ, files, signing_name, session),
        auth_scheme_preference=auth_scheme_preference(
            sources, config.auth_scheme_preference
        ),
        sigv4a_signing_region_set=sigv4a_signing_region_set(
            sources, config.sigv4a_signing_region_set
        ),
        max_connections=_whole("max_connections", config.max_connections),
        connections=connection_options(
            sources,
            ca_bundle=config.ca_bundle,
            client_certificate=config.client_certificate,
            proxy_ca_bundle=config.proxy_ca_bundle,
            proxy_client_certificate=config.proxy_client_certificate,
            tcp_keepalive=config.tcp_keepalive,
        ),
        proxy=proxy(sources, config.proxy),
        origins=sources.origins,
    )
    _note_others(config, sources.origins)
    return settings


def _where(
    sources: Sources, config: Config, service_name: str, parameters: Mapping[str, str]
) -> dict[str, Any]:
    """Settings of the place that requests go to."""
    name, fips = region(sources, config.region)
    url = endpoint_url(sources, config, service_name)
    use_fips, use_dual_stack = variants(
        sources, config, service_name, fips=fips, own_url=url is not None
    )
    return {
        "region": name,
        "endpoint_url": url,
        "use_fips": use_fips,
        "use_dual_stack": use_dual_stack,
        "endpoint_parameters": endpoint_parameters(sources, config, parameters),
        "addressing_style": addressing_style(sources, parameters),
        "endpoint_discovery": endpoint_discovery(sources, config.endpoint_discovery),
        "host_prefixes": not sources.boolean(
            "disable_host_prefix_injection",
            config.disable_host_prefix_injection,
            "AWS_DISABLE_HOST_PREFIX_INJECTION",
            "disable_host_prefix_injection",
        ),
    }


def _calls(sources: Sources, config: Config, mode: str) -> dict[str, Any]:
    """Settings of every call."""
    return {
        "defaults_mode": mode,
        "retries": retries(sources, config.retries),
        "timeouts": timeouts(sources, config.timeouts, mode),
        "check_constraints": config.check_constraints,
        "interceptors": interceptors(config.interceptors),
        "app_id": app_id(sources, config.app_id),
        "user_agent_extra": user_agent_extra(sources, config.user_agent_extra),
    }


def _bodies(sources: Sources, config: Config) -> dict[str, Any]:
    """Settings of what is in requests and responses."""
    return {
        "json_parser": json_parser(config.json_parser),
        "max_response_bytes": _whole("max_response_bytes", config.max_response_bytes),
        "request_checksums": checksum_use(
            sources,
            "request_checksum_calculation",
            config.request_checksum_calculation,
        ),
        "response_checksums": checksum_use(
            sources,
            "response_checksum_validation",
            config.response_checksum_validation,
        ),
        "compress_from": compress_from(sources, config),
        "payload_signing_enabled": payload_signing(
            sources, config.payload_signing_enabled
        ),
    }


def _whole(name: str, value: object) -> int:
    if isinstance(value, str):
        Setting(value, name).refuse("give a whole number, at least 1")
    return Setting(value, name).whole(1)


def _note_others(config: Config, origins: dict[str, str]) -> None:
    """Settings that only code can make; of those in parts, the parts are known already."""
    known = {name.partition(".")[0] for name in origins}
    for attribute in attrs.fields(Config):
        if attribute.name not in known:
            given = getattr(config, attribute.name) != attribute.default
            origins[attribute.name] = ARGUMENT if given else DEFAULT


def _tokens(
    sources: Sources,
    config: Config,
    environ: Mapping[str, str],
    files: SharedFiles,
    signing_name: str,
    session: Session | None,
) -> dict[str, Any]:
    """What finds bearer tokens, and whether one was given."""
    given = bearer_token(sources, config.bearer_token, signing_name)
    if given is not None:
        return {"tokens": given, "prefers_token": True}
    chain = default_tokens(
        environ, files, sources.profile, signing_name, config=config, session=session
    )
    return {"tokens": chain}


def _identity(
    config: Config,
    environ: Mapping[str, str],
    files: SharedFiles,
    profile: str,
    session: Session | None,
) -> IdentityResolver:
    """The given identity, else the chain of sources, which make their calls with the session."""
    given: object = config.credentials
    if isinstance(given, Credentials):
        return StaticResolver(given)
    if isinstance(given, IdentityResolver):
        return given
    if given is not None:
        raise ConfigurationError(
            f"credentials is a {type(given).__name__};"
            " give aiosmithy.Credentials or an IdentityResolver"
        )
    from .identity.default import default_chain

    return default_chain(environ, files, profile, config=config, session=session)
