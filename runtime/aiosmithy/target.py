"""Where a client's requests go, and how they are signed there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .errors import ConfigurationError

if TYPE_CHECKING:
    from .config import ResolvedConfig
    from .operation import Service

__all__ = ["Target", "resolve_target"]


class Target:
    """A resolved endpoint, taken apart as requests need it.

    Attributes:
        origin: ``https://host[:port]``.
        prefix: What goes before each path; empty, or begins with a slash and ends without one.
        headers: Headers that the endpoint rules add, names in lower case.
        region, signing_name: The credential scope.
        proxy: The proxy to go through, if any.
    """

    __slots__ = ("headers", "origin", "prefix", "proxy", "region", "signing_name")

    def __init__(
        self,
        url: str,
        *,
        region: str,
        signing_name: str,
        headers: dict[str, str],
        proxy: str | None,
    ) -> None:
        scheme, _, rest = url.partition("://")
        authority, slash, path = rest.partition("/")
        self.origin = f"{scheme}://{authority}"
        self.prefix = (slash + path).rstrip("/")
        self.region = region
        self.signing_name = signing_name
        self.headers = headers
        self.proxy = proxy


def resolve_target(
    service: Service, settings: ResolvedConfig, environ: Mapping[str, str]
) -> Target:
    """The endpoint for a client's settings; they do not change, so neither does it.

    Raises:
        ConfigurationError: There is no region, or the endpoint rules refuse the settings.
    """
    if settings.region is None:
        raise ConfigurationError(
            f"{service.name}: no region; give region=…, set AWS_REGION, or put region into your AWS profile"
        )
    endpoint = service.resolve_endpoint(
        region=settings.region,
        use_fips=settings.use_fips,
        use_dual_stack=settings.use_dual_stack,
        endpoint=settings.endpoint_url,
    )
    scheme = _sigv4_scheme(endpoint.properties)
    origin = "/".join(endpoint.url.split("/", 3)[:3])
    return Target(
        endpoint.url,
        region=scheme.get("signingRegion", settings.region),
        signing_name=scheme.get("signingName", service.signing_name),
        headers={
            name.lower(): ", ".join(values) for name, values in endpoint.headers.items()
        },
        proxy=settings.proxy or environment_proxy(origin, environ),
    )


def _sigv4_scheme(properties: Mapping[str, Any]) -> Mapping[str, str]:
    """What the endpoint rules say about signing, if they do."""
    for scheme in properties.get("authSchemes", ()):
        if scheme.get("name") == "sigv4":
            return {
                key: value for key, value in scheme.items() if isinstance(value, str)
            }
    return {}


def environment_proxy(origin: str, environ: Mapping[str, str]) -> str | None:
    """The proxy that ``HTTPS_PROXY``, ``HTTP_PROXY`` and ``NO_PROXY`` name for this origin, if any.

    As the rest of Python reads them, but from the environment alone and once a client.
    """
    import urllib.request

    scheme, _, authority = origin.partition("://")
    found = {
        name.lower().removesuffix("_proxy"): (name, value)
        for name, value in environ.items()
        if value and name.lower() in ("http_proxy", "https_proxy", "no_proxy")
    }
    if scheme not in found:
        return None
    # Typeshed leaves the function out on some platforms; every CPython has it.
    bypass = vars(urllib.request)["proxy_bypass_environment"]
    if bypass(authority, {"no": found["no"][1] if "no" in found else ""}):
        return None
    return _checked_proxy(*found[scheme])


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
