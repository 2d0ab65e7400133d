"""What a run of the generator says: progress, one line a package, one summary, notes, and what went wrong."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import click
from attrs import define, field

from .errors import CodegenError
from .jobs import Claims, Job, Made, Outcome
from .terminal import note, plain

_SHOWN = 5  # names in a note
_ROWS = 20  # packages that a terminal shows one by one


@define
class Report:
    """Follows one run."""

    claims: Claims
    started: float
    made: list[tuple[Job, Made]] = field(factory=list[tuple[Job, Made]])
    failed: list[Outcome] = field(factory=list[Outcome])

    def follow(self, outcomes: Iterable[Outcome]) -> None:
        """Take what is done as it is done: with a bar on a terminal, else with a line for each package."""
        if not sys.stdout.isatty():
            for outcome in outcomes:
                self._take(outcome)
                if isinstance(outcome.result, Made):
                    click.echo(plain(": ".join(_row(*self.made[-1]))))
            return
        with _bar(len(self.claims.jobs)) as advance:
            for outcome in outcomes:
                self._take(outcome)
                advance(outcome)

    def finish(self) -> int:
        """Say what there is to say at the end; the exit code."""
        order = {planned: at for at, planned in enumerate(self.claims.jobs)}
        self.failed.sort(key=lambda outcome: order[outcome.planned])
        self.made.sort(key=lambda pair: order[pair[0]])
        if sys.stdout.isatty() and len(self.made) <= _ROWS:
            _show_table([_row(*pair) for pair in self.made])
        if len(self.claims.jobs) > 1 or (self.made and sys.stdout.isatty()):
            click.echo(plain(self._summary()))
        self._notes()
        for outcome in self.failed:
            click.echo(plain(f"Error: {outcome.result}"), err=True)
        return 2 if self.failed else 0

    def _take(self, outcome: Outcome) -> None:
        if isinstance(outcome.result, CodegenError):
            self.failed.append(outcome)
        elif isinstance(outcome.planned, Job):
            self.made.append((outcome.planned, outcome.result))

    def _summary(self) -> str:
        packages = [made for _, made in self.made]
        written = sum(made.changed for made in packages)
        facts = [
            _count(len(packages), "package"),
            f"{written:,} written",
            _count(sum(made.files for made in packages), "file"),
            _count(sum(made.lines for made in packages), "line"),
            f"{time.perf_counter() - self.started:.1f} s",
            f"{len(self.failed):,} failed",
        ]
        return ", ".join(facts)

    def _notes(self) -> None:
        if self.claims.gave_way:
            models = [job.model for job in self.claims.gave_way]
            note(f"others make the packages of {_some(models, 'model')}")
        _note_uncallable([made for _, made in self.made])
        for job, made in self.made:
            folder = (job.out / made.package).as_posix()
            note_foreign(folder, made.foreign)
            for path in made.remains:
                note(f"{path}, left of an older {folder}, cannot be removed: remove it")
            _note_elsewhere(job.out, made.package)


def _row(job: Job, made: Made) -> tuple[str, str]:
    state = "written" if made.changed else "unchanged"
    facts = f"{_count(made.files, 'file')}, {_count(made.lines, 'line')}, {state}"
    return (job.out / made.package).as_posix(), facts


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _some(names: Sequence[str], what: str) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{_count(len(names), what)}: {', '.join(names[:_SHOWN])}{more}"


def _note_uncallable(packages: Iterable[Made]) -> None:
    """One note for all: what is missing, and how many operations need it."""
    operations: Counter[str] = Counter()
    needing: set[tuple[str, str]] = set()
    affected: set[str] = set()
    for made in packages:
        for need, names in made.uncallable.items():
            operations[need.partition(" (on ")[0]] += len(names)
            needing |= {(made.package, name) for name in names}
            affected.add(made.package)
    if not needing:
        return
    needs = [f"{need} ({number:,})" for need, number in operations.most_common(_SHOWN)]
    more = f" and {len(operations) - _SHOWN} more" if len(operations) > _SHOWN else ""
    note(
        f"{_count(len(needing), 'operation')} of {_count(len(affected), 'package')} cannot be called yet,"
        f" for what they need is not implemented: {', '.join(needs)}{more}"
    )


def note_foreign(folder: str, foreign: Sequence[str]) -> None:
    """Name the files in a package's folder that are not ours."""
    if foreign:
        found = _some(foreign, "file")
        note(f"{folder} holds, untouched, what aiosmithy did not generate, {found}")


def _note_elsewhere(root: Path, name: str) -> None:
    """Say so if ``import <name>`` would find another package than the one just made."""
    try:
        spec = find_spec(name)
    except (ImportError, ValueError):
        return
    if spec is None or spec.origin is None:
        return
    there = Path(spec.origin).parent
    if there.resolve() != (root / name).resolve():
        note(f"`import {name}` finds {there.as_posix()}, not this package")


def _show_table(rows: Sequence[tuple[str, str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, show_header=False)
    for path, facts in rows:
        table.add_row(Text(plain(path), style="bold"), Text(facts))
    Console().print(table)


@contextmanager
def _bar(total: int) -> Generator[Callable[[Outcome], None]]:
    """A progress bar; gives what moves it on."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, transient=True) as progress:
        bar = progress.add_task("", total=total)

        def advance(outcome: Outcome) -> None:
            result = outcome.result
            if isinstance(result, CodegenError):
                shown = f"failed: {result.file}"
            else:
                shown = result.package
            progress.update(bar, advance=1, description=plain(shown))

        yield advance
