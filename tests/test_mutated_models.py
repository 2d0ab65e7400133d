"""Models that somebody, or something, has changed at random: each gives a client that compiles, or one clear error."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from aiosmithy_codegen.errors import CodegenError
from aiosmithy_codegen.generate import Settings, generate
from aiosmithy_codegen.manifest import Origin
from aiosmithy_codegen.support import LISTED
from loading import load_ast

from .hostile_model import document
from .hostile_texts import PLAIN, Texts

ROOT = Path(__file__).parent.parent
MODELS = [
    ROOT / "specs" / "cleanroomsml" / "model.json",
    *sorted((ROOT / "tests" / "cases").glob("*/model.json")),
]
VALUES: list[Any] = [
    *(None, True, False, 0, -1, 1.5, -0.0, 1e308, 2**31, 2**63, 10**400),
    *("", "x", "1.0", '"""', "\\", "a\nb", "{x}", "\0", "é", "\ud800", "class", "../x"),
    *([], {}, [[]], ["x"], [None], {"a": 1}, {"min": 5, "max": 1}),
    {"target": "smithy.api#String"},
]
TYPES = (
    *("structure", "union", "list", "map", "enum", "intEnum", "string", "blob", "set"),
    *("timestamp", "document", "bigDecimal", "integer", "service", "resource", "apply"),
    *("operation", "float", "boolean"),
)
NAMES = (
    *(
        "class",
        "None",
        "self",
        "input",
        "value",
        "list",
        "datetime",
        "Document",
        "Shape",
    ),
    *("message", "_message", "errors", "shapes", "UTC", "Text", "get", "data", "super"),
    *("__init__", "_1", "A_b", "max_wait_time", "output", "Unit", "operations"),
)
Json = Any


@cache
def _models() -> list[dict[str, Any]]:
    read = [json.loads(path.read_text(encoding="utf-8")) for path in MODELS]
    return [document(Texts(PLAIN)), *read]


@cache
def _traits() -> dict[str, list[Any]]:
    """Every known trait and each value that it has in one of the models."""
    found: dict[str, list[Any]] = {trait: [{}, "x"] for trait in sorted(LISTED)}
    for model in _models():
        for owner in _owners(model):
            for trait, value in owner.get("traits", {}).items():
                found.setdefault(trait, []).append(value)
    return found


def _owners(model: Json) -> Iterator[dict[str, Any]]:
    """Shapes and members: what has traits."""
    for shape in model["shapes"].values():
        yield shape
        yield from shape.get("members", {}).values()
        yield from (shape[key] for key in ("member", "key", "value") if key in shape)


def _places(value: Json) -> Iterator[tuple[Json, Any]]:
    """Every container with each of its keys or indices."""
    pending = [value]
    while pending:
        container = pending.pop()
        items = container.items() if isinstance(container, dict) else container
        pairs = items if isinstance(container, dict) else enumerate(items)
        for key, item in pairs:
            yield container, key
            if isinstance(item, dict | list):
                pending.append(item)


def _mutate(model: Json, chance: random.Random) -> None:
    """One change anywhere."""
    shapes: dict[str, Any] = model["shapes"]
    places = list(_places(model))
    container, key = chance.choice(places)
    match chance.randrange(9):
        case 0:
            del container[key]
        case 1:
            container[key] = copy.deepcopy(chance.choice(VALUES))
        case 2:
            like = [(c, k) for c, k in places if k == key]
            other, place = chance.choice(like)
            container[key], other[place] = (
                copy.deepcopy(other[place]),
                copy.deepcopy(container[key]),
            )
        case 3:
            objects = [(c, k) for c, k in places if isinstance(c, dict)]
            container, key = chance.choice(objects)
            container[chance.choice(NAMES)] = container.pop(key)
        case 4:
            texts = [(c, k) for c, k in places if isinstance(c[k], str)]
            container, key = chance.choice(texts)
            container[key] += str(chance.choice(VALUES))
        case 5:
            chance.choice(list(shapes.values()))["type"] = chance.choice(TYPES)
        case 6:
            targets = [c for c, k in places if k == "target"]
            chance.choice(targets)["target"] = chance.choice(
                [*shapes, "smithy.api#Unit", "smithy.api#Blob", "smithy.api#Document"]
            )
        case 7:
            trait = chance.choice(list(_traits()))
            owner = chance.choice(list(_owners(model)))
            value = copy.deepcopy(chance.choice(_traits()[trait]))
            owner.setdefault("traits", {})[trait] = value
        case _:
            lists = [shape for shape in shapes.values() if shape.get("members")]
            members = chance.choice(lists)["members"]
            members[chance.choice(NAMES)] = {"target": chance.choice(list(shapes))}


@pytest.fixture
def compiled_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compile what is rendered in place of formatting it, which takes most of the time."""

    def check(text: str, template: str, output: str, *, by_line: bool) -> str:
        compile(text.encode(), output, "exec", dont_inherit=True)
        return text

    monkeypatch.setattr("aiosmithy_codegen.package.format_source", check)


@pytest.mark.usefixtures("compiled_only")
@pytest.mark.parametrize("seed", range(12))
def test_a_changed_model_gives_a_client_or_one_error(seed: int) -> None:
    chance = random.Random(seed)
    made = refused = 0
    for _ in range(60):
        model = copy.deepcopy(chance.choice(_models()))
        for _ in range(chance.choice([1, 1, 2, 3])):
            changed = copy.deepcopy(model)
            _mutate(changed, chance)
            try:
                files = generate(
                    load_ast(changed, "model.json"),
                    Settings(model=Origin("model.json", "sha256:0")),
                )
            except CodegenError as error:
                refused += 1
                _check(error)
            else:
                made += 1
                assert len(files) > 5
                model = changed
    assert made > 5 and refused > 20


def _check(error: CodegenError) -> None:
    text = str(error)
    assert "mistake in aiosmithy" not in text
    assert text.startswith("model.json: ") and len(text) < 3000
    assert text.replace("\n", "").isprintable()
