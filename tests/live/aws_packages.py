"""Clients made from botocore's models, of the operations that a test calls."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

from aiosmithy_codegen.generate import Settings, make_package
from aiosmithy_codegen.loaders.assemble import load_model
from aiosmithy_codegen.manifest import Origin
from aiosmithy_codegen.source import find_models, read_model


def package(
    folder: Path,
    name: str,
    service: str,
    operations: str,
    protocol: str | None = None,
) -> Any:
    """The package of that name, made at the first call, in a folder that modules are imported from."""
    if not (folder / name).exists():
        settings = Settings(
            model=Origin(f"botocore:{service}", ""),
            operations=tuple(operations.split()),
            protocol=protocol,
            package=name,
        )
        _generate(folder, service, settings)
    return import_module(name)


def _generate(folder: Path, service: str, settings: Settings) -> None:
    (source,) = find_models([f"botocore:{service}"])
    model = load_model(read_model(source).documents)
    # black changes nothing but the looks, and takes most of the time
    with patch("aiosmithy_codegen.package.format_source", lambda text, *_, **__: text):
        made = make_package(model, settings)
    assert not made.uncallable
    for path, text in made.files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
