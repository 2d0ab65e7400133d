"""The verifier, held to AWS's published vectors and to every way of getting a signature wrong."""

from __future__ import annotations

import hashlib
import hmac
from calendar import timegm
from typing import Any

import pytest
from aiosmithy_codegen.serve.refusals import Refusal
from aiosmithy_codegen.serve.settings import Secret
from aiosmithy_codegen.serve.signatures import (
    Signed,
    Verifier,
    canonical_request,
    parse_authorization,
)
from attrs import evolve

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
NOW = timegm((2015, 8, 30, 12, 36, 0))
VERIFIER = Verifier("service", {"AKIDEXAMPLE": Secret(SECRET)})
SCOPE = "20150830/us-east-1/service/aws4_request"


def authorization(
    signature: str, headers: str = "host;x-amz-date", **changes: str
) -> str:
    credential = changes.get("credential", f"AKIDEXAMPLE/{SCOPE}")
    return (
        f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={headers},"
        f" Signature={signature}"
    )


def request(path: str = "/", query: str = "", **headers: str) -> Signed:
    sent = {
        "host": ["example.amazonaws.com"],
        "x-amz-date": ["20150830T123600Z"],
        **{name.replace("_", "-"): [value] for name, value in headers.items()},
    }
    return Signed("GET", path, query, sent, b"")


def signed(
    unsigned: Signed, names: str = "host;x-amz-date", scope: str = SCOPE
) -> Signed:
    """Signs by the book, with nothing of the verifier but its canonical request."""
    payload = hashlib.sha256(unsigned.body).hexdigest()
    text = canonical_request(unsigned, names.split(";"), payload)
    digest = hashlib.sha256(text.encode()).hexdigest()
    date = unsigned.headers["x-amz-date"][0]
    key = f"AWS4{SECRET}".encode()
    for part in (*scope.split("/"), f"AWS4-HMAC-SHA256\n{date}\n{scope}\n{digest}"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    header = authorization(key.hex(), names, credential=f"AKIDEXAMPLE/{scope}")
    return evolve(unsigned, headers={**unsigned.headers, "authorization": [header]})


def refused(wrong: Signed, verifier: Verifier = VERIFIER, now: float = NOW) -> str:
    with pytest.raises(Refusal) as caught:
        verifier.verify(wrong, now)
    assert caught.value.status == 403
    return caught.value.code


@pytest.mark.parametrize(
    ("path", "query", "signature"),
    [
        # get-vanilla, get-relative and get-vanilla-query-order-key-case of AWS's Signature Version 4 test suite
        ("/", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        (
            "/example/..",
            "",
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        ),
        (
            "/",
            "Param2=value2&Param1=value1",
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        ),
    ],
)
def test_published_signatures_are_right(path: str, query: str, signature: str) -> None:
    claim = VERIFIER.verify(
        request(path, query, authorization=authorization(signature)), NOW
    )

    assert (claim.access_key, claim.region) == ("AKIDEXAMPLE", "us-east-1")


def test_the_raw_path_is_encoded_once_more() -> None:
    text = canonical_request(request("/tags/arn%3Aaws%2Fx"), ["host"], "hash")

    assert text.split("\n")[1] == "/tags/arn%253Aaws%252Fx"


def test_header_values_are_trimmed_and_joined() -> None:
    headers = {"my-header": ["  a   b ", "c"]}

    text = canonical_request(
        Signed("GET", "/", "", headers, b""), ["my-header"], "hash"
    )

    assert "my-header:a b,c\n" in text


@pytest.mark.parametrize(
    "change",
    [
        {"method": "POST"},
        {"raw_path": "/other"},
        {"raw_query": "a=1"},
        {"body": b"other"},
        {"headers": {"host": ["evil.example"]}},
    ],
)
def test_a_changed_request_has_a_wrong_signature(change: dict[str, Any]) -> None:
    right = signed(request())
    headers = {**right.headers, **change.pop("headers", {})}

    assert (
        refused(evolve(right, headers=headers, **change)) == "InvalidSignatureException"
    )


def test_another_secret_gives_another_signature() -> None:
    verifier = Verifier("service", {"AKIDEXAMPLE": Secret("another")})

    assert refused(signed(request()), verifier) == "InvalidSignatureException"


@pytest.mark.parametrize(
    ("seconds", "ok"), [(300, True), (-300, True), (301, False), (-301, False)]
)
def test_a_signature_is_good_for_five_minutes(seconds: int, ok: bool) -> None:
    if ok:
        VERIFIER.verify(signed(request()), NOW + seconds)
    else:
        assert (
            refused(signed(request()), now=NOW + seconds) == "InvalidSignatureException"
        )


@pytest.mark.parametrize(
    ("scope", "code"),
    [
        ("20150830/us-east-1/other/aws4_request", "InvalidSignatureException"),
        ("20150831/us-east-1/service/aws4_request", "InvalidSignatureException"),
        ("20150830/us-east-1/service/aws3", "IncompleteSignatureException"),
    ],
)
def test_the_scope_must_be_the_services(scope: str, code: str) -> None:
    assert refused(signed(request(), scope=scope)) == code


def test_any_region_may_be_signed_for() -> None:
    scope = "20150830/eu-west-1/service/aws4_request"

    assert VERIFIER.verify(signed(request(), scope=scope), NOW).region == "eu-west-1"


@pytest.mark.parametrize("names", ["x-amz-date", "host", "x-amz-date;host"])
def test_host_and_date_must_be_signed_and_names_sorted(names: str) -> None:
    assert refused(signed(request(), names)) in (
        "InvalidSignatureException",
        "IncompleteSignatureException",
    )


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("Basic abc", "IncompleteSignatureException"),
        ("AWS4-HMAC-SHA256", "IncompleteSignatureException"),
        (
            "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=x",
            "Incomplete",
        ),
        (
            authorization("00", credential=f"NOBODY/{SCOPE}"),
            "UnrecognizedClientException",
        ),
        (authorization("00"), "InvalidSignatureException"),
        (authorization("\udcff"), "InvalidSignatureException"),
        (authorization(""), "IncompleteSignatureException"),
    ],
)
def test_bad_authorization_headers(header: str, code: str) -> None:
    assert refused(request(authorization=header)).startswith(code)


