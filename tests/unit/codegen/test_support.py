from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from aiosmithy_codegen import support
from aiosmithy_codegen.errors import UnsupportedError, UsageError
from aiosmithy_codegen.model import namespace
from aiosmithy_codegen.selection import Selection, select
from aiosmithy_codegen.support import check_support, choose_protocol
from weather import NS, document, member, model, operation, structure

DEFINITIONS = Path(__file__).resolve().parents[4] / (
    "shared/conformance/idl/trait-definitions"
)


def with_service(traits: dict[str, Any], remove: tuple[str, ...] = ()) -> Selection:
    service = document()["shapes"][NS + "Weather"]
    service["traits"].update(traits)
    for trait in remove:
        del service["traits"][trait]
    return select(model(Weather=service))


def with_operation(**traits: Any) -> Selection:
    time = operation("/time", output="GetTimeOutput")
    time["traits"].update(traits)
    return select(model(GetTime=time))


def refused(selection: Selection) -> str:
    with pytest.raises(UnsupportedError) as caught:
        check_support(selection)
    assert "weather.json" in str(caught.value)
    assert caught.value.remedy
    return str(caught.value)


def test_the_weather_service_is_supported() -> None:
    selection = select(model())

    check_support(selection)
    assert choose_protocol(selection) == "aws.protocols#restJson1"


@pytest.mark.parametrize("trait", sorted(support.UNSUPPORTED))
def test_every_unsupported_trait_is_an_error_naming_shape_and_trait(trait: str) -> None:
    text = refused(with_operation(**{trait: {}}))

    assert f"{NS}GetTime" in text
    assert f"{trait} is not implemented yet" in text


@pytest.mark.parametrize(
    "trait",
    sorted(
        support.HARMLESS
        | support.OTHER_PROTOCOLS
        | support.OTHER_AUTH
        | {"example.other#trait", "aws.api#arn", "smithy.test#smokeTests"}
    ),
)
def test_harmless_traits_are_ignored(trait: str) -> None:
    values: dict[str, Any] = {
        "smithy.api#tags": [],
        "smithy.api#since": "1",
        "smithy.api#externalDocumentation": {},
    }

    check_support(with_operation(**{trait: values.get(trait, {})}))


def test_a_trait_that_smithy_does_not_have_is_an_error() -> None:
    text = refused(with_operation(**{"smithy.api#brandNew": {}}))

    assert "smithy.api#brandNew is not a known trait" in text


def test_members_count_too() -> None:
    forecast = structure(sky=member("Sky", hostLabel={}))

    assert f"{NS}ForecastResult$sky" in refused(select(model(ForecastResult=forecast)))


def test_only_what_is_selected_counts() -> None:
    forecast = structure(sky=member("Sky", hostLabel={}))

    check_support(select(model(ForecastResult=forecast), operations=["GetTime"]))


def test_many_findings_are_one_message() -> None:
    members = {f"m{i}": member("CityId", hostLabel={}) for i in range(8)}

    text = refused(select(model(City_=structure(**members))))

    assert "8 things are not implemented" in text
    assert "… and 3 more" in text


@pytest.mark.parametrize("auth", [[], ["smithy.api#httpBearerAuth"]])
def test_operations_without_sigv4_are_refused(auth: list[str]) -> None:
    assert "without aws.auth#sigv4" in refused(
        with_operation(**{"smithy.api#auth": auth})
    )


@pytest.mark.parametrize(
    "traits",
    [
        {"smithy.api#auth": ["smithy.api#httpBearerAuth", "aws.auth#sigv4"]},
        {"smithy.api#optionalAuth": {}},
    ],
)
def test_operations_that_keep_sigv4_are_fine(traits: dict[str, Any]) -> None:
    check_support(with_operation(**traits))


def test_a_service_without_sigv4_is_refused() -> None:
    text = refused(with_service({"smithy.api#httpBearerAuth": {}}, ("aws.auth#sigv4",)))

    assert "smithy.api#httpBearerAuth" in text


def test_a_decision_diagram_needs_rules_beside_it() -> None:
    bdd: dict[str, Any] = {"smithy.rules#endpointBdd": {}}

    assert "endpointBdd" in refused(with_service(bdd))
    check_support(with_service({**bdd, "smithy.rules#endpointRuleSet": {}}))


def test_an_operation_without_http_is_refused() -> None:
    time = {**operation("/time"), "traits": {}}

    assert "has no smithy.api#http" in refused(select(model(GetTime=time)))


def test_a_service_of_another_protocol_is_refused() -> None:
    selection = with_service(
        {"aws.protocols#restXml": {}}, ("aws.protocols#restJson1",)
    )

    with pytest.raises(UnsupportedError, match="speaks aws.protocols#restXml"):
        choose_protocol(selection)


@pytest.mark.parametrize(
    "wanted", ["restJson1", "restjson1", "aws.protocols#restJson1"]
)
def test_a_protocol_is_chosen_by_name_or_id(wanted: str) -> None:
    selection = with_service({"smithy.protocols#rpcv2Cbor": {}})

    assert choose_protocol(selection, wanted) == "aws.protocols#restJson1"


def test_a_protocol_that_is_not_implemented_or_not_there() -> None:
    selection = with_service({"smithy.protocols#rpcv2Cbor": {}})

    with pytest.raises(UnsupportedError, match="speaks smithy.protocols#rpcv2Cbor"):
        choose_protocol(selection, "rpcv2Cbor")
    with pytest.raises(UsageError, match="Did you mean restJson1"):
        choose_protocol(selection, "restJson2")


def test_the_lists_do_not_overlap() -> None:
    lists = [
        support.IMPLEMENTED,
        support.HARMLESS,
        support.OTHER_PROTOCOLS,
        support.OTHER_AUTH,
        support.UNSUPPORTED,
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
    assert len(ours) > 80
