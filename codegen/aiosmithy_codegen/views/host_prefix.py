"""What an operation puts in front of the endpoint's host.

https://smithy.io/2.0/spec/endpoint-traits.html
"""

from __future__ import annotations

import re

from ..errors import shown
from ..literals import Code, f_string, literal
from ..model import Member, Shape
from .context import Context
from .imports import Imports

_ENDPOINT = "smithy.api#endpoint"
_HOST_LABEL = "smithy.api#hostLabel"
_LABEL = re.compile(r"\{([^{}]*)\}")
_TEXT = re.compile(r"[A-Za-z0-9.-]*")
_REMEDY = (
    "Write hostPrefix of letters, digits, dots, hyphens and labels, and give each label one member with"
    f" {_HOST_LABEL}."
)


def host_prefix(context: Context, imports: Imports, operation: Shape) -> str:
    """The expression of the prefix; empty if there is none."""
    facts = operation.traits.get(_ENDPOINT)
    if facts is None:
        return ""
    members = context.input(operation).members
    parts: list[str | Code] = []
    for number, part in enumerate(_LABEL.split(str(facts.get("hostPrefix", "")))):
        if number % 2:
            member = members.get(part)
            if member is None or _HOST_LABEL not in member.traits:
                raise context.error(
                    operation.id,
                    f"no member is bound to the label {shown(part)} of hostPrefix",
                    _REMEDY,
                )
            parts.append(Code(_label(context, imports, member)))
        elif _TEXT.fullmatch(part) is None:
            raise context.error(
                operation.id, "hostPrefix holds what a host cannot", _REMEDY
            )
        elif part:
            parts.append(part)
    if not any(isinstance(part, Code) for part in parts):
        return literal("".join(map(str, parts)))
    return f_string(*parts)


def _label(context: Context, imports: Imports, member: Member) -> str:
    imports.add("aiosmithy.bindings", "host_label")
    return f"host_label(input.{context.symbols.member(member.id)}, '{member.name}')"
