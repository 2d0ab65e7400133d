"""All operations of Clean Rooms ML beside botocore: what is sent, and how it is signed."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import cycle
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from aiosmithy.http import HttpRequest
from botocore import xform_name
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotoCredentials
from differential import (
    IDENTITIES,
    REGION,
    World,
    every_operation,
    model_names,
    needs_model,
    out_fixture,  # noqa: F401 - a fixture
    world_fixture,  # noqa: F401 - a fixture
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wire_values import TEXTS, Model, Recipe, has, timed

pytestmark = needs_model

OPERATIONS = 59


def recipes(model: Model) -> Iterator[Recipe]:
    """The inputs that every operation is called with."""
    for start in range(len(TEXTS)):
        texts = TEXTS[start:] + TEXTS[:start]
        yield Recipe(model, optional="left out", texts=cycle(texts))
        if start % 4 == 0:
            yield Recipe(model, texts=cycle(texts))
    yield Recipe(model, edges=True, size=1)
    yield Recipe(model, size=0, texts=cycle([""]))


CANONICAL = re.compile(r"(?:[A-Za-z0-9._~=&-]|%[0-9A-F]{2})*")


def signed_by_botocore(request: HttpRequest, identity: str) -> str:
    """The Authorization header that botocore's signer makes of exactly what we signed."""
    found = re.search("SignedHeaders=([^,]+),", request.headers["authorization"])
    assert found is not None
    headers = {name: request.headers[name] for name in found[1].split(";")}
    same = AWSRequest(request.method, request.url, data=request.body, headers=headers)
    credentials = BotoCredentials(*IDENTITIES[identity])
    SigV4Auth(credentials, "cleanrooms-ml", REGION).add_auth(same)
    return str(same.headers["Authorization"])


def compare_requests(
    world: World, operation: str, data: dict[str, Any], identity: str
) -> None:
    """Hold our request for an input beside botocore's."""
    ours, _ = world.call(operation, data, identity)
    theirs, _ = world.boto_call(operation, data, identity)
    url = urlsplit(theirs.url)
    members = world.model.members(operation, "input")

    assert ours.method == theirs.method
    assert ours.origin == f"{url.scheme}://{url.netloc}"
    assert ours.headers["host"] == url.netloc
    assert ours.path == url.path
    assert CANONICAL.fullmatch(ours.query), ours.query
    assert sorted(pairs(ours.query)) == sorted(pairs(url.query))
    body = theirs.body or b""
    assert bool(ours.body) == bool(body)
    if body:
        assert ours.headers["content-type"] == text(theirs.headers["Content-Type"])
        sent = json.loads(ours.body)
        assert timed(world.model, members, sent) == timed(
            world.model, members, json.loads(body)
        )
        assert same_types(sent, json.loads(body))
    else:
        assert "content-type" not in ours.headers

    authorization = ours.headers["authorization"]
    assert signed_by_botocore(ours, identity) == authorization
    signed = authorization.partition("SignedHeaders=")[2].partition(",")[0].split(";")
    assert {"host", "x-amz-date"} <= set(signed)
    assert ("content-type" in signed) == bool(body)
    assert ("x-amz-security-token" in signed) == (identity == "token")
    assert scope(authorization) == scope(text(theirs.headers["Authorization"]))


def pairs(query: str) -> list[tuple[str, str]]:
    """The parameters, decoded as percent-encoding has it: a plus sign is a plus sign."""
    parts = [part.partition("=") for part in query.split("&") if part]
    return [(unquote(name), unquote(value)) for name, _, value in parts]


def text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def scope(authorization: str) -> str:
    """``AKIDEXAMPLE/20150830/eu-west-1/cleanrooms-ml/aws4_request``."""
    return authorization.partition("Credential=")[2].partition(",")[0]


def same_types(ours: Any, theirs: Any) -> bool:
    """Whether 1 is 1 and not 1.0 or true, all the way down."""
    if type(ours) is not type(theirs):
        return False
    if isinstance(ours, dict):
        return all(same_types(ours[key], theirs[key]) for key in ours)
    if isinstance(ours, list):
        return all(map(same_types, ours, theirs))
    return True


def test_both_know_the_same_operations(world: World) -> None:
    ours = {
        name
        for name, value in vars(world.package.CleanRoomsMLClient).items()
        if asyncio.iscoroutinefunction(value) and not name.startswith("_")
    }
    boto = world.boto_clients["plain"]

    assert len(ours) == OPERATIONS
    assert ours == {xform_name(name) for name in world.model.operations()}
    assert ours <= set(boto.meta.method_to_api_mapping)


@pytest.mark.parametrize("identity", IDENTITIES)
@every_operation
def test_requests(world: World, operation: str, identity: str) -> None:
    members = world.model.members(operation, "input")
    for recipe in recipes(world.model):
        compare_requests(world, operation, recipe.structure(members), identity)


def test_every_operation_is_among_the_cases() -> None:
    assert len(set(model_names())) == OPERATIONS


MOMENTS = st.datetimes(
    datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)
)
SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "boolean": st.booleans(),
    "double": st.floats(allow_nan=False, allow_infinity=False),
    "integer": st.integers(-(1 << 31), (1 << 31) - 1),
    "long": st.integers(-(1 << 63), (1 << 63) - 1),
    "string": st.text(max_size=20),
    "enum": st.text(max_size=20),
    "timestamp": MOMENTS,
}
LABELS = st.text(min_size=1, max_size=20).filter(lambda text: text not in (".", ".."))


def drawn(draw: st.DrawFn, model: Model, members: dict[str, Any]) -> dict[str, Any]:
    """Any input of these members."""
    return {
        name: (
            draw(LABELS)
            if has(member, "httpLabel")
            else drawn_value(draw, model, member["target"])
        )
        for name, member in members.items()
        if has(member, "required") or draw(st.booleans())
    }


def drawn_value(draw: st.DrawFn, model: Model, target: str) -> Any:
    shape = model.shape(target)
    kind = shape["type"]
    if kind == "structure":
        return drawn(draw, model, shape.get("members", {}))
    if kind == "union":
        name = draw(st.sampled_from(sorted(shape["members"])))
        return {name: drawn_value(draw, model, shape["members"][name]["target"])}
    if kind == "list":
        item = shape["member"]["target"]
        return [drawn_value(draw, model, item) for _ in range(draw(SIZES))]
    if kind == "map":
        keys = draw(st.lists(st.text(max_size=9), max_size=2, unique=True))
        item = shape["value"]["target"]
        return {key: drawn_value(draw, model, item) for key in keys}
    return draw(SCALARS[kind])


SIZES = st.integers(0, 2)


@settings(
    max_examples=400,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_random_requests(world: World, data: st.DataObject) -> None:
    operation = data.draw(st.sampled_from(model_names()))
    members = world.model.members(operation, "input")
    made = data.draw(st.composite(drawn)(world.model, members))

    compare_requests(world, operation, made, "plain")
