"""Objects of a C2J file, read with their types checked: what is wrong is said with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import field, frozen

from ...errors import ModelError, shown
from ...json_values import is_list, is_object

_REMEDY = "Give the file as botocore ships it, or correct it."


@frozen
class Checked:
    """One JSON object.

    Every question about a key raises ModelError if its value has another JSON type than the one asked for; a key that is
    not there, or null, is "nothing": None, False or empty.
    """

    data: Mapping[str, Any] = field(repr=False)
    file: str
    place: str
    """Where in the file, with names through ``shown`` unless they are plain words."""

    def __contains__(self, key: str) -> bool:
        return self.data.get(key) is not None

    def text(self, key: str, default: str | None = None) -> str | None:
        """A string."""
        value = self.data.get(key)
        if value is None:
            return default
        if not isinstance(value, str):
            raise self._mismatch(key, "a string")
        return value

    def needed(self, key: str) -> str:
        """A string that must be there."""
        value = self.text(key)
        if value is None:
            raise self.wrong(f"has no {key!r}")
        return value

    def flag(self, key: str) -> bool:
        """A boolean."""
        value = self.data.get(key)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise self._mismatch(key, "a boolean")
        return value

    def number(self, key: str) -> int | float | None:
        """A number."""
        value = self.data.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._mismatch(key, "a number")
        return value

    def integer(self, key: str) -> int | None:
        """A number without a fraction."""
        value = self.number(key)
        if value is None:
            return None
        if value != value // 1:
            raise self._mismatch(key, "a whole number")
        return int(value)

    def texts(self, key: str) -> list[str]:
        """A list of strings."""
        values = self._list(key)
        if not all(isinstance(value, str) for value in values):
            raise self._mismatch(key, "a list of strings")
        return values

    def object(self, key: str) -> Checked:
        """An object."""
        value = self.data.get(key)
        if value is None:
            value = {}
        if not is_object(value):
            raise self._mismatch(key, "an object")
        return Checked(value, self.file, self._inner(key))

    def objects(self, key: str) -> dict[str, Checked]:
        """An object of objects, by name."""
        found = self.object(key)
        return {name: found.object(name) for name in found.data}

    def items(self, key: str) -> Iterator[Checked]:
        """The objects of a list."""
        for number, value in enumerate(self._list(key)):
            if not is_object(value):
                raise self._mismatch(key, "a list of objects")
            yield Checked(value, self.file, f"{self._inner(key)}[{number}]")

    def wrong(self, problem: str, remedy: str = _REMEDY) -> ModelError:
        """The exception for a mistake in this object."""
        return ModelError(problem, file=self.file, shape=self.place, remedy=remedy)

    def _list(self, key: str) -> list[Any]:
        value = self.data.get(key)
        if value is None:
            return []
        if not is_list(value):
            raise self._mismatch(key, "a list")
        return value

    def _inner(self, key: str) -> str:
        is_plain = len(key) <= 80 and key.isascii() and key.isidentifier()
        name = key if is_plain else shown(key)
        return f"{self.place}.{name}" if self.place else name

    def _mismatch(self, key: str, expected: str) -> ModelError:
        return self.wrong(f"{shown(key)} is not {expected}")
