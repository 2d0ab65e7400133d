"""Clients made from botocore's models, before a moto server that checks who they are."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aiosmithy import Config, Credentials, Session
from attrs import frozen
from aws_packages import package
from generated_package import forget

REGION = "eu-west-1"
NOWHERE = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
ANYONE = Credentials("AKIDEXAMPLE", "not-yet-asked-for")
ALLOW_ALL = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
    }
)
OPERATIONS = {
    "cloudwatch": "PutMetricData ListMetrics GetMetricStatistics PutMetricAlarm DescribeAlarms DeleteAlarms"
    " GetDashboard",
    "dynamodb": "CreateTable DescribeTable ListTables DeleteTable PutItem GetItem UpdateItem DeleteItem Query"
    " BatchWriteItem",
    "ec2": "RunInstances DescribeInstances TerminateInstances CreateVpc DescribeVpcs DeleteVpc CreateSecurityGroup"
    " AuthorizeSecurityGroupIngress DescribeSecurityGroups DeleteSecurityGroup",
    "iam": "CreateUser GetUser ListUsers DeleteUser PutUserPolicy GetUserPolicy DeleteUserPolicy CreateAccessKey"
    " DeleteAccessKey TagUser CreateRole PutRolePolicy DeleteRole",
    "lambda": "CreateFunction GetFunction ListFunctions DeleteFunction TagResource ListTags",
    "route53": "CreateHostedZone GetHostedZone ListHostedZones ChangeResourceRecordSets ListResourceRecordSets"
    " DeleteHostedZone",
    "s3": "CreateBucket PutObject GetObject HeadObject ListObjectsV2 ListBuckets CopyObject DeleteObject DeleteObjects"
    " DeleteBucket",
    "sqs": "CreateQueue GetQueueUrl ListQueues GetQueueAttributes SendMessage SendMessageBatch ReceiveMessage"
    " DeleteMessage DeleteQueue",
}
"""Service → the operations that are generated."""

Story = Callable[[Any], Awaitable[None]]


@frozen
class Moto:
    """A server, who may call it, and the folder that clients are generated in."""

    url: str
    folder: Path
    credentials: Credentials = ANYONE

    def package(self, service: str, protocol: str | None = None) -> Any:
        """The generated package of a service, made when it is first asked for."""
        name = f"moto_{service}_{protocol or 'best'}".lower()
        return package(self.folder, name, service, OPERATIONS[service], protocol)

    def call(
        self,
        package: Any,
        story: Story,
        credentials: Credentials | None = None,
    ) -> None:
        """Give a client of the package to a coroutine function, and wait for it."""
        (kind,) = (name for name in package.__all__ if name.endswith("Client"))

        async def told() -> None:
            async with (
                Session(environ=NOWHERE) as session,
                getattr(package, kind)(
                    region=REGION,
                    credentials=credentials or self.credentials,
                    endpoint_url=self.url,
                    session=session,
                    config=Config(retries=1),
                ) as client,
            ):
                await story(client)

        asyncio.run(asyncio.wait_for(told(), 30))


@contextmanager
def process() -> Iterator[str]:
    """The URL of a server that runs meanwhile."""
    with subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("moto_process.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        assert server.stdin is not None and server.stdout is not None
        yield f"http://127.0.0.1:{int(server.stdout.readline())}"
        server.stdin.close()
        server.wait(10)


@contextmanager
def moto_server(folder: Path) -> Iterator[Moto]:
    """A server with one user, who may do everything; from then on every call is checked."""
    sys.path.insert(0, str(folder))
    try:
        with process() as url:
            unchecked = Moto(url, folder)
            yield Moto(url, folder, new_user(unchecked, "tester", ALLOW_ALL))
    finally:
        sys.path.remove(str(folder))
        forget(folder)


def new_user(moto: Moto, name: str, policy: str) -> Credentials:
    """The access key of a new user."""
    keys: list[Credentials] = []

    async def story(client: Any) -> None:
        await client.create_user(user_name=name)
        await client.put_user_policy(
            user_name=name, policy_name="only", policy_document=policy
        )
        made = (await client.create_access_key(user_name=name)).access_key
        keys.append(Credentials(made.access_key_id, made.secret_access_key))

    moto.call(moto.package("iam"), story)
    return keys[0]
