"""Settings that only some services know: parameters of their endpoint rules, tokens, checksums, compression.

Names and defaults are those of the AWS SDKs (https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from .errors import ConfigurationError
from .setting_sources import Setting, Sources

if TYPE_CHECKING:
    from .config import Config

__all__ = ["bearer_token", "checksum_use", "compress_from", "endpoint_parameters"]

_COMPRESS_FROM: Final = 10_240
_MOST_COMPRESS_FROM: Final = 10_485_760


def bearer_token(sources: Sources, given: str | None, signing_name: str) -> str | None:
    """The given token, else the one of ``AWS_BEARER_TOKEN_<SIGNING NAME>``."""
    name = signing_name.upper().replace("-", "_").replace(" ", "_")
    variable = f"AWS_BEARER_TOKEN_{name}"
    found = Setting(given, "bearer_token") if given is not None else None
    if found is None and name:
        found = sources.variable(variable)
    if found is None:
        return None
    token = found.value
    if not isinstance(token, str) or not _is_token(token):
        # The value is a secret: the message does not show it.
        raise ConfigurationError(
            f"{found.where} holds a space, a line break or another character that tokens do not have"
        )
    return token


def _is_token(text: str) -> bool:
    return bool(text) and text.isascii() and text.isprintable() and " " not in text


def checksum_use(sources: Sources, name: str, given: str | None) -> bool:
    """Whether checksums are used wherever they can be."""
    found = sources.text(name, given, (f"AWS_{name.upper()}",), name)
    if found is None:
        return True
    value = str(found.value).lower()
    if value not in ("when_supported", "when_required"):
        found.refuse("use when_supported or when_required")
    return value == "when_supported"


def compress_from(sources: Sources, config: Config) -> int | None:
    """The length from which bodies are compressed; None for never."""
    name = "disable_request_compression"
    if sources.boolean(
        name, config.disable_request_compression, f"AWS_{name.upper()}", name
    ):
        return None
    name = "request_min_compression_size_bytes"
    given = config.request_min_compression_size_bytes
    found = sources.find(name, given, (f"AWS_{name.upper()}",), name)
    if found is None:
        return _COMPRESS_FROM
    value = found.value
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 12:
        value = int(value)
    if (
        not isinstance(value, int)
        or isinstance(value, bool)
        or not 0 <= value <= _MOST_COMPRESS_FROM
    ):
        found.refuse(f"give a whole number from 0 to {_MOST_COMPRESS_FROM}")
    return value


# --- parameters of endpoint rules


class _BuiltIn:
    """Where a built-in comes from if no argument says it, and what its text means."""

    __slots__ = ("key", "read", "variable")

    def __init__(
        self, variable: str, key: str, read: Callable[[Setting], object]
    ) -> None:
        self.variable = variable
        self.key = key
        self.read = read


def _truth(found: Setting) -> object:
    text = str(found.value).strip().lower()
    if text not in ("true", "false"):
        found.refuse("set it to true or false")
    return text == "true"


def _is_legacy(found: Setting) -> object:
    text = str(found.value).strip().lower()
    if text not in ("legacy", "regional"):
        found.refuse("set it to regional or legacy")
    return text == "legacy"


def _mode(found: Setting) -> object:
    text = str(found.value).strip().lower()
    if text not in ("preferred", "required", "disabled"):
        found.refuse("use preferred, required or disabled")
    return text


_MODE: Final = "AWS::Auth::AccountIdEndpointMode"
_BUILT_INS: Final[Mapping[str, _BuiltIn]] = {
    "AWS::S3::UseArnRegion": _BuiltIn(
        "AWS_S3_USE_ARN_REGION", "s3_use_arn_region", _truth
    ),
    "AWS::S3Control::UseArnRegion": _BuiltIn(
        "AWS_S3_USE_ARN_REGION", "s3_use_arn_region", _truth
    ),
    "AWS::S3::DisableMultiRegionAccessPoints": _BuiltIn(
        "AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS",
        "s3_disable_multiregion_access_points",
        _truth,
    ),
    "AWS::S3::DisableS3ExpressSessionAuth": _BuiltIn(
        "AWS_S3_DISABLE_EXPRESS_SESSION_AUTH", "s3_disable_express_session_auth", _truth
    ),
    "AWS::S3::UseGlobalEndpoint": _BuiltIn(
        "AWS_S3_US_EAST_1_REGIONAL_ENDPOINT",
        "s3_us_east_1_regional_endpoint",
        _is_legacy,
    ),
    "AWS::STS::UseGlobalEndpoint": _BuiltIn(
        "AWS_STS_REGIONAL_ENDPOINTS", "sts_regional_endpoints", _is_legacy
    ),
    _MODE: _BuiltIn("AWS_ACCOUNT_ID_ENDPOINT_MODE", "account_id_endpoint_mode", _mode),
}
# What the SDKs take where nothing is set; the rules have no default of their own.
_DEFAULTS: Final[Mapping[str, object]] = {_MODE: "preferred"}


def endpoint_parameters(
    sources: Sources,
    config: Config,
    parameters: Mapping[str, str],
) -> Mapping[str, object]:
    """The service's own parameters that do not depend on the call, those that are set.

    Args:
        parameters: Parameter → the built-in that it is bound to, or nothing.
    """
    if not isinstance(config.client_context, Mapping | None):
        Setting(config.client_context, "client_context").refuse("give a mapping")
    given = {k: v for k, v in (config.client_context or {}).items() if v is not None}
    for name in given.keys() - parameters.keys():
        known = ", ".join(sorted(parameters)) or "none"
        raise ConfigurationError(
            f"client_context has {name!r}; this service knows {known}"
        )
    found = {name: _built_in(sources, config, parameters[name]) for name in parameters}
    return {k: v for k, v in {**found, **given}.items() if v is not None}


def _built_in(sources: Sources, config: Config, name: str) -> object:
    if name not in _BUILT_INS:
        return None
    built_in = _BUILT_INS[name]
    given = config.account_id_endpoint_mode if name == _MODE else None
    found = sources.find(
        "account_id_endpoint_mode", given, (built_in.variable,), built_in.key
    )
    return _DEFAULTS.get(name) if found is None else built_in.read(found)