def test_no_signature_at_all() -> None:
    assert refused(request()) == "MissingAuthenticationTokenException"


@pytest.mark.parametrize("date", ["", "20150830", "20151399T996099Z"])
def test_the_date_header_must_be_a_date(date: str) -> None:
    unsigned = request()
    headers = {**unsigned.headers, "x-amz-date": [date]}

    assert (
        refused(signed(evolve(unsigned, headers=headers)))
        == "IncompleteSignatureException"
    )


def test_session_tokens_must_be_the_configured_ones() -> None:
    names = "host;x-amz-date;x-amz-security-token"
    with_token = signed(request(x_amz_security_token="token"), names)
    verifier = Verifier("service", {"AKIDEXAMPLE": Secret(SECRET, "token")})

    verifier.verify(with_token, NOW)

    assert refused(with_token) == "UnrecognizedClientException"
    assert refused(signed(request()), verifier) == "UnrecognizedClientException"


def test_a_declared_payload_hash_must_be_the_bodys() -> None:
    names = "host;x-amz-content-sha256;x-amz-date"

    wrong = signed(request(x_amz_content_sha256="0" * 64), names)

    assert refused(wrong) == "InvalidSignatureException"


def test_an_unsigned_payload_is_for_operations_that_allow_it() -> None:
    names = "host;x-amz-content-sha256;x-amz-date"

    assert refused(signed(request(x_amz_content_sha256="UNSIGNED-PAYLOAD"), names))


def test_secrets_do_not_show() -> None:
    assert SECRET not in repr(VERIFIER)
    assert "token" not in repr(Secret(SECRET, "token"))


def test_access_keys_may_hold_slashes() -> None:
    header = authorization("00", credential=f"a/b/{SCOPE}")

    assert parse_authorization(header).access_key == "a/b"
