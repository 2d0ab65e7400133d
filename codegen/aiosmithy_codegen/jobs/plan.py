"""MODEL arguments → jobs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..errors import CodegenError, UsageError
from ..source import ModelSource, find_each, read_source
from .job import Job, Options
from .records import find_packages, recorded_job

Planned = Job | CodegenError
"""A job, or why there is none."""


def new_jobs(
    models: Sequence[str], out: Path | None, options: Options
) -> list[Planned]:
    """The jobs for MODEL arguments; a folder of generated packages stands for these, made again where they are."""
    packages: list[Planned] = []
    arguments: list[str] = []
    for model in models:
        found = list(find_packages(Path(model))) if model else []
        if found and (options != Options() or out is not None):
            raise UsageError(
                "holds generated packages, which are made again as their manifests say, where they are",
                file=Path(model).as_posix(),
                remedy="Leave out the options, or give the model itself.",
            )
        packages += map(_recorded, found)
        if not found:
            arguments.append(model)
    for overlay in options.overlays:
        read_source(overlay)  # told once, not for every model
    target = out or Path("generated")
    jobs: list[Planned] = [
        Job(source, target, options) if isinstance(source, ModelSource) else source
        for source in find_each(arguments)
    ]
    if options.package and len(jobs) > 1:
        raise UsageError(
            f"--package names one package, and there are {len(jobs)} models",
            remedy="Generate them one by one.",
        )
    return packages + jobs


def _recorded(package: Path) -> Planned:
    try:
        return recorded_job(package)
    except CodegenError as error:
        return error
