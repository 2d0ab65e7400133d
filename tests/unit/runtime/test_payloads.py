"""What stands for a body's hash, and where the checksum of a stream goes."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

import pytest
from aiosmithy.chunked_signing import ChunkedBody
from aiosmithy.http import HttpRequest
from aiosmithy.payloads import SIGNED, SIGNED_TRAILER, UNSIGNED, UNSIGNED_TRAILER
from aiosmithy.payloads import settle as settled
from aiosmithy.stream_bodies import IterableBody, new_body

DATA = b"abc"
HASH = sha256(DATA).hexdigest()
CRC32 = "NSRBwg=="  # of b"abc"
CHECKSUM = "x-amz-checksum-crc32"
SAID = "x-amz-content-sha256"


async def once() -> AsyncIterator[bytes]:
    yield DATA


def settle(
    body: Any,
    *,
    scheme: str = "https",
    checksum: str = "CRC32",
    s3: bool = True,
    unsigned: bool = False,
    signs: bool = True,
    **more: Any,
) -> tuple[str, HttpRequest]:
    operation: Any = SimpleNamespace(
        unsigned_payload=unsigned,
        sends_events=False,
        requires_length=False,
        service=SimpleNamespace(signs_content=s3),
        name="PutObject",
    )
    if not isinstance(body, bytes):
        body.checksum = checksum
    request = HttpRequest("PUT", "/", body=body, origin=f"{scheme}://b.s3.example.com")
    return asyncio.run(settled(request, operation, signs=signs, **more)), request


def file() -> Any:
    return new_body(io.BytesIO(DATA))


def test_over_tls_a_checksum_stands_behind_a_stream() -> None:
    said, request = settle(file(), signs_chunks=True)

    assert said == request.headers[SAID] == UNSIGNED_TRAILER
    assert request.headers["x-amz-trailer"] == CHECKSUM
    assert isinstance(request.body, ChunkedBody)


def test_that_is_so_without_a_signature_too() -> None:
    said, request = settle(file(), signs=False)

    assert said == request.headers[SAID] == UNSIGNED_TRAILER


@pytest.mark.parametrize(
    ("checksum", "stands"), [("CRC32", SIGNED_TRAILER), ("", SIGNED)]
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_stream_is_signed_where_the_settings_say_so(
    scheme: str, checksum: str, stands: str
) -> None:
    said, request = settle(
        file(), scheme=scheme, checksum=checksum, signs_payload=True, signs_chunks=True
    )

    assert said == request.headers[SAID] == stands
    assert isinstance(request.body, ChunkedBody)


@pytest.mark.parametrize(
    "how",
    [
        {"scheme": "http", "signs_chunks": True},
        {"signs_payload": True},  # the signature cannot go on
        {"signs_payload": True, "signs_chunks": True, "s3": False},
    ],
)
def test_else_both_go_ahead_of_the_body(how: Any) -> None:
    said, request = settle(file(), **how)

    assert said == HASH
    assert request.headers == {CHECKSUM: CRC32}
    assert not isinstance(request.body, ChunkedBody)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_what_can_be_read_once_is_kept_for_its_checksum(scheme: str) -> None:
    said, request = settle(IterableBody(once()), scheme=scheme, unsigned=True)

    assert request.body == DATA
    assert request.headers[CHECKSUM] == CRC32
    assert said == (UNSIGNED if scheme == "https" else "")


def test_s3_takes_bodies_unsigned_where_the_settings_say_so() -> None:
    for body in (DATA, file()):
        said, request = settle(body, scheme="http", checksum="", signs_payload=False)

        assert said == request.headers[SAID] == UNSIGNED
    assert settle(DATA, s3=False, signs_payload=False)[0] == ""


def test_without_a_checksum_the_hash_goes_ahead() -> None:
    said, request = settle(file(), checksum="", signs_chunks=True)

    assert (said, request.headers) == (HASH, {})
