"""All files of one generated package: views, templates, black."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, Protocol

from .formatting import format_source, uncollected
from .protocols import PROTOCOLS
from .render import render
from .selection import Selection
from .symbols import Symbols
from .views.client import client_view
from .views.codec import codec_view
from .views.context import Context
from .views.endpoints import endpoints_view
from .views.enums import enums_view
from .views.errors import errors_view
from .views.operations import operations_view
from .views.package_init import package_view
from .views.paginators import paginators_view
from .views.presigning import presigning_view
from .views.schemas import schemas_view
from .views.shapes import shapes_view
from .views.waiters import waiters_view

_BY_LINE = frozenset({"codec.py"})  # their templates write a statement on each line


class PackageSettings(Protocol):
    """What the rendering of a package depends on besides its model."""

    @property
    def generator_version(self) -> str:
        """The version named in every file's first line."""
        ...


def render_package(
    selection: Selection,
    symbols: Symbols,
    settings: PackageSettings,
    protocol: str,
    missing: Mapping[str, tuple[str, ...]] | None = None,
) -> dict[PurePosixPath, str]:
    """The text of every file but the manifest, by its path in the package's folder.

    ``protocol`` is the id of the one that is spoken; ``missing`` has the operations that cannot be called, by id, and what they need.
    """
    context = Context(
        selection,
        symbols,
        settings.generator_version,
        PROTOCOLS[protocol],
        missing or {},
    )
    paginators, waiters = paginators_view(context), waiters_view(context)
    presigning = presigning_view(context)
    views: dict[str, Any] = {
        "__init__.py": package_view(
            context, paginators=paginators is not None, waiters=waiters is not None
        ),
        "client.py": client_view(context, presigns=presigning is not None),
        "codec.py": codec_view(context) if context.callable else None,
        "endpoints.py": endpoints_view(context),
        "enums.py": enums_view(context),
        "errors.py": errors_view(context),
        "operations.py": operations_view(context),
        "paginators.py": paginators,
        "presigning.py": presigning,
        "schemas.py": schemas_view(context) if context.callable else None,
        "shapes.py": shapes_view(context),
        "waiters.py": waiters,
    }
    with uncollected():
        files = {
            PurePosixPath(name): _source(name, view)
            for name, view in views.items()
            if view is not None
        }
    return files | {PurePosixPath("py.typed"): ""}


def _source(name: str, view: Any) -> str:
    template = f"{name}.jinja"
    by_line = name in _BY_LINE
    return format_source(render(template, view), template, name, by_line=by_line)
