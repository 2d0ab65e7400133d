"""Modules that load when they are first used, so that importing a client costs next to nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any

__all__ = ["lazy_module", "submodules"]


class _LazyModule:
    """Stands in for a module; each name is looked up once and then kept, so later uses cost an attribute read."""

    def __init__(self, name: str) -> None:
        self._lazy_name = name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # copy, pickle and inspect probe for these
            raise AttributeError(name)
        value = getattr(import_module(self._lazy_name), name)
        self.__dict__[name] = value
        return value


def lazy_module(name: str) -> Any:
    """The module of that absolute name, imported when an attribute of it is first asked for."""
    return sys.modules.get(name) or _LazyModule(name)


def submodules(package: str, *names: str) -> Callable[[str], ModuleType]:
    """A module ``__getattr__`` (PEP 562) that imports these submodules when they are first asked for."""

    def load(name: str) -> ModuleType:
        if name in names:
            return import_module(f"{package}.{name}")
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return load
