"""How a service is asked for endpoints, and for which operations."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from ..discovery import DISCOVERED, Asking, identifiers, insists
from ..literals import literal
from ..model import Member, Shape
from .context import Context
from .imports import Imports


@frozen
class DiscoveryView:
    """The function that gives the facts, and the two that it names."""

    input: str
    output: str
    arguments: tuple[str, ...]  # of the input
    endpoints: str  # attributes of the output and of its elements
    address: str
    minutes: str
    facts: tuple[str, ...]


def discovery_view(context: Context, imports: Imports) -> DiscoveryView | None:
    """None if the service cannot be asked, or no operation that can be called wants it."""
    asking = context.asking
    wanting = [each for each in context.callable if DISCOVERED in each.traits]
    if asking is None or not wanting:
        return None
    imports.add("aiosmithy.discovery", "Discovery")
    names = context.symbols.operation(asking.operation.id)
    may_lack = context.presence(asking.endpoints) == "optional"
    endpoints = f"output.{_attribute(context, asking.endpoints)}"
    return DiscoveryView(
        input=names.input,
        output=names.output,
        arguments=tuple(_arguments(context, asking)),
        endpoints=f"{endpoints} or ()" if may_lack else endpoints,
        address=_attribute(context, asking.address),
        minutes=_attribute(context, asking.minutes),
        facts=tuple(_facts(context, asking, names.constant, wanting)),
    )


def discovered_fact(
    context: Context, operation: Shape, imports: Imports
) -> Iterator[str]:
    """The keyword argument of an operation whose endpoint is, or may be, asked for."""
    if context.asking is None or DISCOVERED not in operation.traits:
        return
    imports.add("aiosmithy.discovery", "Discovered")
    arguments = ["required=True"] if insists(operation) else []
    entries = [
        f"{literal(member.name)}: input.{_attribute(context, member)}"
        for member in identifiers(context.model, operation)
    ]
    if entries:
        arguments.append(f"identifiers=lambda input: {{{', '.join(entries)}}}")
    yield f"discovered=Discovered({', '.join(arguments)})"


def _facts(
    context: Context, asking: Asking, constant: str, wanting: list[Shape]
) -> Iterator[str]:
    yield f"operation={constant}"
    yield "ask=ask_for_endpoints"
    yield "read=endpoints_in"
    if asking.error is not None:
        yield f"error={literal(context.error_code(asking.error))}"
    if any(map(insists, wanting)):
        yield "required=True"


def _arguments(context: Context, asking: Asking) -> Iterator[str]:
    if asking.names_operation is not None:
        yield f"{_attribute(context, asking.names_operation)}=operation"
    if asking.identifiers is not None:
        yield f"{_attribute(context, asking.identifiers)}=identifiers"


def _attribute(context: Context, member: Member) -> str:
    return context.symbols.member(member.id)
