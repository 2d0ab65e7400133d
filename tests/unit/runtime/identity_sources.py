"""Sources of credentials for tests: they count, fail, and wait, in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from aiosmithy.identity import CachingResolver, Credentials, IdentityResolver
from aiosmithy.testing import VirtualTime

SECRET = "a-secret-of-mine"
HOUR = 3600.0


def keys(name: str = "AKID", end: float | None = None) -> Credentials:
    """Credentials; ``end`` is in seconds since the epoch."""
    expiration = None if end is None else datetime.fromtimestamp(end, UTC)
    return Credentials(name, SECRET, None, expiration)


class Source(IdentityResolver):
    """Gives credentials AKID1, AKID2, … that each hold for ``life`` seconds; what ``error`` has is raised instead.

    With a ``gate``, calls wait until it is open.
    """

    def __init__(self, time: VirtualTime, life: float | None = HOUR) -> None:
        self.time = time
        self.life = life
        self.asked = 0
        self.error: Exception | None = None
        self.gate: asyncio.Event | None = None
        self.rejected: list[Credentials] = []

    async def resolve(self) -> Credentials:
        self.asked += 1
        name = f"AKID{self.asked}"
        await (asyncio.sleep(0) if self.gate is None else self.gate.wait())
        if self.error is not None:
            raise self.error
        return keys(name, None if self.life is None else self.time.now + self.life)

    def invalidate(self, rejected: Credentials) -> None:
        self.rejected.append(rejected)


class Bench:
    """A source with a cache before it, in virtual time."""

    def __init__(
        self,
        life: float | None = HOUR,
        *,
        random: Callable[[], float] = lambda: 0.5,
        keeps_expired: bool = True,
    ) -> None:
        self.time = VirtualTime()
        self.source = Source(self.time, life)
        self.cache = CachingResolver(
            self.source,
            clock=self.time.clock,
            random=random,
            keeps_expired=keeps_expired,
        )

    async def name(self) -> str:
        """Whose turn it is: the key that a call would be signed with."""
        return (self.cache.cached() or await self.cache.resolve()).access_key_id


async def settle() -> None:
    """Let what runs in the background come to its end."""
    for _ in range(5):
        await asyncio.sleep(0)
