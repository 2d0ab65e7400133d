"""What each operation does to which resource, read from the model's resources and, where these are silent, from names.

https://smithy.io/2.0/spec/service-types.html#resource
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from attrs import frozen

from ..model import Member, Model, Shape
from ..selection import Selection

Verb = Literal["create", "put", "read", "update", "delete", "list", "cancel", "other"]
TagVerb = Literal["list tags", "tag", "untag"]

_TAG_OPERATIONS: dict[str, TagVerb] = {
    "ListTagsForResource": "list tags",
    "TagResource": "tag",
    "UntagResource": "untag",
}
_VERBS: tuple[tuple[str, Verb], ...] = (
    ("Get", "read"),
    ("Describe", "read"),
    ("List", "list"),
    ("Cancel", "cancel"),
    ("Stop", "cancel"),
)


@frozen
class Role:
    """One operation's part in the life of a resource."""

    verb: Verb
    resource: Shape


def tag_verb(operation: Shape) -> TagVerb | None:
    """Whether the operation is one of the three that every AWS service names alike."""
    return _TAG_OPERATIONS.get(operation.name)


def roles(selection: Selection) -> dict[str, Role]:
    """Operation id → role; operations that have to do with no resource are absent.

    A resource that nothing creates has no roles: its operations answer synthesized values instead of "not found".
    """
    found: dict[str, Role] = {}
    alive = [shape for shape in _resources(selection) if _is_created(shape)]
    for resource in alive:
        for event, operation_id in resource.lifecycle.items():
            found[operation_id] = Role(_lifecycle_verb(event), resource)
        for operation_id in resource.operations:
            operation = selection.model.expect(operation_id)
            found[operation_id] = Role(_verb(operation), resource)
    for unbound in selection.operations:
        if unbound.id not in found and tag_verb(unbound) is None:
            role = _role_by_name(unbound, alive)
            found |= {unbound.id: role} if role else {}
    return found


def status_enum(model: Model, resource: Shape) -> Shape | None:
    """The enum of the resource's status, if what is read or listed of it has one."""
    for event in ("read", "list", "create", "put"):
        if event in resource.lifecycle:
            operation = model.expect(resource.lifecycle[event])
            for member in _members(model, model.expect(operation.output), 3):
                if is_status(model, member):
                    return model.target(member)
    return None


def is_status(model: Model, member: Member) -> bool:
    """Whether the member is a resource's own status."""
    return member.name in ("status", "state") and model.target(member).type == "enum"


def members_by_identifier(model: Model, shape: Shape) -> dict[str, str]:
    """Identifier name → name of the input's member that holds it."""
    names = {name: name for name in shape.members}
    for name, member in shape.members.items():
        identifier = member.traits.get("smithy.api#resourceIdentifier")
        if identifier is not None:
            names[identifier] = name
    return names


def _resources(selection: Selection) -> Iterator[Shape]:
    return (shape for shape in selection.model.of_type("resource"))


def _is_created(resource: Shape) -> bool:
    return "create" in resource.lifecycle or "put" in resource.lifecycle


def _lifecycle_verb(event: str) -> Verb:
    verbs: dict[str, Verb] = {
        "create": "create",
        "put": "put",
        "read": "read",
        "update": "update",
        "delete": "delete",
        "list": "list",
    }
    return verbs.get(event, "other")


def _verb(operation: Shape) -> Verb:
    for prefix, verb in _VERBS:
        if operation.name.startswith(prefix):
            return verb
    return "other"


def _role_by_name(operation: Shape, resources: list[Shape]) -> Role | None:
    """``ListCollaborationTrainedModels`` lists ``TrainedModel``; the longest name wins."""
    verb = _verb(operation)
    if verb not in ("read", "list"):
        return None
    ending = operation.name.removesuffix("s") if verb == "list" else operation.name
    fitting = [shape for shape in resources if ending.endswith(shape.name)]
    if not fitting:
        return None
    return Role(verb, max(fitting, key=lambda shape: len(shape.name)))


def _members(model: Model, shape: Shape, depth: int) -> Iterator[Member]:
    """The members of an output, then those of the structures and lists in it."""
    yield from shape.members.values()
    for member in shape.members.values() if depth else ():
        target = model.target(member)
        if target.type in ("structure", "list"):
            yield from _members(model, target, depth - 1)
