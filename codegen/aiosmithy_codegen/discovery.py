"""How a service is asked for endpoints, if its model says so.

https://smithy.io/2.0/aws/aws-core.html#client-endpoint-discovery; the members are known by their names.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from .model import Member, Model, Shape
from .selection import Selection

DISCOVERED = "aws.api#clientDiscoveredEndpoint"

_DISCOVERY = "aws.api#clientEndpointDiscovery"
_IDENTIFIER = "aws.api#clientEndpointDiscoveryId"
_REQUIRED = "smithy.api#required"
_WHOLE = frozenset({"byte", "short", "integer", "long"})


@frozen
class Asking:
    """The operation that gives endpoints, and what of it matters."""

    operation: Shape
    error: Shape | None  # that an endpoint is not valid any more
    names_operation: Member | None  # of its input
    identifiers: Member | None
    endpoints: Member  # of its output
    address: Member
    minutes: Member


def find_asking(selection: Selection) -> Asking | None:
    """None if no operation of the selection gives endpoints as it should."""
    facts = selection.service.traits.get(_DISCOVERY, {})
    for operation in selection.operations:
        if operation.id == facts.get("operation"):
            error = selection.model.shapes.get(str(facts.get("error")))
            return _asking(selection.model, operation, error)
    return None


def insists(operation: Shape) -> bool:
    """Whether the operation can only be called where the service says."""
    return operation.traits.get(DISCOVERED, {}).get("required") is True


def identifiers(model: Model, operation: Shape) -> Iterator[Member]:
    """The members of the input that say which resource it is about."""
    for member in model.expect(operation.input, "structure").members.values():
        needed = {_IDENTIFIER, _REQUIRED} <= member.traits.keys()
        if needed and model.target(member).type == "string":
            yield member


def _asking(model: Model, operation: Shape, error: Shape | None) -> Asking | None:
    given = model.expect(operation.input, "structure").members
    known = ("Operation", "Identifiers")
    others = (member for name, member in given.items() if name not in known)
    if any(_REQUIRED in member.traits for member in others):
        return None
    endpoints = model.expect(operation.output, "structure").members.get("Endpoints")
    element = None if endpoints is None else _element(model, endpoints)
    address = _typed(model, element, "Address", frozenset({"string"}))
    minutes = _typed(model, element, "CachePeriodInMinutes", _WHOLE)
    if endpoints is None or address is None or minutes is None:
        return None
    return Asking(
        operation=operation,
        error=error,
        names_operation=given.get("Operation"),
        identifiers=given.get("Identifiers"),
        endpoints=endpoints,
        address=address,
        minutes=minutes,
    )


def _element(model: Model, member: Member) -> Shape | None:
    """The structure that a list is of."""
    shape = model.target(member)
    if shape.type != "list" or "smithy.api#sparse" in shape.traits:
        return None
    element = model.target(shape.members["member"])
    return element if element.type == "structure" else None


def _typed(
    model: Model, shape: Shape | None, name: str, types: frozenset[str]
) -> Member | None:
    member = None if shape is None else shape.members.get(name)
    if member is None or model.target(member).type not in types:
        return None
    return member
