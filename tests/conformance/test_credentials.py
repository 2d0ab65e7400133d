"""Finding credentials as the AWS SDKs do: whole chains over recorded traffic, and the plans of profiles."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmithy import Credentials
from aiosmithy.config import Config, resolve_config
from aiosmithy.errors import ConfigurationError, IdentityError
from aiosmithy.identity.container import container_url
from aiosmithy.identity.profile import ProfileResolver
from aiosmithy.identity.profile_plan import Plan, plan
from aiosmithy.identity.token_chain import default_tokens
from aiosmithy.identity.tokens import Token
from aiosmithy.session import Session
from aiosmithy.shared_files import SharedFiles
from conformance_table import Tally
from credential_cases import SMITHY_RS, VECTORS, Case, facts, folders

pytestmark = pytest.mark.skipif(
    not VECTORS.is_dir(),
    reason="the shared conformance vectors are not beside the checkout",
)

# Case → a part of what we say; the published texts are smithy-rs's own.
CHAIN_ERRORS = {
    "eks_pod_identity_no_token_file": "token.jwt",
    "imds_default_chain_error": "no AWS credentials",
    "imds_disabled": "AWS_EC2_METADATA_DISABLED",
    "imds_no_iam_role": "profile 'default'",
    "imds_token_fail": "403",
    "profile_overrides_web_identity": "profile 'A'.*AWS_ACCESS_KEY_ID",
    "sso_no_token_file": "aws sso login",
    "sso_server_error": "MySsoRole",
    "web_identity_source_profile_no_env": "profile 'B'.*role_arn",
    "web_identity_token_invalid_jwt": "InvalidIdentityToken.*No OpenIDConnect provider",
}
PROFILE_ERRORS = {
    "credential_process_failure": "exit",
    "credential_process_invalid": "JSON",
    "empty_config": "no profile 'default'",
    "invalid_config": "line 2",
    "invalid_sso_credentials_config": "sso_account_id and sso_role_name",
    "sso_token": "sso_account_id and sso_role_name",
}


Find = Callable[[Session], Coroutine[Any, Any, Credentials]]


async def of_chain(session: Session) -> Credentials:
    """What a client finds that was given nothing."""
    files = await session.shared_files()
    settings = resolve_config(
        Config(),
        environ=session.environ,
        files=files,
        service_name="STS",
        session=session,
    )
    return await settings.identity.resolve()


async def of_profile(session: Session) -> Credentials:
    return await ProfileResolver(session=session).resolve()


async def of_tokens(session: Session) -> Token:
    """The bearer token that a client finds that was given nothing."""
    files = await session.shared_files()
    profile = session.environ.get("AWS_PROFILE", "default")
    return await default_tokens(
        session.environ, files, profile, "some-service", session=session
    ).resolve()


def run(case: Case, find: Find, errors: Mapping[str, str]) -> None:
    replay = case.replay()
    session = case.session(replay)
    if "Ok" in case.result:
        found = asyncio.run(find(session))
        assert facts(found) == case.result["Ok"]
    else:
        with pytest.raises(ConfigurationError) as raised:
            asyncio.run(find(session))
        assert re.search(errors[case.folder.name], str(raised.value), re.DOTALL)
    assert replay.problems == []
    assert replay.count >= len(replay.recorded)


@pytest.mark.parametrize(
    "folder", folders("default-credential-provider-chain"), ids=lambda path: path.name
)
def test_default_chain(folder: Path, tmp_path: Path, tally: Tally) -> None:
    tally("credentials: default chain")

    run(Case(folder, tmp_path), of_chain, CHAIN_ERRORS)


@pytest.mark.parametrize(
    "folder", folders("profile-provider"), ids=lambda path: path.name
)
def test_profile(folder: Path, tmp_path: Path, tally: Tally) -> None:
    tally("credentials: profile")

    run(Case(folder, tmp_path), of_profile, PROFILE_ERRORS)


@pytest.mark.parametrize(
    "folder", folders("default-token-provider-chain"), ids=lambda path: path.name
)
def test_token_chain(folder: Path, tmp_path: Path, tally: Tally) -> None:
    tally("credentials: token chain")
    case = Case(folder, tmp_path)
    replay = case.replay()

    found = asyncio.run(of_tokens(case.session(replay)))

    expected = case.result["Ok"]
    assert found.value == expected["token"]
    assert found.expiration == datetime.fromisoformat(expected["expiration"])
    assert replay.problems == []


def table(name: str) -> list[dict[str, Any]]:
    path = SMITHY_RS / name
    read: Any = json.loads(path.read_text("utf-8")) if path.exists() else []
    found: list[dict[str, Any]] = read["tests"] if isinstance(read, dict) else read
    return found


def as_published(found: Plan) -> list[dict[str, object]]:
    """A plan in the table's words."""
    base = found.base
    values = base._asdict()
    match type(base).__name__:
        case "AccessKeys":
            first: object = {"AccessKey": facts(values["credentials"])}
        case "NamedSource":
            first = {"NamedSource": values["name"]}
        case "WebIdentity":
            first = {
                "WebIdentityToken": known(
                    role_arn=values["role_arn"],
                    web_identity_token_file=values["token_file"],
                    role_session_name=values["session_name"],
                )
            }
        case kind:
            assert kind == "Sso"
            del values["profile"]
            first = {
                "Sso": known(**{f"sso_{name}": each for name, each in values.items()})
            }
    assert isinstance(first, dict)
    return [first, *({"AssumeRole": of_role(each)} for each in found.roles)]


def of_role(role: Any) -> dict[str, object]:
    return known(
        role_arn=role.role_arn,
        external_id=role.external_id,
        role_session_name=role.session_name,
    )


def known(**values: object) -> dict[str, object]:
    return {name: value for name, value in values.items() if value is not None}


@pytest.mark.parametrize(
    "case", table("assume-role-tests.json"), ids=lambda case: case["docs"]
)
def test_plan_of_a_profile(case: Mapping[str, Any], tally: Tally) -> None:
    tally("credentials: role chains")
    given = case["input"]
    files = SharedFiles(
        {"profile": given["profiles"], "sso-session": given.get("sso_sessions", {})}
    )

    if "Error" in case["output"]:
        with pytest.raises(IdentityError):
            plan(files, given["selected_profile"])
    else:
        found = plan(files, given["selected_profile"])
        assert as_published(found) == case["output"]["ProfileChain"]


@pytest.mark.parametrize(
    "case",
    table("ecs-tests.json"),
    ids=lambda case: case["docs"],
)
def test_places_of_a_containers_credentials(
    case: Mapping[str, Any], tally: Tally
) -> None:
    tally("credentials: containers")

    if "Ok" in case["result"]:
        assert container_url(case["env"]) == case["result"]["Ok"]
    else:
        with pytest.raises(IdentityError):
            container_url(case["env"])
