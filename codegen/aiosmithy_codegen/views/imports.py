"""The imports of one generated module: exactly what it uses, sorted as black and ruff's isort leave them."""

from __future__ import annotations

from attrs import frozen


@frozen
class ImportView:
    """One import statement: ``import <module>`` if it names nothing."""

    module: str
    names: tuple[str, ...] = ()
    parenthesized: bool = False  # one name a line


class Imports:
    """Collects what a module uses while its views are built."""

    def __init__(self) -> None:
        self._names: dict[str, set[str]] = {}

    def add(self, module: str, *names: str) -> None:
        self._names.setdefault(module, set()).update(names)

    def __contains__(self, module: str) -> bool:
        return module in self._names

    def without(self, other: Imports) -> Imports:
        """What the other does not have."""
        found = Imports()
        for module, names in self._names.items():
            left = names - other._names.get(module, set())
            if left or module not in other:
                found.add(module, *left)
        return found

    def views(self) -> tuple[tuple[ImportView, ...], ...]:
        """Groups of statements, to be separated by a blank line: standard library first, the package itself last."""
        groups: dict[int, list[ImportView]] = {}
        for module, names in self._names.items():
            groups.setdefault(_group(module), []).append(_view(module, names))
        return tuple(
            tuple(
                sorted(groups[group], key=lambda view: (bool(view.names), view.module))
            )
            for group in sorted(groups)
        )


def _group(module: str) -> int:
    """Standard library, attrs, the runtime, the package itself."""
    match module.partition(".")[0]:
        case "":
            return 3
        case "aiosmithy":
            return 2
        case "attrs":
            return 1
        case _:
            return 0


def _view(module: str, names: set[str]) -> ImportView:
    ordered = tuple(sorted(names, key=_isort_key))
    line = f"from {module} import {', '.join(ordered)}"
    return ImportView(module, ordered, len(line) > 88)


def _isort_key(name: str) -> tuple[int, str]:
    """Constants, then classes, then the rest."""
    if name.isupper():
        return 0, name
    return (1, name) if name[0].isupper() else (2, name)
