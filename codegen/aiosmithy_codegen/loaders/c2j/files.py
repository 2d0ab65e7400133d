"""The files of one service, each with what its ``sdk-extras`` add (as botocore merges them)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from ...json_values import is_object
from .checked import Checked

_EXTRAS = ".sdk-extras"
_SUFFIXES = (".json", ".json.gz")


@frozen
class Files:
    """The parsed files by base name, such as ``service-2``."""

    parsed: Mapping[str, dict[str, Any]]
    file: str
    """What they are called together in messages: the ``service-2`` file, or the folder of all."""

    def __contains__(self, name: str) -> bool:
        return name in self.parsed

    def checked(self, name: str) -> Checked:
        """The file; empty if there is none."""
        is_file = self.file.endswith(_SUFFIXES)
        place = "" if is_file and name == "service-2" else name
        data, extras = self.parsed.get(name, {}), name + _EXTRAS
        if extras in self.parsed:
            added = Checked(self.parsed[extras], self.file, extras).object("merge")
            data = merged(data, added.data)
        return Checked(data, self.file, place)


def merged(base: Mapping[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """Both; objects are merged key by key, anything else is replaced."""
    found = dict(base)
    for key, value in extra.items():
        old: Any = found.get(key)
        if is_object(old) and is_object(value):
            found[key] = merged(old, value)
        else:
            found[key] = value
    return found
