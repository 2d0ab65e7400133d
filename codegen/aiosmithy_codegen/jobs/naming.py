"""Which job may write which package: decided so that the outcome does not depend on the number of processes.

A job whose package's name no other seems to have writes it as soon as it is made. The others are made first and written
afterwards, each if it turns out to be the only one of that name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from attrs import evolve, frozen

from ..errors import UsageError
from ..names import is_package_name, joined_words
from ..source.botocore import SCHEME
from .job import Job, Made, Named
from .plan import Planned

_Place = tuple[Path, str]


@frozen
class Claims:
    """The jobs of a run, those that only one can do claimed."""

    jobs: list[Planned]
    gave_way: list[Job]
    """Found by a glob, and left out since another MODEL makes the same package."""


def claim_names(planned: Sequence[Planned]) -> Claims:
    """Give every job the claim that is its alone."""
    jobs = list(dict.fromkeys(planned))
    groups = _by_place((_likely(job), job) for job in jobs if isinstance(job, Job))
    settled: dict[Job, Job] = {}
    gave_way: list[Job] = []
    for place, group in groups.items():
        named = [job for job in group if not job.source.is_of_pattern]
        kept = named if named and place is not None else group
        gave_way += (job for job in group if job not in kept)
        settled |= _settle(place, kept, groups.keys())
    return Claims(
        [
            settled[job] if isinstance(job, Job) else job
            for job in jobs
            if not isinstance(job, Job) or job in settled
        ],
        gave_way,
    )


def decide(
    made: Iterable[tuple[Job, Made]], named: Iterable[tuple[Job, Named]]
) -> list[tuple[Job, Job | UsageError]]:
    """For every job whose package was made but not written: the job that writes it, or why none may."""
    taken = {(job.out, package.package): job for job, package in made}
    groups = _by_place(((job.out, package.package), job) for job, package in named)
    found: list[tuple[Job, Job | UsageError]] = []
    for place, group in groups.items():
        assert place is not None
        rivals = [taken[place], *group] if place in taken else group
        for job in group:
            if len(rivals) > 1:
                other = rivals[1] if rivals[0] is job else rivals[0]
                found.append((job, _clash(job, other, place[1])))
            else:
                found.append((job, evolve(job, claim=place[1])))
    return found


def _settle(
    place: _Place | None, group: Sequence[Job], places: Iterable[_Place | None]
) -> Mapping[Job, Job]:
    if place is None or len(group) == 1:
        claim = place[1] if place else None
        return {job: evolve(job, claim=claim) for job in group}
    renamed = _named_after_folders(place, group, set(places))
    return renamed or {job: job for job in group}


def _named_after_folders(
    place: _Place, group: Sequence[Job], places: set[_Place | None]
) -> Mapping[Job, Job] | None:
    """Two services of botocore may have one id: the one whose folder is spelled so has the name, the others their folder's.

    None if that does not tell all of them apart.
    """
    found: dict[Job, Job] = {}
    for job in group:
        if not job.model.startswith(SCHEME) or job.options.package is not None:
            return None
        folder = job.model.removeprefix(SCHEME).partition("@")[0]
        name = _package_name(folder)
        if name is None or (name != place[1] and (job.out, name) in places):
            return None
        options = evolve(job.options, package=name) if name != place[1] else job.options
        found[job] = evolve(job, options=options, claim=name)
    is_distinct = len({job.claim for job in found.values()}) == len(group)
    return found if is_distinct else None


def _by_place(
    jobs: Iterable[tuple[_Place | None, Job]],
) -> dict[_Place | None, list[Job]]:
    found: dict[_Place | None, list[Job]] = {}
    for place, job in jobs:
        found.setdefault(place, []).append(job)
    return found


def _likely(job: Job) -> _Place | None:
    name = job.options.package or _package_name(job.source.sdk_id or "")
    return (job.out, name) if name else None


def _package_name(text: str) -> str | None:
    """The name that a package is given after ``sdkId`` or a service's name, if it can be one."""
    word = joined_words(text)
    name = f"aiosmithy_{word.lower()}"
    return name if word and is_package_name(name) else None


def _clash(job: Job, other: Job, name: str) -> UsageError:
    return UsageError(
        f"{other.model}, a model of this run too, makes the same package, {name}",
        file=job.model,
        remedy="Generate one of them by itself, with --package NAME.",
    )
