"""What a cache does when its source fails, in virtual time."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiosmithy.errors import ConnectionFailedError, IdentityError
from aiosmithy.identity import (
    CachingResolver,
    IdentityNotFoundError,
    IdentityResolver,
    SignInRequiredError,
)
from identity_sources import HOUR, SECRET, Bench, settle

DAY = 24 * HOUR
LOST = ConnectionFailedError("no route")
EXPIRED = SignInRequiredError("the SSO session has ended; run `aws sso login`")


@pytest.mark.parametrize("error", [LOST, IdentityNotFoundError("gone"), ValueError(1)])
def test_a_source_that_fails_is_left_alone_for_five_to_ten_minutes(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    drawn = iter([0.0, 0.5])
    bench = Bench(random=lambda: next(drawn))

    async def main() -> list[float]:
        await bench.name()
        start = bench.time.now
        bench.time.now += HOUR - 900
        bench.source.error = error
        tries = []
        while bench.time.now < start + HOUR - 100:
            asked = bench.source.asked
            assert await bench.name() == "AKID1"
            await settle()
            if bench.source.asked > asked:
                tries.append(bench.time.now - start)
            bench.time.now += 1
        return tries

    assert asyncio.run(main()) == [2700, 3000, 3450]
    assert type(error).__name__ in caplog.text
    assert "the old ones serve on, next try in 300 s" in caplog.text
    assert SECRET not in caplog.text


def test_a_day_of_a_failing_source_fails_no_call() -> None:
    bench = Bench()

    async def main() -> set[str]:
        await bench.name()
        bench.source.error = LOST
        names = set()
        for _ in range(24 * 60 * 6):  # a call each ten seconds
            bench.time.now += 10
            names.add(await bench.name())
            await settle()
        assert names == {"AKID1"}
        bench.source.error = None
        bench.time.now += 600
        names.add(await bench.name())
        return names

    assert asyncio.run(main()) == {
        "AKID1",
        f"AKID{bench.source.asked}",
    }  # and then it heals
    assert bench.source.asked <= 2 + DAY / 450


def test_callers_that_waited_in_vain_get_the_old_credentials() -> None:
    bench = Bench()

    async def main() -> None:
        await bench.name()
        bench.time.now += 2 * HOUR
        bench.source.error = LOST
        assert set(await asyncio.gather(*(bench.name() for _ in range(100)))) == {
            "AKID1"
        }

    asyncio.run(main())
    assert bench.source.asked == 2


def test_without_anything_at_hand_each_call_asks_and_gets_the_sources_error() -> None:
    bench = Bench()
    bench.source.error = LOST

    async def main() -> None:
        results = await asyncio.gather(
            *(bench.cache.resolve() for _ in range(10)), return_exceptions=True
        )
        assert results == [LOST] * 10
        assert bench.source.asked == 1
        bench.source.error = None
        assert await bench.name() == "AKID2"

    asyncio.run(main())


def test_an_error_raised_to_many_does_not_grow() -> None:
    bench = Bench()
    bench.source.error = lost = ConnectionFailedError("no route")

    def depth(error: BaseException) -> int:
        trace, count = error.__traceback__, 0
        while trace is not None:
            trace, count = trace.tb_next, count + 1
        return count

    async def main() -> None:
        await asyncio.gather(
            *(bench.cache.resolve() for _ in range(1000)), return_exceptions=True
        )

    asyncio.run(main())
    assert depth(lost) < 10


def test_who_may_not_use_ended_credentials_gets_the_error_instead() -> None:
    bench = Bench(keeps_expired=False)

    async def main() -> None:
        await bench.name()
        bench.source.error = LOST
        bench.time.now += HOUR - 30
        assert await bench.name() == "AKID1"
        bench.time.now += 30
        for _ in range(3):  # and the source is left alone
            with pytest.raises(ConnectionFailedError):
                await bench.name()
        assert bench.source.asked == 2
        bench.time.now += 450
        bench.source.error = None
        assert await bench.name() == "AKID3"

    asyncio.run(main())


@pytest.mark.parametrize("background", [True, False])
def test_what_only_the_user_can_mend_is_told_at_once(background: bool) -> None:
    bench = Bench()

    async def main() -> None:
        await bench.name()
        bench.source.error = EXPIRED
        bench.time.now += HOUR - (800 if background else 30)
        if background:
            assert await bench.name() == "AKID1"
            await settle()
        for _ in range(1000):  # a caller that tries in a loop does not reach the source
            with pytest.raises(SignInRequiredError, match="aws sso login"):
                await bench.name()
        assert bench.source.asked == 2
        bench.time.now += 1.5
        with pytest.raises(SignInRequiredError):
            await bench.name()
        assert bench.source.asked == 3
        bench.source.error = None  # the user signed in
        bench.time.now += 1.5
        assert await bench.name() == "AKID4"

    asyncio.run(main())


@pytest.mark.parametrize("cold", [True, False])
def test_credentials_that_have_ended_when_they_come_are_a_failure(cold: bool) -> None:
    bench = Bench()

    async def main() -> None:
        if cold:
            bench.source.life = 0
            with pytest.raises(IdentityError, match=r"ended at 2015-.*clock is right"):
                await bench.name()
        else:
            await bench.name()
            bench.source.life = -60
            bench.time.now += HOUR
            assert await bench.name() == "AKID1"

    asyncio.run(main())


def test_a_source_that_gives_something_else() -> None:
    class Wrong(IdentityResolver):
        async def resolve(self) -> Any:
            return None

    with pytest.raises(IdentityError, match="gave NoneType, expected Credentials"):
        asyncio.run(CachingResolver(Wrong()).resolve())


def test_a_clock_that_is_set_back_does_not_prolong_what_was_to_be_short() -> None:
    bench = Bench()

    async def main() -> None:
        await bench.name()
        bench.time.now += 2 * HOUR
        bench.source.error = LOST
        assert await bench.name() == "AKID1"
        bench.time.now -= DAY
        assert await bench.name() == "AKID1"
        await settle()
        assert bench.source.asked == 3
        bench.source.error = EXPIRED
        bench.time.now += DAY + HOUR
        with pytest.raises(SignInRequiredError):
            await bench.name()
        bench.source.error = None
        bench.time.now -= DAY
        assert await bench.name() == "AKID5"

    asyncio.run(main())


@pytest.mark.parametrize("shift", [-10 * DAY, 10 * DAY])
def test_a_clock_that_is_set_breaks_nothing(shift: float) -> None:
    bench = Bench()

    async def main() -> None:
        await bench.name()
        bench.time.now += shift
        bench.source.error = LOST
        assert await bench.name() == "AKID1"
        bench.source.error = None
        bench.time.now += HOUR
        await bench.name()
        await settle()
        assert await bench.name() in {"AKID1", f"AKID{bench.source.asked}"}

    asyncio.run(main())
