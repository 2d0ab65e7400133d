"""Outputs and list items filled from what is known of a resource; what is missing is synthesized once and remembered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from ..json_values import is_list, is_object
from ..model import Member, Model, Shape
from . import tags
from .resources import is_status
from .statuses import enum_values
from .store import Key, Record
from .synthesis import Context, Synthesizer, is_required

_PLAIN: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "enum": (str,),
    "boolean": (bool,),
    "blob": (bytes,),
    "float": (int, float),
    "double": (int, float),
    "bigDecimal": (int, float),
    "timestamp": (int, float),
}


@frozen
class Outputs:
    """Fills structures for records."""

    model: Model
    synthesizer: Synthesizer
    step_seconds: float
    shared: dict[tuple[str, Key], Any]

    def fill(self, shape: Shape, record: Record, context: Context) -> dict[str, Any]:
        """The structure's members, as far as the record has them or the model requires them."""
        wrapper = len(shape.members) == 1
        filled = {
            name: self._value(member, record, context, wrapper)
            for name, member in shape.members.items()
        }
        return {name: value for name, value in filled.items() if value is not None}

    def conform(self, member: Member, value: Any, context: Context) -> Any:
        """The value as the member's type wants it, or None if it is another kind of thing.

        An output often has a member of the input's name and another shape: more is required of it, or less is in it.
        """
        shape = self.model.target(member)
        if shape.type == "structure":
            return self._structure(shape, value, context)
        if shape.type in ("union", "map"):
            return value if is_object(value) else None
        if shape.type == "list":
            if not is_list(value):
                return None
            element = shape.members["member"]
            items = [self.conform(element, item, context) for item in value]
            return [item for item in items if item is not None]
        if shape.type == "document":
            return value
        return value if isinstance(value, _PLAIN.get(shape.type, (int,))) else None

    def _structure(self, shape: Shape, value: Any, context: Context) -> Any:
        if not is_object(value):
            return None
        result: dict[str, Any] = {}
        for name, part in shape.members.items():
            item = self.conform(part, value.get(name), context)
            if item is None and is_required(part):
                item = self.synthesizer.value(part, context)
            if item is not None:
                result[name] = item
        return result

    def _value(
        self, member: Member, record: Record, context: Context, wrapper: bool
    ) -> Any:
        target = self.model.target(member)
        if is_status(self.model, member):
            status = record.status(context.now, self.step_seconds)
            if status in enum_values(target):
                return status
        if member.name == "tags":
            shown = record.tags or is_required(member)
            return tags.write(self.model, member, record.tags) if shown else None
        if target.type == "timestamp":
            return self._time(member, record, context)
        stored = self.conform(member, _stored(member, record), context)
        if stored is not None:
            return stored
        needed = is_required(member)
        if target.type == "structure" and (needed or wrapper):
            return self.fill(target, record, context)
        return self._remembered(member, record, context) if needed else None

    def _time(self, member: Member, record: Record, context: Context) -> Any:
        name = member.name.lower()
        if "updat" in name or "modif" in name:
            return record.updated(context.now, self.step_seconds)
        if "creat" in name:
            return record.created
        stored = record.values.get(member.name)
        if isinstance(stored, (int, float)):
            return stored
        return record.created if is_required(member) else None

    def _remembered(self, member: Member, record: Record, context: Context) -> Any:
        """Synthesized once. What the scope determines (a membership's collaboration) is the same for all in it."""
        name = member.name
        key = (name, record.scope)
        is_shared = bool(record.scope) and name.endswith(("Identifier", "Id"))
        if is_shared and key in self.shared:
            value = self.shared[key]
        else:
            value = self.synthesizer.value(member, context)
        if is_shared:
            self.shared[key] = value
        record.values[name] = value
        return value


def _stored(member: Member, record: Record) -> Any:
    if member.name in record.values:
        return record.values[member.name]
    own = record.key[-1] if record.key else None
    if member.name.lower() in ("id", "identifier"):
        return own
    if member.name.lower() == "arn" and own is not None and own.startswith("arn:"):
        return own
    return None
