"""Plain paths (``A.B.C``) through C2J's structures."""

from __future__ import annotations

import re

from .checked import Checked
from .context import Context

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")


def is_plain(path: str) -> bool:
    """Whether a JMESPath expression is a path that ``smithy.api#paginated`` can hold."""
    return _PLAIN.fullmatch(path) is not None


def kind_at(context: Context, side: Checked, path: str) -> str | None:
    """The C2J type of what is at a plain path below an operation's input or output; None if there is nothing."""
    if "shape" not in side or not is_plain(path):
        return None
    shape = context.shapes[context.expect(side)]
    for name in path.split("."):
        members = shape.object("members")
        if name not in members:
            return None
        shape = context.shapes[context.expect(members.object(name))]
    return shape.needed("type")
