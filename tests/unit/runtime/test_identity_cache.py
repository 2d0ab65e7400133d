"""When a cache renews credentials, and whom it lets wait, in virtual time."""

from __future__ import annotations

import asyncio

import pytest
from aiosmithy.errors import ConnectionFailedError, IdentityError
from aiosmithy.identity import (
    CachingResolver,
    Credentials,
    IdentityResolver,
    SignInRequiredError,
)
from identity_sources import HOUR, SECRET, Bench, settle

DAY = 24 * HOUR
LOST = ConnectionFailedError("no route")
EXPIRED = SignInRequiredError("the SSO session has ended; run `aws sso login`")


def test_it_asks_once_and_keeps_the_answer() -> None:
    bench = Bench()

    async def main() -> None:
        assert bench.cache.cached() is None
        assert await bench.name() == "AKID1"
        assert await bench.cache.resolve() is bench.cache.cached()

    asyncio.run(main())
    assert bench.source.asked == 1


@pytest.mark.parametrize("start", ["cold", "at the end"])
def test_ten_thousand_callers_ask_the_source_once(start: str) -> None:
    bench = Bench()

    async def main() -> list[Credentials]:
        if start != "cold":
            await bench.name()
            bench.time.now += HOUR - 1
        assert bench.cache.cached() is None
        return await asyncio.gather(*(bench.cache.resolve() for _ in range(10_000)))

    found = asyncio.run(main())

    expected = 1 if start == "cold" else 2
    assert bench.source.asked == expected
    assert {each.access_key_id for each in found} == {f"AKID{expected}"}


@pytest.mark.parametrize(
    ("life", "window"),
    [
        (900, 300),
        (1200, 300),
        (1201, 900),
        (3600, 900),
        (5399, 900),
        (5400, 3600),
        (12 * HOUR, 3600),
    ],
)
def test_renewal_begins_in_the_background_the_earlier_the_longer_they_live(
    life: float, window: float
) -> None:
    bench = Bench(life)

    async def main() -> None:
        await bench.name()
        bench.time.now += life - window - 1
        assert await bench.name() == "AKID1"
        await settle()
        assert bench.source.asked == 1

        bench.time.now += 1
        bench.source.gate = asyncio.Event()
        assert [await bench.name() for _ in range(3)] == ["AKID1"] * 3  # nobody waits
        await settle()
        assert bench.source.asked == 2  # and it is asked once
        bench.source.gate.set()
        await settle()
        assert await bench.name() == "AKID2"

    asyncio.run(main())


def test_a_minute_before_the_end_callers_wait_for_the_call_under_way() -> None:
    bench = Bench()

    async def main() -> None:
        await bench.name()
        bench.source.gate = asyncio.Event()
        bench.time.now += HOUR - 600
        assert await bench.name() == "AKID1"  # begins it
        bench.time.now += 540
        assert bench.cache.cached() is None
        waiting = asyncio.gather(*(bench.name() for _ in range(10)))
        await settle()
        assert not waiting.done()
        bench.source.gate.set()
        assert set(await waiting) == {"AKID2"}

    asyncio.run(main())
    assert bench.source.asked == 2


def test_credentials_that_hardly_live_do_not_make_every_call_ask() -> None:
    bench = Bench(life=40)

    async def main() -> list[str]:
        names = []
        for _ in range(41):
            names.append(await bench.name())
            bench.time.now += 1
        return names

    names = asyncio.run(main())
    assert bench.source.asked == 3
    assert names == ["AKID1"] * 20 + ["AKID2"] * 20 + ["AKID3"]


def test_credentials_without_an_end_are_kept() -> None:
    bench = Bench(life=None)

    async def main() -> None:
        await bench.name()
        bench.time.now += 1000 * DAY
        assert await bench.name() == "AKID1"

    asyncio.run(main())


def test_a_rejection_makes_callers_wait_for_another_one() -> None:
    bench = Bench()

    async def main() -> None:
        rejected = await bench.cache.resolve()
        bench.cache.invalidate(rejected)
        assert bench.cache.cached() is None
        names = await asyncio.gather(*(bench.name() for _ in range(100)))
        assert set(names) == {"AKID2"}
        bench.cache.invalidate(rejected)  # another call's, late
        assert await bench.name() == "AKID2"

    asyncio.run(main())
    assert bench.source.asked == 2
    assert len(bench.source.rejected) == 2  # a source may have a cache of its own


def test_a_rejection_while_the_next_one_is_on_its_way_waits_for_that() -> None:
    bench = Bench()

    async def main() -> None:
        rejected = await bench.cache.resolve()
        bench.source.gate = asyncio.Event()
        bench.time.now += HOUR - 600
        assert await bench.name() == "AKID1"  # begins it
        bench.cache.invalidate(rejected)
        waiting = asyncio.create_task(bench.name())
        await settle()
        assert not waiting.done()
        bench.source.gate.set()
        assert await waiting == "AKID2"
        assert await bench.name() == "AKID2"

    asyncio.run(main())
    assert bench.source.asked == 2


def test_a_rejection_does_not_wake_a_source_that_failed() -> None:
    bench = Bench()

    async def main() -> None:
        rejected = await bench.cache.resolve()
        bench.source.error = LOST
        bench.time.now += HOUR - 600
        await bench.name()
        await settle()
        bench.cache.invalidate(rejected)
        assert await bench.name() == "AKID1"
        assert bench.source.asked == 2
        bench.time.now += 450
        bench.source.error = None
        assert await bench.name() == "AKID3"

    asyncio.run(main())


def test_a_caller_that_gives_up_does_not_take_the_others_along() -> None:
    bench = Bench()

    async def main() -> None:
        bench.source.gate = asyncio.Event()
        first, second = (asyncio.create_task(bench.name()) for _ in range(2))
        await settle()
        first.cancel()
        await settle()
        assert first.cancelled() and not second.done()
        bench.source.gate.set()
        assert await second == "AKID1"

    asyncio.run(main())
    assert bench.source.asked == 1


def test_if_all_callers_give_up_what_comes_is_kept() -> None:
    bench = Bench()

    async def main() -> None:
        bench.source.gate = asyncio.Event()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(bench.name(), 0.001)
        bench.source.gate.set()
        await settle()
        assert bench.cache.cached() is not None

    asyncio.run(main())


def test_a_source_that_needs_itself_is_told_so() -> None:
    class Circular(IdentityResolver):
        async def resolve(self) -> Credentials:
            return await asyncio.create_task(cache.resolve())

    cache = CachingResolver(Circular())

    with pytest.raises(IdentityError, match=r"needs the Credentials .* credentials="):
        asyncio.run(cache.resolve())


def test_it_says_what_it_keeps_and_no_secret() -> None:
    bench = Bench()
    asyncio.run(bench.cache.resolve())

    assert repr(bench.cache).startswith("CachingResolver(<identity_sources.Source")
    assert SECRET not in repr(bench.cache)


def test_asked_from_outside_of_a_loop_it_gives_what_it_has() -> None:
    bench = Bench()
    asyncio.run(bench.cache.resolve())
    bench.time.now += HOUR - 600

    assert bench.cache.cached() is not None
    assert bench.source.asked == 1
