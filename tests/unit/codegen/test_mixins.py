from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from aiosmithy_codegen.errors import ModelError
from aiosmithy_codegen.model import Model
from loading import load_ast
from weather import NS, member, model, ref, structure

AST_MODELS = Path(__file__).resolve().parents[4] / "shared/conformance/idl/ast-versions"


def mixin(*uses: str, local: list[str] | None = None, **members: Any) -> dict[str, Any]:
    shape = structure(**members)
    value = {} if local is None else {"localTraits": local}
    traits = {"smithy.api#mixin": value, "smithy.api#documentation": "Mixed."}
    return {**shape, "traits": traits, "mixins": [ref(name) for name in uses]}


def using(*uses: str, traits: Any = None, **members: Any) -> dict[str, Any]:
    shape = structure(**members)
    found: dict[str, Any] = {**shape, "mixins": [ref(name) for name in uses]}
    return {**found, "traits": traits} if traits else found


def test_members_and_traits_of_mixins_come_first_and_belong_to_the_user() -> None:
    loaded = model(
        Low=mixin(a=member("CityId", documentation="of Low")),
        High=mixin("Low", b=member("CityId")),
        City_=using("High", c=member("CityId")),
    )

    city = loaded.expect(NS + "City_")
    assert list(city.members) == ["a", "b", "c"]
    assert city.members["a"].id == NS + "City_$a"
    assert city.members["a"].traits == {"smithy.api#documentation": "of Low"}
    assert city.traits == {"smithy.api#documentation": "Mixed."}


def test_local_traits_stay_on_the_mixin() -> None:
    loaded = model(Low=mixin(local=["smithy.api#documentation"]), City_=using("Low"))

    assert loaded.expect(NS + "City_").traits == {}


def test_the_user_wins_over_its_mixins_and_a_later_mixin_over_an_earlier() -> None:
    loaded = model(
        One=mixin(a=member("CityId", documentation="1", since="1")),
        Two=mixin(a=member("CityId", documentation="2")),
        City_=using(
            "One",
            "Two",
            traits={"smithy.api#documentation": "own"},
            a=member("CityId", jsonName="A"),
        ),
    )

    city = loaded.expect(NS + "City_")
    assert city.traits["smithy.api#documentation"] == "own"
    assert city.members["a"].traits == {
        "smithy.api#documentation": "2",
        "smithy.api#since": "1",
        "smithy.api#jsonName": "A",
    }


def test_applied_traits_reach_members_that_are_mixed_in() -> None:
    loaded = model(
        Low=mixin(a=member("CityId", documentation="low")),
        City_=using("Low"),
        City_2=using("Low"),
        **{
            f"{NS}City_$a": {
                "type": "apply",
                "traits": {"smithy.api#documentation": "city"},
            }
        },
    )

    first, second = (loaded.expect(NS + name) for name in ("City_", "City_2"))
    assert first.members["a"].traits == {"smithy.api#documentation": "city"}
    assert second.members["a"].traits == {"smithy.api#documentation": "low"}


def applied(target: str, **traits: Any) -> Model:
    return model(
        City_=structure(name=member("CityId", tags=["a"], documentation="x")),
        **{
            target: {
                "type": "apply",
                "traits": {f"smithy.api#{k}": v for k, v in traits.items()},
            }
        },
    )


def test_applied_lists_are_joined_and_equal_values_are_one() -> None:
    loaded = applied(f"{NS}City_$name", tags=["b"], documentation="x")

    traits = loaded.expect(NS + "City_").members["name"].traits
    assert traits["smithy.api#tags"] == ["a", "b"]
    assert traits["smithy.api#documentation"] == "x"


def test_applying_another_value_is_an_error() -> None:
    with pytest.raises(ModelError, match="is 'x' and 'y'"):
        applied(f"{NS}City_$name", documentation="y")


@pytest.mark.parametrize(
    "target", [f"{NS}City_$gone", f"{NS}Gone", "smithy.api#String"]
)
def test_applying_to_what_is_not_there_is_an_error(target: str) -> None:
    with pytest.raises(ModelError, match="traits are applied to it"):
        applied(target, documentation="y")


