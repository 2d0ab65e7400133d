"""What some services want besides their models: Route 53, Glacier, Machine Learning, CloudSearch."""

from __future__ import annotations

from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from aiosmithy import glacier
from aiosmithy.errors import ConfigurationError
from aiosmithy.http import HttpRequest
from aiosmithy.shapes import Shape
from aiosmithy.steps import (
    FixedHeaders,
    LastSegments,
    OriginFrom,
    TextInstead,
    post_query,
)
from aiosmithy.stream_bodies import StreamBody
from botocore.utils import calculate_tree_hash

SETTINGS: Any = None
HELLO = "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9"


class ZoneInput(Shape):
    id: str | None
    name: str | None = None


def test_ids_are_taken_in_the_form_that_they_are_given_in() -> None:
    plain = LastSegments("id", "name")

    given = ZoneInput(id="/hostedzone/Z1")

    assert plain(given) == ZoneInput(id="Z1")
    assert given.id == "/hostedzone/Z1"
    assert plain(unchanged := ZoneInput(id="Z1", name=None)) is unchanged


def test_an_id_of_another_type_is_left_to_the_serializer() -> None:
    wrong: Any = 5

    assert LastSegments("id")(ZoneInput(id=wrong)).id == 5


@pytest.mark.parametrize("given", [None, ""])
def test_a_text_where_there_is_none(given: str | None) -> None:
    step = TextInstead("id", "-")

    assert step(ZoneInput(id=given)).id == "-"
    assert step(ZoneInput(id="me")).id == "me"


def test_fixed_headers() -> None:
    request = HttpRequest("GET", "/", headers={"a": "1"})

    FixedHeaders({"b": "2"})(request, None, SETTINGS)

    assert request.headers == {"a": "1", "b": "2"}


def test_a_member_says_where_the_request_goes() -> None:
    request = HttpRequest("POST", "/")

    step = OriginFrom("url")
    step(request, SimpleNamespace(url="https://Predict.example.com/path"), SETTINGS)

    assert request.origin == "https://Predict.example.com"


@pytest.mark.parametrize("url", [None, 5, "", "ftp://x", "https://user@x", "x"])
def test_what_is_no_url_is_refused(url: Any) -> None:
    with pytest.raises(ValueError, match="url must be"):
        OriginFrom("url")(HttpRequest("POST", "/"), SimpleNamespace(url=url), SETTINGS)


def test_a_query_becomes_a_form() -> None:
    request = HttpRequest("GET", "/search", query="q=a%20b&n=1")

    post_query(request, None, SETTINGS)

    assert (request.method, request.query) == ("POST", "")
    assert request.body == b"q=a%20b&n=1"
    assert request.headers == {"content-type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    ("body", "root"),
    [
        # https://docs.aws.amazon.com/amazonglacier/latest/dev/checksum-calculations-range.html
        (b"hello world", HELLO),
        (b"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ],
)
def test_the_tree_hash_of_one_part_is_its_hash(body: bytes, root: str) -> None:
    assert glacier.tree_hash(body).hex() == root


@pytest.mark.parametrize("size", [1 << 20, (1 << 20) + 1, 3 << 20, (5 << 20) + 17])
def test_tree_hashes_are_botocores(size: int) -> None:
    body = bytes(range(256)) * (size // 256) + b"x" * (size % 256)

    assert glacier.tree_hash(body).hex() == calculate_tree_hash(BytesIO(body))


def test_an_upload_says_both_hashes() -> None:
    request = HttpRequest("POST", "/", body=b"hello world")

    glacier.add_hashes(request, None, SETTINGS)

    assert request.headers == {
        "x-amz-content-sha256": HELLO,
        "x-amz-sha256-tree-hash": HELLO,
    }


def test_a_tree_hash_that_is_given_stays() -> None:
    request = HttpRequest("POST", "/", headers={"x-amz-sha256-tree-hash": "t"})
    request.body = StreamBody()

    glacier.add_hashes(request, None, SETTINGS)

    assert request.headers == {"x-amz-sha256-tree-hash": "t"}


def test_a_stream_needs_its_tree_hash_given() -> None:
    request = HttpRequest("POST", "/")
    request.body = StreamBody()

    with pytest.raises(ConfigurationError, match="tree hash"):
        glacier.add_hashes(request, None, SETTINGS)
