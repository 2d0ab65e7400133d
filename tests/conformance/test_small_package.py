"""A package of one operation is small, and sends what the whole client sends, to the byte."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from aiosmithy.http import HttpRequest
from attrs import evolve
from code_lines import package_lines
from differential import (
    IDENTITIES,
    MODEL,
    World,
    model_names,
    needs_model,
    out_fixture,  # noqa: F401 - a fixture
    world_fixture,  # noqa: F401 - a fixture
)
from generated_package import forget
from wire_values import Recipe

pytestmark = needs_model

FIRST = "StartTrainedModelInferenceJob"
MOST_LINES = 700
OTHERS = sorted(
    random.Random(7).sample(
        [name for name in model_names() if name != FIRST], 20 if model_names() else 0
    )
)
MEMBERSHIP = "arn:aws:cleanrooms-ml:eu-west-1:111122223333:membership/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
SAMPLE: Mapping[str, Any] = {
    "membershipIdentifier": "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9",
    "name": "nightly-scoring",
    "trainedModelArn": f"{MEMBERSHIP}/trained-model/churn",
    "resourceConfig": {"instanceType": "ml.m5.xlarge"},
    "outputConfiguration": {"members": [{"accountId": "111122223333"}]},
    "dataSource": {"mlInputChannelArn": f"{MEMBERSHIP}/ml-input-channel/customers"},
    "containerExecutionParameters": {"maxPayloadInMB": 6},
    "environment": {"LOG_LEVEL": "INFO"},
}


def generate_one(operation: str, folder: Path) -> Path:
    """The package for this operation, under a name of its own."""
    name = f"small_{operation.lower()}"
    command = [sys.executable, "-m", "aiosmithy_codegen", "generate", str(MODEL)]
    options = ["--operation", operation, "--package", name, "--out", str(folder)]
    done = subprocess.run(
        [*command, *options], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / name


def sent(request: HttpRequest) -> tuple[object, ...]:
    """All of a request but what is drawn anew for each."""
    drawn = {"amz-sdk-invocation-id"}
    headers = [item for item in request.headers.items() if item[0].lower() not in drawn]
    return request.method, request.url, headers, bytes(request.body)


def compare(world: World, operation: str, folder: Path) -> None:
    package = generate_one(operation, folder)
    members = world.model.members(operation, "input")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        try:
            small = evolve(world, package=import_module(package.name))
            inputs = [
                Recipe(world.model).structure(members),
                Recipe(world.model, optional="left out").structure(members),
                *([SAMPLE] if operation == FIRST else []),
            ]
            for data in inputs:
                for identity in IDENTITIES:
                    ours, _ = small.call(operation, data, identity)
                    whole, _ = world.call(operation, data, identity)
                    assert sent(ours) == sent(whole)
                    assert ours.headers["authorization"]
        finally:
            forget(folder)


def test_it_is_small(tmp_path: Path) -> None:
    package = generate_one(FIRST, tmp_path)
    modules = {path.name: path.read_text("utf-8") for path in package.iterdir()}

    lines = package_lines(modules)

    assert sum(lines.values()) <= MOST_LINES, lines


@pytest.mark.parametrize("operation", [FIRST, *OTHERS[:3]])
def test_its_requests_are_those_of_the_whole_client(
    world: World, operation: str, tmp_path: Path
) -> None:
    compare(world, operation, tmp_path)


@pytest.mark.full
@pytest.mark.parametrize("operation", OTHERS[3:])
def test_requests_of_more_operations_are_those_of_the_whole_client(
    world: World, operation: str, tmp_path: Path
) -> None:
    compare(world, operation, tmp_path)
