"""Bytes to JSON, strictly: one sound object in UTF-8, of bounded depth, without a key twice; and its digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from attrs import field, frozen

from ..errors import ModelError, UsageError, shown
from ..exact_numbers import exact_number
from ..json_values import is_list, is_object
from .bytes_of import read_file

_WHOLE = "Give a whole, valid file in UTF-8."
_CORRECT = "Correct the file; its grammar is at https://www.rfc-editor.org/rfc/rfc8259."
_FLATTER = "Remove the value that is nested so deeply."
_DEEPEST = 256  # nesting of arrays and objects; models of real services stay below 50


@frozen
class Source:
    """One JSON document and where it is from."""

    location: str
    """As it was given, with slashes."""

    document: dict[str, Any] = field(repr=False)
    digest: str
    """Of the document as canonical JSON, so that neither its layout nor the order of its keys matters."""

    bytes_digest: str = ""
    """Of the file as it lies on the disk."""


def read_source(spec: str) -> Source:
    """Read one JSON file, which is no model; raises ModelError for everything that is not one sound JSON object."""
    location = Path(spec).as_posix()
    try:
        content = read_file(location)
    except UsageError as error:
        raise UsageError(
            error.problem, file=error.file, remedy="Give the path of a JSON file."
        ) from error
    document = parse(content.data, location)
    return Source(location, document, digest_of(document, location), content.digest)


def parse(data: bytes, location: str) -> dict[str, Any]:
    """The JSON object that a file holds."""
    document = _parse(decode(data, location), location)
    if _is_too_deep(document):
        _wrong(location, f"is nested more than {_DEEPEST} levels deep", _FLATTER)
    if not is_object(document):
        _wrong(location, "is not a JSON object", _CORRECT)
    return document


def decode(data: bytes, location: str) -> str:
    """The text of a file in UTF-8, with or without a byte order mark."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _wrong(location, f"is not UTF-8 (byte {error.start})", _WHOLE)


def digest_of(document: Any, file: str) -> str:
    """The SHA-256 of the document as canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(
        document,
        default=_number,
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=True,
    )
    try:
        return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
    except UnicodeEncodeError:
        _wrong(file, "holds half of a surrogate pair, which is no character", _CORRECT)


def _parse(text: str, location: str) -> Any:
    try:
        return json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_refuse_constant,
            parse_float=exact_number,
            parse_int=exact_number,
        )
    except RecursionError:
        _wrong(location, "is nested too deeply", _FLATTER)
    except json.JSONDecodeError as error:
        is_cut = error.pos >= len(text.rstrip()) or "Unterminated" in error.msg
        end = "; the file seems cut off" if is_cut else ""
        where = f"line {error.lineno}, column {error.colno}"
        remedy = _WHOLE if is_cut else _CORRECT
        _wrong(location, f"is not JSON ({where}: {error.msg}){end}", remedy)
    except ValueError as error:  # from the hooks
        _wrong(location, f"is not sound JSON: {error}", _CORRECT)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise ValueError(f"the key {shown(key)} is there twice in one object")
            seen.add(key)
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _number(value: Any) -> list[str]:
    """A number that no float says, as what no number is."""
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} is not JSON")
    return ["number", str(value)]


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


def _wrong(location: str, problem: str, remedy: str) -> NoReturn:
    raise ModelError(problem, file=location, remedy=remedy)
