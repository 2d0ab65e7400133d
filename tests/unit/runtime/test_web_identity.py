"""Assuming a role with a token in a file."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from aiosmithy import Credentials
from aiosmithy.errors import IdentityError
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.identity import IdentityNotFoundError
from aiosmithy.identity.web_identity import WebIdentityResolver
from aiosmithy.testing import stub_session
from sts_answers import (
    ACCOUNT,
    ENVIRON,
    NOW,
    form,
    role_arn,
    sent,
    signer,
    sts_session,
)

ARN = role_arn("pod")


@pytest.fixture(name="token")
def token_fixture(tmp_path: Path) -> Path:
    path = tmp_path / "token"
    path.write_text("head.of.token-1\n")
    return path


def test_credentials_of_a_role(token: Path) -> None:
    session = sts_session(AWS_ACCESS_KEY_ID="AKIDENV", AWS_SECRET_ACCESS_KEY="s")
    resolver = WebIdentityResolver(ARN, str(token), session=session)

    found = asyncio.run(resolver.resolve())

    assert (found.access_key_id, found.account_id) == ("KEYOFpod", ACCOUNT)
    (request,) = sent(session)
    assert signer(request) == ""
    assert form(request) == {
        "Action": "AssumeRoleWithWebIdentity",
        "Version": "2011-06-15",
        "RoleArn": ARN,
        "RoleSessionName": f"aiosmithy-{NOW}",
        "WebIdentityToken": "head.of.token-1",
    }


def test_all_that_can_be_asked_for_is_sent(token: Path) -> None:
    session = sts_session()
    resolver = WebIdentityResolver(
        ARN,
        str(token),
        session_name="ci",
        duration_seconds=1800,
        policy="{}",
        policy_arns=["arn:aws:iam::aws:policy/ReadOnlyAccess"],
        session=session,
    )

    asyncio.run(resolver.resolve())

    fields = form(sent(session)[0])
    assert fields["RoleSessionName"] == "ci"
    assert fields["DurationSeconds"] == "1800"
    assert fields["Policy"] == "{}"
    assert fields["PolicyArns.member.1.arn"].endswith("/ReadOnlyAccess")


def test_the_token_is_read_anew(token: Path) -> None:
    session = sts_session()
    resolver = WebIdentityResolver(ARN, str(token), session=session)

    asyncio.run(resolver.resolve())
    token.write_text("head.of.token-2")
    asyncio.run(resolver.resolve())

    tokens = [form(request)["WebIdentityToken"] for request in sent(session)]
    assert tokens == ["head.of.token-1", "head.of.token-2"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \n",
        b"two words",
        b"tok\0en",
        b"\xff\xfe",
        "tokén".encode(),
        b"t" * 65_537,
    ],
)
def test_a_file_without_a_token(token: Path, content: bytes) -> None:
    token.write_bytes(content)
    session = sts_session()

    with pytest.raises(IdentityError, match=f"'{ARN}' with the token in") as raised:
        asyncio.run(WebIdentityResolver(ARN, str(token), session=session).resolve())

    assert str(token) in str(raised.value)
    assert "words" not in str(raised.value)
    assert sent(session) == []


@pytest.mark.parametrize("name", ["gone", ".", "a\0b"])
def test_a_file_that_cannot_be_read(token: Path, name: str) -> None:
    path = f"{token.parent}/{name}"

    with pytest.raises(IdentityError, match="cannot be read") as raised:
        asyncio.run(WebIdentityResolver(ARN, path, session=sts_session()).resolve())

    assert not isinstance(raised.value, IdentityNotFoundError)


def test_a_refusal_shows_no_token(token: Path) -> None:
    body = b"""<ErrorResponse><Error><Code>InvalidIdentityToken</Code>
<Message>No provider for head.of.token-1 there</Message></Error></ErrorResponse>"""

    def refused(request: HttpRequest) -> HttpResponse:
        return HttpResponse(400, {}, body)

    session = stub_session(refused, environ=ENVIRON)

    with pytest.raises(
        IdentityError, match="InvalidIdentityToken; check that .*trust policy"
    ) as raised:
        asyncio.run(WebIdentityResolver(ARN, str(token), session=session).resolve())

    shown: BaseException | None = raised.value
    while shown is not None:
        assert "head.of.token" not in str(shown)
        shown = shown.__cause__


def test_the_environment(token: Path) -> None:
    session = sts_session(
        AWS_ROLE_ARN=ARN,
        AWS_WEB_IDENTITY_TOKEN_FILE=str(token),
        AWS_ROLE_SESSION_NAME="from-env",
    )

    found = asyncio.run(WebIdentityResolver.from_environment(session).resolve())

    assert isinstance(found, Credentials)
    assert form(sent(session)[0])["RoleSessionName"] == "from-env"


@pytest.mark.parametrize("file", ["", None])
def test_an_environment_without_a_token(file: str | None) -> None:
    environ = {"AWS_ROLE_ARN": ARN}
    if file is not None:
        environ["AWS_WEB_IDENTITY_TOKEN_FILE"] = file
    session = sts_session(**environ)

    with pytest.raises(IdentityNotFoundError, match="AWS_WEB_IDENTITY_TOKEN_FILE"):
        asyncio.run(WebIdentityResolver.from_environment(session).resolve())


def test_an_environment_with_a_token_and_no_role(token: Path) -> None:
    session = sts_session(AWS_WEB_IDENTITY_TOKEN_FILE=str(token))

    with pytest.raises(IdentityError, match="AWS_ROLE_ARN is not; set both") as raised:
        asyncio.run(WebIdentityResolver.from_environment(session).resolve())

    assert not isinstance(raised.value, IdentityNotFoundError)
