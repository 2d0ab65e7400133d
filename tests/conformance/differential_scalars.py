"""Scalars as servers write them, in headers, in JSON and in XML."""

from __future__ import annotations

import base64
import math
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

REQUEST_ID = "0a1b2c3d-0000-4000-8000-feedfacecafe"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LOCATIONS = ("header", "headers", "statusCode")
TIMES = {
    "ec2": "iso8601",
    "json": "unixTimestamp",
    "query": "iso8601",
    "rest-json": "unixTimestamp",
    "rest-xml": "iso8601",
    "smithy-rpc-v2-cbor": "unixTimestamp",
}


def moment_text(value: datetime, form: str) -> str:
    """A timestamp in one of C2J's formats."""
    value = value.astimezone(UTC)
    if form == "rfc822":
        return format_datetime(value.replace(microsecond=0), usegmt=True)
    fraction = f".{value.microsecond:06d}".rstrip("0") if value.microsecond else ""
    if form == "iso8601":
        return f"{value:%Y-%m-%dT%H:%M:%S}{fraction}Z"
    return repr(seconds(value))


def seconds(value: datetime) -> int | float:
    """The time since 1970, a whole number where it is one."""
    microseconds = (value - EPOCH) // timedelta(microseconds=1)
    return microseconds / 1e6 if microseconds % 1_000_000 else microseconds // 1_000_000


def scalar_text(shape: Any, value: Any) -> str:
    """A scalar in a header or in XML."""
    kind = shape.type_name
    if kind == "boolean":
        return "true" if value else "false"
    if kind in ("float", "double"):
        return str(json_number(value))
    if kind == "blob":
        return base64.b64encode(value).decode()
    return str(value)


def json_number(value: float) -> float | str:
    """A number; NaN and the infinities by name."""
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
