"""``client.py``: one documented method for each operation, paginator and waiter."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from ..docs_layout import Block, docstring_text, entry
from ..model import Shape
from .arguments import Arguments, ArgumentView
from .context import Context
from .endpoint_parameters import ClientParameter, client_parameters
from .examples import example_blocks
from .imports import Imports, ImportView
from .paginators import item_type, paginated_operations
from .presigning import PRESIGNING
from .text import (
    deprecation,
    documentation,
    member_blocks,
    module_doc,
    section,
    summary,
)
from .types import Types
from .waiters import WaiterFacts, waiters_of

_INDENT = 8


@frozen
class MethodView:
    name: str
    arguments: tuple[ArgumentView, ...]
    doc: str
    input: str
    output: str
    constant: str
    item: str = ""  # of a paginator


@frozen
class ClientView:
    header: str
    module_doc: str
    name: str
    base: str
    presigning: str  # the base class, if it is one that presigns
    doc: str
    typing_imports: tuple[tuple[ImportView, ...], ...]
    parameters: tuple[ClientParameter, ...]  # keywords of its own
    modules: tuple[str, ...]
    calls: bool  # whether any operation can be called
    operations: tuple[MethodView, ...]
    paginators: tuple[MethodView, ...]
    waiters: tuple[MethodView, ...]


def client_view(context: Context, *, presigns: bool) -> ClientView:
    """Methods in the order of their names: operations, then paginators, then waiters."""
    builder = _Builder(context)
    operations = [builder.operation(shape) for shape in context.operations]
    paginators = [builder.paginator(shape) for shape in paginated_operations(context)]
    waiters = [
        builder.waiter(shape, facts)
        for shape in context.operations
        for facts in waiters_of(context, shape)
    ]
    modules = ["operations", "shapes"]
    if paginators:
        modules.append("paginators")
        builder.imports.add("aiosmithy.paginators", "Paginator")
    if waiters:
        modules.append("waiters")
        builder.imports.add("aiosmithy.waiters", "WaiterOutcome")
    calls = bool(context.callable)
    if calls:
        builder.imports.add("aiosmithy.operation", "Service")
    if presigns:
        builder.imports.add(".presigning", PRESIGNING)
    builder.imports.add(".", *modules)
    parameters = tuple(client_parameters(context))
    if parameters:
        builder.imports.add("aiosmithy.config", "Config")
        builder.imports.add("aiosmithy.identity", "Credentials", "IdentityResolver")
        builder.imports.add("aiosmithy.session", "Session")
    if any("Sequence" in parameter.type for parameter in parameters):
        builder.imports.add("collections.abc", "Sequence")
    return ClientView(
        header=context.header,
        module_doc=module_doc(f"The client of {context.title}."),
        name=context.symbols.service.client,
        base=PRESIGNING if presigns else "ServiceClient",
        presigning=PRESIGNING if presigns else "",
        doc=_client_doc(context, parameters),
        parameters=parameters,
        typing_imports=builder.imports.views(),
        modules=tuple(sorted(modules)),
        calls=calls,
        operations=tuple(sorted(operations, key=lambda view: view.name)),
        paginators=tuple(sorted(paginators, key=lambda view: view.name)),
        waiters=tuple(sorted(waiters, key=lambda view: view.name)),
    )


def _client_doc(context: Context, parameters: Iterable[ClientParameter]) -> str:
    version = " ".join(context.service.version.split())
    title = (
        f"{context.title}, API version {version}." if version else f"{context.title}."
    )
    blocks = [Block(title), *documentation(context.service.traits, "")]
    blocks = [block for block in blocks if block.text]
    entries = [entry(each.keyword, each.doc) for each in parameters if each.doc]
    if entries:
        blocks += section("Args", entries)
    return docstring_text([*blocks, *deprecation(context.service.traits)], indent=4)


class _Builder:
    def __init__(self, context: Context) -> None:
        self.context = context
        self.model = context.model
        self.symbols = context.symbols
        self.imports = Imports()
        self.arguments = Arguments(context, Types(context, self.imports))

    def operation(self, operation: Shape) -> MethodView:
        names = self.symbols.operation(operation.id)
        blocks = documentation(operation.traits, f"Call ``{operation.name}``.")
        blocks += deprecation(operation.traits)
        blocks += self._arguments_section(operation)
        blocks += self._raises_section(operation)
        blocks += example_blocks(self.context, operation)
        return MethodView(
            name=names.method,
            arguments=self.arguments.of(operation),
            doc=docstring_text(blocks, indent=_INDENT),
            input=names.input,
            output=names.output,
            constant=names.constant,
        )

    def paginator(self, operation: Shape) -> MethodView:
        names = self.symbols.operation(operation.id)
        item = item_type(self.context, operation, self.imports)
        what = "page" if item.endswith(f".{names.output}") else "item"
        blocks = [
            Block(
                f"Every {what} of :meth:`{names.method}`, as many calls as it takes."
            ),
            Block(
                "Takes the same arguments. Iterate over it with ``async for``;"
                " ``pages()`` gives whole outputs instead."
            ),
        ]
        return MethodView(
            name=f"paginate_{names.method}",
            arguments=self.arguments.of(operation),
            doc=docstring_text(blocks, indent=_INDENT),
            input=names.input,
            output=names.output,
            constant=names.constant,
            item=item,
        )

    def waiter(self, operation: Shape, facts: WaiterFacts) -> MethodView:
        names = self.symbols.operation(operation.id)
        waiter = self.symbols.waiter(operation.id, facts.name)
        fallback = f"Wait for ``{facts.name}``, polling :meth:`{names.method}`."
        blocks = documentation(facts.documented, fallback)
        if facts.documented:
            blocks.append(
                Block(f"Polls :meth:`{names.method}`, whose arguments it takes.")
            )
        blocks += deprecation(facts.documented)
        limit = Block("How long to wait at most, in seconds.")
        blocks += section("Args", [entry("max_wait_time", [limit])])
        failed = Block("It came to a state from which the one waited for cannot come.")
        timeout = Block("``max_wait_time`` passed before it came.")
        blocks += section(
            "Raises",
            [
                entry("aiosmithy.errors.WaiterFailedError", [failed]),
                entry("aiosmithy.errors.WaiterTimeoutError", [timeout]),
            ],
        )
        return MethodView(
            name=waiter.method,
            arguments=self.arguments.of(operation),
            doc=docstring_text(blocks, indent=_INDENT),
            input=names.input,
            output=names.output,
            constant=waiter.constant,
        )

    # --- arguments

    def _arguments_section(self, operation: Shape) -> list[Block]:
        entries = [
            entry(
                self.symbols.member(member.id),
                member_blocks(self.model, member, default=True)
                or [Block(f"``{member.name}`` of the request.")],
            )
            for member, _ in self.arguments.members(operation)
        ]
        return section("Args", entries) if entries else []

    def _raises_section(self, operation: Shape) -> list[Block]:
        ids = self.context.errors_of(operation)
        errors = [error for error in self.context.errors if error.id in ids]
        entries = [
            entry(
                f"errors.{self.symbols.shape(error.id)}",
                [Block(summary(error, f"The error ``{error.name}``."))],
            )
            for error in errors
        ]
        return section("Raises", entries) if entries else []
