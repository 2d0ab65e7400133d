"""The three timestamp formats, both ways."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
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

MOMENT = datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)
CASES = [
    (MOMENT, "1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 08:49:37 GMT", "784111777"),
    (
        MOMENT.replace(microsecond=120000),
        "1994-11-06T08:49:37.12Z",
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "784111777.12",
    ),
    (EPOCH, "1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT", "0"),
    (
        EPOCH - timedelta(microseconds=1),
        "1969-12-31T23:59:59.999999Z",
        "Wed, 31 Dec 1969 23:59:59 GMT",
        "-0.000001",
    ),
    (
        datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
        "9999-12-31T23:59:59Z",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "253402300799",
    ),
]


@pytest.mark.parametrize(("moment", "date_time", "http_date", "seconds"), CASES)
def test_there_and_back(
    moment: datetime, date_time: str, http_date: str, seconds: str
) -> None:
    assert format_date_time(moment) == date_time
    assert format_http_date(moment) == http_date
    assert format_epoch_seconds(moment) == seconds
    assert parse_date_time(date_time) == moment
    assert parse_http_date(http_date) == moment.replace(microsecond=0)
    assert parse_epoch_seconds(Decimal(seconds)) == moment


class Unrounded(Decimal):
    """A number that is too large to be made an integer of."""

    def __mul__(self, other: object) -> Decimal:
        raise AssertionError("this would take megabytes and minutes")


@pytest.mark.parametrize("text", ["1e999999", "-1e999999", "1e12", "Infinity", "NaN"])
def test_a_number_far_out_of_range_costs_nothing(text: str) -> None:
    with pytest.raises((ArithmeticError, ValueError)):
        parse_epoch_seconds(Unrounded(text))


def test_an_http_date_may_come_with_a_fraction() -> None:
    assert parse_http_date("Sun, 06 Nov 1994 08:49:37.12 GMT") == CASES[1][0]


def test_another_zone_is_turned_into_utc() -> None:
    moment = datetime(2020, 1, 1, 2, tzinfo=timezone(timedelta(hours=2)))

    assert format_date_time(moment) == "2020-01-01T00:00:00Z"
    assert parse_date_time("2020-01-01T02:00:00+02:00").tzinfo is UTC


@pytest.mark.parametrize(
    "write", [format_date_time, format_http_date, format_epoch_seconds]
)
def test_a_naive_datetime_is_refused_with_the_remedy(
    write: Callable[[Any], object],
) -> None:
    with pytest.raises(ValueError, match="tzinfo=UTC"):
        write(datetime(2020, 1, 1))
    with pytest.raises(TypeError, match="expected a datetime"):
        write("2020-01-01")
