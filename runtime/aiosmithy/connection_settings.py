"""Settings of connections: whom to trust, who one is, the proxy between, how a dead peer is noticed."""

from __future__ import annotations

from typing import Any, Final

from .connections import ConnectionOptions
from .endpoints import parse_url
from .setting_sources import ARGUMENT, Setting, Sources

__all__ = ["connection_options", "proxy"]

_PROXIES: Final = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")


def connection_options(
    sources: Sources,
    *,
    ca_bundle: str | None,
    client_certificate: str | tuple[str, str] | None,
    proxy_ca_bundle: str | None,
    proxy_client_certificate: str | tuple[str, str] | None,
    tcp_keepalive: bool | None,
) -> ConnectionOptions:
    """What a transport has to know before it connects."""
    return ConnectionOptions(
        # The last variable is that of requests; botocore reads it too.
        ca_bundle=_text(
            sources.text("ca_bundle", ca_bundle, ("AWS_CA_BUNDLE",), "ca_bundle")
            or sources.text("ca_bundle", None, ("REQUESTS_CA_BUNDLE",))
        ),
        client_certificate=_certificate(
            sources.find("client_certificate", client_certificate, ())
        ),
        proxy_ca_bundle=_text(
            sources.text("proxy_ca_bundle", proxy_ca_bundle, (), "proxy_ca_bundle")
        ),
        proxy_client_certificate=_certificate(
            sources.find(
                "proxy_client_certificate",
                proxy_client_certificate,
                (),
                "proxy_client_cert",
            )
        ),
        tcp_keepalive=sources.boolean(
            "tcp_keepalive", tcp_keepalive, "BOTOCORE_TCP_KEEPALIVE", "tcp_keepalive"
        ),
    )


def _text(found: Setting | None) -> str | None:
    return None if found is None else found.value


def _certificate(found: Setting | None) -> tuple[str, str | None] | None:
    """The files of a certificate and of its key; the latter is None where one file holds both."""
    if found is None:
        return None
    given: Any = found.value
    if isinstance(given, str) and given:
        return given, None
    names: tuple[Any, ...] = (
        tuple(given) if isinstance(found.value, tuple | list) else ()
    )
    if len(names) != 2 or not all(isinstance(name, str) and name for name in names):
        found.refuse("give the PEM file, or a pair of files: certificate and key")
    return names[0], names[1]


def proxy(sources: Sources, url: str | None) -> str | None:
    """The proxy that code names; those of the environment are chosen for each host."""
    if url is None:
        sources.note("proxy", sources.variable(*_PROXIES))
        return None
    found = Setting(url, "proxy", ARGUMENT)
    sources.note("proxy", found)
    scheme, separator, rest = str(url).partition("://")
    # A proxy's URL may name a user, unlike an endpoint's.
    plain = f"{scheme}{separator}{rest.rpartition('@')[2]}"
    if not isinstance(url, str) or parse_url(plain) is None:
        found.refuse("give an http or https URL")
    return url
