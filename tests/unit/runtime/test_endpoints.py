"""Endpoints, and the functions that compiled endpoint rules call."""

from __future__ import annotations

import pytest
from aiosmithy import endpoints
from aiosmithy.endpoints import Endpoint, parse_arn, parse_url


@pytest.mark.parametrize(
    ("url", "scheme", "authority", "path", "normalized", "is_ip"),
    [
        ("https://example.com", "https", "example.com", "", "/", False),
        ("HTTP://example.com:80/a/b", "http", "example.com:80", "/a/b", "/a/b/", False),
        ("https://127.0.0.1/", "https", "127.0.0.1", "/", "/", True),
        ("https://[fe80::1]", "https", "[fe80::1]", "", "/", True),
        ("http://[::1]:8000/x/", "http", "[::1]:8000", "/x/", "/x/", True),
        ("http://1.2.3.256", "http", "1.2.3.256", "", "/", False),
        ("http://localhost:4566", "http", "localhost:4566", "", "/", False),
    ],
)
def test_parse_url(
    url: str, scheme: str, authority: str, path: str, normalized: str, is_ip: bool
) -> None:
    parsed = parse_url(url)

    assert parsed is not None
    assert (parsed.scheme, parsed.authority, parsed.path) == (scheme, authority, path)
    assert (parsed.normalized_path, parsed.is_ip) == (normalized, is_ip)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com",
        "//example.com",
        "ftp://example.com",
        "https://",
        "https:///path",
        "https://:80",
        "https://example.com?x=y",
        "https://example.com/?x=y",
        "https://example.com/#top",
        "https://user@example.com",
        "https://user:secret@example.com",
        "https://example.com:port",
        "https://example.com:99999",
        "https://example.com:\uff11",
        "https://exa mple.com",
        "https://example.com/a b",
        "https://example.com\n.evil.test",
        "https://example.com\\@evil.test",
        "https://[::1",
        "https://[::1]evil.test",
        "https://ex\u00e4mple.com",
    ],
)
def test_what_is_no_url_gives_none(url: str) -> None:
    assert parse_url(url) is None


def test_parse_arn() -> None:
    arn = parse_arn("arn:aws:s3:eu-west-1:123456789012:accesspoint/my:point")

    assert arn is not None
    assert (arn.partition, arn.service, arn.region) == ("aws", "s3", "eu-west-1")
    assert (arn.account_id, list(arn.resource_id)) == (
        "123456789012",
        ["accesspoint", "my", "point"],
    )


@pytest.mark.parametrize(
    "text",
    ["", "arn", "arn:aws:s3:::", "arn::s3:::x", "arn:aws::::x", "xarn:aws:s3:::x"],
)
def test_what_is_no_arn_gives_none(text: str) -> None:
    assert parse_arn(text) is None


@pytest.mark.parametrize(
    ("label", "alone", "dotted"),
    [
        ("eu-west-1", True, True),
        ("a" * 63, True, True),
        ("a" * 64, False, False),
        ("a.b", False, True),
        ("a..b", False, False),
        (".", False, False),
        ("", False, False),
        ("-a", False, False),
        ("a-", False, False),
        ("a_b", False, False),
        ("a\n", False, False),
        ("\u0663", False, False),
        ("a/b", False, False),
    ],
)
def test_host_labels(label: str, alone: bool, dotted: bool) -> None:
    assert endpoints.is_valid_host_label(label) is alone
    assert endpoints.is_valid_host_label(label, allow_subdomains=True) is dotted


@pytest.mark.parametrize(
    ("bucket", "expected"),
    [
        ("my-bucket", True),
        ("ab", False),
        ("My-bucket", False),
        ("my.bucket", False),
        ("192.168.1.1", False),
    ],
)
def test_virtual_hostable_buckets(bucket: str, expected: bool) -> None:
    assert endpoints.is_virtual_hostable_s3_bucket(bucket) is expected


def test_an_ip_address_is_no_bucket_even_with_dots_allowed() -> None:
    check = endpoints.is_virtual_hostable_s3_bucket

    assert check("my.bucket", allow_subdomains=True)
    assert not check("192.168.1.1", allow_subdomains=True)


def test_substring_counts_from_either_end() -> None:
    assert endpoints.substring("abcdef", 1, 3) == "bc"
    assert endpoints.substring("abcdef", 1, 3, reverse=True) == "de"
    assert endpoints.substring("ab", 0, 3) is None
    assert endpoints.substring("äbcdef", 0, 3) is None


def test_split_item_and_coalesce() -> None:
    parts = endpoints.split("a--b--c", "--", 2)

    assert parts == ["a", "b--c"]
    assert endpoints.item(parts, -1) == "b--c"
    assert endpoints.item(parts, 2) is None
    assert endpoints.coalesce(endpoints.item(parts, 5), "x") == "x"


def test_uri_encode_keeps_only_unreserved_characters() -> None:
    assert endpoints.uri_encode("a/b c~😹") == "a%2Fb%20c~%F0%9F%98%B9"


def test_endpoints_compare_by_value() -> None:
    assert Endpoint("https://a") == Endpoint("https://a", properties={}, headers={})
    assert Endpoint("https://a") != Endpoint("https://b")
    assert (
        repr(Endpoint("https://a"))
        == "Endpoint('https://a', properties={}, headers={})"
    )
