"""What a model takes of a library's traits: those of its own shapes, for the library may serve other models too."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from attrs import evolve

from ..json_values import is_object
from ..loaders.document import Document


def without_foreign_applies(
    documents: Sequence[Document], borrowed: Collection[str]
) -> tuple[Document, ...]:
    """The documents of one model; those of borrowed files without what they apply to namespaces that are not the model's.

    An `apply` to a shape that is not there, in a namespace that is, stays: it is a mistake to be told of.
    """
    if not borrowed:
        return tuple(documents)
    known = {_namespace(shape_id) for each in documents for shape_id in _defined(each)}
    return tuple(
        _without(each, known) if each.file in borrowed else each for each in documents
    )


def _without(document: Document, known: Collection[str]) -> Document:
    shapes = {
        shape_id: shape
        for shape_id, shape in _shapes(document).items()
        if not _is_apply(shape) or _is_known(shape_id, known)
    }
    ast = {**document.ast, "shapes": shapes}
    if "applies" in ast:
        ast["applies"] = [pair for pair in ast["applies"] if _is_known(pair[0], known)]
    return evolve(document, ast=ast)


def _is_known(shape_id: str, known: Collection[str]) -> bool:
    from ..loaders.libraries import type_of

    return _namespace(shape_id) in known or type_of(shape_id) != ""


def _defined(document: Document) -> Iterator[str]:
    for shape_id, shape in _shapes(document).items():
        if not _is_apply(shape):
            yield shape_id


def _shapes(document: Document) -> dict[str, Any]:
    shapes = document.ast.get("shapes")
    return shapes if is_object(shapes) else {}


def _is_apply(shape: Any) -> bool:
    return is_object(shape) and shape.get("type") == "apply"


def _namespace(shape_id: str) -> str:
    return shape_id.partition("#")[0]
