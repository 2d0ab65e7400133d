"""Which files stand for a model, and which are merged into others.

A file that defines a service is a model of its own. Smithy files without one (shapes that several models use, traits)
are libraries, merged into the others, if they are sound by themselves: else they would spoil them all.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from ..errors import CodegenError
from ..loaders.document import Document
from .models import Found, ModelSource
from .peeking import Glance
from .strict_json import decode, parse


def share(found: Sequence[Found]) -> list[Found]:
    """Merge the libraries into the models; without any model, into one."""
    models = [each for each in found if isinstance(each, ModelSource)]
    libraries = [model for model in models if model.is_library]
    if any(map(_takes, models)):
        gone = set(libraries)
        return [_with(each, libraries) for each in found if each not in gone]
    first, others = set(libraries[:1]), libraries[1:]
    gone = set(others) - first
    rest = [each for each in found if each not in gone]
    return [_with(each, others) if each in first else each for each in rest]


def is_library(name: str, seen: Glance, data: bytes) -> bool:
    """Whether a file defines no service and can be merged into others. What a glance leaves open, parsing tells."""
    if seen.has_service or seen.format == "c2j":
        return False
    try:
        documents = (_read_idl if seen.format == "idl" else _read_ast)(name, data)
    except CodegenError:
        return False
    return not any(map(_has_service, documents))


def _takes(found: Found) -> bool:
    """Whether libraries are merged into it."""
    return isinstance(found, ModelSource) and not found.is_library and not found.is_c2j


def _with(model: Found, libraries: Sequence[ModelSource]) -> Found:
    if not isinstance(model, ModelSource) or model.is_c2j:
        return model
    own = set(model.files)
    lent = dict.fromkeys(file for library in libraries for file in library.files)
    added = tuple(file for file in lent if file not in own)
    locations = dict.fromkeys(library.location for library in libraries)
    return evolve(
        model,
        files=(*model.files, *added),
        shared=(*model.shared, *locations),
        borrowed=(*model.borrowed, *added),
    )


def _has_service(document: Document) -> bool:
    shapes = document.ast.get("shapes", {})
    return any(shape["type"] == "service" for shape in shapes.values())


class _AnyId:
    """Other files may define whatever one of them names."""

    def __contains__(self, shape_id: object) -> bool:
        return True


def _read_idl(name: str, data: bytes) -> list[Document]:
    from ..loaders.idl import read_idl

    return read_idl({name: decode(data, name)}, _AnyId())


def _read_ast(name: str, data: bytes) -> list[Document]:
    from ..loaders.definitions import Reading
    from ..loaders.problems import Problems
    from ..loaders.smithy_json import REMEDY, read_document

    document, problems = Document(name, parse(data, name)), Problems(name)
    read_document(document, Reading(), problems)
    problems.raise_any(REMEDY)
    return [document]
