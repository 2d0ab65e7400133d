"""Settings that decide where requests go: region, endpoint URL, and the parameters of a service's endpoint rules.

Names and defaults are those of the AWS SDKs (https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html),
and of botocore for the lines under ``s3 =``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from .endpoints import is_valid_host_label, parse_url
from .errors import ConfigurationError
from .setting_sources import ARGUMENT, Setting, Sources

if TYPE_CHECKING:
    from .config import Config

__all__ = [
    "addressing_style",
    "endpoint_discovery",
    "endpoint_parameters",
    "endpoint_url",
    "region",
    "variants",
]

_FIPS: Final = "fips"


def region(sources: Sources, given: str | None) -> tuple[str | None, bool]:
    """The region, and whether its name asks for FIPS endpoints, as ``us-east-1-fips`` and ``fips-us-east-1`` do."""
    found = sources.text(
        "region", given, ("AWS_REGION", "AWS_DEFAULT_REGION"), "region"
    )
    if found is None:
        return None, False
    name: str = found.value
    if not is_valid_host_label(name) or name != name.lower():
        # It becomes a part of the host name that credentials are sent to.
        found.refuse("give a region such as eu-west-1")
    plain = name.removeprefix(f"{_FIPS}-").removesuffix(f"-{_FIPS}")
    return plain, plain != name


def endpoint_url(sources: Sources, config: Config, service_name: str) -> str | None:
    """The URL to use instead of the service's own endpoint."""
    found = sources.endpoint_url(config, service_name)
    if found is None:
        return None
    url = found.value
    if not isinstance(url, str) or parse_url(url) is None:
        found.refuse(
            "give an http or https URL with a host, without user, query and fragment, such as https://localhost:4566"
        )
    return url


def variants(
    sources: Sources, config: Config, service_name: str, *, fips: bool, own_url: bool
) -> tuple[bool, bool]:
    """Whether to use FIPS and dual-stack endpoints.

    Args:
        fips: Whether the region's name asks for the former.
        own_url: Whether there is an endpoint URL. Rules refuse it together with variants; what only environment or
            profile say of variants is then for the other clients, as in botocore.
    """
    use_fips = sources.boolean(
        "use_fips", config.use_fips, "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"
    )
    if fips and config.use_fips is None:
        use_fips, sources.origins["use_fips"] = True, sources.origins["region"]
    given = config.use_dual_stack
    # S3's own line wins over the environment, as in botocore.
    own = sources.property_("s3.use_dualstack_endpoint")
    if given is None and own is not None and service_name in ("S3", "S3 Control"):
        use_dual_stack = own.boolean()
        sources.note("use_dual_stack", own)
    else:
        use_dual_stack = sources.boolean(
            "use_dual_stack",
            given,
            "AWS_USE_DUALSTACK_ENDPOINT",
            "use_dualstack_endpoint",
        )
    if own_url:
        use_fips = use_fips and _is_argument(sources, "use_fips")
        use_dual_stack = use_dual_stack and _is_argument(sources, "use_dual_stack")
    return use_fips, use_dual_stack


def _is_argument(sources: Sources, name: str) -> bool:
    if sources.origins[name] == ARGUMENT:
        return True
    sources.origins[name] = "endpoint_url"
    return False


def endpoint_discovery(sources: Sources, given: bool | None) -> bool | None:
    """Whether endpoints are asked for where a service offers that; None: where it insists."""
    found = sources.find(
        "endpoint_discovery",
        given,
        ("AWS_ENDPOINT_DISCOVERY_ENABLED",),
        "endpoint_discovery_enabled",
    )
    if found is None:
        return None
    word = found.choice("true", "false", "auto")
    return None if word == "auto" else word == "true"


# --- parameters of endpoint rules


class _BuiltIn:
    """Where a built-in comes from if no argument says it, and what its text means."""

    __slots__ = ("keys", "read", "variables")

    def __init__(
        self,
        read: Callable[[Setting], object],
        variables: tuple[str, ...],
        *keys: str,
    ) -> None:
        self.read = read
        self.variables = variables
        self.keys = keys


def _is_legacy(found: Setting) -> object:
    return found.choice("regional", "legacy") == "legacy"


def _mode(found: Setting) -> object:
    return found.choice("preferred", "required", "disabled")


_MODE: Final = "AWS::Auth::AccountIdEndpointMode"
_PATH_STYLE: Final = "AWS::S3::ForcePathStyle"
_USE_ARN_REGION: Final = _BuiltIn(
    Setting.boolean,
    ("AWS_S3_USE_ARN_REGION",),
    "s3_use_arn_region",
    "s3.use_arn_region",
)
_BUILT_INS: Final[Mapping[str, _BuiltIn]] = {
    "AWS::S3::Accelerate": _BuiltIn(Setting.boolean, (), "s3.use_accelerate_endpoint"),
    "AWS::S3::UseArnRegion": _USE_ARN_REGION,
    "AWS::S3Control::UseArnRegion": _USE_ARN_REGION,
    "AWS::S3::DisableMultiRegionAccessPoints": _BuiltIn(
        Setting.boolean,
        ("AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS",),
        "s3_disable_multiregion_access_points",
        "s3.s3_disable_multiregion_access_points",
    ),
    "AWS::S3::DisableS3ExpressSessionAuth": _BuiltIn(
        Setting.boolean,
        ("AWS_S3_DISABLE_EXPRESS_SESSION_AUTH",),
        "s3_disable_express_session_auth",
    ),
    "AWS::S3::UseGlobalEndpoint": _BuiltIn(
        _is_legacy,
        ("AWS_S3_US_EAST_1_REGIONAL_ENDPOINT",),
        "s3_us_east_1_regional_endpoint",
        "s3.us_east_1_regional_endpoint",
    ),
    "AWS::STS::UseGlobalEndpoint": _BuiltIn(
        _is_legacy, ("AWS_STS_REGIONAL_ENDPOINTS",), "sts_regional_endpoints"
    ),
    _MODE: _BuiltIn(
        _mode, ("AWS_ACCOUNT_ID_ENDPOINT_MODE",), "account_id_endpoint_mode"
    ),
}
_UNBOUND: Final = {
    "disable_s3_express_session_auth": "AWS::S3::DisableS3ExpressSessionAuth"
}
"""What S3's published rules leave unbound, though the SDKs have a setting for it."""

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
    found = {
        name: _built_in(sources, config, name, parameters[name]) for name in parameters
    }
    sources.origins.update((f"client_context.{name}", ARGUMENT) for name in given)
    return {k: v for k, v in {**found, **given}.items() if v is not None}


def _built_in(sources: Sources, config: Config, name: str, bound: str) -> object:
    bound = bound or _UNBOUND.get(name, "")
    built_in = _BUILT_INS.get(bound)
    if built_in is None:
        return None
    given, label = None, f"client_context.{name}"
    if bound == _MODE:
        given, label = config.account_id_endpoint_mode, "account_id_endpoint_mode"
    found = sources.find(label, given, built_in.variables, *built_in.keys)
    return _DEFAULTS.get(bound) if found is None else built_in.read(found)


def addressing_style(sources: Sources, parameters: Mapping[str, str]) -> str:
    """How S3's buckets are addressed: ``path``, ``virtual``, or ``auto``, which S3's own rules decide."""
    found = None
    if _PATH_STYLE in parameters.values():
        found = sources.property_("s3.addressing_style")
    return "auto" if found is None else found.choice("auto", "virtual", "path")
