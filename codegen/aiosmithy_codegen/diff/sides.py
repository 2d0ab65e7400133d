"""The two sides of a comparison, read: models, or generated packages.

A model beside a package is read as the package's manifest says: its service, operations, protocol, name and overlays. The
comparison then answers what would change if the package were made again from that model.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from attrs import frozen

from ..customizations import customized
from ..errors import UsageError
from ..jobs import Options, find_packages
from ..loaders.assemble import load_model
from ..manifest import NAME, read_manifest
from ..model import Model, Shape
from ..overlay import apply_overlay
from ..selection import (
    Selection,
    choose_service,
    operations_of,
    select,
    select_nothing,
)
from ..source import find_models, read_model, read_source
from .api import Api
from .model_reader import read_model_api
from .package_reader import read_package_api

_MODEL, _OVERLAY = "model.json", "overlay.json"
_ALL = ("*",)


@frozen
class _Loaded:
    """A model, and what is asked of it."""

    spec: str
    model: Model
    service: Shape
    options: Options


def read_sides(
    old: str, new: str, service: str | None = None, operations: Sequence[str] = ()
) -> tuple[Api, Api]:
    """Both sides; ``service`` and ``operations`` are for models only.

    Raises:
        CodegenError: One of them cannot be read, or is no side of a comparison.
    """
    options = Options(service=service, operations=tuple(operations))
    packages = [_package(spec) for spec in (old, new)]
    recorded = [_recorded(folder) for folder in packages if folder]
    if recorded and options != Options():
        raise UsageError(
            "--service and --operation are for two models",
            remedy="A package says itself what it was made from.",
        )
    models = [
        _load(spec, recorded[0] if recorded else options)
        for spec, folder in zip((old, new), packages, strict=True)
        if folder is None
    ]
    if not recorded:
        _check_operations(models, operations or _ALL)
    sides = iter(map(_model_api, models))
    first, second = (
        next(sides) if folder is None else read_package_api(folder)
        for folder in packages
    )
    return first, second


def _package(spec: str) -> Path | None:
    """The folder of a generated package, or of a folder that holds one; None for anything else."""
    folder = Path(spec)
    try:
        if (folder / NAME).is_file():
            return folder
        if (folder / _MODEL).is_file():
            return None
        packages = list(find_packages(folder))
    except (OSError, ValueError):  # what cannot be a path
        return None
    if len(packages) > 1:
        names = ", ".join(package.name for package in packages)
        raise UsageError(
            f"holds {len(packages)} packages, and one is compared: {names}",
            file=folder.as_posix(),
            remedy="Give one of them.",
        )
    return packages[0] if packages else None


def _recorded(package: Path) -> Options:
    """How the package was made; its model need not be there any more."""
    found = read_manifest(package)
    return Options(
        service=found.service,
        operations=found.operations,
        exclude=found.exclude,
        protocol=found.protocol,
        package=Path(os.path.abspath(package)).name,
        overlays=tuple(
            Path(os.path.normpath(package / overlay.path)).as_posix()
            for overlay in found.overlays
        ),
    )


# --- models


def _load(spec: str, options: Options) -> _Loaded:
    model, overlay = _read(spec)
    overlays = (overlay,) if overlay else options.overlays
    service = _service(model, options.service)
    for path in overlays:
        source = read_source(path)
        model = apply_overlay(model, source.document, source.location, service.id)
    return _Loaded(spec, model, model.expect(service.id, "service"), options)


def _read(spec: str) -> tuple[Model, str]:
    """The model, and the overlay that lies beside it in a folder of the two."""
    folder = Path(spec)
    if not folder.is_dir() or not (folder / _MODEL).is_file():
        return _read_one(spec), ""
    overlay = folder / _OVERLAY
    return _read_one((folder / _MODEL).as_posix()), (
        overlay.as_posix() if overlay.is_file() else ""
    )


def _read_one(spec: str) -> Model:
    found = find_models([spec])
    if len(found) != 1:
        raise UsageError(
            f"holds {len(found)} models, and one is compared",
            file=spec,
            remedy="Give one of them.",
        )
    return load_model(read_model(found[0]).documents)


def _service(model: Model, wanted: str | None) -> Shape:
    """The wanted service; where the model has only one, that one, whatever it was called in a package."""
    if wanted is not None and sum(1 for _ in model.of_type("service")) == 1:
        (only,) = model.of_type("service")
        if "#" in wanted:
            return only
    return choose_service(model, wanted)


# --- selection


def _matches(operation: Shape, pattern: str) -> bool:
    return pattern == operation.id or fnmatchcase(operation.name, pattern)


def _kept(loaded: _Loaded, patterns: Sequence[str]) -> list[str]:
    """The patterns that name an operation of the model which is not left out."""
    options = loaded.options
    bound = list(operations_of(loaded.model, loaded.service, options.exclude))
    return [
        pattern
        for pattern in patterns
        if any(_matches(operation, pattern) for operation in bound)
    ]


def _check_operations(models: Sequence[_Loaded], patterns: Sequence[str]) -> None:
    """What the user asks for must be on one side at least; what a package was made for may be gone."""
    for pattern in patterns:
        if not any(_kept(loaded, [pattern]) for loaded in models):
            select(models[-1].model, models[-1].service.id, [pattern])


def _selection(loaded: _Loaded) -> Selection:
    options = loaded.options
    kept = _kept(loaded, options.operations or _ALL)
    if not kept:
        return select_nothing(loaded.model, loaded.service)
    return customized(select(loaded.model, loaded.service.id, kept, options.exclude))


def _model_api(loaded: _Loaded) -> Api:
    protocol = loaded.options.protocol
    return read_model_api(
        _selection(loaded),
        Path(loaded.spec).as_posix(),
        protocol=protocol if protocol in loaded.service.traits else None,
        package=loaded.options.package,
    )
