"""The CUBIC client rate limiter, by the published cases and in virtual time."""

from __future__ import annotations

import pytest
from aiosmithy.rate_limiter import Cubic, RateLimiter
from hypothesis import given
from hypothesis import strategies as st

# The AWS SDKs' published rows: what happened, when, the rate that the curve then allows.
CUBIC_CASES = {
    "only successes": [
        ("success", 5, 7.0),
        ("success", 6, 9.64893600966),
        ("success", 7, 10.000030849917364),
        ("success", 8, 10.453284520772092),
        ("success", 9, 13.408697022224185),
        ("success", 10, 21.26626835427364),
        ("success", 11, 36.425998516920465),
    ],
    "two throttles between": [
        ("success", 5, 7.0),
        ("success", 6, 9.64893600966),
        ("throttle", 7, 6.754255206761999),
        ("throttle", 8, 4.727978644733399),
        ("success", 9, 6.606547753887045),
        ("success", 10, 6.763279816944947),
        ("success", 11, 7.598174833907107),
        ("success", 12, 11.511232804773524),
    ],
}

# What happened, when, the rate measured, the rate at which the bucket then fills.
END_TO_END = [
    ("success", 0.2, 0.000000, 0.500000),
    ("success", 0.4, 0.000000, 0.500000),
    ("success", 0.6, 4.800000, 0.500000),
    ("success", 0.8, 4.800000, 0.500000),
    ("success", 1.0, 4.160000, 0.500000),
    ("success", 1.2, 4.160000, 0.691200),
    ("success", 1.4, 4.160000, 1.097600),
    ("success", 1.6, 5.632000, 1.638400),
    ("success", 1.8, 5.632000, 2.332800),
    ("throttle", 2.0, 4.326400, 3.028480),
    ("success", 2.2, 4.326400, 3.486639),
    ("success", 2.4, 4.326400, 3.821874),
    ("success", 2.6, 5.665280, 4.053386),
    ("success", 2.8, 5.665280, 4.200373),
    ("success", 3.0, 4.333056, 4.282037),
    ("throttle", 3.2, 4.333056, 2.997426),
    ("success", 3.4, 4.333056, 3.452226),
]


@pytest.mark.parametrize("case", CUBIC_CASES)
def test_published_cubic_rates(case: str) -> None:
    cubic = Cubic(last_max_rate=10, last_throttle=5)
    rate = 0.0

    for what, now, expected in CUBIC_CASES[case]:
        if what == "throttle":
            rate = cubic.after_throttle(rate, now)
        else:
            rate = cubic.after_success(now)

        assert rate == pytest.approx(expected)


def test_published_end_to_end_rates() -> None:
    limiter = RateLimiter(0.0)

    for what, now, measured, filled in END_TO_END:
        limiter.record(now, throttled=what == "throttle")

        assert limiter.measured_rate == pytest.approx(measured, abs=1e-6)
        assert limiter.fill_rate == pytest.approx(filled, abs=1e-6)


def test_nothing_is_limited_before_the_first_throttle() -> None:
    limiter = RateLimiter(0.0)

    waits = [limiter.acquire(0.0) for _ in range(1000)]

    assert set(waits) == {0.0}


def test_fifty_waiting_attempts_each_wait_for_one_token_only() -> None:
    """Tokens are not owed: a debt of fifty at half a token a second would be 100 seconds."""
    limiter = RateLimiter(0.0)
    limiter.record(0.1, throttled=True)
    limiter.acquire(2.1)  # takes the one token there is

    waits = [limiter.acquire(2.1) for _ in range(50)]

    assert waits == [2.0] * 50


def test_waiting_as_long_as_told_always_gets_a_token() -> None:
    """However the floats round, nobody is told to wait for nothing, or for ever."""
    limiter = RateLimiter(1e9 / 3)
    now = 1e9 / 3 + 0.1
    limiter.record(now, throttled=True)
    asked = 0

    for _ in range(100):
        while (delay := limiter.acquire(now)) > 0:
            now += delay
            asked += 1

    assert asked <= 200


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["acquire", "success", "throttle"]),
            st.floats(min_value=-5, max_value=1e6),
        ),
        max_size=60,
    )
)
def test_no_sequence_of_events_breaks_the_limiter(
    events: list[tuple[str, float]],
) -> None:
    """Also when the clock jumps, forwards or backwards."""
    limiter = RateLimiter(100.0)
    now = 100.0

    for what, step in events:
        now += step
        if what == "acquire":
            delay = limiter.acquire(now)

            assert delay == 0.0 or 0.001 <= delay <= 2.0
        else:
            limiter.record(now, throttled=what == "throttle")

            assert limiter.fill_rate >= 0.5
            assert limiter.fill_rate <= max(0.5, 2 * limiter.measured_rate)
