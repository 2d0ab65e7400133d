"""Selectors of trait definitions, on a model small enough to see what they select."""

from __future__ import annotations

from typing import Any

import pytest
from aiosmithy_codegen.loaders.assemble import load_model
from aiosmithy_codegen.loaders.document import Document
from aiosmithy_codegen.loaders.selection_graph import SelectionGraph
from aiosmithy_codegen.loaders.selectors import (
    Node,
    UnknownSelectorError,
    parse_selector,
)
from aiosmithy_codegen.model import Model


def ref(name: str, **traits: Any) -> dict[str, Any]:
    found = {"target": name if "#" in name else f"a#{name}"}
    named = {f"smithy.api#{key}": value for key, value in traits.items()}
    return {**found, "traits": named} if named else found


SHAPES: dict[str, Any] = {
    "Service": {"type": "service", "operations": [ref("Put")], "resources": [ref("R")]},
    "R": {"type": "resource", "identifiers": {"id": ref("Id")}, "read": ref("Get")},
    "Get": {"type": "operation", "input": ref("In"), "output": ref("Out")},
    "Put": {"type": "operation", "input": ref("In"), "errors": [ref("Bad")]},
    "In": {
        "type": "structure",
        "members": {"id": ref("Id", required={}), "tags": ref("Tags")},
    },
    "Out": {"type": "structure", "members": {"kind": ref("Kind"), "n": ref("Count")}},
    "Bad": {
        "type": "structure",
        "members": {},
        "traits": {"smithy.api#error": "client"},
    },
    "Id": {"type": "string"},
    "Kind": {
        "type": "enum",
        "members": {"A": ref("smithy.api#Unit", enumValue="A")},
    },
    "Count": {"type": "integer"},
    "Tags": {"type": "map", "key": ref("Id"), "value": ref("smithy.api#String")},
}


def model() -> Model:
    shapes = {f"a#{name}": shape for name, shape in SHAPES.items()}
    return load_model([Document("m.json", {"smithy": "2.0", "shapes": shapes})])


def selected(text: str) -> set[str]:
    """The names of the model's shapes and members that the selector selects."""
    found = model()
    graph = SelectionGraph(found)
    chain = parse_selector(text)
    nodes: list[Node] = []
    for shape in found.shapes.values():
        nodes += (shape, *shape.members.values())
    return {
        node.id.removeprefix("a#")
        for node in nodes
        if node.id.startswith("a#") and graph.selects(chain, node)
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("service", {"Service"}),
        ("string", {"Id", "Kind"}),
        ("string :not(enum)", {"Id"}),
        ("number", {"Count"}),
        ("serviceType", {"Service", "R", "Get", "Put"}),
        ("structure > member", {"In$id", "In$tags", "Out$kind", "Out$n"}),
        ("structure > member[trait|required]", {"In$id"}),
        ("structure[trait|error]", {"Bad"}),
        ("structure [trait|smithy.api#error]", {"Bad"}),
        ("structure > :test(member > string)", {"In$id", "Out$kind"}),
        ("map > member[id|member=value]", {"Tags$value"}),
        ("[id=a#Id]", {"Id"}),
        ("[id='a#Id']", {"Id"}),
        (":is(service, operation)", {"Service", "Get", "Put"}),
        (":is(map, [trait|error])", {"Tags", "Bad"}),
        (
            ":is(map, operation -[input]-> structure > member)",
            {"Tags", "In$id", "In$tags"},
        ),
        (
            ":test(string, member > string)",
            {"Id", "Kind", "In$id", "Out$kind", "Tags$key", "Tags$value"},
        ),
        ("operation -[input, output]-> structure", {"In", "Out"}),
        ("operation :test(-[output]->)", {"Get"}),
        ("operation :not(-[output]->)", {"Put"}),
        ("service ~> operation", {"Get", "Put"}),
        ("resource ~> structure", {"In", "Out"}),
        ("operation < service", {"Service"}),
        ("string :not(< member)", set[str]()),
        ("string :test(< member < map)", {"Id"}),
        ("structure <-[error]- operation", {"Put"}),
        ("operation :not(< service)", {"Get"}),
        ("resource > operation -[input]-> structure > member", {"In$id", "In$tags"}),
    ],
)
def test_what_selectors_select(text: str, expected: set[str]) -> None:
    assert selected(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", ":", "strukture", "[trait|", "[trait|a|b=c]", ":in(x)", "$x(*)"),
        *("[service|version='1']", "-[trait]-> *", "string)", "string, string"),
        *(":not(" * 50 + "*" + ")" * 50, "* " * 1000),
    ],
)
def test_what_cannot_be_read_is_not_guessed(text: str) -> None:
    with pytest.raises(UnknownSelectorError):
        parse_selector(text)
