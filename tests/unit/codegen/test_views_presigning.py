"""Which operations are presigned, and what their methods take."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmithy import Config, Credentials, Interceptor
from aiosmithy.errors import IdentityError, ValidationError
from aiosmithy.http import HttpRequest
from aiosmithy.testing import stub_session
from generated_package import generated
from test_customizations import LABEL, member, service

KEYS = Credentials("AKID", "secret-key")
QUERY = member(httpQuery="q")
HEADER = member(httpHeader="X-Head")
PAYLOAD = member("smithy.api#Blob", httpPayload={})
CHECKED = {"smithy.api#httpChecksumRequired": {}}


def presigned(operations: dict[str, Any], folder: Path, **more: Any) -> list[str]:
    """The methods that a client has for such operations."""
    sdk_id = more.pop("sdk_id", "Other")
    with generated(service(sdk_id, operations, **more), folder) as package:
        client = getattr(package, package.__all__[0])(region="eu-west-1")
        return [name for name in dir(client) if name.startswith("presign_")]


@contextmanager
def client(operations: dict[str, Any], folder: Path, **more: Any) -> Iterator[Any]:
    sdk_id = more.pop("sdk_id", "Other")
    url = "https://other.example.com"
    settings: dict[str, Any] = {"region": "eu-west-1", "credentials": KEYS}
    settings |= {"endpoint_url": url, **more.pop("config", {})}
    with generated(service(sdk_id, operations, **more), folder) as package:
        kind = getattr(package, package.__all__[0])
        yield kind(config=Config(**settings), session=stub_session(lambda _: None))


def test_what_has_a_body_cannot_go_into_a_url(tmp_path: Path) -> None:
    operations = {
        "Get": ("GET", "/{Id}", {"Id": LABEL, "Q": QUERY, "H": HEADER}, {}),
        "Drop": ("DELETE", "/{Id}", {"Id": LABEL}, {}),
        "Start": ("POST", "/start", {}, {}),
        "Send": ("POST", "/send", {"Text": member()}, {}),
        "Store": ("PUT", "/store", {"Data": PAYLOAD}, {}),
    }

    assert presigned(operations, tmp_path) == [
        "presign_drop",
        "presign_get",
        "presign_start",
    ]


def test_s3_takes_bodies_that_are_not_signed(tmp_path: Path) -> None:
    needed = member("smithy.api#Blob", httpPayload={}, required={})
    operations = {
        "Store": ("PUT", "/store", {"Q": QUERY, "Data": PAYLOAD}, {}),
        "Checked": ("PUT", "/checked", {"Data": PAYLOAD}, CHECKED),
        "Needed": ("PUT", "/needed", {"Data": needed}, {}),
        "Form": ("PUT", "/form", {"Text": member()}, {}),
    }
    with client(operations, tmp_path, sdk_id="S3") as s3:
        names = [name for name in dir(s3) if name.startswith("presign_")]
        taken = inspect.signature(s3.presign_store).parameters

    assert names == ["presign_store"]
    assert list(taken) == ["q", "expires_in"]


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/json", "application/x-www-form-urlencoded"]
)
def test_a_body_that_is_added_may_be_of_any_kind(kind: str, tmp_path: Path) -> None:
    members = {"Type": member(httpHeader="Content-Type"), "Data": PAYLOAD}
    operations = {"Store": ("PUT", "/store", members, {})}
    with client(operations, tmp_path, sdk_id="S3") as s3:
        got = asyncio.run(s3.presign_store(type=kind))

    assert (got.method, got.headers) == ("PUT", {"content-type": kind})


@pytest.mark.parametrize(
    ("protocol", "found"),
    [
        ("aws.protocols#awsQuery", ["presign_send"]),
        ("aws.protocols#awsJson1_1", []),
        ("smithy.protocols#rpcv2Cbor", []),
    ],
)
def test_fields_of_forms_can(protocol: str, found: list[str], tmp_path: Path) -> None:
    operations = {"Send": ("POST", "/", {"Text": member()}, {})}

    more = {"smithy.api#xmlNamespace": {"uri": "https://x"}}
    assert presigned(operations, tmp_path, protocol=protocol, traits=more) == found


def test_what_is_not_signed_is_not_presigned(tmp_path: Path) -> None:
    bearer = {"smithy.api#httpBearerAuth": {}, "smithy.api#auth": []}

    assert presigned({"Do": ("GET", "/", {}, {})}, tmp_path, traits=bearer) == []


def test_an_operation_of_that_name_goes_before(tmp_path: Path) -> None:
    operations = {
        "Get": ("GET", "/get", {}, {}),
        "PresignGet": ("POST", "/presign", {"Text": member()}, {}),
    }
    with client(operations, tmp_path) as found:
        assert "text" in inspect.signature(found.presign_get).parameters


def test_a_member_called_like_the_time_keeps_its_name(tmp_path: Path) -> None:
    members = {"expiresIn": member(httpQuery="e")}
    with client({"Get": ("GET", "/", members, {})}, tmp_path) as found:
        taken = list(inspect.signature(found.presign_get).parameters)

    assert taken == ["expires_in", "url_expires_in"]


GET = {"Get": ("GET", "/{Id}", {"Id": LABEL, "Q": QUERY, "H": HEADER}, {})}


def test_a_presigned_request_says_what_to_send(tmp_path: Path) -> None:
    with client(GET, tmp_path) as found:
        got = asyncio.run(found.presign_get(id="a b", q="1", h="v", expires_in=60))

    assert got.method == "GET"
    assert got.headers == {"x-head": "v"}
    assert got.url == str(got)
    assert "/a%20b?q=1&X-Amz-Algorithm=AWS4-HMAC-SHA256&" in got.url
    assert "X-Amz-Expires=60&X-Amz-SignedHeaders=host%3Bx-head&" in got.url
    assert got.expires_at == datetime(2015, 8, 30, 12, 37, tzinfo=UTC)
    assert "Signature" not in repr(got)


def test_it_ends_with_the_credentials_that_signed_it(tmp_path: Path) -> None:
    end = datetime(2015, 8, 30, 12, 40, tzinfo=UTC)
    keys = Credentials("AKID", "secret-key", "token", end)
    with client(GET, tmp_path, config={"credentials": keys}) as found:
        got = asyncio.run(found.presign_get(id="a"))

    assert got.expires_at == end
    assert "X-Amz-Security-Token=token&" in got.url


def test_it_may_be_signed_for_several_regions(tmp_path: Path) -> None:
    pytest.importorskip("cryptography")
    scheme = {"aws.auth#sigv4a": {"name": "s"}, "smithy.api#auth": ["aws.auth#sigv4a"]}
    regions = {"sigv4a_signing_region_set": ["eu-*"]}
    with client(GET, tmp_path, traits=scheme, config=regions) as found:
        got = asyncio.run(found.presign_get(id="a"))

    assert "X-Amz-Algorithm=AWS4-ECDSA-P256-SHA256&" in got.url
    assert "/20150830/s/aws4_request&" in got.url.replace("%2F", "/")
    assert "&X-Amz-Region-Set=eu-%2A&" in got.url


@pytest.mark.parametrize("seconds", [0, -1, 604_801, 1.5, "60", None])
def test_a_url_lives_a_week_at_most(seconds: Any, tmp_path: Path) -> None:
    with client(GET, tmp_path) as found, pytest.raises(ValidationError, match="week"):
        asyncio.run(found.presign_get(id="a", expires_in=seconds))


def test_an_input_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    with client(GET, tmp_path) as found, pytest.raises(ValidationError, match="id"):
        asyncio.run(found.presign_get(id=""))


def test_somebody_has_to_sign(tmp_path: Path) -> None:
    nobody = {"credentials": None}
    with client(GET, tmp_path, config=nobody) as found, pytest.raises(IdentityError):
        asyncio.run(found.presign_get(id="a"))


class Tagging(Interceptor):
    async def on_input(self, context: Any, input: Any) -> Any:
        input.q = "hooked"
        return input

    async def before_signing(self, context: Any, request: HttpRequest) -> HttpRequest:
        request.headers["X-K8s-Aws-Id"] = "cluster"
        return request


def test_hooks_see_what_is_presigned(tmp_path: Path) -> None:
    """A password for EKS is the URL of GetCallerIdentity with a header of its own."""
    hooks = {"interceptors": [Tagging()]}
    with client(GET, tmp_path, config=hooks) as found:
        got = asyncio.run(found.presign_get(id="a"))

    assert got.headers == {"x-k8s-aws-id": "cluster"}
    assert "q=hooked&" in got.url
    assert "SignedHeaders=host%3Bx-k8s-aws-id" in got.url


def test_the_module_loads_when_it_is_needed(tmp_path: Path) -> None:
    import sys

    with client(GET, tmp_path) as found:
        name = f"{type(found).__module__.rpartition('.')[0]}.presigning"
        assert name not in sys.modules
        assert callable(found.presign_get)
        assert name in sys.modules
        with pytest.raises(AttributeError, match="presign_other"):
            found.presign_other  # noqa: B018


def test_forms_are_for_uploads_to_s3(tmp_path: Path) -> None:
    data = {"Bucket": LABEL, "Key": LABEL, "Body": PAYLOAD}
    upload = {"PutObject": ("PUT", "/{Bucket}/{Key+}", data, {})}

    names = ["presign_post", "presign_put_object"]
    assert presigned(upload, tmp_path / "a", sdk_id="S3") == names
    assert presigned({"Do": ("GET", "/", {}, {})}, tmp_path / "b", sdk_id="S3") == [
        "presign_do"
    ]
