"""The classes of a generated package, from the text of ``shapes.py``, ``enums.py`` and ``errors.py``."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterator

from . import api
from .code import (
    body_of,
    flag,
    function_named,
    keywords,
    last_name,
    text_of,
    texts,
    value_of,
)
from .package_constraints import read_constraints
from .package_source import Module, PackageSource
from .package_wire import Wires
from .types import Type, type_of, without_none

_FACTS = frozenset(
    {"code", "fault", "http_status", "retryable", "throttling", "message"}
)


class PackageShapes:
    """Reads one package; ``wires`` says where its members travel."""

    def __init__(self, source: PackageSource, wires: Wires) -> None:
        self.source = source
        self.wires = wires
        self.limits = read_constraints(source)

    def classes(self, inputs: Container[str]) -> Iterator[api.Class]:
        """Structures, inputs (by these names), outputs and variants."""
        variants = dict(self._variant_names())
        for node in self.source.shapes.classes():
            unknown = node.name in variants and variants[node.name] is None
            if not unknown:
                members = self._members(node, is_input=node.name in inputs)
                yield api.Class(node.name, {member.name: member for member in members})

    def _members(self, node: ast.ClassDef, *, is_input: bool) -> Iterator[api.Member]:
        for name, annotation, value in _fields(node):
            yield self._member(node.name, name, annotation, value, is_input=is_input)

    def _member(
        self,
        owner: str,
        name: str,
        annotation: ast.expr,
        value: ast.expr | None,
        *,
        is_input: bool = False,
    ) -> api.Member:
        default, secret = _assigned(value)
        type_, optional = without_none(type_of(annotation))
        key = (owner, name)
        wire = self.wires.places.get(key)
        if name == "value" and owner in self.wires.variants:
            wire = api.Wire("body", self.wires.variants[owner])
        return api.Member(
            name=name,
            type=type_,
            nullable=optional or (type_ == Type("Document") and default == "None"),
            required=default == "",
            default=None if is_input else "" if default == "None" else default,
            secret=secret,
            token=key in self.wires.tokens if owner in self.wires.written else None,
            wire=wire,
            constraints=self._limits(owner, name),
        )

    def _limits(self, owner: str, name: str) -> dict[str, str] | None:
        return self.limits.get((owner, name))

    def enums(self) -> Iterator[api.Enum]:
        """Open enums."""
        for node in self.source.enums.classes():
            yield api.Enum(
                name=node.name,
                base=_base(node),
                values={
                    repr(value_of(value)): name
                    for name, value in Module("", tuple(node.body)).values()
                },
            )

    def unions(self) -> Iterator[api.Union]:
        """Tagged unions."""
        wires = self.wires.variants
        for name, (*known, _) in self._aliases():
            variants = (api.Variant(found, wires.get(found)) for found in known)
            yield api.Union(name, {variant.name: variant for variant in variants})

    def _aliases(self) -> Iterator[tuple[str, list[str]]]:
        """Each union's name and classes, the one of unknown variants last."""
        for name, value in self.source.shapes.values():
            if name == "__all__":
                continue
            yield name, [option.name for option in type_of(value).options]

    def _variant_names(self) -> Iterator[tuple[str, str | None]]:
        """Class of a variant → its name on the wire; of what is unknown, None."""
        for _, classes in self._aliases():
            for name in classes[:-1]:
                yield name, self.wires.variants.get(name, "")
            yield classes[-1], None

    # --- errors

    def errors(self) -> Iterator[api.Error]:
        """Exception classes."""
        for node in list(self.source.errors.classes())[1:]:
            facts = dict(Module("", tuple(node.body)).values())
            secrets = frozenset(_texts_in(facts.get("_sensitive")))
            members = (
                self._error_member(node.name, name, annotation, value, secrets)
                for name, annotation, value in _fields(node)
                if name not in _FACTS and not name.startswith("_")
            )
            yield api.Error(
                shape=api.Class(node.name, {member.name: member for member in members}),
                base=_base(node),
                code=text_of(facts["code"]),
                fault=text_of(facts["fault"]),
                http_status=int(value_of(facts["http_status"])),
                retry=(
                    "throttling"
                    if flag(facts, "throttling")
                    else "retryable" if flag(facts, "retryable") else "no"
                ),
            )

    def _error_member(
        self,
        owner: str,
        name: str,
        annotation: ast.expr,
        value: ast.expr | None,
        secrets: frozenset[str],
    ) -> api.Member:
        type_, optional = without_none(type_of(annotation))
        default = "None" if value is None else ast.unparse(value)
        return api.Member(
            name=name,
            type=type_,
            nullable=optional or default == "None",
            required=False,
            default="" if default == "None" else default,
            secret=name in secrets,
            wire=self.wires.places.get((owner, name)),
        )


def _base(node: ast.ClassDef) -> str:
    return last_name(node.bases[0]) if node.bases else ""


def _fields(node: ast.ClassDef) -> Iterator[tuple[str, ast.expr, ast.expr | None]]:
    """The attributes of a class: name, annotation, what it is assigned."""
    for statement in node.body:
        match statement:
            case ast.AnnAssign(
                target=ast.Name(id=name), annotation=annotation, value=value
            ):
                yield name, annotation, value
            case _:
                pass


def _assigned(value: ast.expr | None) -> tuple[str, bool]:
    """The default of an attribute as text, empty if it has none; and whether ``repr`` hides it."""
    if value is None:
        return "", False
    if function_named(value) != "field" or not isinstance(value, ast.Call):
        return ast.unparse(value), False
    facts = keywords(value)
    default = facts.get("factory", facts.get("default"))
    return "" if default is None else body_of(default), "repr" in facts


def _texts_in(node: ast.expr | None) -> Iterator[str]:
    """Of ``frozenset({…})``."""
    match node:
        case ast.Call(args=[items]):
            yield from texts(items)
        case _:
            pass
