"""A client made from a small model and imported, for tests that run it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from aiosmithy_codegen.package import render_package
from aiosmithy_codegen.selection import select
from aiosmithy_codegen.symbols import assign_symbols
from attrs import frozen
from loading import load_ast


@frozen
class _Settings:
    generator_version: str = "0"


@contextmanager
def generated(document: Any, folder: Path) -> Iterator[Any]:
    """The package generated from a JSON AST; it is forgotten afterwards."""
    selection = select(load_ast(document, "model.json"))
    symbols = assign_symbols(selection)
    package = symbols.service.package
    for path, text in render_package(selection, symbols, _Settings()).items():
        target = folder / package / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
    before = set(sys.modules)
    sys.path.insert(0, str(folder))
    try:
        yield import_module(package)
    finally:
        sys.path.remove(str(folder))
        for name in set(sys.modules) - before:
            if name.partition(".")[0] == package:
                del sys.modules[name]


def forget(folder: Path) -> None:
    """Take what was imported from a folder out of ``sys.modules``; the runtime, which it imported, stays."""
    for name, module in list(sys.modules.items()):
        if (getattr(module, "__file__", None) or "").startswith(str(folder)):
            del sys.modules[name]
