"""MODEL arguments → models: which files each argument stands for."""

from __future__ import annotations

import os
from collections.abc import Hashable, Iterable, Sequence
from pathlib import Path

from ..errors import CodegenError, UsageError
from .botocore import SCHEME, find_botocore
from .bytes_of import EXPECTED, read_file, unreadable
from .c2j_folders import find_c2j, model_of_file
from .models import Found, ModelDocuments, ModelSource, read_all
from .peeking import IDL_SUFFIXES, JSON_SUFFIXES, Glance, glance, is_ast
from .sharing import is_library, share
from .strict_json import parse

_MOST_ENTRIES = 100_000  # of a folder that is searched through for .smithy files
_BUILD_FILES = ("smithy-build.json", "package.json")


def find_models(arguments: Sequence[str]) -> list[ModelSource]:
    """The models that MODEL arguments stand for, in their order; raises CodegenError for the first that cannot be one."""
    models: list[ModelSource] = []
    for found in find_each(arguments):
        if isinstance(found, CodegenError):
            raise found
        models.append(found)
    return models


def read_together(arguments: Sequence[str]) -> ModelDocuments:
    """All files that the MODEL arguments stand for, read as one model."""
    models = find_models(arguments)
    if not models:
        raise UsageError("there is no model to read", remedy=EXPECTED)
    return read_all(models)


def find_each(arguments: Sequence[str]) -> list[Found]:
    """As :func:`find_models`, with an error in the place of what cannot be a model, so that others are unaffected."""
    found: dict[Hashable, Found] = {}
    for argument in arguments:
        for each in _find(argument):
            found.setdefault(_identity(each), each)
    return share(list(found.values()))


def _identity(found: Found) -> Hashable:
    """What is the same for the same files, whatever the paths that lead to them."""
    if not isinstance(found, ModelSource):
        return found
    return (*map(os.path.realpath, found.files), found.is_of_pattern)


def _find(argument: str) -> list[Found]:
    """What one argument stands for."""
    path = Path(argument)
    if not argument:
        return [UsageError("an empty text is no model", remedy=EXPECTED)]
    try:
        if argument.startswith(SCHEME):
            return list(find_botocore(argument))
        return _find_in(path) if path.is_dir() else [_find_file(path)]
    except CodegenError as error:
        return [error]
    except (OSError, ValueError) as error:  # ValueError: NUL in the path
        return [unreadable(path.as_posix(), error)]


def _find_file(path: Path) -> ModelSource:
    name = path.as_posix()
    data = read_file(name).data
    seen = glance(name, data)
    if seen is None:
        raise UsageError("is no format of models", file=name, remedy=EXPECTED)
    if seen.format == "c2j":
        return model_of_file(path)
    return ModelSource(
        name,
        (name,),
        is_library=is_library(name, seen, data),
        sdk_id=seen.sdk_id,
        size=len(data),
    )


def _find_in(folder: Path) -> list[Found]:
    raised = find_c2j(folder)
    if raised:
        return raised
    files = _walk(folder)
    if any(file.name.lower().endswith(IDL_SUFFIXES) for file in files):
        return [_merged(folder, files)]
    found = share(_each_of(file for file in files if file.parent == folder))
    if not found:
        raise UsageError(
            "the folder holds no *.json file, no *.smithy file and no service-2.json[.gz]",
            file=folder.as_posix(),
            remedy=EXPECTED,
        )
    return found


def _walk(folder: Path) -> list[Path]:
    """All files below the folder whose names are those of Smithy files, in order."""
    found: list[Path] = []
    entries = 0
    for parent, folders, names in os.walk(folder, onerror=_refuse):
        folders[:] = [name for name in folders if not _is_made(name, names)]
        entries += len(folders) + len(names)
        if entries > _MOST_ENTRIES:
            raise UsageError(
                f"the folder holds more than {_MOST_ENTRIES:,} files",
                file=folder.as_posix(),
                remedy="Give the folder of the model itself.",
            )
        named = (
            name
            for name in names
            if name.lower().endswith((*IDL_SUFFIXES, *JSON_SUFFIXES))
        )
        found += (Path(parent, name) for name in named if name not in _BUILD_FILES)
    return sorted(found)


def _is_made(folder: str, beside: Sequence[str]) -> bool:
    """Whether a folder holds what tools made, such as copies of the model beside it."""
    return folder.startswith(".") or (
        folder == "build" and "smithy-build.json" in beside
    )


def _refuse(error: OSError) -> None:
    raise error


def _merged(folder: Path, files: Iterable[Path]) -> ModelSource:
    """The one model of a folder with .smithy files: these, and the JSON ASTs beside them."""
    parts: list[ModelSource] = []
    services: list[Glance] = []
    for name in (file.as_posix() for file in files):
        data = read_file(name).data
        seen = glance(name, data)
        if seen is None or not (seen.format == "idl" or is_ast(data)):
            continue
        # One service is enough to tell that the folder is no library: the rest need not be parsed.
        is_part = not services and is_library(name, seen, data)
        parts.append(ModelSource(name, (name,), is_library=is_part, size=len(data)))
        services += [seen] if seen.has_service else []
    return ModelSource(
        folder.as_posix(),
        tuple(part.location for part in parts),
        is_library=all(part.is_library for part in parts),
        sdk_id=services[0].sdk_id if len(services) == 1 else None,
        size=sum(part.size for part in parts),
    )


def _each_of(files: Iterable[Path]) -> list[Found]:
    """The models and libraries of a folder of JSON files; overlays, which lie beside models, are passed over."""
    found: list[Found] = []
    for file in files:
        try:
            if not _is_overlay(file):
                found.append(_find_file(file))
        except CodegenError as error:
            found.append(error)
    return found


def _is_overlay(file: Path) -> bool:
    name = file.as_posix()
    data = read_file(name).data
    if is_ast(data) or b'"overlay"' not in data:
        return False
    try:
        return "overlay" in parse(data, name)
    except CodegenError:
        return False
