"""Compressed requests."""

from __future__ import annotations

import gzip
from types import SimpleNamespace
from typing import Any

import pytest
from aiosmithy.compression import compress_body
from aiosmithy.http import HttpRequest
from aiosmithy.stream_bodies import StreamBody


def compressed(body: Any, least: int | None, **headers: str) -> HttpRequest:
    request = HttpRequest("POST", "/", body=body, headers=dict(headers))
    settings: Any = SimpleNamespace(compress_from=least)
    compress_body(request, None, settings)
    return request


def test_a_long_body_is_compressed_and_says_so() -> None:
    request = compressed(b"x" * 100, 100)

    assert isinstance(request.body, bytes)
    assert gzip.decompress(request.body) == b"x" * 100
    assert request.headers == {"content-encoding": "gzip"}


def test_the_encoding_comes_after_those_that_are_there() -> None:
    request = compressed(b"x" * 100, 0, **{"content-encoding": "custom"})

    assert request.headers == {"content-encoding": "custom, gzip"}


@pytest.mark.parametrize(
    ("body", "least"), [(b"x" * 99, 100), (b"x" * 100, None), (StreamBody(), 0)]
)
def test_what_stays_as_it_is(body: Any, least: int | None) -> None:
    request = compressed(body, least)

    assert request.body is body
    assert request.headers == {}


def test_the_same_body_gives_the_same_bytes_at_any_time() -> None:
    body = compressed(b"x" * 9, 0).body

    assert isinstance(body, bytes)
    assert body[4:8] == bytes(
        4
    )  # the time, https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1
