"""Smithy's grammar of names, the only names that ever become Python (https://smithy.io/2.0/spec/model.html#shape-id-abnf)."""

from __future__ import annotations

import re

_IDENTIFIER = r"(?:[A-Za-z]|_+[A-Za-z0-9])[A-Za-z0-9_]*"
_SHAPE_ID = rf"{_IDENTIFIER}(?:\.{_IDENTIFIER})*#{_IDENTIFIER}"

_NAME_PATTERN = re.compile(_IDENTIFIER)
_SHAPE_ID_PATTERN = re.compile(_SHAPE_ID)
_MEMBER_ID_PATTERN = re.compile(rf"{_SHAPE_ID}\${_IDENTIFIER}")


def is_identifier(name: str) -> bool:
    """Whether a name is an identifier: the name of a shape or member."""
    return _NAME_PATTERN.fullmatch(name) is not None


def is_shape_id(text: str) -> bool:
    """Whether a text is the absolute id of a shape, not of a member."""
    return _SHAPE_ID_PATTERN.fullmatch(text) is not None


def is_member_id(text: str) -> bool:
    """Whether a text is the absolute id of a member."""
    return _MEMBER_ID_PATTERN.fullmatch(text) is not None
