"""What holds for any two models: nothing differs from itself, and what comes one way goes the other."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from aiosmithy_codegen.diff.api import Api
from aiosmithy_codegen.diff.compare import compare
from aiosmithy_codegen.diff.findings import ORDER, Comparison
from aiosmithy_codegen.diff.model_reader import read_model_api
from aiosmithy_codegen.errors import CodegenError
from aiosmithy_codegen.loaders.assemble import load_model
from aiosmithy_codegen.loaders.document import Document
from aiosmithy_codegen.selection import select
from diff_models import NS, Shapes, api, enum, member, ref, shop, structure

SPEC = Path(__file__).parents[3] / "specs" / "cleanroomsml" / "model.json"
PAIRS = (
    ("Added", "Removed"),
    ("Renamed", "Renamed"),
    ("Tightened", "Loosened"),
    ("Widened", "Narrowed"),
    ("BecameRequired", "BecameOptional"),
    ("BecameNullable", "BecameNonNullable"),
)
TARGETS = ("String", "Integer", "Float", "Boolean", "Timestamp", "Blob", "Document")
TRAITS: list[tuple[str, Any]] = [
    *(("required", {}), ("deprecated", {}), ("jsonName", "other"), ("default", None)),
    *(("length", {"min": 1}), ("length", {"max": 7}), ("clientOptional", {})),
]


def of(shapes: Shapes) -> Api:
    """The API of shapes by their full ids."""
    model = load_model([Document("model.json", {"smithy": "2.0", "shapes": shapes})])
    return read_model_api(select(model), "model.json")


def spec() -> Shapes:
    shapes: Shapes = json.loads(SPEC.read_text("utf-8"))["shapes"]
    return shapes


def test_nothing_differs_from_itself() -> None:
    for shapes in (spec(), {NS + name: shape for name, shape in shop().items()}):
        same = compare(of(shapes), of(shapes))

        assert same == Comparison(())


def test_the_order_of_the_shapes_does_not_matter() -> None:
    shapes = spec()
    backwards = dict(reversed(shapes.items()))

    assert compare(of(shapes), of(backwards)) == Comparison(())


@pytest.mark.parametrize("seed", range(40))
def test_what_comes_one_way_goes_the_other(seed: int) -> None:
    old, new = _mutants(random.Random(seed))

    there, back = compare(old, new), compare(new, old)

    assert {_mirrored(rule) for rule in _rules(there)} == _rules(back)
    for one, other in (("Added", "Removed"), ("Removed", "Added")):
        assert _paths(there, one) == _paths(back, other)
    assert there == compare(old, new)
    order = [ORDER.index(finding.severity) for finding in there.findings]
    assert order == sorted(order)


def _rules(comparison: Comparison) -> set[str]:
    """A member that is gone was once required, or not: that has no mirror."""
    return {finding.rule.removeprefix("Required") for finding in comparison.findings}


def _mirrored(rule: str) -> str:
    if rule in ("Deprecated", "DeprecationRemoved"):
        return ({"Deprecated", "DeprecationRemoved"} - {rule}).pop()
    for pair in PAIRS:
        for one, other in (pair, pair[::-1]):
            if rule.endswith(one):
                return rule.removesuffix(one) + other
    return rule


def _paths(comparison: Comparison, ending: str) -> set[tuple[str, str]]:
    """What was added or removed: what kind of thing, and where."""
    return {
        (rule.removesuffix(ending).removeprefix("Required"), finding.path)
        for finding in comparison.findings
        if (rule := finding.rule).endswith(ending) and not rule.startswith("Deprec")
    }


def _mutants(random_: random.Random) -> tuple[Api, Api]:
    """Two shops, each with changes of its own that still make a client."""
    found: list[Api] = []
    while len(found) < 2:
        shapes = shop()
        for _ in range(random_.randrange(6)):
            random_.choice(MUTATIONS)(random_, shapes)
        try:
            found.append(api(shapes))
        except CodegenError:
            continue
    return found[0], found[1]


def _structure(random_: random.Random, shapes: Shapes) -> Any:
    return shapes[random_.choice([n for n in shapes if shapes[n].get("members")])]


def _drop(random_: random.Random, shapes: Shapes) -> None:
    members = _structure(random_, shapes)["members"]
    if members:
        del members[random_.choice(list(members))]


def _put(random_: random.Random, shapes: Shapes) -> None:
    shape = _structure(random_, shapes)
    name = f"new{random_.randrange(5)}"
    if shape["type"] == "enum":
        shape["members"][name] = member("api:Unit", enumValue=name)
    else:
        shape["members"][name] = member(f"api:{random_.choice(TARGETS)}")


def _decorate(random_: random.Random, shapes: Shapes) -> None:
    members = _structure(random_, shapes)["members"]
    if members:
        name, value = random_.choice(TRAITS)
        found = members[random_.choice(list(members))].setdefault("traits", {})
        found[f"smithy.api#{name}"] = value


def _unbind(random_: random.Random, shapes: Shapes) -> None:
    operations = shapes["Shop"]["operations"]
    if operations:
        operations.pop(random_.randrange(len(operations)))


def _retarget(random_: random.Random, shapes: Shapes) -> None:
    members = _structure(random_, shapes)["members"]
    if members:
        found = members[random_.choice(list(members))]
        target = random_.choice(["Line", "Price", "Status", "Lines", "api:Integer"])
        found.update(ref(target))


def _blame(random_: random.Random, shapes: Shapes) -> None:
    errors = random_.sample(["Full", "Missing", "Slow"], random_.randrange(4))
    shapes["GetOrder"]["errors"] = [ref(name) for name in errors]


MUTATIONS: list[Callable[[random.Random, Shapes], None]] = [
    *(_drop, _put, _decorate, _unbind, _retarget, _blame)
]


def test_takes_work_that_grows_with_the_models_and_no_faster() -> None:
    small, large = _calls(20), _calls(160)

    assert large < small * 8 * 1.5


def _calls(count: int) -> int:
    """Function calls to compare two APIs of so many classes, all of them changed and half of them renamed."""
    sides: list[Api] = []
    for side in ("Old", "New"):
        shapes = shop()
        for number in range(count):
            name = f"Thing{number}" + (side if number % 2 else "")
            shapes[name] = structure(
                **{f"m{side}": member("api:String"), "kept": member(f"Kind{number}")}
            )
            shapes[f"Kind{number}"] = enum(**{side.upper(): side})
            shapes["Line"]["members"][f"thing{number}"] = member(name)
        sides.append(api(shapes))
    calls = 0

    def count_call(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count_call)
    try:
        found = compare(*sides)
    finally:
        sys.setprofile(None)
    assert len(found.findings) > count * 3
    return calls
