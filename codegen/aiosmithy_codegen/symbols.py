"""Every Python name of a generated package, keyed by shape id.

The names are legal, unique where they must be, and depend on the selection alone, never on the order of a file. A clash
that renaming would hide from the user (two members, two operations) is an error; other clashes get a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import field, frozen

from . import reserved_names as reserved
from .errors import ModelError, shown
from .loaders.identifiers import is_identifier
from .model import Member, Model, Shape
from .names import (
    class_name,
    constant_name,
    is_package_name,
    joined_words,
    operation_name,
    python_name,
    snake_case,
)
from .overlay_changes import PYTHON_NAME
from .pagination import is_paginated
from .selection import UNIT, Selection
from .streams import events_of

_ERROR = "smithy.api#error"
_WAITABLE = "smithy.waiters#waitable"
_WAITER_NAME = re.compile(r"[A-Z]+[A-Za-z0-9]*")


@frozen
class ServiceNames:
    """What the service is called."""

    client: str
    package: str
    sdk_id: str  # as modeled, free text
    error_base: str
    title: str  # as modeled, free text


@frozen
class OperationNames:
    """What an operation is called, and its own input and output classes."""

    method: str
    constant: str
    input: str
    output: str


@frozen
class WaiterNames:
    """What a waiter is called."""

    method: str
    constant: str


@frozen
class Symbols:
    """The names of one generated package; asking for a shape outside the selection is a KeyError."""

    service: ServiceNames
    _shapes: Mapping[str, str] = field(alias="shapes")
    _functions: Mapping[str, str] = field(alias="functions")
    _members: Mapping[str, str] = field(alias="members")
    _enum_members: Mapping[str, str] = field(alias="enum_members")
    _variants: Mapping[str, str] = field(alias="variants")
    _operations: Mapping[str, OperationNames] = field(alias="operations")
    _waiters: Mapping[tuple[str, str], WaiterNames] = field(alias="waiters")
    nested: frozenset[str]
    """The structures and unions that members reach; an input, output or error that is not here has no class of its own in
    ``shapes``."""

    def shape(self, shape_id: str) -> str:
        """The class of a structure, union, enum or error; of a mere input or output, its operation's class."""
        return self._shapes[shape_id]

    def function(self, shape_id: str) -> str:
        """The shape's part of a function name, as in ``write_inference_resource_config``."""
        return self._functions[shape_id]

    def member(self, member_id: str) -> str:
        """The attribute and argument name of a structure's member."""
        return self._members[member_id]

    def enum_member(self, member_id: str) -> str:
        """The name of an enum's member."""
        return self._enum_members[member_id]

    def variant(self, member_id: str) -> str:
        """The class of a union's variant."""
        return self._variants[member_id]

    def unknown_variant(self, shape_id: str) -> str:
        """The class of the variants that a union does not model."""
        return self._variants[shape_id]

    def operation(self, operation_id: str) -> OperationNames:
        """The names of an operation."""
        return self._operations[operation_id]

    def waiter(self, operation_id: str, name: str) -> WaiterNames:
        """The names of a waiter on an operation."""
        return self._waiters[operation_id, name]


def assign_symbols(selection: Selection, package: str | None = None) -> Symbols:
    """Name everything in the selection; ``package`` replaces the package name that ``sdkId`` gives."""
    return _Assignment(selection, package).symbols()


@frozen
class _Namespace:
    """Names of one Python namespace; one that is taken gets a number, a reserved one an underscore."""

    reserved: frozenset[str] = frozenset()
    taken: set[str] = field(factory=set[str])

    def add(self, name: str, also_reserved: frozenset[str] = frozenset()) -> str:
        name = f"{name}_" if name in self.reserved | also_reserved else name
        number, unique = 2, name
        while unique in self.taken:
            number, unique = number + 1, f"{name}{number}"
        self.taken.add(unique)
        return unique


