"""The published SigV4 suites: canonical request, string to sign and signature, in headers and in URLs."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from aiosmithy import Credentials, canonical, signed_urls, sigv4
from conformance_table import Tally
from signing_cases import (
    CLASSIC,
    NOW,
    V4,
    SigningCase,
    Spy,
    cases,
    needs_suites,
    parsed,
    read,
)

pytestmark = needs_suites

# The one case with a token has it outside its request.
CLASSIC_TOKEN = "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267"
SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"


@pytest.mark.parametrize(
    "case", sorted(CLASSIC.rglob("*.req")), ids=lambda case: case.stem
)
def test_classic_suite(
    case: Path, monkeypatch: pytest.MonkeyPatch, tally: Tally
) -> None:
    tally("signing: sigv4-botocore")
    request = parsed(read(case))
    if "content-length" not in read(case.with_suffix(".creq")):
        request.headers.pop("content-length", None)
    token = CLASSIC_TOKEN if "session-token" in case.stem else None
    spy = Spy(monkeypatch, sigv4, "canonical_form")

    sigv4.SigV4Signer().sign(
        request,
        Credentials("AKIDEXAMPLE", SECRET, token),
        region="us-east-1",
        service="service",
        now=NOW,
    )

    scope = sigv4.credential_scope("20150830T123600Z", "us-east-1", "service")
    got = [
        spy.gave,
        sigv4.string_to_sign("20150830T123600Z", scope, spy.gave),
        request.headers["authorization"],
    ]
    assert got == [
        read(case.with_suffix(f".{part}")) for part in ("creq", "sts", "authz")
    ]


@pytest.mark.parametrize("case", cases(V4), ids=repr)
def test_current_suite_in_headers(
    case: SigningCase, monkeypatch: pytest.MonkeyPatch, tally: Tally
) -> None:
    tally("signing: v4 headers")
    request = case.request()
    assert isinstance(request.body, bytes)
    if case.sign_body:
        request.headers["x-amz-content-sha256"] = sha256(request.body).hexdigest()
    spy = Spy(monkeypatch, sigv4, "canonical_form")

    signed = sigv4.SigV4Signer().sign(
        request,
        case.identity,
        region=case.region,
        service=case.service,
        now=NOW,
        raw_path=case.raw_path,
    )

    timestamp = canonical.format_timestamp(NOW)
    scope = sigv4.credential_scope(timestamp, case.region, case.service)
    got = [spy.gave, sigv4.string_to_sign(timestamp, scope, spy.gave), signed]
    assert got == [
        case.expected(f"header-{part}")
        for part in ("canonical-request", "string-to-sign", "signature")
    ]


@pytest.mark.parametrize("case", cases(V4), ids=repr)
def test_current_suite_in_urls(
    case: SigningCase, monkeypatch: pytest.MonkeyPatch, tally: Tally
) -> None:
    tally("signing: v4 query")
    request = case.request()
    canonicals = Spy(monkeypatch, signed_urls, "canonical_form")
    texts = Spy(monkeypatch, signed_urls, "string_to_sign")

    signed_urls.sign_url(
        request,
        case.identity,
        region=case.region,
        service=case.service,
        now=NOW,
        expires_in=case.expires_in,
        raw_path=case.raw_path,
    )

    signed = request.query.rpartition("&X-Amz-Signature=")[2]
    assert [canonicals.gave, texts.gave, signed] == [
        case.expected(f"query-{part}")
        for part in ("canonical-request", "string-to-sign", "signature")
    ]
