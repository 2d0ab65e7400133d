"""Forms, and passwords of databases: what botocore makes of the same input."""

from __future__ import annotations

import asyncio
import json
from base64 import b64decode
from collections.abc import Iterator
from contextlib import ExitStack
from copy import deepcopy
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from aiosmithy import Credentials
from aiosmithy.auth_tokens import (
    dsql_admin_auth_token,
    dsql_auth_token,
    rds_auth_token,
)
from aiosmithy.clients.sts import STSClient
from aiosmithy.errors import ValidationError
from aiosmithy.http import HttpResponse
from aiosmithy.testing import stub_session
from botocore import auth, signers, xform_name
from botocore.config import Config
from botocore.session import Session
from differential_calls import REGION
from differential_run import same_world
from peer_clients import Clients

KEYS = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "token+/==")


@pytest.fixture(autouse=True)
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with same_world():
        monkeypatch.setattr(signers, "get_current_datetime", auth.get_current_datetime)
        yield


@pytest.fixture(scope="module", name="clients")
def clients_fixture(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clients]:
    with ExitStack() as stack:
        yield Clients(tmp_path_factory.mktemp("clients"), stack)


def boto(service: str, **config: Any) -> Any:
    session = Session(profile=None)
    session.set_credentials(*KEYS)
    return session.create_client(
        service, region_name=REGION, config=Config(**config, proxies={})
    )


# --- forms

POSTS: list[dict[str, Any]] = [
    {"Bucket": "some-bucket", "Key": "a b/é"},
    {"Bucket": "with.dots", "Key": "a/${filename}", "ExpiresIn": 60},
    {
        "Bucket": "some-bucket",
        "Key": "k",
        "Fields": {"acl": "public-read", "Content-Type": "image/png"},
        "Conditions": [
            {"acl": "public-read"},
            ["starts-with", "$content-type", "image/"],
            ["content-length-range", 1, 1000],
        ],
    },
]


@pytest.mark.parametrize("given", POSTS)
def test_forms(given: dict[str, Any], clients: Clients) -> None:
    theirs = boto(
        "s3", signature_version="s3v4", s3={"addressing_style": "virtual"}
    ).generate_presigned_post(**deepcopy(given))

    ours = asyncio.run(post(clients, given))

    assert ours.fields == theirs["fields"]
    assert ours.url.rstrip("/") == theirs["url"].rstrip("/")


async def post(clients: Clients, given: dict[str, Any]) -> Any:
    client = clients.client("s3", HttpResponse(200, {}, b""))
    client = client.with_options(credentials=Credentials(*KEYS))
    return await client.presign_post(
        bucket=given["Bucket"],
        key=given["Key"],
        fields=given.get("Fields"),
        conditions=given.get("Conditions"),
        expires_in=given.get("ExpiresIn", 3600),
    )


def test_what_no_condition_names_has_to_be_as_it_is(clients: Clients) -> None:
    """S3 refuses forms with fields that the policy does not name; botocore leaves that to the caller."""
    given = {"Bucket": "some-bucket", "Key": "k", "Fields": {"acl": "private"}}

    ours = asyncio.run(post(clients, given))

    policy = json.loads(b64decode(ours.fields["policy"]))
    assert {"acl": "private"} in policy["conditions"]
    assert "wJalr" not in repr(ours)
    assert ours.fields["x-amz-signature"] not in repr(ours)


# --- passwords of databases


def token(function: Any, **given: Any) -> str:
    session = stub_session(lambda _: None)
    client = STSClient(region=REGION, credentials=Credentials(*KEYS), session=session)
    return str(asyncio.run(function(client, **given)))


@pytest.mark.parametrize("region", [None, "us-west-2"])
def test_passwords_of_rds(region: str | None) -> None:
    host, user = "db.abc.eu-west-1.rds.amazonaws.com", "some user"
    theirs = boto("rds").generate_db_auth_token(host, 5432, user, region)

    ours = token(rds_auth_token, host=host, port=5432, user=user, region=region)
    assert ours == theirs


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (dsql_auth_token, "generate_db_connect_auth_token"),
        (dsql_admin_auth_token, "generate_db_connect_admin_auth_token"),
    ],
)
@pytest.mark.parametrize("region", [None, "us-west-2"])
def test_passwords_of_dsql(function: Any, name: str, region: str | None) -> None:
    host = "abc.dsql.eu-west-1.on.aws"
    theirs = getattr(boto("dsql"), name)(host, region, 600)

    assert token(function, host=host, region=region, expires_in=600) == theirs


@pytest.mark.parametrize("host", ["", "https://db", "db:5432", "db/x", "db?x", "d b"])
def test_a_host_is_only_that(host: str) -> None:
    with pytest.raises(ValidationError, match="without scheme and port"):
        token(dsql_auth_token, host=host)
    with pytest.raises(ValidationError, match="without scheme and port"):
        token(rds_auth_token, host=host, port=5432, user="u")


# --- speech


@pytest.mark.parametrize(
    "given",
    [
        {"OutputFormat": "mp3", "Text": "a b & é", "VoiceId": "Joanna"},
        {
            "OutputFormat": "mp3",
            "Text": "<speak/>",
            "VoiceId": "Amy",
            "TextType": "ssml",
            "LexiconNames": ["one"],
            "SampleRate": "8000",
        },
    ],
)
def test_speech_may_be_played_from_a_url(
    given: dict[str, Any], clients: Clients
) -> None:
    theirs = boto("polly").generate_presigned_url(
        "synthesize_speech", given, 60, HttpMethod="GET"
    )

    client = clients.client("polly", HttpResponse(200, {}, b""))
    client = client.with_options(credentials=Credentials(*KEYS))
    arguments = {xform_name(name): value for name, value in given.items()}
    ours = asyncio.run(client.presign_synthesize_speech(**arguments, expires_in=60))

    assert (ours.method, ours.headers) == ("GET", {})
    assert parts(ours.url) == parts(theirs)


def parts(url: str) -> Any:
    found = urlsplit(url)
    return found.netloc, found.path, sorted(parse_qsl(found.query))


@pytest.mark.parametrize("port", [0, 65536, "5432", None])
def test_a_port_is_a_number(port: Any) -> None:
    with pytest.raises(ValidationError, match="port"):
        token(rds_auth_token, host="db", port=port, user="u")
