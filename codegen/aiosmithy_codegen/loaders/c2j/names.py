"""Smithy names for what C2J names with any text: shape ids, members of enums, the service.

A name of C2J that is a Smithy identifier stays as it is. One that is not (none of botocore's, but the format allows them)
is respelled where the wire does not show it; where the wire does, the caller keeps the old name in a trait.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Set

from attrs import field, frozen

from ...names import joined_words
from ..identifiers import is_identifier

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_]")


def respelled(name: str) -> str:
    """The name as an identifier."""
    if is_identifier(name):
        return name
    spelled = _NOT_IN_NAMES.sub("_", name)
    if not spelled.strip("_"):
        return "_".join(map(_spoken, name)) or "Empty"
    return spelled if is_identifier(spelled) else f"_{spelled}"


@frozen
class UniqueNames:
    """Gives every name once; one that is taken gets a number."""

    taken: set[str] = field(factory=set[str])
    _numbers: dict[str, int] = field(factory=dict[str, int])

    def add(self, name: str) -> str:
        """The name, or one like it."""
        number, found = self._numbers.get(name, 1), name
        while found in self.taken:
            number, found = number + 1, f"{name}_{number + 1}"
        self._numbers[name] = number
        self.taken.add(found)
        return found


def enum_names(values: Iterable[str]) -> dict[str, str]:
    """Member name → value: the value as an identifier, as Smithy names members of an unnamed ``enum`` trait.

    A value that is an identifier by itself keeps its spelling, whatever the order. Smithy has no empty values; enums are
    open, so that nothing is lost.
    """
    different = [value for value in dict.fromkeys(values) if value]
    names = UniqueNames({value for value in different if is_identifier(value)})
    return {
        value if is_identifier(value) else names.add(respelled(value)): value
        for value in different
    }


def service_name(
    target_prefix: str | None,
    service_id: str,
    operations: Set[str],
    shapes: Set[str],
) -> str:
    """The name of the service shape: JSON and CBOR protocols send it as the prefix of the target.

    https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html#protocol-behaviors. A prefix may begin with a Java
    package (``com.amazonaws.…``), which no Smithy name has and no other SDK sends. Shapes give way to a prefix, but not
    to a name that nobody sends.
    """
    name = (target_prefix or "").rpartition(".")[2]
    taken = operations
    if not is_identifier(name):
        name, taken = respelled(joined_words(service_id)), operations | shapes
    return UniqueNames({*taken}).add(f"{name}Service" if name in taken else name)


def _spoken(char: str) -> str:
    """``*`` is ASTERISK. Names of ASCII are the same in every version of Unicode."""
    name = unicodedata.name(char, "") if char.isascii() else ""
    return _NOT_IN_NAMES.sub("_", name) or f"U{ord(char):04X}"
