"""The defects that were found in the best peer, of what it sends: each is a test, named after it."""

from __future__ import annotations

import base64
import re
import zlib
from typing import Any
from urllib.parse import parse_qsl
from xml.etree import ElementTree

import pytest
from aiosmithy import errors
from aiosmithy.http import HttpRequest
from differential_calls import signed_by_botocore
from peer_clients import (
    Clients,
    clients_fixture,  # noqa: F401 - a fixture
    reply,
)


def is_signed_as_sent(request: HttpRequest) -> bool:
    """Whether botocore's signer, which signs S3's paths as they are, agrees with the signature."""
    return signed_by_botocore(request) == request.headers["authorization"]


def bucket_and_key(request: HttpRequest) -> tuple[str, str]:
    """Where a request to S3 goes: the bucket may be in the host or in the path."""
    host = request.headers["host"]
    if host.startswith("bkt."):
        return "bkt", request.path[1:]
    bucket, _, key = request.path[1:].partition("/")
    return bucket, key


# 1
@pytest.mark.parametrize("key", ["a/../b", "..", "a/..", "./a", "a/./b"])
def test_dot_segments_in_keys_are_sent_as_they_are_or_refused(
    clients: Clients, key: str
) -> None:
    """S3 does not normalize keys (https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html)."""
    try:
        request = clients.sent("s3", "delete_object", bucket="bkt", key=key)
    except errors.ValidationError:
        return

    assert bucket_and_key(request) == ("bkt", key)
    assert is_signed_as_sent(request)


# 1
@pytest.mark.parametrize("name", [".", ".."])
def test_dot_segments_in_labels_are_refused(clients: Clients, name: str) -> None:
    """RFC 3986 §5.2.4 takes them out of a path, which would then be another operation's."""
    with pytest.raises(errors.ValidationError, match="FunctionName|function_name"):
        clients.sent("lambda", "delete_function", function_name=name)


# 2
@pytest.mark.parametrize("method", ["delete_object", "put_object", "get_object"])
def test_an_empty_label_is_refused(clients: Clients, method: str) -> None:
    """A request without its label would be DeleteBucket or CreateBucket.

    https://smithy.io/2.0/spec/http-bindings.html#httplabel-trait: labels are never empty.
    """
    with pytest.raises(errors.ValidationError, match="key"):
        clients.sent("s3", method, bucket="bkt", key="")


