"""Several files that make one model: what they may say twice, and what they may not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from aiosmithy_codegen.errors import ModelError, UsageError
from aiosmithy_codegen.loaders.assemble import load_model
from aiosmithy_codegen.loaders.document import Document
from aiosmithy_codegen.model import Model

STRING = {"target": "smithy.api#String"}
DOCS, TAGS = "smithy.api#documentation", "smithy.api#tags"


def document(file: str, metadata: Any = None, **shapes: Any) -> Document:
    found = {f"a#{name}": shape for name, shape in shapes.items()}
    return Document(
        file, {"smithy": "2.0", "metadata": metadata or {}, "shapes": found}
    )


def load(*documents: Document) -> Model:
    return load_model(documents)


def refused(*documents: Document) -> str:
    with pytest.raises(ModelError) as caught:
        load(*documents)
    return str(caught.value)


def structure(**members: Any) -> dict[str, Any]:
    return {"type": "structure", "members": members}


def apply(**traits: Any) -> dict[str, Any]:
    return {
        "type": "apply",
        "traits": {f"smithy.api#{k}": v for k, v in traits.items()},
    }


def test_files_share_their_shapes() -> None:
    model = load(
        document("one.json", S=structure(b={"target": "a#B"})),
        document("two.json", B={"type": "blob"}),
    )

    assert model.target(model.expect("a#S").members["b"]).type == "blob"
    assert model.file == "one.json and 1 more"


def test_equal_shapes_in_two_files_are_one_shape() -> None:
    model = load(
        document("one.json", S=structure(a=STRING, b=STRING)),
        document("two.json", S=structure(b=STRING, a=STRING)),
    )

    assert list(model.expect("a#S").members) == ["a", "b"]


@pytest.mark.parametrize(
    "other",
    [
        {"type": "union", "members": {"a": STRING}},
        structure(b=STRING),
        structure(a=STRING, b=STRING),
        structure(a={"target": "smithy.api#Blob"}),
        {**structure(a=STRING), "mixins": [{"target": "a#M"}]},
    ],
)
def test_other_shapes_of_one_name_are_refused(other: Any) -> None:
    text = refused(
        document("one.json", S=structure(a=STRING)), document("two.json", S=other)
    )

    assert "a#S: is defined in one.json and in two.json" in text


def test_traits_of_both_files_are_kept() -> None:
    one = {"type": "string", "traits": {DOCS: "Text.", TAGS: ["x"]}}
    two = {"type": "string", "traits": {"smithy.api#since": "1", TAGS: ["x"]}}

    traits = load(document("one.json", S=one), document("two.json", S=two)).shapes[
        "a#S"
    ]

    assert traits.traits == {DOCS: "Text.", TAGS: ["x"], "smithy.api#since": "1"}


def test_a_trait_with_two_values_is_refused() -> None:
    one = {"type": "string", "traits": {DOCS: "Text."}}
    two = {"type": "string", "traits": {DOCS: "Another."}}

    text = refused(document("one.json", S=one), document("two.json", S=two))

    assert "is 'Text.' and 'Another.'" in text


def test_traits_are_applied_from_another_file() -> None:
    model = load(
        document("one.json", S=structure(a=STRING)),
        document("two.json", **{"S$a": apply(required={}), "S": apply(tags=["x"])}),
        document("three.json", S=apply(tags=["y"])),
    )

    shape = model.expect("a#S")
    assert shape.members["a"].traits == {"smithy.api#required": {}}
    assert shape.traits == {TAGS: ["x", "y"]}


def test_documents_may_bring_their_applied_traits_as_pairs() -> None:
    found = document("one.smithy", S=structure(a=STRING))
    found.ast["applies"] = [("a#S", {TAGS: ["x"]}), ("a#S", {TAGS: ["y"]})]

    assert load(found).expect("a#S").traits == {TAGS: ["x", "y"]}


def test_annotations_get_the_empty_value_of_their_type() -> None:
    traits = {
        "smithy.api#internal": None,
        "smithy.api#tags": None,
        "a#own": None,
        "a#map": None,
        "b#unknown": None,
    }
    own = {**structure(), "traits": {"smithy.api#trait": None}}
    keys = {"key": STRING, "value": STRING}
    model = load(
        document(
            "one.smithy",
            S={"type": "string", "traits": traits},
            own=own,
            map={"type": "map", **keys, "traits": {"smithy.api#trait": {}}},
        )
    )

    assert model.expect("a#S").traits == {
        "smithy.api#internal": {},
        "smithy.api#tags": [],
        "a#own": {},
        "a#map": {},
        "b#unknown": {},
    }


def test_an_annotation_of_a_trait_that_needs_a_value_is_refused() -> None:
    found = {"type": "string", "traits": {DOCS: None}}

    assert "is not a string" in refused(document("one.smithy", S=found))


def test_metadata_is_merged() -> None:
    model = load(
        document("one.json", {"list": [1], "same": {"a": 1}, "one": 1}),
        document("two.json", {"list": [2], "same": {"a": 1}, "two": 2}),
    )

    assert model.metadata == {"list": [1, 2], "same": {"a": 1}, "one": 1, "two": 2}


def test_metadata_with_two_values_is_refused() -> None:
    text = refused(document("one.json", {"k": 1}), document("two.json", {"k": 2}))

    assert "metadata 'k': is 1 and 2, in one.json and two.json" in text


@pytest.mark.parametrize("key", ["validators", "suppressions"])
def test_validators_must_be_a_list(key: str) -> None:
    assert "is not a list" in refused(document("one.json", {key: {}}))


def test_a_problem_names_the_file_and_the_line_of_its_shape() -> None:
    places: Mapping[str, tuple[int, int]] = {"a#S": (3, 1), "a#S$a": (4, 5)}
    good = document("one.json", B={"type": "blob"})
    bad = structure(a={"target": "a#Gone"})
    ast = {"smithy": "2.0", "shapes": {"a#S": bad}}

    text = refused(good, Document("two.smithy", ast, places))

    assert text.startswith("two.smithy:4:5: a#S$a: targets a#Gone")


def test_several_problems_name_their_files() -> None:
    bad = structure(a={"target": "a#Gone"})

    text = refused(document("one.json", S=bad), document("two.json", T=bad))

    assert "one.json: a#S$a: targets" in text and "two.json: a#T$a: targets" in text


def test_no_documents_are_no_model() -> None:
    with pytest.raises(UsageError):
        load_model([])


def test_very_many_applied_traits_take_no_more_time_each() -> None:
    members = {f"m{i}": STRING for i in range(20_000)}
    found = document("one.smithy", S=structure(**members))
    found.ast["applies"] = [
        *((f"a#S$m{i}", {DOCS: "x"}) for i in range(20_000)),
        *(("a#S", {TAGS: ["x"]}) for _ in range(20_000)),
    ]

    shape = load(found).expect("a#S")

    assert len(shape.traits[TAGS]) == 20_000
    assert sum(DOCS in member.traits for member in shape.members.values()) == 20_000


def test_a_very_large_table_of_renames_is_read() -> None:
    rename = {f"b#N{i}": f"M{i}" for i in range(50_000)}
    service = {"type": "service", "version": "1", "rename": rename}

    assert load(document("one.json", S=service)).expect("a#S").rename == rename


def test_values_nested_very_deeply_are_refused() -> None:
    value: Any = []
    for _ in range(100_000):
        value = [value]
    found = document("one.smithy", S={"type": "string", "traits": {"b#t": value}})
    twice = document("two.smithy", S={"type": "string", "traits": {"b#t": [[value]]}})
    found.ast["shapes"]["a#S"]["traits"]["b#t"] = {"a": value}
    twice.ast["shapes"]["a#S"]["traits"]["b#t"] = {"a": [value]}

    assert "nested too deeply" in refused(found, twice)


def test_shapes_of_libraries_need_no_file() -> None:
    error = {"target": "smithy.framework#ValidationException"}
    model = load(document("one.json", Do={"type": "operation", "errors": [error]}))

    assert "smithy.api#error" in model.expect(error["target"]).traits
    assert model.expect("smithy.framework#ValidationExceptionField")


# --- remedies


CYCLE = structure(
    s={"target": "a#S", "traits": {"smithy.api#required": {}}},
)
ENDLESS = {"type": "list", "member": {"target": "a#L"}}


@pytest.mark.parametrize(
    ("found", "remedy"),
    [
        (document("one.json", S=CYCLE), "Break the cycle"),
        (document("one.json", L=ENDLESS), "Break the cycle"),
        (document("one.json", S=structure(a={"target": "a#B"})), "the missing shapes"),
        (document("one.json", A=apply(required={})), "`apply`"),
        (document("one.json", A={"type": "blob", "traits": {DOCS: 1}}), "the traits"),
    ],
)
def test_a_remedy_is_one_of_what_is_wrong(found: Document, remedy: str) -> None:
    with pytest.raises(ModelError) as caught:
        load(found)

    assert remedy in str(caught.value.remedy)
    assert "overlay" not in str(caught.value.remedy)
