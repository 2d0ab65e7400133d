"""SigV4a: the derived key, and what happens without cryptography. The published vectors are in tests/conformance."""

from __future__ import annotations

import sys
from hashlib import sha256
from typing import Any

import pytest
from aiosmithy import Credentials, sigv4a
from aiosmithy.errors import ConfigurationError
from aiosmithy.http import HttpRequest
from aiosmithy.sigv4a import SigV4aSigner, private_number

ec = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.ec")

NOW = 1_440_938_160.0
SECRET = "q+jcrXGc+0zWN6uzclKVhvMmUsIfRPa4rlRandom"
KEYS = Credentials("AKISORANDOMAASORANDOM", SECRET, "token+/=")
FACTS: dict[str, Any] = {"region_set": "us-east-1,eu-*", "service": "s3", "now": NOW}


def request(**headers: str) -> HttpRequest:
    return HttpRequest("GET", "/a b", headers=headers, origin="https://x.example.com")


def test_the_key_that_the_sdks_derive() -> None:
    """The pair that AWS's SDKs have in their own tests of the derivation."""
    number = private_number("AKISORANDOMAASORANDOM", SECRET)

    public = ec.derive_private_key(number, ec.SECP256R1()).public_key()
    found = public.public_numbers()
    assert f"{found.x:064x}" == (
        "15d242ceebf8d8169fd6a8b5a746c41140414c3b07579038da06af89190fffcb"
    )
    assert f"{found.y:064x}" == (
        "0515242cedd82e94799482e4c0514b505afccf2c0c98d6a553bf539f424c5ec0"
    )


def test_a_number_out_of_range_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bytes] = []

    def digest(key: bytes, text: bytes, name: str) -> bytes:
        seen.append(text)
        return b"\xff" * 32 if len(seen) < 3 else (5).to_bytes(32, "big")

    monkeypatch.setattr(sigv4a.hmac, "digest", digest)

    assert private_number("AKID", "secret") == 6
    assert [text[-5] for text in seen] == [1, 2, 3]


def test_headers_say_where_the_signature_holds() -> None:
    made = request()
    SigV4aSigner().sign(made, KEYS, **FACTS)

    assert made.headers["x-amz-region-set"] == "us-east-1,eu-*"
    assert made.headers["x-amz-security-token"] == "token+/="
    assert made.headers["authorization"].startswith(
        "AWS4-ECDSA-P256-SHA256 Credential=AKISORANDOMAASORANDOM/20150830/s3/aws4_request,"
        " SignedHeaders=host;x-amz-date;x-amz-region-set;x-amz-security-token, Signature="
    )


def test_a_session_of_s3_express_has_a_header_of_its_own() -> None:
    made = request()
    SigV4aSigner().sign(made, KEYS, session_header="x-amz-s3session-token", **FACTS)

    assert made.headers["x-amz-s3session-token"] == "token+/="
    assert "x-amz-security-token" not in made.headers


def test_keys_are_kept_but_not_all_and_not_shown() -> None:
    signer = SigV4aSigner()
    for number in range(70):
        signer.sign(request(), Credentials(f"AKID{number}", "secret"), **FACTS)

    assert len(signer._keys) <= 64
    assert repr(signer) == f"<SigV4aSigner, {len(signer._keys)} keys>"


@pytest.mark.parametrize("form", ["sign", "sign_url"])
def test_without_cryptography(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric", None)
    more = {"expires_in": 60} if form == "sign_url" else {}

    with pytest.raises(ConfigurationError, match=r"aiosmithy\[sigv4a\]"):
        getattr(SigV4aSigner(), form)(request(), KEYS, **FACTS, **more)


def test_what_is_signed_is_hashed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    texts: list[str] = []

    def spy(timestamp: str, scope: str, canonical: str) -> str:
        texts.append(canonical)
        return "text"

    monkeypatch.setattr(sigv4a, "string_to_sign", spy)
    made = request()
    made.body = b"body"
    SigV4aSigner().sign(made, KEYS, **FACTS)
    SigV4aSigner().sign(made, KEYS, payload_hash="UNSIGNED-PAYLOAD", **FACTS)

    hashes = [text.rpartition("\n")[2] for text in texts]
    assert hashes == [sha256(b"body").hexdigest(), "UNSIGNED-PAYLOAD"]
