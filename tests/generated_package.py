"""A client made from a small model and imported, for tests that run it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from aiosmithy_codegen.customizations import customized
from aiosmithy_codegen.errors import UnsupportedError
from aiosmithy_codegen.package import render_package
from aiosmithy_codegen.selection import Selection, select
from aiosmithy_codegen.support import choose_protocol
from aiosmithy_codegen.symbols import assign_symbols
from attrs import frozen
from loading import load_ast


@frozen
class _Settings:
    generator_version: str = "0"


def spoken(selection: Selection) -> str:
    """The protocol to generate for; models that are not about the wire name none."""
    try:
        return choose_protocol(selection)
    except UnsupportedError:
        return "aws.protocols#restJson1"


@contextmanager
def generated(document: Any, folder: Path) -> Iterator[Any]:
    """The package generated from a JSON AST; it is forgotten afterwards."""
    selection = customized(select(load_ast(document, "model.json")))
    symbols = assign_symbols(selection)
    package = symbols.service.package
    protocol = spoken(selection)
    for path, text in render_package(selection, symbols, _Settings(), protocol).items():
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
