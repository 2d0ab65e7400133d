from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from aiosmithy_codegen import support
from aiosmithy_codegen.errors import UnsupportedError, UsageError
from aiosmithy_codegen.model import namespace
from aiosmithy_codegen.selection import Selection, select
from aiosmithy_codegen.support import choose_protocol
from weather import NS, document, model

DEFINITIONS = Path(__file__).resolve().parents[4] / (
    "shared/conformance/idl/trait-definitions"
)


def with_service(traits: dict[str, Any], remove: tuple[str, ...] = ()) -> Selection:
    service = document()["shapes"][NS + "Weather"]
    service["traits"].update(traits)
    for trait in remove:
        del service["traits"][trait]
    return select(model(Weather=service))


@pytest.mark.parametrize("trait", sorted(support.IMPLEMENTED | support.HARMLESS))
def test_what_is_implemented_or_harmless_is_not_missing(trait: str) -> None:
    assert support.missing_traits({trait: {}}) == []


def test_what_is_not_implemented_or_not_known_is_missing() -> None:
    traits: dict[str, Any] = {
        "smithy.rules#brandNew": {},
        "smithy.api#brandNew": {},
        "example.other#trait": {},
        "aws.api#arn": {},
    }

    missing = support.missing_traits(traits)

    assert missing == ["smithy.api#brandNew", "smithy.rules#brandNew"]


BEST_FIRST = (
    "aws.protocols#restJson1",
    "aws.protocols#awsJson1_0",
    "aws.protocols#awsJson1_1",
    "smithy.protocols#rpcv2Json",
    "smithy.protocols#rpcv2Cbor",
    "aws.protocols#awsQuery",
    "aws.protocols#ec2Query",
    "aws.protocols#restXml",
)


@pytest.mark.parametrize("better", range(len(BEST_FIRST)))
def test_the_best_protocol_is_chosen(better: int) -> None:
    """JSON before CBOR, before query, before XML; whatever the order in the model."""
    offered: dict[str, Any] = {name: {} for name in reversed(BEST_FIRST[better:])}
    offered["smithy.api#xmlNamespace"] = {"uri": "https://example.com"}
    selection = with_service(offered, BEST_FIRST[:1] if better else ())

    assert choose_protocol(selection) == BEST_FIRST[better]


def test_a_service_without_a_known_protocol_is_refused() -> None:
    selection = with_service({}, ("aws.protocols#restJson1",))

    with pytest.raises(UnsupportedError, match="no protocol that this") as caught:
        choose_protocol(selection)

    assert "weather.json" in str(caught.value)
    assert caught.value.remedy and "restJson1" in caught.value.remedy


@pytest.mark.parametrize(
    "wanted", ["restJson1", "restjson1", "aws.protocols#restJson1"]
)
def test_a_protocol_is_chosen_by_name_or_id(wanted: str) -> None:
    selection = with_service({"smithy.protocols#rpcv2Cbor": {}})

    assert choose_protocol(selection, wanted) == "aws.protocols#restJson1"


def test_the_wanted_protocol_is_taken_or_an_error() -> None:
    selection = with_service({"smithy.protocols#rpcv2Cbor": {}})

    assert choose_protocol(selection, "rpcv2Cbor") == "smithy.protocols#rpcv2Cbor"
    with pytest.raises(UsageError, match="Did you mean restJson1"):
        choose_protocol(selection, "restJson2")


def test_the_lists_do_not_overlap() -> None:
    lists = [
        support.IMPLEMENTED,
        support.HARMLESS,
        support.AUTH,
        support.OTHER_AUTH,
    ]

    assert len(frozenset().union(*lists)) == sum(map(len, lists))


@pytest.mark.skipif(not DEFINITIONS.is_dir(), reason="shared/conformance is not there")
def test_the_lists_are_exactly_the_traits_that_smithy_defines() -> None:
    defined: set[str] = set()
    for file in DEFINITIONS.glob("*/*.ast.json"):
        for shape_id, shape in json.loads(file.read_bytes())["shapes"].items():
            if "smithy.api#trait" in shape.get("traits", {}):
                defined.add(shape_id)

    ours = {trait for trait in defined if namespace(trait) in support.NAMESPACES}
    assert ours == support.LISTED
    assert not support.AUTH - defined
    assert len(ours) > 80
