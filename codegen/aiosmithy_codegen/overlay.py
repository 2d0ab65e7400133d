"""Corrections to a model that is not ours to edit: a JSON document of named changes, each with its reason.

::

    {"overlay": "1.0", "changes": [
        {"op": "addTrait", "shape": "GetJob", "trait": "smithy.waiters#waitable", "value": {…}, "reason": "…"}
    ]}

A change that no longer applies is an error: the model has moved on, and the overlay must follow. Names without a namespace
are of the service's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve, frozen

from .errors import ModelError, shown
from .json_values import is_list, is_object
from .loaders.identifiers import is_identifier, is_member_id, is_shape_id
from .loaders.problems import Problems
from .loaders.references import check_references
from .loaders.traits import check_traits
from .model import Member, Model, Shape, namespace
from .selection import suggestion

_REMEDY = "Correct the overlay, or remove the change if the model no longer needs it."


def apply_overlay(
    model: Model, document: Any, file: str, service: str | None = None
) -> Model:
    """The model with every change of the overlay; ``service`` is the id of the service whose namespace names may omit."""
    changes = _check_document(document, file)
    home = namespace(service) if service else _only_namespace(model)
    for number, entry in enumerate(changes, 1):
        model = _Editor(model, file, number, home).apply(entry)
    problems = Problems(file)
    check_references(model, problems)
    problems.raise_any(_REMEDY)
    check_traits(model, model.shapes.values(), problems)
    problems.raise_any(_REMEDY)
    return model


def _check_document(document: Any, file: str) -> list[Any]:
    if not is_object(document) or document.get("overlay") != "1.0":
        problem = "is not an overlay: there is no 'overlay' of version '1.0'"
        raise ModelError(problem, file=file, remedy='Begin it with {"overlay": "1.0".')
    changes = document.get("changes")
    unknown = document.keys() - {"overlay", "changes"}
    if unknown:
        problem = f"has the unknown key {shown(min(unknown))}"
        raise ModelError(problem, file=file, remedy=_REMEDY)
    if not is_list(changes):
        raise ModelError("has no list of 'changes'", file=file, remedy=_REMEDY)
    return changes


def _only_namespace(model: Model) -> str:
    namespaces = {namespace(shape.id) for shape in model.of_type("service")}
    return namespaces.pop() if len(namespaces) == 1 else ""


@frozen
class _Editor:
    """One change of one overlay, applied to one model."""

    model: Model
    file: str
    number: int
    home: str

    def apply(self, entry: Any) -> Model:
        """The changed model; raises ModelError naming the change if it does not fit."""
        if not is_object(entry):
            raise self._wrong("is not an object")
        op = entry.get("op")
        if not isinstance(op, str) or op not in _OPS:
            known = suggestion(str(op), _OPS)
            raise self._wrong(f"has the unknown op {shown(op)}", remedy=known)
        change, keys, optional = _OPS[op]
        self._check_keys(entry, {"op", "shape", "reason", *keys}, optional)
        return change(self, entry)

    def _check_keys(
        self, entry: Mapping[str, Any], needed: set[str], optional: set[str]
    ) -> None:
        for key in sorted(needed - entry.keys()):
            raise self._wrong(f"has no {key!r}")
        for key in sorted(entry.keys() - needed - optional):
            raise self._wrong(f"has the unknown key {shown(key)}")
        for key in sorted(needed - {"value"}):
            if not isinstance(entry[key], str) or not entry[key].strip():
                raise self._wrong(f"needs a text as {key!r}")

    def add_trait(self, entry: Mapping[str, Any]) -> Model:
        """Add a trait that is not there."""
        owner, trait = self._owner(entry), self._trait(entry)
        if trait in owner.traits:
            same = owner.traits[trait] == entry["value"]
            raise self._wrong(
                f"{trait} is there already, with {'this' if same else 'another'} value",
                owner.id,
            )
        return self._with_traits(owner, {**owner.traits, trait: entry["value"]})

    def replace_trait(self, entry: Mapping[str, Any]) -> Model:
        """Give a trait another value."""
        owner, trait = self._owner(entry), self._present_trait(entry)
        if owner.traits[trait] == entry["value"]:
            raise self._wrong(f"{trait} has this value already", owner.id)
        return self._with_traits(owner, {**owner.traits, trait: entry["value"]})

    def remove_trait(self, entry: Mapping[str, Any]) -> Model:
        """Remove a trait that is there."""
        owner, trait = self._owner(entry), self._present_trait(entry)
        kept = {key: value for key, value in owner.traits.items() if key != trait}
        return self._with_traits(owner, kept)

    def add_member(self, entry: Mapping[str, Any]) -> Model:
        """Add a member to a structure, union or enum."""
        shape, name = self._aggregate(entry), entry["member"]
        if not is_identifier(name):
            raise self._wrong(f"{shown(name)} is not a member name", shape.id)
        if name in shape.members:
            raise self._wrong(f"member {name} is there already", shape.id)
        traits = entry.get("traits", {})
        if not is_object(traits) or not all(map(is_shape_id, traits)):
            raise self._wrong("'traits' is not an object of trait ids", shape.id)
        target = self._absolute(entry["target"])
        member = Member(f"{shape.id}${name}", name, target, traits)
        return self._with(evolve(shape, members={**shape.members, name: member}))

    def remove_member(self, entry: Mapping[str, Any]) -> Model:
        """Remove a member of a structure, union or enum."""
        shape, name = self._aggregate(entry), entry["member"]
        if name not in shape.members:
            raise self._wrong(f"there is no member {shown(name)}", shape.id)
        kept = {key: value for key, value in shape.members.items() if key != name}
        return self._with(evolve(shape, members=kept))

    def rename(self, entry: Mapping[str, Any]) -> Model:
        """Give a shape another name in Python; what goes on the wire stays (Smithy's ``rename`` of a service)."""
        shape, name = self._shape(entry["shape"]), entry["name"]
        if not is_identifier(name):
            raise self._wrong(f"{shown(name)} is not a shape name", shape.id)
        if shape.type in ("service", "resource", "operation"):
            raise self._wrong(f"a {shape.type} cannot be renamed", shape.id)
        shapes = dict(self.model.shapes)
        for service in self.model.of_type("service"):
            if service.rename.get(shape.id, shape.name) == name:
                raise self._wrong(f"is named {name} already", shape.id)
            rename = {**service.rename, shape.id: name}
            shapes[service.id] = evolve(service, rename=rename)
        return evolve(self.model, shapes=shapes)

    def _owner(self, entry: Mapping[str, Any]) -> Shape | Member:
        """The shape or member that the change names."""
        shape_id, _, name = entry["shape"].partition("$")
        shape = self._shape(shape_id)
        if not name:
            return shape
        if name not in shape.members:
            raise self._wrong(
                f"there is no member {shown(name)}",
                shape.id,
                suggestion(name, shape.members),
            )
        return shape.members[name]

    def _aggregate(self, entry: Mapping[str, Any]) -> Shape:
        shape = self._shape(entry["shape"])
        if shape.type not in ("structure", "union", "enum", "intEnum"):
            raise self._wrong(f"a {shape.type} has no members to change", shape.id)
        return shape

    def _shape(self, name: str) -> Shape:
        shape_id = self._absolute(name)
        shape = self.model.shapes.get(shape_id)
        if shape is None or namespace(shape_id) == "smithy.api":
            raise self._wrong(
                "there is no such shape in the model",
                shape_id,
                suggestion(shape_id, self.model.shapes),
            )
        return shape

    def _absolute(self, name: str) -> str:
        shape_id = name if "#" in name else f"{self.home}#{name}"
        if not is_shape_id(shape_id) and not is_member_id(shape_id):
            raise self._wrong(f"{shown(name)} is not a shape id")
        return shape_id

    def _trait(self, entry: Mapping[str, Any]) -> str:
        trait: str = entry["trait"]
        if not is_shape_id(trait):
            raise self._wrong(f"{shown(trait)} is not a trait's absolute shape id")
        return trait

    def _present_trait(self, entry: Mapping[str, Any]) -> str:
        owner, trait = self._owner(entry), self._trait(entry)
        if trait not in owner.traits:
            near = suggestion(trait, owner.traits)
            raise self._wrong(f"there is no {trait} to change", owner.id, near)
        return trait

    def _with_traits(self, owner: Shape | Member, traits: dict[str, Any]) -> Model:
        if isinstance(owner, Shape):
            return self._with(evolve(owner, traits=traits))
        shape = self.model.shapes[owner.id.partition("$")[0]]
        member = evolve(owner, traits=traits)
        return self._with(evolve(shape, members={**shape.members, member.name: member}))

    def _with(self, shape: Shape) -> Model:
        return evolve(self.model, shapes={**self.model.shapes, shape.id: shape})

    def _wrong(
        self, problem: str, shape: str | None = None, remedy: str = _REMEDY
    ) -> ModelError:
        return ModelError(
            f"change {self.number} {problem}" if shape is None else problem,
            file=self.file,
            shape=None if shape is None else f"change {self.number}, {shape}",
            remedy=remedy,
        )


_Op = tuple[Callable[[_Editor, Mapping[str, Any]], Model], set[str], set[str]]
_NONE: set[str] = set()

# op → what does it, the keys it needs beside op, shape and reason, the keys it may have
_OPS: Mapping[str, _Op] = {
    "addTrait": (_Editor.add_trait, {"trait", "value"}, _NONE),
    "replaceTrait": (_Editor.replace_trait, {"trait", "value"}, _NONE),
    "removeTrait": (_Editor.remove_trait, {"trait"}, _NONE),
    "addMember": (_Editor.add_member, {"member", "target"}, {"traits"}),
    "removeMember": (_Editor.remove_member, {"member"}, _NONE),
    "rename": (_Editor.rename, {"name"}, _NONE),
}
