"""The whole generator as one pure function: a model and settings in, files out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from attrs import frozen

from .callability import find_missing
from .customizations import customized
from .manifest import NAME, Manifest, Origin
from .model import Model
from .overlay import apply_overlay
from .package import render_package
from .selection import Selection, choose_service, select
from .source import Source
from .support import choose_protocol
from .symbols import assign_symbols
from .version import __version__


@frozen
class Overlay:
    """A correction of the model, and what the manifest says of it."""

    source: Source
    origin: Origin


@frozen
class Settings:
    """What to generate of a model, and what the manifest says of where it is from."""

    model: Origin
    service: str | None = None
    operations: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    protocol: str | None = None
    package: str | None = None
    overlays: tuple[Overlay, ...] = ()
    generator_version: str = __version__


@frozen
class Package:
    """A generated package."""

    files: dict[PurePosixPath, str]
    """Path, its first part the package's name, → text."""

    uncallable: Mapping[str, tuple[str, ...]]
    """What is not implemented yet → names of the operations that need it; empty if every operation can be called."""


def generate(model: Model, settings: Settings) -> dict[PurePosixPath, str]:
    """The files of the generated package."""
    return make_package(model, settings).files


def make_package(model: Model, settings: Settings) -> Package:
    """The generated package, with what is to be told of it."""
    selection = selected(model, settings)
    protocol = choose_protocol(selection, settings.protocol)
    missing = find_missing(selection, protocol)
    symbols = assign_symbols(selection, settings.package)
    files = {
        **render_package(selection, symbols, settings, protocol, missing),
        PurePosixPath(NAME): _manifest(selection, protocol, settings).text(),
    }
    return Package(
        files={symbols.service.package / path: text for path, text in files.items()},
        uncallable=_by_need(selection, missing),
    )


def _by_need(
    selection: Selection, missing: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for operation in selection.operations:
        for need in missing.get(operation.id, ()):
            found.setdefault(need, []).append(operation.name)
    return {need: tuple(names) for need, names in sorted(found.items())}


def selected(model: Model, settings: Settings) -> Selection:
    """The part of the model that is generated, with the overlays applied."""
    service = choose_service(model, settings.service)
    for overlay in settings.overlays:
        model = apply_overlay(
            model, overlay.source.document, overlay.source.location, service.id
        )
    return customized(select(model, service.id, settings.operations, settings.exclude))


def _manifest(selection: Selection, protocol: str, settings: Settings) -> Manifest:
    return Manifest(
        model=settings.model,
        service=selection.service.id,
        api_version=selection.service.version,
        protocol=protocol,
        operations=tuple(sorted(set(settings.operations))),
        exclude=tuple(sorted(set(settings.exclude))),
        overlays=tuple(overlay.origin for overlay in settings.overlays),
        generator=settings.generator_version,
    )
