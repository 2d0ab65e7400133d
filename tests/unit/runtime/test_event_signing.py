"""Signed events, against the expectations of the AWS SDKs for Go, Rust and Kotlin."""

from __future__ import annotations

from hashlib import sha256

import pytest
from aiosmithy.canonical import format_timestamp
from aiosmithy.event_stream import headers as h
from aiosmithy.event_stream.framing import Frame, FrameDecoder, encode_frame
from aiosmithy.event_stream.signing import (
    EventSigner,
    date_header,
    event_string_to_sign,
)
from aiosmithy.identity import Credentials
from aiosmithy.sigv4 import credential_scope, signature, signing_key

PRIOR = sha256(b"last message sts").hexdigest()
NOW = 123_456_789.999  # what is signed has whole seconds


def inner_message() -> bytes:
    headers = bytearray()
    h.write_text(headers, h.header_name("some-header"), "value")
    return encode_frame(headers, b"test payload")


def frame_of(data: bytes) -> Frame:
    decoder = FrameDecoder()
    decoder.feed(data)
    frame = decoder.next_frame()
    decoder.finish()
    assert frame is not None
    return frame


def test_string_to_sign() -> None:
    timestamp = format_timestamp(NOW)

    text = event_string_to_sign(
        timestamp,
        credential_scope(timestamp, "us-east-1", "testservice"),
        PRIOR,
        date_header(NOW),
        inner_message(),
    )

    assert text.split("\n") == [
        "AWS4-HMAC-SHA256-PAYLOAD",
        "19731129T213309Z",
        "19731129/us-east-1/testservice/aws4_request",
        "be1f8c7d79ef8e1abc5254a2c70e4da3bfaf4f07328f527444e1fc6ea67273e2",
        "0c0e3b3bf66b59b976181bd7d401927bbd624107303c713fd1e5f3d3c8dd1b1e",
        "f2eba0f2e95967ee9fbc6db5e678d2fd599229c0d04b11e4fc8e0f2a02a806c6",
    ]


def test_a_signature() -> None:
    timestamp = format_timestamp(NOW)
    scope = credential_scope(timestamp, "us-east-1", "testservice")
    key = signing_key("fake secret key", timestamp[:8], "us-east-1", "testservice")
    text = event_string_to_sign(
        timestamp, scope, PRIOR, date_header(NOW), inner_message()
    )

    signed = signature(key, text)

    assert signed == "1ea04a4f6becd85ae3e38e379ffaf4bb95042603f209512476cc6416868b31ee"


def test_the_message_around_a_message() -> None:
    signer = EventSigner(PRIOR, Credentials("id", "secret"), region="r", service="s")

    outer = frame_of(signer.sign(inner_message(), NOW))

    assert list(outer.headers) == [":date", ":chunk-signature"]
    assert h.read_headers(date_header(NOW)) == {":date": outer.headers[":date"]}
    assert outer.payload == inner_message()


def test_a_chain_of_signatures() -> None:
    prior = b"foobarbazqux".hex()
    expected = [
        (b"foo", 10, "e3a136405ec1152f62136742efd41f8639cd647a1cf21fab12aedb22cccd8999"),
        (b"bar", 20, "92a6ad677e839d3003672cb2cefc71ef80d42e8cb300fefce0807e8398c74068"),
        (b"baz", 30, "46d6660bd40f2ff5d6246a347895cabe7f4e89d9e1f4c6dad6dabdc801923be1"),
        (b"", 30, "492bcb3e21de447c85f8a9bef6c0eb833e992e405b9b3584be84edaccc5aad18"),
    ]  # fmt: skip; a table, a message a line

    for data, now, signed in expected:
        timestamp = format_timestamp(now)
        scope = credential_scope(timestamp, "us-east-1", "transcribestreaming")
        key = signing_key("SECRET", timestamp[:8], "us-east-1", "transcribestreaming")
        text = event_string_to_sign(timestamp, scope, prior, data, data)
        prior = signature(key, text)

        assert prior == signed


def test_each_event_is_signed_over_the_one_before_and_the_end_over_the_last() -> None:
    identity = Credentials("id", "secret")
    midnight = 1_700_006_400.0
    signer = EventSigner(PRIOR, identity, region="r", service="s")
    prior = PRIOR

    for message, now in ((b"a", midnight - 1), (b"b", midnight), (b"", midnight)):
        outer = frame_of(signer.sign(message, now))
        timestamp = format_timestamp(now)
        key = signing_key("secret", timestamp[:8], "r", "s")
        scope = credential_scope(timestamp, "r", "s")
        prior = signature(
            key,
            event_string_to_sign(timestamp, scope, prior, date_header(now), message),
        )

        assert outer.payload == message
        assert outer.headers[":chunk-signature"] == bytes.fromhex(prior)


@pytest.mark.parametrize("secret", ["secret", PRIOR])
def test_no_secret_is_shown(secret: str) -> None:
    signer = EventSigner(PRIOR, Credentials("id", "secret"), region="r", service="s")
    signer.sign(b"", 0)

    assert secret not in repr(signer)
