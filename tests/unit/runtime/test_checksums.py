"""Checksums of buffered requests and responses."""

from __future__ import annotations

import asyncio
import sys
from base64 import b64encode
from types import SimpleNamespace
from typing import Any

import pytest
from aiosmithy.checksums import (
    BodyCrc32,
    Checksum,
    ResponseChecksum,
    content_md5,
    digest,
)
from aiosmithy.errors import (
    ChecksumMismatchError,
    ConfigurationError,
    ConnectionLostError,
)
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.stream_bodies import StreamBody
from aiosmithy.streams import ByteStream, byte_stream
from streamed import FakeStream

ALWAYS: Any = SimpleNamespace(request_checksums=True, response_checksums=True)
WHERE_REQUIRED: Any = SimpleNamespace(request_checksums=False, response_checksums=False)
CRC32 = "NSRBwg=="  # of b"abc", as zlib and every other CRC-32 have it


def request(body: Any = b"abc", **headers: str) -> HttpRequest:
    return HttpRequest("PUT", "/", body=body, headers=dict(headers))


def finished(step: Any, made: HttpRequest, settings: Any, **input: Any) -> Any:
    step(made, SimpleNamespace(**input), settings)
    return made.headers


@pytest.mark.parametrize(
    ("algorithm", "expected"),
    [
        ("CRC32", CRC32),
        ("SHA1", "qZk+NkcGgWq6PiVxeFDCbJzQ2J0="),
        ("SHA256", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="),
        ("MD5", "kAFQmDzST7DWlj99KOF/cg=="),
    ],
)
def test_algorithms(algorithm: str, expected: str) -> None:
    found = digest(algorithm, b"abc")

    assert found is not None
    assert b64encode(found).decode() == expected


def test_the_default_is_crc32_and_says_so() -> None:
    step = Checksum(algorithm="algorithm", header="x-amz-sdk-checksum-algorithm")

    headers = finished(step, request(), ALWAYS, algorithm=None)

    assert headers == {
        "x-amz-checksum-crc32": CRC32,
        "x-amz-sdk-checksum-algorithm": "CRC32",
    }


def test_where_it_is_not_required_the_settings_may_leave_it_out() -> None:
    optional = Checksum(algorithm="algorithm")
    required = Checksum(required=True, algorithm="algorithm")

    assert finished(optional, request(), WHERE_REQUIRED, algorithm=None) == {}
    headers = finished(required, request(), WHERE_REQUIRED, algorithm=None)
    assert headers == {"x-amz-checksum-crc32": CRC32}


def test_an_operation_that_names_no_algorithm_has_none_unless_it_is_required() -> None:
    assert finished(Checksum(), request(), ALWAYS) == {}
    assert finished(Checksum(required=True), request(), ALWAYS) == {
        "x-amz-checksum-crc32": CRC32
    }


def test_the_input_chooses_the_algorithm() -> None:
    headers = finished(
        Checksum(algorithm="algorithm", header="x-amz-sdk-checksum-algorithm"),
        request(),
        WHERE_REQUIRED,
        algorithm="SHA1",
    )

    assert headers == {"x-amz-checksum-sha1": "qZk+NkcGgWq6PiVxeFDCbJzQ2J0="}


def test_a_checksum_that_is_there_stays_the_only_one() -> None:
    step = Checksum(required=True, algorithm="algorithm")
    given = request(**{"x-amz-checksum-sha256": "mine"})

    assert finished(step, given, ALWAYS, algorithm=None) == {
        "x-amz-checksum-sha256": "mine"
    }


def test_headers_about_checksums_are_none() -> None:
    given = request(**{"x-amz-checksum-mode": "ENABLED"})

    headers = finished(Checksum(required=True), given, ALWAYS)

    assert headers["x-amz-checksum-crc32"] == CRC32


@pytest.mark.parametrize("algorithm", ["CRC32C", "XXHASH64", "nonsense"])
def test_an_algorithm_that_cannot_be_made_is_refused(
    algorithm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "awscrt.checksums", None)

    with pytest.raises(ConfigurationError, match="(?i)" + algorithm):
        finished(Checksum(algorithm="a"), request(), ALWAYS, a=algorithm)


def test_the_crt_makes_what_python_cannot(monkeypatch: pytest.MonkeyPatch) -> None:
    crt = SimpleNamespace(crc32c=lambda data, before: before + len(data))
    monkeypatch.setitem(sys.modules, "awscrt", SimpleNamespace(checksums=crt))
    monkeypatch.setitem(sys.modules, "awscrt.checksums", crt)

    assert digest("CRC32C", b"abc") == bytes([0, 0, 0, 3])
    assert digest("CRC64NVME", b"abc") is None
    asyncio.run(streamed(b"ab", b"c", crc32c="AAAAAw=="))


@pytest.mark.parametrize(("chosen", "name"), [(None, "CRC32"), ("sha1", "SHA1")])
def test_a_stream_is_told_which_checksum_it_will_have(chosen: Any, name: str) -> None:
    step, made = Checksum(algorithm="a", header="x-alg"), request(StreamBody())

    said = {} if chosen else {"x-alg": name}
    assert finished(step, made, ALWAYS, a=chosen) == said
    assert made.body.checksum == name


def test_a_stream_needs_an_algorithm_that_can_be_used() -> None:
    with pytest.raises(ConfigurationError, match="XX"):
        finished(Checksum(algorithm="a"), request(StreamBody()), ALWAYS, a="XX")


def test_content_md5_unless_there_is_a_checksum() -> None:
    md5 = {"content-md5": "kAFQmDzST7DWlj99KOF/cg=="}

    assert finished(content_md5, request(), ALWAYS) == md5
    given = request(**{"content-md5": "mine"})
    assert finished(content_md5, given, ALWAYS) == {"content-md5": "mine"}
    given = request(**{"x-amz-checksum-crc32": "mine"})
    assert finished(content_md5, given, ALWAYS) == {"x-amz-checksum-crc32": "mine"}


@pytest.mark.parametrize("said", ["891568578", " 891568578 "])
def test_dynamodbs_bodies_have_a_checksum_of_their_own(said: str) -> None:
    answer = HttpResponse(200, {"x-amz-crc32": said}, b"abc")

    BodyCrc32().check(request(), answer)
    BodyCrc32().check(request(), HttpResponse(200, {}, b"abc"))
    for body, header in ((b"abd", said), (b"abc", "1"), (b"abc", "x")):
        with pytest.raises(ChecksumMismatchError):
            damaged = HttpResponse(200, {"x-amz-crc32": header}, body)
            BodyCrc32().check(request(), damaged)


CHECK = ResponseChecksum(
    header="x-amz-checksum-mode", algorithms=("CRC32C", "CRC32", "SHA256")
)


def checked(settings: Any = ALWAYS, body: bytes = b"abc", **headers: str) -> None:
    made = request()
    CHECK(made, None, settings)
    names = {f"x-amz-checksum-{name}": value for name, value in headers.items()}
    CHECK.check(made, HttpResponse(200, {"x-amzn-requestid": "r-1", **names}, body))


def test_responses_are_asked_for_and_held_against_their_checksum() -> None:
    checked(crc32=CRC32)
    checked()
    with pytest.raises(ChecksumMismatchError, match="CRC32.*r-1") as caught:
        checked(crc32=CRC32, body=b"abd")
    assert (caught.value.http_status, caught.value.body) == (200, b"abd")
    assert caught.value.retryable


def test_what_is_no_base64_is_another_checksum() -> None:
    with pytest.raises(ChecksumMismatchError):
        checked(crc32="$$$")


def test_the_first_that_can_be_made_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "awscrt.checksums", None)

    checked(crc32c="AAAAAA==", crc32=CRC32, sha256="wrong")


