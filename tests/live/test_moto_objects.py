"""S3's objects as streams, both ways, in a moto server that checks signatures."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from moto_clients import REGION, Moto

BUCKET = "bucket-of-streams"
LARGE = bytes(range(256)) * (9 << 10)


async def parts() -> AsyncIterator[bytes]:
    yield b"one"
    yield b"two"


def test_objects_go_out_and_come_back_as_streams(moto: Moto, tmp_path: Path) -> None:
    s3 = moto.package("s3")
    (tmp_path / "large").write_bytes(LARGE)

    async def story(client: Any) -> None:
        where = s3.shapes.CreateBucketConfiguration(location_constraint=REGION)
        await client.create_bucket(bucket=BUCKET, create_bucket_configuration=where)

        with (tmp_path / "large").open("rb") as file:
            await client.put_object(bucket=BUCKET, key="a/b c", body=file)
        async with (await client.get_object(bucket=BUCKET, key="a/b c")).body as body:
            assert b"".join([chunk async for chunk in body]) == LARGE

        await client.put_object(bucket=BUCKET, key="parts", body=parts())
        part = await client.get_object(bucket=BUCKET, key="parts", range="bytes=1-3")
        assert await part.body.read() == b"net"

        source = await client.get_object(bucket=BUCKET, key="a/b c")
        await client.put_object(bucket=BUCKET, key="copy", body=source.body)
        copy = await client.head_object(bucket=BUCKET, key="copy")
        assert copy.content_length == len(LARGE)

        chunked = client.with_options(payload_signing_enabled=True)
        with (tmp_path / "large").open("rb") as file:
            await chunked.put_object(bucket=BUCKET, key="chunks", body=file)
        chunks = await client.get_object(bucket=BUCKET, key="chunks")
        assert await chunks.body.read() == LARGE

        with pytest.raises(s3.errors.NoSuchKey) as raised:
            await client.get_object(bucket=BUCKET, key="none")
        assert raised.value.http_status == 404

    moto.call(s3, story)
