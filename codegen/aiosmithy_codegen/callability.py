"""Which operations of a selection cannot be called yet, and what is missing for them.

An operation needs all that it reaches: its service and resources, its input, output and errors, and what these hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .auth import accepted_auth, is_implemented
from .discovery import DISCOVERED, find_asking, insists
from .model import Member, Model, Shape
from .protocols import PROTOCOLS, Protocol
from .selection import Selection
from .streams import is_event_stream, is_stream, scattered
from .support import missing_traits

_ASTRAY = "a stream that is not the body"
_SCATTERED = "an event of several parts that is more than an event"
_UNDISCOVERED = f"{DISCOVERED} (no operation here can be asked for endpoints)"


def find_missing(selection: Selection, protocol: str) -> dict[str, tuple[str, ...]]:
    """Operation id → what it needs and this generator does not implement; only operations that cannot be called.

    Each is what may stand after "it needs".

    What is missing for the service stands for all that its operations may need besides.
    """
    common = tuple(_of_service(selection))
    if common:
        return {operation.id: common for operation in selection.operations}
    found = {
        operation.id: [*_of_operation(selection, operation, PROTOCOLS[protocol])]
        for operation in selection.operations
    }
    users = _users(selection)
    absent = {
        **_unknown(selection),
        **_documents(selection, PROTOCOLS[protocol]),
        _ASTRAY: _astray(selection, PROTOCOLS[protocol]),
        _SCATTERED: {shape.id: shape.id for shape in scattered(selection.model)},
    }
    for trait, owners in absent.items():
        seen: set[str] = set()
        for owner in sorted(owners):
            for reached in _reach(owner, users, seen):
                if reached in found:
                    found[reached].append(f"{trait} (on {owners[owner]})")
    asking = find_asking(selection)
    if asking is None or found[asking.operation.id]:
        for operation in filter(insists, selection.operations):
            found[operation.id].append(_UNDISCOVERED)
    return {operation: tuple(needs) for operation, needs in found.items() if needs}


def _of_service(selection: Selection) -> Iterator[str]:
    traits = selection.service.traits
    for trait in missing_traits(traits):
        yield f"{trait} (on {selection.service.id})"


def _of_operation(
    selection: Selection, operation: Shape, protocol: Protocol
) -> Iterator[str]:
    """One of the kinds of authentication that it accepts must be implemented, or none be asked for."""
    schemes = accepted_auth(selection.service, operation)
    if not is_implemented(schemes, protocol):
        yield " or ".join(schemes)
    if protocol.binds_http and "smithy.api#http" not in operation.traits:
        yield "a call without smithy.api#http"
    if protocol.writes_form and _sends_events(selection.model, operation):
        yield f"events that go in, in {protocol.id}"


def _sends_events(model: Model, operation: Shape) -> bool:
    members = model.expect(operation.input).members.values()
    return any(is_event_stream(model, member) for member in members)


def _unknown(selection: Selection) -> dict[str, dict[str, str]]:
    """Trait that is not implemented → shape that has it, itself or on a member → the id that has it."""
    found: dict[str, dict[str, str]] = {}
    for shape in selection.model.shapes.values():
        if shape.type == "service":
            continue
        owners: list[Shape | Member] = [shape, *shape.members.values()]
        for owner in owners:
            for trait in missing_traits(owner.traits):
                found.setdefault(trait, {}).setdefault(shape.id, owner.id)
    return dict(sorted(found.items()))


def _documents(selection: Selection, protocol: Protocol) -> dict[str, dict[str, str]]:
    """Shapes that hold documents, where the protocol has none ("Shape serialization" of all that do not speak JSON)."""
    if protocol.writes == "json":
        return {}
    holders = {
        shape.id: member.id
        for shape in selection.model.shapes.values()
        for member in shape.members.values()
        if selection.model.target(member).type == "document"
    }
    return {f"a document in {protocol.id}": holders}


def _astray(selection: Selection, protocol: Protocol) -> dict[str, str]:
    """Shapes that hold streams where none can be: an input or output has one as its payload, or has events in RPC protocols.

    https://smithy.io/2.0/spec/streaming.html
    """
    model = selection.model
    ends = {end for each in selection.operations for end in (each.input, each.output)}
    return {
        shape.id: member.id
        for shape in model.shapes.values()
        for member in shape.members.values()
        if is_stream(model, member)
        and not (shape.id in ends and _is_body(model, member, protocol))
    }


def _is_body(model: Model, member: Member, protocol: Protocol) -> bool:
    if protocol.binds_http:
        return "smithy.api#httpPayload" in member.traits
    return is_event_stream(model, member)


def _users(selection: Selection) -> Mapping[str, list[str]]:
    """Shape → the shapes that need it; an operation needs the resources that it belongs to."""
    found: dict[str, list[str]] = {}
    for shape in selection.model.shapes.values():
        for needed in _needs(shape):
            found.setdefault(needed, []).append(shape.id)
        if shape.type == "resource":
            bound = (
                *shape.operations,
                *shape.collection_operations,
                *shape.lifecycle.values(),
            )
            found.setdefault(shape.id, []).extend((*bound, *shape.resources))
    for error in selection.service.errors:
        users = found.setdefault(error, [])
        users += (operation.id for operation in selection.operations)
    return found


def _needs(shape: Shape) -> Iterator[str]:
    if shape.type == "operation":
        yield from (shape.input, shape.output, *shape.errors)
    yield from (member.target for member in shape.members.values())


def _reach(start: str, users: Mapping[str, list[str]], seen: set[str]) -> Iterator[str]:
    """The shape and all that need it, those not seen before."""
    pending = [start]
    while pending:
        shape = pending.pop()
        if shape not in seen:
            seen.add(shape)
            yield shape
            pending += users.get(shape, ())
