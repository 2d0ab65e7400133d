"""Connectors of aiohttp that meet services and proxies as the settings of connections say."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

import aiohttp

if TYPE_CHECKING:
    import ssl

__all__ = ["new_connector"]


def new_connector(
    limit: int,
    *,
    service: ssl.SSLContext | bool = True,
    proxy: ssl.SSLContext | None = None,
    tcp_keepalive: bool = False,
) -> aiohttp.TCPConnector:
    """A connector for at most so many connections.

    Args:
        service: The TLS context for services; True for aiohttp's own, which it loaded when it was imported.
        proxy: The one for proxies, if it is another.
        tcp_keepalive: Whether the system asks idle peers if they are still there.
    """
    settings: dict[str, Any] = {
        "limit": limit,
        "ttl_dns_cache": 60,
        "keepalive_timeout": 20,
        "ssl": service,
    }
    if tcp_keepalive:
        settings["socket_factory"] = _kept_alive
    if proxy is None:
        return aiohttp.TCPConnector(**settings)
    connector = _ProxyConnector(**settings)
    vars(connector)["proxy_context"] = proxy
    return connector


def _kept_alive(address: tuple[Any, ...]) -> socket.socket:
    family, kind, protocol, *_ = address
    made = socket.socket(family, kind, protocol)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    return made


class _ProxyConnector(aiohttp.TCPConnector):
    """Meets a proxy that speaks TLS itself with a context of its own.

    aiohttp has one context for proxy and service, and trusts for both what was meant for one. There is no public way to
    tell them apart; a test pins what this does.
    """

    async def _create_direct_connection(
        self, req: Any, *args: Any, **settings: Any
    ) -> Any:
        if settings.get("client_error") is aiohttp.ClientProxyConnectionError:
            req._ssl = vars(self)["proxy_context"]
        return await super()._create_direct_connection(req, *args, **settings)
