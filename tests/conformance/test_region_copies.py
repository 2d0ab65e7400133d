"""Copies between regions: the form that is sent, with the URL that is signed for the other region, is botocore's."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import parse_qsl

import pytest
from aiosmithy import Credentials
from aiosmithy.http import HttpRequest
from aiosmithy.testing import stub_session
from aws_packages import package
from botocore.config import Config
from botocore.session import Session
from differential_calls import REGION
from differential_run import same_world

KEYS = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "token+/==")
ARN = "arn:aws:rds:us-west-2:123456789012:snapshot:a"
SOURCE = {"SourceRegion": "us-west-2"}

CASES: list[tuple[str, str, dict[str, str]]] = [
    ("ec2", "CopySnapshot", {**SOURCE, "SourceSnapshotId": "snap-1"}),
    ("ec2", "CopySnapshot", {"SourceRegion": REGION, "SourceSnapshotId": "snap"}),
    (
        "ec2",
        "CopySnapshot",
        {**SOURCE, "SourceSnapshotId": "snap", "PresignedUrl": "https://x"},
    ),
    (
        "rds",
        "CopyDBSnapshot",
        {
            **SOURCE,
            "SourceDBSnapshotIdentifier": ARN,
            "TargetDBSnapshotIdentifier": "é b",
        },
    ),
    ("rds", "CreateDBInstanceReadReplica", {**SOURCE, "DBInstanceIdentifier": "a"}),
    (
        "rds",
        "StartDBInstanceAutomatedBackupsReplication",
        {**SOURCE, "SourceDBInstanceArn": ARN},
    ),
    (
        "neptune",
        "CopyDBClusterSnapshot",
        {
            **SOURCE,
            "SourceDBClusterSnapshotIdentifier": ARN,
            "TargetDBClusterSnapshotIdentifier": "b",
        },
    ),
    (
        "docdb",
        "CreateDBCluster",
        {
            **SOURCE,
            "DBClusterIdentifier": "a",
            "Engine": "docdb",
            "PreSignedUrl": "https://x",
        },
    ),
    ("docdb", "CreateDBCluster", {"DBClusterIdentifier": "a", "Engine": "docdb"}),
]


class Sent(Exception):
    """Carries the form out of a client."""

    def __init__(self, body: Any) -> None:
        text = body.decode() if isinstance(body, bytes) else body
        self.fields = dict(parse_qsl(text, keep_blank_values=True))


@pytest.fixture(autouse=True)
def world() -> Iterator[None]:
    with same_world():
        yield


@pytest.fixture(scope="module", name="folder")
def folder_fixture(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("packages")
        patch.syspath_prepend(str(folder))
        yield folder


@pytest.mark.parametrize(("service", "operation", "given"), CASES)
def test_a_copy_brings_its_url(
    service: str, operation: str, given: dict[str, str], folder: Path
) -> None:
    ours = by_us(service, operation, given, folder)

    assert ours == by_botocore(service, operation, given)


def by_us(
    service: str, operation: str, given: dict[str, str], folder: Path
) -> dict[str, str]:
    def stop(request: HttpRequest) -> NoReturn:
        raise Sent(request.body)

    name = f"copies_{service}_{operation.lower()}"
    made = package(folder, name, service, operation)
    kind = getattr(made, made.__all__[0])
    keys = Credentials(*KEYS)
    client = kind(region=REGION, credentials=keys, session=stub_session(stop))
    method = next(v for k, v in vars(kind).items() if k[0] != "_")
    names = {name.replace("_", ""): name for name in method.__annotations__}
    arguments = {names[key.lower()]: value for key, value in given.items()}
    with pytest.raises(Sent) as sent:
        asyncio.run(method(client, **arguments))
    return sent.value.fields


def by_botocore(service: str, operation: str, given: dict[str, str]) -> dict[str, str]:
    def stop(request: Any, **_: Any) -> NoReturn:
        raise Sent(request.body)

    session = Session(profile=None)
    session.set_credentials(*KEYS)
    client = session.create_client(
        service, region_name=REGION, config=Config(proxies={})
    )
    client.meta.events.register("before-send", stop)
    with pytest.raises(Sent) as sent:
        client._make_api_call(operation, given)
    return sent.value.fields
