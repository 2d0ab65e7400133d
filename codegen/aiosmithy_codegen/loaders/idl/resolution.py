"""Drafts → documents: every name becomes the id that it stands for.

The rules are those of https://smithy.io/2.0/spec/idl.html#relative-shape-id-resolution.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from typing import Any

from attrs import frozen

from ...errors import shown
from ...json_values import is_list, is_object
from ..document import Document
from .draft import ONLY_MEMBERS, Applied, Definition, Draft, Reference
from .source_text import Places

_PRELUDE = "smithy.api"
_WITH_MEMBERS = ("structure", "union", "enum", "intEnum")
_REMEDY = "Quote it if it is a text; if it is a shape, add the file that defines it."


def resolve(drafts: Sequence[Draft], known: Container[str]) -> list[Document]:
    """The documents of all files of a model; raises ModelError for a reference to nothing."""
    defined = {shape.id: shape for draft in drafts for shape in draft.definitions}
    own = {draft.namespace for draft in drafts}
    used = {_namespace(shape) for draft in drafts for shape in draft.uses.values()}
    is_lenient = any(_is_lenient(draft) for draft in drafts)
    scope = _Scope(defined, known, used - own, is_lenient)
    return [document for draft in drafts for document in _documents(draft, scope)]


@frozen
class _Scope:
    """The ids that the files of a model may mean."""

    _defined: Mapping[str, Definition]
    _known: Container[str]
    _foreign: Container[str]
    _is_lenient: bool

    def has(self, shape_id: str) -> bool:
        """Whether a shape of this id is defined."""
        return shape_id in self._defined or shape_id in self._known

    def has_subject(self, subject: str) -> bool:
        """Whether a shape or member is defined in a file of the model; what other readers know has all members."""
        root, _, member = subject.partition("$")
        shape = self._defined.get(root)
        if shape is None:
            return root in self._known and _namespace(root) != _PRELUDE
        return not member or member in shape.members

    def may_have(self, shape_id: str) -> bool:
        """Whether it is, or may be in a library that is used but not given, or the model does not care."""
        is_foreign = _namespace(shape_id) in self._foreign
        return is_foreign or self._is_lenient or self.has(shape_id)


class _Names:
    """What names mean in one file."""

    def __init__(self, draft: Draft, scope: _Scope) -> None:
        self._source = draft.source
        self.scope = scope
        self._namespace = draft.namespace
        self._ids = dict(draft.uses)

    def id_of(self, name: str) -> str:
        """The id of a shape or member, whether it is defined or not."""
        found = self._ids.get(name)
        if found is None:
            found = self._ids[name] = self._resolved(name)
        return found

    def value_of(self, value: Any) -> Any:
        """A value, or the id that it refers to."""
        if type(value) is not Reference:
            return value
        found = self.id_of(value.name)
        if not self.scope.may_have(found.partition("$")[0]):
            problem = f"there is no shape {shown(found)} that this could refer to"
            raise self._source.error(problem, value.offset, remedy=_REMEDY)
        return found

    def replace(self, references: Sequence[tuple[Any, Any]]) -> None:
        """Put ids where references are."""
        for container, key in references:
            container[key] = self.value_of(container[key])

    def _resolved(self, name: str) -> str:
        if "#" in name:
            return name
        root, mark, member = name.partition("$")
        if mark:
            return f"{self.id_of(root)}${member}"
        own, prelude = f"{self._namespace}#{root}", f"{_PRELUDE}#{root}"
        is_prelude = not self.scope.has(own) and self.scope.has(prelude)
        return prelude if is_prelude else own


def _documents(draft: Draft, scope: _Scope) -> list[Document]:
    """One document; more if the file says something twice, which one object cannot."""
    names = _Names(draft, scope)
    for target in draft.targets:
        target["target"] = names.id_of(target["target"])
    names.replace(draft.references)
    layers = [_Layer(draft)]
    _put_metadata(layers, draft, scope)
    times = Counter[str]()
    for shape in draft.definitions:
        _layer(layers, draft, times[shape.id]).put_shape(shape, names)
        times[shape.id] += 1
    for name, applied in draft.applies:
        layers[0].apply(names.id_of(name), applied, names)
    return [layer.document() for layer in layers]


def _put_metadata(layers: list[_Layer], draft: Draft, scope: _Scope) -> None:
    """Metadata stands before the namespace and the uses: names in it are the prelude's."""
    names = _Names(Draft(draft.source, namespace=_PRELUDE), scope)
    names.replace(draft.metadata_references)
    times = Counter[str]()
    for key, value in draft.metadata:
        _layer(layers, draft, times[key]).metadata[key] = names.value_of(value)
        times[key] += 1


def _layer(layers: list[_Layer], draft: Draft, number: int) -> _Layer:
    if number == len(layers):
        layers.append(_Layer(draft))
    return layers[number]


class _Layer:
    """A document of a file, as it grows."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._shapes: dict[str, Any] = {}
        self._applies: list[tuple[str, dict[str, Any]]] = []
        self._offsets: dict[str, int] = {}
        self.metadata: dict[str, Any] = {}

    def put_shape(self, shape: Definition, names: _Names) -> None:
        """Add a shape that is not there yet."""
        self._offsets[shape.id] = shape.offset
        ast: dict[str, Any] = {"type": shape.type, **shape.ast}
        members: dict[str, Any] = {}
        for name, member in shape.members.items():
            member_id = f"{shape.id}${name}"
            self._offsets[member_id] = member.offset
            members[name] = self._with_traits(
                member_id, member.ast, member.traits, names
            )
        if shape.type in ONLY_MEMBERS:
            ast.update(members)
        elif shape.type in _WITH_MEMBERS:
            ast["members"] = members
        self._shapes[shape.id] = self._with_traits(shape.id, ast, shape.traits, names)

    def apply(self, subject: str, applied: list[Applied], names: _Names) -> None:
        """Add traits of a shape or member that may be defined anywhere."""
        for trait in applied:
            value = {names.id_of(trait.name): names.value_of(trait.value)}
            self._applies.append((subject, value))
            if not names.scope.has_subject(subject):
                self._offsets.setdefault(subject, trait.offset)

    def document(self) -> Document:
        """Everything that was added."""
        ast: dict[str, Any] = {"smithy": self._draft.version, "shapes": self._shapes}
        if self.metadata:
            ast["metadata"] = self.metadata
        if self._applies:
            ast["applies"] = self._applies
        source = self._draft.source
        return Document(source.file, ast, Places(source, self._offsets))

    def _with_traits(
        self, subject: str, ast: dict[str, Any], applied: list[Applied], names: _Names
    ) -> dict[str, Any]:
        traits: dict[str, Any] = {}
        for trait in applied:
            trait_id = names.id_of(trait.name)
            if trait_id in traits:
                self.apply(subject, [trait], names)
            else:
                traits[trait_id] = names.value_of(trait.value)
        if traits:
            ast["traits"] = traits
        return ast


def _is_lenient(draft: Draft) -> bool:
    """Whether the metadata suppress what Smithy says of references to nothing; it says it of no shape, thus of ``*``."""
    values = [value for key, value in draft.metadata if key == "suppressions"]
    entries = [entry for value in values if is_list(value) for entry in value]
    return any(
        is_object(entry)
        and entry.get("id") == "SyntacticShapeIdTarget"
        and entry.get("namespace") == "*"
        for entry in entries
    )


def _namespace(shape_id: str) -> str:
    return shape_id.partition("#")[0]
