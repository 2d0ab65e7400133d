"""Which thing of the old side is which of the new one: by name first, then by what else tells that it was renamed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Generic, TypeVar

from attrs import frozen

from .api import Api, Class, Error, Member, Operation, Union, Variant
from .types import Type

T = TypeVar("T")
Key = Callable[[T], Hashable]


@frozen
class Matched(Generic[T]):
    """Pairs, in the order of the new side, and what is left on either."""

    pairs: tuple[tuple[T, T], ...]
    removed: tuple[T, ...]
    added: tuple[T, ...]


def match(old: Mapping[str, T], new: Mapping[str, T], *keys: Key[T]) -> Matched[T]:
    """Pair by name; then what is left by each key in turn, where no other of its side has that key. None is no key."""
    partner = {name: name for name in new if name in old}
    for key in keys:
        before = _unique(old, key)
        taken = set(partner.values())
        for wanted, name in _unique(new, key).items():
            other = before.get(wanted)
            if name not in partner and other is not None and other not in taken:
                partner[name] = other
    used = set(partner.values())
    return Matched(
        pairs=tuple((old[partner[name]], new[name]) for name in new if name in partner),
        removed=tuple(value for name, value in old.items() if name not in used),
        added=tuple(value for name, value in new.items() if name not in partner),
    )


def _unique(values: Mapping[str, T], key: Key[T]) -> dict[Hashable, str]:
    keys = {name: key(value) for name, value in values.items()}
    often = Counter(keys.values())
    return {
        found: name
        for name, found in keys.items()
        if found is not None and often[found] == 1
    }


def match_operations(old: Api, new: Api) -> Matched[Operation]:
    """By the operation's name, its method, its name but for case, its method and path on the wire."""
    return match(
        old.operations,
        new.operations,
        lambda operation: operation.method,
        lambda operation: operation.name.casefold(),
        lambda operation: operation.http,
    )


def match_members(old: Class, new: Class) -> Matched[Member]:
    """By name, else by where they travel."""
    return match(old.members, new.members, lambda member: member.wire)


def match_variants(old: Union, new: Union) -> Matched[Variant]:
    """By the names of their classes, else by those on the wire."""
    return match(old.variants, new.variants, lambda variant: variant.wire)


def match_errors(old: Api, new: Api) -> Matched[Error]:
    """By name, else by code."""
    return match(old.errors, new.errors, lambda error: error.code)


def renamed_classes(
    old: Api, new: Api, operations: Matched[Operation], errors: Matched[Error]
) -> dict[str, str]:
    """Old name → new one of every class of ``shapes`` that has another name at the same place."""
    return _Renames(old, new).find(operations, errors)


class _Renames:
    """Goes through what is paired; where two classes stand at one place, and neither side has both, it was renamed."""

    def __init__(self, old: Api, new: Api) -> None:
        self.old = old
        self.new = new
        self.kinds = (_kinds(old), _kinds(new))
        self.found: dict[str, str] = {}
        self.taken: set[str] = set()
        self.pending: list[tuple[str, str]] = []

    def find(
        self, operations: Matched[Operation], errors: Matched[Error]
    ) -> dict[str, str]:
        for before, after in operations.pairs:
            self._meet(before.input, after.input)
            self._meet(before.output, after.output)
        for one, other in errors.pairs:
            self._members(one.shape, other.shape)
        self.pending += (
            (name, name) for name in self.kinds[1] if name in self.kinds[0]
        )
        while self.pending:
            self._compare(*self.pending.pop())
        return self.found

    def _meet(self, before: str, after: str) -> None:
        """Two names at one place."""
        kinds = self.kinds
        if before == after or before in self.found or after in self.taken:
            return
        if before in kinds[1] or after in kinds[0]:
            return
        if before in kinds[0] and kinds[0][before] == kinds[1].get(after):
            self.found[before] = after
            self.taken.add(after)
            self.pending.append((before, after))

    def _compare(self, before: str, after: str) -> None:
        if before in self.old.classes and after in self.new.classes:
            self._members(self.old.classes[before], self.new.classes[after])
        if before in self.old.unions and after in self.new.unions:
            pairs = match_variants(
                self.old.unions[before], self.new.unions[after]
            ).pairs
            for one, other in pairs:
                self._meet(one.name, other.name)

    def _members(self, before: Class, after: Class) -> None:
        for one, other in match_members(before, after).pairs:
            for names in _places(one.type, other.type):
                self._meet(*names)


def _kinds(api: Api) -> dict[str, str]:
    return {
        **dict.fromkeys(api.classes, "class"),
        **dict.fromkeys(api.enums, "enum"),
        **dict.fromkeys(api.unions, "union"),
    }


def _places(one: Type, other: Type) -> Iterator[tuple[str, str]]:
    """The names that stand at the same place of two types."""
    pending = [(one, other)]
    while pending:
        before, after = pending.pop()
        yield before.name, after.name
        if len(before.args) == len(after.args):
            pending += zip(before.args, after.args, strict=True)


def directions(api: Api) -> tuple[frozenset[str], frozenset[str]]:
    """The classes, enums and unions that are sent, and those that are received."""
    operations = api.operations.values()
    sent = _reach(api, (operation.input for operation in operations))
    errors = (
        name
        for error in api.errors.values()
        for member in error.shape.members.values()
        for name in member.type.names()
    )
    outputs = (operation.output for operation in operations)
    return sent, _reach(api, (*outputs, *errors))


def _reach(api: Api, roots: Iterable[str]) -> frozenset[str]:
    seen: set[str] = set()
    pending = list(roots)
    while pending:
        name = pending.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in api.classes:
            for member in api.classes[name].members.values():
                pending += member.type.names()
        elif name in api.unions:
            pending += api.unions[name].variants
    return frozenset(seen)
