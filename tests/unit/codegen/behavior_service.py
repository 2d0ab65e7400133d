"""A service that remembers, with a clock that the test turns."""

from __future__ import annotations

from typing import Any

import pytest
from aiosmithy_codegen.selection import Selection
from aiosmithy_codegen.serve.behavior import Behavior
from aiosmithy_codegen.serve.refusals import Refusal
from aiosmithy_codegen.serve.settings import Settings


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


class Service:
    """Calls operations by name."""

    def __init__(self, selection: Selection, **settings: Any) -> None:
        self.clock = Clock()
        settings = {"clock": self.clock, "step_seconds": 10.0, **settings}
        self.behavior = Behavior(selection, Settings(**settings))
        self.operations = {one.name: one for one in selection.operations}

    def __call__(self, name: str, /, **values: Any) -> dict[str, Any]:
        return self.behavior.answer(self.operations[name], values, "eu-west-1")

    def refused(self, name: str, /, **values: Any) -> Refusal:
        with pytest.raises(Refusal) as caught:
            self(name, **values)
        return caught.value
