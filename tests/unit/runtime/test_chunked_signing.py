"""Bodies in chunks: AWS's published examples, and what they are made of."""

from __future__ import annotations

import asyncio
import io
import re
import zlib
from base64 import b64encode

import pytest
from aiosmithy import Credentials
from aiosmithy.chunked_signing import ChunkedBody, ChunkSigner, send_in_chunks
from aiosmithy.http import HttpRequest
from aiosmithy.stream_bodies import CHUNK, FileBody
from hypothesis import given
from hypothesis import strategies as st

EXAMPLE = Credentials(
    "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
)
FACTS = {"region": "us-east-1", "service": "s3", "timestamp": "20130524T000000Z"}


def file_body(data: bytes, algorithm: str = "") -> FileBody:
    body = FileBody(io.BytesIO(data))
    asyncio.run(body.measure())
    body.checksum = algorithm
    return body


async def all_of(body: ChunkedBody) -> bytes:
    return b"".join([part async for part in body.chunks()])


def test_the_example_without_a_trailer() -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html, the example at its end."""
    seed = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9"
    signer = ChunkSigner(seed, EXAMPLE, **FACTS)

    assert [signer.chunk(data) for data in (b"a" * 65536, b"a" * 1024, b"")] == [
        "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
        "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
        "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
    ]


def test_the_example_with_a_trailer() -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html, the example at its end."""
    seed = "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e"
    signer = ChunkSigner(seed, EXAMPLE, **FACTS)
    chunks = [signer.chunk(data) for data in (b"a" * 65536, b"a" * 1024, b"")]

    assert chunks == [
        "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
        "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
        "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
    ]
    assert signer.trailer("x-amz-checksum-crc32c", "sOO8/Q==") == (
        "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435"
    )


def test_a_checksum_stands_behind_the_chunks() -> None:
    data = bytes(CHUNK) + b"rest"
    request = HttpRequest("PUT", "/", headers={"content-encoding": "gzip"})

    said = send_in_chunks(request, file_body(data, "CRC32"), signed=False)

    assert said == "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
    assert request.headers == {
        "content-encoding": "gzip,aws-chunked",
        "x-amz-decoded-content-length": str(len(data)),
        "x-amz-trailer": "x-amz-checksum-crc32",
    }
    assert isinstance(request.body, ChunkedBody)
    sent = asyncio.run(all_of(request.body))
    checksum = b64encode(zlib.crc32(data).to_bytes(4, "big"))
    assert sent == b"".join(
        [
            *(b"100000\r\n", bytes(CHUNK), b"\r\n"),
            *(b"4\r\n", b"rest", b"\r\n"),
            *(b"0\r\nx-amz-checksum-crc32:", checksum, b"\r\n\r\n"),
        ]
    )


def test_each_chunk_and_the_trailer_are_signed() -> None:
    data = bytes(CHUNK) + b"rest"
    request = HttpRequest("PUT", "/", headers={"content-length": str(len(data))})

    said = send_in_chunks(request, file_body(data, "SHA256"), signed=True)

    assert said == "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
    body = request.body
    assert isinstance(body, ChunkedBody)
    body.sign_with(ChunkSigner("seed", EXAMPLE, **FACTS))
    sent = asyncio.run(all_of(body))
    assert request.headers["content-length"] == str(body.length) == str(len(sent))
    signer = ChunkSigner("seed", EXAMPLE, **FACTS)
    expected = [signer.chunk(part) for part in (bytes(CHUNK), b"rest", b"")]
    (checksum,) = re.findall(rb"x-amz-checksum-sha256:(.*)\r\n", sent)
    expected.append(signer.trailer("x-amz-checksum-sha256", checksum.decode()))
    assert re.findall(rb"signature[=:]([0-9a-f]{64})\r\n", sent) == [
        text.encode() for text in expected
    ]


@given(
    st.sampled_from([0, 1, 9, 16, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK]),
    st.sampled_from(["", "CRC32", "SHA1", "SHA256"]),
    st.booleans(),
)
def test_the_length_is_known_before(size: int, algorithm: str, signed: bool) -> None:
    body = ChunkedBody(file_body(bytes(size), algorithm), algorithm, signed=signed)
    if signed:
        body.sign_with(ChunkSigner("seed", EXAMPLE, **FACTS))

    assert len(asyncio.run(all_of(body))) == body.length


def test_no_chunk_goes_out_unsigned_by_mistake() -> None:
    body = ChunkedBody(file_body(b"data"), "", signed=True)

    with pytest.raises(AssertionError, match="signed after"):
        asyncio.run(all_of(body))


def test_a_signer_does_not_show_its_key() -> None:
    assert repr(ChunkSigner("seed", EXAMPLE, **FACTS)) == "<ChunkSigner>"
