"""The ``aiosmithy`` command: arguments, exit codes, and the only place of the generator that prints.

Exit codes: 0 done, 1 differences, 2 bad usage or a bad model, with one message and never a traceback.
"""

from __future__ import annotations

import errno
import os
import sys
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import Any

import click

from .errors import CodegenError, UsageError
from .jobs import Files, Options, find_packages, new_jobs, recorded_job, run, run_all
from .names import is_package_name
from .output import Difference, compare, write
from .version import __version__

# Commands that need more than the generator (a server, a client) are imported when they are run.
_LAZY = {
    "demo": (".demo", "demo_command", "Show the whole story on this machine."),
    "serve": (
        ".serve.command",
        "serve_command",
        "Run a local service that speaks a model.",
    ),
}


class _Failure(click.ClickException):
    """One message on stderr, and exit code 2."""

    exit_code = 2

    def format_message(self) -> str:
        return plain(self.message)


class _Commands(click.Group):
    """Turns every error into one message, and finds the lazy commands."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except CodegenError as error:
            raise _Failure(str(error)) from error
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except OSError as error:
            if error.errno == errno.EPIPE:  # `aiosmithy … | head`: click ends quietly
                raise
            raise _Failure(f"{error.filename or 'failed'}: {error.strerror}") from error
        except Exception as error:
            raise _Failure(_unexpected(error)) from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *_LAZY})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _LAZY:
            return super().get_command(ctx, cmd_name)
        module, command, _ = _LAZY[cmd_name]
        found: click.Command = getattr(import_module(module, __package__), command)
        return found

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        own = {
            name: command.get_short_help_str(80)
            for name, command in self.commands.items()
        }
        lazy = {name: text for name, (_, _, text) in _LAZY.items()}
        with formatter.section("Commands"):
            formatter.write_dl(sorted({**own, **lazy}.items()))


def _unexpected(error: Exception) -> str:
    """A mistake of ours: where it is, and how to see more."""
    if os.environ.get("AIOSMITHY_TRACEBACK"):
        return "".join(traceback.format_exception(error))
    frame = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(frame.filename).name}, line {frame.lineno}"
    return (
        f"unexpected {type(error).__name__}: {error} ({place})\n"
        "  This is a mistake in aiosmithy. AIOSMITHY_TRACEBACK=1 shows the traceback to report."
    )


def plain(text: str) -> str:
    """Text for a terminal: what a model's strings could do to it (control and bidi characters) is escaped."""
    return "".join(
        (
            char
            if char.isprintable() or char in "\n\t"
            else char.encode("unicode_escape", "surrogatepass").decode("ascii")
        )
        for char in text
    )


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="aiosmithy")
def main() -> None:
    """Turn a Smithy service model into an async, typed Python client."""


@main.command("generate", short_help="Generate a client package for each model.")
@click.argument("models", nargs=-1, required=True, metavar="MODEL...")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the packages go.  [default: generated]",
)
@click.option(
    "--operation",
    "operations",
    multiple=True,
    metavar="NAME",
    help="Generate this operation and what it reaches; a name or a glob. Repeatable.",
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
    out: Path | None,
    operations: tuple[str, ...],
    service: str | None,
    protocol: str | None,
    overlays: tuple[str, ...],
    package: str | None,
    jobs: int | None,
) -> None:
    """Generate a client package for each MODEL: a Smithy JSON AST file, or a folder of them.

    A MODEL that is a folder of generated packages makes these again, as their aiosmithy.json says. Nothing is written
    unless every package can be.
    """
    if package is not None and not is_package_name(package):
        raise UsageError(
            f"{package!r} cannot be the name of a package",
            remedy="Use lower-case ASCII letters, digits and underscores.",
        )
    options = Options(service, operations, protocol, package, overlays)
    planned = new_jobs(models, out, options)
    start = time.perf_counter()
    roots: dict[Path, dict[PurePosixPath, str]] = {}
    for job, made in zip(
        planned, run_all(planned, jobs or os.cpu_count() or 1), strict=True
    ):
        _check_distinct(job.model, job.out, made, roots)
        roots.setdefault(job.out, {}).update(made)
    for root, contents in roots.items():
        changed = write(contents, root)
        _summarize(root, contents, changed, time.perf_counter() - start)


