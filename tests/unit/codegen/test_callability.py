"""Which operations cannot be called, and what is said to be missing."""

from __future__ import annotations

from typing import Any

import pytest
from aiosmithy_codegen import support
from aiosmithy_codegen.callability import find_missing
from aiosmithy_codegen.selection import Selection, select
from aiosmithy_codegen.support import choose_protocol
from attrs import evolve
from weather import NS, member, model, operation, structure

NEW = member("smithy.api#String", required={}, brandNew={})
BEARER = "smithy.api#httpBearerAuth"
SIGV2 = "aiosmithy.auth#sigv2"
SIGV4 = "aws.auth#sigv4"


def missing(selection: Selection) -> dict[str, tuple[str, ...]]:
    """Operation → what is missing, without the namespace."""
    found = find_missing(selection, choose_protocol(selection))
    return {key.removeprefix(NS): needs for key, needs in found.items()}


def with_traits(name: str, traits: dict[str, Any]) -> Selection:
    """The weather service with more traits on one shape; that their values make sense is the loader's matter."""
    selection = select(model())
    shape = selection.model.shapes[NS + name]
    shape = evolve(shape, traits={**shape.traits, **traits})
    return evolve(
        selection,
        model=evolve(
            selection.model, shapes={**selection.model.shapes, shape.id: shape}
        ),
        service=shape if shape.type == "service" else selection.service,
        operations=tuple(
            shape if known.id == shape.id else known for known in selection.operations
        ),
    )


def with_operation(**traits: Any) -> Selection:
    return with_traits("GetTime", traits)


def with_service(traits: dict[str, Any], remove: tuple[str, ...] = ()) -> Selection:
    selection = with_traits("Weather", traits)
    service = selection.service
    kept = {key: value for key, value in service.traits.items() if key not in remove}
    return evolve(selection, service=evolve(service, traits=kept))


def test_every_operation_of_the_weather_service_can_be_called() -> None:
    assert missing(select(model())) == {}


@pytest.mark.parametrize("trait", ["smithy.api#brandNew", "aws.auth#brandNew"])
def test_a_trait_of_an_operation_is_missing_for_it_alone(trait: str) -> None:
    found = missing(with_operation(**{trait: {}}))

    assert found == {"GetTime": (f"{trait} (on {NS}GetTime)",)}


@pytest.mark.parametrize(
    "trait",
    sorted(
        support.HARMLESS
        | support.AUTH
        | support.OTHER_AUTH
        | {"example.other#trait", "aws.api#arn", "smithy.test#smokeTests"}
    ),
)
def test_harmless_traits_are_ignored(trait: str) -> None:
    assert missing(with_operation(**{trait: {}})) == {}


def test_what_a_shape_has_is_missing_for_all_that_reach_it() -> None:
    inner = structure(sky=NEW)
    output = structure(inner=member("Inner"))
    selection = select(model(Inner=inner, ForecastResult=output, GetTimeOutput=output))

    place = f"smithy.api#brandNew (on {NS}Inner$sky)"
    assert missing(selection) == {"GetForecast": (place,), "GetTime": (place,)}


def test_an_error_of_the_service_is_one_of_every_operation() -> None:
    error = structure(error="client", sky=NEW)

    assert len(missing(select(model(Throttled=error)))) == 4


def test_a_resource_passes_on_what_it_lacks() -> None:
    assert set(missing(with_traits("City", {"smithy.api#brandNew": {}}))) == {
        "GetCity",
        "GetForecast",
        "ListCities",
    }


def test_only_what_is_selected_counts() -> None:
    forecast = structure(sky=NEW)

    assert missing(select(model(ForecastResult=forecast), operations=["GetTime"])) == {}


