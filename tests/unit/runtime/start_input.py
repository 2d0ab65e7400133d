"""The schemas and classes of an input to validate."""

from __future__ import annotations

import enum
from typing import Any

from aiosmithy.schemas import (
    DOCUMENT,
    STRING,
    Integer,
    List,
    Map,
    Member,
    Reference,
    Schema,
    String,
    Structure,
    Union,
    Variant,
)
from aiosmithy.shapes import Shape
from aiosmithy.validation import check


class Receiver(Shape):
    account_id: str


class Key(Shape):
    secret: str | None = None
    hint: str | None = None


class FilterPrefix(Shape):
    value: str


class FilterAll(Shape):
    value: list[Any]


class FilterUnknown(Shape):
    name: str
    value: Any


class StartInput(Shape):
    job_name: str
    receivers: Any = None
    count: Any = None
    tags: Any = None
    filter: Any = None
    key: Any = None
    extra: Any = None


class Color(enum.StrEnum):
    RED = "red"


class Level(enum.IntEnum):
    HIGH = 3


SCHEMAS: dict[str, Structure | Union] = {
    "StartInput": Structure(
        StartInput,
        Member("job_name", "jobName", String(max_length=5), required=True, label=True),
        Member("receivers", "receivers", List(Reference("Receiver"), max_length=2)),
        Member("count", "count", Integer(minimum=1, maximum=10)),
        Member("tags", "tags", Map(String(max_length=3), STRING, max_length=2)),
        Member("filter", "filter", Reference("Filter")),
        Member("key", "key", Reference("Key"), sensitive=True),
        Member("extra", "extra", DOCUMENT),
    ),
    "Receiver": Structure(
        Receiver,
        Member("account_id", "accountId", String(pattern="^[0-9]+$"), required=True),
    ),
    "Key": Structure(
        Key,
        Member("secret", "secret", String(min_length=9, pattern="^[a-z]+$")),
        Member("hint", "hint", STRING),
    ),
    "Filter": Union(
        Variant("prefix", FilterPrefix, STRING),
        Variant("all", FilterAll, List(Reference("Filter"))),
        unknown=FilterUnknown,
    ),
}


def problems(value: object, schema: Schema, *, constraints: bool = True) -> list[str]:
    return [str(p) for p in check(value, schema, SCHEMAS, constraints=constraints)]


def start(**members: Any) -> StartInput:
    return StartInput(**{"job_name": "job", **members})


START = SCHEMAS["StartInput"]
