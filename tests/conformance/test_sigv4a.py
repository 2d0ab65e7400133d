"""The published SigV4a suite: canonical requests and strings to sign are the same, signatures hold both ways."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest
from aiosmithy import sigv4a
from conformance_table import Tally
from signing_cases import NOW, V4A, SigningCase, Spy, cases, needs_suites

ec = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.ec")
hashes = pytest.importorskip("cryptography.hazmat.primitives.hashes")

pytestmark = needs_suites


def verify(case: SigningCase, signature: str, text: str) -> None:
    """Hold a signature against the key that the case publishes."""
    point = json.loads((case.folder / "public-key.json").read_text())
    numbers = ec.EllipticCurvePublicNumbers(
        int(point["X"], 16), int(point["Y"], 16), ec.SECP256R1()
    )
    key = numbers.public_key()
    key.verify(bytes.fromhex(signature), text.encode(), ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize("case", cases(V4A), ids=repr)
@pytest.mark.parametrize("form", ["header", "query"])
def test_sigv4a(
    form: str, case: SigningCase, monkeypatch: pytest.MonkeyPatch, tally: Tally
) -> None:
    tally(f"signing: v4a {'headers' if form == 'header' else 'query'}")
    canonicals = Spy(monkeypatch, sigv4a, "canonical_form")
    texts = Spy(monkeypatch, sigv4a, "string_to_sign")

    signed = sign_headers(case) if form == "header" else sign_query(case)

    text = case.expected(f"{form}-string-to-sign")
    assert [canonicals.gave, texts.gave] == [
        case.expected(f"{form}-canonical-request"),
        text,
    ]
    verify(case, signed, text)
    verify(case, case.expected(f"{form}-signature").strip(), text)


def sign_headers(case: SigningCase) -> str:
    request = case.request()
    assert isinstance(request.body, bytes)
    if case.sign_body:
        request.headers["x-amz-content-sha256"] = sha256(request.body).hexdigest()
    sigv4a.SigV4aSigner().sign(
        request,
        case.identity,
        region_set=case.region,
        service=case.service,
        now=NOW,
        raw_path=case.raw_path,
    )
    return request.headers["authorization"].rpartition("Signature=")[2]


def sign_query(case: SigningCase) -> str:
    request = case.request()
    sigv4a.SigV4aSigner().sign_url(
        request,
        case.identity,
        region_set=case.region,
        service=case.service,
        now=NOW,
        expires_in=case.expires_in,
        raw_path=case.raw_path,
    )
    return request.query.rpartition("&X-Amz-Signature=")[2]
