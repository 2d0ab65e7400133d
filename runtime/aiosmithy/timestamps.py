"""The three timestamp formats of Smithy, both ways, with fractions of a second.

https://smithy.io/2.0/spec/protocol-traits.html#timestampformat-trait
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

__all__ = [
    "EPOCH",
    "format_date_time",
    "format_epoch_seconds",
    "format_http_date",
    "parse_date_time",
    "parse_epoch_seconds",
    "parse_http_date",
    "since_epoch",
]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_MICROSECOND = timedelta(microseconds=1)
_BEYOND = 10**12
"""Seconds: more than there are from 1970 to either end of the years 1 to 9999."""

_MONTHS = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _utc(moment: datetime) -> datetime:
    """The moment in UTC. A naive one would mean different times on different machines, so it is refused."""
    if moment.utcoffset() is None:
        raise ValueError("a timestamp needs a time zone: datetime(..., tzinfo=UTC)")
    return moment.astimezone(UTC)


def _fraction(microseconds: int) -> str:
    return f".{microseconds:06d}".rstrip("0") if microseconds else ""


def format_date_time(moment: datetime) -> str:
    """``1985-04-12T23:20:50.52Z``; TypeError if it is no datetime, ValueError if it has no time zone."""
    if not isinstance(moment, datetime):
        raise TypeError(f"expected a datetime, got {type(moment).__name__}")
    t = _utc(moment)
    return (
        f"{t.year:04d}-{t.month:02d}-{t.day:02d}T{t.hour:02d}:{t.minute:02d}:{t.second:02d}"
        f"{_fraction(t.microsecond)}Z"
    )


def format_http_date(moment: datetime) -> str:
    """``Sun, 06 Nov 1994 08:49:37 GMT`` (RFC 9110 §5.6.7): whole seconds, the fraction is dropped."""
    if not isinstance(moment, datetime):
        raise TypeError(f"expected a datetime, got {type(moment).__name__}")
    t = _utc(moment)
    return (
        f"{_DAYS[t.weekday()]}, {t.day:02d} {_MONTHS[t.month - 1]} {t.year:04d}"
        f" {t.hour:02d}:{t.minute:02d}:{t.second:02d} GMT"
    )


def since_epoch(moment: datetime) -> timedelta:
    """The time from 1970 to the moment."""
    if not isinstance(moment, datetime):
        raise TypeError(f"expected a datetime, got {type(moment).__name__}")
    return _utc(moment) - EPOCH


def format_epoch_seconds(moment: datetime) -> str:
    """Seconds since the epoch as a plain decimal number, exact to the microsecond."""
    total = since_epoch(moment) // _MICROSECOND
    sign = "-" if total < 0 else ""
    seconds, microseconds = divmod(abs(total), 1_000_000)
    return f"{sign}{seconds}{_fraction(microseconds)}"


def parse_date_time(text: str) -> datetime:
    """RFC 3339 → an aware datetime in UTC; a text without an offset is taken as UTC."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is UTC:
        return moment
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC)


def parse_epoch_seconds(number: float | Decimal) -> datetime:
    """Seconds since the epoch → an aware datetime in UTC, to the nearest microsecond.

    Raises:
        ValueError, ArithmeticError: The number is none, or out of the range of years.
    """
    # Positions, not keywords: a page may hold thousands.
    if isinstance(number, int):
        return EPOCH + timedelta(0, number)
    if not -_BEYOND < number < _BEYOND:  # 1e999999 as microseconds would be a megabyte
        raise OverflowError("the timestamp is out of range")
    return EPOCH + timedelta(0, 0, round(number * 1_000_000))


def parse_http_date(text: str) -> datetime:
    """``Sun, 06 Nov 1994 08:49:37.5 GMT`` → an aware datetime in UTC; the day's name is not checked."""
    parts = text.rpartition(",")[2].split()
    if len(parts) != 5 or parts[4] not in ("GMT", "UTC") or parts[1] not in _MONTHS:
        raise ValueError("not an HTTP date")
    day, month, year, clock, _ = parts
    hours, minutes, seconds = clock.split(":")
    whole, _, fraction = seconds.partition(".")
    return datetime(
        int(year),
        _MONTHS.index(month) + 1,
        int(day),
        int(hours),
        int(minutes),
        int(whole),
        int(f"{fraction:0<6.6}") if fraction else 0,
        tzinfo=UTC,
    )
