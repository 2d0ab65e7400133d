"""The signer is the pure functions written out as one, and botocore's signer agrees."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from unittest import mock

import pytest
from aiosmithy import Credentials
from aiosmithy.canonical import (
    UNSIGNED_HEADERS,
    canonical_headers,
    canonical_path,
    canonical_query,
    canonical_request,
    format_timestamp,
)
from aiosmithy.http import HttpRequest
from aiosmithy.sigv4 import (
    SigV4Signer,
    authorization_header,
    credential_scope,
    signature,
    signing_key,
    string_to_sign,
)
from hypothesis import given
from hypothesis import strategies as st

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
NOW = 1_440_938_160.0
ORIGIN = "https://service.us-east-1.amazonaws.com"

ENCODED = "abcXYZ019-._~%20%2F%C3%A9"
PATHS = st.lists(
    st.sampled_from(["a", "b-c", "%20", "%2F", ".", "..", "", "~", "x.y"])
).map(lambda parts: "/" + "/".join(parts))
QUERIES = st.lists(
    st.tuples(
        st.sampled_from(["a", "a-b", "A", "%C3%A9", "z"]),
        st.sampled_from(["", "1", "%20"]),
    )
).map(lambda pairs: "&".join(f"{name}={value}" for name, value in pairs))
HEADERS = st.dictionaries(
    st.sampled_from(["content-type", "x-amz-meta-a", "x-b", "user-agent", "expect"]),
    st.sampled_from(["v", "a  b", " lead", "trail ", "tab\tin", "a,b", "é"]),
)
REQUESTS = st.builds(
    lambda method, path, query, headers, body: HttpRequest(
        method, path, query=query, headers=dict(headers), body=body, origin=ORIGIN
    ),
    st.sampled_from(["GET", "POST", "DELETE"]),
    PATHS,
    QUERIES,
    HEADERS,
    st.binary(max_size=20),
)
IDENTITIES = st.builds(
    Credentials,
    st.just("AKID"),
    st.sampled_from([SECRET, "s"]),
    st.sampled_from([None, "token+/="]),
)


def sign(request: HttpRequest, identity: Credentials) -> dict[str, str]:
    SigV4Signer().sign(
        request, identity, region="us-east-1", service="service", now=NOW
    )
    return request.headers


@given(REQUESTS, IDENTITIES)
def test_the_signer_is_its_parts_put_together(
    request: HttpRequest, identity: Credentials
) -> None:
    headers = dict(sign(request, identity))
    got = headers.pop("authorization")

    lines, names = canonical_headers(
        (name, value) for name, value in headers.items() if name not in UNSIGNED_HEADERS
    )
    timestamp = format_timestamp(NOW)
    scope = credential_scope(timestamp, "us-east-1", "service")
    canonical = canonical_request(
        request.method,
        canonical_path(request.path),
        canonical_query(request.query),
        lines,
        names,
        sha256(request.body).hexdigest(),
    )
    key = signing_key(identity.secret_access_key, timestamp[:8], "us-east-1", "service")
    signed = signature(key, string_to_sign(timestamp, scope, canonical))
    assert got == authorization_header("AKID", scope, names, signed)


@given(REQUESTS, IDENTITIES)
def test_botocore_signs_the_same(request: HttpRequest, identity: Credentials) -> None:
    from botocore import auth, awsrequest, credentials

    ours = dict(sign(request, identity))
    theirs: Any = awsrequest.AWSRequest(
        request.method,
        request.url,
        headers={
            k: v for k, v in ours.items() if k not in ("authorization", "x-amz-date")
        },
        data=request.body,
    )
    signer = auth.SigV4Auth(
        credentials.Credentials(
            "AKID", identity.secret_access_key, identity.session_token
        ),
        "service",
        "us-east-1",
    )
    with mock.patch.object(
        auth,
        "get_current_datetime",
        lambda: datetime.fromtimestamp(NOW, UTC),
        create=True,
    ):
        signer.add_auth(theirs)

    assert theirs.headers["Authorization"] == ours["authorization"]


def test_a_day_a_region_and_a_secret_have_their_own_key() -> None:
    signer = SigV4Signer()

    def signed(identity: Credentials, region: str, now: float) -> str:
        request = HttpRequest("GET", "/", origin=ORIGIN)
        signer.sign(request, identity, region=region, service="service", now=now)
        return request.headers["authorization"].rpartition("=")[2]

    one, two = Credentials("AKID", SECRET), Credentials("AKID", "other")
    cases = [
        (identity, region, now)
        for identity in (one, two)
        for region in ("us-east-1", "eu-west-1")
        for now in (NOW, NOW + 1, NOW + 86_400)
    ]
    first = [signed(*case) for case in cases]

    assert len(set(first)) == len(cases)
    assert [signed(*case) for case in cases] == first


def test_keys_do_not_pile_up() -> None:
    signer = SigV4Signer()
    for number in range(1000):
        request = HttpRequest("GET", "/", origin=ORIGIN)
        signer.sign(
            request,
            Credentials("AKID", SECRET),
            region=f"r-{number}",
            service="s",
            now=NOW,
        )

    assert len(signer._keys) <= 64
    assert SECRET not in repr(signer)


@pytest.mark.parametrize("header", sorted(UNSIGNED_HEADERS - {"authorization"}))
def test_what_intermediaries_change_is_not_signed(header: str) -> None:
    request = HttpRequest("GET", "/", headers={header: "x"}, origin=ORIGIN)

    signed = sign(request, Credentials("AKID", SECRET))["authorization"]
    assert header not in signed.split("SignedHeaders=")[1].split(",")[0].split(";")
