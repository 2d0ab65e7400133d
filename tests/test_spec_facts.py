"""The Clean Rooms ML spec is equal to AWS's model in every fact, and documented in our own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from spec_model import (
    DOCUMENTATION,
    EXAMPLES,
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

DEPRECATED = "smithy.api#deprecated"
RULE_SET = "smithy.rules#endpointRuleSet"

needs_aws_model = pytest.mark.skipif(
    not AWS_MODEL.exists(),
    reason="AWS's model (shared/models) is not beside this checkout",
)


@pytest.fixture(scope="module")
def aws_shapes() -> dict[str, Any]:
    shapes: dict[str, Any] = load(AWS_MODEL)["shapes"]
    return shapes


def facts(value: Any) -> Any:
    """The value without texts written for people and without traits that only such texts made necessary."""
    if isinstance(value, list):
        return [facts(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {
        key: facts(item)
        for key, item in value.items()
        if key not in (DOCUMENTATION, EXAMPLES)
    }
    if DEPRECATED in kept:
        kept[DEPRECATED].pop("message", None)
    if RULE_SET in kept:
        for parameter in kept[RULE_SET]["parameters"].values():
            parameter.pop("documentation", None)
    if kept.get("traits") == {}:
        del kept["traits"]
    return kept


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


def texts(value: Any) -> Iterator[str]:
    """Every documentation, deprecation message and reason in the document."""
    if isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in (
                DOCUMENTATION,
                "documentation",
                "message",
                "reason",
            ) and isinstance(item, str):
                yield item
            else:
                yield from texts(item)


def words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[a-z0-9']+", re.sub(r"<[^>]*>", " ", text).lower()))


def sentences(text: str) -> set[tuple[str, ...]]:
    parts = re.split(r"[.;:!?](?=\s|$)|</?(?:p|li|ul)>", text)
    return {split for part in parts if (split := words(part))}


def runs(text: str, length: int = 8) -> set[tuple[str, ...]]:
    split = words(text)
    return {split[start : start + length] for start in range(len(split) - length + 1)}


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
