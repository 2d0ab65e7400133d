"""Several files, one model: shapes, applied traits and metadata that stand in more than one place (https://smithy.io/2.0/spec/model.html#merging-models)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from attrs import evolve, field, frozen

from ..errors import shown
from ..json_values import is_list
from ..model import Traits
from .definitions import Application, Definition, Reading
from .prelude import PRELUDE
from .problems import Problems

_Values = dict[str, list[Any]]
_GONE = "traits are applied to it, but it is not in the model"
_FIXED = "traits are applied to it, but it is Smithy's own and cannot be changed"
NO_MEMBER = "traits are applied to it, but there is no such member"


@frozen
class Merged:
    """One definition a shape, with the traits that were applied to what it defines."""

    definitions: dict[str, Definition]
    introduced: dict[str, dict[str, Traits]] = field(
        factory=dict[str, dict[str, Traits]]
    )
    """Shape → member that it mixes in → the traits applied to that."""
    metadata: dict[str, Any] = field(factory=dict[str, Any])


def merge(reading: Reading, problems: Problems) -> Merged:
    """What the files say together; notes everything on which they contradict each other."""
    definitions: dict[str, Definition] = {}
    for definition in reading.definitions:
        shape_id = definition.shape.id
        earlier = definitions.get(shape_id)
        definitions[shape_id] = (
            _joined(earlier, definition, problems) if earlier else definition
        )
    merged = Merged(definitions, metadata=_metadata(reading, problems))
    for shape_id, applied in _by_shape(reading.applications).items():
        _apply(shape_id, applied, merged, problems)
    return merged


def _joined(first: Definition, second: Definition, problems: Problems) -> Definition:
    """Both, if they differ in nothing but traits; traits of both are kept."""
    one, two = first.shape, second.shape
    if _bare(first) != _bare(second):
        files = (
            f"twice in {first.file}"
            if first.file == second.file
            else f"in {first.file} and in {second.file}"
        )
        problems.add(one.id, f"is defined {files}, not in the same way")
        return first
    members = {
        name: evolve(
            member,
            traits=_united(
                member.id, member.traits, two.members[name].traits, problems
            ),
        )
        for name, member in one.members.items()
    }
    traits = _united(one.id, one.traits, two.traits, problems)
    return evolve(first, shape=evolve(one, traits=traits, members=members))


def _bare(definition: Definition) -> tuple[object, ...]:
    """All that must be equal for two definitions to be one; the order of members and bound shapes says nothing."""
    shape = definition.shape
    return (
        shape.type,
        {name: member.target for name, member in shape.members.items()},
        definition.mixins,
        definition.resource,
        (shape.input, shape.output, shape.version),
        frozenset(shape.errors),
        frozenset(shape.operations),
        frozenset(shape.collection_operations),
        frozenset(shape.resources),
        shape.rename,
        shape.identifiers,
        shape.properties,
        shape.lifecycle,
    )


def _by_shape(
    applications: Iterable[Application],
) -> dict[str, dict[str, _Values]]:
    """Shape → member, or "" for the shape itself → trait → all values that are applied."""
    found: dict[str, dict[str, _Values]] = {}
    for entry in applications:
        shape_id, _, member = entry.target.partition("$")
        values = found.setdefault(shape_id, {}).setdefault(member, {})
        for trait, value in entry.traits.items():
            values.setdefault(trait, []).append(value)
    return found


def _apply(
    shape_id: str,
    applied: Mapping[str, _Values],
    merged: Merged,
    problems: Problems,
) -> None:
    definition = merged.definitions.get(shape_id)
    if definition is None:
        problems.add(shape_id, _GONE if shape_id not in PRELUDE else _FIXED)
        return
    shape = definition.shape
    traits, members = shape.traits, dict(shape.members)
    for name, values in applied.items():
        if not name:
            traits = _with(shape.id, traits, values, problems)
        elif name in members:
            member = members[name]
            added = _with(member.id, member.traits, values, problems)
            members[name] = evolve(member, traits=added)
        else:
            where = f"{shape_id}${name}"
            if not definition.mixins:
                problems.add(where, NO_MEMBER)
            introduced = merged.introduced.setdefault(shape_id, {})
            introduced[name] = _with(where, {}, values, problems)
    shape = evolve(shape, traits=traits, members=members)
    merged.definitions[shape_id] = evolve(definition, shape=shape)


def _with(
    where: str, traits: Traits, added: _Values, problems: Problems
) -> dict[str, Any]:
    """The traits and what is added to them."""
    found = dict(traits)
    for trait, values in added.items():
        known = [traits[trait]] if trait in traits else []
        try:
            found[trait] = _one([*known, *values])
        except _DifferentError as error:
            problems.add(where, f"{trait} is {error}")
    return found


class _DifferentError(Exception):
    """Two values where there can be one; the text shows both."""


def _one(values: Sequence[Any]) -> Any:
    """All values as one: a trait, or a key of the metadata, may be given twice as a list, or with one value."""
    if len(values) > 1 and all(map(is_list, values)):
        return list(chain.from_iterable(values))
    for value in values[1:]:
        if value != values[0]:
            raise _DifferentError(f"{shown(values[0])} and {shown(value)}")
    return values[0]


def _united(
    where: str, first: Traits, second: Traits, problems: Problems
) -> dict[str, Any]:
    """The same for one definition that stands in two files: a list that is in both is one list."""
    added = {
        trait: [value]
        for trait, value in second.items()
        if trait not in first or first[trait] != value
    }
    return _with(where, first, added, problems)


def _metadata(reading: Reading, problems: Problems) -> dict[str, Any]:
    values: _Values = {}
    files: dict[str, list[str]] = {}
    for file, metadata in reading.metadata:
        for key, value in metadata.items():
            values.setdefault(key, []).append(value)
            files.setdefault(key, []).append(file)
    found: dict[str, Any] = {}
    for key, known in values.items():
        try:
            found[key] = _one(known)
        except _DifferentError as error:
            places = " and ".join(dict.fromkeys(files[key]))
            problems.add(f"metadata {shown(key)}", f"is {error}, in {places}")
    for key in ("suppressions", "validators"):
        if not is_list(found.get(key, [])):
            problems.add(f"metadata {key}", "is not a list")
    return found
