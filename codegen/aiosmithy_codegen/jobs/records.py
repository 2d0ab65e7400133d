"""Generated packages → jobs: what a package's manifest records, made or compared again."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ..errors import UsageError
from ..manifest import NAME, read_manifest
from ..output import HEADER
from ..source import ModelSource, find_models
from ..source.botocore import SCHEME
from .job import Job, Options, Recorded


def find_packages(folder: Path) -> Iterator[Path]:
    """The generated packages that a path stands for: itself, or those right below it."""
    try:
        if not folder.is_dir():
            return
        if _is_package(folder):
            yield folder
            return
        yield from sorted(filter(_is_package, folder.iterdir()))
    except (OSError, ValueError):  # it is for others to say that it cannot be read
        return


def _is_package(folder: Path) -> bool:
    if (folder / NAME).is_file():
        return True
    module = folder / "__init__.py"  # without its manifest it is still to be told of
    if not module.is_file():
        return False
    with module.open("rb") as stream:
        return stream.read(len(HEADER)) == HEADER.encode()


def recorded_job(package: Path, model: str | None = None) -> Job:
    """The job that a package's manifest records; ``model`` is read in place of the recorded model."""
    found = read_manifest(package)
    package = Path(os.path.abspath(package))
    overlays = tuple(overlay.path for overlay in found.overlays)
    options = Options(
        service=found.service,
        operations=found.operations,
        exclude=found.exclude,
        protocol=found.protocol,
        package=package.name,
        overlays=tuple(_place(package, path) for path in overlays),
    )
    recorded = Recorded(found.model.path, found.model.others, overlays)
    out = Path(_place(package.parent, "."))
    if model is not None:
        return Job(_only_model([model]), out, options, recorded)
    paths = (recorded.model, *recorded.others)
    try:
        source = _only_model([_place(package, path) for path in paths])
    except UsageError as error:
        raise _asked_by(out / package.name, error) from error
    return Job(source, out, options, recorded)


@contextmanager
def of_record(job: Job) -> Generator[None]:
    """Say of what is not there (any more) that the package's manifest asks for it, if it does."""
    try:
        yield
    except UsageError as error:
        if job.recorded is None or job.options.package is None:
            raise
        raise _asked_by(job.out / job.options.package, error) from error


def _asked_by(package: Path, error: UsageError) -> UsageError:
    manifest = (package / NAME).as_posix()
    return UsageError(
        error.problem,
        file=error.file,
        shape=error.shape,
        remedy=f"{manifest} asks for it: give the model to `generate` again, or remove the package's folder first.",
    )


def _only_model(arguments: Sequence[str]) -> ModelSource:
    models = find_models(arguments)
    if len(models) == 1:
        return models[0]
    raise UsageError(
        f"stands for {len(models)} models, and a package is made from one",
        file=arguments[0],
        remedy="Give the one model.",
    )


def _place(package: Path, path: str) -> str:
    """A path of a manifest as one that can be opened, short where that is possible."""
    if path.startswith(SCHEME):
        return path
    place = os.path.normpath(package / path)
    try:
        shorter = os.path.relpath(place)
    except ValueError:  # another drive, on Windows
        return place
    return min(shorter, place, key=len)
