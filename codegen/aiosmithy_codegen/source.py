"""Where models come from: finds the files, reads their JSON, and gives each a digest. Knows nothing of shapes."""

from __future__ import annotations

import hashlib
import json
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

from attrs import field, frozen

from .errors import ModelError, UsageError
from .json_values import is_list, is_object

_DEEPEST = 256  # nesting of arrays and objects; models of real services stay below 50
_LARGEST = 1 << 28  # EC2, the largest model of AWS, is a tenth of this


@frozen
class Source:
    """One JSON document and where it is from."""

    location: str
    """As it was given, with slashes."""

    document: dict[str, Any] = field(repr=False)
    digest: str
    """Of the document as canonical JSON, so that neither its layout nor the order of its keys matters."""


def find_sources(spec: str) -> list[str]:
    """The files that a MODEL argument stands for: itself, or all ``*.json`` of a folder."""
    if spec.startswith("botocore:"):
        raise UsageError(
            "models that botocore ships cannot be read yet",
            file=spec,
            remedy="Give the path of a Smithy JSON AST file.",
        )
    path = Path(spec)
    if not path.is_dir():
        return [path.as_posix()]
    found = sorted(file.as_posix() for file in path.glob("*.json") if file.is_file())
    if not found:
        raise UsageError(
            "the folder holds no *.json file",
            file=path.as_posix(),
            remedy="Give a Smithy JSON AST file, or a folder of them.",
        )
    return found


def read_source(spec: str) -> Source:
    """Read one JSON file; raises ModelError for everything that is not one sound JSON object."""
    location = Path(spec).as_posix()
    document = _parse(_read_text(location), location)
    if _is_too_deep(document):
        _wrong(location, f"is nested more than {_DEEPEST} levels deep")
    if not is_object(document):
        _wrong(location, "is not a JSON object")
    return Source(location, document, digest_of(document, location))


def digest_of(document: Any, file: str) -> str:
    """The SHA-256 of the document as canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(
        document, ensure_ascii=False, separators=(",", ":"), sort_keys=True
    )
    try:
        return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
    except UnicodeEncodeError:
        _wrong(file, "holds half of a surrogate pair, which is no character")


def _read_text(location: str) -> str:
    try:
        status = Path(location).stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST:
            raise UsageError(
                f"is no regular file of at most {_LARGEST >> 20} MiB",
                file=location,
                remedy="Give the path of a Smithy JSON AST file, or of a folder of them.",
            )
        return Path(location).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _wrong(location, f"is not UTF-8 (byte {error.start})")
    except FileNotFoundError:
        raise UsageError(
            "there is no such file",
            file=location,
            remedy="Give the path of a Smithy JSON AST file, or of a folder of them.",
        ) from None
    except (OSError, ValueError) as error:  # ValueError: NUL in the path
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"cannot be read: {reason}", file=location) from error


def _parse(text: str, location: str) -> Any:
    try:
        return json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_refuse_constant,
            parse_float=_finite,
        )
    except RecursionError:
        _wrong(location, "is nested too deeply")
    except json.JSONDecodeError as error:
        is_cut = error.pos >= len(text.rstrip()) or "Unterminated" in error.msg
        end = "; the file seems cut off" if is_cut else ""
        where = f"line {error.lineno}, column {error.colno}"
        _wrong(location, f"is not JSON ({where}: {error.msg}){end}")
    except ValueError as error:  # from the hooks below, or a number of too many digits
        _wrong(location, f"is not sound JSON: {error}")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in found if keys.count(key) > 1)
        raise ValueError(f"the key {ascii(twice)[:80]} is there twice in one object")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _finite(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise ValueError(f"the number {digits[:40]} is too large")
    return value


def _is_too_deep(document: Any) -> bool:
    level = [document]
    for _ in range(_DEEPEST + 1):
        level = [item for value in level for item in _items(value)]
        if not level:
            return False
    return True


def _items(value: Any) -> Iterable[Any]:
    if is_object(value):
        return value.values()
    return value if is_list(value) else ()


def _wrong(location: str, problem: str) -> NoReturn:
    raise ModelError(
        problem, file=location, remedy="Give a whole, valid JSON file in UTF-8."
    )
