"""Where a client's requests go, and how they are signed there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from .endpoints import parse_url
from .errors import ConfigurationError, EndpointError, one_line

if TYPE_CHECKING:
    from .config import ResolvedConfig
    from .operation import Service

__all__ = ["Target", "Targets", "prefers_sigv4a", "resolve_target"]

_MOST = 256
_NOTHING: Mapping[str, Any] = MappingProxyType({})
_SIGV4 = "sigv4"
_SIGV4A = "sigv4a"
_OURS = (_SIGV4, _SIGV4A)
_EXPRESS = "sigv4-s3express"


class Target:
    """A resolved endpoint, taken apart as requests need it.

    Attributes:
        origin: ``https://host[:port]``.
        prefix: What goes before each path; empty, or begins with a slash and ends without one.
        headers: Headers that the endpoint rules add, names in lower case.
        region, signing_name: The credential scope.
        proxy: The proxy to go through, if any.
        encodes_twice: Whether the path is encoded once more to be signed.
        refused: The schemes that the endpoint asks for, if neither SigV4 nor SigV4a is among them.
        region_set: The regions that SigV4a signs for, if the endpoint asks for it.
        asks_for_sigv4: Whether the endpoint asks for it, whatever the model says.
        session_bucket: The bucket whose S3 Express session signs, if the endpoint asks for one.
        session_header: The header for the session token of who signs.
    """

    __slots__ = (
        "asks_for_sigv4",
        "encodes_twice",
        "headers",
        "origin",
        "prefix",
        "proxy",
        "refused",
        "region",
        "region_set",
        "session_bucket",
        "session_header",
        "signing_name",
    )

    def __init__(
        self,
        url: str,
        *,
        region: str,
        signing_name: str,
        headers: dict[str, str],
        proxy: str | None,
        encodes_twice: bool = True,
        refused: tuple[str, ...] = (),
        asks_for_sigv4: bool = False,
        region_set: str = "",
        session_bucket: str = "",
    ) -> None:
        self.go_to(url)
        self.region = region
        self.signing_name = signing_name
        self.headers = headers
        self.proxy = proxy
        self.encodes_twice = encodes_twice
        self.refused = refused
        self.asks_for_sigv4 = asks_for_sigv4
        self.region_set = region_set
        self.session_bucket = session_bucket
        self.session_header = (
            "x-amz-s3session-token" if session_bucket else "x-amz-security-token"
        )

    def go_to(self, url: str) -> None:
        """Take the place of requests from a URL."""
        scheme, _, rest = url.partition("://")
        authority, slash, path = rest.partition("/")
        self.origin = f"{scheme}://{authority}"
        self.prefix = (slash + path).rstrip("/")

    def path(self, path: str) -> str:
        """The path of a request here; an empty one adds nothing to the endpoint's, as S3's buckets have it."""
        return f"{self.prefix}{path}" or "/"


class Targets:
    """The targets of a client's calls, each resolved once; most services have a single one.

    Attributes:
        single: That one, once it is resolved; where the account matters, calls without one have none either.
        needs_account: Whether the account of who signs is a parameter of the rules.

    Args:
        varied: Whether calls of the same parameters may go to several places, so that there is no single one.
    """

    __slots__ = (
        "_environ",
        "_found",
        "_moved",
        "_service",
        "_settings",
        "_varied",
        "needs_account",
        "single",
    )

    def __init__(
        self,
        service: Service,
        settings: ResolvedConfig,
        environ: Mapping[str, str],
        *,
        varied: bool = False,
    ) -> None:
        self._service = service
        self._settings = settings
        self._environ = _proxy_variables(environ)  # read once: it is slow to go through
        self._found: dict[tuple[tuple[str, Any], ...], Target] = {}
        self._moved: dict[tuple[Target, str], Target] = {}
        self._varied = varied
        self.single: Target | None = None
        self.needs_account = _ACCOUNT_ID in service.parameters.values()

    def find(self, parameters: Mapping[str, Any], account_id: str | None) -> Target:
        """The target for a call's own endpoint parameters, of which each value is hashable.

        Raises:
            ConfigurationError: There is no region, or the endpoint rules refuse the settings.
        """
        if self.needs_account and account_id is not None:
            names = self._service.parameters
            account = {k: account_id for k, v in names.items() if v == _ACCOUNT_ID}
            parameters = {**account, **parameters}
        if not parameters and not self.needs_account and not self._varied:
            if self.single is None:
                self.single = self._resolve(_NOTHING)
            return self.single
        key = tuple(parameters.items())
        found = self._found.get(key)
        if found is None:
            if len(self._found) >= _MOST:
                self._found.clear()
            found = self._found[key] = self._resolve(parameters)
        return found

    def moved(self, usual: Target, url: str | None) -> Target:
        """The target at another URL, if there is one, with all else as it was."""
        if url is None:
            return usual
        key = usual, url
        found = self._moved.get(key)
        if found is None:
            if len(self._moved) >= _MOST:
                self._moved.clear()
            found = self._moved[key] = copy(usual)
            found.go_to(url)
            found.proxy = _proxy(url, self._settings, self._environ)
        return found

    def _resolve(self, parameters: Mapping[str, Any]) -> Target:
        return resolve_target(self._service, self._settings, self._environ, parameters)


_ACCOUNT_ID = "AWS::Auth::AccountId"


def resolve_target(
    service: Service,
    settings: ResolvedConfig,
    environ: Mapping[str, str],
    parameters: Mapping[str, Any] = _NOTHING,
) -> Target:
    """The endpoint for a client's settings and a call's own parameters; those that are None are not set.

    Raises:
        ConfigurationError: There is no region, or the endpoint rules refuse the settings.
        EndpointError: What they give for the settings, or for the input, is no URL.
    """
    if settings.region is None:
        raise ConfigurationError(
            f"{service.name}: no region; give region=…, set AWS_REGION, or put region into your AWS profile"
        )
    arguments = {
        "region": settings.region,
        "use_fips": settings.use_fips,
        "use_dual_stack": settings.use_dual_stack,
        "endpoint": settings.endpoint_url,
        **({} if service.assume is None else service.assume(settings, parameters)),
        **settings.endpoint_parameters,
        **{name: value for name, value in parameters.items() if value is not None},
    }
    endpoint = service.resolve_endpoint(**arguments)
    if parse_url(endpoint.url) is None:
        raise EndpointError(
            f"{service.name}: the endpoint rules give {one_line(repr(endpoint.url))}, which is no URL of a host; see that"
            " nothing in the settings and the input that stands there has characters that hosts have not"
        )
    bucket = _text(parameters.get("bucket"))
    scheme, refused = _scheme(endpoint.properties, settings, bucket)
    return Target(
        endpoint.url,
        region=_text(scheme.get("signingRegion")) or settings.region,
        signing_name=_text(scheme.get("signingName")) or service.signing_name,
        headers={
            name.lower(): ", ".join(values) for name, values in endpoint.headers.items()
        },
        proxy=_proxy(endpoint.url, settings, environ),
        encodes_twice=scheme.get("disableDoubleEncoding") is not True,
        refused=refused,
        asks_for_sigv4=scheme.get("name") in (_SIGV4, _EXPRESS),
        region_set=_region_set(scheme, settings),
        session_bucket=bucket if scheme.get("name") == _EXPRESS else "",
    )


def _proxy(
    url: str, settings: ResolvedConfig, environ: Mapping[str, str]
) -> str | None:
    origin = "/".join(url.split("/", 3)[:3])
    return settings.proxy or environment_proxy(origin, environ)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _scheme(
    properties: Mapping[str, Any], settings: ResolvedConfig, bucket: str
) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """What the endpoint rules say about signing, and what they ask for if that is nothing that we do.

    SigV4 goes before SigV4a, which needs a package, unless the settings prefer that.
    """
    schemes: Sequence[Mapping[str, Any]] = properties.get("authSchemes") or ()
    found = {str(scheme.get("name")): scheme for scheme in reversed(schemes)}
    ours = reversed(_OURS) if prefers_sigv4a(settings) else _OURS
    for name in (*ours, _EXPRESS) if bucket else ours:
        if name in found:
            return found[name], ()
    return {}, tuple(str(scheme.get("name")) for scheme in schemes)


def prefers_sigv4a(settings: ResolvedConfig) -> bool:
    """Whether the settings name it, and SigV4 not before it."""
    both = (name for name in settings.auth_scheme_preference if name in _OURS)
    return next(both, "") == _SIGV4A


def _region_set(scheme: Mapping[str, Any], settings: ResolvedConfig) -> str:
    """For which regions SigV4a signs; empty if SigV4 is asked for, or nothing."""
    if scheme.get("name") != _SIGV4A:
        return ""
    regions = settings.sigv4a_signing_region_set or scheme.get("signingRegionSet")
    return ",".join(regions or (settings.region or "*",))


def environment_proxy(origin: str, environ: Mapping[str, str]) -> str | None:
    """The proxy that ``HTTPS_PROXY``, ``HTTP_PROXY`` and ``NO_PROXY`` name for this origin, if any.

    As the rest of Python reads them, but from the environment alone and once a client.
    """
    scheme, _, authority = origin.partition("://")
    found = {
        name.lower().removesuffix("_proxy"): (name, value)
        for name, value in _proxy_variables(environ).items()
    }
    if scheme not in found:
        return None
    import urllib.request

    # Typeshed leaves the function out on some platforms; every CPython has it.
    bypass = vars(urllib.request)["proxy_bypass_environment"]
    if bypass(authority, {"no": found["no"][1] if "no" in found else ""}):
        return None
    return _checked_proxy(*found[scheme])


def _proxy_variables(environ: Mapping[str, str]) -> dict[str, str]:
    names = ("http_proxy", "https_proxy", "no_proxy")
    return {k: value for k, value in environ.items() if value and k.lower() in names}


def _checked_proxy(name: str, value: str) -> str:
    """The proxy's URL; one without a scheme is taken as http, as botocore does."""
    from urllib.parse import urlsplit

    url = value if "://" in value else f"http://{value}"
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        sound = False
    if not sound:  # the value may hold a password
        raise ConfigurationError(
            f"{name} is no URL of an HTTP proxy; set it to http://host:port, or unset it"
        )
    return url
