"""How arguments, environment and AWS profile become one set of checked values.

Precedence is argument, environment, profile, default
(https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html). All of it is pure: the environment and the
parsed files are passed in. An empty variable counts as not set.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

from .config import (
    Config,
    JsonParser,
    ResolvedConfig,
    RetryMode,
    RetryOptions,
    Timeouts,
    without_user,
)
from .endpoints import is_valid_host_label, parse_url
from .errors import ConfigurationError
from .identity import (
    ChainResolver,
    Credentials,
    EnvironmentResolver,
    IdentityResolver,
    SharedFilesResolver,
    StaticResolver,
)
from .service_settings import (
    bearer_token,
    checksum_use,
    compress_from,
    endpoint_parameters,
)
from .setting_sources import Setting, Sources

if TYPE_CHECKING:
    from .shared_files import SharedFiles

__all__ = ["resolve"]

_MODES: Final[Mapping[str, RetryMode]] = {
    "standard": "standard",
    "adaptive": "adaptive",
    "legacy": "standard",  # botocore's own; the standard rules are its successor
}
_LONGEST_APP_ID: Final = 50  # the SDKs' limit


def resolve(
    config: Config,
    *,
    environ: Mapping[str, str],
    files: SharedFiles,
    service_name: str,
    signing_name: str,
    parameters: Mapping[str, str],
) -> ResolvedConfig:
    """Every setting of a client for one service, which is named by its ``sdkId``.

    Raises:
        ConfigurationError: A setting is wrong; the message names it, where it stands, and the remedy.
    """
    sources = Sources(config.profile, environ, files)
    ca_bundle = sources.text(
        "ca_bundle", config.ca_bundle, ("AWS_CA_BUNDLE",), "ca_bundle"
    )
    return ResolvedConfig(
        region=_region(sources, config.region),
        profile=sources.profile,
        endpoint_url=_url(sources.endpoint_url(config, service_name)),
        use_fips=sources.boolean(
            "use_fips", config.use_fips, "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"
        ),
        use_dual_stack=sources.boolean(
            "use_dual_stack",
            config.use_dual_stack,
            "AWS_USE_DUALSTACK_ENDPOINT",
            "use_dualstack_endpoint",
        ),
        identity=_identity(config, environ, files, sources.profile),
        retries=_retries(sources, config.retries),
        timeouts=_timeouts(config.timeouts),
        check_constraints=config.check_constraints,
        interceptors=tuple(config.interceptors),
        json_parser=_json_parser(config.json_parser),
        max_connections=_whole("max_connections", config.max_connections),
        max_response_bytes=_whole("max_response_bytes", config.max_response_bytes),
        ca_bundle=ca_bundle.value if ca_bundle else None,
        proxy=_proxy(config.proxy),
        app_id=_app_id(sources, config.app_id),
        bearer_token=bearer_token(sources, config.bearer_token, signing_name),
        endpoint_parameters=endpoint_parameters(sources, config, parameters),
        host_prefixes=not sources.boolean(
            "disable_host_prefix_injection",
            config.disable_host_prefix_injection,
            "AWS_DISABLE_HOST_PREFIX_INJECTION",
            "disable_host_prefix_injection",
        ),
        request_checksums=checksum_use(
            sources,
            "request_checksum_calculation",
            config.request_checksum_calculation,
        ),
        response_checksums=checksum_use(
            sources,
            "response_checksum_validation",
            config.response_checksum_validation,
        ),
        compress_from=compress_from(sources, config),
    )


def _region(sources: Sources, given: str | None) -> str | None:
    found = sources.text(
        "region", given, ("AWS_REGION", "AWS_DEFAULT_REGION"), "region"
    )
    if found is None:
        return None
    region: str = found.value
    if not is_valid_host_label(region) or region != region.lower():
        # It becomes a part of the host name that credentials are sent to.
        found.refuse("give a region such as eu-west-1")
    return region


def _url(found: Setting | None) -> str | None:
    if found is None:
        return None
    url = found.value
    parsed = parse_url(url) if isinstance(url, str) else None
    if parsed is None or not isinstance(url, str):
        raise ConfigurationError(
            f"{found.where} is {without_user(url)}; give an http or https URL with a"
            " host, without user, query and fragment, such as https://localhost:4566"
        )
    return url


def _proxy(url: str | None) -> str | None:
    if url is None:
        return None
    scheme, separator, rest = url.partition("://")
    # A proxy's URL may name a user, unlike an endpoint's.
    plain = f"{scheme}{separator}{rest.rpartition('@')[2]}"
    if parse_url(plain) is None:
        raise ConfigurationError(
            f"proxy is {without_user(url)}; give an http or https URL"
        )
    return url


def _identity(
    config: Config, environ: Mapping[str, str], files: SharedFiles, profile: str
) -> IdentityResolver:
    """The given identity, else the chain of sources; the other providers' seam is this list."""
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
    chain: list[IdentityResolver] = [SharedFilesResolver(files, profile)]
    if (
        config.profile is None
    ):  # a profile named in code is meant to be used, as in boto3
        chain.insert(0, EnvironmentResolver(environ))
    return ChainResolver(chain)


