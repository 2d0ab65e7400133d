"""``waiters.py``: what to poll, how often, and what each answer means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from ..errors import ModelError, UnsupportedError, shown
from ..jmespath_python import (
    PathError,
    UnsupportedPathError,
    compile_path,
    root_of,
    root_with,
)
from ..jmespath_values import Value, parenthesized
from ..json_values import is_object
from ..literals import literal
from ..model import Shape
from .context import Context
from .imports import Imports, ImportView
from .text import module_doc

WAITABLE = "smithy.waiters#waitable"
# https://smithy.io/2.0/additional-specs/waiters.html#waiter-workflow
_MIN_DELAY, _MAX_DELAY = 2, 120


@frozen
class AcceptorView:
    """The arguments of one ``Acceptor``."""

    arguments: tuple[str, ...]


@frozen
class WaiterView:
    name: str
    constant: str
    operation: str
    input: str
    output: str
    min_delay: str
    max_delay: str
    acceptors: tuple[AcceptorView, ...]


@frozen
class WaitersView:
    header: str
    module_doc: str
    imports: tuple[tuple[ImportView, ...], ...]
    waiters: tuple[WaiterView, ...]


@frozen
class WaiterFacts:
    """A waiter as modeled; ``documented`` has its documentation under the names of traits."""

    name: str
    definition: Mapping[str, Any]
    documented: Mapping[str, Any]


def waiters_of(context: Context, operation: Shape) -> Iterator[WaiterFacts]:
    """The waiters of an operation, by name."""
    definitions: Mapping[str, Any] = operation.traits.get(WAITABLE) or {}
    for name in sorted(definitions):
        definition = definitions[name]
        documented: dict[str, Any] = {}
        if definition.get("documentation"):
            documented["smithy.api#documentation"] = definition["documentation"]
        if definition.get("deprecated") is True:
            documented["smithy.api#deprecated"] = {}
        yield WaiterFacts(name, definition, documented)


def waiters_view(context: Context) -> WaitersView | None:
    """None if there are no waiters."""
    imports = Imports()
    imports.add("typing", "Final")
    imports.add("aiosmithy.waiters", "Acceptor", "Waiter")
    imports.add(".", "operations", "shapes")
    waiters = [
        _waiter(context, operation, facts)
        for operation in context.operations
        for facts in waiters_of(context, operation)
    ]
    if not waiters:
        return None
    waiters.sort(key=lambda view: view.constant)
    return WaitersView(
        context.header,
        module_doc(
            f"Waiters of {context.title}: what to poll, how often, and what each answer means."
        ),
        imports.views(),
        tuple(waiters),
    )


def _waiter(context: Context, operation: Shape, facts: WaiterFacts) -> WaiterView:
    names = context.symbols.operation(operation.id)
    builder = _Acceptors(context, operation, facts.name)
    definition = facts.definition
    low = definition.get("minDelay", _MIN_DELAY)
    high = definition.get("maxDelay", _MAX_DELAY)
    if not 1 <= low <= high:
        raise builder.error(
            f"minDelay {low} and maxDelay {high} are no range from 1 second up"
        )
    return WaiterView(
        name=facts.name,
        constant=context.symbols.waiter(operation.id, facts.name).constant,
        operation=names.constant,
        input=names.input,
        output=names.output,
        min_delay=literal(float(low)),
        max_delay=literal(float(high)),
        acceptors=tuple(builder.view(item) for item in definition["acceptors"]),
    )


class _Acceptors:
    """The acceptors of one waiter."""

    def __init__(self, context: Context, operation: Shape, waiter: str) -> None:
        self.context = context
        self.operation = operation
        self.waiter = waiter

    def view(self, acceptor: Mapping[str, Any]) -> AcceptorView:
        state = acceptor.get("state")
        if state not in ("success", "failure", "retry"):
            raise self.error(f"an acceptor has the state {shown(state)}")
        arguments = [f"state={literal(state)}", self._matcher(acceptor.get("matcher"))]
        if "message" in acceptor:
            arguments.append(f"message={self._message(acceptor['message'])}")
        return AcceptorView(tuple(arguments))

    def _message(self, path: object) -> str:
        """What a failure tells the caller: an expression about the output, which may be a text by itself."""
        if not isinstance(path, str):
            raise self.error("an acceptor's message is no JMESPath expression")
        output = root_of("output", self.context.output(self.operation))
        value = self._compile(path, output)
        texts = value.element is not None and value.element.kind == "string"
        if value.kind != "string" and not (value.kind == "list" and texts):
            raise self.error(
                f"the message {shown(path)} does not give a text; put a plain text into 'quotes'"
            )
        return f"lambda output: {value.nullable}"

    def _matcher(self, matcher: Any) -> str:
        output = root_of("output", self.context.output(self.operation))
        match matcher:
            case {"success": bool(success)}:
                return "on_success=True" if success else "on_error=True"
            case {"errorType": str(error)}:
                return f"error={literal(error.rpartition('#')[2])}"
            case {"output": condition} if is_object(condition):
                test = self._match(condition, output)
            case {"inputOutput": condition} if is_object(condition):
                given = root_of("input", self.context.input(self.operation))
                test = self._match(condition, root_with(input=given, output=output))
            case _:
                raise self.error("an acceptor has no known matcher")
        return f"matches=lambda input, output: {parenthesized(test)}"

    def _match(self, condition: Mapping[str, Any], root: Value) -> str:
        path = str(condition.get("path"))
        expected = str(condition.get("expected"))
        comparator = condition.get("comparator")
        value = self._compile(path, root)
        strings = value.element is not None and value.element.kind == "string"
        match comparator:
            case "stringEquals" if value.kind == "string":
                return value.equals(expected)
            case "booleanEquals" if value.kind == "boolean" and expected in (
                "true",
                "false",
            ):
                return value.is_true() if expected == "true" else value.is_false()
            case "allStringEquals" if value.kind == "list" and strings:
                return value.all_equal(expected)
            case "anyStringEquals" if value.kind == "list" and strings:
                return value.any_equals(expected)
            case _:
                problem = (
                    f"{shown(path)} does not give what {shown(comparator)} compares"
                )
                raise self.error(problem)

    def _compile(self, path: str, root: Value) -> Value:
        context = self.context
        inputs = {id(m) for m in context.input(self.operation).members.values()}
        try:
            return compile_path(
                context.model,
                lambda member: context.symbols.member(member.id),
                lambda member: (
                    context.presence(member, top_level_input=id(member) in inputs)
                    == "optional"
                ),
                path,
                root,
            )
        except UnsupportedPathError as error:
            raise UnsupportedError(
                f"the waiter {self.waiter} has the path {shown(path)}: {error}",
                file=context.model.place(self.operation.id),
                shape=self.operation.id,
                remedy="Change the waiter with an overlay, or use a newer aiosmithy.",
            ) from None
        except PathError as error:
            raise self.error(f"the path {shown(path)} is wrong: {error}") from None

    def error(self, problem: str) -> ModelError:
        return self.context.error(
            self.operation.id,
            f"the waiter {self.waiter}: {problem}",
            "Correct smithy.waiters#waitable.",
        )
