"""One cache for several event loops: in threads, one after the other, and such as stop half-way."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from aiosmithy.identity import CachingResolver, Credentials, IdentityResolver
from identity_sources import HOUR, Bench, keys, settle


class Slow(IdentityResolver):
    """Gives credentials when it is told to; may be asked from several loops at once."""

    def __init__(self) -> None:
        self.asked = 0
        self.is_asked = Event()
        self.go_on = Event()

    async def resolve(self) -> Credentials:
        self.asked += 1
        asked = self.asked
        self.is_asked.set()
        while not self.go_on.is_set():  # noqa: ASYNC110 - it is of several loops
            await asyncio.sleep(0.001)
        return keys(f"AKID{asked}")


def test_loops_in_several_threads_ask_the_source_once() -> None:
    source = Slow()
    cache = CachingResolver(source)
    threads, callers = 4, 2500
    ready = Barrier(threads)

    async def burst() -> list[Credentials]:
        calls = [asyncio.ensure_future(cache.resolve()) for _ in range(callers)]
        await asyncio.sleep(0)
        ready.wait()  # every caller of every thread waits by now
        source.go_on.set()
        return await asyncio.gather(*calls)

    with ThreadPoolExecutor(threads) as pool:
        runs = [pool.submit(lambda: asyncio.run(burst())) for _ in range(threads)]
        found = [each for run in runs for each in run.result(timeout=60)]

    assert source.asked == 1
    assert len(found) == threads * callers
    assert {each.access_key_id for each in found} == {"AKID1"}


def test_a_loop_that_ends_leaves_the_search_to_those_who_wait_elsewhere() -> None:
    source = Slow()
    cache = CachingResolver(source)

    async def gives_up() -> None:
        search = asyncio.ensure_future(cache.resolve())
        await asyncio.to_thread(elsewhere_waits.wait)
        search.cancel()

    async def waits_on() -> Credentials:
        call = asyncio.ensure_future(cache.resolve())
        await asyncio.sleep(0)
        elsewhere_waits.set()
        return await call

    elsewhere_waits = Event()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(lambda: asyncio.run(gives_up()))
        assert source.is_asked.wait(10)
        second = pool.submit(lambda: asyncio.run(waits_on()))
        first.result(timeout=10)  # asyncio.run cancels what still runs on its loop
        source.go_on.set()
        assert second.result(timeout=10).access_key_id == "AKID2"


@pytest.mark.parametrize("close", [True, False])
def test_a_loop_that_stands_still_holds_nobody_up(close: bool) -> None:
    bench = Bench()
    stopped = asyncio.new_event_loop()

    async def begins() -> None:
        bench.source.gate = asyncio.Event()  # never opens
        await bench.name()

    async def leaves() -> None:
        task = asyncio.ensure_future(begins())
        await settle()
        task.cancel()

    stopped.run_until_complete(leaves())
    if close:
        for task in asyncio.all_tasks(stopped):
            task.cancel()
        stopped.run_until_complete(asyncio.sleep(0))
        stopped.close()
    bench.source.gate = None

    assert asyncio.run(bench.name()) == "AKID2"
    if not close:
        for task in asyncio.all_tasks(stopped):
            task.cancel()
        stopped.run_until_complete(asyncio.sleep(0.01))
        stopped.close()
    assert asyncio.run(bench.name()) == "AKID2"


def test_loops_one_after_the_other_share_what_was_found() -> None:
    bench = Bench()

    assert [asyncio.run(bench.name()) for _ in range(3)] == ["AKID1"] * 3
    bench.time.now += HOUR - 600  # the renewal of a loop that ends at once is lost
    assert [asyncio.run(bench.name()) for _ in range(3)] == ["AKID1"] * 3
    bench.time.now += 600
    assert asyncio.run(bench.name()) == f"AKID{bench.source.asked}"


def _eager() -> Callable[..., asyncio.Task[object]] | None:
    return getattr(asyncio, "eager_task_factory", None)


class AtOnce(IdentityResolver):
    """Gives credentials without waiting for anything."""

    async def resolve(self) -> Credentials:
        return keys()


@pytest.mark.skipif(sys.version_info < (3, 12), reason="tasks start eagerly from 3.12")
def test_tasks_that_start_at_once() -> None:
    bench = Bench()

    async def main() -> None:
        asyncio.get_running_loop().set_task_factory(_eager())
        names = await asyncio.gather(*(bench.name() for _ in range(10)))
        assert set(names) == {"AKID1"}
        bench.time.now += HOUR - 600
        assert await bench.name() == "AKID1"
        await settle()
        assert await bench.name() == "AKID2"
        assert await CachingResolver(AtOnce()).resolve() == keys()

    asyncio.run(main())


def test_a_search_that_is_cancelled_before_it_began_is_begun_again() -> None:
    bench = Bench()

    async def main() -> None:
        before = asyncio.all_tasks()
        call = asyncio.ensure_future(bench.name())
        await asyncio.sleep(0)
        for task in asyncio.all_tasks() - before - {call}:
            task.cancel()
        assert await call == "AKID1"

    asyncio.run(main())