def test_checksums_of_parts_say_nothing_of_the_whole() -> None:
    checked(crc32="AAAAAA==-3")


def test_only_what_was_asked_for_is_checked() -> None:
    checked(WHERE_REQUIRED, crc32="AAAAAA==")

    made = request(**{"x-amz-checksum-mode": "ENABLED"})  # the input asked
    answer = HttpResponse(200, {"x-amz-checksum-crc32": "AAAAAA=="}, b"abc")
    with pytest.raises(ChecksumMismatchError):
        CHECK.check(made, answer)


# --- responses that are streamed


def opened(
    *parts: bytes | Exception, settings: Any = ALWAYS, **headers: str
) -> tuple[FakeStream, ByteStream]:
    """A body that comes in parts, and what the caller reads it from."""
    made = request()
    CHECK(made, None, settings)
    names = {f"x-amz-checksum-{name}": value for name, value in headers.items()}
    stream = FakeStream(*parts)
    answer = HttpResponse(200, {"x-amzn-requestid": "r-1", **names}, b"", stream)
    CHECK.check(made, answer)
    return stream, byte_stream(answer)


async def streamed(*parts: bytes, **headers: str) -> bytes:
    return await opened(*parts, **headers)[1].read()


def test_a_stream_is_held_against_its_checksum_while_it_is_read() -> None:
    sha256 = "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="

    for headers in ({"crc32": CRC32}, {"sha256": sha256}, {}):
        assert asyncio.run(streamed(b"a", b"bc", **headers)) == b"abc"


@pytest.mark.parametrize("said", [CRC32, "$$$", "AAAAAA=="])
def test_a_stream_that_is_another_one_ends_in_an_error_and_stays_so(said: str) -> None:
    async def test() -> None:
        _, body = opened(b"a", b"bd", crc32=said)
        chunks = aiter(body)

        assert [await anext(chunks), await anext(chunks)] == [b"a", b"bd"]
        for _ in range(2):
            with pytest.raises(ChecksumMismatchError, match="CRC32.*r-1") as caught:
                await anext(chunks)
            assert (caught.value.http_status, caught.value.body) == (200, b"")

    asyncio.run(test())


def test_an_empty_stream_is_checked_too() -> None:
    assert asyncio.run(streamed(crc32="AAAAAA==")) == b""
    with pytest.raises(ChecksumMismatchError):
        asyncio.run(streamed(crc32=CRC32))


@pytest.mark.parametrize(
    ("settings", "said"), [(ALWAYS, "AAAAAA==-3"), (WHERE_REQUIRED, "AAAAAA==")]
)
def test_a_stream_is_not_checked_by_parts_or_unasked(settings: Any, said: str) -> None:
    stream, body = opened(b"abc", settings=settings, crc32=said)

    assert body is stream


def test_a_stream_that_breaks_or_is_closed_says_so_and_no_more() -> None:
    async def test() -> None:
        _, broken = opened(b"a", ConnectionLostError("cut"), crc32=CRC32)
        with pytest.raises(ConnectionLostError):
            await broken.read()

        stream, left = opened(b"a", b"bd", crc32=CRC32)
        async with left as chunks:
            assert await anext(aiter(chunks)) == b"a"
        assert stream.closed

    asyncio.run(test())
