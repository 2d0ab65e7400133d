"""Sessions of S3 Express: asked for once a bucket, signed with, and asked for anew when S3 rejects one."""

from __future__ import annotations

import asyncio
from typing import Any

from aiosmithy.endpoints import Endpoint
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.operation import Operation, Service
from aiosmithy.protocols import rest_xml
from aiosmithy.testing import stub_session
from echo import CREDENTIALS, SCHEMAS, EchoClient, EchoError, EchoInput, EchoOutput

SESSION = """<CreateSessionResult><Credentials><SessionToken>token-{n}</SessionToken>
<SecretAccessKey>secret</SecretAccessKey><AccessKeyId>ASIA{n}</AccessKeyId>
<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></CreateSessionResult>"""
EXPIRED = b"<Error><Code>ExpiredToken</Code><Message>over</Message></Error>"


def endpoint(**parameters: Any) -> Endpoint:
    usual = parameters.get("disable_s3_express_session_auth")
    name = "sigv4" if usual else "sigv4-s3express"
    scheme = {"name": name, "signingName": "s3express", "disableDoubleEncoding": True}
    url = f"https://{parameters['bucket']}.example.com"
    return Endpoint(url, properties={"authSchemes": [scheme]})


SERVICE = Service(
    name="S3",
    api_version="1",
    signing_name="s3",
    protocol=rest_xml.PROTOCOL,
    errors={},
    base_error=EchoError,
    resolve_endpoint=endpoint,
    schemas={"SCHEMAS": SCHEMAS},
    parameters={
        "disable_s3_express_session_auth": "AWS::S3::DisableS3ExpressSessionAuth"
    },
    signs_content=True,
)
GET: Operation[EchoInput, EchoOutput] = Operation(
    name="GetObject",
    service=SERVICE,
    input_type=EchoInput,
    serialize=lambda input: HttpRequest("GET", f"/{input.key}"),
    parse=lambda _: EchoOutput(text=""),
    endpoint_parameters=lambda input: {"bucket": f"{input.key}--x-s3"},
)


def calls(*keys: str, rejected: int = 0, **context: Any) -> list[HttpRequest]:
    """The requests of these calls, one after the other; the first sessions may be rejected."""
    requests: list[HttpRequest] = []

    def answer(request: HttpRequest) -> HttpResponse:
        requests.append(request)
        if request.query == "session":
            n = sum(each.query == "session" for each in requests)
            return HttpResponse(200, {}, SESSION.format(n=n).encode())
        token = request.headers.get("x-amz-s3session-token", "token-99")
        if int(token.removeprefix("token-")) <= rejected:
            return HttpResponse(400, {}, EXPIRED)
        return HttpResponse(200, {}, b"")

    async def go() -> None:
        client = EchoClient(
            region="us-east-1",
            credentials=CREDENTIALS,
            session=stub_session(answer),
            client_context=context,
        )
        for key in keys:
            await client._invoke(GET, EchoInput(key=key))

    asyncio.run(go())
    return requests


def test_a_session_is_asked_for_once_a_bucket() -> None:
    requests = calls("a", "a", "b", "a")

    asked = [request.query == "session" for request in requests]
    assert asked == [True, False, False, True, False, False]


def test_the_call_is_signed_with_the_session_and_the_question_with_the_user() -> None:
    question, call = calls("a")

    assert CREDENTIALS.access_key_id in question.headers["authorization"]
    assert "x-amz-s3session-token" not in question.headers
    assert "Credential=ASIA1/" in call.headers["authorization"]
    assert "x-amz-s3session-token" in call.headers["authorization"]
    assert call.headers["x-amz-s3session-token"] == "token-1"
    assert "x-amz-security-token" not in call.headers


def test_a_rejected_session_is_asked_for_anew() -> None:
    requests = calls("a", rejected=1)

    assert requests[-1].headers["x-amz-s3session-token"] == "token-2"


def test_sessions_can_be_switched_off() -> None:
    (call,) = calls("a", disable_s3_express_session_auth=True)

    assert CREDENTIALS.access_key_id in call.headers["authorization"]
