"""What the published suites share: a place to call generated clients in, and the table of counts at the end of a run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from conformance_table import PROPERTY, Tally, rows, table

if TYPE_CHECKING:
    from vector_clients import Laboratory


@pytest.fixture(name="laboratory", scope="session")
def laboratory_fixture(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Laboratory]:
    from vector_clients import laboratory

    with laboratory(tmp_path_factory.mktemp("suites")) as made:
        yield made


@pytest.fixture(name="tally")
def tally_fixture(record_property: Any) -> Tally:
    """A test says with it how many cases of a suite it runs."""

    def count(suite: str, cases: int = 1) -> None:
        record_property(PROPERTY, (suite, cases))

    return count


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The table, if anything that is counted ran."""
    reports = [
        (category, report)
        for category, reports in terminalreporter.stats.items()
        for report in reports
        if getattr(report, "when", "call") == "call" or category == "error"
    ]
    found = rows(reports)
    if found:
        terminalreporter.section("published conformance cases")
        for line in table(found):
            terminalreporter.write_line(line)
