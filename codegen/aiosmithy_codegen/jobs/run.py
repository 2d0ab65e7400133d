"""All jobs of one command: what is up to date is skipped, the rest is done by workers, and a bad model stops no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeVar

from attrs import frozen

from ..errors import CodegenError, UsageError
from . import cache
from .job import Compared, Job, Made, Named
from .naming import Claims, decide
from .plan import Planned
from .tasks import Task, attempt
from .work import compare_package, write_package

_R = TypeVar("_R")


@frozen
class Outcome:
    """What came of one entry of the plan."""

    planned: Planned
    result: Made | CodegenError


def generate_all(claims: Claims, processes: int) -> Iterator[Outcome]:
    """Make all packages; gives each as it is done."""
    generator = cache.generator_digest()
    waiting: list[Job] = []
    made: list[tuple[Job, Made]] = []
    for planned in claims.jobs:
        if isinstance(planned, CodegenError):
            yield Outcome(planned, planned)
            continue
        known = cache.lookup(planned, generator) if generator else None
        if known is None:
            waiting.append(planned)
        else:
            made.append((planned, known))
            yield Outcome(planned, known)
    named: list[tuple[Job, Named]] = []
    for job, result in _make(waiting, processes, generator):
        if isinstance(result, Named):
            named.append((job, result))
            continue
        if isinstance(result, Made):
            made.append((job, result))
        yield Outcome(job, result)
    yield from _second_round(made, named, processes, generator)


def _second_round(
    made: Sequence[tuple[Job, Made]],
    named: Sequence[tuple[Job, Named]],
    processes: int,
    generator: str | None,
) -> Iterator[Outcome]:
    """Write what was made without the right to its name, if it can have it."""
    first: dict[Job, Job] = {}
    for job, decision in decide(made, named):
        if isinstance(decision, Job):
            first[decision] = job
        else:
            yield Outcome(job, decision)
    for job, result in _make(list(first), processes, generator):
        if isinstance(result, Named):
            changed = UsageError("changed while it was read", file=job.model)
            yield Outcome(first[job], changed)
        else:
            yield Outcome(first[job], result)


def _make(
    jobs: Sequence[Job], processes: int, generator: str | None
) -> Iterator[tuple[Job, Made | Named | CodegenError]]:
    yield from _do(partial(write_package, generator=generator), jobs, processes)


def compare_all(
    planned: Sequence[Planned], processes: int
) -> list[Compared | CodegenError]:
    """What differs of each, in their order."""
    jobs = [job for job in planned if isinstance(job, Job)]
    found = dict(_do(compare_package, jobs, processes))
    return [found[job] if isinstance(job, Job) else job for job in planned]


def _do(
    function: Callable[[Job], _R], jobs: Sequence[Job], processes: int
) -> Iterator[tuple[Job, _R | CodegenError]]:
    if len(jobs) < 2:  # a process of its own would cost more than it is good for
        yield from ((job, attempt(function, job)) for job in jobs)
        return
    # Here, not above: multiprocessing takes longer than finding that there is nothing to do.
    from .pool import Pool

    tasks = [Task(job, job.model, job.source.size) for job in jobs]
    pool = Pool(function, min(processes, len(tasks)))
    yield from ((task.value, result) for task, result in pool.run(tasks))
