"""The service itself: takes an operation and its checked input, gives the output, remembers.

Knows nothing of HTTP. What an operation does follows from the model's resources (:mod:`.resources`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import frozen

from ..model import Member, Shape
from ..selection import Selection
from . import pages, statuses, tags
from .examples import example_output
from .outputs import Outputs
from .refusals import conflict, not_found, refused_value
from .resources import (
    Role,
    is_status,
    members_by_identifier,
    roles,
    status_enum,
    tag_verb,
)
from .settings import Settings
from .store import Key, Record, Store
from .strings import Ids, Place, StringMaker
from .synthesis import Context, Synthesizer, is_required

Values = dict[str, Any]


@frozen
class Call:
    """One request that passed all checks."""

    operation: Shape
    values: Values
    now: float
    place: Place

    def context(self, known: Mapping[str, Any] | None = None) -> Context:
        """What synthesized values depend on."""
        return Context(self.now, self.place, self.values if known is None else known)


class Behavior:
    """All operations of one service."""

    def __init__(self, selection: Selection, settings: Settings) -> None:
        self.model = selection.model
        self.service = selection.service
        self.settings = settings
        self.synthesizer = Synthesizer(self.model, StringMaker(Ids(settings.seed)))
        self.store = Store()
        self._outputs = Outputs(self.model, self.synthesizer, settings.step_seconds, {})
        self._roles = roles(selection)
        self._pager = pages.Pager()
        self._replays: dict[tuple[str, str], tuple[Values, Values]] = {}
        self._loose_tags: dict[str, dict[str, str]] = {}

    def answer(self, operation: Shape, values: Values, region: str | None) -> Values:
        """The output; raises a :class:`~.refusals.Refusal` for an error."""
        place = Place(region or self.settings.region, self.settings.account_id)
        call = Call(operation, values, self.settings.clock(), place)
        role = self._roles.get(operation.id)
        if tag_verb(operation):
            return self._tags(call)
        if role is None:
            return self._made_up(call)
        return self._play(call, role)

    def _play(self, call: Call, role: Role) -> Values:
        if role.verb == "list":
            return self._list(call, role.resource)
        if role.verb in ("create", "put"):
            return self._once(call, role)
        record = self._find(call, role.resource)
        acts: Mapping[str, Callable[[Call, Record], None]] = {
            "update": self._update,
            "cancel": self._cancel,
        }
        if role.verb in acts:
            acts[role.verb](call, record)
        output = self._show(call, record)
        if role.verb == "delete":
            self.store.remove(record)
        return output

    def _show(self, call: Call, record: Record) -> Values:
        shape = self.model.expect(call.operation.output)
        return self._outputs.fill(shape, record, call.context(record.values))

    def _once(self, call: Call, role: Role) -> Values:
        """Creates, or gives the output of the first call with the same client token."""
        key = (call.operation.id, self._token(call))
        if key[1] and key in self._replays:
            values, output = self._replays[key]
            if values != call.values:
                raise conflict("The client token was used with other parameters.")
            return output
        record = self._create(call, role)
        output = self._show(call, record)
        if key[1]:
            self._replays[key] = call.values, output
        return output

    def _token(self, call: Call) -> str:
        for name, member in self.model.expect(call.operation.input).members.items():
            if "smithy.api#idempotencyToken" in member.traits:
                return str(call.values.get(name) or "")
        return ""

    def _create(self, call: Call, role: Role) -> Record:
        resource = role.resource
        given = tags.merged({}, tags.read(call.values.get("tags")))
        identifiers = self._identifiers(call, resource)
        key = tuple(identifiers.values())
        existing = self.store.get(resource, key)
        if existing and role.verb == "create":
            raise conflict(f"The {resource.name} exists already.")
        values = {**call.values, **identifiers}
        if existing:
            existing.values, existing.changed = values, call.now
            existing.tags = given or existing.tags
            return existing
        scope = self._scope(call, resource)
        record = self.store.add(resource, key, values, call.now, scope)
        record.tags = given
        enum = status_enum(self.model, resource)
        record.path = statuses.creation_path(statuses.enum_values(enum)) if enum else ()
        self._complete(call, record)
        return record

    def _identifiers(self, call: Call, resource: Shape) -> dict[str, str]:
        names = members_by_identifier(
            self.model, self.model.expect(call.operation.input)
        )
        found: dict[str, str] = {}
        for identifier, target in resource.identifiers.items():
            value = call.values.get(names.get(identifier, identifier))
            if value is None:
                member = Member(f"{resource.id}${identifier}", identifier, target)
                value = self.synthesizer.value(member, call.context())
            found[identifier] = str(value)
        return found

    def _scope(self, call: Call, resource: Shape) -> Key:
        return tuple(
            str(call.values[member.name])
            for member in self._labels(call.operation)
            if member.name not in resource.identifiers
        )

    def _labels(self, operation: Shape) -> list[Member]:
        members = self.model.expect(operation.input).members.values()
        return [one for one in members if "smithy.api#httpLabel" in one.traits]

    def _complete(self, call: Call, record: Record) -> None:
        """Synthesizes what reading and listing will show, so that filters see it from the start."""
        context = call.context(record.values)
        for event in ("read", "list"):
            operation_id = record.resource.lifecycle.get(event)
            if operation_id is None:
                continue
            operation = self.model.expect(operation_id)
            shape: Shape | None = self.model.expect(operation.output)
            if event == "list":
                shape = self._item_shape(operation)
            if shape is not None:
                self._outputs.fill(shape, record, context)

    def _find(self, call: Call, resource: Shape) -> Record:
        names = members_by_identifier(
            self.model, self.model.expect(call.operation.input)
        )
        wanted = {
            identifier: call.values[names[identifier]]
            for identifier in resource.identifiers
            if call.values.get(names.get(identifier, "")) is not None
        }
        for record in self.store.all(resource) if wanted else ():
            keys = dict(zip(resource.identifiers, record.key, strict=True))
            same = all(
                value == keys[name] or value in record.arns()
                for name, value in wanted.items()
            )
            if same and self._in_scope(call, record):
                return record
        raise not_found(f"The {resource.name} does not exist.")

    def _in_scope(self, call: Call, record: Record) -> bool:
        """Whether the other labels, where the record has such members, are the record's."""
        for member in self._labels(call.operation):
            known = record.values.get(member.name)
            is_identifier = member.name in record.resource.identifiers
            given = call.values[member.name]
            if known is not None and not is_identifier and known != given:
                return False
        return True

    def _update(self, call: Call, record: Record) -> None:
        labels = {member.name for member in self._labels(call.operation)}
        changes = {k: v for k, v in call.values.items() if k not in labels}
        record.values |= changes
        record.changed = call.now

    def _cancel(self, call: Call, record: Record) -> None:
        enum = status_enum(self.model, record.resource)
        values = statuses.enum_values(enum) if enum else []
        record.cancel(values, call.now, self.settings.step_seconds)

    def _list(self, call: Call, resource: Shape) -> Values:
        facts = pages.paging(self.model, self.service, call.operation)
        shown = [one for one in self.store.all(resource) if self._fits(call, one)]
        page, token = self._pager.page(
            shown,
            pages.question_of(call.operation, call.values, facts),
            call.values.get(facts.input_token),
            call.values.get(facts.page_size) or self.settings.page_size,
        )
        shape = self._item_shape(call.operation)
        items: list[Any] = [
            (
                self._outputs.fill(shape, one, call.context(one.values))
                if shape
                else one.key[-1]
            )
            for one in page
        ]
        return _nested(facts.items, items) | (
            {facts.output_token: token} if token else {}
        )

    def _item_shape(self, operation: Shape) -> Shape | None:
        """The structure of a list's items; None where these are plain strings."""
        facts = pages.paging(self.model, self.service, operation)
        shape = self.model.expect(operation.output)
        for name in facts.items.split("."):
            if name in shape.members:
                shape = self.model.target(shape.members[name])
        if shape.type != "list":
            return None
        element = self.model.target(shape.members["member"])
        return element if element.type == "structure" else None

    def _fits(self, call: Call, record: Record) -> bool:
        """Whether the record has what the list is asked for. Members that a record cannot have are no filters."""
        facts = pages.paging(self.model, self.service, call.operation)
        item = self._item_shape(call.operation)
        for name, value in call.values.items():
            if name in (facts.input_token, facts.page_size):
                continue
            member = item.members.get(name) if item else None
            known = record.values.get(name)
            if member is not None and is_status(self.model, member):
                known = record.status(call.now, self.settings.step_seconds)
            if (member or known is not None) and known != value:
                return False
        return True

    def _tags(self, call: Call) -> Values:
        arn = self._arn(call)
        record = self.store.with_arn(arn)
        if record is None and self._roles:
            raise not_found("There is no resource with this ARN.")
        old = record.tags if record else self._loose_tags.get(arn, {})
        verb = tag_verb(call.operation)
        if verb == "list tags":
            return self._listed_tags(call, old)
        members = self.model.expect(call.operation.input).members.values()
        given = [
            call.values[member.name]
            for member in members
            if self.model.target(member).type in ("list", "map")
            and member.name in call.values
        ]
        if verb == "tag":
            new = tags.merged(old, tags.read(given[0] if given else None))
        else:
            new = tags.without(old, given[0] if given else ())
        if record:
            record.tags = new
        else:
            self._loose_tags[arn] = new
        return {}

    def _listed_tags(self, call: Call, shown: Mapping[str, str]) -> Values:
        members = self.model.expect(call.operation.output).members
        written = {
            name: tags.write(self.model, member, shown)
            for name, member in members.items()
        }
        return {name: value for name, value in written.items() if value is not None}

    def _arn(self, call: Call) -> str:
        for name, member in self.model.expect(call.operation.input).members.items():
            if self.model.target(member).type == "string" and is_required(member):
                return str(call.values[name])
        raise refused_value("The operation names no resource.")

    def _made_up(self, call: Call) -> Values:
        """An operation without a resource: the model's example, else the input's members and synthesized ones."""
        output = example_output(self.model, call.operation, call.values)
        if output is not None:
            return output
        values: Values = {}
        for name, member in self.model.expect(call.operation.output).members.items():
            given = self._outputs.conform(member, call.values.get(name), call.context())
            if given is not None:
                values[name] = given
            elif is_required(member):
                values[name] = self.synthesizer.value(member, call.context())
        return values


def _nested(path: str, value: Any) -> Values:
    for name in reversed(path.split(".")):
        value = {name: value}
    result: Values = value
    return result
