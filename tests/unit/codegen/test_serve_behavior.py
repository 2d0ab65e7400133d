"""What the service remembers and answers of Clean Rooms ML's jobs and tags."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from aiosmithy_codegen.selection import Selection, select
from behavior_service import Service
from loading import load_ast

SPEC = Path(__file__).parents[3] / "specs" / "cleanroomsml" / "model.json"
MEMBERSHIP = "a1b2c3d4-5678-4abc-9def-0123456789ab"
OTHER = "b1b2c3d4-5678-4abc-9def-0123456789ab"


@pytest.fixture(scope="module")
def clean_rooms() -> Selection:
    return select(load_ast(json.loads(SPEC.read_text("utf-8")), SPEC.name))


@pytest.fixture
def service(clean_rooms: Selection) -> Service:
    return Service(clean_rooms)


def job_input(name: str = "job", **more: Any) -> dict[str, Any]:
    return {
        "membershipIdentifier": MEMBERSHIP,
        "name": name,
        "trainedModelArn": "arn:model",
        "dataSource": {"mlInputChannelArn": "arn:channel"},
        "resourceConfig": {"instanceType": "ml.m5.xlarge", "instanceCount": 1},
        "outputConfiguration": {"members": [{"accountId": "111122223333"}]},
        **more,
    }


def start(service: Service, name: str = "job", **more: Any) -> dict[str, str]:
    started = service("StartTrainedModelInferenceJob", **job_input(name, **more))
    return {
        "membershipIdentifier": more.get("membershipIdentifier", MEMBERSHIP),
        "trainedModelInferenceJobArn": started["trainedModelInferenceJobArn"],
    }


def test_a_started_job_has_an_arn_that_its_pattern_takes(service: Service) -> None:
    arn = start(service)["trainedModelInferenceJobArn"]

    assert re.fullmatch(
        "arn:aws:cleanrooms-ml:eu-west-1:111122223333:membership/"
        f"{MEMBERSHIP}/trained-model-inference-job/[0-9a-f-]{{36}}",
        arn,
    )


def test_reading_gives_what_was_given(service: Service) -> None:
    key = start(service, description="d", environment={"A": "b"}, tags={"k": "v"})

    found = service("GetTrainedModelInferenceJob", **key)

    given = job_input(description="d", environment={"A": "b"}, tags={"k": "v"})
    times = {"createTime": service.clock.now, "updateTime": service.clock.now}
    assert found == {**given, **key, **times, "status": "CREATE_PENDING"}


def test_the_status_moves_with_the_clock(service: Service) -> None:
    key = start(service)
    seen: list[tuple[str, float]] = []

    for _ in range(4):
        found = service("GetTrainedModelInferenceJob", **key)
        seen.append((found["status"], found["updateTime"] - found["createTime"]))
        service.clock.now += 10

    assert seen == [
        ("CREATE_PENDING", 0),
        ("CREATE_IN_PROGRESS", 10),
        ("ACTIVE", 20),
        ("ACTIVE", 20),
    ]


def test_a_cancelled_job_ends_inactive(service: Service) -> None:
    key = start(service)
    service.clock.now += 10
    seen: list[str] = []

    assert service("CancelTrainedModelInferenceJob", **key) == {}
    for _ in range(3):
        seen.append(service("GetTrainedModelInferenceJob", **key)["status"])
        service.clock.now += 5
        if seen[-1] == "CANCEL_PENDING":  # a second cancellation starts nothing anew
            service("CancelTrainedModelInferenceJob", **key)
        service.clock.now += 5

    assert seen == ["CANCEL_PENDING", "CANCEL_IN_PROGRESS", "INACTIVE"]


@pytest.mark.parametrize("cancelled", [True, False])
def test_a_finished_job_cannot_be_cancelled(service: Service, cancelled: bool) -> None:
    key = start(service)
    if cancelled:
        service("CancelTrainedModelInferenceJob", **key)
    service.clock.now += 60

    refusal = service.refused("CancelTrainedModelInferenceJob", **key)

    assert refusal.wanted[0] == "ConflictException"


@pytest.mark.parametrize(
    "change",
    [{"trainedModelInferenceJobArn": "arn:none"}, {"membershipIdentifier": OTHER}],
)
def test_what_does_not_exist_is_not_found(
    service: Service, change: dict[str, str]
) -> None:
    key = start(service) | change

    for name in ("GetTrainedModelInferenceJob", "CancelTrainedModelInferenceJob"):
        assert service.refused(name, **key).code == "ResourceNotFoundException"


def listed(service: Service, **values: Any) -> list[str]:
    values = {"membershipIdentifier": MEMBERSHIP, **values}
    output = service("ListTrainedModelInferenceJobs", **values)
    return [item["name"] for item in output["trainedModelInferenceJobs"]]


def test_lists_are_filtered_by_what_the_jobs_have(service: Service) -> None:
    version = "c1b2c3d4-5678-4abc-9def-0123456789ab"
    start(service, "one")
    start(service, "two", trainedModelArn="arn:other")
    start(service, "three", trainedModelVersionIdentifier=version)
    start(service, "elsewhere", membershipIdentifier=OTHER)

    assert listed(service) == ["one", "two", "three"]
    assert listed(service, trainedModelArn="arn:other") == ["two"]
    assert listed(service, trainedModelVersionIdentifier=version) == ["three"]
    assert listed(service, membershipIdentifier=OTHER) == ["elsewhere"]


def test_a_membership_has_one_collaboration(service: Service) -> None:
    for name in ("one", "two"):
        start(service, name)
    start(service, "elsewhere", membershipIdentifier=OTHER)

    def collaborations(membership: str) -> set[str]:
        output = service(
            "ListTrainedModelInferenceJobs", membershipIdentifier=membership
        )
        items = output["trainedModelInferenceJobs"]
        return {item["collaborationIdentifier"] for item in items}

    assert len(collaborations(MEMBERSHIP)) == 1
    assert collaborations(MEMBERSHIP) != collaborations(OTHER)


def pages(service: Service, size: int, **values: Any) -> list[list[str]]:
    values = {"membershipIdentifier": MEMBERSHIP, "maxResults": size, **values}
    found: list[list[str]] = []
    while True:
        output = service("ListTrainedModelInferenceJobs", **values)
        found.append([one["name"] for one in output["trainedModelInferenceJobs"]])
        if "nextToken" not in output:
            return found
        values["nextToken"] = output["nextToken"]


def test_pages_hold_every_job_once(service: Service) -> None:
    for name in "abcde":
        start(service, name)

    assert pages(service, 2) == [["a", "b"], ["c", "d"], ["e"]]
    assert pages(service, 5) == [["a", "b", "c", "d", "e"]]


def test_jobs_that_come_in_between_shift_no_page(service: Service) -> None:
    for name in "abc":
        start(service, name)
    key = {"membershipIdentifier": MEMBERSHIP, "maxResults": 2}
    token = service("ListTrainedModelInferenceJobs", **key)["nextToken"]
    start(service, "d")

    assert pages(service, 2, nextToken=token) == [["c", "d"]]


def test_tokens_are_for_the_same_question_only(service: Service) -> None:
    for name in "abc":
        start(service, name)
    key = {"membershipIdentifier": MEMBERSHIP, "maxResults": 1}
    token = service("ListTrainedModelInferenceJobs", **key)["nextToken"]
    other_filter = {**key, "nextToken": token, "trainedModelArn": "arn:model"}

    for wrong in (
        other_filter,
        {**key, "nextToken": "made up"},
        {**key, "nextToken": "\u00e9"},
    ):
        refusal = service.refused("ListTrainedModelInferenceJobs", **wrong)
        assert refusal.code == "ValidationException"


def tagged(service: Service, arn: str) -> dict[str, str]:
    tags: dict[str, str] = service("ListTagsForResource", resourceArn=arn)["tags"]
    return tags


def test_tags_are_the_jobs(service: Service) -> None:
    key = start(service, tags={"a": "1", "b": "2"})
    arn = key["trainedModelInferenceJobArn"]

    service("TagResource", resourceArn=arn, tags={"b": "3", "c": "4"})
    service("UntagResource", resourceArn=arn, tagKeys=["a", "not there"])

    assert tagged(service, arn) == {"b": "3", "c": "4"}
    assert service("GetTrainedModelInferenceJob", **key)["tags"] == {"b": "3", "c": "4"}


def test_a_resource_has_at_most_fifty_tags(service: Service) -> None:
    arn = start(service, tags={"a": "1"})["trainedModelInferenceJobArn"]
    fifty = {f"k{index}": "" for index in range(50)}

    refusal = service.refused("TagResource", resourceArn=arn, tags=fifty)

    assert refusal.code == "ValidationException"
    assert tagged(service, arn) == {"a": "1"}
    service(
        "TagResource",
        resourceArn=arn,
        tags={"a": "2", **dict(list(fifty.items())[:49])},
    )
    assert len(tagged(service, arn)) == 50


@pytest.mark.parametrize(
    "tags", [{"aws:x": ""}, {"AWS:x": ""}, {str(i): "" for i in range(51)}]
)
def test_reserved_and_too_many_tags_start_no_job(
    service: Service, tags: dict[str, str]
) -> None:
    refusal = service.refused("StartTrainedModelInferenceJob", **job_input(tags=tags))

    assert refusal.code == "ValidationException"
    assert listed(service) == []


def test_tags_of_nothing_are_not_found(service: Service) -> None:
    start(service)

    for name, values in (
        ("ListTagsForResource", {}),
        ("TagResource", {"tags": {}}),
        ("UntagResource", {"tagKeys": []}),
    ):
        refusal = service.refused(name, resourceArn="arn:model", **values)
        assert refusal.code == "ResourceNotFoundException"


def test_two_services_with_one_seed_answer_alike(clean_rooms: Selection) -> None:
    one, two = Service(clean_rooms, seed=5), Service(clean_rooms, seed=5)

    assert start(one) == start(two)
    assert start(one) != start(Service(clean_rooms, seed=6))
