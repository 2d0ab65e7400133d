"""Two APIs compared: the service, its methods, and all that these take, give and raise."""

from __future__ import annotations

from attrs import evolve

from .api import Api, Class, Endpoints, Operation, Paginator, Waiter
from .changes import Changes
from .compare_members import Place, compare_class
from .compare_shapes import compare_errors, compare_shapes
from .findings import Comparison
from .matching import (
    Matched,
    directions,
    match,
    match_errors,
    match_operations,
    renamed_classes,
)
from .types import Relation

_SHOWN = 3  # endpoint URLs in one finding


def compare(old: Api, new: Api) -> Comparison:
    """What changed from ``old`` to ``new``; the time it takes grows with their size and no faster."""
    operations, errors = match_operations(old, new), match_errors(old, new)
    changes = _changes(
        old, new, operations, renamed_classes(old, new, operations, errors)
    )
    _compare_service(changes)
    for operation in operations.removed:
        changes.add("OperationRemoved", operation.method, shape=operation.id)
    for operation in operations.added:
        changes.add("OperationAdded", operation.method, shape=operation.id)
    for before, after in operations.pairs:
        _compare_operation(changes, before, after)
    _compare_waiters(changes)
    compare_shapes(changes)
    compare_errors(changes, errors)
    return changes.result()


def _changes(
    old: Api, new: Api, operations: Matched[Operation], renamed: dict[str, str]
) -> Changes:
    enums = (*old.enums.values(), *new.enums.values())
    before, after = directions(old), directions(new)
    return Changes(
        old,
        new,
        Relation(
            texts=frozenset(enum.name for enum in enums if enum.base == "StrEnum"),
            numbers=frozenset(enum.name for enum in enums if enum.base == "IntEnum"),
            renamed=renamed,
        ),
        sent=(before[0], after[0]),
        received=(before[1], after[1]),
        methods={one.method: other.method for one, other in operations.pairs},
    )


# --- service


def _compare_service(changes: Changes) -> None:
    old, new = changes.old, changes.new
    facts = (
        ("PackageRenamed", "", old.package, new.package),
        ("ClientRenamed", "", old.client, new.client),
        ("ErrorBaseRenamed", "", old.error_base, new.error_base),
        ("ProtocolChanged", "", old.protocol, new.protocol),
        ("ApiVersionChanged", "", old.version, new.version),
        ("SigningNameChanged", "signing names", old.signing_name, new.signing_name),
        (
            "EndpointPrefixChanged",
            "endpoint prefixes",
            old.endpoint_prefix,
            new.endpoint_prefix,
        ),
    )
    for rule, name, before, after in facts:
        if changes.known(name, before, after) and before != after:
            shown = (before or "none", after or "none")
            changes.add(rule, new.client, *shown, shape=new.service)
    _compare_auth(changes)
    changes.traits(new.client, old.traits, new.traits, new.service)
    if changes.known("endpoints", old.endpoints, new.endpoints):
        assert old.endpoints is not None and new.endpoints is not None
        _compare_endpoints(changes, old.endpoints, new.endpoints)


def _compare_auth(changes: Changes) -> None:
    old, new = changes.old, changes.new
    if changes.known("authentication", old.auth, new.auth):
        before, after = old.auth or frozenset(), new.auth or frozenset()
        for scheme in before - after:
            changes.add("AuthSchemeRemoved", new.client, scheme, shape=new.service)
        for scheme in after - before:
            changes.add("AuthSchemeAdded", new.client, new=scheme, shape=new.service)


def _compare_endpoints(changes: Changes, old: Endpoints, new: Endpoints) -> None:
    path, shape = changes.new.client, changes.new.service
    if old.parameters != new.parameters:
        shown = (
            _only(old.parameters, new.parameters),
            _only(new.parameters, old.parameters),
        )
        changes.add("EndpointParametersChanged", path, *shown, shape=shape)
    if old.code != new.code:
        shown = (_only(old.urls, new.urls), _only(new.urls, old.urls))
        changes.add("EndpointRulesChanged", path, *shown, shape=shape)


def _only(mine: tuple[str, ...], others: tuple[str, ...]) -> str:
    """What only one side has, and not too much of it."""
    known = set(others)
    found = [item for item in mine if item not in known]
    more = f", and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return ", ".join(found[:_SHOWN]) + more


# --- operations


