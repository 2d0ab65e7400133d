"""Files, node values, traits and comments (https://smithy.io/2.0/spec/idl.html)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from aiosmithy_codegen.loaders.document import Document
from aiosmithy_codegen.loaders.idl import read_idl
from idl_reading import NAMESPACE, VERSION_2, Known, read, shapes, trait

DOCUMENTATION = "smithy.api#documentation"


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("", "1.0"),
        ("// nothing\n", "1.0"),
        ('$version: "1"', "1.0"),
        ('$version: "1.0"\n', "1.0"),
        ('$version : "2"\n', "2.0"),
        ('$"version": "2.0" // ok\n', "2.0"),
        ('$mystery: [1, String]\n$version: "2.0"\n', "2.0"),
    ],
)
def test_a_file_is_of_the_version_that_it_names(text: str, version: str) -> None:
    assert read(text).ast == {"smithy": version, "shapes": {}}


def test_metadata_come_before_the_namespace_and_name_the_prelude() -> None:
    text = """$version: "2.0"
        metadata a = String
        metadata "b c" = { x: [required, "required", String] }
        namespace a
        string String
        """

    assert read(text).ast["metadata"] == {
        "a": "smithy.api#String",
        "b c": {"x": ["smithy.api#required", "required", "smithy.api#String"]},
    }


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("", None),
        ("true", True),
        ("null", None),
        ("{}", {}),
        ("[1 -2,,3.5 \n // four\n 1e3]", [1, -2, 3.5, 1000.0]),
        ("[9007199254740993.0]", [Decimal("9007199254740993.0")]),
        ("123456789012345678901234567890", 123456789012345678901234567890),
        ('"text"', "text"),
        ('"""\n  text"""', "text"),
        ("String", "smithy.api#String"),
        ("A", "a#A"),
        ("A$b", "a#A$b"),
        ("smithy.api#String", "smithy.api#String"),
        ('a: 1, "b" : {c: String}', {"a": 1, "b": {"c": "smithy.api#String"}}),
        ('"a": [], true: null', {"a": [], "true": None}),
        ("{a: {b: [{}]}}", {"a": {"b": [{}]}}),
    ],
)
def test_traits_have_values(written: str, value: Any) -> None:
    assert trait(written) == value


def test_applied_traits_are_listed_beside_the_shapes() -> None:
    text = NAMESPACE + """
        apply A @deprecated
        apply
          A$b
          @range(min: 1)
        apply c#D {}
        apply c#E { @tags(["x"]), @d }
        """

    assert read(text).ast["applies"] == [
        ("a#A", {"smithy.api#deprecated": None}),
        ("a#A$b", {"smithy.api#range": {"min": 1}}),
        ("c#E", {"smithy.api#tags": ["x"]}),
        ("c#E", {"a#d": None}),
    ]


def test_a_trait_given_twice_is_applied_as_well() -> None:
    document = read(NAMESPACE + '@tags(["x"])\n@tags(["y"])\nstring A')

    assert document.ast["shapes"]["a#A"]["traits"] == {"smithy.api#tags": ["x"]}
    assert document.ast["applies"] == [("a#A", {"smithy.api#tags": ["y"]})]


def test_what_a_file_says_twice_is_in_a_second_document_of_it() -> None:
    text = VERSION_2 + "metadata a = 1\nmetadata a = 2\nnamespace a\nstring A\nblob A"

    first, second = read_idl({"m.smithy": text}, Known())

    assert (first.file, second.file) == ("m.smithy", "m.smithy")
    assert first.ast["metadata"] == {"a": 1}
    assert first.ast["shapes"] == {"a#A": {"type": "string"}}
    assert second.ast["metadata"] == {"a": 2}
    assert second.ast["shapes"] == {"a#A": {"type": "blob"}}
    assert (first.places["a#A"], second.places["a#A"]) == ((5, 1), (6, 1))


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("/// A\n", "A"),
        ("///A\n///  B\n///\n//// C\n", "A\n B\n\n/ C"),
        ("/// A\r\n/// B\r\n", "A\nB"),
        ("/// A\n\n// no\n/// B\n@t\n/// no\n", "A\nB"),
        ("// /// no\n", None),
        ("@t\n/// no\n", None),
        ("@t(\n/// no\n1)\n", None),
        ("@t /// no\n", None),
    ],
)
def test_documentation_stands_before_a_shape_and_its_traits(
    before: str, text: str | None
) -> None:
    for namespace in ("namespace a /// no\n", "namespace a\nuse b#C\n"):
        found = read(VERSION_2 + namespace + before + "string A /// no\nblob B")
        assert found.ast["shapes"]["a#A"].get("traits", {}).get(DOCUMENTATION) == text
        assert found.ast["shapes"]["a#B"] == {"type": "blob"}


def test_documentation_stands_before_a_member_and_its_traits() -> None:
    found = shapes("""structure A { /// a
        a: A
        /// b
        @t
        /// no
        b: A = 1, /// no
        /// c
        c: A
        /// no
    }
    /// no
    """)

    documentation = {
        name: member["traits"][DOCUMENTATION]
        for name, member in found["a#A"]["members"].items()
    }
    assert documentation == {"a": "a", "b": "b", "c": "c"}


def test_documentation_before_other_statements_documents_nothing() -> None:
    text = """/// no
        $version: "2.0"
        /// no
        metadata a = [/// no
            1]
        /// no
        namespace a
        /// no
        use b#C
        /// no
        apply C @deprecated
        operation O { input /// no
            : C /// no
            errors: [/// no
              C] }
        """

    document = read(text)
    assert document.ast["shapes"]["a#O"].keys() == {"type", "input", "errors"}
    assert DOCUMENTATION not in str(document.ast)


def test_shapes_and_members_have_places() -> None:
    document: Document = read(
        NAMESPACE + "@t\nstructure A {\r\n  @t a: A\n}\n operation O {\n input := {} }"
    )

    assert dict(document.places) == {
        "a#A": (4, 1),
        "a#A$a": (5, 6),
        "a#O": (7, 2),
        "a#OInput": (8, 11),
    }
    assert len(document.places) == 4
    assert "a#B" not in document.places


def test_what_traits_are_applied_to_has_a_place_if_it_has_no_better_one() -> None:
    body = "structure A { b: A }\napply A$b @t\napply A$c @t\napply B @t\napply B @u\n"
    texts = {
        "m.smithy": NAMESPACE + body + "apply String @t\napply Other @t",
        "n.smithy": NAMESPACE + "string Other",
    }

    document, _ = read_idl(texts, Known())

    assert dict(document.places) == {
        "a#A": (3, 1),
        "a#A$b": (3, 15),
        "a#A$c": (5, 11),
        "a#B": (6, 9),
        "smithy.api#String": (8, 14),
    }
