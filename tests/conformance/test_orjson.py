"""The published responses in JSON once more, read by orjson: a client that asks for it gives the same outputs."""

from __future__ import annotations

import pytest
import vector_calls
from aiosmithy import Config
from aiosmithy.codecs import json_reading
from aiosmithy.codecs.json_values import decode, decode_quickly
from vector_calls import check_response
from vector_clients import Laboratory
from vectors import Vector, client_vectors, needs_suites, suite_names

pytestmark = needs_suites

SUITES = {"awsJson1_0", "awsJson1_1", "restJson1", "rpcv2Json"}
RESPONSES = [
    vector
    for suite in suite_names()
    if suite in SUITES
    for vector in client_vectors(suite)
    if vector.kind == "response"
]


def is_json(vector: Vector) -> bool:
    media_type = vector.data.get("bodyMediaType")
    return media_type == "application/json" and bool(vector.data["body"])


@pytest.mark.parametrize(
    "vector", [pytest.param(v, id=v.id) for v in RESPONSES if is_json(v)]
)
def test_a_body_is_the_same_to_both(vector: Vector) -> None:
    body = vector.data["body"].encode()

    # Numbers of more than 64 bits are in shapes that orjson is kept from.
    if "BigDecimal" not in vector.id and "BigInteger" not in vector.id:
        assert decode_quickly(body) == decode(body)


@pytest.mark.parametrize("vector", [pytest.param(v, id=v.id) for v in RESPONSES])
def test_outputs(
    vector: Vector, laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {"config": Config(retries=1, json_parser="orjson")}
    monkeypatch.setattr(vector_calls, "client_settings", lambda _: settings)

    check_response(laboratory, vector)


def test_orjson_is_what_reads_them(
    laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch
) -> None:
    vector = next(
        v for v in RESPONSES if v.operation.endswith("#SimpleScalarProperties")
    )
    settings = {"config": Config(retries=1, json_parser="orjson")}
    monkeypatch.setattr(vector_calls, "client_settings", lambda _: settings)
    seen: list[bytes] = []

    def watched(body: bytes) -> object:
        seen.append(body)
        return decode_quickly(body)

    monkeypatch.setattr(json_reading, "decode_quickly", watched)

    check_response(laboratory, vector)

    assert seen == [vector.data["body"].encode()]
