"""What a transport has to know before it connects, and the TLS contexts that follow from it."""

from __future__ import annotations

from asyncio import to_thread
from typing import TYPE_CHECKING, Literal

from .errors import ConfigurationError

if TYPE_CHECKING:
    import ssl

__all__ = ["ConnectionOptions", "new_contexts"]


class ConnectionOptions:
    """Whom to trust, who one is, and how a dead peer is noticed.

    Attributes:
        ca_bundle: A file of PEM certificates to trust instead of the system's.
        client_certificate: The PEM files of a certificate for services that ask for one, and of its key if that is
            in another file.
        proxy_ca_bundle, proxy_client_certificate: The same for a proxy that speaks TLS itself.
        tcp_keepalive: Whether the system asks idle peers if they are still there.
    """

    __slots__ = (
        "ca_bundle",
        "client_certificate",
        "proxy_ca_bundle",
        "proxy_client_certificate",
        "tcp_keepalive",
    )

    def __init__(
        self,
        *,
        ca_bundle: str | None = None,
        client_certificate: tuple[str, str | None] | None = None,
        proxy_ca_bundle: str | None = None,
        proxy_client_certificate: tuple[str, str | None] | None = None,
        tcp_keepalive: bool = False,
    ) -> None:
        self.ca_bundle = ca_bundle
        self.client_certificate = client_certificate
        self.proxy_ca_bundle = proxy_ca_bundle
        self.proxy_client_certificate = proxy_client_certificate
        self.tcp_keepalive = tcp_keepalive

    def take(self, other: ConnectionOptions) -> None:
        """Be as the other options are."""
        for name in self.__slots__:
            setattr(self, name, getattr(other, name))

    def refuse_other(self, wanted: ConnectionOptions) -> None:
        """Refuse options that differ from these; those that are not set do not matter.

        Raises:
            ConfigurationError: Connections are there already, and are shared.
        """
        for name in self.__slots__:
            here, asked = getattr(self, name), getattr(wanted, name)
            if asked not in (None, False, here):
                raise ConfigurationError(
                    f"{name} of the session is {here!r}, this client asks for {asked!r}; give the client a session of"
                    " its own, or all clients of a session the same"
                )

    def __repr__(self) -> str:
        return f"<ConnectionOptions ca_bundle={self.ca_bundle!r}>"


async def new_contexts(
    options: ConnectionOptions,
) -> tuple[ssl.SSLContext | Literal[True], ssl.SSLContext | None]:
    """The TLS contexts for services and for proxies, made in a thread: they read files.

    True stands for aiohttp's own, which it loaded when it was imported; None for the same as for services.
    """
    services = options.ca_bundle, options.client_certificate
    proxies = options.proxy_ca_bundle, options.proxy_client_certificate
    return (
        True if services == (None, None) else await to_thread(_context, *services),
        None if proxies == (None, None) else await to_thread(_context, *proxies),
    )


def _context(
    ca_bundle: str | None, certificate: tuple[str, str | None] | None
) -> ssl.SSLContext:
    import ssl

    try:
        context = ssl.create_default_context(cafile=ca_bundle)
    except OSError as error:  # ssl.SSLError is an OSError
        raise ConfigurationError(
            f"the CA bundle {ca_bundle!r} cannot be read: {error}; give a file of PEM certificates"
        ) from error
    if certificate is not None:
        try:
            # Without a password OpenSSL would ask for it on the terminal, and wait.
            context.load_cert_chain(*certificate, password="")
        except OSError as error:
            raise ConfigurationError(
                f"the client certificate {certificate[0]!r} cannot be read: {error}; give PEM files of the certificate"
                " and of its key, without a password"
            ) from error
    return context
