"""Arguments and attributes: added, removed, renamed, and whatever else of one can change."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from attrs import frozen

from .api import Class, Member
from .changes import Changes
from .matching import match_members

_LOWER = frozenset({"min_length", "minimum"})
_UPPER = frozenset({"max_length", "maximum"})
_LIMITS = {
    "min_length": "minimum length",
    "max_length": "maximum length",
    "unique": "unique items",
}
_PARTS = {"[]": "item", "{key}": "key", "{}": "value"}


@frozen
class Place:
    """Where members are, and how they are used."""

    path: str
    kind: str
    """``Argument`` or ``Member``: what the rules are called after."""

    sent: bool = True
    received: bool = False

    def of(self, name: str) -> str:
        return f"{self.path}.{name}"


def compare_class(changes: Changes, old: Class, new: Class, place: Place) -> None:
    """The members of a class, or the arguments of a method."""
    changes.traits(place.path, old.traits, new.traits, new.id)
    matched = match_members(old, new)
    for member in matched.removed:
        _add(changes, place, f"{place.kind}Removed", member, old=_shown(member))
    for member in matched.added:
        required = "Required" if member.required else ""
        _add(changes, place, f"{required}{place.kind}Added", member, new=_shown(member))
    for before, after in matched.pairs:
        compare_member(changes, before, after, place)
    _compare_order(changes, [*old.members.values()], [*new.members.values()], place)


def compare_member(changes: Changes, old: Member, new: Member, place: Place) -> None:
    """One member."""
    if old.name != new.name:
        _add(changes, place, f"{place.kind}Renamed", new, old.name, new.name)
    _compare_presence(changes, old, new, place)
    _compare_type(changes, old, new, place)
    _compare_default(changes, old, new, place)
    _compare_constraints(changes, old, new, place)
    _compare_wire(changes, old, new, place)
    if old.secret != new.secret:
        shown = [("shown", "hidden")[member.secret] for member in (old, new)]
        _add(changes, place, "SensitivityChanged", new, *shown)
    if place.kind == "Argument":
        _compare_token(changes, old, new, place)
    changes.deprecation(place.of(new.name), old.deprecated, new.deprecated, new.id)


def _add(
    changes: Changes,
    place: Place,
    rule: str,
    member: Member,
    old: object = "",
    new: object = "",
) -> None:
    changes.add(
        rule,
        place.of(member.name),
        old,
        new,
        shape=member.id,
        sent=place.sent,
        received=place.received,
    )


def _shown(member: Member) -> str:
    """As the signature has it."""
    return f"{member.type} | None" if member.nullable else str(member.type)


# --- presence and type


def _compare_presence(changes: Changes, old: Member, new: Member, place: Place) -> None:
    """Whether it must be given matters where it is sent; whether it may be None, in either direction."""
    if old.required != new.required:
        rule = "BecameRequired" if new.required else "BecameOptional"
        felt = place.received and old.nullable != new.nullable
        if place.sent or felt:
            changes.add(
                f"{place.kind}{rule}",
                place.of(new.name),
                _shown(old),
                _shown(new),
                shape=new.id,
                sent=place.sent,
                received=felt,
            )
    elif old.nullable != new.nullable:
        if place.kind == "Member":
            rule = "MemberBecameNullable" if new.nullable else "MemberBecameNonNullable"
        else:
            rule = "ArgumentTypeWidened" if new.nullable else "ArgumentTypeNarrowed"
        _add(changes, place, rule, new, _shown(old), _shown(new))


def _compare_type(changes: Changes, old: Member, new: Member, place: Place) -> None:
    before = changes.relation.in_new(old.type)
    if before == new.type:
        return
    wider = changes.relation.accepts(new.type, before)
    narrower = changes.relation.accepts(before, new.type)
    change = {
        (True, True): "Respelled",
        (True, False): "Widened",
        (False, True): "Narrowed",
        (False, False): "Changed",
    }[wider, narrower]
    _add(changes, place, f"{place.kind}Type{change}", new, old.type, new.type)


def _compare_default(changes: Changes, old: Member, new: Member, place: Place) -> None:
    argument = place.kind == "Argument"
    facts = "defaults that the service fills in" if argument else "defaults"
    if not changes.known(facts, old.default, new.default):
        return
    # One that must be given has its own rules, and so has what may be None from now on.
    if old.default == new.default or old.required or new.required:
        return
    felt = place.received and old.nullable == new.nullable
    if place.sent or felt:
        changes.add(
            "DefaultChanged",
            place.of(new.name),
            old.default or "none",
            new.default or "none",
            shape=new.id,
            sent=place.sent,
            received=felt,
        )


def _compare_token(changes: Changes, old: Member, new: Member, place: Place) -> None:
    known = changes.known("idempotency tokens", old.token, new.token)
    if known and old.token != new.token:
        made = [("not made", "made")[member.token is True] for member in (old, new)]
        _add(changes, place, "IdempotencyTokenChanged", new, *made)


# --- constraints


def _compare_constraints(
    changes: Changes, old: Member, new: Member, place: Place
) -> None:
    facts = "constraints" if place.sent else "constraints of what is received"
    if not changes.known(facts, old.constraints, new.constraints):
        return
    before, after = old.constraints or {}, new.constraints or {}
    for name in sorted(before.keys() | after.keys()):
        was, now = before.get(name), after.get(name)
        if was != now:
            shown = [_limit(name, limit) for limit in (was, now)]
            rule = f"Constraint{_constraint(name.rpartition('.')[2], was, now)}"
            _add(changes, place, rule, new, *shown)


def _limit(name: str, limit: str | None) -> str:
    """``[].max_length`` of ``5`` in words."""
    if limit is None:
        return "none"
    *steps, kind = name.split(".")
    words = [_LIMITS.get(kind, kind)] + ([] if kind == "unique" else [limit])
    words += (f"of each {_PARTS[step]}" for step in reversed(steps))
    return " ".join(words)


def _constraint(name: str, was: str | None, now: str | None) -> str:
    if was is None or now is None:
        return "Tightened" if was is None else "Loosened"
    try:
        more = Decimal(now) > Decimal(was)
    except InvalidOperation:
        return "Changed"
    if name in _LOWER:
        return "Tightened" if more else "Loosened"
    if name in _UPPER:
        return "Loosened" if more else "Tightened"
    return "Changed"


# --- the wire


def _compare_wire(changes: Changes, old: Member, new: Member, place: Place) -> None:
    before, after = old.wire, new.wire
    if before is not None and after is not None and before != after:
        moved = before.location != after.location
        rule = "WireLocationChanged" if moved else "WireNameChanged"
        _add(changes, place, rule, new, before, after)
    else:
        changes.known("names on the wire", before, after)
    known = changes.known("formats on the wire", old.format, new.format)
    if known and old.format != new.format:
        shown = [member.format or "usual" for member in (old, new)]
        _add(changes, place, "WireFormatChanged", new, *shown)


# --- order


def _compare_order(
    changes: Changes, old: Sequence[Member], new: Sequence[Member], place: Place
) -> None:
    """Of those that both sides have, and that are required on both or on neither: the others move for that reason."""
    before = {member.name: member.required for member in old}
    after = {member.name: member.required for member in new}
    for required in (True, False):
        kept = {
            name
            for name in before.keys() & after.keys()
            if before[name] is required and after[name] is required
        }
        orders = [[name for name in side if name in kept] for side in (before, after)]
        if orders[0] != orders[1]:
            rule = f"{place.kind}OrderChanged"
            changes.add(rule, place.path, *map(", ".join, orders))
            return
