"""``aiosmithy check``: what lies in packages against what would be generated now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from .errors import CodegenError, UsageError
from .jobs import (
    Compared,
    attempt,
    compare_all,
    find_packages,
    processors,
    recorded_job,
)
from .output import Difference
from .report import note_foreign
from .terminal import plain


@click.command("check")
@click.argument(
    "folders", nargs=-1, type=click.Path(path_type=Path), metavar="[DIR]..."
)
@click.option(
    "--model", metavar="F", help="Read this model in place of the recorded one."
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="How many packages to check at a time; as many as there are processors if not given.",
)
def check_command(
    folders: tuple[Path, ...], model: str | None, jobs: int | None
) -> None:
    """Compare generated packages with what would be generated now, and show what differs.

    DIR is a generated package or a folder of them (default: generated). Missing, changed and left-over files all count;
    the exit code is 1 if there are any. Files that aiosmithy did not generate are named, and are no difference.
    """
    packages = _packages(folders or (Path("generated"),))
    if model and len(packages) > 1:
        raise UsageError(
            f"--model names one model, and there are {len(packages)} packages",
            remedy="Check them one by one.",
        )
    planned = [attempt(partial(recorded_job, model=model), each) for each in packages]
    results = compare_all(planned, jobs or processors())
    failed = [found for found in results if isinstance(found, CodegenError)]
    compared = [found for found in results if isinstance(found, Compared)]
    differences = [each for found in compared for each in found.differences]
    for found in compared:
        note_foreign(found.folder, found.foreign)
    for error in failed:
        click.echo(plain(f"Error: {error}"), err=True)
    _report(differences, len(packages) - len(failed))
    raise click.exceptions.Exit(2 if failed else 1 if differences else 0)


def _packages(folders: Sequence[Path]) -> list[Path]:
    packages: list[Path] = []
    for folder in folders:
        found = list(find_packages(folder))
        if not found:
            raise UsageError(
                "there is no generated package",
                file=folder.as_posix(),
                remedy="Give a folder with an aiosmithy.json, or a folder of such.",
            )
        packages += found
    return packages


def _report(differences: Sequence[Difference], packages: int) -> None:
    for difference in differences:
        click.echo(plain(f"{difference.kind}: {difference.path}"))
        if difference.diff:
            click.echo(plain(difference.diff))
    count = f"{packages} package{'' if packages == 1 else 's'}"
    if differences:
        kinds = Counter(difference.kind for difference in differences)
        told = ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))
        click.echo(
            f"{count} checked: {told}. `aiosmithy generate DIR` makes them again."
        )
    elif packages:
        click.echo(f"{count} checked: as generated.")
