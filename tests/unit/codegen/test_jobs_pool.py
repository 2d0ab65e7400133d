from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Sequence

import pytest
from aiosmithy_codegen.errors import CodegenError
from aiosmithy_codegen.jobs.pool import Pool
from aiosmithy_codegen.jobs.tasks import ROOM, Task, attempt, next_task, processors
from pool_work import work


def tasks(*orders: str) -> list[Task[str]]:
    return [Task(order, f"{number}.json") for number, order in enumerate(orders)]


def run(orders: Sequence[str], processes: int = 2) -> dict[str, str]:
    """Order → result, or the text of what went wrong."""
    pool = Pool(work, processes)
    return {task.value: str(result) for task, result in pool.run(tasks(*orders))}


def test_every_task_is_done_once() -> None:
    orders = [f"order {number}" for number in range(20)]

    assert run(orders) == {order: order for order in orders}
    assert multiprocessing.active_children() == []


def test_what_goes_wrong_is_the_task_s_result_and_stops_no_other() -> None:
    found = run(["fail it", "break", "fine"])

    assert found["fail it"] == "model.json: it\n  Mend it."
    assert "unexpected KeyError: 'odd'" in found["break"]
    assert found["fine"] == "fine"


@pytest.mark.skipif(sys.platform == "win32", reason="no signals there")
@pytest.mark.parametrize("processes", [1, 2])
def test_a_worker_that_dies_is_one_error_and_the_others_go_on(processes: int) -> None:
    found = run(["a", "die killed", "b", "die 7", "exit", "c"], processes)

    assert found["die killed"].startswith("1.json: the process that worked on it died")
    assert "SIGKILL" in found["die killed"] and "memory" in found["die killed"]
    assert "exit code 7" in found["die 7"]
    assert "exit code 3" in found["exit"]
    assert [found[name] for name in "abc"] == ["a", "b", "c"]


@pytest.mark.skipif(sys.platform == "win32", reason="does not tell the memory")
def test_a_worker_is_replaced_after_it_needed_much_memory() -> None:
    pool = Pool(work, 1)
    orders = ["process 3", "process 2", "hoard 400", "process 1"]
    sized = [
        Task(order, order, size) for size, order in enumerate(reversed(orders), start=1)
    ]

    found = {task.value: result for task, result in pool.run(sized)}

    assert found["process 3"] == found["process 2"] != found["process 1"]


@pytest.mark.skipif(sys.platform == "win32", reason="no signals to threads there")
def test_ctrl_c_ends_the_workers() -> None:
    outcomes = Pool(work, 2).run(tasks("sleep 60", "sleep 60", "sleep 60"))
    main = threading.main_thread().ident
    assert main is not None

    # Where the tests run in the background of a shell, it is ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        threading.Timer(0.5, signal.pthread_kill, [main, signal.SIGINT]).start()
        with pytest.raises(KeyboardInterrupt):
            list(outcomes)
    finally:
        signal.signal(signal.SIGINT, before)

    assert multiprocessing.active_children() == []


def test_the_largest_is_done_first() -> None:
    sized = [Task(str(size), "", size) for size in (3, 9, 1, 5)]

    found = [task.value for task, _ in Pool(work, 1).run(sized)]

    assert found == ["9", "5", "3", "1"]


def test_only_so_much_is_worked_on_at_a_time() -> None:
    waiting = [Task(name, name, size) for name, size in (("s", 1), ("m", ROOM // 2))]
    waiting.append(Task("l", "l", 2 * ROOM))

    def names(running: Sequence[int]) -> str | None:
        task = next_task(waiting, running)
        return task.value if task else None

    assert names([]) == "l"
    assert names([2 * ROOM]) is None
    assert names([ROOM // 2 + 2]) == "s"
    assert names([ROOM // 2]) == "m"
    assert names([]) is None


def test_a_mistake_of_ours_is_a_result_too() -> None:
    result = attempt(work, "break")

    assert isinstance(result, CodegenError) and "mistake in aiosmithy" in str(result)
    with pytest.raises(SystemExit):
        attempt(work, "exit")


def test_there_is_a_processor() -> None:
    assert 1 <= processors() <= (os.cpu_count() or 1)
