"""The files that sign-ins are kept in: the AWS CLI and botocore find and read them."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
from aiosmithy.config import Config
from aiosmithy.identity.login import LoginResolver
from aiosmithy.identity.sso_tokens import SsoTokenResolver
from aiosmithy.identity.token_files import TokenFile
from botocore.utils import JSONFileCache, LoginTokenLoader, SSOTokenLoader
from sign_ins import Portal, at, session, sso_token
from test_identity_login import WHO, keys, login, renewed

START = "https://example.awsapps.com/start"


@pytest.mark.parametrize("name", ["dev", None])
def test_botocore_reads_a_renewed_token_and_we_what_it_writes(
    name: str | None, tmp_path: Path
) -> None:
    folder = tmp_path / ".aws/sso/cache"
    loader = SSOTokenLoader(cache=JSONFileCache(str(folder)))
    loader.save_token(START, sso_token(0), session_name=name)
    resolver = SsoTokenResolver(
        START, "eu-west-1", sso_session=name, session=session(tmp_path, Portal())
    )

    asyncio.run(resolver.resolve())

    expected = sso_token(28_800, accessToken="new-access-token")
    assert loader(START, session_name=name) == expected


def test_botocore_reads_renewed_credentials_and_we_what_it_writes(
    tmp_path: Path,
) -> None:
    loader = LoginTokenLoader(JSONFileCache(str(tmp_path / ".aws/login/cache")))
    loader.save_token(WHO, login(0))
    shared = session(tmp_path, renewed)
    config = Config(region="eu-west-1")

    asyncio.run(LoginResolver(WHO, session=shared, config=config).resolve())

    assert loader.load_token(WHO) == login(
        0, accessToken=keys(900, "new"), refreshToken="new-refresh"
    )


def test_a_time_may_be_written_as_older_versions_did() -> None:
    file = TokenFile("token.json", "")

    moments = {
        file.moment({"end": text}, "end")
        for text in (at(0), at(0).replace("Z", "UTC"), at(0).replace("Z", "+00:00"))
    }

    assert len(moments) == 1


def test_what_cannot_be_written_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "token.json"

    asyncio.run(TokenFile(str(path), "").save({"accessToken": "a-secret"}))

    assert f"cannot write {path}" in caplog.text
    assert "a-secret" not in caplog.text


def test_a_draft_that_cannot_take_its_place_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "token.json"
    path.mkdir()

    asyncio.run(TokenFile(str(path), "").save({}))

    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="it has no such modes")
def test_the_folder_is_its_owners_only(tmp_path: Path) -> None:
    folder = tmp_path / ".aws/login/cache"

    asyncio.run(TokenFile(str(folder / "token.json"), "").save({}))

    assert folder.stat().st_mode & 0o077 == 0
