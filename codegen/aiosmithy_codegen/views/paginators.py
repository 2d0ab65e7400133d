"""``paginators.py``: where each paginated operation has its tokens and items."""

from __future__ import annotations

from typing import Any

from attrs import evolve, frozen

from ..errors import ModelError, UnsupportedError, shown
from ..jmespath_python import PathError, UnsupportedPathError, compile_path, root_of
from ..jmespath_values import Value
from ..literals import literal
from ..model import Shape
from ..pagination import is_paginated, pagination_of
from .context import Context
from .imports import Imports, ImportView
from .text import module_doc
from .types import Types


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
    return [shape for shape in context.operations if is_paginated(shape)]


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
    """One paginated operation."""

    def __init__(self, context: Context, operation: Shape, imports: Imports) -> None:
        self.context = context
        self.operation = operation
        self.imports = imports
        self.names = context.symbols.operation(operation.id)
        self.facts = pagination_of(context.service, operation)

    def view(self) -> PaginatorView:
        inputs = [self._input_token(name) for name in self.facts["inputTokens"]]
        return PaginatorView(
            constant=self.names.constant,
            input=self.names.input,
            output=self.names.output,
            item=self.item_type(),
            input_token=literal(inputs[0]) if len(inputs) == 1 else _tuple(inputs),
            output_token=self._output_token(),
            items=self._items(),
        )

    def item_type(self) -> str:
        types = Types(self.context, self.imports)
        if "items" not in self.facts:
            return types.name(self.names.output)
        shape = self._items_value().shape
        assert shape is not None
        if shape.type == "map":
            return f"tuple[str, {self._element(types, shape, 'value')}]"
        return self._element(types, shape, "member")

    def _element(self, types: Types, shape: Shape, name: str) -> str:
        of = types.optional if "smithy.api#sparse" in shape.traits else types.of
        return of(shape.members[name].target)

    def _input_token(self, name: Any) -> str:
        member = self.context.input(self.operation).members.get(str(name))
        if member is None:
            raise self._error(f"the input token {shown(name)} is no member")
        return self.context.symbols.member(member.id)

    def _output_token(self) -> str:
        """One token; of several a tuple, None where the page says itself that it is the last."""
        values = [self._compile(path) for path in self.facts["outputTokens"]]
        more = self._more_results()
        if more is not None:  # what it asks is known where the tokens are read
            values = [value.where((*more.demands, *more.tests)) for value in values]
        if len(values) != len(self.facts["inputTokens"]):
            raise self._error("as many input tokens as output tokens are needed")
        if len(values) == 1:
            token, bare = values[0].nullable, _bare(values[0])
        else:
            token = bare = f"({', '.join(value.nullable for value in values)})"
        return bare if more is None else f"{token} if {more.is_true()} else None"

    def _more_results(self) -> Value | None:
        path = self.facts.get("moreResults")
        return None if path is None else self._compile(path)

    def _items(self) -> str:
        if "items" not in self.facts:
            return "[output]"
        value = self._items_value()
        if value.kind == "list":
            return _bare(value)
        pairs = evolve(value, code=f"{value.code}.items()", guards=value.present)
        return _bare(pairs)

    def _items_value(self) -> Value:
        value = self._compile(self.facts["items"])
        if value.kind not in ("list", "map") or value.in_brackets:
            raise self._error(
                f"the items {shown(self.facts['items'])} are no list or map"
            )
        return value

    def _compile(self, path: Any) -> Value:
        """A JMESPath expression about the output; the paths of Smithy's trait are such expressions too."""
        context = self.context
        try:
            return compile_path(
                context.model,
                lambda member: context.symbols.member(member.id),
                lambda member: context.presence(member) == "optional",
                str(path),
                root_of("output", context.output(self.operation)),
            )
        except UnsupportedPathError as error:
            raise UnsupportedError(
                f"the paginator has the path {shown(path)}: {error}",
                file=context.model.place(self.operation.id),
                shape=self.operation.id,
                remedy="Change the paginator with an overlay, or use a newer aiosmithy.",
            ) from None
        except PathError as error:
            raise self._error(f"the path {shown(path)} is wrong: {error}") from None

    def _error(self, problem: str) -> ModelError:
        return self.context.error(
            self.operation.id,
            f"the paginator: {problem}",
            "Correct the trait on the operation or on its service.",
        )


def _tuple(names: list[str]) -> str:
    return f"({', '.join(map(literal, names))})"


def _bare(value: Value) -> str:
    """The value, or None, without parentheses around the condition."""
    return value.nullable[1:-1] if value.guards else value.code
