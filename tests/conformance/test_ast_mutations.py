"""Published models with something odd in one place: each loads, or is refused with one message."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from aiosmithy_codegen.errors import ModelError
from aiosmithy_codegen.json_text import json_text
from aiosmithy_codegen.loaders.canonical import canonical_ast
from aiosmithy_codegen.loaders.document import Document

CONFORMANCE = Path(__file__).resolve().parents[3] / "shared/conformance"
FILES = [
    "idl/ast-versions/v1/1.0-box-member.json",
    "idl/ast-versions/v2/service-mixins.json",
    "idl/loader/valid-ast/main-test.ast.json",
    "idl/loader/valid-ast/mixins/mixins-with-member-override-2.ast.json",
    "idl/loader/valid-ast/traits.ast.json",
    "idl/trait-definitions/smithy-waiters/waiters.ast.json",
    "idl/trait-definitions/smithy-model/prelude.ast.json",
    "endpoints/smithy/rules-engine-tests/default-values.ast.json",
    "protocols/rpcv2Cbor.json",
]
ODD: list[Any] = [
    *(None, True, -1, 1.5, 10**30, "", "x", "a#B", "smithy.api#Unit"),
    *("smithy.api#trait", [], [None], ["a", "a"], {}, {"": {}}, {"target": "a#B"}),
    *({"type": "string"}, {"type": "apply", "traits": {"smithy.api#mixin": {}}}),
]

pytestmark = pytest.mark.skipif(
    not CONFORMANCE.is_dir(),
    reason="the shared conformance vectors are not beside the checkout",
)


def paths(value: Any, prefix: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value within a document."""
    pairs = value.items() if isinstance(value, dict) else ()
    pairs = enumerate(value) if isinstance(value, list) else pairs
    found: list[tuple[Any, ...]] = []
    for key, item in pairs:
        found += [(*prefix, key), *paths(item, (*prefix, key))]
    return found


@pytest.mark.parametrize("name", FILES)
def test_odd_values_are_read_or_refused(name: str) -> None:
    text = (CONFORMANCE / name).read_text("utf-8")
    places = paths(json.loads(text))
    dice = random.Random(name)

    for _ in range(40):
        broken = target = json.loads(text)
        *outer, last = dice.choice(places)
        for key in outer:
            target = target[key]
        target[last] = dice.choice(ODD)
        try:
            assert json_text(canonical_ast([Document("m.json", broken)])).isascii()
        except ModelError as error:
            assert "m.json" in str(error)
