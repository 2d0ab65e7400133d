"""One text for everything that means the same; and the command that prints it."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from aiosmithy_codegen.cli import main
from aiosmithy_codegen.errors import ModelError
from aiosmithy_codegen.json_text import json_text
from aiosmithy_codegen.loaders.canonical import canonical_ast
from aiosmithy_codegen.loaders.document import Document
from click.testing import CliRunner
from weather import NS, document, member, ref, structure

DOCS = "smithy.api#documentation"


def canonical(**shapes: Any) -> dict[str, Any]:
    """The shapes of the canonical AST by their names."""
    found = {f"{NS}{name}": shape for name, shape in shapes.items()}
    ast = canonical_ast([Document("m.json", {"smithy": "2.0", "shapes": found})])
    return {key.removeprefix(NS): shape for key, shape in ast["shapes"].items()}


def backwards(value: Any) -> Any:
    """The same document with the keys of all objects but those of members in another order."""
    if isinstance(value, dict):
        keys = [*value] if "members" in value else [*reversed(value)]
        return {
            key: value[key] if key == "members" else backwards(value[key])
            for key in keys
        }
    return value


def test_the_order_of_a_file_does_not_matter() -> None:
    ast = document()

    one, two = (
        canonical_ast([Document("m.json", found)]) for found in (ast, backwards(ast))
    )

    assert json_text(one) == json_text(two)
    assert list(one["shapes"]) == sorted(one["shapes"])


def test_canonical_stays_canonical() -> None:
    once = canonical_ast([Document("m.json", document())])

    assert json_text(canonical_ast([Document("m.json", once)])) == json_text(once)


def test_traits_on_mixed_in_members_are_applied() -> None:
    mixin = {
        **structure(a=member("Text"), b=member("Text")),
        "traits": {"smithy.api#mixin": {}},
    }
    user = {
        **structure(b=member("Text", required={}), c=member("Text")),
        "mixins": [ref("Low")],
    }
    shapes = canonical(
        Text={"type": "string"},
        Low=mixin,
        City=user,
        **{"City$a": {"type": "apply", "traits": {DOCS: "A."}}},
    )

    assert list(shapes) == ["City", "City$a", "City$b", "Low", "Text"]
    assert shapes["City"] == {
        "type": "structure",
        "mixins": [ref("Low")],
        "members": {"c": ref("Text")},
    }
    assert shapes["City$a"] == {"type": "apply", "traits": {DOCS: "A."}}
    assert shapes["City$b"] == {
        "type": "apply",
        "traits": {"smithy.api#required": {}},
    }


def test_elided_members_have_targets() -> None:
    elided: dict[str, Any] = {"target": None, "traits": {"smithy.api#required": {}}}
    shapes = canonical(
        Text={"type": "string"},
        Low={**structure(a=member("Text")), "traits": {"smithy.api#mixin": {}}},
        City={"type": "resource", "identifiers": {"id": ref("Text")}},
        Get={
            **structure(id=elided, a=elided),
            "for": ref("City"),
            "mixins": [ref("Low")],
        },
    )

    assert shapes["Get"]["members"] == {"id": {**elided, **ref("Text")}}
    assert shapes["Get$a"]["traits"] == elided["traits"]
    assert "for" not in shapes["Get"]


@pytest.mark.parametrize(
    ("shape", "problem"),
    [
        (structure(a={"target": None}), "has no target"),
        ({**structure(a={"target": None}), "for": ref("Gone")}, "not in the model"),
        ({**structure(a={"target": None}), "for": ref("Text")}, "which is a string"),
    ],
)
def test_elided_members_without_targets_are_refused(shape: Any, problem: str) -> None:
    with pytest.raises(ModelError, match=problem):
        canonical(Text={"type": "string"}, City=shape)


def test_what_goes_without_saying_is_said() -> None:
    shapes = canonical(
        Get={"type": "operation"},
        Sky={"type": "enum", "members": {"BLUE": ref("smithy.api#Unit")}},
    )

    unit = {"target": "smithy.api#Unit"}
    assert shapes["Get"] == {"type": "operation", "input": unit, "output": unit}
    value = shapes["Sky"]["members"]["BLUE"]["traits"]
    assert value == {"smithy.api#enumValue": "BLUE"}


def test_metadata_is_in_order() -> None:
    ast = {"smithy": "2.0", "metadata": {"b": {"y": 1, "x": [{"d": 1, "c": 2}]}}}

    found = canonical_ast([Document("m.json", ast)])

    assert json.dumps(found["metadata"]) == '{"b": {"x": [{"c": 2, "d": 1}], "y": 1}}'


def test_text_keeps_numbers_and_hides_control_characters() -> None:
    value = {
        "a": [1, -0.5, Decimal("2E+308"), True, None],
        "b\u202e": "\x1b\x9b",
        "c": {},
    }

    text = json_text(value)

    assert "2E+308" in text
    assert text.isascii() and text.isprintable() is False and "\x1b" not in text
    assert json.loads(text, parse_float=Decimal)["b\u202e"] == "\x1b\x9b"


def test_the_command_prints_the_ast(tmp_path: Path) -> None:
    file = tmp_path / "model.json"
    file.write_text(json.dumps(document()), "utf-8")

    result = CliRunner().invoke(main, ["ast", str(file)])

    assert result.exit_code == 0
    assert result.stdout == json_text(canonical_ast([Document("m.json", document())]))


def test_the_command_takes_a_model_of_several_files(tmp_path: Path) -> None:
    ast = document()
    parts = [dict(list(ast["shapes"].items())[i::2]) for i in range(2)]
    files = [tmp_path / name for name in ("one.json", "two.json")]
    for file, shapes in zip(files, parts, strict=True):
        file.write_text(json.dumps({**ast, "shapes": shapes}), "utf-8")

    result = CliRunner().invoke(main, ["ast", *map(str, files)])

    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["shapes"].keys() == ast["shapes"].keys()


def test_the_command_refuses_a_bad_model(tmp_path: Path) -> None:
    file = tmp_path / "model.json"
    shapes = {"a#S": structure(a={"target": "a#Gone"})}
    file.write_text(json.dumps({"smithy": "2.0", "shapes": shapes}), "utf-8")

    result = CliRunner().invoke(main, ["ast", str(file)])

    assert result.exit_code == 2
    assert result.stdout == ""
    assert "model.json: a#S$a: targets a#Gone" in result.stderr
