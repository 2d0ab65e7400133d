"""The adaptive mode's client rate limiter: how fast a client may send, learned from throttling.

The sending rate follows the CUBIC curve that the AWS SDKs share: it drops by 30 % at a
throttle, comes back to the last good rate, rests there, then probes beyond it. Times are
seconds of any steady clock; they are passed in, and nothing here sleeps.
"""

from __future__ import annotations

from math import floor
from typing import Final

__all__ = ["Cubic", "RateLimiter"]

_BETA: Final = 0.7
_SCALE: Final = 0.4
_SMOOTHING: Final = 0.8
_MIN_FILL_RATE: Final = 0.5
_MIN_CAPACITY: Final = 1.0
_BUCKETS_PER_SECOND: Final = 2
_MAX_RATE_GROWTH: Final = 2.0
_EPSILON: Final = 1e-9
_SHORTEST_WAIT: Final = 0.001


class Cubic:
    """The curve: the rate to send at, some time after the last throttle."""

    __slots__ = ("_last_max_rate", "_last_throttle", "_window")

    def __init__(self, *, last_max_rate: float = 0.0, last_throttle: float) -> None:
        self._last_max_rate = last_max_rate
        self._last_throttle = last_throttle
        self._window = self._time_to_recover()

    def _time_to_recover(self) -> float:
        return float((self._last_max_rate * (1 - _BETA) / _SCALE) ** (1 / 3))

    def after_success(self, now: float) -> float:
        """The rate that the curve allows at this time."""
        elapsed = now - self._last_throttle
        return _SCALE * (elapsed - self._window) ** 3 + self._last_max_rate

    def after_throttle(self, rate: float, now: float) -> float:
        """The rate to fall back to, having been throttled at ``rate``."""
        self._last_max_rate = rate
        self._last_throttle = now
        self._window = self._time_to_recover()
        return rate * _BETA


class RateLimiter:
    """One send token an attempt, from a bucket that fills at the rate learned.

    It does not limit at all until the first throttle.
    """

    __slots__ = (
        "_bucket",
        "_capacity",
        "_cubic",
        "_filled_at",
        "_requests",
        "_tokens",
        "enabled",
        "fill_rate",
        "measured_rate",
    )

    def __init__(self, now: float) -> None:
        self.enabled = False
        self.fill_rate = _MIN_FILL_RATE
        self.measured_rate = 0.0
        self._capacity = _MIN_CAPACITY
        self._tokens = 0.0
        self._filled_at = now
        self._requests = 0
        self._bucket = float(floor(now))
        self._cubic = Cubic(last_throttle=now)

    def acquire(self, now: float) -> float:
        """Take one token: zero if it was there, else the seconds after which to ask again.

        Tokens are never owed: however many attempts wait, each waits for one token only.
        """
        if not self.enabled:
            return 0.0
        self._fill(now)
        if self._tokens >= 1.0 - _EPSILON:
            self._tokens = max(0.0, self._tokens - 1.0)
            return 0.0
        return max(_SHORTEST_WAIT, (1.0 - self._tokens) / self.fill_rate)

    def record(self, now: float, *, throttled: bool) -> None:
        """Learn from how an attempt ended."""
        self._measure(now)
        if throttled:
            rate = self.measured_rate
            if self.enabled:
                rate = min(rate, self.fill_rate)
            allowed = self._cubic.after_throttle(rate, now)
            self.enabled = True
        else:
            allowed = self._cubic.after_success(now)
        self._set_rate(min(allowed, _MAX_RATE_GROWTH * self.measured_rate), now)

    def _measure(self, now: float) -> None:
        bucket = floor(now * _BUCKETS_PER_SECOND) / _BUCKETS_PER_SECOND
        self._requests += 1
        if bucket > self._bucket:
            rate = self._requests / (bucket - self._bucket)
            self.measured_rate += (rate - self.measured_rate) * _SMOOTHING
            self._requests = 0
            self._bucket = bucket

    def _set_rate(self, rate: float, now: float) -> None:
        # What has flowed in since the last fill came at the old rate.
        self._fill(now)
        self.fill_rate = max(rate, _MIN_FILL_RATE)
        self._capacity = max(rate, _MIN_CAPACITY)
        self._tokens = min(self._tokens, self._capacity)

    def _fill(self, now: float) -> None:
        flowed = max(0.0, now - self._filled_at) * self.fill_rate
        self._tokens = min(self._capacity, self._tokens + flowed)
        self._filled_at = max(now, self._filled_at)
