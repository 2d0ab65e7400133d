"""Files that S3 takes with a checksum behind them: the headers and the body are botocore's."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, NoReturn

import pytest
from aiosmithy import Credentials
from aiosmithy.http import HttpRequest
from aiosmithy.stream_bodies import StreamBody
from aiosmithy.testing import stub_session
from botocore.config import Config
from botocore.session import Session
from differential_calls import REGION
from differential_run import same_world
from peer_clients import Clients

KEYS = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
MIB = 1 << 20
COMPARED = (
    "content-encoding",
    "content-type",
    "x-amz-checksum-crc32",
    "x-amz-checksum-sha256",
    "x-amz-content-sha256",
    "x-amz-decoded-content-length",
    "x-amz-sdk-checksum-algorithm",
    "x-amz-trailer",
)


class Sent(Exception):
    """Carries a request out of a client."""

    def __init__(self, headers: Any, body: Any) -> None:
        found = {name.lower(): value for name, value in headers.items()}
        texts = {k: v.decode() if isinstance(v, bytes) else v for k, v in found.items()}
        self.headers = {name: texts.get(name) for name in COMPARED}
        self.body = body


@pytest.fixture(autouse=True)
def world() -> Iterator[None]:
    with same_world():
        yield


@pytest.fixture(scope="module", name="clients")
def clients_fixture(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clients]:
    with ExitStack() as stack:
        yield Clients(tmp_path_factory.mktemp("clients"), stack)


@pytest.mark.parametrize("size", [0, 5, MIB, 2 * MIB + 7])
@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    "given", [{}, {"ChecksumAlgorithm": "SHA256"}, {"ContentEncoding": "gzip"}]
)
def test_uploads(
    given: dict[str, str], scheme: str, size: int, clients: Clients
) -> None:
    data, url = bytes(range(256)) * (size // 256 + 1), f"{scheme}://s3.example.com"

    ours = by_us(clients, url, data[:size], given)
    theirs = by_botocore(url, data[:size], given)

    assert ours.headers == {
        **theirs.headers,
        # It describes the body, of which nothing is known; botocore says nothing at all.
        "content-type": "application/octet-stream",
    }
    assert ours.body == theirs.body


def by_us(clients: Clients, url: str, data: bytes, given: dict[str, str]) -> Sent:
    def stop(request: HttpRequest) -> NoReturn:
        raise Sent(request.headers, request.body)

    async def put() -> Sent:
        package = clients.package("s3")
        client = package.S3Client(
            region=REGION,
            credentials=Credentials(*KEYS),
            endpoint_url=url,
            session=stub_session(stop),
        )
        names = {
            "ChecksumAlgorithm": "checksum_algorithm",
            "ContentEncoding": "content_encoding",
        }
        more = {names[name]: value for name, value in given.items()}
        with pytest.raises(Sent) as sent:
            await client.put_object(
                bucket="bucket", key="k", body=io.BytesIO(data), **more
            )
        body = sent.value.body
        assert isinstance(body, StreamBody)
        sent.value.body = b"".join([chunk async for chunk in body.chunks()])
        return sent.value

    return asyncio.run(put())


def by_botocore(url: str, data: bytes, given: dict[str, str]) -> Sent:
    def stop(request: Any, **_: Any) -> NoReturn:
        raise Sent(request.headers, request.body.read())

    session = Session(profile=None)
    session.set_credentials(*KEYS)
    config = Config(proxies={}, s3={"addressing_style": "path"})
    client = session.create_client(
        "s3", region_name=REGION, endpoint_url=url, config=config
    )
    client.meta.events.register("before-send", stop)
    with pytest.raises(Sent) as sent:
        client.put_object(Bucket="bucket", Key="k", Body=io.BytesIO(data), **given)
    return sent.value
