"""Hostile answers in every protocol: the public client raises an error of ours that holds what there is to know."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from aiosmithy.errors import ResponseParseError, ServiceError
from aiosmithy.http import HttpResponse
from bad_bodies import GOOD, bad_bodies, framed
from wire_model import FORMATS, PROTOCOLS, TYPES, Wire, wire_clients

CASES = [(protocol, name) for protocol in PROTOCOLS for name in bad_bodies(protocol)]


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    with wire_clients(tmp_path_factory.mktemp("wire")) as clients:
        yield clients


def response(
    protocol: str, body: bytes, status: int = 200, **headers: str
) -> HttpResponse:
    """An answer with all that a right one has around its body."""
    given = {
        "x-amzn-requestid": "r-1",
        "content-type": TYPES[protocol],
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    if protocol.startswith("rpcv2"):
        format_ = protocol.removeprefix("rpcv2").lower()
        given.setdefault("smithy-protocol", f"rpc-v2-{format_}")
    return HttpResponse(status, given, body)


def good(protocol: str) -> bytes:
    (body,) = (GOOD[name] for name, group in FORMATS.items() if protocol in group)
    return framed(protocol, body)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_what_is_right_is_read(wire: Wire, protocol: str) -> None:
    output = wire.call(protocol, response(protocol, good(protocol)))

    assert (output.text, output.root.name) == ("x", "y")
    assert output.made.tzinfo is not None


@pytest.mark.parametrize(("protocol", "name"), CASES, ids=map(": ".join, CASES))
def test_a_success_that_cannot_be_read(wire: Wire, protocol: str, name: str) -> None:
    body = bad_bodies(protocol)[name]
    with pytest.raises(ResponseParseError) as caught:
        wire.call(protocol, response(protocol, body))

    error = caught.value
    assert (error.http_status, error.request_id) == (200, "r-1")
    assert error.body and body.startswith(error.body)
    assert "r-1" in str(error) and len(str(error)) < 500


@pytest.mark.parametrize(("protocol", "name"), CASES, ids=map(": ".join, CASES))
def test_an_error_that_cannot_be_read(wire: Wire, protocol: str, name: str) -> None:
    body = bad_bodies(protocol)[name]
    with pytest.raises(ServiceError) as caught:
        wire.call(protocol, response(protocol, body, 400))

    error = caught.value
    assert type(error) is wire.package(protocol).errors.WireError
    assert (error.http_status, error.request_id) == (400, "r-1")
    assert (error.code, error.fault) == ("Unknown", "client")
    assert error.body and body.startswith(error.body)
    assert len(str(error)) < 1000


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_page_of_a_proxy(wire: Wire, protocol: str) -> None:
    page = b"<!doctype html><title>Sign in</title>"
    with pytest.raises(ResponseParseError, match="'text/html; charset=utf-8'"):
        wire.call(
            protocol, response(protocol, page, content_type="text/html; charset=utf-8")
        )


@pytest.mark.parametrize("protocol", ["rpcv2Cbor", "rpcv2Json"])
@pytest.mark.parametrize("given", ["", "rpc-v2", "rpc-v2-cbor, rpc-v2-json"])
def test_another_protocol(wire: Wire, protocol: str, given: str) -> None:
    body = good(protocol)
    with pytest.raises(ResponseParseError, match="smithy-protocol"):
        wire.call(protocol, response(protocol, body, smithy_protocol=given))


@pytest.mark.parametrize("protocol", ["restJson1", "restXml"])
@pytest.mark.parametrize(
    "headers",
    [
        {"x_limit": "many"},
        {"x_limit": "1.5"},
        {"x_limit": "9" * 10_000},
        {"x_dates": "yesterday"},
        {"x_dates": "Tue, 99 Jan 2024 03:04:05 GMT"},
        {"x_dates": "," * 10_000},
    ],
    ids=lambda headers: "{}: {:.20}".format(*next(iter(headers.items()))),
)
def test_headers_that_cannot_be_read(
    wire: Wire, protocol: str, headers: dict[str, str]
) -> None:
    with pytest.raises(ResponseParseError) as caught:
        wire.call(protocol, response(protocol, good(protocol), **headers))

    assert caught.value.request_id == "r-1"
    assert len(str(caught.value)) < 500
