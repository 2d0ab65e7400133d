"""A service by hand that names its endpoints itself, and what answers for it; in virtual time."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiosmithy import Config
from aiosmithy.client import ServiceClient
from aiosmithy.codecs.json_reading import read_body
from aiosmithy.discovery import Discovered, Discovery
from aiosmithy.endpoints import Endpoint
from aiosmithy.errors import ServiceError, TransportError
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.operation import Operation, Service
from aiosmithy.protocols import rest_json_1
from aiosmithy.shapes import Shape
from aiosmithy.testing import VirtualTime, stub_session
from echo import CREDENTIALS, SERVICE

REGIONAL = "https://stars.us-east-1.amazonaws.com"


class AskInput(Shape):
    operation: str
    identifiers: dict[str, str]


class AskOutput(Shape):
    endpoints: list[tuple[str | None, int | None]]


class LookInput(Shape):
    star: str = "sun"


class LookOutput(Shape):
    pass


class StarsError(ServiceError):
    """Any error of the service."""


class InvalidEndpointException(StarsError):
    code = "InvalidEndpointException"
    http_status = 400


def discovery() -> Discovery:
    return Discovery(
        operation=ASK,
        ask=lambda operation, identifiers: AskInput(
            operation=operation, identifiers=identifiers
        ),
        read=lambda output: output.endpoints,
        error="InvalidEndpointException",
        required=True,
    )


def optional_discovery() -> Discovery:
    found = discovery()
    found.required = False
    return found


def service(**facts: Any) -> Service:
    return Service(
        name="Stars",
        api_version="1",
        signing_name="stars",
        protocol=rest_json_1.PROTOCOL,
        errors={"InvalidEndpointException": InvalidEndpointException},
        base_error=StarsError,
        resolve_endpoint=lambda *, endpoint, **_: Endpoint(endpoint or REGIONAL),
        schemas=SERVICE.schemas,
        **facts,
    )


STARS = service(discovery=discovery)
DIM_STARS = service(discovery=optional_discovery)


def operation(name: str, service: Service, **facts: Any) -> Operation[Any, Any]:
    return Operation(
        name=name,
        service=service,
        input_type=LookInput,
        serialize=lambda input: HttpRequest("POST", f"/{name}"),
        parse=lambda response: LookOutput(),
        **facts,
    )


def read_endpoints(response: HttpResponse) -> AskOutput:
    found = read_body(response.body)["endpoints"]
    return AskOutput(endpoints=[(each[0], each[1]) for each in found])


ASK: Operation[Any, Any] = Operation(
    name="DescribeEndpoints",
    service=STARS,
    input_type=AskInput,
    serialize=lambda input: HttpRequest(
        "POST",
        "/ask",
        body=json.dumps([input.operation, input.identifiers]).encode(),
    ),
    parse=read_endpoints,
)
LOOK = operation("Look", STARS, discovered=Discovered(required=True))
FIND = operation(
    "Find",
    STARS,
    discovered=Discovered(
        required=True, identifiers=lambda input: {"Star": input.star}
    ),
)
SEARCH = operation("Search", STARS, discovered=Discovered(required=True))
GLANCE = operation("Glance", DIM_STARS, discovered=Discovered())
COUNT = operation("Count", STARS)


class Sky:
    """A client, the answers to its questions, and where its calls went."""

    def __init__(self, *answers: Any, config: Config | None = None) -> None:
        self.time = VirtualTime()
        self.answers: list[Any] = list(answers) or [[["cell-1.stars.example", 60]]]
        self.refused: dict[str, HttpResponse] = {}
        self.asked: list[Any] = []
        self.called: list[str] = []
        self.session = stub_session(
            self._answer,
            time=self.time,
            environ={"AWS_EC2_METADATA_DISABLED": "true"},
        )
        self.client = ServiceClient(
            region="us-east-1",
            credentials=CREDENTIALS,
            session=self.session,
            config=config or Config(retries=3),
        )

    async def _answer(self, request: HttpRequest) -> HttpResponse:
        await asyncio.sleep(0)
        if request.path != "/ask":
            self.called.append(request.origin)
            return self.refused.get(request.origin, HttpResponse(200, {}, b"{}"))
        assert request.origin == REGIONAL
        body = request.body
        self.asked.append(json.loads(body) if isinstance(body, bytes) else None)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, TransportError):
            raise answer
        if isinstance(answer, HttpResponse):
            return answer
        return HttpResponse(200, {}, json.dumps({"endpoints": answer}).encode())

    async def call(self, *operations: Operation[Any, Any], star: str = "sun") -> None:
        for each in operations:
            await self.client._invoke(each, LookInput(star=star))

    def run(self, *operations: Operation[Any, Any]) -> None:
        asyncio.run(self.call(*operations))
