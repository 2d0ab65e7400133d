"""The Clean Rooms ML spec is complete and holds to its own constraints, rules and waiters."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jmespath
import pytest
from spec_model import (
    DOCUMENTATION,
    EXAMPLES,
    NAMESPACE,
    OPERATIONS,
    OVERLAY,
    RESOURCE,
    SERVICE,
    SPEC,
    closure,
    load,
    shapes_fixture,  # noqa: F401 - a fixture
)

WAITABLE = "smithy.waiters#waitable"


@pytest.fixture(scope="module")
def waiters() -> dict[str, Any]:
    changes = load(OVERLAY)["changes"]
    return {change["name"]: change["waiter"] for change in changes}


def bound_operations(shape: dict[str, Any]) -> set[str]:
    bound = shape["operations"] + [
        shape[key] for key in ("create", "read", "list") if key in shape
    ]
    return {reference["target"].removeprefix(NAMESPACE) for reference in bound}


@pytest.mark.parametrize("path", [SPEC, OVERLAY], ids=lambda path: path.name)
def test_is_two_space_indented_json(path: Path) -> None:
    text = path.read_bytes().decode("ascii")

    assert text == json.dumps(json.loads(text), indent=2) + "\n"


def test_holds_the_seven_operations_and_exactly_what_they_reach(
    shapes: dict[str, Any],
) -> None:
    bound = bound_operations(shapes[SERVICE]) | bound_operations(shapes[RESOURCE])

    assert bound == OPERATIONS
    assert set(shapes) == closure(shapes)


def test_start_takes_and_raises_what_was_ordered(shapes: dict[str, Any]) -> None:
    operation = shapes[NAMESPACE + "StartTrainedModelInferenceJob"]
    members = shapes[operation["input"]["target"]]["members"]
    required = {
        name
        for name, member in members.items()
        if "smithy.api#required" in member["traits"]
    }

    assert operation["traits"]["smithy.api#http"] == {
        "code": 200,
        "method": "POST",
        "uri": "/memberships/{membershipIdentifier}/trained-model-inference-jobs",
    }
    assert operation["traits"]["smithy.api#idempotent"] == {}
    assert required == {
        "dataSource",
        "membershipIdentifier",
        "name",
        "outputConfiguration",
        "resourceConfig",
        "trainedModelArn",
    }
    assert set(members) - required == {
        "configuredModelAlgorithmAssociationArn",
        "containerExecutionParameters",
        "description",
        "environment",
        "kmsKeyArn",
        "mlModelInferencePayerAccountId",
        "tags",
        "trainedModelVersionIdentifier",
    }
    assert [
        error["target"].removeprefix(NAMESPACE) for error in operation["errors"]
    ] == [
        "AccessDeniedException",
        "ConflictException",
        "ResourceNotFoundException",
        "ServiceQuotaExceededException",
        "ThrottlingException",
        "ValidationException",
    ]


def test_documents_every_operation_error_and_member(shapes: dict[str, Any]) -> None:
    silent: list[str] = []
    for shape_id, shape in shapes.items():
        traits = shape.get("traits", {})
        if not {"smithy.api#input", "smithy.api#output"} & set(
            traits
        ) and not traits.get(DOCUMENTATION):
            silent.append(shape_id)
        for name, member in shape.get("members", {}).items():
            # An instance type says all there is to say; its family is explained with the enum.
            speaks = shape_id.endswith("#InferenceInstanceType") or member[
                "traits"
            ].get(DOCUMENTATION)
            if not speaks:
                silent.append(f"{shape_id}${name}")

    assert silent == []


@pytest.mark.parametrize(
    "name", ["StartTrainedModelInferenceJobRequest", "TagResourceRequest"]
)
def test_states_the_tag_rules_with_every_tags_member_of_an_input(
    shapes: dict[str, Any], name: str
) -> None:
    text = shapes[NAMESPACE + name]["members"]["tags"]["traits"][DOCUMENTATION]

    rules = [
        "at most 50",
        "1 to 128",
        "0 to 256",
        "+ - = . _ : / @",
        "case differ",
        "occurs once",
        "aws:",
        "reserved",
        "counts",
    ]
    assert [rule for rule in rules if rule not in text] == []


def test_no_other_input_takes_tags(shapes: dict[str, Any]) -> None:
    takers = {
        shape_id.removeprefix(NAMESPACE)
        for shape_id, shape in shapes.items()
        if "smithy.api#input" in shape.get("traits", {}) and "tags" in shape["members"]
    }

    assert takers == {"StartTrainedModelInferenceJobRequest", "TagResourceRequest"}


def problems(
    shapes: dict[str, Any], target: str, value: Any, own_traits: dict[str, Any]
) -> Iterator[str]:
    """What an example's value breaks of the constraints on its shape and on the member that holds it."""
    shape = shapes.get(target, {"type": target.removeprefix("smithy.api#").lower()})
    traits = shape.get("traits", {}) | own_traits
    if "smithy.api#length" in traits:
        length = traits["smithy.api#length"]
        if not length.get("min", 0) <= len(value) <= length.get("max", len(value)):
            yield f"{value!r} has a length of {len(value)}, not {length}"
    if "smithy.api#range" in traits:
        bounds = traits["smithy.api#range"]
        if not bounds["min"] <= value <= bounds["max"]:
            yield f"{value!r} is not within {bounds}"
    if "smithy.api#pattern" in traits and not re.search(
        traits["smithy.api#pattern"], value
    ):
        yield f"{value!r} does not match"
    match shape["type"]:
        case "structure":
            for name, member in shape["members"].items():
                if name in value:
                    yield from problems(
                        shapes, member["target"], value[name], member["traits"]
                    )
                elif "smithy.api#required" in member["traits"]:
                    yield f"{name} is missing"
            yield from (
                f"{name} is not a member"
                for name in value
                if name not in shape["members"]
            )
        case "list":
            for item in value:
                yield from problems(shapes, shape["member"]["target"], item, {})
        case "map":
            for key, item in value.items():
                yield from problems(
                    shapes, shape["key"]["target"], key, shape["key"].get("traits", {})
                )
                yield from problems(
                    shapes,
                    shape["value"]["target"],
                    item,
                    shape["value"].get("traits", {}),
                )
        case "enum":
            if value not in {
                member["traits"]["smithy.api#enumValue"]
                for member in shape["members"].values()
            }:
                yield f"{value!r} is not one of the values"
        case "integer":
            if type(value) is not int:
                yield f"{value!r} is not an integer"
        case _:
            if type(value) is not str:
                yield f"{value!r} is not a string"


