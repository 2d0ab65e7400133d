"""Doing a job: reading, generating, writing. Runs in any process; imports jinja2 and black only when it generates."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from ..manifest import Origin
from ..output import compare, find_foreign, find_remains, write
from ..source import ModelDocuments, Source, read_model, read_source
from . import cache
from .job import Compared, Job, Made, Named, origins
from .records import of_record

if TYPE_CHECKING:
    from ..generate import Package, Settings


def write_package(job: Job, generator: str | None) -> Made | Named:
    """Generate a package, and write it if its name is what the job claims.

    ``generator`` is the digest of the generator before the run, None if there is no cache.
    """
    with of_record(job):
        read, overlays = _read(job)
        package = _generate(job, read, overlays)
    name = next(iter(package.files)).parts[0]
    if name != job.claim:
        return Named(name)
    changed = write(package.files, job.out)
    contents = _contents(package)
    made = Made(
        name,
        files=len(contents),
        lines=sum(text.count("\n") for text in contents.values()),
        changed=bool(changed),
        foreign=find_foreign(job.out / name, contents),
        uncallable=package.uncallable,
        remains=find_remains(job.out, name),
    )
    if generator is not None and generator == cache.generator_digest():
        inputs = (*read.inputs, *((o.location, o.bytes_digest) for o in overlays))
        cache.store(job, inputs, generator, made, contents)
    return made


def compare_package(job: Job) -> Compared:
    """What differs between a package and what would be generated now."""
    with of_record(job):
        package = _generate(job, *_read(job))
    folder = job.out / next(iter(package.files)).parts[0]
    return Compared(
        folder.as_posix(),
        compare(package.files, job.out),
        find_foreign(folder, _contents(package)),
    )


def _contents(package: Package) -> dict[PurePosixPath, str]:
    """Path within the package → text."""
    return {
        PurePosixPath(*path.parts[1:]): text for path, text in package.files.items()
    }


def _read(job: Job) -> tuple[ModelDocuments, Sequence[Source]]:
    read = read_model(job.source)
    return read, [read_source(path) for path in job.options.overlays]


def _generate(job: Job, read: ModelDocuments, overlays: Sequence[Source]) -> Package:
    # Here, not above: the parent of several processes and `--help` need neither jinja2 nor black.
    from ..generate import make_package
    from ..loaders.assemble import load_model

    model = load_model(read.documents)
    return make_package(model, _settings(job, read, overlays))


def _settings(job: Job, read: ModelDocuments, overlays: Sequence[Source]) -> Settings:
    from ..generate import Overlay, Settings

    places = origins(job)
    return Settings(
        model=Origin(places.model, read.digest, places.others),
        service=job.options.service,
        operations=job.options.operations,
        exclude=job.options.exclude,
        protocol=job.options.protocol,
        package=job.options.package,
        overlays=tuple(
            Overlay(overlay, Origin(path, overlay.digest))
            for overlay, path in zip(overlays, places.overlays, strict=True)
        ),
    )
