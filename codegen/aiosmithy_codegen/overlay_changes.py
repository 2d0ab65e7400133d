"""The changes that an overlay may make: each looks whether it still applies, then does one thing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve, frozen

from .errors import shown
from .json_values import is_object
from .loaders.identifiers import is_identifier, is_member_id, is_shape_id
from .loaders.libraries import traits_beside
from .model import Member, Model, Shape, namespace
from .suggestions import suggestion

REMEDY = "Correct the overlay, or remove the change if the model no longer needs it."
PYTHON_NAME = "aiosmithy.api#pythonName"
"""Our own trait: what a renamed member or operation is called before its name becomes Python's."""

_DOCUMENTATION = "smithy.api#documentation"
_WAITABLE = "smithy.waiters#waitable"
# https://smithy.io/2.0/additional-specs/waiters.html#waiter-names
_WAITER_NAME = re.compile(r"[A-Z]+[A-Za-z0-9]*")
_AGGREGATES = ("structure", "union", "enum", "intEnum")


class WrongChange(Exception):
    """A change that cannot be made; ``place`` is its number and the shape that it names."""

    def __init__(self, problem: str, place: str, hint: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.place = place
        self.hint = hint
        """A nearer name, or nothing."""

    @property
    def remedy(self) -> str:
        return self.hint or REMEDY


class Editor:
    """A model that is changed step by step; a change that fails leaves it as it was."""

    def __init__(self, model: Model, home: str) -> None:
        self._model = model
        self._home = home
        self._shapes = dict(model.shapes)
        self._touched: dict[str, int] = {}  # shape or member id → change
        self._number = 0

    def model(self) -> Model:
        """The model as it is now."""
        return evolve(self._model, shapes=self._shapes)

    def places(self, file: str) -> dict[str, str]:
        """Shape or member id → the file and the last change that touched it."""
        return {
            owner: f"{file}: change {number}" for owner, number in self._touched.items()
        }

    def apply(self, number: int, entry: Any) -> None:
        """Make one change; raises WrongChange, naming it, if it does not fit."""
        self._number = number
        if not is_object(entry):
            raise self._wrong("is not an object")
        op = entry.get("op")
        if not isinstance(op, str) or op not in _OPS:
            known = suggestion(str(op), _OPS)
            raise self._wrong(f"has the unknown op {shown(op)}", hint=known)
        change = _OPS[op]
        self._check_keys(entry, change)
        owner = change.do(self, entry)
        self._touched[owner.partition("$")[0]] = self._touched[owner] = number

    def _check_keys(self, entry: Mapping[str, Any], change: _Change) -> None:
        texts = {"op", "shape", "reason", *change.texts}
        for key in sorted((texts | change.values) - entry.keys()):
            raise self._wrong(f"has no {key!r}")
        for key in sorted(entry.keys() - texts - change.values - change.optional):
            raise self._wrong(f"has the unknown key {shown(key)}")
        for key in sorted(texts):
            if not isinstance(entry[key], str) or not entry[key].strip():
                raise self._wrong(f"needs a text as {key!r}")

    def add_trait(self, entry: Mapping[str, Any]) -> str:
        """Add a trait that is not there."""
        owner, trait = self._owner(entry), self._trait(entry)
        self._check_trait(trait, owner.id)
        if trait in owner.traits:
            same = owner.traits[trait] == entry["value"]
            raise self._wrong(
                f"{trait} is there already, with {'this' if same else 'another'} value",
                owner.id,
            )
        return self._put_trait(owner, trait, entry["value"])

    def replace_trait(self, entry: Mapping[str, Any]) -> str:
        """Give a trait another value."""
        owner, trait = self._owner(entry), self._present_trait(entry)
        if owner.traits[trait] == entry["value"]:
            raise self._wrong(f"{trait} has this value already", owner.id)
        return self._put_trait(owner, trait, entry["value"])

    def remove_trait(self, entry: Mapping[str, Any]) -> str:
        """Remove a trait that is there."""
        owner, trait = self._owner(entry), self._present_trait(entry)
        kept = {key: value for key, value in owner.traits.items() if key != trait}
        return self._put_traits(owner, kept)

    def set_documentation(self, entry: Mapping[str, Any]) -> str:
        """Give a shape or member a text in place of its own, if it has one."""
        owner, text = self._owner(entry), entry["documentation"]
        if owner.traits.get(_DOCUMENTATION) == text:
            raise self._wrong("has this documentation already", owner.id)
        return self._put_trait(owner, _DOCUMENTATION, text)

    def add_member(self, entry: Mapping[str, Any]) -> str:
        """Add a member to a structure, union or enum."""
        shape, name = self._aggregate(entry), entry["member"]
        if not is_identifier(name):
            raise self._wrong(f"{shown(name)} is not a member name", shape.id)
        if name in shape.members:
            raise self._wrong(f"member {name} is there already", shape.id)
        traits = entry.get("traits", {})
        if not is_object(traits) or not all(map(is_shape_id, traits)):
            raise self._wrong("'traits' is not an object of trait ids", shape.id)
        for trait in traits:
            self._check_trait(trait, shape.id)
        target = self._absolute(entry["target"])
        if target not in self._shapes:
            hint = suggestion(target, self._shapes)
            raise self._wrong(
                f"the target {target} is not in the model", shape.id, hint
            )
        member = Member(f"{shape.id}${name}", name, target, traits)
        self._put(evolve(shape, members={**shape.members, name: member}))
        return member.id

    def remove_member(self, entry: Mapping[str, Any]) -> str:
        """Remove a member of a structure, union or enum."""
        shape, name = self._aggregate(entry), entry["member"]
        if name not in shape.members:
            hint = suggestion(name, shape.members)
            raise self._wrong(f"there is no member {shown(name)}", shape.id, hint)
        kept = {key: value for key, value in shape.members.items() if key != name}
        self._put(evolve(shape, members=kept))
        return shape.id

    def add_waiter(self, entry: Mapping[str, Any]) -> str:
        """Add a waiter to an operation."""
        shape, name = self._shape(entry["shape"]), entry["name"]
        if shape.type != "operation":
            raise self._wrong(
                f"is of type {shape.type}; waiters are of operations", shape.id
            )
        if not _WAITER_NAME.fullmatch(name):
            raise self._wrong(f"{shown(name)} is not a waiter's name", shape.id)
        waiters = shape.traits.get(_WAITABLE, {})
        if name in waiters:
            raise self._wrong(f"waiter {name} is there already", shape.id)
        return self._put_trait(shape, _WAITABLE, {**waiters, name: entry["waiter"]})

    def rename(self, entry: Mapping[str, Any]) -> str:
        """Give a shape, member or operation another name in Python; what goes on the wire stays."""
        owner, name = self._owner(entry), entry["name"]
        if not is_identifier(name):
            raise self._wrong(f"{shown(name)} is not a name", owner.id)
        if isinstance(owner, Member) or owner.type == "operation":
            return self._rename_by_trait(owner, name)
        if owner.type in ("service", "resource"):
            raise self._wrong(f"a {owner.type} cannot be renamed", owner.id)
        return self._rename_shape(owner, name)

    def _rename_by_trait(self, owner: Shape | Member, name: str) -> str:
        if owner.traits.get(PYTHON_NAME, owner.name) == name:
            raise self._wrong(f"is named {name} already", owner.id)
        return self._put_trait(owner, PYTHON_NAME, name)

    def _rename_shape(self, shape: Shape, name: str) -> str:
        """As ``rename`` of a service does (https://smithy.io/2.0/spec/service-types.html#service)."""
        services = [each for each in self._shapes.values() if each.type == "service"]
        for service in services:
            if service.rename.get(shape.id, shape.name) == name:
                raise self._wrong(f"is named {name} already", shape.id)
            for other in self._shapes.values():
                if (
                    service.rename.get(other.id, other.name).lower() == name.lower()
                    and other.id != shape.id
                    and namespace(other.id) != "smithy.api"
                ):
                    raise self._wrong(f"{other.id} is named {name}", shape.id)
        for service in services:
            self._put(evolve(service, rename={**service.rename, shape.id: name}))
        return shape.id

    def _owner(self, entry: Mapping[str, Any]) -> Shape | Member:
        """The shape or member that the change names."""
        shape_id, _, name = entry["shape"].partition("$")
        shape = self._shape(shape_id)
        if not name:
            return shape
        if name not in shape.members:
            hint = suggestion(name, shape.members)
            raise self._wrong(f"there is no member {shown(name)}", shape.id, hint)
        return shape.members[name]

    def _aggregate(self, entry: Mapping[str, Any]) -> Shape:
        shape = self._shape(entry["shape"])
        if shape.type not in _AGGREGATES:
            raise self._wrong(
                f"is of type {shape.type}, which has no members to change", shape.id
            )
        return shape

    def _shape(self, name: str) -> Shape:
        shape_id = self._absolute(name)
        shape = self._shapes.get(shape_id)
        if shape is None or namespace(shape_id) == "smithy.api":
            known = (each for each in self._shapes if namespace(each) != "smithy.api")
            hint = suggestion(shape_id, known)
            raise self._wrong("there is no such shape in the model", shape_id, hint)
        return shape

    def _absolute(self, name: str) -> str:
        shape_id = name if "#" in name else f"{self._home}#{name}"
        if not is_shape_id(shape_id) and not is_member_id(shape_id):
            raise self._wrong(f"{shown(name)} is not a shape id")
        return shape_id

    def _trait(self, entry: Mapping[str, Any]) -> str:
        trait: str = entry["trait"]
        if not is_shape_id(trait):
            raise self._wrong(f"{shown(trait)} is not a trait's absolute shape id")
        return trait

    def _check_trait(self, trait: str, owner: str) -> None:
        """A misspelled trait of Smithy or AWS would say nothing; those of other namespaces may be unknown."""
        known = traits_beside(trait)
        if known and trait not in known and trait not in self._shapes:
            raise self._wrong(
                f"there is no trait {trait}", owner, suggestion(trait, known)
            )

    def _present_trait(self, entry: Mapping[str, Any]) -> str:
        owner, trait = self._owner(entry), self._trait(entry)
        if trait not in owner.traits:
            hint = suggestion(trait, owner.traits)
            raise self._wrong(f"there is no {trait} to change", owner.id, hint)
        return trait

    def _put_trait(self, owner: Shape | Member, trait: str, value: Any) -> str:
        return self._put_traits(owner, {**owner.traits, trait: value})

    def _put_traits(self, owner: Shape | Member, traits: dict[str, Any]) -> str:
        if isinstance(owner, Shape):
            self._put(evolve(owner, traits=traits))
        else:
            shape = self._shapes[owner.id.partition("$")[0]]
            member = evolve(owner, traits=traits)
            self._put(evolve(shape, members={**shape.members, member.name: member}))
        return owner.id

    def _put(self, shape: Shape) -> None:
        self._shapes[shape.id] = shape

    def _wrong(
        self, problem: str, shape: str | None = None, hint: str = ""
    ) -> WrongChange:
        place = f"change {self._number}"
        return WrongChange(problem, f"{place}, {shape}" if shape else place, hint)


_NONE = frozenset[str]()


@frozen
class _Change:
    """What does it, and its keys beside op, shape and reason."""

    do: Callable[[Editor, Mapping[str, Any]], str]
    """Returns the id of the shape or member that it changed."""
    texts: frozenset[str] = _NONE
    values: frozenset[str] = _NONE
    optional: frozenset[str] = _NONE


_OPS: Mapping[str, _Change] = {
    "addTrait": _Change(Editor.add_trait, frozenset({"trait"}), frozenset({"value"})),
    "replaceTrait": _Change(
        Editor.replace_trait, frozenset({"trait"}), frozenset({"value"})
    ),
    "removeTrait": _Change(Editor.remove_trait, frozenset({"trait"})),
    "setDocumentation": _Change(Editor.set_documentation, frozenset({"documentation"})),
    "addMember": _Change(
        Editor.add_member,
        frozenset({"member", "target"}),
        optional=frozenset({"traits"}),
    ),
    "removeMember": _Change(Editor.remove_member, frozenset({"member"})),
    "addWaiter": _Change(Editor.add_waiter, frozenset({"name"}), frozenset({"waiter"})),
    "rename": _Change(Editor.rename, frozenset({"name"})),
}
