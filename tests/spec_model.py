"""The Clean Rooms ML spec and AWS's model, read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
SPEC = ROOT / "specs" / "cleanroomsml" / "model.json"
OVERLAY = ROOT / "specs" / "cleanroomsml" / "overlay.json"

NAMESPACE = "com.amazonaws.cleanroomsml#"
SERVICE = NAMESPACE + "AWSStarkControlService"
RESOURCE = NAMESPACE + "TrainedModelInferenceJob"
OPERATIONS = {
    "StartTrainedModelInferenceJob",
    "GetTrainedModelInferenceJob",
    "ListTrainedModelInferenceJobs",
    "CancelTrainedModelInferenceJob",
    "ListTagsForResource",
    "TagResource",
    "UntagResource",
}
DOCUMENTATION = "smithy.api#documentation"
EXAMPLES = "smithy.api#examples"


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(name="shapes", scope="module")
def shapes_fixture() -> dict[str, Any]:
    shapes: dict[str, Any] = load(SPEC)["shapes"]
    return shapes


def closure(shapes: dict[str, Any]) -> set[str]:
    """The service, its one resource, the seven operations and every shape that these reach."""
    reached = {SERVICE, RESOURCE}
    pending = [NAMESPACE + name for name in OPERATIONS]
    while pending:
        shape_id = pending.pop()
        if shape_id in reached or shape_id.startswith("smithy.api#"):
            continue
        reached.add(shape_id)
        shape = shapes[shape_id]
        references = [
            shape.get(key) for key in ("input", "output", "member", "key", "value")
        ]
        references += shape.get("errors", [])
        references += shape.get("members", {}).values()
        pending += [reference["target"] for reference in references if reference]
    return reached
