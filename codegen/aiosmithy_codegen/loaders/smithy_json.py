"""Smithy's JSON AST 2.0 → :class:`~aiosmithy_codegen.model.Model` (https://smithy.io/2.0/spec/json-ast.html).

Strict, because a model is untrusted input and its names become Python: everything must have the JSON type that the
specification gives it, and every name must be of Smithy's grammar.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve, field, frozen

from ..errors import ModelError, shown
from ..json_values import is_list, is_object
from ..model import AGGREGATE_TYPES, SERVICE_TYPES, SIMPLE_TYPES, Member, Model, Shape
from .identifiers import is_identifier, is_member_id, is_shape_id
from .mixins import flatten
from .prelude import PRELUDE
from .problems import Problems
from .references import check_references
from .string_enums import upgraded
from .traits import check_traits

_UNIQUE: dict[str, Any] = {"smithy.api#uniqueItems": {}}
_VERSIONS = ("2", "2.0")
_LIFECYCLE = ("create", "put", "read", "update", "delete", "list")
_TYPES = SIMPLE_TYPES | AGGREGATE_TYPES | SERVICE_TYPES | {"set", "apply"}
_PROPERTIES: Mapping[str, tuple[str, ...]] = {
    "apply": (),
    "enum": ("members",),
    "intEnum": ("members",),
    "list": ("member",),
    "set": ("member",),
    "map": ("key", "value"),
    "structure": ("members",),
    "union": ("members",),
    "operation": ("input", "output", "errors"),
    "resource": (
        *_LIFECYCLE,
        *("identifiers", "properties", "operations", "collectionOperations"),
        "resources",
    ),
    "service": ("version", "operations", "resources", "errors", "rename"),
}

_REMEDY = "The file must be a Smithy JSON AST 2.0; `smithy ast` writes one from .smithy files."


def load_ast(document: Any, file: str) -> Model:
    """Read a JSON AST; raises ModelError naming the file and all shapes that are wrong."""
    shapes, metadata = _check_document(document, file)
    problems = Problems(file)
    reader = _Reader(problems)
    for shape_id, definition in shapes.items():
        reader.read(shape_id, definition)
    problems.raise_any(_REMEDY)
    flat = flatten(reader.shapes, reader.mixins, reader.applied, problems)
    problems.raise_any("Correct the mixins and `apply` entries in the model.")
    shapes_by_id = {shape_id: upgraded(shape) for shape_id, shape in flat.items()}
    model = Model({**PRELUDE, **shapes_by_id}, metadata, file)
    check_references(model, problems)
    problems.raise_any("Define the missing shapes in the model, or correct the ids.")
    check_traits(model, shapes_by_id.values(), problems)
    problems.raise_any("Correct the traits in the model, or with an overlay.")
    return model


def _check_document(
    document: Any, file: str
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    def wrong(problem: str) -> ModelError:
        return ModelError(problem, file=file, remedy=_REMEDY)

    if not is_object(document) or "smithy" not in document:
        raise wrong("is not a Smithy model: there is no 'smithy' version")
    version = document["smithy"]
    if version not in _VERSIONS:
        raise wrong(f"Smithy version {shown(version)} is not supported")
    unknown = document.keys() - {"smithy", "metadata", "shapes"}
    if unknown:
        raise wrong(f"unknown key {shown(min(unknown))}")
    shapes, metadata = document.get("shapes", {}), document.get("metadata", {})
    if not is_object(shapes) or not is_object(metadata):
        raise wrong("'shapes' and 'metadata' must be objects")
    return shapes, metadata


class _WrongShape(Exception):
    """A definition that cannot be read; the text says why."""


@frozen
class _Reader:
    """Reads definitions one by one; nothing is known yet of other shapes."""

    problems: Problems
    shapes: dict[str, Shape] = field(factory=dict[str, Shape])
    mixins: dict[str, tuple[str, ...]] = field(factory=dict[str, tuple[str, ...]])
    applied: dict[str, Mapping[str, Any]] = field(factory=dict[str, Mapping[str, Any]])

    def read(self, shape_id: str, definition: Any) -> None:
        try:
            self._read(shape_id, definition)
        except _WrongShape as wrong:
            # An id outside the grammar may hold anything, a line break among it.
            is_id = is_shape_id(shape_id) or is_member_id(shape_id)
            self.problems.add(shape_id if is_id else shown(shape_id), str(wrong))

    def _read(self, shape_id: str, definition: Any) -> None:
        if not is_object(definition):
            raise _WrongShape("the definition is not an object")
        kind = _kind(definition)
        if kind == "apply":
            if not (is_shape_id(shape_id) or is_member_id(shape_id)):
                raise _WrongShape("is not a shape id")
            self.applied[shape_id] = _traits(definition)
            return
        if not is_shape_id(shape_id):
            raise _WrongShape("is not a shape id (namespace#Name)")
        if shape_id in PRELUDE:
            raise _WrongShape("is defined by Smithy's prelude")
        self.mixins[shape_id] = _targets(definition, "mixins")
        self.shapes[shape_id] = _shape(shape_id, kind, definition)


def _kind(definition: dict[str, Any]) -> str:
    kind = definition.get("type")
    if kind is None:
        raise _WrongShape("has no type")
    if not isinstance(kind, str) or kind not in _TYPES:
        raise _WrongShape(f"has the unknown type {shown(kind)}")
    known = {"type", "traits", *_PROPERTIES.get(kind, ())}
    unknown = definition.keys() - (known if kind == "apply" else known | {"mixins"})
    if unknown:
        raise _WrongShape(f"a shape of type {kind} has no {shown(min(unknown))}")
    return kind


def _shape(shape_id: str, kind: str, definition: Mapping[str, Any]) -> Shape:
    traits = _traits(definition)
    if (
        kind == "set"
    ):  # https://smithy.io/2.0/spec/aggregate-types.html: a list of unique items
        kind, traits = "list", traits | _UNIQUE
    properties = _SERVICE_PROPERTIES.get(kind)
    members = _members(shape_id, definition)
    if kind == "enum":
        members = {name: _with_value(member) for name, member in members.items()}
    return Shape(
        shape_id,
        kind,
        traits,
        members,
        **(properties(definition) if properties else {}),
    )


def _members(shape_id: str, definition: Mapping[str, Any]) -> dict[str, Member]:
    found = _object(definition, "members") if "members" in definition else {}
    for name in ("member", "key", "value"):
        if name in definition:
            found = {**found, name: definition[name]}
    return {name: _member(shape_id, name, value) for name, value in found.items()}


def _member(shape_id: str, name: str, definition: Any) -> Member:
    if not is_identifier(name):
        raise _WrongShape(f"{shown(name)} is not a member name")
    if not is_object(definition):
        raise _WrongShape(f"member {name} is not an object")
    unknown = definition.keys() - {"target", "traits"}
    if unknown:
        raise _WrongShape(f"member {name} has the unknown key {shown(min(unknown))}")
    target = _target({"target": definition.get("target")}, f"member {name}")
    return Member(f"{shape_id}${name}", name, target, _traits(definition))


def _with_value(member: Member) -> Member:
    """An enum member's value is its name if none is given."""
    return evolve(member, traits={"smithy.api#enumValue": member.name, **member.traits})


