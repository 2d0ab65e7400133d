"""One model: the files that it is made of, and these files as documents."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import evolve, field, frozen

from ..errors import CodegenError, ModelError
from ..json_values import is_object
from ..loaders.document import Document
from .borrowing import without_foreign_applies
from .bytes_of import LARGEST, read_file, read_raw
from .peeking import C2J_MAIN, IDL_SUFFIXES, base_name
from .strict_json import decode, digest_of, parse

Inputs = tuple[tuple[str, str], ...]
"""Name and SHA-256 of each file's bytes."""


@frozen
class ModelSource:
    """What one package is made from. Plain data, made without parsing anything."""

    location: str
    """The file or folder as it was given, with slashes, or ``botocore:<service>@<version>``: what messages name."""

    files: tuple[str, ...]
    """All that are read."""

    is_c2j: bool = False
    shared: tuple[str, ...] = ()
    """The locations of the libraries that are merged in."""

    borrowed: tuple[str, ...] = ()
    """Those of ``files`` that are the libraries', and so are read for other models too."""

    is_library: bool = False
    """Whether it defines no service, and is there to be merged into others."""

    sdk_id: str | None = None
    """What the package is likely to be named after, if a glance could tell."""

    size: int = 0
    """Un-gzipped bytes, about."""

    is_of_pattern: bool = False
    """Whether ``botocore:`` with a glob stands for it, and for others."""


Found = ModelSource | CodegenError
"""A model, or what is wrong with what cannot be one."""


@frozen
class ModelDocuments:
    """One model, read."""

    location: str
    documents: tuple[Document, ...] = field(repr=False)
    digest: str
    """Of all that was read, as canonical JSON."""

    inputs: Inputs = field(repr=False)
    """What was read, as bytes."""


def read_model(source: ModelSource) -> ModelDocuments:
    """Read the files of a model into documents.

    Raises:
        UsageError: A file cannot be read, or there is no such file.
        ModelError: A file is not sound, or the files are too large together.
    """
    inputs: list[tuple[str, str]] = []
    contents = dict(_contents(source, inputs))
    documents, digest = (
        _raised(source, contents) if source.is_c2j else _read(source, contents)
    )
    return ModelDocuments(source.location, documents, digest, tuple(inputs))


def read_all(sources: Sequence[ModelSource]) -> ModelDocuments:
    """Several models as one: all their files read together."""
    first = sources[0]
    smithy = [source for source in sources if not source.is_c2j]
    files = dict.fromkeys(file for source in smithy for file in source.files)
    parts = [source for source in sources if source.is_c2j]
    if smithy:
        parts.insert(0, evolve(smithy[0], files=tuple(files), borrowed=()))
    read = [read_model(part) for part in parts]
    if len(read) == 1:
        return read[0]
    return ModelDocuments(
        first.location,
        tuple(document for part in read for document in part.documents),
        digest_of(sorted(part.digest for part in read), first.location),
        tuple(each for part in read for each in part.inputs),
    )


def input_digests(source: ModelSource) -> Inputs:
    """What :func:`read_model` gives as ``inputs``, without un-gzipping or parsing."""
    return tuple(
        (_name(file), hashlib.sha256(read_raw(file)).hexdigest())
        for file in source.files
    )


def _contents(
    source: ModelSource, inputs: list[tuple[str, str]]
) -> Iterator[tuple[str, bytes]]:
    room = LARGEST
    for file in source.files:
        content = read_file(file)
        room -= len(content.data)
        if room < 0:
            raise ModelError(
                f"the files have more than {LARGEST >> 20} MiB together",
                file=source.location,
                remedy="Give fewer files, or give them one by one.",
            )
        inputs.append((_name(file), content.digest))
        yield file, content.data


def _raised(
    source: ModelSource, contents: Mapping[str, bytes]
) -> tuple[tuple[Document, ...], str]:
    from ..loaders.c2j import raise_c2j

    is_alone = len(contents) == 1  # then it may have any name
    files = {
        (base_name(file) or file) if not is_alone else C2J_MAIN: parse(data, file)
        for file, data in contents.items()
    }
    digest = digest_of(files, source.location)
    return (raise_c2j(files, source.location),), digest


def _read(
    source: ModelSource, contents: Mapping[str, bytes]
) -> tuple[tuple[Document, ...], str]:
    documents: list[Document] = []
    texts: dict[str, str] = {}
    for file, data in contents.items():
        if file.lower().endswith(IDL_SUFFIXES):
            texts[file] = decode(data, file)
        else:
            documents.append(Document(file, parse(data, file)))
    if texts:
        documents += _read_texts(texts, documents)
    digests = [digest_of(document.ast, document.file) for document in documents]
    digest = digests[0]
    if len(digests) > 1:
        digest = digest_of(sorted(digests), source.location)
    return without_foreign_applies(documents, source.borrowed), digest


def _read_texts(
    texts: Mapping[str, str], documents: Sequence[Document]
) -> list[Document]:
    from ..loaders.idl import read_idl

    defined: list[dict[str, Any]] = []
    for document in documents:
        shapes = document.ast.get("shapes")
        defined += [shapes] if is_object(shapes) else []
    return read_idl(texts, _KnownIds(defined))


@frozen
class _KnownIds:
    """The shapes that IDL texts may name without defining them."""

    defined: Sequence[Mapping[str, Any]]

    def __contains__(self, shape_id: object) -> bool:
        from ..loaders.libraries import type_of

        is_defined = any(shape_id in shapes for shapes in self.defined)
        return is_defined or (isinstance(shape_id, str) and type_of(shape_id) != "")


def _name(file: str) -> str:
    """The file's own name: which reader takes it depends on that."""
    return file.replace("\\", "/").rpartition("/")[2]
