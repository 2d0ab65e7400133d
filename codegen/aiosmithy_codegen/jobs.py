"""What one run of the command makes: each job is one package, read from its model, overlays and manifest.

A job is plain data and its result is too, so that several can run in processes of their own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from attrs import frozen

from .errors import UsageError
from .manifest import NAME, Origin, read_manifest, relative_path
from .output import HEADER
from .source import Source, find_sources, read_source


@frozen
class Options:
    """What the user asked for, for all models alike."""

    service: str | None = None
    operations: tuple[str, ...] = ()
    protocol: str | None = None
    package: str | None = None
    overlays: tuple[str, ...] = ()


@frozen
class Job:
    """One package to generate under ``out``."""

    model: str
    out: Path
    options: Options = Options()
    recorded: tuple[str, tuple[str, ...]] | None = None
    """The paths of the model and the overlays as the package's manifest has them; None for a new package."""


Files = Mapping[PurePosixPath, str]


def new_jobs(models: Sequence[str], out: Path | None, options: Options) -> list[Job]:
    """The jobs for MODEL arguments; a folder of generated packages stands for these, made again where they are."""
    jobs: list[Job] = []
    for model in models:
        packages = list(find_packages(Path(model)))
        if packages and options == Options() and out is None:
            jobs += (recorded_job(package) for package in packages)
        else:
            target = out or Path("generated")
            jobs += (Job(file, target, options) for file in find_sources(model))
    if options.package and len(jobs) > 1:
        raise UsageError(
            f"--package names one package, and there are {len(jobs)} models",
            remedy="Generate them one by one.",
        )
    return jobs


def find_packages(folder: Path) -> Iterator[Path]:
    """The generated packages that a path stands for: itself, or those right below it."""
    if not folder.is_dir():
        return
    if _is_package(folder):
        yield folder
        return
    yield from sorted(filter(_is_package, folder.iterdir()))


def _is_package(folder: Path) -> bool:
    if (folder / NAME).is_file():
        return True
    try:  # one whose manifest is gone is still to be told of
        with (folder / "__init__.py").open("rb") as stream:
            return stream.read(len(HEADER)) == HEADER.encode()
    except OSError:
        return False


def recorded_job(package: Path, model: str | None = None) -> Job:
    """The job that a package's manifest records; ``model`` is read in place of the recorded model."""
    package = package.absolute()
    found = read_manifest(package)
    overlays = tuple(overlay.path for overlay in found.overlays)
    options = Options(
        service=found.service,
        operations=found.operations,
        protocol=found.protocol,
        package=package.name,
        overlays=tuple(_place(package, path) for path in overlays),
    )
    return Job(
        model or _place(package, found.model.path),
        Path(_place(package.parent, ".")),
        options,
        (found.model.path, overlays),
    )


def _place(package: Path, path: str) -> str:
    """A path of a manifest as one that can be opened, short where that is possible."""
    place = os.path.normpath(package / path)
    try:
        shorter = os.path.relpath(place)
    except ValueError:  # another drive, on Windows
        return place
    return min(shorter, place, key=len)


def run(job: Job) -> dict[PurePosixPath, str]:
    """The files of a job; reads, and writes nothing."""
    # Here, not above: the parent of several processes and `--help` need neither jinja2 nor black.
    from .generate import Overlay, Settings, generate
    from .loaders.smithy_json import load_ast

    source = read_source(job.model)
    overlays = [read_source(path) for path in job.options.overlays]
    recorded = job.recorded[1] if job.recorded else (None,) * len(overlays)
    settings = Settings(
        model=_origin(job, source, job.recorded[0] if job.recorded else None),
        service=job.options.service,
        operations=job.options.operations,
        protocol=job.options.protocol,
        package=job.options.package,
        overlays=tuple(
            Overlay(overlay, _origin(job, overlay, path))
            for overlay, path in zip(overlays, recorded, strict=True)
        ),
    )
    return generate(load_ast(source.document, source.location), settings)


def _origin(job: Job, source: Source, recorded: str | None) -> Origin:
    # Every package is one level below `out`, so the path is the same whatever the package is named.
    path = recorded or relative_path(source.location, job.out / "package")
    return Origin(path, source.digest)


def run_all(jobs: Sequence[Job], processes: int) -> Iterator[dict[PurePosixPath, str]]:
    """The files of every job, in order; several at a time if there are several processes."""
    if processes < 2 or len(jobs) < 2:
        yield from map(run, jobs)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    workers = min(processes, len(jobs))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(run, jobs)