@pytest.mark.parametrize(
    "name", ["StartTrainedModelInferenceJob", "ListTrainedModelInferenceJobs"]
)
def test_example_keeps_the_constraints(shapes: dict[str, Any], name: str) -> None:
    operation = shapes[NAMESPACE + name]
    (example,) = operation["traits"][EXAMPLES]

    assert example["title"] and example["documentation"]
    for side in ("input", "output"):
        assert (
            list(problems(shapes, operation[side]["target"], example[side], {})) == []
        )


def test_overlay_gives_its_reason() -> None:
    overlay = load(OVERLAY)

    assert overlay["overlay"] == "1.0"
    assert all(
        "https://docs.aws.amazon.com/" in change["reason"]
        for change in overlay["changes"]
    )


@pytest.mark.parametrize(
    "name", ["TrainedModelInferenceJobActive", "TrainedModelInferenceJobInactive"]
)
def test_waiter_decides_on_every_final_status_and_waits_on_the_others(
    shapes: dict[str, Any], waiters: dict[str, Any], name: str
) -> None:
    acceptors = waiters[name]["acceptors"]
    decided = [acceptor["matcher"]["output"]["expected"] for acceptor in acceptors]
    statuses = set(shapes[NAMESPACE + "TrainedModelInferenceJobStatus"]["members"])

    assert statuses - set(decided) == {
        status for status in statuses if re.search("PENDING|IN_PROGRESS", status)
    }
    assert len(set(decided)) == len(decided)
    assert [acceptor["state"] for acceptor in acceptors] == [
        "success",
        "failure",
        "failure",
        "failure",
    ]
    assert name.upper().endswith(decided[0])


def test_every_failure_of_a_waiter_has_a_message(waiters: dict[str, Any]) -> None:
    failures = [
        a
        for waiter in waiters.values()
        for a in waiter["acceptors"]
        if a["state"] == "failure"
    ]
    told = {"statusDetails": {"message": "The container exited with 1."}}

    for failure in failures:
        assert (
            jmespath.search(failure["message"], told) == "The container exited with 1."
        )
        assert jmespath.search(failure["message"], {}).endswith(".")


def test_loads_and_takes_the_overlay() -> None:
    from aiosmithy_codegen.overlay import apply_overlay
    from aiosmithy_codegen.source import read_source
    from loading import load_ast

    model = load_ast(read_source(str(SPEC)).document, str(SPEC))
    overlaid = apply_overlay(model, load(OVERLAY), str(OVERLAY))

    get = NAMESPACE + "GetTrainedModelInferenceJob"
    assert WAITABLE not in model.expect(get, "operation").traits
    assert set(overlaid.expect(get, "operation").traits[WAITABLE]) == {
        "TrainedModelInferenceJobActive",
        "TrainedModelInferenceJobInactive",
    }
    assert overlaid.expect(SERVICE, "service").version == "2023-09-06"
