"""What names stand for (https://smithy.io/2.0/spec/idl.html#relative-shape-id-resolution)."""

from __future__ import annotations

import pytest
from aiosmithy_codegen.errors import ModelError
from aiosmithy_codegen.loaders.idl import read_idl
from idl_reading import NAMESPACE, VERSION_2, Known, read, refusal, shapes, trait


@pytest.mark.parametrize(
    ("target", "shape_id"),
    [
        ("Used", "b#Used"),
        ("Own", "a#Own"),
        ("Later", "a#Later"),
        ("Integer", "a#Integer"),
        ("String", "smithy.api#String"),
        ("required", "smithy.api#required"),
        ("Nowhere", "a#Nowhere"),
        ("c.d#Far", "c.d#Far"),
        ("Own$x", "a#Own$x"),
        ("Used$x", "b#Used$x"),
    ],
)
def test_a_name_is_used_or_own_or_of_the_prelude(target: str, shape_id: str) -> None:
    body = f"use b#Used\nstring Own\nlist L {{ member: {target} }}\ninteger Integer\n"

    found = shapes(body + "string Later")

    assert found["a#L"]["member"] == {"target": shape_id}


def test_names_of_traits_are_resolved_too() -> None:
    found = shapes("use b#u\n@u @own @required @c.d#far\nstring A\n@trait\nstring own")

    assert list(found["a#A"]["traits"]) == [
        *("b#u", "a#own", "smithy.api#required", "c.d#far"),
    ]


def test_a_shape_may_be_defined_in_any_file_of_the_model() -> None:
    texts = {
        "1.smithy": NAMESPACE + "list L { member: Integer }",
        "2.smithy": NAMESPACE + "integer Integer",
        "3.smithy": VERSION_2 + "namespace b\nlist L { member: Integer }",
    }

    first, _, third = read_idl(texts, Known())

    assert first.ast["shapes"]["a#L"]["member"]["target"] == "a#Integer"
    assert third.ast["shapes"]["b#L"]["member"]["target"] == "smithy.api#Integer"


def test_a_shape_may_be_defined_in_a_document_of_another_format() -> None:
    text = NAMESPACE + "list L { member: Integer }"

    (document,) = read_idl({"m.smithy": text}, {"a#Integer", "smithy.api#Integer"})

    assert document.ast["shapes"]["a#L"]["member"]["target"] == "a#Integer"


@pytest.mark.parametrize("written", ["Nothing", "[{ x: Nothing }]", "a#Nothing$x"])
def test_an_unquoted_value_that_names_nothing_is_refused(written: str) -> None:
    message = refusal(NAMESPACE + f"@t({written})\nstring A")

    assert message.startswith("m.smithy:3:")
    assert "there is no shape 'a#Nothing" in message


def test_a_quoted_value_names_nothing() -> None:
    assert trait('["Nothing"]') == ["Nothing"]


def test_a_value_may_name_a_shape_of_a_library_that_is_used_but_not_given() -> None:
    found = shapes("use b.lib#T\n@t([T, b.lib#U])\nstring A")

    assert found["a#A"]["traits"]["a#t"] == ["b.lib#T", "b.lib#U"]


def test_a_library_is_no_namespace_that_the_model_defines_shapes_in() -> None:
    texts = {
        "1.smithy": NAMESPACE + "string T",
        "2.smithy": VERSION_2 + "namespace b\nuse a#T\n@t([T, a#U])\nstring B",
    }

    with pytest.raises(ModelError, match="there is no shape 'a#U'"):
        read_idl(texts, Known())


def test_a_model_may_ask_not_to_hear_of_values_that_name_nothing() -> None:
    text = """$version: "2.0"
        metadata suppressions = [{id: "SyntacticShapeIdTarget", namespace: "*"}]
        namespace a
        @t(Nothing)
        string A
        """

    assert read(text).ast["shapes"]["a#A"]["traits"] == {"a#t": "a#Nothing"}
    assert "there is no shape" in refusal(text.replace('"*"', '"b"'))
    assert "there is no shape" in refusal(text.replace("SyntacticShape", "Shape"))


def test_a_name_can_be_used_once() -> None:
    assert refusal(NAMESPACE + "use b#C\nuse d#C\n") == (
        "m.smithy:4:5: the name C is already used for b#C"
    )
    assert refusal(NAMESPACE + "use b#C\nstring C") == (
        "m.smithy:4:8: the name C is already used for b#C"
    )


def test_the_message_names_the_file_that_is_wrong() -> None:
    texts = {"1.smithy": NAMESPACE + "string A", "2.smithy": NAMESPACE + "string"}

    with pytest.raises(ModelError, match=r"^2\.smithy:3:7: expected"):
        read_idl(texts, Known())
