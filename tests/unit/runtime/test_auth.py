"""How a call says who makes it: chosen by what the operation accepts, what is there, and what the endpoint asks for."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import parse_qsl

import pytest
from aiosmithy import Config, Credentials
from aiosmithy.endpoints import Endpoint
from aiosmithy.errors import IdentityError, UncallableOperationError
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.identity import IdentityResolver
from aiosmithy.operation import Operation, Service
from aiosmithy.protocols import rest_json_1
from aiosmithy.sigv2 import sign_form
from aiosmithy.testing import stub_session
from botocore.auth import S3SigV4Auth, SigV2Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as TheirCredentials
from echo import (
    CREDENTIALS,
    SCHEMAS,
    EchoClient,
    EchoError,
    EchoInput,
    EchoOutput,
    parse,
    serialize,
)
from execution_bench import OK

SIGV2 = "aiosmithy.auth#sigv2"
SIGV4 = "aws.auth#sigv4"
SIGV4A = "aws.auth#sigv4a"
BEARER = "smithy.api#httpBearerAuth"
NO_AUTH = "smithy.api#noAuth"


class Forbidden(IdentityResolver):
    """For calls that need no identity."""

    async def resolve(self) -> Credentials:
        raise AssertionError("nobody needs to be known")


def called(
    auth: tuple[str, ...] = (SIGV4,),
    *,
    endpoint: Endpoint | None = None,
    credentials: Credentials | IdentityResolver | None = CREDENTIALS,
    environ: dict[str, str] | None = None,
    config: Config | None = None,
    signs_content: bool = False,
    path: str = "",
) -> HttpRequest:
    """The request of one call of an operation that accepts these."""
    found = endpoint or Endpoint("https://echo.example.com")
    service = Service(
        name="Echo",
        api_version="1",
        signing_name="echo-service",
        protocol=rest_json_1.PROTOCOL,
        errors={},
        base_error=EchoError,
        resolve_endpoint=lambda **_: found,
        schemas={"SCHEMAS": SCHEMAS},
        signs_content=signs_content,
    )

    def with_path(input: EchoInput) -> HttpRequest:
        request = serialize(input)
        request.path = path or request.path
        return request

    operation: Operation[EchoInput, EchoOutput] = Operation(
        name="Echo",
        service=service,
        input_type=EchoInput,
        serialize=with_path,
        parse=parse,
        auth=auth,
    )
    requests: list[HttpRequest] = []

    def answer(request: HttpRequest) -> HttpResponse:
        requests.append(request)
        return OK

    async def go() -> None:
        client = EchoClient(
            region="us-east-1",
            credentials=credentials,
            session=stub_session(answer, environ=environ),
            config=config,
        )
        await client._invoke(operation, EchoInput(key="k"))

    asyncio.run(go())
    return requests[0]


@pytest.mark.parametrize("auth", [(), (NO_AUTH,)])
def test_an_operation_without_authentication_asks_nobody(auth: tuple[str, ...]) -> None:
    request = called(auth, credentials=Forbidden())

    assert "authorization" not in request.headers
    assert not any(name.startswith("x-amz") for name in request.headers)


def test_a_signature_is_preferred_to_none() -> None:
    request = called((SIGV4, NO_AUTH))

    assert request.headers["authorization"].startswith("AWS4-HMAC-SHA256")


def test_optional_authentication_does_without_credentials() -> None:
    request = called((SIGV4, NO_AUTH), credentials=None)

    assert "authorization" not in request.headers


def test_optional_authentication_hides_no_broken_credentials() -> None:
    half = {"AWS_ACCESS_KEY_ID": "AKID"}

    with pytest.raises(IdentityError, match="SECRET"):
        called((SIGV4, NO_AUTH), credentials=None, environ=half)


def test_required_authentication_names_the_remedy() -> None:
    with pytest.raises(IdentityError, match="no AWS credentials"):
        called((SIGV4,), credentials=None)


def test_a_token_is_sent_as_it_is_given() -> None:
    config = Config(bearer_token="abc.def")

    request = called((BEARER,), credentials=Forbidden(), config=config)

    assert request.headers["authorization"] == "Bearer abc.def"
    assert "abc" not in repr(config)


def test_a_token_of_the_environment_goes_by_the_signing_name() -> None:
    environ = {"AWS_BEARER_TOKEN_ECHO_SERVICE": "t"}

    request = called((SIGV4, BEARER), environ=environ, credentials=Forbidden())

    assert request.headers["authorization"] == "Bearer t"


@pytest.mark.parametrize(
    ("preference", "start"),
    [
        ("sigv4", "AWS4-HMAC-SHA256 "),
        ("httpApiKeyAuth,httpBearerAuth,sigv4", "Bearer t"),
        ("smithy.api#noAuth,sigv4", ""),
        ("httpApiKeyAuth", "Bearer t"),  # nothing that is known: as without it
    ],
)
def test_the_settings_say_which_scheme_goes_first(preference: str, start: str) -> None:
    """Even before a token of the environment, and to call without a signature what takes one."""
    environ = {"AWS_BEARER_TOKEN_ECHO_SERVICE": "t"}
    config = Config(auth_scheme_preference=preference)

    request = called((SIGV4, BEARER), environ=environ, config=config)

    given = request.headers.get("authorization", "")
    assert given.startswith(start) and bool(given) == bool(start)


def test_a_token_is_no_use_where_only_signatures_are_taken() -> None:
    request = called((SIGV4,), config=Config(bearer_token="t"))

    assert request.headers["authorization"].startswith("AWS4-HMAC-SHA256")


def test_where_only_tokens_are_taken_one_must_be_there() -> None:
    with pytest.raises(IdentityError, match="bearer_token"):
        called((BEARER,))


def test_what_is_not_implemented_is_named() -> None:
    with pytest.raises(UncallableOperationError, match=r"Echo\.Echo.*httpBasic"):
        called(("smithy.api#httpBasicAuth",))


def with_schemes(*schemes: dict[str, Any]) -> Endpoint:
    return Endpoint("https://e.example.com/x", properties={"authSchemes": [*schemes]})


def test_the_endpoint_says_where_and_for_whom_to_sign() -> None:
    scheme = {"name": "sigv4", "signingName": "other", "signingRegion": "eu-west-1"}

    request = called(endpoint=with_schemes({"name": "sigv4a"}, scheme))

    assert "/eu-west-1/other/aws4_request" in request.headers["authorization"]


def regions(request: HttpRequest) -> str | None:
    """Those of SigV4a, if the request is signed so."""
    said = request.headers.get("x-amz-region-set")
    is_a = request.headers["authorization"].startswith("AWS4-ECDSA-P256-SHA256 ")
    assert is_a == (said is not None)
    return said


def test_an_endpoint_may_ask_for_signatures_of_several_regions() -> None:
    pytest.importorskip("cryptography")
    scheme = {"name": "sigv4a", "signingRegionSet": ["us-*", "eu-west-1"]}
    endpoint = with_schemes({"signingName": "other", **scheme})
    set_ = Config(sigv4a_signing_region_set=["eu-north-1"])

    request = called(endpoint=endpoint)
    assert regions(request) == "us-*,eu-west-1"
    assert "/other/aws4_request," in request.headers["authorization"]
    assert regions(called(endpoint=endpoint, config=set_)) == "eu-north-1"


def test_the_settings_choose_among_signatures() -> None:
    pytest.importorskip("cryptography")
    scheme = {"name": "sigv4a", "signingRegionSet": ["*"]}
    both = with_schemes(scheme, {"name": "sigv4"})
    first = Config(auth_scheme_preference=["httpBearerAuth", "sigv4a", "sigv4"])
    last = Config(auth_scheme_preference=["sigv4", "sigv4a"])

    assert regions(called(endpoint=both)) is None
    assert regions(called(endpoint=both, config=first)) == "*"
    assert regions(called(endpoint=both, config=last)) is None


def test_the_model_may_ask_for_signatures_of_several_regions() -> None:
    pytest.importorskip("cryptography")
    first = Config(auth_scheme_preference=["sigv4a"])
    everywhere = Config(sigv4a_signing_region_set="*")

    assert regions(called((SIGV4A,))) == "us-east-1"
    assert regions(called((SIGV4A,), config=everywhere)) == "*"
    assert regions(called((SIGV4A, SIGV4))) is None
    assert regions(called((SIGV4A, SIGV4), config=first)) == "us-east-1"
    only = with_schemes({"name": "sigv4"})
    assert regions(called((SIGV4A,), endpoint=only)) is None


def test_an_endpoint_that_asks_for_another_signature() -> None:
    name = "sigv4-s3express"
    endpoint = with_schemes({"name": name, "signingRegionSet": ["*"]})

    with pytest.raises(UncallableOperationError, match=name):
        called(endpoint=endpoint)
    assert called((), endpoint=endpoint).url == "https://e.example.com/x/echo/k"


PATH = "/echo/a/../b%20c"


def their_signature(auth: Any, request: HttpRequest) -> str:
    """The value of Authorization that botocore makes of the same request."""
    headers = {
        name: value
        for name, value in request.headers.items()
        if name.startswith(("content-type", "x-amz-")) and name != "x-amz-date"
    }
    theirs = AWSRequest(request.method, request.url, headers, data=request.body)
    theirs.context["timestamp"] = request.headers["x-amz-date"]
    their_headers: Any = theirs.headers
    their_headers["X-Amz-Date"] = request.headers["x-amz-date"]
    signer = auth
    canonical = signer.canonical_request(theirs)
    text = signer.string_to_sign(theirs, canonical)
    return str(signer.signature(text, theirs))


def test_s3_signs_the_hash_of_the_body_and_the_path_as_it_is() -> None:
    request = called(signs_content=True, path=PATH)

    keys = TheirCredentials(CREDENTIALS.access_key_id, CREDENTIALS.secret_access_key)
    expected = their_signature(S3SigV4Auth(keys, "echo-service", "us-east-1"), request)
    assert request.url == f"https://echo.example.com{PATH}"
    assert len(request.headers["x-amz-content-sha256"]) == 64
    assert "x-amz-content-sha256" in request.headers["authorization"]
    assert request.headers["authorization"].endswith(f"Signature={expected}")


def test_a_path_is_encoded_once_where_the_endpoint_says_so() -> None:
    once = with_schemes({"name": "sigv4", "disableDoubleEncoding": True})
    twice = with_schemes({"name": "sigv4"})

    one, two = (called(endpoint=each, path="/a%20b") for each in (once, twice))

    assert one.url == two.url
    assert one.headers["authorization"] != two.headers["authorization"]


def test_signature_version_2_is_botocores(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = "2015-08-30T12:36:00Z"
    monkeypatch.setattr("botocore.auth.time.strftime", lambda *_: moment)
    form = {"Action": "ListDomains", "A.b~1": "ä /+=&", "Version": "2009-04-15"}
    theirs = AWSRequest("POST", "https://sdb.example.com/", data=dict(form))
    keys = TheirCredentials("AKID", "secret", "token/=")
    SigV2Auth(keys).add_auth(theirs)
    body = b"Action=ListDomains&A.b~1=%C3%A4%20%2F%2B%3D%26&Version=2009-04-15"
    ours = HttpRequest("POST", "/", body=body, origin="https://sdb.example.com")

    sign_form(ours, Credentials("AKID", "secret", "token/="), now=1_440_938_160)

    assert isinstance(ours.body, bytes)
    assert dict(parse_qsl(ours.body.decode())) == theirs.data


def test_signature_version_2_replaces_the_header() -> None:
    request = called((SIGV2,))

    assert "authorization" not in request.headers
    assert isinstance(request.body, bytes)
    assert b"&Signature=" in request.body
    assert b"SecurityToken" not in request.body


def test_an_endpoint_may_ask_for_the_fourth_instead() -> None:
    endpoint = with_schemes({"name": "sigv4", "signingName": "IngestionService"})

    request = called((SIGV2,), endpoint=endpoint)

    assert "/IngestionService/aws4_request" in request.headers["authorization"]
    assert request.body == b"{}"
