"""Assuming a role with the credentials of another source."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime

import pytest
from aiosmithy import Config, Credentials
from aiosmithy.errors import ConnectionFailedError, IdentityError
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.identity import IdentityNotFoundError, IdentityResolver, StaticResolver
from aiosmithy.identity.assume_role import AssumeRoleResolver
from aiosmithy.testing import stub_session
from sts_answers import (
    ACCOUNT,
    ENVIRON,
    NOW,
    assumed,
    form,
    refused,
    role_arn,
    sent,
    signer,
    sts_session,
)

ARN = role_arn("reader")
SOURCE = StaticResolver(Credentials("AKIDSOURCE", "source-secret"))


class Counting(IdentityResolver):
    """Gives other keys each time."""

    def __init__(self) -> None:
        self.calls = 0

    async def resolve(self) -> Credentials:
        self.calls += 1
        return Credentials(f"AKID{self.calls}", "source-secret")


class Nobody(IdentityResolver):
    async def resolve(self) -> Credentials:
        raise IdentityNotFoundError("nothing here")


def test_credentials_of_a_role() -> None:
    session = sts_session()

    found = asyncio.run(AssumeRoleResolver(ARN, SOURCE, session=session).resolve())

    ends = datetime(2015, 8, 30, 13, 36, tzinfo=UTC)
    assert found == Credentials(
        "KEYOFreader", "secret-of-reader", "token-of-reader", ends, ACCOUNT
    )
    (request,) = sent(session)
    assert request.url == "https://sts.eu-west-1.amazonaws.com/"
    assert signer(request) == "AKIDSOURCE"
    assert form(request) == {
        "Action": "AssumeRole",
        "Version": "2011-06-15",
        "RoleArn": ARN,
        "RoleSessionName": f"aiosmithy-{NOW}",
    }


def test_all_that_can_be_asked_for_is_sent() -> None:
    session = sts_session()
    resolver = AssumeRoleResolver(
        ARN,
        SOURCE,
        session_name="nightly",
        external_id="x-1",
        duration_seconds=900,
        mfa_serial="arn:aws:iam::1:mfa/me",
        mfa_code=lambda serial: f"12345{len(serial) % 10}\n",
        tags={"team": "a b", "stage": "é"},
        transitive_tag_keys=["team"],
        policy='{"Version":"2012-10-17"}',
        policy_arns=["arn:aws:iam::aws:policy/ReadOnlyAccess"],
        source_identity="me",
        session=session,
    )

    asyncio.run(resolver.resolve())

    assert form(sent(session)[0]) == {
        "Action": "AssumeRole",
        "Version": "2011-06-15",
        "RoleArn": ARN,
        "RoleSessionName": "nightly",
        "ExternalId": "x-1",
        "DurationSeconds": "900",
        "SerialNumber": "arn:aws:iam::1:mfa/me",
        "TokenCode": "123451",
        "Tags.member.1.Key": "team",
        "Tags.member.1.Value": "a b",
        "Tags.member.2.Key": "stage",
        "Tags.member.2.Value": "é",
        "TransitiveTagKeys.member.1": "team",
        "Policy": '{"Version":"2012-10-17"}',
        "PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/ReadOnlyAccess",
        "SourceIdentity": "me",
    }


def test_the_code_may_come_later() -> None:
    async def code(serial: str) -> str:
        await asyncio.sleep(0)
        return "000001"

    session = sts_session()
    resolver = AssumeRoleResolver(
        ARN, SOURCE, mfa_serial="m", mfa_code=code, session=session
    )

    asyncio.run(resolver.resolve())

    assert form(sent(session)[0])["TokenCode"] == "000001"


@pytest.mark.parametrize("code", ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", None])
def test_what_is_no_code_is_refused_unseen(code: str) -> None:
    session = sts_session()
    resolver = AssumeRoleResolver(
        ARN, SOURCE, mfa_serial="my-device", mfa_code=lambda _: code, session=session
    )

    with pytest.raises(IdentityError, match="'my-device'; give the 6 digits") as raised:
        asyncio.run(resolver.resolve())

    assert not code or code not in str(raised.value)
    assert sent(session) == []


def test_without_terminal_and_function_there_is_no_code(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    resolver = AssumeRoleResolver(ARN, SOURCE, mfa_serial="m", session=sts_session())

    with pytest.raises(IdentityError, match="give mfa_code= a function"):
        asyncio.run(resolver.resolve())


def test_somebody_at_the_terminal_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

    asked: list[str] = []
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda text: asked.append(text) or "654321")
    session = sts_session()
    resolver = AssumeRoleResolver(ARN, SOURCE, mfa_serial="m-1", session=session)

    asyncio.run(resolver.resolve())

    assert form(sent(session)[0])["TokenCode"] == "654321"
    assert asked == ["MFA code of m-1: "]


def test_the_source_is_asked_once_for_several_sessions() -> None:
    session, source = sts_session(), Counting()
    resolver = AssumeRoleResolver(ARN, source, session=session)

    async def twice() -> None:
        await resolver.resolve()
        await resolver.resolve()

    asyncio.run(twice())

    assert [signer(request) for request in sent(session)] == ["AKID1", "AKID1"]


def test_a_source_with_nothing_ends_the_search() -> None:
    session = sts_session()
    resolver = AssumeRoleResolver(ARN, Nobody(), session=session)

    with pytest.raises(IdentityError, match="'.*reader'.*nothing here") as raised:
        asyncio.run(resolver.resolve())

    assert not isinstance(raised.value, IdentityNotFoundError)
    assert sent(session) == []


def test_without_a_source_it_is_what_a_client_finds() -> None:
    session = sts_session(AWS_ACCESS_KEY_ID="AKIDENV", AWS_SECRET_ACCESS_KEY="s")

    asyncio.run(AssumeRoleResolver(ARN, session=session).resolve())

    assert signer(sent(session)[0]) == "AKIDENV"


def test_a_refusal_names_role_and_remedy() -> None:
    session = stub_session(refused, environ=ENVIRON)

    with pytest.raises(IdentityError, match="AccessDenied.*trust policy") as raised:
        asyncio.run(AssumeRoleResolver(ARN, SOURCE, session=session).resolve())

    assert ARN in str(raised.value)
    assert "source-secret" not in str(raised.value)
    assert len(sent(session)) == 1


def test_a_connection_that_fails_is_tried_again_and_then_told() -> None:
    def lost(request: HttpRequest) -> HttpResponse:
        raise ConnectionFailedError("no route")

    session = stub_session(lost, environ=ENVIRON)

    with pytest.raises(IdentityError, match="'.*reader'.*no route"):
        asyncio.run(AssumeRoleResolver(ARN, SOURCE, session=session).resolve())

    assert len(sent(session)) == 3


@pytest.mark.parametrize(
    "body",
    [
        b"<AssumeRoleResponse><AssumeRoleResult/></AssumeRoleResponse>",
        b"<AssumeRoleResponse>",
        b"{}",
        b"",
    ],
)
def test_answers_without_credentials(body: bytes) -> None:
    session = stub_session(lambda _: HttpResponse(200, {}, body), environ=ENVIRON)

    with pytest.raises(IdentityError, match="cannot assume role"):
        asyncio.run(AssumeRoleResolver(ARN, SOURCE, session=session).resolve())


def test_a_key_that_would_break_a_header_is_refused_unseen() -> None:
    def broken(request: HttpRequest) -> HttpResponse:
        answer = assumed(request)
        answer.body = answer.body.replace(b"token-of-", b"token&#10;x: ")
        return answer

    session = stub_session(broken, environ=ENVIRON)

    with pytest.raises(IdentityError, match="session_token") as raised:
        asyncio.run(AssumeRoleResolver(ARN, SOURCE, session=session).resolve())

    assert "x: " not in str(raised.value)


def test_without_a_region_the_remedy_is_to_set_one() -> None:
    session = stub_session(assumed)

    with pytest.raises(IdentityError, match="set AWS_REGION"):
        asyncio.run(AssumeRoleResolver(ARN, SOURCE, session=session).resolve())


def test_the_region_of_the_client_that_asks() -> None:
    session = sts_session()
    config = Config(region="eu-south-2", endpoint_url="https://other", retries=1)

    asyncio.run(
        AssumeRoleResolver(ARN, SOURCE, session=session, config=config).resolve()
    )

    assert sent(session)[0].url == "https://sts.eu-south-2.amazonaws.com/"


def test_repr_shows_no_secret() -> None:
    text = repr(AssumeRoleResolver(ARN, SOURCE, external_id="x-1"))

    assert ARN in text and "AKIDSOURCE" in text
    assert "source-secret" not in text and "x-1" not in text
