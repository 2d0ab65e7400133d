"""A service of one operation, written by hand, for tests of the runtime alone."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from aiosmithy import Credentials
from aiosmithy.bindings import label
from aiosmithy.client import ServiceClient
from aiosmithy.codecs.json_reading import new, read_body, read_text
from aiosmithy.codecs.json_writing import quote
from aiosmithy.endpoints import Endpoint
from aiosmithy.errors import ServiceError
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.operation import Operation, Service
from aiosmithy.protocols import rest_json_1
from aiosmithy.schemas import STRING, Member, String, Structure
from aiosmithy.shapes import Shape


class EchoInput(Shape):
    key: str
    text: str | None = None


class EchoOutput(Shape):
    text: str


class EchoError(ServiceError):
    """Any error of the service."""


class ThrottlingException(EchoError):
    code = "ThrottlingException"
    http_status = 429
    throttling = True
    retryable = True


class QuotaException(EchoError):
    code = "QuotaException"
    http_status = 402
    quota: str | None = None


def serialize(input: EchoInput) -> HttpRequest:
    text = "" if input.text is None else f'"text":{quote(input.text)}'
    return HttpRequest(
        "POST",
        f"/echo/{label(input.key, 'key')}",
        headers={"content-type": "application/json"},
        body=("{" + text + "}").encode(),
    )


def parse(response: HttpResponse) -> EchoOutput:
    get = read_body(response.body).get
    value = new(EchoOutput)
    value.text = read_text(get("text"), "text")
    return value


def resolve_endpoint(*, region: str, endpoint: str | None, **_: Any) -> Endpoint:
    return Endpoint(endpoint or f"https://echo.{region}.amazonaws.com")


def read_quota(error: Any, response: HttpResponse, data: Any) -> None:
    error.quota = read_text(data.get("quota"), "quota")


SCHEMAS = {
    "EchoInput": Structure(
        EchoInput,
        Member("key", "key", STRING, required=True, label=True),
        Member("text", "text", String(max_length=5)),
    )
}
SERVICE = Service(
    name="Echo",
    api_version="2020-01-01",
    signing_name="echo",
    protocol=rest_json_1.PROTOCOL,
    errors={
        "ThrottlingException": ThrottlingException,
        "QuotaException": QuotaException,
    },
    base_error=EchoError,
    error_readers={"QuotaException": read_quota},
    resolve_endpoint=resolve_endpoint,
    schemas=SimpleNamespace(SCHEMAS=SCHEMAS),
)
ECHO: Operation[EchoInput, EchoOutput] = Operation(
    name="Echo", service=SERVICE, input_type=EchoInput, serialize=serialize, parse=parse
)
CREDENTIALS = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")


class EchoClient(ServiceClient):
    async def echo(self, *, key: str, text: str | None = None) -> EchoOutput:
        return await self._invoke(ECHO, EchoInput(key=key, text=text))
