"""Work in processes of their own: largest first, within a bound of memory, going on when one of them dies.

A worker is one process with a pipe. It is given one task at a time, so that the one that a dead worker took with it is
known; it is replaced after it has needed much memory, since Python gives little of it back.
"""

from __future__ import annotations

import contextlib
import re
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from attrs import define, field

from ..errors import CodegenError
from .tasks import Task, attempt, next_task, size_of

_MUCH = 300 << 20  # bytes of memory after which a worker is replaced
_PATIENCE = 5.0  # seconds for a worker to end
_T = TypeVar("_T")
_R = TypeVar("_R")


@define
class _Worker(Generic[_T]):
    process: BaseProcess
    pipe: Connection
    task: Task[_T] | None = None


@define
class Pool(Generic[_T, _R]):
    """Applies one function, importable by name, to tasks in at most so many processes."""

    function: Callable[[_T], _R]
    processes: int
    _workers: list[_Worker[_T]] = field(factory=list[Any], init=False)

    def run(
        self, tasks: Sequence[Task[_T]]
    ) -> Iterator[tuple[Task[_T], _R | CodegenError]]:
        """Each task as it is done, with its result or with what went wrong."""
        waiting = sorted(tasks, key=size_of)
        try:
            while waiting or self._busy():
                self._feed(waiting)
                yield from self._collect()
        finally:
            self._stop(self._workers)

    def _busy(self) -> list[_Worker[_T]]:
        return [worker for worker in self._workers if worker.task is not None]

    def _feed(self, waiting: list[Task[_T]]) -> None:
        while len(self._busy()) < self.processes:
            running = [size_of(worker.task) for worker in self._busy() if worker.task]
            task = next_task(waiting, running)
            if task is None:
                return
            idle = (worker for worker in self._workers if worker.task is None)
            worker = next(idle, None) or self._start()
            worker.task = task
            with contextlib.suppress(OSError):  # a dead worker is found by `_collect`
                worker.pipe.send(task.value)

    def _start(self) -> _Worker[_T]:
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(
            target=_serve, args=(theirs, self.function), daemon=True
        )
        process.start()
        theirs.close()
        worker = _Worker[_T](process, ours)
        self._workers.append(worker)
        return worker

    def _collect(self) -> Iterator[tuple[Task[_T], _R | CodegenError]]:
        busy = {worker.pipe: worker for worker in self._busy()}
        for pipe in wait(list(busy)):
            worker = busy[cast(Connection, pipe)]
            task, worker.task = worker.task, None
            assert task is not None
            try:
                result, memory = worker.pipe.recv()
            except (EOFError, OSError):
                self._stop([worker])
                yield task, _death(task.name, worker.process.exitcode)
                continue
            if memory > _MUCH:
                self._stop([worker])
            yield task, result

    def _stop(self, workers: Sequence[_Worker[_T]]) -> None:
        stopped = list(workers)
        for worker in stopped:
            self._workers.remove(worker)
            worker.pipe.close()  # an idle worker ends by itself then
            if worker.task is not None:
                worker.process.terminate()
        for worker in stopped:
            worker.process.join(_PATIENCE)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()


def _serve(pipe: Connection, function: Callable[[Any], Any]) -> None:
    """A worker's life. Ctrl-C is for the parent, which then asks its workers to end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end)
    with contextlib.suppress(EOFError, OSError):
        while True:
            result = attempt(function, pipe.recv())
            pipe.send((result, _memory()))


def _end(*_: object) -> None:
    """End through the clean-up of what is being written."""
    raise SystemExit(1)


def _memory() -> int:
    """The most memory that this process ever had, in bytes."""
    if sys.platform == "win32":
        return 0
    if sys.platform == "linux":
        # Not of `getrusage`: what the parent needed before it started this process counts there.
        status = Path("/proc/self/status").read_text()
        found = re.search(r"VmHWM:\s*(\d+) kB", status)
        return int(found[1]) << 10 if found else 0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak << 10


def _death(name: str, code: int | None) -> CodegenError:
    how = f"exit code {code}"
    if code is not None and code < 0:
        with contextlib.suppress(ValueError):
            how = signal.Signals(-code).name
    return CodegenError(
        f"the process that worked on it died ({how})",
        file=name,
        remedy="It may have run out of memory: try it by itself, or with fewer --jobs.",
    )
