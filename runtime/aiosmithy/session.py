"""What clients may share: connections, TLS context, shared files and identities."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from .errors import ConfigurationError

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from .identity import IdentityResolver
    from .shared_files import SharedFiles
    from .transport import Transport

__all__ = ["Session"]


class Session:
    """Shares one connector, one TLS context and one reading of the AWS files among clients.

    A client makes a session of its own if it is given none. Constructing one does no I/O.

    Args:
        max_connections: How many connections may be open at once, over all clients.
        ca_bundle: A file of PEM certificates to trust instead of the system's.
        transport: What sends requests; by default aiohttp.
        environ: The environment to read settings from; by default the process's.
        clock, monotonic, sleep, random: Seconds since the epoch, seconds that no one sets back, a way to wait, a number
            in [0, 1): for tests in virtual time.
    """

    def __init__(
        self,
        *,
        max_connections: int = 100,
        ca_bundle: str | None = None,
        transport: Transport | None = None,
        environ: Mapping[str, str] | None = None,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        random: Callable[[], float] = random.random,
    ) -> None:
        if type(max_connections) is not int or max_connections < 1:
            raise ConfigurationError(
                f"max_connections is {max_connections!r}; give a whole number, at least 1"
            )
        self._max_connections = max_connections
        self._ca_bundle: str | None = ca_bundle
        self._transport_given = transport is not None
        self._transport = transport
        self._files: SharedFiles | None = None
        self.identities: dict[tuple[str, bool], IdentityResolver] = {}
        self.environ = os.environ if environ is None else environ
        self.clock = clock
        self.monotonic = monotonic
        self.sleep = sleep
        self.random = random
        self.closed = False

    def transport(self, ca_bundle: str | None = None) -> Transport:
        """The transport, made when it is first asked for; ``ca_bundle`` is used if the session has none of its own."""
        if self._transport is None:
            from .transport import AiohttpTransport

            self._ca_bundle = self._ca_bundle or ca_bundle
            self._transport = AiohttpTransport(
                max_connections=self._max_connections, ca_bundle=self._ca_bundle
            )
        elif ca_bundle not in (None, self._ca_bundle) and not self._transport_given:
            raise ConfigurationError(
                f"the session trusts {self._ca_bundle or 'the certificates of the system'},"
                f" this client asks for {ca_bundle}; give ca_bundle= to the session, or the"
                " client a session of its own"
            )
        return self._transport

    async def shared_files(self) -> SharedFiles:
        """The AWS config and credentials files, read once, in a thread."""
        if self._files is None:
            from .shared_files import load_shared_files

            self._files = await asyncio.to_thread(load_shared_files, self.environ)
        return self._files

    async def close(self) -> None:
        """Close every connection. Closing twice is fine."""
        self.closed = True
        if self._transport is not None:
            await self._transport.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()
