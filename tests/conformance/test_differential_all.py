"""A sample of the differential run with every test run, and the whole of it on demand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random

import pytest
from aiosmithy.http import HttpRequest
from differential_ledger import FILE, Ledger
from differential_requests import compare_requests
from differential_run import Run, same_world
from differential_service import Both, services
from differential_values import Values

SEED = 20
SAMPLE = ("accessanalyzer", "sqs", "route53", "iam", "cloudwatch", "s3", "dynamodb")
LARGE = {"ec2", "sagemaker", "quicksight", "connect", "iot", "redshift", "rds", "glue"}


@pytest.fixture(autouse=True)
def world() -> Iterator[None]:
    with same_world():
        yield


def chosen(count: int) -> list[str]:
    """The services that stand for a protocol each, and some others."""
    rest = sorted({*services()} - {*SAMPLE} - LARGE)
    return [*SAMPLE, *Random(SEED).sample(rest, count)]


def test_some_services_agree_with_botocore() -> None:
    run = Run(SEED, count=2)
    run.run(chosen(12))
    print(run.table())

    assert not run.unexplained, run.report()


@pytest.mark.full
def test_all_services_agree_with_botocore() -> None:
    """As ``differential_run.py`` does it; an entry of the ledger that explains nothing any more fails."""
    run = Run(SEED, count=10)
    run.run(services())
    print(run.table())

    assert not run.unexplained, run.report()
    assert set(run.ledger.keys) == set(run.explained)


def test_every_entry_of_the_ledger_says_why_and_where_that_is_written() -> None:
    for entry in json.loads(FILE.read_text("utf-8")):
        assert entry.keys() == {"key", "reason", "evidence"}
        assert all(entry.values()), entry["key"]


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("method", "GET"),
        ("path", "/other"),
        ("query", "a=b"),
        ("body", b'{"AttributeDefinitions":[]}'),
        ("body", b"{"),
        ("headers", {"x-amz-target": "Other.Operation"}),
    ],
)
def test_the_comparison_sees_what_is_changed(part: str, value: object) -> None:
    operation = Both.of("dynamodb").botocore.operation_model("CreateTable")
    theirs = {
        "method": "POST",
        "url_path": "/",
        "query_string": {},
        "headers": {"X-Amz-Target": "DynamoDB_20120810.CreateTable"},
        "body": b'{"TableName": "t"}',
    }
    ours = HttpRequest(
        "POST",
        "/",
        headers={"x-amz-target": "DynamoDB_20120810.CreateTable"},
        body=b'{"TableName":"t"}',
    )
    assert list(compare_requests("json", operation, ours, theirs)) == []

    setattr(ours, part, value)

    found = list(compare_requests("json", operation, ours, theirs))
    assert len(found) == 1
    assert found[0].facet.startswith(part.removesuffix("s"))


def test_values_are_the_same_for_the_same_seed() -> None:
    shape = Both.of("dynamodb").botocore.operation_model("CreateTable").input_shape
    first, second = (Values(Random("x")).structure(shape) for _ in range(2))

    assert first == second
    assert Values(Random("y")).structure(shape) != first


def test_the_ledger_is_about_what_it_names_alone() -> None:
    ledger = Ledger(("json health.* call scope",))

    assert ledger.explain("json health.DescribeEvents call scope")
    assert ledger.explain("json health.DescribeEvents call signature") is None
    assert ledger.explain("json other.DescribeEvents call scope") is None
