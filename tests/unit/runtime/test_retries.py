"""Retry strategies: the published cases of retry behavior 2.1, in virtual time."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest
from aiosmithy.config import RetryOptions
from aiosmithy.errors import CallTimeoutError, ConnectionFailedError, ServiceError
from aiosmithy.retries import (
    AdaptiveRetryStrategy,
    RetryQuota,
    StandardRetryStrategy,
    retry_strategy,
)
from hypothesis import given
from hypothesis import strategies as st

NO_HEADERS: Mapping[str, str] = MappingProxyType({})


def answer(
    status: int, code: str = "Unknown", headers: Mapping[str, str] = NO_HEADERS
) -> ServiceError:
    error = ServiceError("no")
    error.http_status = status
    error.code = code
    error.headers = headers
    return error


def always_one() -> float:
    return 1.0


def strategy(
    *, max_attempts: int = 3, tokens: int = 500, transient_base: float = 0.05
) -> StandardRetryStrategy:
    quota = RetryQuota()
    quota.available = tokens
    return StandardRetryStrategy(
        RetryOptions(max_attempts=max_attempts),
        random=always_one,
        transient_base=transient_base,
        quota=quota,
    )


Step = tuple[ServiceError | None, int, float | None]
OK = None
BUSY = answer(400, "Throttling")

# Facts of the published cases: what each response was, the quota after it, the delay
# before the next attempt; None where there is none.
PUBLISHED: dict[str, tuple[dict[str, Any], list[Step]]] = {
    "a retry eventually succeeds": (
        {},
        [(answer(500), 486, 0.05), (answer(500), 472, 0.1), (OK, 486, None)],
    ),
    "max attempts reached": (
        {},
        [(answer(502), 486, 0.05), (answer(502), 472, 0.1), (answer(502), 472, None)],
    ),
    "quota reached after one retry": (
        {"tokens": 14},
        [(answer(500), 0, 0.05), (answer(500), 0, None)],
    ),
    "no retry without quota": ({"tokens": 0}, [(answer(500), 0, None)]),
    "backoff doubles": (
        {"max_attempts": 5},
        [
            (answer(500), 486, 0.05),
            (answer(500), 472, 0.1),
            (answer(500), 458, 0.2),
            (answer(500), 444, 0.4),
            (answer(500), 444, None),
        ],
    ),
    "quota exhausted": (
        {"max_attempts": 5, "tokens": 20},
        [(answer(500), 6, 0.05), (answer(502), 6, None)],
    ),
    "throttling": ({}, [(BUSY, 495, 1.0), (OK, 500, None)]),
    "quota comes back over several calls": (
        {"max_attempts": 5, "tokens": 30},
        [
            (answer(500), 16, 0.05),
            (answer(502), 2, 0.1),
            (OK, 16, None),
            (answer(500), 2, 0.05),
            (OK, 16, None),
        ],
    ),
    "dynamodb": (
        {"max_attempts": 4, "transient_base": 0.025},
        [
            (answer(500), 486, 0.025),
            (answer(500), 472, 0.05),
            (answer(500), 458, 0.1),
            (answer(500), 458, None),
        ],
    ),
    "transient and throttling mixed": (
        {"max_attempts": 9},
        [
            (BUSY, 495, 1.0),
            (BUSY, 490, 2.0),
            (answer(503), 476, 0.2),
            (answer(503), 462, 0.4),
            (answer(503), 448, 0.8),
            (answer(503), 434, 1.6),
            (BUSY, 429, 20.0),
        ],
    ),
    "an error that no retry mends": ({}, [(answer(404), 500, None)]),
}


@pytest.mark.parametrize("case", PUBLISHED)
def test_published_case(case: str) -> None:
    given_, steps = PUBLISHED[case]
    retries = strategy(**given_)
    attempt, cost = 0, 0

    for error, quota, delay in steps:
        attempt += 1
        if error is None:
            retries.record_success(cost)
            attempt, cost = 0, 0
        else:
            retry = retries.next_retry(error, attempt)

            assert (retry and retry.delay) == (delay and pytest.approx(delay))
            cost = retry.cost if retry else 0
        assert retries.quota.available == quota


@pytest.mark.parametrize(
    ("value", "delay"),
    [
        ("1500", 1.5),
        ("0", 0.05),
        ("10000", 5.05),
        ("9" * 5000, 5.05),
        ("invalid", 0.05),
        ("-100", 0.05),
        ("1.5", 0.05),
        ("", 0.05),
        ("١٥٠٠", 0.05),
    ],
)
def test_what_the_service_asks_for_is_heeded_within_five_seconds(
    value: str, delay: float
) -> None:
    retry = strategy().next_retry(answer(500, headers={"x-amz-retry-after": value}), 1)

    assert retry is not None
    assert retry.delay == pytest.approx(delay)


def test_backoff_is_capped_before_jitter_and_never_overflows() -> None:
    retries = StandardRetryStrategy(
        RetryOptions(max_attempts=10**9),
        random=lambda: 0.5,
        quota=RetryQuota(10**6),
    )

    delays = [
        retry.delay
        for attempt in (1, 9, 10, 11, 5000, 10**8)
        if (retry := retries.next_retry(ConnectionFailedError("x"), attempt))
    ]

    assert delays == pytest.approx([0.025, 6.4, 10.0, 10.0, 10.0, 10.0])


def test_a_jitter_of_zero_is_a_delay_of_zero() -> None:
    retries = StandardRetryStrategy(RetryOptions(), random=lambda: 0.0)

    retry = retries.next_retry(BUSY, 1)

    assert retry is not None
    assert retry.delay == 0.0


def test_a_call_without_retry_gives_one_token_up_to_the_capacity() -> None:
    retries = strategy(tokens=499)

    seen = []
    for _ in range(3):
        retries.record_success()
        seen.append(retries.quota.available)

    assert seen == [500, 500, 500]


def test_a_retry_that_is_not_sent_costs_nothing() -> None:
    retries = strategy()
    retry = retries.next_retry(answer(500), 1)
    assert retry is not None

    retries.cancel(retry)

    assert retries.quota.available == 500


def test_the_total_timeout_is_final() -> None:
    assert strategy().next_retry(CallTimeoutError("over"), 1) is None


def test_a_wrong_clock_is_retried_like_a_transient_error() -> None:
    retry = strategy().next_retry(answer(403, "SignatureDoesNotMatch"), 1, skew=600)

    assert retry is not None
    assert (retry.kind, retry.cost) == ("clock_skew", 14)


def test_one_attempt_means_no_retry() -> None:
    assert strategy(max_attempts=1).next_retry(answer(500), 1) is None


@pytest.mark.parametrize("mode", ["standard", "adaptive"])
def test_clones_share_the_quota_and_nothing_of_the_attempts(mode: Any) -> None:
    original = retry_strategy(RetryOptions(mode=mode, max_attempts=3))
    clone = original.with_max_attempts(1)

    original.next_retry(answer(500), 1)

    assert clone.quota.available == 486
    assert (original.max_attempts, clone.max_attempts) == (3, 1)
    assert clone.next_retry(answer(500), 1) is None
    assert type(clone) is type(original)


def test_the_mode_names_the_strategy() -> None:
    assert type(retry_strategy(RetryOptions())) is StandardRetryStrategy
    assert type(retry_strategy(RetryOptions(mode="adaptive"))) is AdaptiveRetryStrategy


@given(
    st.lists(
        st.sampled_from(["ok", "transient", "throttling", "hopeless"]), max_size=200
    ),
    st.integers(min_value=0, max_value=500),
)
def test_the_quota_stays_within_its_bounds(outcomes: list[str], tokens: int) -> None:
    retries = strategy(max_attempts=1000, tokens=tokens)
    errors = {"transient": answer(500), "throttling": BUSY, "hopeless": answer(400)}
    cost = 0

    for attempt, outcome in enumerate(outcomes, 1):
        if outcome == "ok":
            retries.record_success(cost)
        else:
            retry = retries.next_retry(errors[outcome], attempt)
            cost = retry.cost if retry else cost

        assert 0 <= retries.quota.available <= 500


class Clock:
    """Time that passes when told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_adaptive_slows_down_after_a_throttle_and_recovers() -> None:
    clock = Clock()
    retries = AdaptiveRetryStrategy(RetryOptions(), random=always_one, clock=clock)
    sent: dict[int, int] = {}

    for second in range(20):
        end = clock.now + 1.0
        while clock.now < end:
            delay = retries.acquire()
            if delay:
                clock.now += delay
                continue
            sent[second] = sent.get(second, 0) + 1
            clock.now += 0.05
            if second == 2:
                retries.next_retry(BUSY, 1)
            else:
                retries.record_success()

    assert sent[1] == 20
    assert sent[3] < 10
    assert sent[19] > sent[4]


def test_standard_never_paces() -> None:
    retries = strategy()
    retries.next_retry(BUSY, 1)

    assert not retries.paces
    assert retries.acquire() == 0.0


@pytest.mark.parametrize("kind", ["standard", "adaptive"])
def test_another_signer_costs_as_much_as_any_retry(kind: Any) -> None:
    rejected = answer(403, "ExpiredToken")
    chosen = retry_strategy(RetryOptions(mode=kind), random=always_one)

    assert chosen.next_retry(rejected, 1) is None
    retry = chosen.next_retry(rejected, 1, renewed=True)

    assert retry is not None and retry.cost == 14
    assert chosen.quota.available == 500 - 14
    assert chosen.next_retry(rejected, 3, renewed=True) is None
