"""What clients may share: connections, TLS context, shared files and identities."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from threading import Lock
from typing import TYPE_CHECKING, Final, TypeVar

from .errors import ConfigurationError
from .per_loop import PerLoop

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from .connections import ConnectionOptions
    from .identity import IdentityResolver
    from .identity.assume_role import MfaCode
    from .identity.cache import CachingResolver
    from .identity.token_cache import CachingTokenResolver
    from .identity.tokens import TokenResolver
    from .shared_files import SharedFiles
    from .transport import Transport

__all__ = ["Session"]

T = TypeVar("T")

# Whoever makes a resolver for each call would fill the memory with caches otherwise.
_MOST_CACHES: Final = 64


class Session:
    """Shares one connector, one TLS context and one reading of the AWS files among clients.

    A client makes a session of its own if it is given none. Constructing one does no I/O.

    Args:
        max_connections: How many connections may be open at once, over all clients.
        ca_bundle: A file of PEM certificates to trust instead of the system's.
        transport: What sends requests; by default aiohttp.
        environ: The environment to read settings from; by default the process's.
        mfa_code: Is called with the serial number or ARN of a device, where a profile's role asks for its code, and gives
            the code or an awaitable of it. By default whoever sits at the terminal is asked.
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
        mfa_code: MfaCode | None = None,
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
        self._options: ConnectionOptions | None = None
        self._transport = transport
        self._files: SharedFiles | None = None
        self.instance_regions: dict[str, str | None] = {}
        self._reading: PerLoop[asyncio.Lock] = PerLoop(asyncio.Lock)
        self._caches: dict[object, CachingResolver] = {}
        self._token_caches: dict[object, CachingTokenResolver] = {}
        self._caching = Lock()  # clients on several loops may come at once
        self.environ = os.environ if environ is None else environ
        self.mfa_code = mfa_code
        self.clock = clock
        self.monotonic = monotonic
        self.sleep = sleep
        self.random = random
        self.closed = False

    @property
    def has_transport(self) -> bool:
        """Whether it was given a transport or has made one."""
        return self._transport is not None

    def transport(self, wanted: ConnectionOptions | None = None) -> Transport:
        """The transport, made when it is first asked for; ``wanted`` is what the session does not say itself."""
        if self._transport is None:
            from .connections import ConnectionOptions
            from .transport import AiohttpTransport

            options = self._options = ConnectionOptions()
            if wanted is not None:
                options.take(wanted)
            options.ca_bundle = self._ca_bundle or options.ca_bundle
            self._transport = AiohttpTransport(
                max_connections=self._max_connections, options=options
            )
        elif wanted is not None and self._options is not None:
            self._options.refuse_other(wanted)
        return self._transport

    async def shared_files(self) -> SharedFiles:
        """The AWS config and credentials files, read once, in a thread."""
        async with self._reading.get():
            if self._files is None:
                from .shared_files import load_shared_files

                self._files = await asyncio.to_thread(load_shared_files, self.environ)
        return self._files

    def cache(
        self, source: IdentityResolver, name: tuple[object, ...] | None = None
    ) -> IdentityResolver:
        """The source with a cache before it, the same one for all clients; the source itself, if it caches.

        Args:
            name: Stands for all sources that are made alike, such as those of one profile; the first one is kept.
        """
        if source.caches:
            return source

        def make() -> CachingResolver:
            from .identity.cache import CachingResolver

            return CachingResolver(source, clock=self.clock, random=self.random)

        return self._shared(self._caches, name or id(source), make)

    def cache_tokens(
        self, source: TokenResolver, name: tuple[object, ...] | None = None
    ) -> TokenResolver:
        """The same for bearer tokens."""
        if source.caches:
            return source

        def make() -> CachingTokenResolver:
            from .identity.token_cache import CachingTokenResolver

            return CachingTokenResolver(source, clock=self.clock, random=self.random)

        return self._shared(self._token_caches, name or id(source), make)

    def _shared(self, known: dict[object, T], key: object, make: Callable[[], T]) -> T:
        # A cache holds its source: while it is here, no other source has the same id.
        with self._caching:
            found = known.pop(key, None) or make()
            known[key] = found
            if len(known) > _MOST_CACHES:
                del known[
                    next(iter(known))
                ]  # the one that was asked for least recently
        return found

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
