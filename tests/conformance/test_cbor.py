"""The published CBOR vectors: what must be read, to the bit, and what must be refused."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import pytest
from aiosmithy.codecs.cbor_values import Tagged, decode
from conformance_table import Tally

SUITE = Path(__file__).resolve().parents[3] / "shared" / "conformance" / "cbor"

pytestmark = pytest.mark.skipif(
    not SUITE.exists(),
    reason="the published vectors lie in ../shared, which is not here",
)


def cases(file: str) -> list[Any]:
    if not SUITE.exists():
        return []
    found = json.loads((SUITE / file).read_bytes())
    return [pytest.param(case, id=case["description"]) for case in found]


def as_published(value: Any, expected: dict[str, Any]) -> Any:
    """The decoded value in the suite's notation, which says how wide a float is and which sign an integer has."""
    ((kind, inner),) = expected.items()
    if kind == "float32":
        return {kind: struct.unpack(">I", struct.pack(">f", value))[0]}
    if kind == "float64":
        return {kind: struct.unpack(">Q", struct.pack(">d", value))[0]}
    if type(value) is list:
        assert len(value) == len(inner)
        return {
            "list": [as_published(*pair) for pair in zip(value, inner, strict=True)]
        }
    if type(value) is dict:
        return {"map": {key: as_published(value[key], inner[key]) for key in value}}
    if type(value) is Tagged:
        return {
            "tag": {"id": value.tag, "value": as_published(value.value, inner["value"])}
        }
    return _scalar(value)


def _scalar(value: Any) -> Any:
    if value is None:
        return {"null": {}}
    if type(value) is bool:
        return {"bool": value}
    if type(value) is int:
        return {"uint" if value >= 0 else "negint": value}
    if type(value) is bytes:
        return {"bytestring": list(value)}
    assert type(value) is str
    return {"string": value}


@pytest.mark.parametrize("case", cases("decode-success-tests.json"))
def test_good(case: dict[str, Any], tally: Tally) -> None:
    tally("cbor, good")

    value = decode(bytes.fromhex(case["input"]))

    assert as_published(value, case["expect"]) == case["expect"]


@pytest.mark.parametrize("case", cases("decode-error-tests.json"))
def test_bad(case: dict[str, Any], tally: Tally) -> None:
    tally("cbor, bad")

    with pytest.raises(ValueError):
        decode(bytes.fromhex(case["input"]))