def _compare_operation(changes: Changes, old: Operation, new: Operation) -> None:
    path, shape = new.method, new.id

    def add(rule: str, before: object, after: object) -> None:
        changes.add(rule, path, before, after, shape=shape)

    if old.method != new.method:
        add("MethodRenamed", old.method, new.method)
    if old.name != new.name:
        add("OperationRenamed", old.name, new.name)
    if changes.known("methods and paths", old.http, new.http) and old.http != new.http:
        add("HttpChanged", old.http, new.http)
    for name, before, after in (
        ("idempotent", old.idempotent, new.idempotent),
        ("readonly", old.readonly, new.readonly),
    ):
        if changes.known("idempotency", before, after) and before != after:
            add("IdempotencyChanged", _said(name, before), _said(name, after))
    if changes.known("authentication", old.auth, new.auth) and old.auth != new.auth:
        add("OperationAuthChanged", _schemes(old.auth), _schemes(new.auth))
    known = changes.known("callability", old.callable, new.callable)
    if known and old.callable != new.callable:
        add(f"OperationBecame{'Callable' if new.callable else 'Uncallable'}", "", "")
    changes.traits(path, old.traits, new.traits, shape)
    changes.deprecation(path, old.deprecated, new.deprecated, shape)
    _compare_raised(changes, old, new)
    _compare_arguments(changes, old, new)
    _compare_output(changes, old, new)
    _compare_paginator(changes, old.paginator, new.paginator, new)


def _said(name: str, fact: bool | None) -> str:
    return name if fact else f"not {name}"


def _schemes(names: frozenset[str] | None) -> str:
    return ", ".join(sorted(names or ())) or "as the service"


def _compare_raised(changes: Changes, old: Operation, new: Operation) -> None:
    if changes.known("errors of operations", old.errors, new.errors):
        before, after = old.errors or frozenset(), new.errors or frozenset()
        for code in before - after:
            changes.add("OperationErrorRemoved", new.method, code, shape=new.id)
        for code in after - before:
            changes.add("OperationErrorAdded", new.method, new=code, shape=new.id)


def _compare_arguments(changes: Changes, old: Operation, new: Operation) -> None:
    before, after = _signature(changes.old, old), _signature(changes.new, new)
    if old.name == new.name and old.input != new.input:
        path = f"shapes.{new.input}"
        changes.add("ShapeRenamed", path, old.input, new.input, shape=after.id)
    compare_class(changes, before, after, Place(new.method, "Argument"))


def _signature(api: Api, operation: Operation) -> Class:
    """The arguments of its method: the members of its input, in their order there."""
    found = api.classes[operation.input]
    known = found.members
    members = {name: known[name] for name in operation.arguments if name in known}
    return evolve(found, members=members)


def _compare_output(changes: Changes, old: Operation, new: Operation) -> None:
    before, after = changes.old.classes[old.output], changes.new.classes[new.output]
    path = f"shapes.{new.output}"
    if old.name == new.name and old.output != new.output:
        changes.add("ShapeRenamed", path, old.output, new.output, shape=after.id)
    place = Place(path, "Member", sent=False, received=True)
    compare_class(changes, before, after, place)


def _compare_paginator(
    changes: Changes, old: Paginator | None, new: Paginator | None, operation: Operation
) -> None:
    path, shape = f"paginate_{operation.method}", operation.id
    if old is None or new is None:
        if old is not new:
            rule = "PaginatorAdded" if old is None else "PaginatorRemoved"
            changes.add(rule, path, shape=shape)
        return
    before = changes.relation.in_new(old.item)
    if not changes.relation.accepts(before, new.item):
        changes.add("PaginatorItemChanged", path, old.item, new.item, shape=shape)
    for was, now in ((old.tokens, new.tokens), (old.items, new.items)):
        if was != now:
            changes.add("PaginatorChanged", path, was, now, shape=shape)


# --- waiters


def _compare_waiters(changes: Changes) -> None:
    matched = match(changes.old.waiters, changes.new.waiters)
    for waiter in matched.removed:
        changes.add("WaiterRemoved", waiter.method)
    for waiter in matched.added:
        changes.add("WaiterAdded", waiter.method)
    for old, new in matched.pairs:
        _compare_waiter(changes, old, new)


def _compare_waiter(changes: Changes, old: Waiter, new: Waiter) -> None:
    if changes.methods.get(old.operation) != new.operation:
        changes.add("WaiterOperationChanged", new.method, old.operation, new.operation)
    if changes.known("waiters", old.delays, new.delays) and old.delays != new.delays:
        changes.add("WaiterDelayChanged", new.method, old.delays, new.delays)
    if changes.known("waiters", old.acceptors, new.acceptors):
        before, after = old.acceptors or (), new.acceptors or ()
        if before != after:
            shown = (_only(before, after), _only(after, before))
            changes.add("WaiterChanged", new.method, *shown)
