"""Credentials and tokens of ``aws sso login``: the file, its renewal, and what is said when neither helps."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmithy.errors import IdentityError
from aiosmithy.identity import Credentials, SignInRequiredError
from aiosmithy.identity.sso import SsoResolver
from aiosmithy.identity.sso_tokens import SsoTokenResolver
from aiosmithy.identity.tokens import Token
from aiosmithy.testing import VirtualTime
from sign_ins import (
    NOW,
    SECRETS,
    Portal,
    at,
    put,
    read,
    reply,
    session,
    sso_file,
    sso_token,
)

START = "https://example.awsapps.com/start"


@pytest.fixture
def portal() -> Portal:
    return Portal()


@pytest.fixture(autouse=True)
def no_secret_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    assert not any(secret in caplog.text for secret in SECRETS)


def credentials(home: Path, portal: Portal, **facts: Any) -> Credentials:
    facts = {"sso_session": "dev", "profile": "my profile", **facts}
    resolver = SsoResolver(
        START,
        "eu-west-1",
        "111122223333",
        "Reader",
        session=session(home, portal),
        **facts,
    )
    return asyncio.run(resolver.resolve())


def token(home: Path, portal: Portal, time: VirtualTime | None = None) -> Token:
    resolver = SsoTokenResolver(
        START,
        "eu-west-1",
        sso_session="dev",
        profile="dev",
        session=session(home, portal, time=time),
    )
    return asyncio.run(resolver.resolve())


def refusal(home: Path, portal: Portal) -> IdentityError:
    """What is raised for credentials."""
    with pytest.raises(IdentityError) as raised:
        credentials(home, portal)
    assert not any(secret in str(raised.value) for secret in SECRETS)
    return raised.value


def test_credentials_of_a_role(tmp_path: Path, portal: Portal) -> None:
    put(sso_file(tmp_path, "dev"), sso_token(3_600))

    found = credentials(tmp_path, portal)

    end = NOW + timedelta(hours=1)
    assert found == Credentials(
        "ASIAROLE", "role-secret", "role-session", end, "111122223333"
    )
    (request,) = portal.asked
    assert request.url == (
        "https://portal.sso.eu-west-1.amazonaws.com/federation/credentials"
        "?role_name=Reader&account_id=111122223333"
    )
    assert portal.bearer == "old-access-token"
    assert "authorization" not in request.headers


def test_without_a_session_the_start_url_names_the_file(
    tmp_path: Path, portal: Portal
) -> None:
    put(
        sso_file(tmp_path, START),
        {"accessToken": "legacy-token", "expiresAt": at(60).replace("Z", "UTC")},
    )

    credentials(tmp_path, portal, sso_session=None)

    assert portal.bearer == "legacy-token"


@pytest.mark.parametrize(
    ("facts", "command"),
    [
        ({"profile": "my profile"}, "aws sso login --profile 'my profile'"),
        ({"profile": None}, "aws sso login --sso-session dev"),
        ({"profile": None, "sso_session": None}, "aws sso login`"),
    ],
)
def test_a_token_that_has_ended_says_what_to_run(
    facts: dict[str, Any], command: str, tmp_path: Path, portal: Portal
) -> None:
    for name in ("dev", START):
        put(sso_file(tmp_path, name), sso_token(0, refreshToken=None))

    with pytest.raises(SignInRequiredError, match=command):
        credentials(tmp_path, portal, **facts)

    assert portal.asked == []


def test_a_file_that_is_not_there_says_what_to_run(
    tmp_path: Path, portal: Portal
) -> None:
    error = refusal(tmp_path, portal)

    assert isinstance(error, SignInRequiredError)
    assert str(sso_file(tmp_path, "dev")) in str(error)
    assert "aws sso login --profile 'my profile'" in str(error)


def test_a_token_near_its_end_is_renewed_and_written_back(
    tmp_path: Path, portal: Portal
) -> None:
    path = sso_file(tmp_path, "dev")
    put(path, sso_token(900))
    path.chmod(0o644)

    credentials(tmp_path, portal)

    renewal, _ = portal.asked
    assert renewal.url == "https://oidc.eu-west-1.amazonaws.com/token"
    assert isinstance(renewal.body, bytes)
    assert json.loads(renewal.body) == {
        "clientId": "the-client",
        "clientSecret": "the-client-secret",
        "grantType": "refresh_token",
        "refreshToken": "old-refresh-token",
    }
    assert portal.bearer == "new-access-token"
    assert read(path) == sso_token(28_800, accessToken="new-access-token")
    assert list(path.parent.iterdir()) == [path]
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o777 == 0o600


def test_a_new_refresh_token_replaces_the_old_one(
    tmp_path: Path, portal: Portal
) -> None:
    path = sso_file(tmp_path, "dev")
    put(path, sso_token(0))
    portal.renewal = lambda: reply(
        {"accessToken": "next", "expiresIn": 60, "refreshToken": "next-refresh"}
    )

    assert token(tmp_path, portal).value == "next"
    assert read(path)["refreshToken"] == "next-refresh"


def test_a_token_that_holds_serves_while_renewing_fails(
    tmp_path: Path, portal: Portal, caplog: pytest.LogCaptureFixture
) -> None:
    path = sso_file(tmp_path, "dev")
    put(path, sso_token(600))
    portal.renewal = lambda: reply(
        {"error": "invalid_grant"}, 400, "InvalidGrantException"
    )

    assert token(tmp_path, portal).value == "old-access-token"
    assert "the old token serves until its end" in caplog.text
    assert read(path) == sso_token(600)


def test_an_outage_is_not_the_users_to_mend(tmp_path: Path, portal: Portal) -> None:
    put(sso_file(tmp_path, "dev"), sso_token(-1))
    portal.renewal = lambda: reply({}, 503)

    error = refusal(tmp_path, portal)

    assert not isinstance(error, SignInRequiredError)
    assert "cannot renew the SSO token of 'dev'" in str(error)


@pytest.mark.parametrize(
    "code",
    ["InvalidGrantException", "ExpiredTokenException", "InvalidClientException"],
)
def test_a_refused_renewal_is(code: str, tmp_path: Path, portal: Portal) -> None:
    put(sso_file(tmp_path, "dev"), sso_token(-1))
    portal.renewal = lambda: reply({"error_description": SECRETS[1]}, 400, code)

    error = refusal(tmp_path, portal)

    assert isinstance(error, SignInRequiredError)
    assert f"{code}; run `aws sso login --profile 'my profile'`" in str(error)


def test_a_process_that_renewed_first_is_given_time_to_write(
    tmp_path: Path, portal: Portal
) -> None:
    class Meanwhile(VirtualTime):
        async def sleep(self, seconds: float) -> None:
            await super().sleep(seconds)
            put(path, sso_token(3_600, accessToken="from-the-other"))

    path = sso_file(tmp_path, "dev")
    put(path, sso_token(-1))
    portal.renewal = lambda: reply({}, 400, "InvalidGrantException")

    found = token(tmp_path, portal, Meanwhile(NOW.timestamp()))

    assert found.value == "from-the-other"


def test_an_ended_registration_is_not_tried(tmp_path: Path, portal: Portal) -> None:
    put(sso_file(tmp_path, "dev"), sso_token(-1, registrationExpiresAt=at(0)))

    assert isinstance(refusal(tmp_path, portal), SignInRequiredError)
    assert portal.asked == []


def test_a_rejected_token_is_renewed_early(tmp_path: Path, portal: Portal) -> None:
    put(sso_file(tmp_path, "dev"), sso_token(3_600))
    resolver = SsoTokenResolver(
        START, "eu-west-1", sso_session="dev", session=session(tmp_path, portal)
    )

    async def twice() -> list[str]:
        first = await resolver.resolve()
        resolver.invalidate(first)
        return [first.value, (await resolver.resolve()).value]

    assert asyncio.run(twice()) == ["old-access-token", "new-access-token"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json old-access-token",
        b"\xff\xfe",
        b"[" * 100_000,
        b"[]",
        b"{}",
        b'{"accessToken": 1}',
        b'{"accessToken": "old-access-token"}',
        b'{"accessToken": "old-access-token", "expiresAt": "soon"}',
        b'{"accessToken": "old-access-token", "expiresAt": "0001-01-01T00:00:00+23:00"}',
        b'{"accessToken": "old-access-token\\r\\nx: y", "expiresAt": "2026-01-02T04:00:00Z"}',
        b" " * 2_000_000 + json.dumps(sso_token(3_600)).encode(),
    ],
)
def test_a_broken_file_is_named_and_not_shown(
    content: bytes, tmp_path: Path, portal: Portal
) -> None:
    path = sso_file(tmp_path, "dev")
    path.write_bytes(content)

    error = refusal(tmp_path, portal)

    assert str(path) in str(error)
    assert "aws sso login" in str(error)
    # Somebody may be writing it just now.
    assert not isinstance(error, SignInRequiredError)


def test_a_file_that_cannot_be_read(tmp_path: Path, portal: Portal) -> None:
    sso_file(tmp_path, "dev").mkdir()

    assert "cannot be read" in str(refusal(tmp_path, portal))


def test_a_token_that_the_portal_refuses_says_what_to_run(
    tmp_path: Path, portal: Portal
) -> None:
    put(sso_file(tmp_path, "dev"), sso_token(3_600))
    portal.role = lambda: reply({"message": SECRETS[0]}, 401, "UnauthorizedException")

    error = refusal(tmp_path, portal)

    assert isinstance(error, SignInRequiredError)
    assert "aws sso login --profile 'my profile'" in str(error)


@pytest.mark.parametrize(
    ("status", "code"),
    [(403, "ForbiddenException"), (404, "ResourceNotFoundException")],
)
def test_a_role_that_nobody_has_is_named(
    status: int, code: str, tmp_path: Path, portal: Portal
) -> None:
    put(sso_file(tmp_path, "dev"), sso_token(3_600))
    portal.role = lambda: reply({"message": f"no {SECRETS[0]}"}, status, code)

    message = str(refusal(tmp_path, portal))

    assert "role 'Reader' in account '111122223333'" in message
    assert code in message
    assert "check that sso_account_id and sso_role_name" in message


def test_a_region_that_is_none_sends_nothing(tmp_path: Path, portal: Portal) -> None:
    put(sso_file(tmp_path, "dev"), sso_token(0))
    resolver = SsoResolver(
        START,
        "evil.example/#",
        "1",
        "Reader",
        sso_session="dev",
        session=session(tmp_path, portal),
    )

    with pytest.raises(IdentityError, match="region"):
        asyncio.run(resolver.resolve())
    assert portal.asked == []


@pytest.mark.parametrize(
    "change",
    [
        {"expiration": None},
        {"expiration": 10**18},
        {"accessKeyId": None},
        {"secretAccessKey": "with a space"},
    ],
)
def test_an_answer_that_is_no_key(
    change: dict[str, object], tmp_path: Path, portal: Portal
) -> None:
    put(sso_file(tmp_path, "dev"), sso_token(3_600))
    portal.role = lambda: reply({"roleCredentials": {**portal.keys(), **change}})

    assert "SSO answered" in str(refusal(tmp_path, portal))


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"accessToken": "new"},
        {"accessToken": "new", "expiresIn": -1},
        {"accessToken": "new", "expiresIn": 2**31 - 1},
        {"accessToken": "a b", "expiresIn": 60},
    ],
)
def test_an_answer_that_is_no_token_leaves_the_file_as_it_was(
    answer: dict[str, object], tmp_path: Path, portal: Portal
) -> None:
    path = sso_file(tmp_path, "dev")
    put(path, sso_token(-1))
    portal.renewal = lambda: reply(answer)

    assert "answered without a token" in str(refusal(tmp_path, portal))
    assert read(path) == sso_token(-1)


@pytest.mark.skipif(
    sys.platform == "win32", reason="a named pipe stands for a slow disk"
)
def test_the_loop_goes_on_while_a_file_is_read(tmp_path: Path, portal: Portal) -> None:
    path = sso_file(tmp_path, "dev")
    os.mkfifo(path)
    late = threading.Timer(10, lambda: put(path, {}))  # or else a failure would hang
    late.daemon = True
    late.start()

    async def scenario() -> Token:
        resolver = SsoTokenResolver(
            START, "eu-west-1", sso_session="dev", session=session(tmp_path, portal)
        )
        reading = asyncio.create_task(resolver.resolve())
        for _ in range(3):
            await asyncio.sleep(0)
        assert not reading.done()
        await asyncio.to_thread(put, path, sso_token(3_600))
        return await reading

    assert asyncio.run(scenario()).value == "old-access-token"
    late.cancel()
