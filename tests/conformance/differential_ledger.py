"""The differences that are botocore's fault, each with the reason and where that can be checked."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from pathlib import Path

from attrs import frozen

FILE = Path(__file__).with_name("differential_ledger.json")


@frozen
class Ledger:
    """Patterns of ``<protocol> <service>.<operation> <facet>``, as :func:`fnmatch.fnmatchcase` reads them."""

    keys: tuple[str, ...]

    @classmethod
    def read(cls) -> Ledger:
        """The ledger of this folder."""
        entries = json.loads(FILE.read_text("utf-8"))
        return cls(tuple(entry["key"] for entry in entries))

    def explain(self, key: str) -> str | None:
        """The entry that covers a difference."""
        return next((each for each in self.keys if fnmatchcase(key, each)), None)
