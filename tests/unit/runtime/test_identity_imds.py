"""Credentials of an instance: what its metadata service says, and what it says instead."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from aiosmithy import errors
from aiosmithy.errors import ConfigurationError, IdentityError
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.identity import Credentials, IdentityNotFoundError
from aiosmithy.identity.imds import ImdsResolver
from aiosmithy.testing import VirtualTime, stub_session

ROLES = "/latest/meta-data/iam/security-credentials/"
TOKEN = HttpResponse(200, {}, b"TOKEN")
ROLE = HttpResponse(200, {}, b"my-role")


def keys(**changes: Any) -> HttpResponse:
    document = {
        "Code": "Success",
        "AccessKeyId": "AKID",
        "SecretAccessKey": "hunter2",
        "Token": "session",
        "Expiration": "2030-01-31T12:00:00Z",
        **changes,
    }
    return HttpResponse(200, {}, json.dumps(document).encode())


Answer = HttpResponse | None


class Instance:
    """A metadata service of such answers; None is silence."""

    def __init__(
        self, token: Answer = TOKEN, role: Answer = ROLE, document: Answer = None
    ) -> None:
        self.answers = {
            "/latest/api/token": token,
            ROLES: role,
            f"{ROLES}my-role": document or keys(),
        }
        self.asked: list[str] = []

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.asked.append(f"{request.method} {request.url}")
        answer = self.answers[request.path]
        if answer is None:
            raise errors.ConnectTimeoutError("nobody there")
        return answer


def found(
    instance: Instance,
    environ: dict[str, str] | None = None,
    time: VirtualTime | None = None,
    **options: Any,
) -> Credentials:
    asked = {"AWS_EC2_METADATA_DISABLED": "false", **(environ or {})}
    session = stub_session(instance, environ=asked, time=time)
    return asyncio.run(ImdsResolver(session=session, **options).resolve())


def test_the_role_of_an_instance() -> None:
    instance = Instance()

    assert found(instance) == Credentials(
        "AKID", "hunter2", "session", datetime(2030, 1, 31, 12, tzinfo=UTC)
    )

    base = "http://169.254.169.254"
    assert instance.asked == [
        f"PUT {base}/latest/api/token",
        f"GET {base}{ROLES}",
        f"GET {base}{ROLES}my-role",
    ]


def test_an_account_id_is_kept() -> None:
    assert found(Instance(document=keys(AccountId="1"))).account_id == "1"


@pytest.mark.parametrize("has", [True, False])
def test_where_account_ids_are_needed_the_newer_place_is_asked_first(has: bool) -> None:
    instance = Instance()
    newer = ROLES.replace("credentials/", "credentials-extended/")
    instance.answers[newer] = ROLE if has else HttpResponse(404, {}, b"")
    instance.answers[f"{newer}my-role"] = keys(AccountId="1")

    credentials = found(instance, {"AWS_ACCOUNT_ID_ENDPOINT_MODE": "required"})

    assert credentials.account_id == ("1" if has else None)
    assert [newer in asked for asked in instance.asked].count(True) == 1 + has


def test_places_may_be_given() -> None:
    one, two = Instance(), Instance()

    found(one, endpoint="http://localhost:1338/")
    found(two, {"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv4"}, endpoint_mode="ipv6")

    assert one.asked[0] == "PUT http://localhost:1338/latest/api/token"
    assert two.asked[0] == "PUT http://[fd00:ec2::254]/latest/api/token"


def test_a_service_that_is_switched_off_is_not_asked() -> None:
    instance = Instance()

    with pytest.raises(IdentityNotFoundError, match="AWS_EC2_METADATA_DISABLED"):
        found(instance, {"AWS_EC2_METADATA_DISABLED": "true"})

    assert instance.asked == []


def test_a_wrong_place_is_an_error_that_names_the_setting() -> None:
    with pytest.raises(ConfigurationError, match="^AWS_EC2_METADATA_SERVICE_ENDPOINT"):
        found(Instance(), {"AWS_EC2_METADATA_SERVICE_ENDPOINT": "here"})


@pytest.mark.parametrize(
    ("token", "told"),
    [
        (None, "hop limit of 2"),
        (HttpResponse(403, {}, b""), "403.*switched off"),
        (HttpResponse(404, {}, b""), "its answer is 404"),
        (HttpResponse(400, {}, b""), "its answer is 400"),
    ],
)
def test_without_a_token_a_chain_goes_on(token: Answer, told: str) -> None:
    with pytest.raises(IdentityNotFoundError, match=told):
        found(Instance(token))


def test_an_instance_without_role_says_so() -> None:
    with pytest.raises(IdentityNotFoundError, match="has no role; attach"):
        found(Instance(role=HttpResponse(404, {}, b"<html>")))


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"role": None}, "does not answer any more"),
        ({"role": HttpResponse(500, {}, b"")}, "its answer is 500"),
        ({"role": HttpResponse(200, {}, b"")}, "no role that there can be"),
        ({"role": HttpResponse(200, {}, b"../../x")}, "no role that there can be"),
        ({"role": HttpResponse(200, {}, b"\xff")}, "no role that there can be"),
        ({"document": HttpResponse(404, {}, b"")}, "its answer is 404"),
        ({"document": HttpResponse(200, {}, b"hunter2")}, "no JSON object"),
        ({"document": keys(SecretAccessKey=None)}, "no SecretAccessKey"),
        ({"document": keys(Expiration="hunter2")}, "no time such as"),
        (
            {"document": keys(Code="AssumeRoleUnauthorizedAccess")},
            "AssumeRoleUnauthorizedAccess; see that EC2 may assume the role",
        ),
        ({"document": keys(Code="a\nb" * 999)}, r"a\\nba\\nb.*2,997 characters"),
    ],
)
def test_a_service_that_is_there_but_gives_none_is_an_error(
    answers: dict[str, Any], told: str
) -> None:
    with pytest.raises(IdentityError, match=told) as caught:
        found(Instance(**answers))

    assert not isinstance(caught.value, IdentityNotFoundError)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("left", [-7200, 0, 599])
def test_credentials_that_have_ended_are_good_for_some_minutes_more(
    left: int, caplog: pytest.LogCaptureFixture
) -> None:
    time = VirtualTime()
    end = datetime.fromtimestamp(time.now + left, UTC)

    expiration = found(
        Instance(document=keys(Expiration=end.isoformat())), time=time
    ).expiration

    assert expiration is not None
    assert expiration.timestamp() == time.now + 960  # between 12 and 20 minutes
    assert "gives credentials that end at" in caplog.text
    assert "hunter2" not in caplog.text


def test_credentials_that_live_are_left_as_they_are() -> None:
    time = VirtualTime()
    end = datetime.fromtimestamp(time.now + 600, UTC)

    assert (
        found(Instance(document=keys(Expiration=end.isoformat())), time=time).expiration
        == end
    )
