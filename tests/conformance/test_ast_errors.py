"""Smithy's error files in JSON: what must not load, and what must load although there is something to say about it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from aiosmithy_codegen.errors import ModelError
from aiosmithy_codegen.loaders.assemble import load_model
from aiosmithy_codegen.loaders.document import Document

FILES = Path(__file__).resolve().parents[3] / "shared/conformance/idl/errorfiles"

pytestmark = pytest.mark.skipif(
    not FILES.is_dir(),
    reason="the shared conformance vectors are not beside the checkout",
)


def load(file: Path) -> None:
    load_model([Document(file.name, json.loads(file.read_bytes()))])


def is_refused(file: Path) -> bool:
    return "[ERROR]" in file.with_suffix(".errors").read_text("utf-8")


CASES = sorted(FILES.glob("*.json"))
REFUSED = [file for file in CASES if is_refused(file)]
LOADED = [file for file in CASES if not is_refused(file)]


def test_all_files_are_there() -> None:
    assert len(CASES) == 25
    assert len(REFUSED) == 19


@pytest.mark.parametrize("file", REFUSED, ids=lambda file: file.stem)
def test_what_smithy_calls_an_error_is_refused(file: Path) -> None:
    with pytest.raises(ModelError) as caught:
        load(file)

    assert file.name in str(caught.value)


@pytest.mark.parametrize("file", LOADED, ids=lambda file: file.stem)
def test_what_smithy_only_warns_of_is_loaded(file: Path) -> None:
    load(file)
