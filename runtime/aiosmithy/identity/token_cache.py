"""Bearer tokens kept until they end, by the rules of :mod:`aiosmithy.identity.cache`."""

from __future__ import annotations

import random as randomness
import time
from collections.abc import Callable
from typing import ClassVar

from .cache import Cache
from .tokens import Token, TokenResolver

__all__ = ["CachingTokenResolver"]


class CachingTokenResolver(Cache[Token], TokenResolver):
    """Keeps the tokens of another resolver.

    Clients put one before every resolver that does not cache; it is for use on its own.
    """

    __slots__ = ()

    caches: ClassVar[bool] = True

    def __init__(
        self,
        source: TokenResolver,
        *,
        clock: Callable[[], float] = time.time,
        random: Callable[[], float] = randomness.random,
    ) -> None:
        super().__init__(source, Token, clock=clock, random=random)
