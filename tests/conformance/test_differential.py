"""The whole of Clean Rooms ML, 59 operations, beside botocore: what is sent, how it is signed, what is read.

Both get the same input. botocore is also given the nested ``@default`` values: we send them, as Smithy's client vectors
say, and botocore does not know them.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from importlib import import_module
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import botocore.auth
import botocore.session
import pytest
from aiosmithy import Config as OurConfig
from aiosmithy import Credentials, response_metadata
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.testing import VirtualTime, stub_session
from attrs import define, field
from botocore import xform_name
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSPreparedRequest, AWSRequest, AWSResponse
from botocore.config import Config
from botocore.credentials import Credentials as BotoCredentials
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from multidict import CIMultiDict

sys.path.insert(0, str(Path(__file__).parent))
from wire_values import (
    TEXTS,
    Model,
    Recipe,
    attribute,
    default,
    has,
    timed,
    with_defaults,
)

MODEL = Path(__file__).resolve().parents[3] / "shared" / "models" / "cleanroomsml.json"
pytestmark = pytest.mark.skipif(
    not MODEL.exists(),
    reason="the whole model lies in ../shared, which is not here",
)

OPERATIONS = 59
REGION = "eu-west-1"
NOW = VirtualTime().now
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
KEYS = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
IDENTITIES = {"plain": (*KEYS, None), "token": (*KEYS, "AQoDYXdzEPT//////wEXAMPLE==")}
REQUEST_ID = "0a1b2c3d-0000-4000-8000-feedfacecafe"


def model_names() -> list[str]:
    """The operations' names; none where the model is not."""
    if not MODEL.exists():
        return []
    return list(Model(json.loads(MODEL.read_text("utf-8"))["shapes"]).operations())


every_operation = pytest.mark.parametrize("operation", model_names())


EMPTY = HttpResponse(200, {}, b"{}")


class RawBody(io.BytesIO):
    """A body as botocore reads it."""

    def stream(self) -> Iterator[bytes]:
        yield self.read()


