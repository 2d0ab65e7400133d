"""``aiosmithy generate``: from MODEL arguments to packages, one summary, and what went wrong."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from .errors import UsageError, shown
from .jobs import (
    EXCLUDABLE,
    Options,
    claim_names,
    generate_all,
    new_jobs,
    processors,
)
from .names import is_package_name
from .report import Report


@click.command("generate")
@click.argument("models", nargs=-1, required=True, metavar="MODEL...")
@click.option(
    "--out",
    type=click.Path(file_okay=False),
    help="Where the packages go.  [default: generated]",
)
@click.option(
    "--operation",
    "operations",
    multiple=True,
    metavar="NAME",
    help="Generate this operation and what it reaches; a name or a glob. Repeatable.",
)
@click.option(
    "--exclude-deprecated",
    is_flag=True,
    help="Leave out operations and optional members that are marked as deprecated; values of enums stay.",
)
@click.option(
    "--exclude-internal",
    is_flag=True,
    help="Leave out operations and optional members that are marked as internal; values of enums stay.",
)
@click.option("--service", metavar="ID", help="The service, if the model has several.")
@click.option(
    "--protocol", metavar="P", help="The protocol, if the service has several."
)
@click.option(
    "--overlay",
    "overlays",
    multiple=True,
    metavar="F",
    help="Corrections to the model, a JSON file. Repeatable.",
)
@click.option(
    "--package", metavar="NAME", help="The package's name, if not after sdkId."
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="How many models to generate at a time; as many as there are processors if not given.",
)
def generate_command(
    models: tuple[str, ...],
    out: str | None,
    operations: tuple[str, ...],
    exclude_deprecated: bool,
    exclude_internal: bool,
    service: str | None,
    protocol: str | None,
    overlays: tuple[str, ...],
    package: str | None,
    jobs: int | None,
) -> None:
    """Generate a client package for each MODEL.

    MODEL is a file (Smithy JSON AST, Smithy IDL, or C2J's service-2.json, gzipped or not), a folder of such, or
    botocore:SERVICE[@VERSION], one of the models that the installed botocore ships; SERVICE may be a glob. Smithy files
    without a service are merged into the other models. A folder with .smithy files is one model.

    A MODEL that is a folder of generated packages makes these again, as their aiosmithy.json says.

    A model that cannot be generated is told of, and nothing is written for it; the others are written all the same.
    """
    _check_names(out, package)
    flags = dict(zip(EXCLUDABLE, (exclude_deprecated, exclude_internal), strict=True))
    options = Options(
        service=service,
        operations=operations,
        exclude=tuple(trait for trait, is_left_out in flags.items() if is_left_out),
        protocol=protocol,
        package=package,
        overlays=overlays,
    )
    started = time.perf_counter()
    claims = claim_names(new_jobs(models, Path(out) if out else None, options))
    report = Report(claims, started)
    try:
        report.follow(generate_all(claims, jobs or processors()))
    except KeyboardInterrupt:
        click.echo(f"{len(report.made)} packages are done.", err=True)
        raise
    raise click.exceptions.Exit(report.finish())


def _check_names(out: str | None, package: str | None) -> None:
    if out == "":
        raise UsageError(
            "an empty text is no folder",
            remedy="Give --out a folder; `.` is the one that you are in.",
        )
    if package is None:
        return
    if package in sys.stdlib_module_names:
        raise UsageError(
            f"{package!r} is a module of Python's, which the package would hide",
            remedy="Choose another name with --package.",
        )
    if not is_package_name(package):
        raise UsageError(
            f"{shown(package)} cannot be the name of a package",
            remedy="Use lower-case ASCII letters, digits and underscores, beginning with a letter; no keyword.",
        )
