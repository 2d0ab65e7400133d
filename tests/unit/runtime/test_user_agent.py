"""The User-Agent header; the published names of features and the traces of Lambda are in conformance."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest
from aiosmithy import Config
from aiosmithy.errors import ConfigurationError
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.operation import Service
from aiosmithy.protocols import rpc_v2_cbor
from aiosmithy.testing import stub_session
from aiosmithy.user_agent import user_agent
from echo import CREDENTIALS, SERVICE, EchoClient, EchoError
from settled import settled

_MODE = {"mode": "AWS::Auth::AccountIdEndpointMode"}


def said(
    config: Config | None = None,
    environ: dict[str, str] | None = None,
    service: Service = SERVICE,
) -> str:
    environ = environ or {}
    settings = settled(config, environ, parameters=service.parameters)
    return user_agent(service, settings, environ)


def features(*given: Any) -> set[str]:
    found = re.search(r" m/(\S+)", said(*given))
    assert found is not None
    return set(found[1].split(","))


def test_what_is_always_said() -> None:
    assert re.fullmatch(
        r"aiosmithy/\S+ ua/2\.1 os/\w+ lang/python#3\.\d+\.\S+ api/Echo#2020-01-01 m/E",
        said(),
    )


def test_the_environment_the_application_and_more() -> None:
    config = Config(app_id="nightly run", user_agent_extra="lib/frame#1.2 (x)")

    text = said(config, {"AWS_EXECUTION_ENV": "AWS_Lambda_python3.13"})

    assert " exec-env/AWS_Lambda_python3.13 m/E " in text
    assert text.endswith(" app/nightly-run lib/frame#1.2 (x)")


def test_the_application_may_be_named_by_environment_or_profile() -> None:
    assert said(None, {"AWS_SDK_UA_APP_ID": "app"}).endswith(" app/app")
    assert settled(text="[default]\nsdk_ua_app_id = app\n").app_id == "app"


def test_an_environment_of_strange_characters_stays_one_token() -> None:
    assert " exec-env/a-b--c " in said(None, {"AWS_EXECUTION_ENV": "a b\r\nc"})


@pytest.mark.parametrize("extra", ["a\r\nx: y", "ä", "x" * 501])
def test_what_would_break_the_header_is_refused(extra: str) -> None:
    with pytest.raises(ConfigurationError, match="^user_agent_extra is"):
        said(Config(user_agent_extra=extra))


def test_features_that_are_known_before_the_first_call() -> None:
    assert features(Config(retries=2)) == {"E"}
    assert features(None, {"AWS_RETRY_MODE": "adaptive"}) == {"F"}
    assert features(None, {"AWS_ENDPOINT_URL": "http://localhost:1"}) == {"E", "N"}
    assert features(Config(credentials=CREDENTIALS)) == {"E", "e"}
    assert features(None, {"AWS_BEARER_TOKEN_ECHO": "token"}) == {"E", "3"}
    assert features(Config(bearer_token="token")) == {"E"}


def other(protocol: Any = SERVICE.protocol, **parameters: str) -> Service:
    return Service(
        name="Other",
        api_version="1",
        signing_name="other",
        protocol=protocol,
        errors={},
        base_error=EchoError,
        resolve_endpoint=SERVICE.resolve_endpoint,
        schemas=None,
        parameters=parameters,
    )


def test_features_of_services() -> None:
    assert features(None, None, other(rpc_v2_cbor.PROTOCOL)) == {"E", "M"}
    assert features(None, None, other(**_MODE)) == {"E", "P"}
    required = Config(account_id_endpoint_mode="required")
    assert features(required, None, other(**_MODE)) == {"E", "R"}
    nonsense = Config(client_context={"mode": "nonsense"})
    assert features(nonsense, None, other(**_MODE)) == {"E"}


def test_each_invocation_of_a_function_has_its_own_trace() -> None:
    environ = {"AWS_LAMBDA_FUNCTION_NAME": "f", "_X_AMZN_TRACE_ID": "Root=1"}
    sent: list[HttpRequest] = []

    def answer(request: HttpRequest) -> HttpResponse:
        sent.append(request)
        return HttpResponse(200, {}, b"{}")

    async def main() -> None:
        session = stub_session(answer, environ=environ)
        client = EchoClient(region="r", credentials=CREDENTIALS, session=session)
        await client.echo(key="k")
        session.environ = {**session.environ, "_X_AMZN_TRACE_ID": "Root=2"}
        await client.echo(key="k")

    asyncio.run(main())

    traces = [request.headers["x-amzn-trace-id"] for request in sent]
    assert traces == ["Root=1", "Root=2"]
    assert all("trace" not in each.headers["authorization"] for each in sent)
