"""Which part of a model is generated: one service, some or all of its operations, and what they reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

from attrs import evolve, frozen

from .errors import UsageError
from .exclusion import is_excluded, without_members
from .model import Model, Shape, namespace
from .suggestions import suggestion

UNIT = "smithy.api#Unit"
_GLOB = frozenset("*?[")


@frozen
class Selection:
    """What is generated: the model holds nothing that the operations do not reach."""

    model: Model
    service: Shape
    operations: tuple[Shape, ...]
    """The chosen operations, by name."""


def select(
    model: Model,
    service: str | None = None,
    operations: Sequence[str] = (),
    exclude: Sequence[str] = (),
) -> Selection:
    """Reduce the model to one service and the named operations; all of them if none is named.

    The service is named by id or name and may be left out if there is only one. Operations are names, ids or globs.
    What is marked with a trait of ``exclude`` (``deprecated``, ``internal``) is left out.
    """
    chosen = choose_service(model, service)
    bound = sorted(
        operations_of(model, chosen), key=lambda shape: (shape.name, shape.id)
    )
    kept = _choose_operations(model, chosen, bound, operations)
    if exclude:
        kept = _not_excluded(model, chosen, kept, exclude)
        model = without_members(model, kept, exclude)
    shapes = _reduce(model, chosen, kept)
    return Selection(evolve(model, shapes=shapes), shapes[chosen.id], kept)


def select_nothing(model: Model, service: Shape) -> Selection:
    """The service without any of its operations."""
    shapes = _reduce(model, service, ())
    return Selection(evolve(model, shapes=shapes), shapes[service.id], ())


def choose_service(model: Model, service: str | None = None) -> Shape:
    """The service of that id or name, or the model's only one."""
    services = sorted(model.of_type("service"), key=lambda shape: shape.id)
    if not services:
        raise UsageError(
            "the model has no service shape",
            file=model.file,
            remedy="A client is generated for a service; give the model that defines one.",
        )
    if service is None:
        if len(services) == 1:
            return services[0]
        found = ", ".join(shape.id for shape in services)
        raise UsageError(
            f"the model has {len(services)} services: {found}",
            file=model.file,
            remedy="Choose one with --service.",
        )
    for shape in services:
        if service in (shape.id, shape.name):
            return shape
    names = [name for shape in services for name in (shape.name, shape.id)]
    raise UsageError(
        f"there is no service {service!r}",
        file=model.file,
        remedy=suggestion(service, names),
    )


def operations_of(
    model: Model, service: Shape, exclude: Sequence[str] = ()
) -> Iterator[Shape]:
    """Every operation bound to the service, directly or through its resources, each once.

    Those marked with a trait of ``exclude``, or bound only to resources that are, are left out.
    """
    seen: set[str] = set()
    entities, pending = {service.id}, [service]
    while pending:
        entity = pending.pop()
        for operation in _bound_operations(entity):
            if operation not in seen:
                seen.add(operation)
                found = model.expect(operation, "operation")
                if not is_excluded(found, exclude):
                    yield found
        for resource in entity.resources:
            if resource not in entities:
                entities.add(resource)
                found = model.expect(resource, "resource")
                if not is_excluded(found, exclude):
                    pending.append(found)


def _bound_operations(entity: Shape) -> tuple[str, ...]:
    lifecycle = tuple(entity.lifecycle.values())
    return lifecycle + entity.operations + entity.collection_operations


def _choose_operations(
    model: Model, service: Shape, bound: Sequence[Shape], wanted: Sequence[str]
) -> tuple[Shape, ...]:
    if not bound:
        raise UsageError(
            "the service has no operations",
            file=model.file,
            shape=service.id,
            remedy="There is nothing to generate a client for.",
        )
    if not wanted:
        return tuple(bound)
    kept: set[str] = set()
    for pattern in wanted:
        matching = {shape.id for shape in bound if _matches(shape, pattern)}
        if not matching:
            raise UsageError(
                f"no operation is named {pattern!r}",
                file=model.file,
                shape=service.id,
                remedy=suggestion(pattern, (shape.name for shape in bound)),
            )
        kept |= matching
    return tuple(shape for shape in bound if shape.id in kept)


