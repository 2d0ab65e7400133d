"""What S3 wants besides its model."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from aiosmithy.s3 import (
    Listing,
    SseKey,
    assumed_parameters,
    checked_bucket,
    key_label,
    lenient_http_date,
    quote_copy_source,
)
from aiosmithy.shapes import Shape
from botocore.handlers import handle_copy_source_param, sse_md5

ARN = "arn:aws:s3:us-west-2:123456789012:accesspoint/mine"


class PutInput(Shape):
    key: str | None = None
    md5: str | None = None
    copy_source: str | None = None
    encoding_type: str | None = None


class Item(Shape):
    key: str | None


class ListOutput(Shape):
    encoding_type: str | None
    prefix: str | None = None
    contents: list[Item] | None = None


@pytest.mark.parametrize("bucket", ["b", "My_Bucket.1", "a..b", "a b", "a#b", ARN])
def test_buckets(bucket: str) -> None:
    assert checked_bucket(bucket) == bucket


@pytest.mark.parametrize("bucket", ["", ".", "..", "a/b", "/", "../x"])
def test_what_would_leave_the_buckets_place_is_refused(bucket: str) -> None:
    with pytest.raises(ValueError, match="neither a bucket's name nor an ARN"):
        checked_bucket(bucket)


def test_the_message_does_not_show_what_was_given() -> None:
    with pytest.raises(ValueError, match="Bucket") as caught:
        checked_bucket("my/secret")

    assert "secret" not in str(caught.value)


def test_a_bucket_of_another_type() -> None:
    wrong: Any = None
    with pytest.raises(TypeError, match="NoneType"):
        checked_bucket(wrong)


OWN, PATH = "http://localhost:9000", {"force_path_style": True}


@pytest.mark.parametrize(
    ("endpoint_url", "style", "known", "bucket", "assumed"),
    [
        (None, "auto", {}, "b", {}),
        (None, "path", {}, "b", PATH),
        (None, "path", {}, ARN, {}),
        (None, "path", {"accelerate": True}, "b", {}),
        (None, "virtual", {}, "b", {}),
        (OWN, "auto", {}, "b", PATH),
        (OWN, "auto", {}, None, PATH),
        (OWN, "auto", {}, ARN, {}),
        (OWN, "auto", {"accelerate": True}, "b", {}),
        (OWN, "virtual", {}, "b", {}),
    ],
)
def test_an_endpoint_of_ones_own_has_buckets_in_its_path_unless_the_profile_says_it(
    endpoint_url: str | None, style: str, known: Any, bucket: str | None, assumed: Any
) -> None:
    settings: Any = SimpleNamespace(
        endpoint_url=endpoint_url, endpoint_parameters=known, addressing_style=style
    )

    assert assumed_parameters(settings, {"bucket": bucket}) == assumed


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("../key.txt", "../key.txt"),
        ("a/./b//c", "a/./b//c"),
        ("ä b+?#%", "%C3%A4%20b%2B%3F%23%25"),
        ("/a/", "/a/"),
    ],
)
def test_keys_are_paths_as_they_are(key: str, path: str) -> None:
    assert key_label(key, "Key") == path


def test_without_a_key_the_bucket_would_be_meant() -> None:
    with pytest.raises(ValueError, match="Key: ''"):
        key_label("", "Key")


def test_a_customers_key_travels_with_its_hash() -> None:
    step = SseKey("key", "md5")

    found = step(PutInput(key="a" * 32))

    params = {"SSECustomerKey": "a" * 32}
    sse_md5(params)
    assert found.key == params["SSECustomerKey"]
    assert found.md5 == params["SSECustomerKeyMD5"]
    raw: Any = b"a" * 32
    assert step(PutInput(key=raw)) == found


def test_a_key_with_its_hash_or_no_key_stays() -> None:
    step = SseKey("key", "md5")

    for given in (PutInput(key="QQ==", md5="m"), PutInput()):
        assert step(given) is given


@pytest.mark.parametrize(
    ("source", "quoted"),
    [
        ("b/k", "b/k"),
        ("b/a b+é", "b/a%20b%2B%C3%A9"),
        ("b/a%20b?versionId=x/y", "b/a%2520b?versionId=x/y"),
        ("b/a?b", "b/a%3Fb"),
    ],
)
def test_copy_sources_are_encoded_but_for_the_version(source: str, quoted: str) -> None:
    params = {"CopySource": source}
    handle_copy_source_param(params)

    assert quote_copy_source(PutInput(copy_source=source)).copy_source == quoted
    assert params["CopySource"] == quoted


def test_expires_is_a_date_or_nothing() -> None:
    found = lenient_http_date("Sun, 06 Nov 1994 08:49:37 GMT")

    assert found is not None
    assert found.year == 1994
    assert lenient_http_date("0") is None


LISTING = Listing(("prefix",), (("contents", "key"),))


def test_listings_are_asked_for_encoded_and_given_decoded() -> None:
    given = PutInput()
    output = ListOutput(
        encoding_type="url", prefix="a%2Fb+", contents=[Item(key="%0A"), Item(key=None)]
    )

    assert LISTING(given).encoding_type == "url"
    LISTING.complete(given, output)

    assert output.prefix == "a/b "
    assert output.contents == [Item(key="\n"), Item(key=None)]


def test_who_asks_for_encoded_names_gets_them() -> None:
    given = PutInput(encoding_type="url")
    output = ListOutput(encoding_type="url", prefix="a%2Fb")

    assert LISTING(given) is given
    LISTING.complete(given, output)

    assert output.prefix == "a%2Fb"


def test_names_that_come_plain_stay() -> None:
    output = ListOutput(encoding_type=None, prefix="100%25")

    LISTING.complete(PutInput(), output)

    assert output.prefix == "100%25"
