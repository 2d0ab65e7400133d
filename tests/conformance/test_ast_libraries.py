"""Whether the facts about Smithy's libraries of traits are those of the published models."""

from __future__ import annotations

import pytest
from aiosmithy_codegen.loaders.libraries import library_shape, type_of
from aiosmithy_codegen.loaders.prelude import PRELUDE
from library_facts import PUBLISHED, WRITTEN, library_text

needs_models = pytest.mark.skipif(
    not PUBLISHED.is_dir(),
    reason="the shared conformance vectors are not beside the checkout",
)


@needs_models
def test_the_file_is_made_of_the_published_models() -> None:
    assert WRITTEN.read_text("utf-8") == library_text()


def test_the_prelude_is_the_librarys() -> None:
    for shape_id, shape in PRELUDE.items():
        found = library_shape(shape_id)
        assert found is not None
        assert found.type == shape.type
        default = "smithy.api#default"
        assert found.traits.get(default) == shape.traits.get(default)


def test_what_no_library_has() -> None:
    assert library_shape("smithy.api#Gone") is None
    assert type_of("smithy.api#Gone") == ""
    assert type_of("smithy.api#default") == "document"
    assert type_of("aiosmithy.api#paginator") == "structure"
