"""Classes, enums, unions and errors."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from .api import Api, Enum, Error, Union
from .changes import Changes
from .compare_members import Place, compare_class
from .matching import Matched, match_variants


def compare_shapes(changes: Changes) -> None:
    """Everything in ``shapes`` but the inputs, which are compared as arguments."""
    old, new, renamed = changes.old, changes.new, changes.relation.renamed
    there, here = old.names(), new.names()
    names = {name: renamed.get(name, name) for name in there}
    for name in sorted(there - _own(old)):
        after = names[name]
        if after not in here:
            changes.add("ShapeRemoved", f"shapes.{name}", shape=_id(old, name))
        else:
            _compare_pair(changes, name, after)
    for name in sorted(here - _own(new) - {*names.values()}):
        changes.add("ShapeAdded", f"shapes.{name}", shape=_id(new, name))


def _own(api: Api) -> frozenset[str]:
    """Classes that come and go with an operation or a union."""
    operations = api.operations.values()
    return frozenset(
        (
            *(operation.input for operation in operations),
            *(operation.output for operation in operations),
            *(name for union in api.unions.values() for name in union.variants),
        )
    )


def _id(api: Api, name: str) -> str:
    for shapes in (api.classes, api.enums, api.unions):
        if name in shapes:
            return shapes[name].id
    return ""


def _compare_pair(changes: Changes, before: str, after: str) -> None:
    old, new = changes.old, changes.new
    path, shape = f"shapes.{after}", _id(new, after)
    if before != after:
        changes.add("ShapeRenamed", path, before, after, shape=shape)
    sent, received = changes.uses(before, after)
    place = Place(path, "Member", sent, received)
    if before in old.enums and after in new.enums:
        compare_enum(changes, old.enums[before], new.enums[after], place)
    elif before in old.unions and after in new.unions:
        compare_union(changes, old.unions[before], new.unions[after], place)
    elif before in old.classes and after in new.classes:
        one, other = old.classes[before], new.classes[after]
        compare_class(changes, one, other, place)
        changes.deprecation(path, one.deprecated, other.deprecated, shape)
    else:
        kinds = (_kind(old, before), _kind(new, after))
        changes.add("ShapeKindChanged", path, *kinds, shape=shape)


def _kind(api: Api, name: str) -> str:
    if name in api.enums:
        return "enum"
    return "union" if name in api.unions else "structure"


def compare_enum(changes: Changes, old: Enum, new: Enum, place: Place) -> None:
    """Values, and the constants that stand for them."""

    def add(rule: str, constant: str, before: str = "", after: str = "") -> None:
        path = f"{place.path}.{constant}" if constant else place.path
        changes.add(
            rule,
            path,
            before,
            after,
            shape=new.id,
            sent=place.sent,
            received=place.received,
        )

    if old.base != new.base:
        add("EnumBaseChanged", "", old.base, new.base)
        return
    changed = _changed_values(old, new)
    for value, constant in old.values.items():
        if value in changed:
            add("EnumValueChanged", constant, value, changed[value])
        elif value not in new.values:
            add("EnumValueRemoved", constant, value)
        elif new.values[value] != constant:
            add("EnumConstantRenamed", new.values[value], constant, new.values[value])
    for value in new.values.keys() - old.values.keys() - {*changed.values()}:
        add("EnumValueAdded", new.values[value], "", value)
    orders = [
        [value for value in side if value in old.values and value in new.values]
        for side in (old.values, new.values)
    ]
    if orders[0] != orders[1]:
        add("EnumOrderChanged", "")
    if changes.known("deprecations", old.deprecated, new.deprecated):
        for value, deprecated in (new.deprecated or {}).items():
            was = (old.deprecated or {}).get(value, deprecated)
            path = f"{place.path}.{new.values[value]}"
            changes.deprecation(path, was, deprecated, new.id)


def _changed_values(old: Enum, new: Enum) -> dict[str, str]:
    """Old value → new one of each constant that stands for a value which the other side does not have."""
    values = {constant: value for value, constant in new.values.items()}
    return {
        value: values[constant]
        for value, constant in old.values.items()
        if value not in new.values and values.get(constant, value) not in old.values
    }


def compare_union(changes: Changes, old: Union, new: Union, place: Place) -> None:
    """Variants, and what they hold."""
    matched = match_variants(old, new)
    for variant in matched.removed:
        path = f"shapes.{variant.name}"
        changes.add("UnionVariantRemoved", path, variant.wire or "", shape=old.id)
    for variant in matched.added:
        changes.add(
            "UnionVariantAdded",
            f"shapes.{variant.name}",
            new=variant.wire or "",
            shape=new.id,
            sent=place.sent,
            received=place.received,
        )
    for before, after in matched.pairs:
        path = f"shapes.{after.name}"
        if before.name != after.name:
            changes.add(
                "UnionVariantRenamed", path, before.name, after.name, shape=new.id
            )
        one, other = changes.old.classes[before.name], changes.new.classes[after.name]
        compare_class(changes, one, other, evolve(place, path=path))


def compare_errors(changes: Changes, errors: Matched[Error]) -> None:
    """Everything in ``errors`` but the service's own base."""
    for error in errors.removed:
        path = f"errors.{error.shape.name}"
        changes.add("ErrorRemoved", path, _code(error), shape=error.shape.id)
    for error in errors.added:
        path = f"errors.{error.shape.name}"
        changes.add("ErrorAdded", path, new=_code(error), shape=error.shape.id)
    for old, new in errors.pairs:
        path, shape = f"errors.{new.shape.name}", new.shape.id
        for rule, before, after in _error_facts(changes, old, new):
            if before != after:
                changes.add(rule, path, before, after, shape=shape)
        place = Place(path, "Member", sent=False, received=True)
        compare_class(changes, old.shape, new.shape, place)
        changes.deprecation(path, old.shape.deprecated, new.shape.deprecated, shape)


def _error_facts(
    changes: Changes, old: Error, new: Error
) -> Iterator[tuple[str, object, object]]:
    bases = {changes.old.error_base: changes.new.error_base}
    yield "ErrorRenamed", old.shape.name, new.shape.name
    yield "ErrorBaseChanged", bases.get(old.base, old.base), new.base
    yield "ErrorCodeChanged", old.code, new.code
    yield "ErrorFaultChanged", old.fault, new.fault
    yield "ErrorStatusChanged", old.http_status, new.http_status
    yield "ErrorRetryChanged", old.retry, new.retry


def _code(error: Error) -> str:
    """The code, where the class is called otherwise."""
    return "" if error.code == error.shape.name else error.code
