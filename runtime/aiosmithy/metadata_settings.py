"""Settings of EC2's instance metadata service: where it answers, how long to wait for it, whether to ask it at all.

https://docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html; the timeout and the number of attempts
are those of botocore. All of it is pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import TYPE_CHECKING, Final

from .endpoints import parse_url
from .setting_sources import Sources

if TYPE_CHECKING:
    from .shared_files import SharedFiles

__all__ = ["MetadataSettings", "metadata_settings"]

_ENDPOINTS: Final = {
    "ipv4": "http://169.254.169.254",
    "ipv6": "http://[fd00:ec2::254]",
}
_TIMEOUT: Final = 1.0
_MOST_ATTEMPTS: Final = 100


class MetadataSettings:
    """How to ask the instance metadata service.

    Attributes:
        endpoint: ``http://host[:port]``, without a slash at the end.
        timeout: Seconds to wait for an answer.
        attempts: How many attempts to make, the first included; None if it is set nowhere.
        disabled: Whether it must not be asked.
        needs_account: Whether credentials are of no use without the id of their account.
    """

    __slots__ = ("attempts", "disabled", "endpoint", "needs_account", "timeout")

    def __init__(
        self,
        *,
        endpoint: str = _ENDPOINTS["ipv4"],
        timeout: float = _TIMEOUT,
        attempts: int | None = None,
        disabled: bool = False,
        needs_account: bool = False,
    ) -> None:
        self.endpoint = endpoint
        self.timeout = timeout
        self.attempts = attempts
        self.disabled = disabled
        self.needs_account = needs_account

    def __repr__(self) -> str:
        return f"<MetadataSettings {self.endpoint}>"


def metadata_settings(
    environ: Mapping[str, str],
    files: SharedFiles,
    profile: str | None = None,
    *,
    endpoint: str | None = None,
    mode: str | None = None,
) -> MetadataSettings:
    """What environment and profile say about the metadata service.

    Args:
        profile: The profile to read instead of ``AWS_PROFILE``.
        endpoint, mode: What code says instead: a URL; ``ipv4`` or ``ipv6``.

    Raises:
        ConfigurationError: A setting is wrong; the message names it, where it stands, and the remedy.
    """
    sources = Sources(profile, environ, files)
    return MetadataSettings(
        endpoint=_endpoint(sources, endpoint, mode),
        timeout=_timeout(sources),
        attempts=_attempts(sources),
        # Only the environment has this switch.
        disabled=sources.boolean(
            "metadata_disabled", None, "AWS_EC2_METADATA_DISABLED"
        ),
        needs_account=_needs_account(sources),
    )


def _needs_account(sources: Sources) -> bool:
    name = "account_id_endpoint_mode"
    found = sources.text(name, None, (f"AWS_{name.upper()}",), name)
    return found is not None and str(found.value).lower() == "required"


def _endpoint(sources: Sources, given: str | None, mode: str | None) -> str:
    name = "ec2_metadata_service_endpoint"
    found = sources.text(name, given, (f"AWS_{name.upper()}",), name)
    if found is None:
        return _ENDPOINTS[_mode(sources, mode)]
    if parse_url(found.value) is None:
        found.refuse(
            "give an http or https URL with a host, such as http://169.254.169.254"
        )
    url: str = found.value
    return url.rstrip("/")


def _mode(sources: Sources, given: str | None) -> str:
    name = "ec2_metadata_service_endpoint_mode"
    found = sources.text(name, given, (f"AWS_{name.upper()}",), name)
    if found is None:  # botocore's older switch
        name = "imds_use_ipv6"
        ipv6 = sources.boolean(name, None, "AWS_IMDS_USE_IPV6", name)
        return "ipv6" if ipv6 else "ipv4"
    mode = str(found.value).lower()
    if mode not in _ENDPOINTS:
        found.refuse("use IPv4 or IPv6")
    return mode


def _timeout(sources: Sources) -> float:
    name = "metadata_service_timeout"
    found = sources.find(name, None, (f"AWS_{name.upper()}",), name)
    if found is None:
        return _TIMEOUT
    try:
        seconds = float(found.value)
    except ValueError:
        seconds = 0.0
    if not isfinite(seconds) or seconds <= 0:
        found.refuse("give seconds above 0")
    return seconds


def _attempts(sources: Sources) -> int | None:
    name = "metadata_service_num_attempts"
    found = sources.find(name, None, (f"AWS_{name.upper()}",), name)
    return None if found is None else found.whole(1, _MOST_ATTEMPTS)
