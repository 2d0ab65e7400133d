"""Roles: assumed one with the other and with a token, by what profiles and environment say, before a server that checks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from aiosmithy import Config, Credentials, Session
from aiosmithy.clients.sts import STSClient
from aiosmithy.errors import IdentityError, ServiceError
from aiosmithy.identity import AssumeRoleResolver, StaticResolver
from moto_clients import NOWHERE, REGION, Moto, new_user

ACCOUNT = "123456789012"  # moto's


def policy(action: str) -> str:
    allow = {"Effect": "Allow", "Action": action, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [allow]})


def trust(principal: Mapping[str, str], action: str, **condition: str) -> str:
    allow: dict[str, object] = {
        "Effect": "Allow",
        "Principal": dict(principal),
        "Action": f"sts:{action}",
    }
    if condition:
        allow["Condition"] = {
            "StringEquals": {f"sts:{k}": v for k, v in condition.items()}
        }
    return json.dumps({"Version": "2012-10-17", "Statement": [allow]})


def role_arn(name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:role/{name}"


@pytest.fixture(name="app", scope="module")
def app_fixture(moto: Moto) -> Credentials:
    """A user who may only assume roles: ``middle``, which may only assume ``worker``, which may use SQS as ``pod`` may."""
    key = new_user(moto, "app", policy("sts:AssumeRole"))
    user = {"AWS": f"arn:aws:iam::{ACCOUNT}:user/app"}
    middle = {"AWS": f"arn:aws:sts::{ACCOUNT}:assumed-role/middle/between"}
    issuer = {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/issuer.example"}
    roles = {
        "middle": (trust(user, "AssumeRole"), "sts:AssumeRole"),
        "worker": (trust(middle, "AssumeRole", ExternalId="worker-7"), "sqs:*"),
        "pod": (trust(issuer, "AssumeRoleWithWebIdentity"), "sqs:*"),
        "closed": (trust(middle, "AssumeRole"), "sqs:*"),
    }

    async def story(client: Any) -> None:
        for name, (document, action) in roles.items():
            await client.create_role(
                role_name=name, assume_role_policy_document=document
            )
            await client.put_role_policy(
                role_name=name, policy_name="only", policy_document=policy(action)
            )

    moto.call(moto.package("iam"), story)
    return key


@pytest.fixture(name="environ")
def environ_fixture(moto: Moto, app: Credentials, tmp_path: Path) -> dict[str, str]:
    """An environment that names files with a profile for each way to a role, and the server in all of them."""
    (tmp_path / "token").write_text("header.payload.signature\n")
    common = f"region = {REGION}\nendpoint_url = {moto.url}\n"
    (tmp_path / "config").write_text(f"""
[profile app]
{common}
[profile middle]
role_arn = {role_arn("middle")}
source_profile = app
role_session_name = between
{common}
[profile worker]
role_arn = {role_arn("worker")}
source_profile = middle
external_id = worker-7
duration_seconds = 900
{common}
[profile closed]
role_arn = {role_arn("closed")}
source_profile = app
{common}
[profile pod]
role_arn = {role_arn("pod")}
web_identity_token_file = {tmp_path / "token"}
role_session_name = from-profile
{common}""")
    (tmp_path / "credentials").write_text(f"""
[app]
aws_access_key_id = {app.access_key_id}
aws_secret_access_key = {app.secret_access_key}
""")
    return {
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
    }


def told(
    kind: Any, environ: Mapping[str, str], story: Any, profile: str | None = None
) -> None:
    """Give a client that knows nothing but environment and profile to a coroutine function."""

    async def run() -> None:
        config = Config(profile=profile, retries=1)
        async with (
            Session(environ=environ) as session,
            kind(session=session, config=config) as client,
        ):
            await story(client)

    asyncio.run(asyncio.wait_for(run(), 30))


async def use_a_queue(client: Any) -> None:
    url = (await client.create_queue(queue_name="jobs")).queue_url
    await client.send_message(queue_url=url, message_body="a & b")
    received = (await client.receive_message(queue_url=url)).messages
    assert [message.body for message in received] == ["a & b"]
    await client.delete_queue(queue_url=url)


async def be_refused(client: Any) -> None:
    with pytest.raises(ServiceError, match="not authorized to perform: sqs"):
        await client.create_queue(queue_name="jobs")


async def identity(client: STSClient) -> str:
    return str((await client.get_caller_identity()).arn)


def test_a_chain_of_two_roles(moto: Moto, environ: dict[str, str]) -> None:
    sqs = moto.package("sqs").SQSClient

    told(sqs, environ, be_refused, "app")
    told(sqs, environ, be_refused, "middle")
    told(sqs, environ, use_a_queue, "worker")


def test_who_a_chain_makes_of_the_caller(environ: dict[str, str]) -> None:
    async def story(client: STSClient) -> None:
        arn = await identity(client)
        assert f":{ACCOUNT}:assumed-role/worker/aiosmithy-" in arn

    told(STSClient, {**environ, "AWS_PROFILE": "worker"}, story)


def test_a_token_of_the_environment(moto: Moto, environ: dict[str, str]) -> None:
    config = Path(environ["AWS_CONFIG_FILE"])
    pod = {
        **NOWHERE,
        "AWS_ROLE_ARN": role_arn("pod"),
        "AWS_WEB_IDENTITY_TOKEN_FILE": str(config.with_name("token")),
        "AWS_ROLE_SESSION_NAME": "from-environment",
        "AWS_REGION": REGION,
        "AWS_ENDPOINT_URL": moto.url,
    }

    async def story(client: STSClient) -> None:
        assert (await identity(client)).endswith("assumed-role/pod/from-environment")

    told(STSClient, pod, story)
    told(moto.package("sqs").SQSClient, pod, use_a_queue)


def test_a_token_of_a_profile(moto: Moto, environ: dict[str, str]) -> None:
    told(moto.package("sqs").SQSClient, environ, use_a_queue, "pod")


def test_a_token_that_is_gone(moto: Moto, environ: dict[str, str]) -> None:
    token = Path(environ["AWS_CONFIG_FILE"]).with_name("token")
    token.unlink()

    async def story(client: Any) -> None:
        with pytest.raises(IdentityError, match="cannot be read") as caught:
            await client.create_queue(queue_name="jobs")
        assert str(token) in str(caught.value)

    told(moto.package("sqs").SQSClient, environ, story, "pod")


def test_a_role_that_trusts_others(moto: Moto, environ: dict[str, str]) -> None:
    async def story(client: Any) -> None:
        with pytest.raises(IdentityError, match="'closed'.*AccessDenied.*trust policy"):
            await client.create_queue(queue_name="jobs")

    told(moto.package("sqs").SQSClient, environ, story, "closed")


def test_a_role_assumed_by_hand(
    moto: Moto, app: Credentials, environ: dict[str, str]
) -> None:
    async def run() -> None:
        async with Session(environ={**environ, "AWS_PROFILE": "app"}) as session:
            middle = AssumeRoleResolver(
                role_arn("middle"),
                StaticResolver(app),
                session_name="between",
                session=session,
            )
            worker = AssumeRoleResolver(
                role_arn("worker"),
                middle,
                external_id="worker-7",
                tags={"team": "a b"},
                session=session,
            )
            client = moto.package("sqs").SQSClient(session=session, credentials=worker)
            await use_a_queue(client)

    asyncio.run(asyncio.wait_for(run(), 30))