def _traits(definition: Mapping[str, Any]) -> dict[str, Any]:
    traits = _object(definition, "traits")
    for trait in traits:
        if not is_shape_id(trait):
            raise _WrongShape(f"{shown(trait)} is not a trait's shape id")
    return traits


def _operation(definition: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"errors": _targets(definition, "errors")}
    for side in ("input", "output"):
        if side in definition:
            found[side] = _target(definition[side], f"'{side}'")
    return found


def _service(definition: Mapping[str, Any]) -> dict[str, Any]:
    version = definition.get("version", "")
    if not isinstance(version, str):
        raise _WrongShape("'version' is not a string")
    rename = _object(definition, "rename")
    for old, new in rename.items():
        if not isinstance(new, str) or not is_identifier(new) or not is_shape_id(old):
            raise _WrongShape(f"'rename' of {shown(old)} to {shown(new)} is not valid")
    lists = ("operations", "resources", "errors")
    return {
        "version": version,
        "rename": rename,
        **{name: _targets(definition, name) for name in lists},
    }


def _resource(definition: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operations": _targets(definition, "operations"),
        "collection_operations": _targets(definition, "collectionOperations"),
        "resources": _targets(definition, "resources"),
        "lifecycle": {
            event: _target(definition[event], f"'{event}'")
            for event in _LIFECYCLE
            if event in definition
        },
    }
    for key in ("identifiers", "properties"):
        named = _object(definition, key)
        if not all(map(is_identifier, named)):
            raise _WrongShape(f"'{key}' has a name that is not an identifier")
        found[key] = {name: _target(value, name) for name, value in named.items()}
    return found


_SERVICE_PROPERTIES: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "operation": _operation,
    "resource": _resource,
    "service": _service,
}


def _object(definition: Mapping[str, Any], key: str) -> dict[str, Any]:
    value = definition.get(key, {})
    if not is_object(value):
        raise _WrongShape(f"'{key}' is not an object")
    return value


def _targets(definition: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = definition.get(key, [])
    if not is_list(value):
        raise _WrongShape(f"'{key}' is not a list")
    return tuple(_target(item, f"an entry of '{key}'") for item in value)


def _target(reference: Any, where: str) -> str:
    target = reference.get("target") if is_object(reference) else None
    if not isinstance(target, str) or not is_shape_id(target):
        raise _WrongShape(f"{where} does not target an absolute shape id")
    return target
