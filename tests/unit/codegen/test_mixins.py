from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from aiosmithy_codegen.errors import ModelError
from aiosmithy_codegen.loaders.smithy_json import load_ast
from aiosmithy_codegen.model import Model
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
