"""How a response becomes an output, and what Python's cycle collector does meanwhile."""

from __future__ import annotations

import gc
from types import SimpleNamespace
from typing import Any

import pytest
from aiosmithy.errors import ResponseParseError
from aiosmithy.http import HttpResponse
from aiosmithy.protocols.rest_json_1 import PROTOCOL
from aiosmithy.responses import parse_output


def parsed(parse: Any, size: int) -> Any:
    operation: Any = SimpleNamespace(
        service=SimpleNamespace(protocol=PROTOCOL), parse=parse
    )
    return parse_output(operation, HttpResponse(200, {}, b" " * size))


@pytest.mark.parametrize(("size", "collects"), [(10, True), (65_536, False)])
def test_the_collector_rests_while_a_large_reply_is_read(
    size: int, collects: bool
) -> None:
    assert parsed(lambda _: gc.isenabled(), size) is collects
    assert gc.isenabled()


def test_the_collector_goes_on_after_a_reply_that_cannot_be_read() -> None:
    with pytest.raises(ResponseParseError):
        parsed(lambda _: {}[0], 100_000)

    assert gc.isenabled()


def test_a_collector_that_is_off_stays_off() -> None:
    gc.disable()
    try:
        assert parsed(lambda _: gc.isenabled(), 100_000) is False
        assert not gc.isenabled()
    finally:
        gc.enable()
