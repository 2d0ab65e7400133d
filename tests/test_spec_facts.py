"""The Clean Rooms ML spec is equal to AWS's model in every fact, and documented in our own words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from spec_facts import facts, runs, sentences, texts
from spec_model import (
    NAMESPACE,
    OPERATIONS,
    OVERLAY,
    RESOURCE,
    ROOT,
    SERVICE,
    SPEC,
    closure,
    load,
    shapes_fixture,  # noqa: F401 - a fixture
)

AWS_MODEL = ROOT.parent / "shared" / "models" / "cleanroomsml.json"

needs_aws_model = pytest.mark.skipif(
    not AWS_MODEL.exists(),
    reason="AWS's model (shared/models) is not beside this checkout",
)


@pytest.fixture(scope="module")
def aws_shapes() -> dict[str, Any]:
    shapes: dict[str, Any] = load(AWS_MODEL)["shapes"]
    return shapes


@needs_aws_model
def test_every_fact_equals_aws(
    shapes: dict[str, Any], aws_shapes: dict[str, Any]
) -> None:
    published = {
        shape_id: facts(aws_shapes[shape_id]) for shape_id in closure(aws_shapes)
    }
    service = published[SERVICE]
    service["operations"] = [
        operation
        for operation in service["operations"]
        if operation["target"].removeprefix(NAMESPACE) in OPERATIONS
    ]
    service["resources"] = [
        resource for resource in service["resources"] if resource["target"] == RESOURCE
    ]
    del (
        service["traits"]["smithy.rules#endpointBdd"],
        service["traits"]["smithy.rules#endpointTests"],
    )

    ours = {shape_id: facts(shape) for shape_id, shape in shapes.items()}

    assert ours.keys() == published.keys()
    assert [
        shape_id for shape_id in ours if ours[shape_id] != published[shape_id]
    ] == []


@needs_aws_model
@pytest.mark.parametrize("path", [SPEC, OVERLAY], ids=lambda path: path.name)
def test_no_sentence_and_no_run_of_eight_words_is_from_aws(path: Path) -> None:
    theirs = list(texts(load(AWS_MODEL)))
    their_sentences = set().union(*map(sentences, theirs))
    their_runs = set().union(*map(runs, theirs))

    copied = {
        " ".join(found)
        for text in texts(load(path))
        for found in (sentences(text) & their_sentences) | (runs(text) & their_runs)
    }

    assert len(theirs) > 300
    assert copied == set()
