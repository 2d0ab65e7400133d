"""A model as its canonical JSON AST 2.0: one text for everything that means the same (https://smithy.io/2.0/spec/json-ast.html).

As Smithy's own serializer has it: shapes and traits by id, bound shapes by id, members in their order; mixins kept, and
traits that were put on a mixed-in member as ``apply`` entries; only what the files define, not what they build on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..json_values import is_list, is_object
from ..model import Member, Model, Shape, Traits
from .assemble import Assembly, assemble
from .definitions import BOX, Definition
from .document import Document

_LIFECYCLE = ("put", "create", "read", "update", "delete", "list")
_NAMED = frozenset({"enum", "intEnum", "structure", "union"})
_Json = dict[str, Any]


def canonical_ast(documents: Sequence[Document]) -> _Json:
    """The documents as one JSON AST 2.0; raises ModelError where they make no sound model."""
    assembly = assemble(documents)
    shapes: _Json = {}
    for definition in assembly.merged.definitions.values():
        shapes.update(_entries(definition, assembly))
    metadata = assembly.merged.metadata
    return {
        "smithy": "2.0",
        **({"metadata": _sorted(metadata)} if metadata else {}),
        "shapes": {shape_id: shapes[shape_id] for shape_id in sorted(shapes)},
    }


def _entries(definition: Definition, assembly: Assembly) -> Iterable[tuple[str, _Json]]:
    """The shape, and one entry for each mixed-in member to which it adds traits."""
    shape = definition.shape
    inherited = _inherited(definition, assembly.model)
    # What is not mixed in is in the model as it was said, but for the values of enums, which may be left unsaid.
    known = assembly.model.shapes[shape.id] if shape.type == "enum" else shape
    own = {k: m for k, m in known.members.items() if k not in inherited}
    yield shape.id, _shape(definition, own)
    introduced = assembly.merged.introduced.get(shape.id, {})
    for name, later in inherited.items():
        added = dict(introduced.get(name, {}))
        if name in shape.members:
            added = {**shape.members[name].traits, **added}
        elif not added:
            added = later
        if added:
            yield f"{shape.id}${name}", {"type": "apply", **_traits(added)}


def _inherited(definition: Definition, model: Model) -> dict[str, dict[str, Any]]:
    """The names of the mixed-in members, with the traits that all mixins but the first to have the member give it."""
    found: dict[str, dict[str, Any]] = {}
    for mixin in definition.mixins:
        for name, member in model.shapes[mixin].members.items():
            found[name] = {**found[name], **member.traits} if name in found else {}
    return found


def _shape(definition: Definition, own: Mapping[str, Member]) -> _Json:
    shape = definition.shape
    found: _Json = {"type": shape.type}
    if definition.mixins:
        found["mixins"] = [_reference(mixin) for mixin in definition.mixins]
    members = {name: _member(member) for name, member in own.items()}
    if shape.type in _NAMED:
        found["members"] = members
    elif shape.type in _BOUND:
        found |= _BOUND[shape.type](shape)
    else:
        found |= members
    return found | _traits(shape.traits)


def _member(member: Member) -> _Json:
    return _reference(member.target) | _traits(member.traits)


def _traits(traits: Traits) -> _Json:
    kept = {trait: _sorted(traits[trait]) for trait in sorted(traits) if trait != BOX}
    return {"traits": kept} if kept else {}


def _operation(shape: Shape) -> _Json:
    return {
        "input": _reference(shape.input),
        "output": _reference(shape.output),
        **_lists(errors=shape.errors),
    }


def _service(shape: Shape) -> _Json:
    return {
        **({"version": shape.version} if shape.version.strip() else {}),
        **_lists(
            operations=shape.operations, resources=shape.resources, errors=shape.errors
        ),
        **({"rename": _sorted(shape.rename)} if shape.rename else {}),
    }


def _resource(shape: Shape) -> _Json:
    named = {"identifiers": shape.identifiers, "properties": shape.properties}
    return {
        **{
            key: {name: _reference(targets[name]) for name in sorted(targets)}
            for key, targets in named.items()
            if targets
        },
        **{
            event: _reference(shape.lifecycle[event])
            for event in _LIFECYCLE
            if event in shape.lifecycle
        },
        **_lists(
            operations=shape.operations,
            collectionOperations=shape.collection_operations,
            resources=shape.resources,
        ),
    }


_BOUND = {"operation": _operation, "resource": _resource, "service": _service}


def _lists(**lists: tuple[str, ...]) -> _Json:
    return {
        key: [_reference(target) for target in sorted(set(targets), key=_order)]
        for key, targets in lists.items()
        if targets
    }


def _order(shape_id: str) -> tuple[str, str]:
    """Smithy sorts without regard to case first."""
    return shape_id.lower(), shape_id


def _reference(target: str) -> _Json:
    return {"target": target}


def _sorted(value: Any) -> Any:
    """The value with the keys of its objects in order, at every depth."""
    if is_object(value):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if is_list(value) else value
