"""The whole generator as one pure function: a model and settings in, files out."""

from __future__ import annotations

from pathlib import PurePosixPath

from attrs import frozen

from .manifest import NAME, Manifest, Origin
from .model import Model
from .overlay import apply_overlay
from .package import render_package
from .selection import Selection, choose_service, select
from .source import Source
from .support import check_support, choose_protocol
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
    protocol: str | None = None
    package: str | None = None
    overlays: tuple[Overlay, ...] = ()
    generator_version: str = __version__


def generate(model: Model, settings: Settings) -> dict[PurePosixPath, str]:
    """The generated package: path, its first part the package's name, → text."""
    selection = selected(model, settings)
    protocol = choose_protocol(selection, settings.protocol)
    check_support(selection)
    symbols = assign_symbols(selection, settings.package)
    files = {
        **render_package(selection, symbols, settings),
        PurePosixPath(NAME): _manifest(selection, protocol, settings).text(),
    }
    return {symbols.service.package / path: text for path, text in files.items()}


def selected(model: Model, settings: Settings) -> Selection:
    """The part of the model that is generated, with the overlays applied."""
    service = choose_service(model, settings.service)
    for overlay in settings.overlays:
        model = apply_overlay(
            model, overlay.source.document, overlay.source.location, service.id
        )
    return select(model, service.id, settings.operations)


def _manifest(selection: Selection, protocol: str, settings: Settings) -> Manifest:
    return Manifest(
        model=settings.model,
        service=selection.service.id,
        api_version=selection.service.version,
        protocol=protocol,
        operations=tuple(sorted(set(settings.operations))),
        overlays=tuple(overlay.origin for overlay in settings.overlays),
        generator=settings.generator_version,
    )
