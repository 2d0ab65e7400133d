"""Waiters, in virtual time, over a service that gives the answers of a script."""

from __future__ import annotations

import asyncio
import json
import math
import pickle
from typing import Any

import pytest
from aiosmithy import errors
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.testing import VirtualTime, stub_session
from aiosmithy.waiters import Acceptor, Waiter, WaiterOutcome
from echo import CREDENTIALS, ECHO, EchoClient, EchoInput, EchoOutput
from hypothesis import given
from hypothesis import strategies as st

Answer = str | tuple[int, str] | errors.TransportError
"""The text of an output, or the status and code of an error, or no answer at all."""

ACTIVE: Waiter[EchoInput, EchoOutput] = Waiter(
    name="Active",
    operation=ECHO,
    min_delay=2.0,
    max_delay=120.0,
    acceptors=(
        Acceptor(
            state="success", matches=lambda input, output: output.text == "ACTIVE"
        ),
        Acceptor(
            state="failure",
            matches=lambda input, output: output.text == "FAILED",
            message="The job has failed.",
        ),
        Acceptor(
            state="failure",
            matches=lambda input, output: output.text.startswith("BROKEN"),
            message=lambda output: output.text.split()[1:],
        ),
        Acceptor(state="failure", matches=lambda input, output: output.text == "GONE"),
        Acceptor(state="retry", error="ResourceNotFoundException"),
        Acceptor(state="failure", error="QuotaException", message="no quota"),
        Acceptor(state="failure", error="DeniedException"),
    ),
)


class Bench:
    """A client that polls the answers of a script; the last goes on for ever."""

    def __init__(self, *answers: Answer, fraction: float = 0.0) -> None:
        self.answers = list(answers)
        self.time = VirtualTime()
        self.polls = 0
        session = stub_session(self._answer, time=self.time, random=lambda: fraction)
        self.client = EchoClient(
            session=session, region="us-east-1", credentials=CREDENTIALS
        )

    def _answer(self, request: HttpRequest) -> HttpResponse:
        self.polls += 1
        given_ = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(given_, errors.TransportError):
            raise given_
        status, body = 200, {"text": given_}
        if isinstance(given_, tuple):
            status, body = given_[0], {"__type": given_[1], "message": "sorry"}
        return HttpResponse(status, {}, json.dumps(body).encode())

    def wait(
        self,
        max_wait_time: float = 300.0,
        waiter: Waiter[EchoInput, EchoOutput] = ACTIVE,
    ) -> WaiterOutcome[EchoOutput]:
        async def main() -> WaiterOutcome[EchoOutput]:
            return await self.client._wait(waiter, EchoInput(key="k"), max_wait_time)

        return asyncio.run(main())


def test_success_gives_the_last_output() -> None:
    bench = Bench("PENDING", "PENDING", "ACTIVE")

    outcome = bench.wait()

    assert outcome.state == "success"
    assert outcome.output == EchoOutput(text="ACTIVE")
    assert (outcome.attempts, outcome.elapsed, outcome.error) == (3, 4.0, None)


def test_success_at_once_does_not_sleep() -> None:
    bench = Bench("ACTIVE")

    outcome = bench.wait()

    assert (outcome.attempts, bench.time.sleeps) == (1, [])


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("FAILED", "Active cannot come any more, says Echo: The job has failed."),
        ("BROKEN disk fan", "Active cannot come any more, says Echo: disk; fan"),
        ("GONE", "Active cannot come any more, says Echo"),
    ],
)
def test_failure_says_why_and_carries_the_outcome(answer: str, message: str) -> None:
    with pytest.raises(errors.WaiterFailedError) as caught:
        Bench("PENDING", answer).wait()

    assert str(caught.value) == message
    outcome = caught.value.outcome
    assert (outcome.state, outcome.attempts) == ("failure", 2)
    assert outcome.output == EchoOutput(text=answer)


def test_an_error_can_be_the_failure() -> None:
    with pytest.raises(errors.WaiterFailedError, match="no quota") as caught:
        Bench((402, "QuotaException")).wait()

    outcome = caught.value.outcome
    assert outcome.output is None
    assert isinstance(outcome.error, errors.ServiceError)
    assert outcome.error.code == "QuotaException"
    assert caught.value.__cause__ is outcome.error


def test_without_a_message_the_error_tells() -> None:
    with pytest.raises(errors.WaiterFailedError, match="DeniedException: sorry"):
        Bench((403, "DeniedException")).wait()


def test_an_error_may_mean_to_go_on() -> None:
    missing = 404, "ResourceNotFoundException"

    assert Bench(missing, missing, "ACTIVE").wait().attempts == 3


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ((400, "ValidationException"), errors.ServiceError),
        (errors.ResponseTooLargeError("x"), errors.ResponseTooLargeError),
    ],
)
def test_an_error_that_no_acceptor_knows_is_raised_as_it_is(
    answer: Answer, expected: type[Exception]
) -> None:
    with pytest.raises(expected) as caught:
        Bench("PENDING", answer).wait()

    assert not isinstance(caught.value, errors.WaiterError)


