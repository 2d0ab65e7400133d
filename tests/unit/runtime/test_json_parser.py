"""orjson reads a client's responses only where its Config asks for it."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from aiosmithy.codecs.json_reading import read_body
from aiosmithy.config import Config, ResolvedConfig, resolve_config
from aiosmithy.errors import ConfigurationError
from aiosmithy.shared_files import SharedFiles


def resolved(config: Config) -> ResolvedConfig:
    return resolve_config(
        config, environ={}, files=SharedFiles(), service_name="Clean Rooms"
    )


def test_the_standard_library_is_the_default() -> None:
    assert resolved(Config()).json_parser == "json"
    assert resolved(Config(json_parser="orjson")).json_parser == "orjson"


@pytest.mark.parametrize("value", ["simplejson", "", None, 1])
def test_another_parser_is_refused(value: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"^json_parser is .*use json or"):
        resolved(Config(json_parser=value))


def test_a_parser_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "orjson", None)

    with pytest.raises(ConfigurationError, match=r"pip install 'aiosmithy\[speed\]'"):
        resolved(Config(json_parser="orjson"))


@pytest.mark.parametrize("quick", [False, True])
def test_bodies(quick: bool) -> None:
    assert read_body(b'{"a":"\xc3\xa9"}', quick=quick) == {"a": "é"}
    assert read_body(b"", quick=quick) == {}
    assert read_body(b"null", quick=quick) == {}
    for body in (b"[]", b"5", b"{", b"\xff", b"[" * 100_000):
        with pytest.raises(ValueError):
            read_body(body, quick=quick)


def test_quick_bodies_are_read_by_orjson() -> None:
    assert read_body(b'{"a":1,"a":2}', quick=True) == {"a": 2}
    with pytest.raises(ValueError, match="a key twice"):
        read_body(b'{"a":1,"a":2}')


def test_a_document_may_be_nested_more_deeply() -> None:
    body = b'{"a":' + b"[" * 200 + b"]" * 200 + b"}"

    assert "a" in read_body(body, documents=True)
    with pytest.raises(ValueError, match="nested more than 128 deep"):
        read_body(body)
