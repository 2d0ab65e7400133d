"""Identities kept until they end: renewed ahead of time, by one call at a time, and kept when their source fails.

The rules are those that the AWS SDKs agreed on in 2026:

- An identity is renewed in the background from 5, 15 or 60 minutes before its end on (the longer it lives, the
  earlier); a minute before, callers wait for the new one. However many they are, its source is asked once.
- A source that fails is left alone for 5 to 10 minutes. Meanwhile the old identity serves, even past its end: the
  service decides what it still takes.
- What only the user can mend is told at once. The error is kept for a moment, for callers that try in a loop.
- A service that rejects an identity makes callers wait for another one.
"""

from __future__ import annotations

import asyncio
import logging
import random as randomness
import time
from collections.abc import Callable
from math import inf
from threading import Lock
from typing import TYPE_CHECKING, ClassVar, Final, Generic, Protocol, TypeVar

from ..errors import IdentityError
from .base import Credentials, IdentityResolver, SignInRequiredError
from .flight import Failure, Flight, is_within

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["Cache", "CachingResolver"]

_log = logging.getLogger("aiosmithy")

_MINUTE: Final = 60.0
_WAITING_WINDOW: Final = 1 * _MINUTE
_BACKOFF: Final = 5 * _MINUTE  # up to twice that
_ERROR_KEPT: Final = 1.0  # up to twice that; the rules say "short"


class _Identity(Protocol):
    @property
    def expiration(self) -> datetime | None: ...


T = TypeVar("T", bound=_Identity)


class _Source(Protocol[T]):
    async def resolve(self) -> T: ...

    def invalidate(self, rejected: T) -> None: ...


