"""Our client and botocore's of all of Clean Rooms ML; botocore is given the nested ``@default`` values, which we add."""

from __future__ import annotations

import asyncio
import io
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import botocore.auth
import botocore.session
import pytest
from aiosmithy import Config as OurConfig
from aiosmithy import Credentials
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.testing import VirtualTime, stub_session
from attrs import define, field
from botocore import xform_name
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from multidict import CIMultiDict
from wire_values import Model, attribute, with_defaults

MODEL = Path(__file__).resolve().parents[3] / "shared" / "models" / "cleanroomsml.json"
needs_model = pytest.mark.skipif(
    not MODEL.exists(),
    reason="the whole model lies in ../shared, which is not here",
)

REGION = "eu-west-1"
NOW = VirtualTime().now
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
        transport: Any = session.transport()
        (request,) = transport.requests
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


@pytest.fixture(name="out", scope="module")
def out_fixture(tmp_path_factory: pytest.TempPathFactory) -> Path:
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


@pytest.fixture(name="world", scope="module")
def world_fixture(
    out: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
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


def headers(**more: str) -> CIMultiDict[str]:
    """Headers as the transport gives them: looked up without regard to case."""
    return CIMultiDict({"x-amzn-RequestId": REQUEST_ID, **more})