class _Assignment:
    """Names one selection; operations' own classes come first, so that they are always ``<Operation>Input``."""

    def __init__(self, selection: Selection, package: str | None) -> None:
        self.model: Model = selection.model
        self.service = _service_names(selection, package)
        self.operations = selection.operations
        self.rename = selection.service.rename
        self.nested = _nested(selection.model)
        self.methods: dict[str, str] = {}
        self.classes = _Namespace(reserved.SHAPES_NAMES)

    def symbols(self) -> Symbols:
        operations = self._name_operations()
        shapes = self._name_shapes()
        self._name_inputs_and_outputs(shapes, operations)
        return Symbols(
            service=self.service,
            shapes=shapes,
            functions=self._name_functions(operations),
            variants=self._name_variants(shapes),
            members=self._name_members(),
            enum_members=self._name_enum_members(),
            operations=operations,
            waiters=self._name_waiters(),
            nested=self.nested,
        )

    def _name_operations(self) -> dict[str, OperationNames]:
        constants = _Namespace(reserved.CONSTANTS)
        found: dict[str, OperationNames] = {}
        for operation in self.operations:
            method = operation_name(_spelled(operation))
            method = f"{method}_" if method in reserved.METHOD_NAMES else method
            self._claim_method(method, operation.id)
            if is_paginated(operation):
                self._claim_method(f"paginate_{method}", operation.id)
            name = class_name(_spelled(operation)).rstrip("_")
            found[operation.id] = OperationNames(
                method=method,
                constant=constants.add(method.upper()),
                input=self.classes.add(f"{name}Input"),
                output=self.classes.add(f"{name}Output"),
            )
        return found

    def _name_waiters(self) -> dict[tuple[str, str], WaiterNames]:
        constants = _Namespace()
        found: dict[tuple[str, str], WaiterNames] = {}
        for operation in self.operations:
            for name in _waiters_of(self.model, operation):
                method = f"wait_until_{snake_case(name)}"
                self._claim_method(method, f"{operation.id} (waiter {name})")
                found[operation.id, name] = WaiterNames(
                    method=method, constant=constants.add(constant_name(name))
                )
        return found

    def _claim_method(self, method: str, owner: str) -> None:
        other = self.methods.setdefault(method, owner)
        if other != owner:
            raise self._clash("operations", other, owner, method)

    def _name_shapes(self) -> dict[str, str]:
        """One namespace serves ``shapes`` and ``errors``: an error may be nested too, and then has a class in each."""
        error_names = reserved.ERRORS_NAMES | {self.service.error_base}
        named = [
            shape
            for shape in self.model.shapes.values()
            if shape.id in self.nested
            or shape.type in ("enum", "intEnum")
            or _ERROR in shape.traits
        ]
        return {
            shape.id: self.classes.add(
                class_name(self._name(shape)),
                error_names if _ERROR in shape.traits else frozenset(),
            )
            for shape in sorted(named, key=self._order)
        }

    def _name_inputs_and_outputs(
        self, shapes: dict[str, str], operations: Mapping[str, OperationNames]
    ) -> None:
        for operation in self.operations:
            names = operations[operation.id]
            for shape_id, name in (
                (operation.input, names.input),
                (operation.output, names.output),
            ):
                if shape_id != UNIT:
                    shapes.setdefault(shape_id, name)

    def _name_variants(self, shapes: Mapping[str, str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for union in sorted(self.model.of_type("union"), key=self._order):
            name = shapes[union.id]
            for member in events_of(self.model, union):
                variant = class_name(_spelled(member)).rstrip("_")
                found[member.id] = self.classes.add(name + variant)
            found[union.id] = self.classes.add(f"{name}Unknown")
        return found

    def _name_functions(
        self, operations: Mapping[str, OperationNames]
    ) -> dict[str, str]:
        methods = [names.method for names in operations.values()]
        functions = _Namespace(reserved.FUNCTIONS)
        functions.taken.update(f"{method}_input" for method in methods)
        functions.taken.update(f"{method}_output" for method in methods)
        aggregates = self.model.of_type("structure", "union", "list", "map")
        return {
            shape.id: functions.add(snake_case(class_name(self._name(shape))).lower())
            for shape in sorted(aggregates, key=self._order)
        }

    def _name_members(self) -> dict[str, str]:
        found: dict[str, str] = {}
        taken = self._taken_member_names()
        for shape in self.model.of_type("structure"):
            names: dict[str, str] = {}
            for member in shape.members.values():
                spelled = _spelled(member)
                name = python_name(spelled, taken[shape.id])
                if name == "message" and _ERROR in shape.traits:
                    name = "message" if spelled.lower() == name else "message_"
                other = names.setdefault(name, member.id)
                if other != member.id:
                    raise self._clash("members", other, member.id, name)
                found[member.id] = name
        return found

    def _taken_member_names(self) -> dict[str, frozenset[str]]:
        # Only a name that keeps its capitals, for its underscore, can be a class's name too.
        classes = frozenset(name for name in self.classes.taken if "_" in name)
        taken = {
            shape.id: classes
            | (
                reserved.ERROR_ATTRIBUTES
                if _ERROR in shape.traits
                else reserved.MEMBER_NAMES
            )
            for shape in self.model.of_type("structure")
        }
        for operation in self.operations:
            extra = {"max_wait_time"} if _WAITABLE in operation.traits else set[str]()
            taken[operation.input] |= reserved.ARGUMENT_NAMES | extra
        return taken

    def _name_enum_members(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for enum in self.model.of_type("enum", "intEnum"):
            names = _Namespace()
            # A member that is spelled like its constant keeps it, whatever the order: ACTIVE before Active.
            members = enum.members.values()
            for member in sorted(
                members, key=lambda m: constant_name(_spelled(m)) != m.name
            ):
                found[member.id] = names.add(constant_name(_spelled(member)))
        return found

    def _name(self, shape: Shape) -> str:
        return self.rename.get(shape.id, shape.name)

    def _order(self, shape: Shape) -> tuple[bool, str, str]:
        """Shapes that need no change to be class names first: they keep theirs in a clash."""
        name = self._name(shape)
        return class_name(name) != name, name, shape.id

    def _clash(self, what: str, first: str, second: str, name: str) -> ModelError:
        return ModelError(
            f"the {what} {first} and {second} both become {name!r} in Python",
            file=self.model.file,
            shape=second.partition(" ")[0],
            remedy="Rename or remove one of them with an overlay.",
        )


def _service_names(selection: Selection, package: str | None) -> ServiceNames:
    service = selection.service
    facts: Mapping[str, Any] = service.traits.get("aws.api#service", {})
    sdk_id = str(facts.get("sdkId", service.name))
    word = joined_words(sdk_id)
    base = class_name(word)
    client = _Namespace(reserved.CLIENT_NAMES).add(f"{base}Client")
    package = package or f"aiosmithy_{word.lower()}"
    if not is_package_name(package):
        raise ModelError(
            f"{shown(package)} cannot be the name of a package",
            file=selection.model.file,
            shape=service.id,
            remedy="Choose another name with --package.",
        )
    return ServiceNames(
        client=client,
        package=package,
        sdk_id=sdk_id,
        error_base=_Namespace(reserved.ERRORS_NAMES).add(f"{base}Error"),
        title=str(service.traits.get("smithy.api#title", sdk_id)),
    )


def _spelled(owner: Shape | Member) -> str:
    """Its name before it becomes Python's: as an overlay renamed it, else as modeled."""
    name = owner.traits.get(PYTHON_NAME)
    return name if isinstance(name, str) and is_identifier(name) else owner.name


def _nested(model: Model) -> frozenset[str]:
    """The structures and unions that are the target of a member."""
    return frozenset(
        target.id
        for shape in model.shapes.values()
        if shape.type not in ("enum", "intEnum")
        for target in (model.target(member) for member in events_of(model, shape))
        if target.type in ("structure", "union")
    )


def _waiters_of(model: Model, operation: Shape) -> Iterable[str]:
    """The operation's waiters; their names reach Python and are checked (https://smithy.io/2.0/additional-specs/waiters.html)."""
    names = sorted(operation.traits.get(_WAITABLE, {}))
    for name in names:
        if not _WAITER_NAME.fullmatch(name):
            raise ModelError(
                f"{shown(name)} is not a waiter's name",
                file=model.file,
                shape=operation.id,
                remedy="A name is made of ASCII letters and digits and begins with a capital.",
            )
    return names
