"""How arguments, environment and AWS profile become one set of checked values.

Precedence is argument, environment, profile, default
(https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html). All of it is pure: the environment and the
parsed files are passed in. An empty variable counts as not set.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any, Final, NoReturn

from .config import (
    Config,
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

if TYPE_CHECKING:
    from .shared_files import SharedFiles

__all__ = ["resolve"]

_MODES: Final[Mapping[str, RetryMode]] = {
    "standard": "standard",
    "adaptive": "adaptive",
    "legacy": "standard",  # botocore's own; the standard rules are its successor
}
_LONGEST_APP_ID: Final = 50  # the SDKs' limit


class _Setting:
    """A value that was found, and where, for messages."""

    __slots__ = ("value", "where")

    def __init__(self, value: Any, where: str) -> None:
        self.value = value
        self.where = where

    def refuse(self, remedy: str) -> NoReturn:
        """Say what is wrong with it."""
        raise ConfigurationError(f"{self.where} is {self.value!r}; {remedy}")


class _Sources:
    """Looks settings up in their order of precedence."""

    __slots__ = ("environ", "files", "profile", "properties")

    def __init__(
        self, profile: str | None, environ: Mapping[str, str], files: SharedFiles
    ) -> None:
        self.environ = environ
        self.files = files
        self.profile = "default"
        named = _Setting(profile, "profile") if profile else None
        named = named or self._variable("AWS_PROFILE", "AWS_DEFAULT_PROFILE")
        if named is not None:
            self.profile = named.value
            if self.profile not in files.profiles and self.profile != "default":
                known = ", ".join(sorted(files.profiles)) or "none"
                named.refuse(
                    f"there is no such profile in {files.config_file} or"
                    f" {files.credentials_file} (there are: {known})"
                )
        self.properties = files.profiles.get(self.profile, {})

    def _variable(self, *names: str) -> _Setting | None:
        for name in names:
            value = self.environ.get(name)
            if value:
                return _Setting(value, name)
        return None

    def _property(self, name: str) -> _Setting | None:
        value = self.properties.get(name)
        if not isinstance(value, str) or not value:
            return None
        file = self.files.file_of(self.profile, name)
        return _Setting(value, f"{name} of profile {self.profile!r} in {file}")

    def find(
        self, name: str, given: Any, variables: tuple[str, ...], key: str
    ) -> _Setting | None:
        """The setting from the first source that has it."""
        if given is not None:
            return _Setting(given, name)
        return self._variable(*variables) or self._property(key)

    def text(
        self, name: str, given: str | None, variables: tuple[str, ...], key: str
    ) -> _Setting | None:
        """A text."""
        found = self.find(name, given, variables, key)
        if found is not None and not isinstance(found.value, str):
            found.refuse("give a text")
        return found

    def boolean(self, name: str, given: bool | None, variable: str, key: str) -> bool:
        """True or false; false if it is set nowhere."""
        found = self.find(name, given, (variable,), key)
        if found is None:
            return False
        if isinstance(found.value, bool):
            return found.value
        text = str(found.value).strip().lower()
        if text not in ("true", "false"):
            found.refuse("set it to true or false")
        return text == "true"

    def endpoint_url(self, config: Config, service_name: str) -> _Setting | None:
        """The endpoint URL: the client's, the service's, then the one for all services.

        https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
        """
        if config.endpoint_url is not None:
            return _Setting(config.endpoint_url, "endpoint_url")
        ignored = self.boolean(
            "ignore_configured_endpoint_urls",
            config.ignore_configured_endpoint_urls,
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
            "ignore_configured_endpoint_urls",
        )
        if ignored:
            return None
        key = service_name.replace(" ", "_")
        return (
            self._variable(f"AWS_ENDPOINT_URL_{key.upper()}", "AWS_ENDPOINT_URL")
            or self._service_endpoint(key.lower())
            or self._property("endpoint_url")
        )

    def _service_endpoint(self, key: str) -> _Setting | None:
        named = self._property("services")
        if named is None:
            return None
        section = self.files.services.get(named.value)
        if section is None:
            named.refuse(f"there is no section [services {named.value}]")
        settings = section.get(key)
        url = settings.get("endpoint_url") if isinstance(settings, Mapping) else None
        where = f"endpoint_url of {key} in [services {named.value}]"
        return _Setting(url, where) if url else None


def resolve(
    config: Config,
    *,
    environ: Mapping[str, str],
    files: SharedFiles,
    service_name: str,
) -> ResolvedConfig:
    """Every setting of a client for one service, which is named by its ``sdkId``.

    Raises:
        ConfigurationError: A setting is wrong; the message names it, where it stands, and the remedy.
    """
    sources = _Sources(config.profile, environ, files)
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
        max_connections=_whole("max_connections", config.max_connections),
        max_response_bytes=_whole("max_response_bytes", config.max_response_bytes),
        ca_bundle=ca_bundle.value if ca_bundle else None,
        proxy=_proxy(config.proxy),
        app_id=_app_id(sources, config.app_id),
    )


def _region(sources: _Sources, given: str | None) -> str | None:
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


def _url(found: _Setting | None) -> str | None:
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


def _retries(sources: _Sources, given: RetryOptions | int | None) -> RetryOptions:
    if isinstance(given, RetryOptions):
        if given.mode not in _MODES:
            _Setting(given.mode, "retries.mode").refuse("use standard or adaptive")
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


def _attempts(found: _Setting) -> int:
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
        _Setting(value, name).refuse("give seconds above 0, or None for no limit")
    return float(value)


def _whole(name: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        _Setting(value, name).refuse("give a whole number, at least 1")
    return value


def _app_id(sources: _Sources, given: str | None) -> str | None:
    found = sources.text("app_id", given, ("AWS_SDK_UA_APP_ID",), "sdk_ua_app_id")
    if found is None:
        return None
    text: str = found.value
    if len(text) > _LONGEST_APP_ID or not text.isascii() or not text.isprintable():
        found.refuse(f"give at most {_LONGEST_APP_ID} printable ASCII characters")
    return text