@pytest.mark.parametrize(
    ("acceptors", "answer", "state"),
    [
        ([Acceptor(state="success", on_success=True)], "x", "success"),
        ([Acceptor(state="success", on_error=True)], (404, "Any"), "success"),
        (
            [
                Acceptor(state="success", on_error=True),
                Acceptor(state="failure", error="Any"),
            ],
            (404, "Any"),
            "success",
        ),
        (
            [Acceptor(state="success", matches=lambda input, _: input.key == "k")],
            "x",
            "success",
        ),
    ],
    ids=["on success", "on error", "the first wins", "input"],
)
def test_kinds_of_acceptors(
    acceptors: list[Acceptor[EchoInput, EchoOutput]], answer: Answer, state: str
) -> None:
    waiter = Waiter(name="W", operation=ECHO, acceptors=acceptors)

    assert Bench(answer).wait(waiter=waiter).state == state


def test_time_over_gives_the_last_outcome() -> None:
    with pytest.raises(errors.WaiterTimeoutError) as caught:
        Bench("PENDING").wait(10)

    outcome = caught.value.outcome
    assert (outcome.state, outcome.attempts, outcome.elapsed) == ("retry", 5, 10.0)
    assert outcome.output == EchoOutput(text="PENDING")
    assert (
        str(caught.value) == "Active did not come within 10 seconds, in 5 polls of Echo"
    )


def test_time_over_names_the_last_error() -> None:
    missing = 404, "ResourceNotFoundException"

    with pytest.raises(errors.WaiterTimeoutError, match="answer was ResourceNotFound"):
        Bench(missing).wait(3)


def test_no_time_at_all_is_one_poll() -> None:
    bench = Bench("PENDING")

    with pytest.raises(errors.WaiterTimeoutError, match="in one poll"):
        bench.wait(0)

    assert (bench.polls, bench.time.sleeps) == (1, [])


@pytest.mark.parametrize("max_wait_time", [-1.0, math.nan])
def test_a_senseless_time_is_refused(max_wait_time: float) -> None:
    with pytest.raises(ValueError, match="max_wait_time"):
        Bench("PENDING").wait(max_wait_time)


def test_the_longest_delays_double_up_to_the_maximum() -> None:
    """With the fraction one; the row of Smithy's specification for 2 and 120 seconds."""
    bench = Bench("PENDING", fraction=1.0)

    with pytest.raises(errors.WaiterTimeoutError):
        bench.wait(600)

    assert bench.time.sleeps == [2, 4, 8, 16, 32, 64, 120, 120, 120, 114]
    assert bench.polls == 11


def test_the_shortest_delay_is_the_minimum() -> None:
    bench = Bench("PENDING", fraction=0.0)

    with pytest.raises(errors.WaiterTimeoutError):
        bench.wait(9)

    assert bench.time.sleeps == [2, 2, 2, 3]


def test_equal_bounds_are_a_fixed_delay() -> None:
    waiter = Waiter(
        name="W", operation=ECHO, acceptors=(), min_delay=5.0, max_delay=5.0
    )
    bench = Bench("PENDING", fraction=0.7)

    with pytest.raises(errors.WaiterTimeoutError):
        bench.wait(20, waiter)

    assert bench.time.sleeps == [5, 5, 10]


# Attempt, remaining seconds, jitter, delay: rows of the specification's table.
@pytest.mark.parametrize(
    ("attempt", "remaining", "expected"),
    [(1, 300, 2), (2, 298, 3), (9, 132, 71), (12, 10, 6), (13, 4, 4)],
)
def test_rows_of_the_specification(
    attempt: int, remaining: float, expected: float
) -> None:
    longest = min(120.0, 2.0 * 2 ** (attempt - 1))
    fraction = (expected - 2) / (longest - 2) if longest > 2 else 0.5

    delay = ACTIVE.delay(attempt, remaining, lambda: fraction)

    assert delay == pytest.approx(expected)


@given(
    st.integers(1, 10**9),
    st.floats(0.001, 1e9),
    st.floats(0, 1, exclude_max=True),
    st.floats(0.01, 1e4),
    st.floats(0.01, 1e6),
)
def test_delays_stay_within_their_bounds(
    attempt: int, remaining: float, fraction: float, low: float, high: float
) -> None:
    waiter = Waiter(
        name="W", operation=ECHO, acceptors=(), min_delay=low, max_delay=high
    )

    delay = waiter.delay(attempt, remaining, lambda: fraction)

    assert delay <= remaining
    assert delay == remaining or low <= delay <= waiter.max_delay
    if delay < remaining:
        assert remaining - delay > low


def test_errors_of_a_wait_pickle() -> None:
    with pytest.raises(errors.WaiterTimeoutError) as caught:
        Bench("PENDING").wait(1)

    again: Any = pickle.loads(pickle.dumps(caught.value))

    assert str(again) == str(caught.value)
    assert again.outcome.output == EchoOutput(text="PENDING")
    assert again.outcome.attempts == caught.value.outcome.attempts


def test_an_outcome_does_not_show_the_output() -> None:
    outcome = Bench("ACTIVE").wait()

    assert repr(outcome) == "<WaiterOutcome success, attempts=1, elapsed=0.0>"
