"""Faults that a local service is told to have: ``throttle:2``, ``status:503``, ``stall:5s``, ``cut``, ``junk``.

Without a count a fault stays until it is cleared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import define

from ..errors import UsageError
from ..json_values import is_list

EVERY = "*"
_FORM = re.compile(
    r"(?P<kind>throttle|cut|junk)(:(?P<count>\d{1,9}))?"
    r"|status:(?P<status>[345]\d\d)(:(?P<scount>\d{1,9}))?"
    r"|stall:(?P<seconds>\d{1,5}(\.\d{1,3})?)s(:(?P<dcount>\d{1,9}))?"
)
_REMEDY = (
    "A fault is throttle[:N], status:CODE[:N], stall:SECONDSs[:N], cut[:N] or junk[:N];"
    " N is for how many calls."
)


@define
class Fault:
    """One fault and how often it is still to happen; None: always."""

    kind: str
    status: int = 0
    seconds: float = 0.0
    remaining: int | None = None

    def __str__(self) -> str:
        text = self.kind
        text += f":{self.status}" if self.kind == "status" else ""
        text += f":{self.seconds:g}s" if self.kind == "stall" else ""
        return text if self.remaining is None else f"{text}:{self.remaining}"


def parse_fault(text: str) -> Fault:
    """Reads one fault; raises :class:`UsageError` that says how they look."""
    found = _FORM.fullmatch(text.strip())
    if not found:
        raise UsageError(f"{text!r} is not a fault", remedy=_REMEDY)
    count = found["count"] or found["scount"] or found["dcount"]
    remaining = None if count is None else int(count)
    if found["kind"]:
        return Fault(found["kind"], remaining=remaining)
    if found["status"]:
        return Fault("status", status=int(found["status"]), remaining=remaining)
    return Fault("stall", seconds=float(found["seconds"]), remaining=remaining)


def parse_option(text: str) -> tuple[str, str]:
    """``OPERATION=FAULT`` → operation and fault, both still to be checked."""
    operation, equals, fault = text.partition("=")
    if not operation or not equals:
        remedy = f"Write it as OPERATION=FAULT. {_REMEDY}"
        raise UsageError(f"{text!r} is not a fault", remedy=remedy)
    return operation, fault


class Faults:
    """What is still to go wrong, by operation; ``*`` is every operation."""

    def __init__(self, operations: Iterable[str]) -> None:
        self._known = {*operations, EVERY}
        self._queues: dict[str, list[Fault]] = {}

    def put(self, wanted: Mapping[str, Any]) -> None:
        """Replaces the faults of the named operations; changes nothing if one of them is wrong."""
        queues = {name: self._queue(name, value) for name, value in wanted.items()}
        self._queues |= queues

    def clear(self) -> None:
        """From now on all goes well."""
        self._queues.clear()

    def take(self, operation: str) -> Fault | None:
        """The fault that this call has, if any. The operation's own come before those of all."""
        for name in (operation, EVERY):
            for fault in self._queues.get(name, ()):
                if fault.remaining is None:
                    return fault
                if fault.remaining > 0:
                    fault.remaining -= 1
                    return fault
        return None

    def remaining(self) -> dict[str, list[str]]:
        """The faults that are still to happen."""
        left = {
            name: [str(fault) for fault in queue if fault.remaining != 0]
            for name, queue in self._queues.items()
        }
        return {name: faults for name, faults in left.items() if faults}

    def _queue(self, name: str, value: Any) -> list[Fault]:
        if name not in self._known:
            remedy = "Use the operation's name in the model, or * for every operation."
            raise UsageError(f"there is no operation {name!r}", remedy=remedy)
        texts = value if is_list(value) else [value]
        return [parse_fault(text if isinstance(text, str) else "") for text in texts]
