"""Deadlines that share one timer, on a loop whose clock only the test moves."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiosmithy.deadlines import Deadlines


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop that never waits: when nothing is ready, time jumps to the next timer."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.armed = 0

    def time(self) -> float:
        return self.now

    def call_at(
        self, when: float, *arguments: Any, **options: Any
    ) -> asyncio.TimerHandle:
        self.armed += 1
        return super().call_at(when, *arguments, **options)

    def _run_once(self) -> None:
        inner: Any = self
        if not inner._ready and inner._scheduled:
            self.now = max(self.now, inner._scheduled[0]._when)
        super()._run_once()  # type: ignore[misc]  # no type stub has it


def run(coroutine: Any) -> Any:
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(coroutine)


async def work(deadlines: Deadlines, seconds: float) -> str:
    deadline = deadlines.enter()
    try:
        await asyncio.sleep(seconds)
        return "done"
    except asyncio.CancelledError:
        return "late" if deadline.is_missed() else "cancelled"
    finally:
        deadlines.leave(deadline)


def test_work_in_time_and_work_too_late() -> None:
    async def main() -> list[str]:
        deadlines = Deadlines(10)
        return await asyncio.gather(
            *[work(deadlines, s) for s in (1, 9, 11, 10.5, 3, 99)]
        )

    assert run(main()) == ["done", "done", "late", "late", "done", "late"]


def test_each_is_late_at_its_own_time() -> None:
    async def main() -> list[float]:
        deadlines = Deadlines(10)
        ends: list[float] = []

        async def later(start: float) -> None:
            await asyncio.sleep(start)
            assert await work(deadlines, 1000) == "late"
            ends.append(asyncio.get_running_loop().time())

        await asyncio.gather(*[later(start) for start in (0, 2, 2.5, 30)])
        return ends

    assert run(main()) == [10, 12, 12.5, 40]


def test_quick_work_shares_a_timer() -> None:
    async def main() -> int:
        deadlines = Deadlines(10)
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        before = loop.armed
        for _ in range(100):
            assert await work(deadlines, 0) == "done"
        return loop.armed - before

    assert run(main()) == 1


def test_a_cancellation_from_elsewhere_is_one() -> None:
    async def main() -> str:
        task = asyncio.create_task(work(Deadlines(10), 1000))
        await asyncio.sleep(1)
        task.cancel()
        return await task

    assert run(main()) == "cancelled"


def test_a_cancellation_beats_a_deadline_missed_at_the_same_time() -> None:
    async def main() -> str:
        task = asyncio.create_task(work(Deadlines(10), 1000))
        loop = asyncio.get_running_loop()
        await asyncio.sleep(0)
        loop.call_at(10, task.cancel)
        return await task

    assert run(main()) == "cancelled"


def test_the_nearer_of_two_nested_limits_counts() -> None:
    async def nested(outer: Deadlines, inner: Deadlines) -> str:
        deadline = outer.enter()
        try:
            return "inner " + await work(inner, 1000)
        except asyncio.CancelledError:
            return "outer late" if deadline.is_missed() else "cancelled"
        finally:
            outer.leave(deadline)

    assert run(nested(Deadlines(10), Deadlines(5))) == "inner late"
    assert run(nested(Deadlines(5), Deadlines(10))) == "inner cancelled"


def test_another_loop_starts_afresh() -> None:
    deadlines = Deadlines(10)

    assert run(work(deadlines, 1)) == "done"
    assert run(work(deadlines, 20)) == "late"


@pytest.mark.parametrize("seconds", [0.0, 10.0])
def test_the_task_can_go_on_after_a_missed_deadline(seconds: float) -> None:
    async def main() -> int:
        await work(Deadlines(seconds), 1000)
        await asyncio.sleep(1)
        task = asyncio.current_task()
        assert task is not None
        return task.cancelling()

    assert run(main()) == 0
