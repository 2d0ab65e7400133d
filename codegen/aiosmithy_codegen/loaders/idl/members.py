"""What stands between the name of a shape and the end of its members: ``for R``, ``with [M]``, ``{…}``."""

from __future__ import annotations

from ...errors import shown
from .draft import ONLY_MEMBERS, UNIT, Applied, Definition, Draft, MemberDefinition
from .tokens import Tokens
from .values import read_traits, read_value

_A_NAME = "a member name"
_ENUMS = ("enum", "intEnum")


def read_aggregate(tokens: Tokens, draft: Draft, shape: Definition) -> None:
    """All of a list, set, map, structure or union that is behind its name."""
    if tokens.is_keyword("for"):
        _read_for(tokens, draft, shape)
    read_mixins(tokens, draft, shape)
    _read_members(tokens, draft, shape)


def read_inline(tokens: Tokens, draft: Draft, shape: Definition) -> None:
    """All of a structure without a name: nothing has to stand on the line of its name."""
    if tokens.text == "for":
        _read_for(tokens, draft, shape)
        read_mixins(tokens, draft, shape)
    elif tokens.text == "with":
        _read_with(tokens, draft, shape)
    _read_members(tokens, draft, shape)


def read_enum(tokens: Tokens, draft: Draft, shape: Definition) -> None:
    """All of an enum or intEnum that is behind its name."""
    read_mixins(tokens, draft, shape)
    _read_members(tokens, draft, shape)


def read_mixins(tokens: Tokens, draft: Draft, shape: Definition) -> None:
    """``with [A, B]``, if there is one on the line of the name."""
    if tokens.is_keyword("with"):
        _read_with(tokens, draft, shape)


def need_version_2(tokens: Tokens, draft: Draft, what: str) -> None:
    """Refuse what Smithy 1.0 does not have; files that name no version are of 1.0."""
    if draft.is_version_1:
        raise tokens.error(
            f"{what} cannot be used in Smithy 1.0",
            remedy='Begin the file with $version: "2.0" if it is of Smithy 2.0.',
        )


def _read_for(tokens: Tokens, draft: Draft, shape: Definition) -> None:
    need_version_2(tokens, draft, "'for' and a resource")
    tokens.advance()
    tokens.need_blank("the name of a resource")
    shape.ast["for"] = draft.target(tokens.take_id("the name of a resource"))


def _read_with(tokens: Tokens, draft: Draft, shape: Definition) -> None:
    need_version_2(tokens, draft, "mixins")
    tokens.advance()
    tokens.take("[", "before the mixins")
    mixins = [draft.target(tokens.take_id("a mixin"))]
    while tokens.text != "]":
        mixins.append(draft.target(tokens.take_id("a mixin or ']'")))
    tokens.advance()
    shape.ast["mixins"] = mixins


def _read_members(tokens: Tokens, draft: Draft, shape: Definition) -> None:
    tokens.take("{", "before the members")
    below = False
    while tokens.text != "}":
        traits = read_traits(tokens, draft, below=below)
        member = _read_member(tokens, draft, shape, traits)
        shape.members[member.name] = member
        below = tokens.is_keyword("=")
        if below:
            _read_assigned(tokens, draft, shape, member)
    tokens.advance()


def _read_member(
    tokens: Tokens, draft: Draft, shape: Definition, traits: list[Applied]
) -> MemberDefinition:
    """``name: Target``; ``$name``, if a mixin or resource has its target; in an enum just ``name``."""
    offset = tokens.start
    is_elided = tokens.text == "$" and shape.type not in _ENUMS
    if is_elided:
        tokens.advance()
        tokens.need_adjacent(_A_NAME)
        need_version_2(tokens, draft, "members without targets")
    name = _take_name(tokens, shape)
    if is_elided:
        return MemberDefinition(name, {"target": None}, traits, offset)
    if shape.type in _ENUMS:
        return MemberDefinition(name, {"target": UNIT}, traits, offset)
    tokens.need_on_line("':' after the member name")
    tokens.take(":", "after the member name")
    tokens.need_on_line("the target of the member")
    target = draft.target(tokens.take_id("the target of the member"))
    return MemberDefinition(name, target, traits, offset)


def _take_name(tokens: Tokens, shape: Definition) -> str:
    start = tokens.start
    name = tokens.take_name(f"{_A_NAME} or '}}'")
    only = ONLY_MEMBERS.get(shape.type, (name,))
    if name not in only:
        names = " and ".join(only)
        problem = f"a {shape.type} has no member {shown(name)}, only {names}"
        raise tokens.error(problem, start)
    if name in shape.members:
        raise tokens.error(f"the member {shown(name)} is there twice", start)
    return name


def _read_assigned(
    tokens: Tokens, draft: Draft, shape: Definition, member: MemberDefinition
) -> None:
    """``= value``: the value of an enum's member, the default of any other."""
    trait = "smithy.api#enumValue"
    if shape.type not in _ENUMS:
        need_version_2(tokens, draft, "assigned defaults")
        trait = "smithy.api#default"
    tokens.advance()
    tokens.need_on_line("a value")
    offset = tokens.start
    member.traits.append(Applied(trait, read_value(tokens, draft), offset))
    tokens.need_break(may_have_comma=True)