def _not_excluded(
    model: Model, service: Shape, operations: Sequence[Shape], exclude: Sequence[str]
) -> tuple[Shape, ...]:
    left = {shape.id for shape in operations_of(model, service, exclude)}
    kept = tuple(shape for shape in operations if shape.id in left)
    if kept:
        return kept
    options = " and ".join(f"--exclude-{trait}" for trait in exclude)
    raise UsageError(
        f"{options} leaves none of the operations",
        file=model.file,
        shape=service.id,
        remedy="Leave the option out, or choose other operations.",
    )


def _matches(operation: Shape, pattern: str) -> bool:
    if _GLOB.isdisjoint(pattern):
        return pattern in (operation.name, operation.id)
    return fnmatchcase(operation.name, pattern)


def _reduce(
    model: Model, service: Shape, operations: Sequence[Shape]
) -> dict[str, Shape]:
    """The shapes that these operations reach, by id, and the service and resources without their other operations."""
    kept = {operation.id for operation in operations}
    resources = _kept_resources(model, service, kept)
    roots = [*service.errors, UNIT, *kept]
    roots += (
        target for shape in resources.values() for target in shape.identifiers.values()
    )
    shapes = _closure(model, roots)
    for entity in (service, *resources.values()):
        shapes[entity.id] = _trim(entity, kept, shapes.keys() | resources.keys())
    return {
        shape_id: shapes[shape_id] for shape_id in sorted(shapes, key=_by_namespace)
    }


def _by_namespace(shape_id: str) -> tuple[str, str]:
    return namespace(shape_id), shape_id


def _kept_resources(model: Model, service: Shape, kept: set[str]) -> dict[str, Shape]:
    """The resources that bind one of the kept operations, and the resources that hold these."""
    parents: dict[str, list[str]] = {}
    found: dict[str, Shape] = {}
    pending = [service]
    while pending:
        entity = pending.pop()
        for resource_id in entity.resources:
            parents.setdefault(resource_id, []).append(entity.id)
            if resource_id not in found:
                found[resource_id] = model.expect(resource_id, "resource")
                pending.append(found[resource_id])
    needed = [
        shape.id
        for shape in found.values()
        if not kept.isdisjoint(_bound_operations(shape))
    ]
    result: dict[str, Shape] = {}
    while needed:
        resource_id = needed.pop()
        if resource_id in found and resource_id not in result:
            result[resource_id] = found[resource_id]
            needed += parents[resource_id]
    return result


def _closure(model: Model, roots: Iterable[str]) -> dict[str, Shape]:
    reached: dict[str, Shape] = {}
    pending = list(roots)
    while pending:
        shape_id = pending.pop()
        if shape_id not in reached:
            shape = reached[shape_id] = model.expect(shape_id)
            pending += (member.target for member in shape.members.values())
            if shape.type == "operation":
                pending += (shape.input, shape.output, *shape.errors)
    return reached


def _trim(entity: Shape, operations: set[str], shapes: Iterable[str]) -> Shape:
    """The service or resource with only what is kept."""
    known = set(shapes)
    return evolve(
        entity,
        operations=_only(entity.operations, operations),
        collection_operations=_only(entity.collection_operations, operations),
        resources=_only(entity.resources, known),
        lifecycle={
            event: operation
            for event, operation in entity.lifecycle.items()
            if operation in operations
        },
        properties={
            name: target
            for name, target in entity.properties.items()
            if target in known
        },
        rename={
            shape_id: name
            for shape_id, name in entity.rename.items()
            if shape_id in known
        },
    )


def _only(ids: Iterable[str], kept: set[str]) -> tuple[str, ...]:
    return tuple(shape_id for shape_id in ids if shape_id in kept)
