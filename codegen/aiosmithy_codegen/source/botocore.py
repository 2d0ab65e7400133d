"""The models that an installed botocore ships, found without importing it."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from importlib.util import find_spec
from pathlib import Path

from ..errors import UsageError
from ..suggestions import suggestion
from .c2j_folders import latest, model_of, versions
from .models import Found

SCHEME = "botocore:"
_GLOB = frozenset("*?[")


def find_botocore(spec: str) -> Iterator[Found]:
    """The models of ``botocore:<service>[@<api-version>]``; the service may be a glob, the version is else the latest.

    Raises:
        UsageError: botocore is not installed, or has no such service or version.
    """
    name, _, version = spec.removeprefix(SCHEME).partition("@")
    data = _data_folder(spec)
    services = sorted(folder.name for folder in data.iterdir() if versions(folder))
    is_glob = not _GLOB.isdisjoint(name)
    chosen = [one for one in services if fnmatchcase(one, name)] if is_glob else [name]
    known = [service for service in chosen if service in services]
    if not known:
        raise UsageError(
            f"botocore has no service {name!r}",
            file=spec,
            remedy=suggestion(name, services),
        )
    for service in known:
        yield _model(data / service, version, spec, is_glob)


def _model(folder: Path, version: str, spec: str, is_glob: bool) -> Found:
    known = versions(folder)
    if version and version not in known:
        raise UsageError(
            f"botocore has no version {version!r} of {folder.name}",
            file=spec,
            remedy=suggestion(version, known),
        )
    chosen = folder / version if version else latest(folder, known)
    location = f"{SCHEME}{folder.name}@{chosen.name}"
    return model_of(chosen, location, is_of_pattern=is_glob)


def _data_folder(spec: str) -> Path:
    found = find_spec("botocore")
    for place in (found and found.submodule_search_locations) or ():
        data = Path(place) / "data"
        if data.is_dir():
            return data
    raise UsageError(
        "botocore is not installed where this command runs",
        file=spec,
        remedy="Install it (pip install botocore), or give the path of a model.",
    )
