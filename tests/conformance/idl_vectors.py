"""Smithy's own IDL vectors: where they are, and how they are loaded."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from aiosmithy_codegen.exact_numbers import exact_number
from aiosmithy_codegen.loaders.assemble import load_model
from aiosmithy_codegen.loaders.canonical import canonical_ast
from aiosmithy_codegen.loaders.document import Document
from aiosmithy_codegen.loaders.idl import read_idl
from aiosmithy_codegen.loaders.libraries import type_of
from aiosmithy_codegen.model import Model
from attrs import frozen

CONFORMANCE = Path(__file__).resolve().parents[3] / "shared" / "conformance"
IDL = CONFORMANCE / "idl"
SHARED = IDL / "loader/valid/__shared.json"
SHARED_SHAPE = "foo.example#Widget"

needs_vectors = pytest.mark.skipif(
    not IDL.is_dir(), reason="the published vectors lie in ../shared, which is not here"
)


def parsed(file: Path) -> dict[str, Any]:
    """A JSON file, its numbers exact."""
    found: dict[str, Any] = json.loads(file.read_bytes(), parse_float=exact_number)
    return found


def documents(files: Sequence[Path]) -> list[Document]:
    """The documents of the files of one model, in whatever format each is."""
    sources = [file for file in files if file.suffix == ".smithy"]
    texts = {_name(file): file.read_bytes().decode() for file in sources}
    return documents_of_texts(texts, [file for file in files if file not in sources])


def documents_of_texts(
    texts: Mapping[str, str], others: Iterable[Path]
) -> list[Document]:
    """The documents of a model of IDL texts, by file, and JSON files."""
    found = [Document(_name(file), parsed(file)) for file in others]
    shapes = [document.ast.get("shapes", {}) for document in found]
    return found + read_idl(texts, _Known(shapes))


def ast_of(*files: Path) -> dict[str, Any]:
    """The canonical AST of the files of one model, without the shape that most vectors share."""
    return without_shared(canonical_ast(documents(files)))


def model_of(*files: Path) -> Model:
    """The model that the files make."""
    return load_model(documents(files))


def without_shared(ast: dict[str, Any]) -> dict[str, Any]:
    """The AST without the shape of ``__shared.json``."""
    shapes = {key: ast["shapes"][key] for key in ast["shapes"] if key != SHARED_SHAPE}
    return {**ast, "shapes": shapes}


def order(ast: dict[str, Any]) -> dict[str, list[str]]:
    """The members of every shape in their order, which equality does not look at."""
    return {
        shape_id: list(shape.get("members", ()))
        for shape_id, shape in ast["shapes"].items()
    }


def names(files: Iterable[Path], root: Path) -> list[str]:
    """The paths of files, as the names of test cases."""
    return sorted(file.relative_to(root).as_posix() for file in files)


def _name(file: Path) -> str:
    return file.relative_to(CONFORMANCE).as_posix()


@frozen
class _Known:
    shapes: list[dict[str, Any]]

    def __contains__(self, shape_id: object) -> bool:
        is_defined = any(shape_id in shapes for shapes in self.shapes)
        return is_defined or (isinstance(shape_id, str) and type_of(shape_id) != "")
