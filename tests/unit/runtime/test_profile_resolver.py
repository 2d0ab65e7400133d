"""Doing what a profile says."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest
from aiosmithy import Config, Credentials, Session
from aiosmithy.errors import IdentityError
from aiosmithy.identity import IdentityNotFoundError
from aiosmithy.identity.profile import ProfileResolver, ProfileRoleResolver
from aiosmithy.shared_files import SharedFiles, parse_profiles
from aiosmithy.testing import stub_session
from sts_answers import ENVIRON, form, refused, sent, signer, sts_session

KEYS = "aws_access_key_id = AKIDFILE\naws_secret_access_key = file-secret\n"
CHAIN = f"""
[default]
role_arn = arn:aws:iam::1:role/outer
source_profile = inner
region = eu-south-1
[profile inner]
role_arn = arn:aws:iam::1:role/inner
source_profile = keys
external_id = x-1
duration_seconds = 1800
role_session_name = me
region = us-west-2
[profile keys]
{KEYS}"""


def written(folder: Path, text: str, **environ: str) -> Session:
    """A session whose config file has this text."""
    path = folder / "config"
    path.write_text(text, "utf-8")
    return sts_session(AWS_CONFIG_FILE=str(path), **environ)


def resolved(resolver: ProfileResolver) -> Credentials:
    return asyncio.run(resolver.resolve())


def test_roles_are_assumed_one_with_the_other(tmp_path: Path) -> None:
    session = written(tmp_path, CHAIN, AWS_REGION="")

    found = resolved(ProfileResolver(session=session))

    assert found.access_key_id == "KEYOFouter"
    first, second = sent(session)
    assert (signer(first), signer(second)) == ("AKIDFILE", "KEYOFinner")
    assert second.headers["x-amz-security-token"] == "token-of-inner"
    fields = form(first)
    assert fields["ExternalId"] == "x-1"
    assert fields["DurationSeconds"] == "1800"
    assert fields["RoleSessionName"] == "me"


def test_calls_go_to_the_region_of_the_profile_that_was_asked_for(
    tmp_path: Path,
) -> None:
    session = written(tmp_path, CHAIN, AWS_REGION="")

    resolved(ProfileResolver(session=session))
    resolved(ProfileResolver(profile="inner", session=session))

    hosts = [request.origin.split(".")[1] for request in sent(session)]
    assert hosts == ["eu-south-1", "eu-south-1", "us-west-2"]


def test_environment_and_client_have_their_say_on_the_region(tmp_path: Path) -> None:
    session = written(tmp_path, CHAIN)
    config = Config(region="ca-central-1", profile="default")

    resolved(ProfileResolver(profile="inner", session=session))
    resolved(ProfileResolver(profile="inner", session=session, config=config))

    hosts = [request.origin.split(".")[1] for request in sent(session)]
    assert hosts == ["eu-west-1", "ca-central-1"]


def test_files_of_ones_own() -> None:
    files = SharedFiles(parse_profiles(CHAIN, "config"))
    session = sts_session()

    found = resolved(ProfileResolver(files, "inner", session=session))

    assert found.access_key_id == "KEYOFinner"


def test_without_a_session_it_has_one_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config").write_text(f"[profile mine]\n{KEYS}")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_PROFILE", "mine")

    assert resolved(ProfileResolver()).access_key_id == "AKIDFILE"


def test_a_code_is_asked_for_where_a_role_wants_one(tmp_path: Path) -> None:
    session = written(tmp_path, CHAIN.replace("external_id", "mfa_serial"))
    asked: list[str] = []

    def code(serial: str) -> str:
        asked.append(serial)
        return "000111"

    resolved(ProfileResolver(session=session, mfa_code=code))

    assert asked == ["x-1"]
    assert form(sent(session)[0])["TokenCode"] == "000111"


def test_the_session_may_have_the_code(tmp_path: Path) -> None:
    session = written(tmp_path, CHAIN.replace("external_id", "mfa_serial"))
    session.mfa_code = lambda serial: "000222"

    resolved(ProfileResolver(session=session))

    assert form(sent(session)[0])["TokenCode"] == "000222"


def test_the_profile_that_the_environment_names(tmp_path: Path) -> None:
    session = written(tmp_path, CHAIN, AWS_PROFILE="inner")

    assert resolved(ProfileResolver(session=session)).access_key_id == "KEYOFinner"


def test_web_identity_as_the_first_of_a_chain(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("a.b.c")
    text = f"""
[default]
role_arn = arn:aws:iam::1:role/outer
source_profile = web
[profile web]
role_arn = arn:aws:iam::1:role/web
web_identity_token_file = {tmp_path}/token
"""
    session = written(tmp_path, text)

    found = resolved(ProfileResolver(session=session))

    assert found.access_key_id == "KEYOFouter"
    actions = [form(request)["Action"] for request in sent(session)]
    assert actions == ["AssumeRoleWithWebIdentity", "AssumeRole"]


def test_keys_of_the_environment_for_a_role(tmp_path: Path) -> None:
    text = (
        "[default]\nrole_arn = arn:aws:iam::1:role/a\ncredential_source = Environment\n"
    )
    keys = {"AWS_ACCESS_KEY_ID": "AKIDENV", "AWS_SECRET_ACCESS_KEY": "s"}
    session = written(tmp_path, text, **keys)

    resolved(ProfileResolver(session=session))

    assert signer(sent(session)[0]) == "AKIDENV"


def test_a_source_that_was_asked_for_and_has_nothing_ends_the_search(
    tmp_path: Path,
) -> None:
    text = (
        "[default]\nrole_arn = arn:aws:iam::1:role/a\ncredential_source = Environment\n"
    )
    session = written(tmp_path, text)

    with pytest.raises(IdentityError, match="'default'.*AWS_ACCESS_KEY_ID") as raised:
        resolved(ProfileResolver(session=session))

    assert not isinstance(raised.value, IdentityNotFoundError)


def test_a_refusal_names_the_profile_with_the_role(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_text(CHAIN)
    session = stub_session(refused, environ={**ENVIRON, "AWS_CONFIG_FILE": str(path)})

    with pytest.raises(IdentityError, match="profile 'inner'.*AccessDenied") as raised:
        resolved(ProfileResolver(session=session))

    assert "file-secret" not in str(raised.value)


def test_a_profile_for_tokens_only(tmp_path: Path) -> None:
    text = "[default]\nsso_session = s\n[sso-session s]\nsso_start_url = https://s\nsso_region = r\n"

    with pytest.raises(IdentityNotFoundError, match="add sso_account_id and sso_role"):
        resolved(ProfileResolver(session=written(tmp_path, text)))


@pytest.mark.parametrize(
    "text", ["", f"[default]\n{KEYS}", "[default]\nsso_account_id = 1\n"]
)
def test_what_is_no_role_is_left_to_others(tmp_path: Path, text: str) -> None:
    with pytest.raises(IdentityNotFoundError, match="profile 'default' assumes no"):
        resolved(ProfileRoleResolver(session=written(tmp_path, text)))


def test_a_role_alone(tmp_path: Path) -> None:
    session = written(tmp_path, CHAIN)

    assert resolved(ProfileRoleResolver(session=session)).access_key_id == "KEYOFouter"
