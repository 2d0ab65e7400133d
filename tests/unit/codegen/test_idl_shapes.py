"""Shape statements → the JSON AST (https://smithy.io/2.0/spec/idl.html#defining-shapes)."""

from __future__ import annotations

import pytest
from idl_reading import read, shapes

STRING = {"target": "smithy.api#String"}
UNIT = {"target": "smithy.api#Unit"}
SIMPLE = [
    *("blob", "boolean", "document", "string", "timestamp"),
    *("byte", "short", "integer", "long", "float", "double"),
    *("bigInteger", "bigDecimal"),
]


@pytest.mark.parametrize("kind", SIMPLE)
def test_a_simple_shape(kind: str) -> None:
    assert shapes(f"{kind} A") == {"a#A": {"type": kind}}


def test_a_structure_keeps_the_order_of_its_members() -> None:
    found = shapes("structure A {\n  b: String, a: A\n c : smithy.api#String }")

    assert found["a#A"]["type"] == "structure"
    assert list(found["a#A"]["members"].items()) == [
        ("b", STRING),
        ("a", {"target": "a#A"}),
        ("c", STRING),
    ]


def test_the_ast_gives_the_members_of_lists_and_maps_a_key_of_their_own() -> None:
    found = shapes("list L { member: String }\nmap M { key: String, value: L }")

    assert found["a#L"] == {"type": "list", "member": STRING}
    assert found["a#M"] == {"type": "map", "key": STRING, "value": {"target": "a#L"}}


def test_a_set_is_a_kind_of_version_1() -> None:
    document = read("namespace a\nset S { member: String }")

    assert document.ast["smithy"] == "1.0"
    assert document.ast["shapes"] == {"a#S": {"type": "set", "member": STRING}}


def test_empty_aggregates_have_members_too() -> None:
    assert shapes("structure A {}") == {"a#A": {"type": "structure", "members": {}}}


def test_members_of_enums_may_have_values() -> None:
    found = shapes('enum E {\n  A\n  B = "b",\n  /// C!\n  @deprecated\n  C\n}')

    assert found["a#E"]["members"] == {
        "A": UNIT,
        "B": {**UNIT, "traits": {"smithy.api#enumValue": "b"}},
        "C": {
            **UNIT,
            "traits": {"smithy.api#deprecated": None, "smithy.api#documentation": "C!"},
        },
    }
    assert shapes("intEnum E {\n A = 1\n}")["a#E"]["members"]["A"]["traits"] == {
        "smithy.api#enumValue": 1
    }


def test_members_may_have_defaults() -> None:
    found = shapes(
        'structure A {\n  a: String = ""\n  b: String = null,\n  c: String\n}'
    )

    members = found["a#A"]["members"]
    assert members["a"]["traits"] == {"smithy.api#default": ""}
    assert members["b"]["traits"] == {"smithy.api#default": None}
    assert members["c"] == STRING


def test_mixins_and_bound_resources_are_named() -> None:
    found = shapes(
        "structure A for R with [\n  M, N\n] {\n  $id\n  @required $b = 1\n}"
    )

    assert found["a#A"] == {
        "type": "structure",
        "for": {"target": "a#R"},
        "mixins": [{"target": "a#M"}, {"target": "a#N"}],
        "members": {
            "id": {"target": None},
            "b": {
                "target": None,
                "traits": {"smithy.api#required": None, "smithy.api#default": 1},
            },
        },
    }


@pytest.mark.parametrize(
    "statement",
    [
        "string A with [M]",
        "list A with [M] {}",
        "enum A with [M] {}",
        "service A with [M] {}",
        "resource A with [M] {}",
        "operation A with [M] {}",
    ],
)
def test_every_kind_of_shape_has_mixins(statement: str) -> None:
    assert shapes(statement)["a#A"]["mixins"] == [{"target": "a#M"}]


def test_a_service() -> None:
    body = """service S {
        version: "1"
        operations: [O, "P" b#Q]
        resources: []
        errors: [E]
        rename: { "b#X": "Y" }
    }"""

    assert shapes(body)["a#S"] == {
        "type": "service",
        "version": "1",
        "operations": [{"target": "a#O"}, {"target": "a#P"}, {"target": "b#Q"}],
        "resources": [],
        "errors": [{"target": "a#E"}],
        "rename": {"b#X": "Y"},
    }


def test_a_resource() -> None:
    body = """resource R {
        identifiers: { id: String }
        properties: { "p": P }
        create: C, read: G
        operations: [O]
        collectionOperations: [L]
    }"""

    assert shapes(body)["a#R"] == {
        "type": "resource",
        "identifiers": {"id": STRING},
        "properties": {"p": {"target": "a#P"}},
        "create": {"target": "a#C"},
        "read": {"target": "a#G"},
        "operations": [{"target": "a#O"}],
        "collectionOperations": [{"target": "a#L"}],
    }


def test_properties_that_a_service_does_not_have_are_ignored() -> None:
    found = shapes("service S { type: 1, mystery: [{ a: String }] }")

    assert found == {"a#S": {"type": "service"}}


def test_an_operation() -> None:
    found = shapes("operation O {\n errors: [E F]\n output: B\n input: A\n}")

    assert found["a#O"] == {
        "type": "operation",
        "errors": [{"target": "a#E"}, {"target": "a#F"}],
        "output": {"target": "a#B"},
        "input": {"target": "a#A"},
    }


def test_an_operation_may_define_its_input_and_output() -> None:
    found = shapes("""operation O {
        input :=
            /// In
            @deprecated
            for R with [M] {
                $id
            }
        output :=
            with [M] {}
    }""")

    assert found["a#O"] == {
        "type": "operation",
        "input": {"target": "a#OInput"},
        "output": {"target": "a#OOutput"},
    }
    assert found["a#OInput"] == {
        "type": "structure",
        "for": {"target": "a#R"},
        "mixins": [{"target": "a#M"}],
        "members": {"id": {"target": None}},
        "traits": {
            "smithy.api#deprecated": None,
            "smithy.api#documentation": "In",
            "smithy.api#input": {},
        },
    }
    assert found["a#OOutput"]["traits"] == {"smithy.api#output": {}}


def test_a_file_may_choose_the_suffixes_of_inputs_and_outputs() -> None:
    text = """$version: "2"
        $operationInputSuffix: "Request"
        $operationOutputSuffix: "Response"
        namespace a
        operation O { input := {} output := {} }
        """

    assert {"a#ORequest", "a#OResponse"} < read(text).ast["shapes"].keys()
