"""Bearer tokens of calls: which source is asked, how long what it gave is kept, and when there is none."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from aiosmithy import Config, Credentials, Session
from aiosmithy.errors import IdentityError
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.identity import SignInRequiredError, StaticTokenResolver, Token
from aiosmithy.identity.tokens import TokenResolver
from aiosmithy.operation import Operation, Service
from aiosmithy.protocols import rest_json_1
from aiosmithy.testing import stub_session
from echo import (
    CREDENTIALS,
    SCHEMAS,
    EchoClient,
    EchoError,
    EchoInput,
    EchoOutput,
    parse,
    resolve_endpoint,
    serialize,
)
from execution_bench import OK
from sign_ins import NOW, VirtualTime, put, sso_file, sso_token

SIGV4, BEARER = "aws.auth#sigv4", "smithy.api#httpBearerAuth"
NO_AUTH = "smithy.api#noAuth"
FILE = """
[profile dev]
sso_session = work
[sso-session work]
sso_region = eu-west-1
sso_start_url = https://example.awsapps.com/start
"""
SERVICE = Service(
    name="Echo",
    api_version="1",
    signing_name="echo",
    protocol=rest_json_1.PROTOCOL,
    errors={},
    base_error=EchoError,
    resolve_endpoint=resolve_endpoint,
    schemas={"SCHEMAS": SCHEMAS},
)


def operation(*auth: str) -> Operation[EchoInput, EchoOutput]:
    return Operation(
        name="Echo",
        service=SERVICE,
        input_type=EchoInput,
        serialize=serialize,
        parse=parse,
        auth=auth,
    )


class Services:
    """The service and, if it is asked, IAM Identity Center; tells of each call how it was authorized."""

    def __init__(self, home: Path) -> None:
        (home / "config").write_text(FILE, "utf-8")
        self.home = home
        self.rejected: set[str] = set()
        self.seen: list[str | None] = []

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "oidc" in request.origin:
            body = b'{"accessToken": "new-access-token", "expiresIn": 3600}'
            return HttpResponse(200, {}, body)
        sent = request.headers.get("authorization")
        self.seen.append(sent)
        if sent in self.rejected:
            return HttpResponse(403, {"x-amzn-errortype": "ExpiredToken"}, b"{}")
        return OK

    def session(self, **environ: str) -> Session:
        given = {"HOME": str(self.home), "AWS_CONFIG_FILE": str(self.home / "config")}
        time = VirtualTime(NOW.timestamp())
        return stub_session(self, time=time, environ={**given, **environ})

    def call(
        self,
        *auth: str,
        session: Session | None = None,
        config: Config | None = None,
        credentials: Credentials | None = CREDENTIALS,
        times: int = 1,
    ) -> list[str | None]:
        """Call so often, each time with a client of its own on one session."""
        shared = session or self.session(AWS_PROFILE="dev")

        async def go() -> None:
            for _ in range(times):
                client = EchoClient(
                    region="eu-west-1",
                    session=shared,
                    credentials=credentials,
                    config=config,
                )
                await client._invoke(operation(*auth), EchoInput(key="k"))

        asyncio.run(go())
        return self.seen


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return Services(tmp_path)


def test_the_token_of_the_profiles_sign_in(services: Services) -> None:
    put(sso_file(services.home, "work"), sso_token(3_600))

    assert services.call(BEARER) == ["Bearer old-access-token"]


def test_a_sign_in_is_not_preferred_to_a_signature(services: Services) -> None:
    put(sso_file(services.home, "work"), sso_token(3_600))

    (sent,) = services.call(BEARER, SIGV4)

    assert sent is not None
    assert sent.startswith("AWS4-HMAC-SHA256 ")


def test_clients_of_a_session_read_it_once(services: Services) -> None:
    path = sso_file(services.home, "work")
    put(path, sso_token(3_600))
    shared = services.session(AWS_PROFILE="dev")

    services.call(BEARER, session=shared)
    path.unlink()

    assert services.call(BEARER, session=shared) == ["Bearer old-access-token"] * 2


def test_a_rejected_token_is_renewed_and_the_call_made_again(
    services: Services,
) -> None:
    put(sso_file(services.home, "work"), sso_token(3_600))
    services.rejected = {"Bearer old-access-token"}

    assert services.call(BEARER) == [
        "Bearer old-access-token",
        "Bearer new-access-token",
    ]


def test_a_token_that_has_ended_says_what_to_run(services: Services) -> None:
    put(sso_file(services.home, "work"), sso_token(0, refreshToken=None))

    with pytest.raises(SignInRequiredError, match="aws sso login --profile dev"):
        services.call(BEARER)
    assert services.seen == []


def test_no_token_lists_what_was_tried(services: Services) -> None:
    with pytest.raises(IdentityError) as raised:
        services.call(BEARER, session=services.session())

    message = str(raised.value)
    assert "AWS_BEARER_TOKEN_ECHO is not set" in message
    assert "no sso_session" in message


def test_optional_authentication_does_without_a_token(services: Services) -> None:
    assert services.call(BEARER, NO_AUTH, session=services.session()) == [None]


@pytest.mark.parametrize(
    "given", ["of-mine", Token("of-mine"), StaticTokenResolver(Token("of-mine"))]
)
def test_a_token_that_is_given_is_preferred(
    given: str | Token | TokenResolver, services: Services
) -> None:
    config = Config(bearer_token=given)

    sent = services.call(SIGV4, BEARER, config=config, credentials=None)

    assert sent == ["Bearer of-mine"]
    assert "of-mine" not in repr(config)


def test_a_source_of_ones_own_is_asked_once(services: Services) -> None:
    class Mine(TokenResolver):
        asked = 0

        async def resolve(self) -> Token:
            self.asked += 1
            return Token(f"token-{self.asked}")

    source = Mine()
    sent = services.call(BEARER, config=Config(bearer_token=source), times=3)

    assert sent == ["Bearer token-1"] * 3
    assert source.asked == 1
