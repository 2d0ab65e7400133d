"""One package to make, and what came of it: plain data, so that it can go to another process and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from attrs import field, frozen

from ..manifest import relative_path
from ..output import Difference
from ..source import ModelSource

EXCLUDABLE = ("deprecated", "internal")
"""The traits, of ``smithy.api``, by which operations and members can be left out."""


@frozen
class Options:
    """What the user asked for, for all models alike."""

    service: str | None = None
    operations: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    """Some of ``EXCLUDABLE``."""

    protocol: str | None = None
    package: str | None = None
    overlays: tuple[str, ...] = ()


@frozen
class Recorded:
    """The paths that a package's manifest has; they stay as they are when it is made again."""

    model: str
    others: tuple[str, ...]
    overlays: tuple[str, ...]


@frozen
class Job:
    """One package to generate under ``out``."""

    source: ModelSource
    out: Path
    options: Options = Options()
    recorded: Recorded | None = None
    """None for a new package."""

    claim: str | None = None
    """The name that the package may be written under; None if others might have it too, or a glance cannot tell."""

    @property
    def model(self) -> str:
        """What messages name."""
        return self.source.location


@frozen
class Made:
    """A package that is on the disk now."""

    package: str
    files: int
    lines: int
    changed: bool
    foreign: tuple[str, ...] = ()
    """Files in its folder that we did not write and did not touch."""

    uncallable: Mapping[str, tuple[str, ...]] = field(
        factory=dict[str, tuple[str, ...]]
    )
    """What is not implemented yet → names of the operations that need it."""

    remains: tuple[str, ...] = ()
    """What is left of older versions of it and could not be removed."""


@frozen
class Compared:
    """A package that is on the disk, against what would be made."""

    folder: str
    differences: Sequence[Difference]
    foreign: tuple[str, ...]
    """As of :class:`Made`."""


@frozen
class Named:
    """A package that could be made and was not written, for its name is not what the job claims."""

    package: str


def origins(job: Job) -> Recorded:
    """The paths for the manifest: those it has, or relative ones."""
    if job.recorded is not None:
        return job.recorded
    # Every package is one level below `out`, so the paths are the same whatever the package is named.
    package = job.out / "package"
    return Recorded(
        relative_path(job.source.location, package),
        tuple(relative_path(path, package) for path in job.source.shared),
        tuple(relative_path(path, package) for path in job.options.overlays),
    )
