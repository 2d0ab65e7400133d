"""``paginators.py``: where each paginated operation has its tokens and items."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from ..errors import ModelError, shown
from ..model import Member, Shape
from .context import Context
from .imports import Imports, ImportView
from .text import module_doc
from .types import Types

PAGINATED = "smithy.api#paginated"


@frozen
class PaginatorView:
    constant: str
    input: str
    output: str
    item: str
    input_token: str
    output_token: str
    items: str


@frozen
class PaginatorsView:
    header: str
    module_doc: str
    imports: tuple[tuple[ImportView, ...], ...]
    typing_imports: tuple[tuple[ImportView, ...], ...]
    paginators: tuple[PaginatorView, ...]


def paginated_operations(context: Context) -> list[Shape]:
    return [shape for shape in context.operations if PAGINATED in shape.traits]


def paginators_view(context: Context) -> PaginatorsView | None:
    """None if no operation is paginated."""
    operations = paginated_operations(context)
    if not operations:
        return None
    imports = Imports()
    imports.add("typing", "Final")
    imports.add("aiosmithy.paginators", "Pagination")
    imports.add(".", "operations", "shapes")
    paginators = tuple(
        _Pages(context, operation, imports).view() for operation in operations
    )
    return PaginatorsView(
        context.header,
        module_doc(
            f"Where the paginated operations of {context.title} have their tokens and items."
        ),
        imports.views(),
        (),
        paginators,
    )


def item_type(context: Context, operation: Shape, imports: Imports) -> str:
    """The type of one item; of an output if the model names no items."""
    return _Pages(context, operation, imports).item_type()


class _Pages:
    """One paginated operation; what its trait leaves out, the service's says."""

    def __init__(self, context: Context, operation: Shape, imports: Imports) -> None:
        self.context = context
        self.operation = operation
        self.imports = imports
        self.names = context.symbols.operation(operation.id)
        defaults: Mapping[str, Any] = context.service.traits.get(PAGINATED) or {}
        own: Mapping[str, Any] = operation.traits[PAGINATED] or {}
        self.facts: Mapping[str, Any] = {**defaults, **own}

    def view(self) -> PaginatorView:
        return PaginatorView(
            constant=self.names.constant,
            input=self.names.input,
            output=self.names.output,
            item=self.item_type(),
            input_token=self._input_token(),
            output_token=_read(self._path("outputToken")[0]),
            items=self._items(),
        )

    def _input_token(self) -> str:
        name = str(self.facts.get("inputToken", ""))
        member = self.context.input(self.operation).members.get(name)
        if member is None:
            raise self._error("inputToken", name)
        return self.context.symbols.member(member.id)

    def item_type(self) -> str:
        types = Types(self.context, self.imports)
        if "items" not in self.facts:
            return types.name(self.names.output)
        member = self._path("items")[1]
        shape = self.context.model.target(member)
        if shape.type == "map":
            return f"tuple[str, {self._element(types, shape, 'value')}]"
        if shape.type != "list":
            raise self._error("items", str(self.facts["items"]))
        return self._element(types, shape, "member")

    def _element(self, types: Types, shape: Shape, name: str) -> str:
        of = types.optional if "smithy.api#sparse" in shape.traits else types.of
        return of(shape.members[name].target)

    def _items(self) -> str:
        if "items" not in self.facts:
            return "[output]"
        steps, member = self._path("items")
        if self.context.model.target(member).type == "list":
            return _read(steps)
        *_, (access, optional) = steps
        pairs = [*steps[:-1], (access, optional), (f"{access}.items()", False)]
        return _read(pairs)

    def _path(self, key: str) -> tuple[list[tuple[str, bool]], Member]:
        """The attributes along a path, each with whether it may be None; and the last member."""
        path = str(self.facts.get(key, ""))
        *before, last = path.split(".")
        shape, access = self.context.output(self.operation), "output"
        steps: list[tuple[str, bool]] = []
        for name in before:
            member = self._member(shape, name, key, path)
            access = self._step(steps, access, member)
            shape = self.context.model.target(member)
        member = self._member(shape, last, key, path)
        self._step(steps, access, member)
        return steps, member

    def _member(self, shape: Shape, name: str, key: str, path: str) -> Member:
        member = shape.members.get(name) if shape.type == "structure" else None
        if member is None:
            raise self._error(key, path)
        return member

    def _step(self, steps: list[tuple[str, bool]], access: str, member: Member) -> str:
        access = f"{access}.{self.context.symbols.member(member.id)}"
        steps.append((access, self.context.presence(member) == "optional"))
        return access

    def _error(self, key: str, path: str) -> ModelError:
        what = f"{key} {shown(path)}" if path else f"no {key}"
        return self.context.error(
            self.operation.id,
            f"smithy.api#paginated has {what}, which names no suitable member",
            "Correct the trait on the operation or on its service.",
        )


def _read(steps: list[tuple[str, bool]]) -> str:
    """The last access, or None where one before it is."""
    *before, (last, _) = steps
    tests = [f"{access} is None" for access, optional in before if optional]
    return f"None if {' or '.join(tests)} else {last}" if tests else last
