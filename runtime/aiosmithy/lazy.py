"""Modules that load when they are first used, so that importing a client costs next to nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any

__all__ = ["lazy_methods", "lazy_module", "names_from", "submodules"]


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


def lazy_methods(base: type, module: str, name: str) -> type:
    """A class like ``base`` whose objects have the methods of a class in a module, imported when one is first asked for.

    Args:
        module: Its absolute name.
        name: The class, one that has ``base`` as its base too.
    """

    def methods() -> dict[str, Any]:
        owner: object = getattr(import_module(module), name)
        return {key: value for key, value in vars(owner).items() if key[0] != "_"}

    def load(self: object, attribute: str) -> Any:
        # What begins with an underscore is what others probe for in every object that they see.
        found = None if attribute[0] == "_" else methods().get(attribute)
        if found is None:
            raise AttributeError(
                f"{type(self).__name__!r} object has no attribute {attribute!r}"
            )
        return found.__get__(self)

    def listed(self: object) -> list[str]:
        return sorted({*object.__dir__(self), *methods()})

    return type(name, (base,), {"__getattr__": load, "__dir__": listed})


def submodules(package: str, *names: str) -> Callable[[str], ModuleType]:
    """A module ``__getattr__`` (PEP 562) that imports these submodules when they are first asked for."""

    def load(name: str) -> ModuleType:
        if name in names:
            return import_module(f"{package}.{name}")
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return load


def names_from(source: str, into: str) -> Callable[[str], Any]:
    """A module ``__getattr__`` (PEP 562) that gives module ``into`` the public names of another when it first lacks one.

    ``typing.get_type_hints`` does not ask for names, it looks them up in ``__dict__``, which ``dir``, ``vars`` and
    ``import *`` list: asking for that brings them, too.
    """
    module = sys.modules[into]
    names = vars(module)

    def complete() -> dict[str, Any]:
        for name, value in vars(import_module(source)).items():
            if not name.startswith("_"):
                names.setdefault(name, value)
        module.__class__ = ModuleType
        return names

    def load(name: str) -> Any:
        # Dunders are what others probe for in every module that they see.
        if not name.startswith("__") and name in complete():
            return names[name]
        raise AttributeError(f"module {into!r} has no attribute {name!r}")

    class Incomplete(ModuleType):
        @property
        def __dict__(self) -> dict[str, Any]:  # type: ignore[override]
            return complete()

    module.__class__ = Incomplete
    return load
