"""C2J models in folders, as botocore lays them out: ``<service>/<api-version>/service-2.json[.gz]``, other files beside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from attrs import evolve

from ..errors import CodegenError
from .bytes_of import read_file, unreadable
from .models import Found, ModelSource
from .peeking import C2J_MAIN, base_name, glance

_PARTS = (
    C2J_MAIN,
    "paginators-1",
    "waiters-2",
    "endpoint-rule-set-1",
    "examples-1",
)
_EXTRAS = ".sdk-extras"


def find_c2j(folder: Path) -> list[Found]:
    """The C2J models of a folder: of a version, of a service (its latest version), or of many services."""
    if _main_file(folder) is not None:
        return [model_of(folder, folder.as_posix())]
    known = versions(folder)
    if known:
        chosen = latest(folder, known)
        return [model_of(chosen, chosen.as_posix())]
    services = ((service, versions(service)) for service in _folders(folder))
    chosen_of_each = [latest(service, found) for service, found in services if found]
    return [model_of(chosen, chosen.as_posix()) for chosen in chosen_of_each]


def model_of(version: Path, location: str, *, is_of_pattern: bool = False) -> Found:
    """The model in a version's folder, or why it cannot be read."""
    main = _main_file(version)
    assert main is not None
    try:
        model = model_of_file(main)
    except CodegenError as error:
        return error
    except OSError as error:
        return unreadable(version.as_posix(), error)
    return evolve(model, location=location, is_of_pattern=is_of_pattern)


def model_of_file(main: Path) -> ModelSource:
    """The model of a main file and, if it has botocore's name, those beside it."""
    content = read_file(main.as_posix())
    seen = glance(main.as_posix(), content.data)
    is_named = base_name(main.name) == C2J_MAIN
    files = _parts(main) if is_named else [main]
    return ModelSource(
        main.as_posix(),
        tuple(file.as_posix() for file in files),
        is_c2j=True,
        sdk_id=seen.sdk_id if seen else None,
        size=len(content.data),
    )


def versions(service: Path) -> list[str]:
    """The versions of a service that have a model, in order."""
    return sorted(
        folder.name for folder in _folders(service) if _main_file(folder) is not None
    )


def latest(service: Path, known: Sequence[str]) -> Path:
    """The folder of the last version; they are dates."""
    return service / max(known)


def _folders(folder: Path) -> Iterable[Path]:
    if not folder.is_dir():
        return []
    return sorted(entry for entry in folder.iterdir() if entry.is_dir())


def _main_file(folder: Path) -> Path | None:
    """As botocore chooses: the plain file if both are there."""
    for suffix in (".json", ".json.gz"):
        file = folder / f"{C2J_MAIN}{suffix}"
        if file.exists():
            return file
    return None


def _parts(main: Path) -> list[Path]:
    """The main file, and those beside it that belong to it, each once."""
    found = {C2J_MAIN: main}
    for file in sorted(main.parent.iterdir()):  # .json is before .json.gz
        base = base_name(file.name)
        if base is not None and base.removesuffix(_EXTRAS) in _PARTS:
            found.setdefault(base, file)
    return [found[base] for base in sorted(found)]