def _check_distinct(
    model: str, root: Path, made: Files, roots: dict[Path, dict[PurePosixPath, str]]
) -> None:
    both = made.keys() & roots.get(root, {}).keys()
    if both:
        name = min(both).parts[0]
        raise UsageError(
            f"another model of this run makes the package {name} too",
            file=model,
            remedy="Generate one of them by itself, with --package NAME.",
        )


def _summarize(
    root: Path, contents: Files, changed: Sequence[str], seconds: float
) -> None:
    rows: list[tuple[str, ...]] = []
    names = sorted({path.parts[0] for path in contents})
    for name in names:
        texts = [text for path, text in contents.items() if path.parts[0] == name]
        lines = sum(text.count("\n") for text in texts)
        state = "written" if name in changed else "unchanged"
        rows.append((str(root / name), f"{len(texts)} files", f"{lines} lines", state))
    if sys.stdout.isatty():
        _show_table(rows, seconds)
    else:
        for path, *facts in rows:
            click.echo(plain(f"{path}: {', '.join(facts)}"))
    for name in names:
        _warn_if_elsewhere(root, name)


def _show_table(rows: Sequence[tuple[str, ...]], seconds: float) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, show_header=False)
    for path, *facts in rows:
        table.add_row(Text(plain(path), style="bold"), *map(Text, facts))
    console = Console()
    console.print(table)
    console.print(Text(f"{seconds:.1f} s", style="dim"))


def _warn_if_elsewhere(root: Path, name: str) -> None:
    """Say so if ``import <name>`` would find another package than the one just made."""
    try:
        spec = find_spec(name)
    except (ImportError, ValueError):
        return
    if spec is None or spec.origin is None:
        return
    there = Path(spec.origin).parent
    if there.resolve() != (root / name).resolve():
        click.echo(
            plain(f"note: `import {name}` finds {there.as_posix()}, not this package"),
            err=True,
        )


@main.command("check", short_help="Compare packages with what would be generated now.")
@click.argument(
    "folders", nargs=-1, type=click.Path(path_type=Path), metavar="[DIR]..."
)
@click.option(
    "--model", metavar="F", help="Read this model in place of the recorded one."
)
def check_command(folders: tuple[Path, ...], model: str | None) -> None:
    """Compare generated packages with what would be generated now, and show what differs.

    DIR is a generated package or a folder of them (default: generated). Missing, changed and left-over files all count;
    the exit code is 1 if there are any.
    """
    packages: list[Path] = []
    for folder in folders or (Path("generated"),):
        found = list(find_packages(folder))
        if not found:
            raise UsageError(
                "there is no generated package",
                file=folder.as_posix(),
                remedy="Give a folder with an aiosmithy.json, or a folder of such.",
            )
        packages += found
    if model and len(packages) > 1:
        raise UsageError(
            f"--model names one model, and there are {len(packages)} packages",
            remedy="Check them one by one.",
        )
    differences = [
        difference
        for package in packages
        for difference in compare(
            run(recorded_job(package, model)), package.absolute().parent
        )
    ]
    _report(differences, len(packages))


def _report(differences: Sequence[Difference], packages: int) -> None:
    for difference in differences:
        click.echo(plain(f"{difference.kind}: {difference.path}"))
        if difference.diff:
            click.echo(plain(difference.diff))
    count = f"{packages} package{'s' if packages > 1 else ''}"
    if differences:
        kinds = Counter(difference.kind for difference in differences)
        told = ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))
        click.echo(
            f"{count} checked: {told}. `aiosmithy generate DIR` makes them again."
        )
        raise click.exceptions.Exit(1)
    click.echo(f"{count} checked: as generated.")