class Cache(Generic[T]):
    """Keeps what a source finds; any number of event loops and threads may share it.

    Args:
        source: What finds identities.
        kind: What it finds.
        clock: Seconds since the epoch.
        random: A number in [0, 1).
        keeps_expired: Whether an identity that has ended is used on while its source fails.
    """

    __slots__ = (
        "_calm_from",
        "_calm_until",
        "_clock",
        "_failure",
        "_flight",
        "_identity",
        "_keeps_expired",
        "_kind",
        "_lock",
        "_random",
        "_retry_at",
        "_source",
        "_wait_from",
    )

    def __init__(
        self,
        source: _Source[T],
        kind: type[T],
        *,
        clock: Callable[[], float] = time.time,
        random: Callable[[], float] = randomness.random,
        keeps_expired: bool = True,
    ) -> None:
        self._source = source
        self._kind = kind
        self._clock = clock
        self._random = random
        self._keeps_expired = keeps_expired
        self._identity: T | None = None
        # The identity needs nothing in between; if it is earlier, the clock was set back.
        self._calm_from = self._calm_until = -inf
        self._wait_from = -inf  # from then on callers wait for another one
        self._retry_at = -inf  # until then a source that failed is left alone
        self._failure: Failure | None = None
        self._flight: Flight[T] | None = None
        self._lock = Lock()  # never held while anything is waited for

    def cached(self) -> T | None:
        """The identity at hand; None if callers have to wait for :meth:`resolve`."""
        if self._calm_from <= self._clock() < self._calm_until:
            return self._identity
        with self._lock:
            return self._due(self._clock())

    async def resolve(self) -> T:
        """The identity at hand, or else a new one.

        Raises:
            SignInRequiredError: The user has to act.
            Exception: What the source raised, if there is no identity to go on with.
        """
        if is_within(self):
            raise IdentityError(
                f"{self._source!r} needs the {self._kind.__name__} that it is asked for: give the client"
                " that it calls others, by credentials="
            )
        while True:
            with self._lock:
                now = self._clock()
                known = self._due(now)
                if known is not None:
                    return known
                if self._failure is not None and self._failure.holds(now):
                    raise self._failure.again()
                flight = self._joined()
            found = await flight.landing()
            if found is not None:
                return found

    def invalidate(self, rejected: T) -> None:
        """A service does not take this one any more: unless there is a newer one already, callers wait for it."""
        with self._lock:
            if self._identity == rejected:
                self._calm_until = min(self._calm_until, self._retry_at)
                self._wait_from = -inf
        self._source.invalidate(rejected)

    def _due(self, now: float) -> T | None:
        """The identity, if callers need not wait; if there is time, its successor is sought in the background."""
        if self._calm_from <= now < self._calm_until:
            return self._identity
        if self._identity is None or now >= self._wait_from:
            return None
        try:
            asyncio.get_running_loop()
        except RuntimeError:  # asked from outside of a loop
            return self._identity
        self._joined()
        self._calm_from, self._calm_until = now, self._wait_from
        return self._identity

    def _joined(self) -> Flight[T]:
        """The call to the source that is under way, begun if there is none."""
        flight = self._flight
        if flight is None or flight.is_lost():
            flight = self._flight = Flight(self, self._renew)
        return flight

    async def _renew(self, flight: Flight[T]) -> None:
        found: T | None = None
        failure: Failure | None = None
        try:
            found = self._checked(await self._source.resolve())
        except Exception as error:  # whatever a source may raise
            failure = Failure(error)
        finally:  # also when it is cancelled: then whoever waits on another loop takes over
            with self._lock:
                if self._flight is flight:
                    self._flight = None
                    found = self._settled(found, failure, self._clock())
            flight.land(found, failure)

    def _settled(
        self, found: T | None, failure: Failure | None, now: float
    ) -> T | None:
        """Take note of how a call to the source ended; gives the identity that callers go on with."""
        if found is not None:
            self._keep(found, now)
            return found
        if failure is not None:
            return self._bear(failure, now)
        self._calm_until = min(self._calm_until, self._retry_at)
        return None

    def _checked(self, found: object) -> T:
        if not isinstance(found, self._kind):
            raise IdentityError(
                f"{self._source!r} gave {type(found).__name__}, expected {self._kind.__name__}"
            )
        if _end(found) <= self._clock():
            raise IdentityError(
                f"{self._source!r} gave {self._kind.__name__} that ended at {found.expiration};"
                " renew them where they come from, and see that this machine's clock is right"
            )
        return found

    def _keep(self, found: T, now: float) -> None:
        end = _end(found)
        life = end - now
        # Credentials that hardly live are used for half their life, lest every call asks for new ones.
        self._wait_from = end - min(_WAITING_WINDOW, life / 2)
        background_from = end - _window(life)
        self._calm_from = now
        self._calm_until = background_from if now < background_from else self._wait_from
        self._identity = found
        self._retry_at = -inf
        self._failure = None

    def _bear(self, failure: Failure, now: float) -> T | None:
        """The old identity, if it serves on."""
        if isinstance(failure.error, SignInRequiredError):
            failure.keep(now, _ERROR_KEPT * (1 + self._random()))
            self._failure = failure
            self._calm_until = self._wait_from = self._retry_at = -inf
            return None
        known = self._identity
        if known is None:
            return None
        pause = _BACKOFF * (1 + self._random())
        failure.keep(now, pause)
        self._failure = failure
        self._retry_at = now + pause
        last = inf if self._keeps_expired else _end(known)
        self._calm_from, self._calm_until = now, min(self._retry_at, last)
        _log.warning(
            "no new %s (%s); the old ones serve on, next try in %d s",
            self._kind.__name__,
            failure,
            pause,
        )
        return known if now < self._calm_until else None

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._source!r})"


class CachingResolver(Cache[Credentials], IdentityResolver):
    """Keeps the credentials of another resolver, and renews them by the rules above.

    Clients put one before every resolver that does not cache; it is for use on its own, and to choose otherwise.
    """

    __slots__ = ()

    caches: ClassVar[bool] = True

    def __init__(
        self,
        source: IdentityResolver,
        *,
        clock: Callable[[], float] = time.time,
        random: Callable[[], float] = randomness.random,
        keeps_expired: bool = True,
    ) -> None:
        super().__init__(
            source,
            Credentials,
            clock=clock,
            random=random,
            keeps_expired=keeps_expired,
        )


def _end(identity: _Identity) -> float:
    expiration = identity.expiration
    return inf if expiration is None else expiration.timestamp()


def _window(life: float) -> float:
    """How long before its end an identity is renewed in the background."""
    if life <= 20 * _MINUTE:
        return 5 * _MINUTE
    return (15 if life < 90 * _MINUTE else 60) * _MINUTE
