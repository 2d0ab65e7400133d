"""Models from documents that tests write as dictionaries."""

from __future__ import annotations

from typing import Any

from aiosmithy_codegen.loaders.assemble import load_model
from aiosmithy_codegen.loaders.document import Document
from aiosmithy_codegen.model import Model


def load_ast(document: Any, file: str) -> Model:
    """The model of one JSON AST."""
    return load_model([Document(file, document)])
