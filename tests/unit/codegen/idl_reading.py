"""Reads IDL sources in tests: with the prelude known, and a file name to find in messages."""

from __future__ import annotations

from typing import Any

import pytest
from aiosmithy_codegen.errors import ModelError
from aiosmithy_codegen.loaders.document import Document
from aiosmithy_codegen.loaders.idl import read_idl
from aiosmithy_codegen.loaders.libraries import type_of

VERSION_2 = '$version: "2.0"\n'
NAMESPACE = VERSION_2 + "namespace a\n"


class Known:
    """The ids of the prelude and the libraries."""

    def __contains__(self, shape_id: object) -> bool:
        return isinstance(shape_id, str) and type_of(shape_id) != ""


def read(text: str) -> Document:
    """The one document of a file."""
    (document,) = read_idl({"m.smithy": text}, Known())
    return document


def shapes(body: str) -> dict[str, Any]:
    """The shapes of a file of version 2.0 and the namespace ``a``."""
    found: dict[str, Any] = read(NAMESPACE + body).ast["shapes"]
    return found


def trait(written: str) -> Any:
    """The value of a trait that is written so."""
    found = shapes(f"@t({written})\nstring A")
    return found["a#A"]["traits"]["a#t"]


def refusal(text: str) -> str:
    """The first line of the message that a file is refused with."""
    with pytest.raises(ModelError) as caught:
        read_idl({"m.smithy": text}, Known())
    assert caught.value.remedy
    return str(caught.value).partition("\n")[0]
