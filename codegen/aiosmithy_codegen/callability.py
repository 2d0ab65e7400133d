"""Which operations of a selection cannot be called yet, and what is missing for them.

An operation needs all that it reaches: its service and resources, its input, output and errors, and what these hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from .model import Member, Shape, namespace
from .selection import Selection
from .support import OTHER_AUTH, PROTOCOLS, missing_traits

_SIGV4 = "aws.auth#sigv4"
_AUTH = "smithy.api#auth"
_OWN_AUTH = "aiosmithy.auth"  # what the C2J reader says and Smithy cannot: SigV2
_ENDPOINT_RULES = "smithy.rules#endpointRuleSet"


def find_missing(selection: Selection, protocol: str) -> dict[str, tuple[str, ...]]:
    """Operation id → what it needs and this generator does not implement; only operations that cannot be called.

    Each is what may stand after "it needs".

    What is missing for the service stands for all that its operations may need besides.
    """
    common = tuple(_of_service(selection, protocol))
    if common:
        return {operation.id: common for operation in selection.operations}
    auth = selection.service.traits.get(_AUTH, (_SIGV4,))
    found = {
        operation.id: [*_of_operation(operation, auth)]
        for operation in selection.operations
    }
    users = _users(selection)
    for trait, owners in _unknown(selection).items():
        seen: set[str] = set()
        for owner in sorted(owners):
            for reached in _reach(owner, users, seen):
                if reached in found:
                    found[reached].append(f"{trait} (on {owners[owner]})")
    return {operation: tuple(needs) for operation, needs in found.items() if needs}


def _of_service(selection: Selection, protocol: str) -> Iterator[str]:
    traits = selection.service.traits
    if protocol not in PROTOCOLS:
        yield protocol
    if _SIGV4 not in traits:
        yield from _other_authentication(traits)
    if "smithy.rules#endpointBdd" in traits and _ENDPOINT_RULES not in traits:
        yield f"smithy.rules#endpointBdd without {_ENDPOINT_RULES}"
    for trait in missing_traits(traits):
        yield f"{trait} (on {selection.service.id})"


def _other_authentication(traits: Iterable[str]) -> Iterator[str]:
    schemes = sorted(
        trait
        for trait in traits
        if trait in OTHER_AUTH or namespace(trait) == _OWN_AUTH
    )
    yield " or ".join(schemes) or "a call without authentication"


def _of_operation(operation: Shape, auth: Sequence[str]) -> Iterator[str]:
    """SigV4 must be among what it accepts (``optionalAuth`` adds "or none" and keeps it).

    All implemented protocols bind to HTTP by trait (https://smithy.io/2.0/spec/http-bindings.html).
    """
    if _SIGV4 not in operation.traits.get(_AUTH, auth):
        yield f"smithy.api#auth without {_SIGV4}"
    if "smithy.api#http" not in operation.traits:
        yield "a call without smithy.api#http"


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
