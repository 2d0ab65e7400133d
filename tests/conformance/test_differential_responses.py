"""All operations of Clean Rooms ML beside botocore: what is read of outputs and errors."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import cycle
from typing import Any

import pytest
from aiosmithy import response_metadata
from aiosmithy.http import HttpResponse
from botocore.exceptions import ClientError
from differential import (
    REQUEST_ID,
    World,
    every_operation,
    headers,
    needs_model,
    out_fixture,  # noqa: F401 - a fixture
    world_fixture,  # noqa: F401 - a fixture
)
from wire_values import Model, Recipe, attribute, default, has

pytestmark = needs_model

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def answers(model: Model) -> dict[str, Recipe | None]:
    """The outputs that every operation is answered with; None is a body without a byte."""
    return {
        "all members": Recipe(model),
        "required members": Recipe(model, optional="left out"),
        "null for what is optional": Recipe(model, optional="null"),
        "edges": Recipe(model, edges=True, size=1),
        "empty values": Recipe(model, size=0, texts=cycle([""])),
        "unknown members": Recipe(model, strange="members", size=3),
        "unknown variants": Recipe(model, strange="variants"),
        "nothing": None,
    }


def body_of(data: Any) -> bytes:
    return json.dumps(data, default=lambda moment: moment.isoformat()).encode()


def compare_outputs(
    world: World, members: dict[str, Any], ours: Any, theirs: Mapping[str, Any]
) -> None:
    """Hold an output beside botocore's, member by member."""
    for name, member in members.items():
        held = getattr(ours, attribute(name))
        if name in theirs:
            compare_values(world, member["target"], held, theirs[name])
        else:
            check_missing(world, member, held)
    known = {attribute(name) for name in members}
    assert {name for name in vars(ours) if not name.startswith("_")} == known


def compare_values(world: World, target: str, ours: Any, theirs: Any) -> None:
    shape = world.model.shape(target)
    kind, name = shape["type"], target.partition("#")[2]
    if kind == "structure":
        assert type(ours) is getattr(world.package.shapes, name)
        compare_outputs(world, shape.get("members", {}), ours, theirs)
    elif kind == "union":
        ((variant, value),) = theirs.items()
        if variant == "SDK_UNKNOWN_MEMBER":
            assert type(ours) is getattr(world.package.shapes, f"{name}Unknown")
            assert (ours.name, ours.value) == (value["name"], {"x": "y"})
            return
        title = name + variant[0].upper() + variant[1:]
        assert type(ours) is getattr(world.package.shapes, title)
        compare_values(world, shape["members"][variant]["target"], ours.value, value)
    elif kind == "list":
        assert type(ours) is list and len(ours) == len(theirs)
        for mine, other in zip(ours, theirs, strict=True):
            compare_values(world, shape["member"]["target"], mine, other)
    elif kind == "map":
        assert type(ours) is dict and list(ours) == list(theirs)
        for key, other in theirs.items():
            compare_values(world, shape["value"]["target"], ours[key], other)
    else:
        assert ours == theirs
        assert type(ours) is PYTHON[kind]


PYTHON = {
    "boolean": bool,
    "double": float,
    "enum": str,
    "integer": int,
    "long": int,
    "string": str,
    "timestamp": datetime,
}
ZEROS: dict[str, Any] = {
    "boolean": False,
    "double": 0.0,
    "enum": "",
    "integer": 0,
    "list": [],
    "long": 0,
    "map": {},
    "string": "",
    "timestamp": EPOCH,
}


def check_missing(world: World, member: dict[str, Any], held: Any) -> None:
    """What botocore leaves out is None with us, or the default, or, where it is required, the zero value."""
    kind = world.model.shape(member["target"])["type"]
    if default(member) is not None:
        assert held == default(member)
    elif not has(member, "required"):
        assert held is None
    elif kind == "structure":
        members = world.model.shape(member["target"]).get("members", {})
        compare_outputs(world, members, held, {})
    elif kind == "union":
        assert type(held).__name__.endswith("Unknown")
    else:
        assert held == ZEROS[kind]
        assert type(held) is type(ZEROS[kind])


@every_operation
def test_outputs(world: World, operation: str) -> None:
    given = Recipe(world.model, optional="left out").structure(
        world.model.members(operation, "input")
    )
    members = world.model.members(operation, "output")
    for recipe in answers(world.model).values():
        body = b"" if recipe is None else body_of(recipe.structure(members))
        response = HttpResponse(200, headers(), body)
        _, ours = world.call(operation, given, response=response)
        _, theirs = world.boto_call(operation, given, response=response)

        metadata = theirs.pop("ResponseMetadata")
        compare_outputs(world, members, ours, theirs)
        assert type(ours).__name__ == f"{operation}Output"
        assert metadata["RequestId"] == REQUEST_ID
        assert response_metadata(ours).request_id == REQUEST_ID


def test_outputs_of_nulls_alone(world: World) -> None:
    for operation in world.model.operations():
        given = Recipe(world.model, optional="left out").structure(
            world.model.members(operation, "input")
        )
        members = world.model.members(operation, "output")
        response = HttpResponse(200, {}, body_of(dict.fromkeys(members)))
        _, ours = world.call(operation, given, response=response)
        _, theirs = world.boto_call(operation, given, response=response)

        theirs.pop("ResponseMetadata")
        assert theirs == {}
        compare_outputs(world, members, ours, theirs)


PLACES: dict[str, Callable[[str], tuple[dict[str, str], dict[str, str]]]] = {
    "header": lambda code: ({"x-amzn-ErrorType": f"{code}:http://x/"}, {}),
    "__type": lambda code: ({}, {"__type": f"aws.x#{code}"}),
    "code": lambda code: ({}, {"code": code}),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("status", [400, 403, 429, 500, 503])
def test_errors(world: World, place: str, status: int) -> None:
    found = {**world.model.errors(), "NotInTheModel": {}}
    assert len(found) == 8
    for code, members in found.items():
        for recipe in (Recipe(world.model), Recipe(world.model, optional="left out")):
            more, data = PLACES[place](code)
            data = {"message": "what it says", **data, **recipe.structure(members)}
            response = HttpResponse(status, headers(**more), body_of(data))
            given = {"membershipIdentifier": "m"}
            with pytest.raises(ClientError) as theirs:
                world.boto_call("ListTrainedModels", given, response=response)
            with pytest.raises(world.package.errors.CleanRoomsMLError) as ours:
                world.call("ListTrainedModels", given, response=response)

            said, error = theirs.value.response, ours.value
            assert error.code == said["Error"]["Code"] == code
            assert error.message == said["Error"]["Message"]
            assert error.http_status == said["ResponseMetadata"]["HTTPStatusCode"]
            assert error.request_id == said["ResponseMetadata"]["RequestId"]
            for name in members.keys() - {"message"}:
                assert getattr(error, attribute(name)) == said.get(name)
