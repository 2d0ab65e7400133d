"""The published timestamp table: three formats, both ways, over the years of Smithy's range and beyond."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from aiosmithy.timestamps import (
    EPOCH,
    format_date_time,
    format_epoch_seconds,
    format_http_date,
    parse_date_time,
    parse_epoch_seconds,
    parse_http_date,
)
from conformance_table import Tally

TABLE = (
    Path(__file__).resolve().parents[3]
    / "shared/conformance/timestamps/date_time_format_test_suite.json"
)

pytestmark = pytest.mark.skipif(
    not TABLE.exists(),
    reason="the published vectors lie in ../shared, which is not here",
)


def cases(section: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(TABLE.read_bytes())[section]
    return found


def moment(case: dict[str, Any], *, as_number: bool = False) -> datetime | None:
    """What the case is about; None if it lies outside the years 1 to 9999, which are all that Smithy's timestamps have.

    The table's two numbers mean different things before 1970. Where the text is a date, the nanoseconds are counted
    forwards. Where it is a number of seconds, they are its digits behind the point, and so count backwards.
    """
    seconds, nanos = int(case["canonical_seconds"]), case["canonical_nanos"]
    sign = -1 if as_number and seconds < 0 else 1
    try:
        return EPOCH + timedelta(seconds=seconds, microseconds=sign * (nanos // 1000))
    except OverflowError:
        return None


@pytest.mark.parametrize(
    ("section", "write"),
    [
        ("format_date_time", format_date_time),
        ("format_http_date", format_http_date),
        ("format_epoch_seconds", format_epoch_seconds),
    ],
)
def test_formatting(
    section: str, write: Callable[[datetime], str], tally: Tally
) -> None:
    tally("timestamps", len(cases(section)))
    texts: list[tuple[str, str]] = []
    beyond = 0
    for case in cases(section):
        when = moment(case, as_number=section == "format_epoch_seconds")
        if when is None:
            beyond += 1
        elif not case["error"]:
            texts.append((case["smithy_format_value"], write(when)))

    assert [got for _, got in texts] == [expected for expected, _ in texts]
    assert (len(texts), beyond) == (86, 36)


@pytest.mark.parametrize(
    ("section", "read", "count"),
    [
        ("parse_date_time", parse_date_time, 86),
        ("parse_http_date", parse_http_date, 86),
        (
            "parse_epoch_seconds",
            lambda text: parse_epoch_seconds(Decimal(text)),
            86,
        ),
    ],
)
def test_parsing(
    section: str, read: Callable[[str], datetime], count: int, tally: Tally
) -> None:
    tally("timestamps", len(cases(section)))
    moments: list[tuple[datetime, datetime]] = []
    for case in cases(section):
        assert not case["error"]
        when = moment(case, as_number=section == "parse_epoch_seconds")
        if when is None:
            with pytest.raises((ValueError, OverflowError)):
                read(case["smithy_format_value"])
        else:
            moments.append((when, read(case["smithy_format_value"])))

    assert [got for _, got in moments] == [expected for expected, _ in moments]
    assert len(moments) == count
