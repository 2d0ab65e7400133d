"""Signatures in URLs. The published vectors, and botocore beside it, are in tests/conformance."""

from __future__ import annotations

import pytest
from aiosmithy import Credentials
from aiosmithy.http import HttpRequest
from aiosmithy.signed_urls import sign_url

NOW = 1_440_938_160.0
KEYS = Credentials("AKID", "secret", "token+/=")


def signed(
    origin: str = "https://x.example.com", query: str = "", **more: str
) -> HttpRequest:
    request = HttpRequest("GET", "/", query=query, origin=origin)
    sign_url(
        request, KEYS, region="r", service="s", now=NOW, expires_in=60, **more  # type: ignore[arg-type]
    )
    return request


def test_what_stands_in_the_query() -> None:
    head, _, signature = signed(query="a=b").query.rpartition("=")

    assert head == (
        "a=b&X-Amz-Algorithm=AWS4-HMAC-SHA256"
        "&X-Amz-Credential=AKID%2F20150830%2Fr%2Fs%2Faws4_request"
        "&X-Amz-Date=20150830T123600Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host"
        "&X-Amz-Security-Token=token%2B%2F%3D&X-Amz-Signature"
    )
    assert len(signature) == 64


def test_a_session_of_s3_express_has_a_name_of_its_own() -> None:
    query = signed(session_header="x-amz-s3session-token").query

    assert "&X-Amz-S3session-Token=token%2B%2F%3D&" in query
    assert "Security-Token" not in query


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("https://X.Example.com", "x.example.com"),
        ("https://x.example.com:443", "x.example.com"),
        ("http://x.example.com:80", "x.example.com"),
        ("https://x.example.com:80", "x.example.com:80"),
        ("http://localhost:4566", "localhost:4566"),
    ],
)
def test_the_host_is_signed_as_it_will_be_sent(origin: str, host: str) -> None:
    assert signed(origin).headers["host"] == host
