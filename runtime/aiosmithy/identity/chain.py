"""Sources of credentials, tried one after the other."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence

from .base import Credentials, IdentityNotFoundError, IdentityResolver

__all__ = ["ChainResolver"]


class ChainResolver(IdentityResolver):
    """Tries resolvers in order and keeps what the first of them finds.

    However many callers ask at once, the sources are asked once.
    """

    __slots__ = ("_clock", "_credentials", "_flight", "_resolvers")

    def __init__(
        self,
        resolvers: Sequence[IdentityResolver],
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._resolvers = tuple(resolvers)
        self._clock = clock
        self._credentials: Credentials | None = None
        self._flight: asyncio.Task[Credentials] | None = None

    def cached(self) -> Credentials | None:
        """What was found last, unless it has expired."""
        known = self._credentials
        if known is None or known.expiration is None:
            return known
        return known if self._clock() < known.expiration.timestamp() else None

    async def resolve(self) -> Credentials:
        """The credentials of the first resolver that has some."""
        known = self.cached()
        if known is not None:
            return known
        loop = asyncio.get_running_loop()
        flight = self._flight
        if flight is None or flight.done() or flight.get_loop() is not loop:
            flight = self._flight = loop.create_task(self._find())
        return await asyncio.shield(flight)  # a caller may give up, the others wait on

    async def _find(self) -> Credentials:
        reasons: list[str] = []
        for resolver in self._resolvers:
            try:
                found = resolver.cached() or await resolver.resolve()
            except IdentityNotFoundError as error:
                reasons.append(f"{type(resolver).__name__}: {error}")
            else:
                self._credentials = found
                return found
        tried = "".join(f"\n  {reason}" for reason in reasons) or " nothing"
        raise IdentityNotFoundError(
            "no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY,"
            f" run `aws configure`, or pass credentials= to the client. Tried:{tried}"
        )

    def __repr__(self) -> str:
        return f"ChainResolver({list(self._resolvers)!r})"
