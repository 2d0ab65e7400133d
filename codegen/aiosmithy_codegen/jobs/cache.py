"""What was made from what, so that making it again can be skipped: digests only, never code.

An entry's name is the digest of all that a package depends on: the bytes of its inputs, the options, the generator's own
sources and templates, and the versions of what formats and renders. It holds the digests of the package's files. Nothing
is taken from it: it only says that what lies on the disk is what would be made. ``check`` does not ask it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import Any

from attrs import evolve, frozen

from ..errors import CodegenError
from ..json_values import is_list, is_object
from ..names import is_package_name
from ..output import Files, count_lines_if_same, find_foreign, find_remains
from ..source.bytes_of import read_raw
from ..source.models import Inputs, input_digests
from ..template_files import templates_root
from .job import Job, Made, origins

VARIABLE = "AIOSMITHY_CACHE"
"""Names the cache's folder; ``off`` switches it off."""

_FORMAT = "1"  # of entries; those of another are never looked at
_LARGEST = 1 << 20  # bytes of an entry
_MOST = 4_000  # entries; the older half goes when there are more
_TOOLS = ("attrs", "black", "jinja2", "jmespath")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[A-Za-z0-9_]+(\.[a-z]+)?")


@frozen
class _Entry:
    package: str
    digests: Mapping[PurePosixPath, str]
    uncallable: Mapping[str, tuple[str, ...]]


def lookup(job: Job, generator: str) -> Made | None:
    """What lies on the disk, if it is what the job would make; None if that is not known."""
    folder = _folder()
    if folder is None or job.claim is None:
        return None
    try:
        overlays = ((path, _digest(read_raw(path))) for path in job.options.overlays)
        inputs = (*input_digests(job.source), *overlays)
        entry = _load(folder / key_of(job, inputs, generator))
        if entry is None or entry.package != job.claim:
            return None
        package = job.out / entry.package
        lines = count_lines_if_same(package, entry.digests)
        if lines is None:
            return None
        foreign = find_foreign(package, entry.digests)
        remains = find_remains(job.out, entry.package)
    except (CodegenError, OSError, ValueError):  # generating tells what is wrong
        return None
    return Made(
        entry.package,
        files=len(entry.digests),
        lines=lines,
        changed=False,
        foreign=foreign,
        uncallable=entry.uncallable,
        remains=remains,
    )


def store(job: Job, inputs: Inputs, generator: str, made: Made, files: Files) -> None:
    """Note what the job made, for itself and for the job that the package's manifest will be."""
    folder = _folder()
    if folder is None:
        return
    text = json.dumps(
        {
            "package": made.package,
            "files": {
                str(path): _digest(text.encode()) for path, text in files.items()
            },
            "uncallable": made.uncallable,
        }
    )
    manifest: Any = json.loads(files[PurePosixPath("aiosmithy.json")])
    facts = {name: manifest[name] for name in ("service", "protocol")}
    recorded = evolve(job, options=evolve(job.options, **facts))
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _prune(folder)
        for twin in dict.fromkeys((job, recorded)):
            _put(folder / key_of(twin, inputs, generator), text)


def key_of(job: Job, inputs: Inputs, generator: str) -> str:
    """The name of a job's entry."""
    places, options = origins(job), job.options
    facts = [
        generator,
        *(places.model, places.others, places.overlays),
        inputs,
        *(options.service, options.protocol, job.claim),
        *(sorted(set(options.operations)), sorted(set(options.exclude))),
    ]
    return f"{_digest(json.dumps(facts).encode())}.json"


def generator_digest() -> str | None:
    """The digest of the generator itself; None if there is no cache, or its sources cannot be read."""
    if _folder() is None:
        return None
    digest = hashlib.sha256(f"{_FORMAT} {sys.version_info[:2]}".encode())
    try:
        for name in _TOOLS:
            digest.update(f" {name} {_version(name)}".encode())
        for root in (Path(__file__).parents[1], _runtime(), templates_root()):
            for file in _sources(root):
                digest.update(file.removeprefix(str(root)).encode())
                digest.update(hashlib.sha256(Path(file).read_bytes()).digest())
    except (OSError, UnicodeError):
        return None
    return digest.hexdigest()


def _runtime() -> Path:
    """The client's runtime, of which the generator uses a part."""
    spec = find_spec("aiosmithy")
    if spec is None or spec.origin is None:
        raise OSError("the runtime is not installed")
    return Path(spec.origin).parent


def _sources(root: Path) -> list[str]:
    found: list[str] = []
    for parent, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name != "__pycache__"]
        found += (os.path.join(parent, name) for name in names)
    return sorted(found)


def _version(name: str) -> str:
    """The version of an installed distribution, from the name of its metadata's folder where that is beside it."""
    spec = find_spec(name)
    if spec is not None and spec.origin is not None:
        for entry in os.listdir(Path(spec.origin).parents[1]):
            if entry.startswith(f"{name}-") and entry.endswith(".dist-info"):
                return entry
    from importlib.metadata import version  # takes as long as all the rest

    return version(name)


def _folder() -> Path | None:
    given = os.environ.get(VARIABLE)
    if given is not None:
        return Path(given, f"v{_FORMAT}") if given not in ("", "off", "0") else None
    cache = os.environ.get("XDG_CACHE_HOME", "")
    if sys.platform == "win32":
        cache = cache or os.environ.get("LOCALAPPDATA", "")
    # A relative path is to be ignored (XDG Base Directory Specification).
    root = cache if os.path.isabs(cache) else os.path.expanduser("~/.cache")
    return Path(root, "aiosmithy", f"v{_FORMAT}") if os.path.isabs(root) else None


def _load(file: Path) -> _Entry | None:
    """An entry; None if there is none, or what is there cannot be one."""
    try:
        found: Any = json.loads(read_raw(str(file), _LARGEST))
        return _entry(found)
    except (CodegenError, OSError, ValueError, RecursionError):
        return None


def _entry(found: Any) -> _Entry | None:
    if not is_object(found):
        return None
    package, files, uncallable = map(found.get, ("package", "files", "uncallable"))
    if not isinstance(package, str) or not is_package_name(package):
        return None
    if not is_object(files) or not all(map(_is_digest_of_file, files.items())):
        return None
    if not is_object(uncallable) or not all(map(_is_names, uncallable.values())):
        return None
    return _Entry(
        package,
        {PurePosixPath(path): digest for path, digest in files.items()},
        {need: tuple(names) for need, names in uncallable.items()},
    )


def _is_digest_of_file(item: tuple[str, Any]) -> bool:
    path, digest = item
    is_digest = isinstance(digest, str) and _DIGEST.fullmatch(digest) is not None
    return is_digest and all(map(_NAME.fullmatch, path.split("/")))


def _is_names(value: Any) -> bool:
    return is_list(value) and all(isinstance(name, str) for name in value)


def _put(file: Path, text: str) -> None:
    """Write a file so that nobody ever sees half of it."""
    from tempfile import NamedTemporaryFile

    with NamedTemporaryFile("w", dir=file.parent, delete=False) as stream:
        stream.write(text)
    os.replace(stream.name, file)


def _prune(folder: Path) -> None:
    entries = [entry for entry in os.scandir(folder) if entry.is_file()]
    if len(entries) > _MOST:
        entries.sort(key=lambda entry: entry.stat().st_mtime)
        for entry in entries[: _MOST // 2]:
            with contextlib.suppress(OSError):
                os.unlink(entry)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
