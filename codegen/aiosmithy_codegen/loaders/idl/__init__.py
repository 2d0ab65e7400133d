"""Smithy IDL 2.0, and 1.0 → the JSON AST (https://smithy.io/2.0/spec/idl.html).

Text → ``tokens`` → ``statements`` (with ``members``, ``entities`` and ``values``) → a ``draft`` of each file → ``resolution`` →
documents. Says what the files say and no more: whether that makes a model is for the loader of all formats to tell.
"""

from __future__ import annotations

from collections.abc import Container, Mapping

from ..document import Document
from .resolution import resolve
from .statements import read_file

__all__ = ["read_idl"]


def read_idl(texts: Mapping[str, str], known: Container[str]) -> list[Document]:
    """Read the ``.smithy`` files of one model together, since each may name what another defines.

    Args:
        texts: File → its text.
        known: The ids of the shapes that other documents of the model define, and of the prelude's.

    Returns:
        A document for each file, in their order, in the form of the JSON AST but for this: a trait without a value is None;
        a member whose target is elided has the target None; ``for`` names the resource that a structure is bound to;
        ``applies`` holds the traits of apply statements, and those given twice, as pairs of an id and an object of traits. What a
        file defines twice is in a second document of the file.

    Raises:
        ModelError: For what is not of the grammar, with line and column.
    """
    return resolve([read_file(text, file) for file, text in texts.items()], known)