@pytest.mark.parametrize(
    ("shapes", "problem"),
    [
        ({"A": mixin("B"), "B": mixin("A"), "City_": using("A")}, "mixes in itself"),
        ({"A": mixin("A")}, "mixes in itself"),
        ({"City_": using("Gone")}, "which is not in the model"),
        ({"City_": using("Coordinates")}, "which is not a mixin"),
        (
            {"A": {**mixin(), "type": "union"}, "City_": using("A")},
            "is a structure, example.weather#A is a union",
        ),
        (
            {
                "A": mixin(a=member("CityId")),
                "City_": using("A", a=member("Coordinates")),
            },
            "City_$a: targets",
        ),
    ],
)
def test_mixins_that_cannot_be_are_errors(shapes: dict[str, Any], problem: str) -> None:
    with pytest.raises(ModelError) as caught:
        model(**shapes)

    assert problem in str(caught.value)


def test_a_very_long_chain_of_mixins_is_fine() -> None:
    chain = {f"M{i}": mixin(f"M{i + 1}") for i in range(3000)}

    loaded = model(**chain, M3000=mixin(a=member("CityId")), City_=using("M0"))

    assert list(loaded.expect(NS + "City_").members) == ["a"]


def kind(type: str, *uses: str, is_mixin: bool = False, **facts: Any) -> dict[str, Any]:
    traits = {"smithy.api#mixin": {}} if is_mixin else {}
    mixins = [ref(name) for name in uses]
    return {"type": type, "traits": traits, "mixins": mixins, **facts}


def test_services_share_what_their_mixins_bind() -> None:
    loaded = model(
        Bad=structure(error="client"),
        Low=kind(
            "service",
            is_mixin=True,
            version="1",
            operations=[ref("GetTime")],
            errors=[ref("Bad")],
            rename={f"{NS}Sky": "Heaven"},
        ),
        High=kind("service", "Low", operations=[ref("GetCity")]),
    )

    service = loaded.expect(NS + "High")
    assert service.version == "1"
    assert service.operations == (NS + "GetTime", NS + "GetCity")
    assert service.errors == (NS + "Bad",)
    assert service.rename == {f"{NS}Sky": "Heaven"}


def test_operations_and_resources_take_traits_and_errors() -> None:
    loaded = model(
        Bad=structure(error="client"),
        Low=kind("operation", is_mixin=True, errors=[ref("Bad")]),
        Get=kind("operation", "Low", output=ref("City_")),
        City_=structure(),
        Base=kind("resource", is_mixin=True)
        | {"traits": {"smithy.api#mixin": {}, "smithy.api#internal": {}}},
        Town=kind("resource", "Base", identifiers={"id": ref("CityId")}),
    )

    assert loaded.expect(NS + "Get").errors == (NS + "Bad",)
    assert loaded.expect(NS + "Town").traits == {"smithy.api#internal": {}}
    assert loaded.expect(NS + "Town").identifiers == {"id": NS + "CityId"}


@pytest.mark.parametrize(
    ("mixin_shape", "problem"),
    [
        (kind("operation", is_mixin=True, input=ref("City")), "no input or output"),
        (
            kind("resource", is_mixin=True, identifiers={"id": ref("CityId")}),
            "nothing but traits",
        ),
        (kind("resource", is_mixin=True, read=ref("GetCity")), "nothing but traits"),
    ],
)
def test_mixins_that_say_too_much_are_refused(mixin_shape: Any, problem: str) -> None:
    with pytest.raises(ModelError, match=problem):
        model(Low=mixin_shape)


def test_lists_get_their_members_from_mixins() -> None:
    low = kind("list", is_mixin=True, member=ref("CityId"))

    loaded = model(Low=low, Ids=kind("list", "Low"))

    assert loaded.expect(NS + "Ids").members["member"].target == NS + "CityId"


def test_mixins_cannot_grow_without_bound() -> None:
    """A chain of n mixins with a member each has n² / 2 members; this one would have 600,000."""
    chain = {
        f"M{i}": mixin(f"M{i + 1}", **{f"m{i}": member("CityId")}) for i in range(1100)
    }

    with pytest.raises(ModelError, match="grows by mixins"):
        model(**chain, M1100=mixin())


@pytest.mark.skipif(not AST_MODELS.is_dir(), reason="shared/conformance is not there")
@pytest.mark.parametrize(
    "file",
    [file for file in sorted(AST_MODELS.glob("v2/*.json")) if ".1.0." not in file.name],
    ids=lambda file: file.stem,
)
def test_smithys_own_mixins_load(file: Path) -> None:
    document = json.loads(file.read_bytes())

    loaded = load_ast(document, file.name)

    assert {*document["shapes"]} <= {*loaded.shapes}
    if file.stem == "service-mixins-with-overrides":
        service = loaded.expect("smithy.example#MixedService")
        assert service.version == "2022-01-01"
        assert service.rename["smithy.example#OverriddenRename"] == "Override"
        assert len(service.operations) == len(service.errors) == 2
