"""Timestamps between seconds since the epoch and Smithy's three formats."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

# A server takes no offsets: https://smithy.io/2.0/spec/protocol-traits.html#timestampformat-trait
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?[Zz]")
_LIMIT = 253402300800  # the year 10000


def parse(data: Any, form: str) -> float | None:
    """Seconds since the epoch, or None if the data is not a timestamp of that format."""
    try:
        if form == "epoch-seconds":
            return _epoch(data)
        if not isinstance(data, str):
            return None
        if form == "date-time":
            return _date_time(data)
        return parsedate_to_datetime(data).timestamp()
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def show(seconds: float, form: str) -> int | float | str:
    """The timestamp in that format, to the millisecond, as the AWS services give it."""
    seconds = round(seconds, 3)
    if form == "epoch-seconds":
        return int(seconds) if seconds == int(seconds) else seconds
    moment = datetime.fromtimestamp(seconds, UTC)
    if form == "http-date":
        return format_datetime(moment.replace(microsecond=0), usegmt=True)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _epoch(data: Any) -> float | None:
    if isinstance(data, bool) or not isinstance(data, (int, float)):
        return None
    seconds = float(data)
    return seconds if math.isfinite(seconds) and abs(seconds) < _LIMIT else None


def _date_time(text: str) -> float | None:
    if not _DATE_TIME.fullmatch(text):
        return None
    return datetime.fromisoformat(text.upper()).timestamp()
