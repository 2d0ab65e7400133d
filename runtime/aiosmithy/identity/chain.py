"""Sources of credentials, tried one after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeAlias

from .base import Credentials, IdentityNotFoundError, IdentityResolver

__all__ = ["ChainResolver", "Link"]

Link: TypeAlias = IdentityResolver | Callable[[], IdentityResolver]
"""A resolver, or what makes it when its turn comes."""


class ChainResolver(IdentityResolver):
    """Tries resolvers in order. The one that had credentials is asked first the next time.

    A resolver with nothing to offer passes the turn on; one that should have worked but did not ends the search, lest
    calls are signed by somebody whom the user does not expect.
    """

    __slots__ = ("_found", "_links", "_remedy")

    def __init__(self, resolvers: Sequence[Link], *, remedy: str = "") -> None:
        self._links = list(resolvers)
        self._remedy = remedy
        self._found = 0  # the turn of the one that had credentials

    async def resolve(self) -> Credentials:
        """The credentials of the first resolver that has some.

        Raises:
            IdentityNotFoundError: None has; the message says of each why.
            IdentityError: One should have, but its credentials cannot be used.
        """
        reasons: list[str] = []
        turns = sorted(range(len(self._links)), key=lambda turn: turn != self._found)
        for turn in turns:
            resolver = await self._made(turn)
            try:
                found = resolver.cached() or await resolver.resolve()
            except IdentityNotFoundError as error:
                reasons.append(f"\n  {type(resolver).__name__}: {error}")
            else:
                self._found = turn
                return found
        remedy = f": {self._remedy}" if self._remedy else ""
        raise IdentityNotFoundError(
            f"no AWS credentials{remedy}. Tried:{''.join(reasons) or ' nothing'}"
        )

    def invalidate(self, rejected: Credentials) -> None:
        """Tell the resolvers that were asked so far."""
        for link in self._links:
            if isinstance(link, IdentityResolver):
                link.invalidate(rejected)

    async def _made(self, turn: int) -> IdentityResolver:
        link = self._links[turn]
        if isinstance(link, IdentityResolver):
            return link
        # In a thread, for it may import modules.
        self._links[turn] = made = await asyncio.to_thread(link)
        return made

    def __repr__(self) -> str:
        names = (
            repr(link) if isinstance(link, IdentityResolver) else link.__name__
            for link in self._links
        )
        return f"ChainResolver({', '.join(names)})"
