"""S3's buckets in paths and in host names, as its endpoint rules say, in a moto server that checks signatures."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiosmithy import Session
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.transport import AiohttpTransport
from moto_clients import NOWHERE, REGION, Moto

BUCKET = "bucket-of-keys"
AWS = f"s3.{REGION}.amazonaws.com"
KEYS = [
    "plain",
    "dir/sub/file.txt",
    "dots/./and/../more",
    ".hidden",
    "double//slash",
    "spaces in it ",
    "plus+and&and=and?and#",
    "percent%41%2F",
    "tilde~star*quote'(paren)!",
    "Grüße/日本語/🙂",
    "end/",
]


class Nearby:
    """Takes to the server what is meant for AWS; notes which hosts that was."""

    http2 = False

    def __init__(self, url: str) -> None:
        self._url = url
        self._transport = AiohttpTransport()
        self.hosts: set[str] = set()

    async def send(self, request: HttpRequest, **options: Any) -> HttpResponse:
        self.hosts.add(request.headers["host"])
        near = request.copy()
        near.origin = self._url
        return await self._transport.send(near, **options)

    async def close(self) -> None:
        await self._transport.close()


async def story(client: Any, shapes: Any, bucket: str) -> None:
    """Create, write, list, read, copy and delete."""
    where = shapes.CreateBucketConfiguration(location_constraint=REGION)
    await client.create_bucket(bucket=bucket, create_bucket_configuration=where)
    assert bucket in [each.name for each in (await client.list_buckets()).buckets]

    for key in KEYS:
        await client.put_object(bucket=bucket, key=key, body=f"body of {key}".encode())
    listed = await client.list_objects_v2(bucket=bucket)
    assert sorted(each.key for each in listed.contents) == sorted(KEYS)

    for key in KEYS:
        answer = await client.get_object(bucket=bucket, key=key)
        assert (await answer.body.read()).decode() == f"body of {key}"
    inside = await client.list_objects_v2(bucket=bucket, prefix="Grüße/", delimiter="/")
    assert [each.prefix for each in inside.common_prefixes] == ["Grüße/日本語/"]

    await client.delete_object(bucket=bucket, key=KEYS[2])
    rest = [shapes.ObjectIdentifier(key=key) for key in KEYS if key != KEYS[2]]
    gone = await client.delete_objects(
        bucket=bucket, delete=shapes.Delete(objects=rest)
    )
    assert len(gone.deleted) == len(KEYS) - 1
    await client.delete_bucket(bucket=bucket)
    assert bucket not in [each.name for each in (await client.list_buckets()).buckets]


@pytest.mark.parametrize(
    ("bucket", "path_style", "host"),
    [
        (BUCKET, False, f"{BUCKET}.{AWS}"),
        (BUCKET, True, AWS),
        ("bucket.with.dots", False, AWS),  # whose host no certificate would fit
    ],
)
def test_keys_of_all_kinds(
    moto: Moto, bucket: str, path_style: bool, host: str
) -> None:
    package = moto.package("s3")
    nearby = Nearby(moto.url)

    async def told() -> None:
        async with (
            Session(environ=NOWHERE, transport=nearby) as session,
            package.S3Client(
                region=REGION,
                credentials=moto.credentials,
                session=session,
                force_path_style=path_style,
            ) as client,
        ):
            await story(client, package.shapes, bucket)

    asyncio.run(asyncio.wait_for(told(), 60))

    assert nearby.hosts == {host, AWS}  # ListBuckets has no bucket
