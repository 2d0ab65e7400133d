"""``aiosmithy diff``: what changed in an API, for whoever calls its Python client."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import click

from .diff.api import Api
from .diff.compare import compare
from .diff.findings import Comparison, Severity
from .diff.report_json import json_report
from .diff.report_markdown import markdown_report
from .diff.report_text import Line, text_report
from .diff.sides import read_sides
from .diff.suppressions import parse_suppression, read_suppressions, suppress

_WIDTH = 100
_FAILING = {
    "breaking": {Severity.BREAKING},
    "behavioural": {Severity.BREAKING, Severity.BEHAVIOURAL},
    "any": set(Severity),
}


@click.command("diff", short_help="Show what changed in an API.")
@click.argument("old")
@click.argument("new")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="How to write the report.",
)
@click.option(
    "--fail-on",
    type=click.Choice(list(_FAILING)),
    default="any",
    show_default=True,
    help="The least change that makes the exit code 1.",
)
@click.option(
    "--suppress",
    "suppressed",
    multiple=True,
    metavar="RULE[:GLOB]",
    help="Leave out findings of this rule, or those at these paths or shapes. Repeatable.",
)
@click.option(
    "--suppressions",
    "files",
    multiple=True,
    metavar="F",
    help="A JSON file of findings to leave out, each with its reason. Repeatable.",
)
@click.option("--service", metavar="ID", help="The service, if a model has several.")
@click.option(
    "--operation",
    "operations",
    multiple=True,
    metavar="NAME",
    help="Compare this operation and what it reaches; a name or a glob. Repeatable.",
)
@click.option("--all", "everything", is_flag=True, help="Show long lists whole.")
def diff_command(
    old: str,
    new: str,
    form: str,
    fail_on: str,
    suppressed: tuple[str, ...],
    files: tuple[str, ...],
    service: str | None,
    operations: tuple[str, ...],
    everything: bool,
) -> None:
    """Show what changed in an API from OLD to NEW, as the caller of its Python client meets it.

    OLD and NEW are models or generated packages. A model beside a package is read as the package was made. Each finding is
    breaking, behavioural or safe. The exit code is 1 if there are any.
    """
    suppressions = [parse_suppression(text) for text in suppressed]
    suppressions += (found for file in files for found in read_suppressions(file))
    sides = read_sides(old, new, service, operations)
    comparison = suppress(compare(*sides), suppressions)
    _print(form, *sides, comparison, everything=everything)
    if any(found.severity in _FAILING[fail_on] for found in comparison.findings):
        raise click.exceptions.Exit(1)


def _print(
    form: str, old: Api, new: Api, comparison: Comparison, *, everything: bool
) -> None:
    if form == "json":
        click.echo(json_report(old, new, comparison))
    elif form == "markdown":
        click.echo(markdown_report(old, new, comparison))
    elif sys.stdout.isatty():
        _print_styled(old, new, comparison, everything=everything)
    else:
        lines = text_report(old, new, comparison, width=_WIDTH, everything=everything)
        click.echo("\n".join(line.text for line in lines))


def _print_styled(
    old: Api, new: Api, comparison: Comparison, *, everything: bool
) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console()
    width = max(console.width, 40)
    lines: Iterable[Line] = text_report(
        old, new, comparison, width=width, everything=everything
    )
    for line in lines:
        console.print(Text(line.text, style=line.style), soft_wrap=True)