# 3
@pytest.mark.parametrize("key", ["a//b", "/a", "//", "a/", "a b+c~é"])
def test_keys_with_more_than_one_slash_are_signed_as_sent(
    clients: Clients, key: str
) -> None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html: S3 paths are not normalized."""
    request = clients.sent("s3", "get_object", bucket="bkt", key=key)

    assert is_signed_as_sent(request)


# 4
def test_a_carriage_return_in_xml_arrives_as_one(clients: Clients) -> None:
    """XML readers turn a bare CR LF into LF (https://www.w3.org/TR/xml/#sec-line-ends)."""
    shapes = clients.package("s3").shapes
    key = "a\r\nb\rc"
    request = clients.sent(
        "s3",
        "delete_objects",
        bucket="bkt",
        delete=shapes.Delete(objects=[shapes.ObjectIdentifier(key=key)]),
    )
    read = ElementTree.fromstring(bytes(request.body))

    assert [each.text for each in read.iter() if each.tag.endswith("Key")] == [key]


# 5
@pytest.mark.parametrize("method", ["batch_get_item", "batch_write_item"])
def test_batches_of_dynamodb_are_sent(clients: Clients, method: str) -> None:
    """Their endpoint's parameters are paths through the input, in the model's names."""
    shapes = clients.package("dynamodb").shapes
    items: dict[str, Any] = {
        "batch_get_item": {"t": shapes.KeysAndAttributes(keys=[])},
        "batch_write_item": {"t": []},
    }
    request = clients.sent("dynamodb", method, request_items=items[method])

    assert b'"RequestItems"' in request.body
    assert request.headers["host"] == "dynamodb.eu-west-1.amazonaws.com"


# 6
def test_bodies_in_xml_have_their_namespace(clients: Clients) -> None:
    """Route 53 refuses others ("Cannot find the declaration of element")."""
    shapes = clients.package("route53").shapes
    request = clients.sent(
        "route53",
        "create_hosted_zone",
        name="example.com",
        caller_reference="1",
        hosted_zone_config=shapes.HostedZoneConfig(comment="c"),
    )
    root = ElementTree.fromstring(bytes(request.body))
    s3 = clients.package("s3").shapes
    other = clients.sent(
        "s3",
        "create_bucket",
        bucket="bkt",
        create_bucket_configuration=s3.CreateBucketConfiguration(
            location_constraint="eu-west-1"
        ),
    )

    space = "https://route53.amazonaws.com/doc/2013-04-01/"
    assert {element.tag.partition("}")[0] for element in root.iter()} == {f"{{{space}"}
    assert ElementTree.fromstring(bytes(other.body)).tag == (
        "{http://s3.amazonaws.com/doc/2006-03-01/}CreateBucketConfiguration"
    )


# 7
@pytest.mark.parametrize("given", ["/hostedzone/Z1", "hostedzone/Z1", "Z1"])
def test_ids_of_route_53_are_taken_as_it_lists_them(
    clients: Clients, given: str
) -> None:
    """Its listings give ``/hostedzone/Z…``, its URIs take ``Z…``; botocore cuts that off too (handlers.fix_route53_ids)."""
    request = clients.sent("route53", "get_hosted_zone", id=given)

    assert request.path == "/2013-04-01/hostedzone/Z1"


# 8
def test_a_bucket_of_many_regions_gets_a_signature_for_them(clients: Clients) -> None:
    """SigV4 names one region; an access point of several takes SigV4a alone."""
    bucket = "arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap"
    request = clients.sent("s3", "get_object", bucket=bucket, key="k")

    assert request.headers["authorization"].startswith("AWS4-ECDSA-P256-SHA256 ")
    assert request.headers["x-amz-region-set"] == "*"


def test_a_directory_bucket_is_asked_for_a_session_first(clients: Clients) -> None:
    """S3 Express takes the keys of its CreateSession, and no others."""
    bucket = "bkt--euw1-az1--x-s3"
    asked = clients.sent("s3", "get_object", bucket=bucket, key="k")
    disabled = {"disable_s3_express_session_auth": True}
    plain = clients.sent("s3", "get_object", options=disabled, bucket=bucket, key="k")

    assert (asked.method, asked.query) == ("GET", "session")
    assert "/s3express/aws4_request" in asked.headers["authorization"]
    assert (plain.path, plain.query) == ("/k", "")


# 23
def test_a_space_in_a_query_is_percent_encoded(clients: Clients) -> None:
    """SigV4's canonical query has ``%20``, and unreserved characters as they are."""
    request = clients.sent(
        "s3", "list_objects_v2", bucket="bkt", prefix="a b+c~d*e/é", delimiter="/"
    )

    assert "prefix=a%20b%2Bc~d%2Ae%2F%C3%A9" in request.query.split("&")
    assert is_signed_as_sent(request)


# 24
@pytest.mark.parametrize("text", ["é", "€ 5", "plain"])
def test_header_values_are_sent_as_they_are_signed(clients: Clients, text: str) -> None:
    """As UTF-8, both: what is sent is tested where there is a server, see tests/live/test_transport.py."""
    request = clients.sent(
        "s3", "put_object", bucket="bkt", key="k", metadata={"name": text}
    )

    assert request.headers["x-amz-meta-name"] == text
    assert is_signed_as_sent(request)


# 25
def test_a_misspelled_nested_member_is_an_error(clients: Clients) -> None:
    shapes = clients.package("s3").shapes
    with pytest.raises(TypeError, match="kye"):
        shapes.ObjectIdentifier(kye="k")


# 25
@pytest.mark.parametrize("value", [5, None, ["k"]])
def test_a_wrong_type_is_an_error_that_names_its_place(
    clients: Clients, value: Any
) -> None:
    shapes = clients.package("s3").shapes
    with pytest.raises(errors.ValidationError, match=r"delete\.objects\[0\]\.key"):
        clients.sent(
            "s3",
            "delete_objects",
            bucket="bkt",
            delete=shapes.Delete(objects=[shapes.ObjectIdentifier(key=value)]),
        )


# 26
def test_an_upload_has_a_checksum_unless_told_otherwise(clients: Clients) -> None:
    """``when_supported`` is the default of ``request_checksum_calculation``, CRC32 that of the algorithm.

    https://docs.aws.amazon.com/sdkref/latest/guide/feature-dataintegrity.html
    """
    body = b"some content"
    request = clients.sent("s3", "put_object", bucket="bkt", key="k", body=body)

    expected = base64.b64encode(zlib.crc32(body).to_bytes(4, "big")).decode()
    assert request.headers["x-amz-checksum-crc32"] == expected
    assert request.headers["x-amz-sdk-checksum-algorithm"] == "CRC32"


# 27
def test_user_data_is_sent_as_it_is_given(clients: Clients) -> None:
    """RunInstancesRequest$UserData: "User data must be base64-encoded"; encoded once more it would be of no use."""
    given = base64.b64encode(b"#!/bin/sh").decode()
    request = clients.sent(
        "ec2", "run_instances", min_count=1, max_count=1, user_data=given
    )

    assert dict(parse_qsl(bytes(request.body).decode()))["UserData"] == given


# 27
def test_the_query_mode_is_announced(clients: Clients) -> None:
    """https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait"""
    request = clients.sent("sqs", "list_queues")

    assert request.headers["x-amzn-query-mode"] == "true"
    assert re.fullmatch(r"application/x-amz-json-1\.0", request.headers["content-type"])


# 27
def test_a_body_that_does_not_match_its_checksum_is_refused(clients: Clients) -> None:
    """DynamoDB sends a CRC32 of each body; botocore retries on a mismatch."""
    body = b'{"TableNames":["t"]}'
    right = str(zlib.crc32(body))
    output = clients.call("dynamodb", "list_tables", reply(body, x_amz_crc32=right))

    assert output.table_names == ["t"]
    with pytest.raises(errors.AiosmithyError):
        clients.call("dynamodb", "list_tables", reply(body, x_amz_crc32="1"))
