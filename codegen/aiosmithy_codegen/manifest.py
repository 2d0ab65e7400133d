"""``aiosmithy.json``: what a generated package was made from, so that it can be checked and made again.

Paths are relative to the package's folder and have slashes, so that a repository can be cloned anywhere.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import frozen

from .errors import ModelError
from .json_values import is_list, is_object
from .version import __version__

NAME = "aiosmithy.json"
_REMEDY = "Remove the package's folder and generate it again."


@frozen
class Origin:
    """What went into a package: where it is, and the digest of all its documents as canonical JSON."""

    path: str
    """Of a file or folder, or ``botocore:<service>@<version>``."""

    digest: str
    others: tuple[str, ...] = ()
    """The files that were merged with it."""


@frozen
class Manifest:
    """The facts of one generated package."""

    model: Origin
    service: str
    api_version: str
    protocol: str
    operations: tuple[str, ...] = ()
    """As they were asked for, globs among them; none: the whole service."""

    exclude: tuple[str, ...] = ()
    """``deprecated``, ``internal``: what was left out."""

    overlays: tuple[Origin, ...] = ()
    generator: str = __version__

    def text(self) -> str:
        """The manifest as a file."""
        found: dict[str, Any] = {
            "apiVersion": self.api_version,
            "generator": self.generator,
            "model": _origin(self.model),
            "protocol": self.protocol,
            "service": self.service,
        }
        if self.operations:
            found["operations"] = list(self.operations)
        if self.exclude:
            found["exclude"] = list(self.exclude)
        if self.overlays:
            found["overlays"] = [_origin(overlay) for overlay in self.overlays]
        text = json.dumps(found, ensure_ascii=True, indent=2, sort_keys=True)
        return f"{text}\n"


def relative_path(target: str, package: Path) -> str:
    """The path of a file seen from a package's folder, with slashes; a scheme (``botocore:``) stays as it is."""
    if target.startswith("botocore:"):
        return target
    try:
        return Path(os.path.relpath(target, package)).as_posix()
    except ValueError:  # another drive, on Windows
        return Path(target).absolute().as_posix()


def read_manifest(package: Path) -> Manifest:
    """The manifest of a generated package; raises ModelError if it is not one."""
    file = package / NAME
    try:
        found = json.loads(file.read_text("utf-8"))
        return _manifest(found)
    except (OSError, ValueError, RecursionError, KeyError, TypeError) as error:
        reason = getattr(error, "strerror", None) or "is not a manifest of aiosmithy"
        raise ModelError(reason, file=file.as_posix(), remedy=_REMEDY) from error


def _origin(origin: Origin) -> dict[str, Any]:
    found: dict[str, Any] = {"digest": origin.digest, "path": origin.path}
    if origin.others:
        found["others"] = list(origin.others)
    return found


def _manifest(found: Any) -> Manifest:
    if not is_object(found):
        raise TypeError
    return Manifest(
        model=_read_origin(found["model"]),
        service=_text(found["service"]),
        api_version=_text(found["apiVersion"]),
        protocol=_text(found["protocol"]),
        operations=tuple(_text(name) for name in _list(found, "operations")),
        exclude=tuple(_text(name) for name in _list(found, "exclude")),
        overlays=tuple(_read_origin(item) for item in _list(found, "overlays")),
        generator=_text(found["generator"]),
    )


def _read_origin(found: Any) -> Origin:
    if not is_object(found):
        raise TypeError
    others = tuple(_text(path) for path in _list(found, "others"))
    return Origin(_text(found["path"]), _text(found["digest"]), others)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _list(found: Mapping[str, Any], key: str) -> Sequence[Any]:
    value = found.get(key, [])
    if not is_list(value):
        raise TypeError
    return value
