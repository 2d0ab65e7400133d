"""``enums.py``: open enums. Python takes its time to make one, so they are apart from the shapes that everybody needs."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from ..model import Member, Shape
from .context import Context
from .imports import Imports, ImportView
from .text import attribute_doc, class_doc, module_doc


@frozen
class EnumMemberView:
    name: str
    value: str | int
    doc: str | None


@frozen
class EnumView:
    name: str
    base: str
    doc: str
    members: tuple[EnumMemberView, ...]
    spaced: bool  # a blank line after each member, for some have a docstring


@frozen
class EnumsView:
    header: str
    module_doc: str
    imports: tuple[tuple[ImportView, ...], ...]
    enums: tuple[EnumView, ...]


def enums_view(context: Context) -> EnumsView | None:
    """Enums by name; None if there are none."""
    enums = [_enum(context, shape) for shape in _shapes(context)]
    if not enums:
        return None
    imports = Imports()
    imports.add("enum", *(view.base for view in enums))
    return EnumsView(
        header=context.header,
        module_doc=module_doc(
            f"Open enums of {context.title}; ``shapes`` has them, too."
        ),
        imports=imports.views(),
        enums=tuple(sorted(enums, key=lambda view: view.name)),
    )


def enum_names(context: Context) -> tuple[str, ...]:
    """The classes of ``enums.py``, sorted."""
    return tuple(sorted(context.symbols.shape(s.id) for s in _shapes(context)))


def _shapes(context: Context) -> Iterator[Shape]:
    return context.model.of_type("enum", "intEnum")


def _enum(context: Context, shape: Shape) -> EnumView:
    known = f"Known values of ``{shape.name}``; a newer service may send others."
    members = tuple(_member(context, shape, m) for m in shape.members.values())
    return EnumView(
        name=context.symbols.shape(shape.id),
        base="StrEnum" if shape.type == "enum" else "IntEnum",
        doc=class_doc(shape.traits, known),
        members=members,
        spaced=any(member.doc is not None for member in members),
    )


def _member(context: Context, shape: Shape, member: Member) -> EnumMemberView:
    value = member.traits.get("smithy.api#enumValue", member.name)
    expected = str if shape.type == "enum" else int
    if not isinstance(value, expected) or isinstance(value, bool):
        raise context.error(
            member.id,
            f"the value of a member of this {shape.type} is no {expected.__name__}",
            "Correct smithy.api#enumValue.",
        )
    return EnumMemberView(
        name=context.symbols.enum_member(member.id),
        value=value,
        doc=attribute_doc(context.model, member),
    )
