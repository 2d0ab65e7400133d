"""Smithy's JSON AST, 1.0 or 2.0, as definitions (https://smithy.io/2.0/spec/json-ast.html).

Strict, because a model is untrusted input and its names become Python: everything must have the JSON type that the
specification gives it, and every name must be of Smithy's grammar. Properties that the specification does not know are
passed over, as Smithy's own loader does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import frozen

from ..errors import ModelError, shown
from ..json_values import is_list, is_object
from ..model import (
    AGGREGATE_TYPES,
    SERVICE_TYPES,
    SIMPLE_TYPES,
    Member,
    Shape,
)
from .definitions import DEFAULT, ELIDED, Application, Definition, Reading
from .document import Document
from .identifiers import is_identifier, is_member_id, is_shape_id
from .problems import Problems

_UNIQUE: dict[str, Any] = {"smithy.api#uniqueItems": {}}
_VERSIONS = {"1": "1.0", "1.0": "1.0", "2": "2.0", "2.0": "2.0"}
_LIFECYCLE = ("create", "put", "read", "update", "delete", "list")
_TYPES = SIMPLE_TYPES | AGGREGATE_TYPES | SERVICE_TYPES | {"set"}
_NAMED = frozenset({"enum", "intEnum", "structure", "union"})
_PARTS = {"list": ("member",), "map": ("key", "value")}

REMEDY = "The file must be a Smithy JSON AST; `aiosmithy ast` writes one from what it can read."


def read_document(document: Document, into: Reading, problems: Problems) -> None:
    """Add what the document says; raises ModelError if it is no AST, and notes every shape that cannot be read."""
    version, shapes, metadata = _check(document)
    into.metadata.append((document.file, metadata))
    reader = _Reader(document.file, version, into, problems)
    for shape_id, definition in shapes.items():
        reader.read(shape_id, definition)
    for target, traits in document.ast.get("applies", ()):
        reader.read(target, {"type": "apply", "traits": traits})


def _check(document: Document) -> tuple[str, Mapping[str, Any], Mapping[str, Any]]:
    def wrong(problem: str) -> ModelError:
        return ModelError(problem, file=document.file, remedy=REMEDY)

    ast: Any = document.ast
    if not is_object(ast) or "smithy" not in ast:
        raise wrong("is not a Smithy model: there is no 'smithy' version")
    version = ast["smithy"]
    if not isinstance(version, str) or version not in _VERSIONS:
        raise wrong(f"Smithy version {shown(version)} is not supported")
    shapes, metadata = ast.get("shapes", {}), ast.get("metadata", {})
    if not is_object(shapes) or not is_object(metadata):
        raise wrong("'shapes' and 'metadata' must be objects")
    return _VERSIONS[version], shapes, metadata


class _WrongShape(Exception):
    """A definition that cannot be read; the text says why."""


@frozen
class _Reader:
    """Reads definitions one by one; nothing is known yet of other shapes."""

    file: str
    version: str
    into: Reading
    problems: Problems

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
        if definition.get("type") == "apply":
            self._apply(shape_id, definition)
            return
        kind = _kind(definition)
        if not is_shape_id(shape_id):
            raise _WrongShape("is not a shape id (namespace#Name)")
        resource = definition.get("for")
        self.into.definitions.append(
            Definition(
                self._shape(shape_id, kind, definition),
                _targets(definition, "mixins"),
                self.version,
                self.file,
                _target(resource, "'for'") if resource is not None else "",
            )
        )

    def _apply(self, target: str, definition: Mapping[str, Any]) -> None:
        if not (is_shape_id(target) or is_member_id(target)):
            raise _WrongShape("is not a shape id")
        traits = self._traits(definition)
        self.into.applications.append(
            Application(target, traits, self.version, self.file)
        )

    def _shape(self, shape_id: str, kind: str, definition: Mapping[str, Any]) -> Shape:
        if kind == "set":
            if self.version != "1.0":
                raise _WrongShape("is a set, in Smithy 2.0 a list with @uniqueItems")
            kind = "list"
            traits = {**_object(definition, "traits"), **_UNIQUE}
            definition = {**definition, "traits": traits}
        properties = _PROPERTIES.get(kind)
        return Shape(
            shape_id,
            kind,
            self._traits(definition),
            self._members(shape_id, kind, definition),
            **(properties(definition) if properties else {}),
        )

    def _members(
        self, shape_id: str, kind: str, definition: Mapping[str, Any]
    ) -> dict[str, Member]:
        if kind in _NAMED:
            found = _object(definition, "members")
        else:
            parts = _PARTS.get(kind, ())
            found = {name: definition[name] for name in parts if name in definition}
        return {
            name: self._member(shape_id, name, value) for name, value in found.items()
        }

    def _member(self, shape_id: str, name: str, definition: Any) -> Member:
        if not is_identifier(name):
            raise _WrongShape(f"{shown(name)} is not a member name")
        if not is_object(definition):
            raise _WrongShape(f"member {name} is not an object")
        # The readers of other formats leave the target of an elided member open: null, never absent.
        is_elided = definition.get("target", "") is None
        target = ELIDED if is_elided else _target(definition, f"member {name}")
        return Member(f"{shape_id}${name}", name, target, self._traits(definition))

    def _traits(self, definition: Mapping[str, Any]) -> dict[str, Any]:
        traits = _object(definition, "traits")
        for trait in traits:
            if not is_shape_id(trait):
                raise _WrongShape(f"{shown(trait)} is not a trait's shape id")
        if None in traits.values() and traits.keys() != {DEFAULT}:
            traits = dict(traits)
            self.into.annotations.append(traits)
        return traits


def _kind(definition: Mapping[str, Any]) -> str:
    kind = definition.get("type")
    if kind is None:
        raise _WrongShape("has no type")
    if not isinstance(kind, str) or kind not in _TYPES:
        raise _WrongShape(f"has the unknown type {shown(kind)}")
    return kind


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


_PROPERTIES: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
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
