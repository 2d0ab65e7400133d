"""Clean Rooms ML made from C2J sends what Clean Rooms ML made from Smithy sends, and reads what it reads."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from itertools import cycle
from typing import Any

import pytest
from aiosmithy.http import HttpRequest, HttpResponse
from attrs import asdict, evolve
from differential import (
    World,
    every_operation,
    needs_model,
    out_fixture,  # noqa: F401 - a fixture
    world_fixture,  # noqa: F401 - a fixture
)
from wire_values import TEXTS, Recipe, with_defaults

pytestmark = needs_model

PACKAGE = "aiosmithy_cleanroomsml_raised"


@pytest.fixture(name="raised", scope="module")
def raised_fixture(
    world: World, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The same world with the client that is made from the C2J files of the installed botocore."""
    out = tmp_path_factory.mktemp("raised")
    command = [sys.executable, "-m", "aiosmithy_codegen", "generate"]
    arguments = ["botocore:cleanroomsml", "--package", PACKAGE, "--out", str(out)]
    done = subprocess.run(
        [*command, *arguments], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(out))
        yield evolve(world, package=import_module(PACKAGE))
        for name in [key for key in sys.modules if key.partition(".")[0] == PACKAGE]:
            del sys.modules[name]


def sent(request: HttpRequest) -> dict[str, Any]:
    """What of a request must be the same; the invocation's id is a new one for every call."""
    headers = {
        name: value
        for name, value in request.headers.items()
        if name not in ("amz-sdk-invocation-id", "authorization")
    }
    return {
        "method": request.method,
        "origin": request.origin,
        "path": request.path,
        "query": request.query,
        "headers": headers,
        "body": json.loads(request.body) if request.body else None,
        "scope": request.headers["authorization"].partition("Signature=")[0],
    }


def recipes(world: World) -> Iterator[Recipe]:
    yield Recipe(world.model, optional="left out", texts=cycle(TEXTS))
    yield Recipe(world.model, texts=cycle(TEXTS))
    yield Recipe(world.model, edges=True, size=1)


@every_operation
def test_requests_are_the_same(world: World, raised: World, operation: str) -> None:
    """C2J has no defaults: the nested ones, which the client made from Smithy adds, are given to the other."""
    members = world.model.members(operation, "input")
    for recipe in recipes(world):
        data = recipe.structure(members)
        ours, _ = world.call(operation, data)
        given = with_defaults(world.model, members, data)
        theirs, _ = raised.call(operation, given)

        assert sent(theirs) == sent(ours)


@every_operation
def test_outputs_are_the_same(world: World, raised: World, operation: str) -> None:
    members = world.model.members(operation, "output")
    output = Recipe(world.model, texts=cycle(TEXTS)).structure(members)
    response = HttpResponse(200, {}, json.dumps(output, default=_time).encode())
    inputs = world.model.members(operation, "input")
    data = Recipe(world.model).structure(inputs)

    _, ours = world.call(operation, data, response=response)
    _, theirs = raised.call(operation, data, response=response)

    assert plain(theirs) == plain(ours)


def _time(value: Any) -> str:
    return str(value.isoformat())


def plain(value: Any) -> Any:
    """Shapes of either package as plain data."""
    if hasattr(value, "__attrs_attrs__"):
        names = asdict(value, recurse=False)
        return type(value).__name__, {k: plain(v) for k, v in names.items()}
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


def test_both_clients_have_the_same_methods(world: World, raised: World) -> None:
    ours, theirs = (
        {name for name in vars(one.package.CleanRoomsMLClient) if name[0] != "_"}
        for one in (world, raised)
    )

    assert theirs == ours