def _retries(sources: Sources, given: RetryOptions | int | None) -> RetryOptions:
    if isinstance(given, RetryOptions):
        if given.mode not in _MODES:
            Setting(given.mode, "retries.mode").refuse("use standard or adaptive")
        attempts = _whole("retries.max_attempts", given.max_attempts)
        return RetryOptions(mode=_MODES[given.mode], max_attempts=attempts)
    mode = sources.text("retries.mode", None, ("AWS_RETRY_MODE",), "retry_mode")
    if mode is not None and mode.value not in _MODES:
        mode.refuse("use standard or adaptive")
    limit = sources.find("retries", given, ("AWS_MAX_ATTEMPTS",), "max_attempts")
    return RetryOptions(
        mode="standard" if mode is None else _MODES[mode.value],
        max_attempts=3 if limit is None else _attempts(limit),
    )


def _attempts(found: Setting) -> int:
    value = found.value
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 10:
        value = int(value)
    if isinstance(value, str):
        found.refuse("give a whole number, at least 1")
    return _whole(found.where, value)


def _timeouts(given: Timeouts | float | None) -> Timeouts:
    if given is None:
        return Timeouts()
    if not isinstance(given, Timeouts):
        return Timeouts(total=_seconds("timeouts", given))
    return Timeouts(
        connect=_seconds("timeouts.connect", given.connect),
        read=_seconds("timeouts.read", given.read),
        attempt=_seconds("timeouts.attempt", given.attempt),
        total=_seconds("timeouts.total", given.total),
    )


def _seconds(name: str, value: Any) -> float | None:
    if value is None:
        return None
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not isfinite(value) or value <= 0:
        Setting(value, name).refuse("give seconds above 0, or None for no limit")
    return float(value)


def _json_parser(given: object) -> JsonParser:
    if given == "json":
        return "json"
    if given != "orjson":
        Setting(given, "json_parser").refuse("use json or orjson")
    try:
        import_module("orjson")
    except ImportError as error:
        raise ConfigurationError(
            "json_parser is 'orjson', which is not installed; run: pip install 'aiosmithy[speed]'"
        ) from error
    return "orjson"


def _whole(name: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        Setting(value, name).refuse("give a whole number, at least 1")
    return value


def _app_id(sources: Sources, given: str | None) -> str | None:
    found = sources.text("app_id", given, ("AWS_SDK_UA_APP_ID",), "sdk_ua_app_id")
    if found is None:
        return None
    text: str = found.value
    if len(text) > _LONGEST_APP_ID or not text.isascii() or not text.isprintable():
        found.refuse(f"give at most {_LONGEST_APP_ID} printable ASCII characters")
    return text