@define
class Wire:
    """Stands between botocore and the network."""

    response: HttpResponse = field(factory=lambda: EMPTY)
    requests: list[AWSPreparedRequest] = field(factory=list)

    def before_send(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        self.requests.append(request)
        found = self.response
        raw = RawBody(found.body)
        return AWSResponse(request.url, found.status, dict(found.headers), raw)


@define
class World:
    """The generated client and botocore's, both speaking to nobody."""

    model: Model
    package: Any
    runner: asyncio.Runner
    wire: Wire = field(factory=Wire)
    boto_clients: dict[str, Any] = field(factory=dict)

    def call(
        self,
        operation: str,
        data: Mapping[str, Any],
        identity: str = "plain",
        response: HttpResponse | None = None,
    ) -> tuple[HttpRequest, Any]:
        """Our request and output for an input in wire names."""
        answer = response or EMPTY
        session = stub_session(lambda _: answer)
        client = self.package.CleanRoomsMLClient(
            region=REGION,
            credentials=Credentials(*IDENTITIES[identity]),
            session=session,
            config=OurConfig(retries=1),
        )
        members = self.model.members(operation, "input")
        arguments = {
            attribute(name): self.shape(members[name]["target"], value)
            for name, value in data.items()
            if value is not None
        }
        method = getattr(client, xform_name(operation))
        output = self.runner.run(method(**arguments))
        (request,) = session.transport().requests  # type: ignore[attr-defined]
        return request, output

    def boto_call(
        self,
        operation: str,
        data: Mapping[str, Any],
        identity: str = "plain",
        response: HttpResponse | None = None,
    ) -> tuple[AWSPreparedRequest, Any]:
        """botocore's request and output for the same input."""
        self.wire.response = response or EMPTY
        self.wire.requests.clear()
        members = self.model.members(operation, "input")
        given = {name: value for name, value in data.items() if value is not None}
        method = getattr(self.boto_clients[identity], xform_name(operation))
        output = method(**with_defaults(self.model, members, given))
        (request,) = self.wire.requests
        return request, output

    def shape(self, target: str, value: Any) -> Any:
        """Plain data → the generated classes."""
        shape = self.model.shape(target)
        name = target.partition("#")[2]
        if shape["type"] == "structure":
            arguments = {
                attribute(key): self.shape(shape["members"][key]["target"], item)
                for key, item in value.items()
                if item is not None
            }
            return getattr(self.package.shapes, name)(**arguments)
        if shape["type"] == "union":
            ((key, item),) = value.items()
            variant = getattr(self.package.shapes, name + key[0].upper() + key[1:])
            return variant(value=self.shape(shape["members"][key]["target"], item))
        if shape["type"] == "list":
            return [self.shape(shape["member"]["target"], item) for item in value]
        if shape["type"] == "map":
            return {
                key: self.shape(shape["value"]["target"], item)
                for key, item in value.items()
            }
        return value


def new_boto_client(identity: str, wire: Wire) -> Any:
    session = botocore.session.Session(profile=None)
    session.set_credentials(*IDENTITIES[identity])
    client = session.create_client(
        "cleanroomsml",
        region_name=REGION,
        config=Config(
            parameter_validation=False,  # lengths are the service's business
            retries={"total_max_attempts": 1},
            proxies={},
            ignore_configured_endpoint_urls=True,
        ),
    )
    client.meta.events.register("before-send", wire.before_send)
    return client


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the command line made the whole client in."""
    out = tmp_path_factory.mktemp("out")
    command = [sys.executable, "-m", "aiosmithy_codegen", "generate", str(MODEL)]
    done = subprocess.run(
        [*command, "--out", str(out)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return out


@pytest.fixture(scope="module")
def world(out: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Everything set up once; the package that is installed under the same name is put back afterwards."""
    name = "aiosmithy_cleanroomsml"
    hidden = {
        key: sys.modules.pop(key)
        for key in list(sys.modules)
        if key.partition(".")[0] == name
    }
    with pytest.MonkeyPatch.context() as patch, asyncio.Runner() as runner:
        patch.syspath_prepend(str(out))
        for key in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
            patch.setenv(key, str(out / "none"))
        for key in ("AWS_PROFILE", "AWS_USE_FIPS_ENDPOINT", "AWS_ENDPOINT_URL"):
            patch.delenv(key, raising=False)
        moment = datetime.fromtimestamp(NOW, UTC).replace(tzinfo=None)
        patch.setattr(botocore.auth, "get_current_datetime", lambda: moment)
        package = import_module(name)
        assert Path(str(package.__file__)).is_relative_to(out)
        model = Model(json.loads(MODEL.read_text("utf-8"))["shapes"])
        world = World(model, package, runner)
        for identity in IDENTITIES:
            world.boto_clients[identity] = new_boto_client(identity, world.wire)
        try:
            yield world
        finally:
            for client in world.boto_clients.values():
                client.close()
            for key in [k for k in sys.modules if k.partition(".")[0] == name]:
                del sys.modules[key]
            sys.modules.update(hidden)


# --- requests ----------------------------------------------------------------


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


# --- responses ---------------------------------------------------------------


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


def headers(**more: str) -> CIMultiDict[str]:
    """Headers as the transport gives them: looked up without regard to case."""
    return CIMultiDict({"x-amzn-RequestId": REQUEST_ID, **more})


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


# --- the package as a user has it --------------------------------------------

SCRIPT = """
import asyncio, inspect, sys
from aiohttp import web
from aiosmithy import Config as OurConfig
from aiosmithy import Credentials, response_metadata
from aiosmithy_cleanroomsml import CleanRoomsMLClient, shapes

public = [name for name, value in vars(CleanRoomsMLClient).items()
          if inspect.iscoroutinefunction(value) and not name.startswith("_")]
assert len(public) == 59, len(public)

async def start(request):
    body = await request.json()
    assert body["resourceConfig"] == {"instanceType": "ml.m5.xlarge", "instanceCount": 1}
    return web.json_response({"trainedModelInferenceJobArn": "arn:" + body["name"]})

async def main():
    app = web.Application()
    app.router.add_post("/memberships/{m}/trained-model-inference-jobs", start)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    async with CleanRoomsMLClient(
        region="eu-west-1",
        credentials=Credentials("AKIDEXAMPLE", "secret"),
        endpoint_url=f"http://127.0.0.1:{port}",
    ) as client:
        started = await client.start_trained_model_inference_job(
            membership_identifier="0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9",
            name="nightly-scoring",
            trained_model_arn="arn:aws:m",
            data_source=shapes.ModelInferenceDataSource(ml_input_channel_arn="arn:aws:c"),
            resource_config=shapes.InferenceResourceConfig(instance_type="ml.m5.xlarge"),
            output_configuration=shapes.InferenceOutputConfiguration(
                members=[shapes.InferenceReceiverMember(account_id="111122223333")],
            ),
        )
    await runner.cleanup()
    print(CleanRoomsMLClient.__module__, started.trained_model_inference_job_arn)
    print(sys.modules["aiosmithy_cleanroomsml"].__file__)

asyncio.run(main())
"""


def test_a_users_script_with_the_folder_first_on_the_path(out: Path) -> None:
    program = f"import sys; sys.path.insert(0, {str(out)!r})\n{SCRIPT}"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        capture_output=True,
        text=True,
        env={**os.environ, "NO_PROXY": "*"},
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert first == "aiosmithy_cleanroomsml.client arn:nightly-scoring"
    assert Path(second).is_relative_to(out)
