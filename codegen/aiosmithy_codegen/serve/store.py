"""The resources that exist, in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import define, field

from ..model import Shape
from . import statuses
from .refusals import conflict

Key = tuple[str, ...]


@define
class Record:
    """One resource: what was given, what was synthesized since, and how its status moves."""

    resource: Shape
    key: Key
    number: int
    created: float
    values: dict[str, Any]
    scope: Key = ()  # the labels that it was created under
    tags: dict[str, str] = field(factory=dict[str, str])
    path: tuple[str, ...] = ()
    since: float = 0.0
    changed: float = 0.0

    def status(self, now: float, step_seconds: float) -> str | None:
        """The status at that moment; None if the resource has none."""
        if not self.path:
            return None
        return self.path[statuses.step(self.path, now - self.since, step_seconds)]

    def updated(self, now: float, step_seconds: float) -> float:
        """When the resource last changed, by itself or by a call."""
        index = statuses.step(self.path, now - self.since, step_seconds)
        moved = self.since + max(index, 0) * max(step_seconds, 0.0)
        return max(self.created, self.changed, moved)

    def is_settled(self, now: float, step_seconds: float) -> bool:
        """Whether the status moves no more."""
        return self.status(now, step_seconds) == (self.path or (None,))[-1]

    def cancel(self, values: list[str], now: float, step_seconds: float) -> None:
        """Starts the way to the cancelled status; a second cancellation changes nothing."""
        path = statuses.cancel_path(values)
        if path and self.path == path and not self.is_settled(now, step_seconds):
            return
        if self.path and self.is_settled(now, step_seconds):
            status = self.status(now, step_seconds)
            raise conflict(
                f"A resource with status {status} cannot be cancelled any more."
            )
        self.path, self.since = path or self.path, now

    def arns(self) -> Iterator[str]:
        """The names that tag operations may use for it."""
        own = self.resource.name[:1].lower() + self.resource.name[1:] + "Arn"
        for name in ("arn", own, *self.resource.identifiers):
            value = self.values.get(name)
            if isinstance(value, str):
                yield value


class Store:
    """Records by resource and key, in the order of their creation."""

    def __init__(self) -> None:
        self._records: dict[str, dict[Key, Record]] = {}
        self._count = 0

    def add(
        self,
        resource: Shape,
        key: Key,
        values: Mapping[str, Any],
        now: float,
        scope: Key = (),
    ) -> Record:
        """A new record, in the place of one with the same key."""
        self._count += 1
        record = Record(resource, key, self._count, now, dict(values), scope, since=now)
        self._records.setdefault(resource.id, {})[key] = record
        return record

    def get(self, resource: Shape, key: Key) -> Record | None:
        """The record of that key."""
        return self._records.get(resource.id, {}).get(key)

    def all(self, resource: Shape) -> list[Record]:
        """Every record of the resource, the oldest first."""
        records = self._records.get(resource.id, {}).values()
        return sorted(records, key=lambda record: record.number)

    def remove(self, record: Record) -> None:
        """Forgets the record."""
        del self._records[record.resource.id][record.key]

    def with_arn(self, arn: str) -> Record | None:
        """The record that has this ARN."""
        for records in self._records.values():
            for record in records.values():
                if arn in record.arns():
                    return record
        return None