@pytest.mark.parametrize(
    "traits",
    [
        {"smithy.api#auth": []},
        {"smithy.api#auth": [BEARER]},
        {"smithy.api#auth": ["smithy.api#httpApiKeyAuth", SIGV4]},
        {"smithy.api#auth": ["smithy.api#noAuth"]},
        {"smithy.api#optionalAuth": {}},
    ],
)
def test_what_authentication_is_implemented(traits: dict[str, Any]) -> None:
    assert missing(with_operation(**traits)) == {}


def test_an_operation_that_takes_nothing_implemented() -> None:
    auth = ["aws.auth#cognitoUserPools", "smithy.api#httpBasicAuth"]

    found = missing(with_operation(**{"smithy.api#auth": auth}))

    assert found == {
        "GetTime": ("aws.auth#cognitoUserPools or smithy.api#httpBasicAuth",)
    }


def test_an_operation_without_http_cannot_be_called() -> None:
    time = {**operation("/time"), "traits": {}}

    (needs,) = missing(select(model(GetTime=time))).values()

    assert needs == ("a call without smithy.api#http",)


def test_what_the_service_lacks_stands_for_all_else() -> None:
    selection = with_service({"smithy.api#brandNew": {}, "aws.auth#sigv4a": {}})

    found = missing(selection)

    assert len(found) == 4
    assert set(found.values()) == {(f"smithy.api#brandNew (on {NS}Weather)",)}


@pytest.mark.parametrize(
    ("traits", "told"),
    [
        ({"smithy.api#httpBasicAuth": {}}, "smithy.api#httpBasicAuth"),
        # it signs forms, and this service speaks JSON
        ({SIGV2: {}}, SIGV2),
    ],
)
def test_a_service_with_other_authentication_cannot_be_called(
    traits: dict[str, Any], told: str
) -> None:
    found = missing(with_service(traits, (SIGV4,)))

    assert {needs[0] for needs in found.values()} == {told}
    assert len(found) == 4


@pytest.mark.parametrize("traits", [{}, {BEARER: {}}])
def test_a_service_without_signatures_can_be_called(traits: dict[str, Any]) -> None:
    assert missing(with_service(traits, (SIGV4,))) == {}


def test_an_endpoint_that_must_be_discovered_needs_somebody_to_ask() -> None:
    trait = "aws.api#clientDiscoveredEndpoint"

    found = missing(with_operation(**{trait: {"required": True}}))

    told = f"{trait} (no operation here can be asked for endpoints)"
    assert found == {"GetTime": (told,)}
    assert missing(with_operation(**{trait: {"required": False}})) == {}


def test_signature_version_2_signs_forms() -> None:
    query = {
        SIGV2: {},
        "aws.protocols#awsQuery": {},
        "smithy.api#xmlNamespace": {"uri": "https://example.com"},
    }

    assert missing(with_service(query, (SIGV4, "aws.protocols#restJson1"))) == {}


def test_an_operation_may_accept_what_the_service_does_not() -> None:
    selection = with_service({"smithy.api#auth": ["smithy.api#httpBasicAuth"]})
    time = selection.operations[-1]
    own = evolve(time, traits={**time.traits, "smithy.api#auth": [SIGV4]})
    others = selection.operations[:-1]

    found = missing(evolve(selection, operations=(*others, own)))

    assert time.id.removeprefix(NS) not in found
    assert len(found) == 3


@pytest.mark.parametrize("trait", ["endpointBdd", "endpointRuleSet"])
def test_a_service_may_have_either_form_of_endpoint_rules(trait: str) -> None:
    assert missing(with_service({f"smithy.rules#{trait}": {}})) == {}


def test_many_shapes_that_lack_something_take_linear_time() -> None:
    chain: dict[str, Any] = {
        f"S{i}": structure(next=member(f"S{i + 1}"), sky=NEW) for i in range(3_000)
    }
    last = structure(sky=member("Sky"))

    found = missing(
        select(model(**chain, S3000=last, GetTimeOutput=structure(s=member("S0"))))
    )

    assert found == {"GetTime": (f"smithy.api#brandNew (on {NS}S0$sky)",)}
