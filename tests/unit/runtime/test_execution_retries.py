"""A call's attempts in virtual time: waits, clocks, timeouts and cancellation."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiosmithy import Config, Timeouts, errors, response_metadata
from aiosmithy.http import HttpResponse
from aiosmithy.testing import stub_session
from echo import CREDENTIALS, EchoClient, EchoError
from execution_bench import OK, Bench, answer


def test_retries_wait_by_the_rules_and_sign_anew() -> None:
    bench = Bench(answer(503), errors.ConnectionLostError("gone"), OK)

    output = bench.echo()

    assert bench.time.sleeps == [0.025, 0.05]  # half of 50 ms, half of 100 ms
    assert response_metadata(output).attempts == 3
    stamps = [r.headers["amz-sdk-request"] for r in bench.requests]
    assert stamps == [f"attempt={n}; max=3" for n in (1, 2, 3)]
    assert len({r.headers["amz-sdk-invocation-id"] for r in bench.requests}) == 1


def test_attempts_run_out() -> None:
    bench = Bench(answer(503))

    with pytest.raises(EchoError) as caught:
        bench.echo()

    assert len(bench.requests) == 3
    assert caught.value.attempts == 3
    assert caught.value.retryable


def test_one_attempt_when_so_asked() -> None:
    bench = Bench(answer(503), config=Config(retries=1))

    with pytest.raises(EchoError):
        bench.echo()

    assert len(bench.requests) == 1


def test_the_servers_clock_is_learned() -> None:
    ahead = "Sun, 30 Aug 2015 13:36:00 GMT"
    bench = Bench(
        answer(403, b'{"__type":"InvalidSignatureException"}', date=ahead), OK
    )

    bench.echo()
    bench.echo()

    dates = [r.headers["x-amz-date"] for r in bench.requests]
    assert [d[:11] for d in dates] == ["20150830T12", "20150830T13", "20150830T13"]


def test_a_wrong_signature_with_right_clocks_is_not_retried() -> None:
    now = "Sun, 30 Aug 2015 12:36:00 GMT"
    bench = Bench(answer(403, b'{"__type":"InvalidSignatureException"}', date=now))

    with pytest.raises(EchoError):
        bench.echo()

    assert len(bench.requests) == 1


async def never() -> HttpResponse:
    await asyncio.Event().wait()
    return OK


@pytest.mark.parametrize(
    ("timeouts", "error", "sent"),
    [
        (Timeouts(total=0.01), errors.CallTimeoutError, 1),
        (Timeouts(attempt=0.01, total=None), errors.AttemptTimeoutError, 3),
    ],
)
def test_timeouts(timeouts: Timeouts, error: Any, sent: int) -> None:
    session = stub_session(lambda request: never())
    client = EchoClient(
        region="us-east-1",
        credentials=CREDENTIALS,
        session=session,
        config=Config(timeouts=timeouts),
    )

    with pytest.raises(error) as caught:
        asyncio.run(client.echo(key="k"))

    assert caught.value.attempts == sent


def test_a_callers_own_timeout_and_cancellation_pass_through() -> None:
    client = EchoClient(
        region="us-east-1",
        credentials=CREDENTIALS,
        session=stub_session(lambda _: never()),
    )

    async def call() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await client.echo(key="k")
        task = asyncio.create_task(client.echo(key="k"))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(call())
