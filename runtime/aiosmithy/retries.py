"""Retry strategies: whether to try again, how long to wait before, what it costs.

The rules are the AWS SDKs' retry behavior 2.1. A strategy decides and never sleeps; its
randomness and its clock are passed in.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from random import random as random_fraction
from time import monotonic
from typing import TYPE_CHECKING, ClassVar, Final, Self

from .classify import FailureKind, classify
from .errors import ServiceError
from .rate_limiter import RateLimiter

if TYPE_CHECKING:
    from .config import RetryOptions

__all__ = [
    "AdaptiveRetryStrategy",
    "Retry",
    "RetryQuota",
    "StandardRetryStrategy",
    "retry_strategy",
]

_MAX_BACKOFF: Final = 20.0
_TRANSIENT_BASE: Final = 0.05
_THROTTLING_BASE: Final = 1.0
_QUOTA: Final = 500
_RETRY_COST: Final = 14
_THROTTLING_COST: Final = 5
_NO_RETRY_INCREMENT: Final = 1
_RETRY_AFTER_SLACK: Final = 5.0
_LARGEST_EXPONENT: Final = 32  # far beyond the cap on backoff, far from overflow


class RetryQuota:
    """The tokens that all calls of a client, and of its clones, pay retries with."""

    __slots__ = ("available", "capacity")

    def __init__(self, capacity: int = _QUOTA) -> None:
        self.available = capacity
        self.capacity = capacity

    def take(self, cost: int) -> bool:
        """Pay for a retry, if there are tokens enough."""
        if cost > self.available:
            return False
        self.available -= cost
        return True

    def give(self, tokens: int) -> None:
        """Put tokens back, up to the capacity."""
        self.available = min(self.capacity, self.available + tokens)


class Retry:
    """The decision to try again.

    Attributes:
        delay: Seconds to wait before.
        cost: Tokens that it took from the quota; hand them to ``record_success``.
        kind: The kind of failure that it answers.
    """

    __slots__ = ("cost", "delay", "kind")

    def __init__(self, delay: float, cost: int, kind: FailureKind) -> None:
        self.delay = delay
        self.cost = cost
        self.kind: FailureKind = kind

    def __repr__(self) -> str:
        return f"<Retry after {self.delay:.3f} s, {self.kind}, cost {self.cost}>"


class StandardRetryStrategy:
    """Retries with exponential backoff and jitter, within a quota.

    For each attempt that fails, :meth:`next_retry`; for a call that ends well,
    :meth:`record_success` with the cost of its last retry.
    """

    __slots__ = (
        "_random",
        "_throttling_base",
        "_transient_base",
        "max_attempts",
        "quota",
    )

    paces: ClassVar[bool] = False
    """Whether :meth:`acquire` must be asked before each attempt."""

    def __init__(
        self,
        options: RetryOptions,
        *,
        random: Callable[[], float] = random_fraction,
        transient_base: float = _TRANSIENT_BASE,
        throttling_base: float = _THROTTLING_BASE,
        quota: RetryQuota | None = None,
    ) -> None:
        self.max_attempts = options.max_attempts
        self.quota = RetryQuota() if quota is None else quota
        self._random = random
        self._transient_base = transient_base
        self._throttling_base = throttling_base

    def with_max_attempts(self, max_attempts: int) -> Self:
        """The same strategy for a clone of the client: it shares the quota."""
        clone = copy(self)
        clone.max_attempts = max_attempts
        return clone

    def acquire(self) -> float:
        """Zero if an attempt may be sent now, else the seconds after which to ask again."""
        return 0.0

    def record_success(self, cost: int = 0) -> None:
        """Take note of a call that ended well; ``cost`` is that of its last retry, if any."""
        quota = self.quota
        if quota.available < quota.capacity:
            quota.give(cost or _NO_RETRY_INCREMENT)

    def next_retry(
        self,
        error: BaseException,
        attempt: int,
        *,
        skew: float = 0.0,
        renewed: bool = False,
    ) -> Retry | None:
        """How to try again after an attempt failed, or None: raise the error.

        Args:
            error: What the attempt raised.
            attempt: The number of the attempt that failed; the first is 1.
            skew: Seconds by which the server's clock is ahead of the one that signed.
            renewed: Whether the service rejected who signed, and somebody else would sign now; or the endpoint that it
                had named before.
        """
        kind = classify(error, skew, renewed=renewed)
        if kind is None or attempt >= self.max_attempts:
            return None
        throttling = kind == "throttling"
        cost = _THROTTLING_COST if throttling else _RETRY_COST
        if not self.quota.take(cost):
            return None
        base = self._throttling_base if throttling else self._transient_base
        backoff = min(base * 2 ** min(attempt - 1, _LARGEST_EXPONENT), _MAX_BACKOFF)
        return Retry(_heed(error, self._random() * backoff), cost, kind)

    def cancel(self, retry: Retry) -> None:
        """Put back what a retry cost that is not going to be sent."""
        self.quota.give(retry.cost)


class AdaptiveRetryStrategy(StandardRetryStrategy):
    """The standard strategy that also slows a client down which is being throttled."""

    __slots__ = ("_clock", "_limiter")

    paces: ClassVar[bool] = True

    def __init__(
        self,
        options: RetryOptions,
        *,
        random: Callable[[], float] = random_fraction,
        clock: Callable[[], float] = monotonic,
        transient_base: float = _TRANSIENT_BASE,
        throttling_base: float = _THROTTLING_BASE,
        quota: RetryQuota | None = None,
    ) -> None:
        super().__init__(
            options,
            random=random,
            transient_base=transient_base,
            throttling_base=throttling_base,
            quota=quota,
        )
        self._clock = clock
        self._limiter = RateLimiter(clock())

    def acquire(self) -> float:
        return self._limiter.acquire(self._clock())

    def record_success(self, cost: int = 0) -> None:
        self._limiter.record(self._clock(), throttled=False)
        super().record_success(cost)

    def next_retry(
        self,
        error: BaseException,
        attempt: int,
        *,
        skew: float = 0.0,
        renewed: bool = False,
    ) -> Retry | None:
        throttled = classify(error, skew) == "throttling"
        self._limiter.record(self._clock(), throttled=throttled)
        return super().next_retry(error, attempt, skew=skew, renewed=renewed)


def retry_strategy(
    options: RetryOptions,
    *,
    random: Callable[[], float] = random_fraction,
    transient_base: float = _TRANSIENT_BASE,
    quota: RetryQuota | None = None,
) -> StandardRetryStrategy:
    """The strategy that the options name."""
    adaptive = options.mode == "adaptive"
    strategy = AdaptiveRetryStrategy if adaptive else StandardRetryStrategy
    return strategy(options, random=random, transient_base=transient_base, quota=quota)


def _heed(error: BaseException, backoff: float) -> float:
    """The backoff, or what the service asked for, if that is longer, within five seconds more."""
    if not isinstance(error, ServiceError):
        return backoff
    milliseconds = error.headers.get("x-amz-retry-after", "")
    if not (milliseconds.isascii() and milliseconds.isdigit()):
        return backoff  # absent, negative or not a number
    asked = float(milliseconds) / 1000
    return max(backoff, min(asked, backoff + _RETRY_AFTER_SLACK))
