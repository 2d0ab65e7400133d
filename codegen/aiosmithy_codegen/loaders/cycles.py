"""Shapes that would need themselves to exist."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from ..model import Model, Shape
from .problems import Problems

_DEEPEST = 32  # lists of lists of maps of …: no real model has more than five


def check_cycles(model: Model, problems: Problems) -> None:
    """Note lists, structures and resources that hold themselves where they must not; all references are sound."""
    _check_nesting(model, problems)
    resources = {shape.id: shape.resources for shape in model.of_type("resource")}
    _check(resources, "holds itself as a resource", problems)
    required = {
        shape.id: list(_required(model, shape)) for shape in model.of_type("structure")
    }
    _check(required, "cannot be without holding itself", problems)


def _required(model: Model, shape: Shape) -> Iterable[str]:
    """The structures without which this one cannot be."""
    for member in shape.members.values():
        if "smithy.api#required" in member.traits:
            target = model.shapes.get(member.target)
            if target is not None and target.type == "structure":
                yield target.id


def _check(
    graph: Mapping[str, Iterable[str]], problem: str, problems: Problems
) -> None:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        cycle: list[str] = error.args[1][::-1]
        problems.add(cycle[0], f"{problem}: {' → '.join(cycle[:10])}")


def _check_nesting(model: Model, problems: Problems) -> None:
    """Lists and maps must not hold themselves without a structure or union between: their type would be endless."""
    depth: dict[str, int] = {}
    for shape in model.of_type("list", "map"):
        if _depth(model, shape, depth) > _DEEPEST:
            problems.add(
                shape.id,
                f"holds itself, or more than {_DEEPEST} lists and maps in each other",
            )


def _depth(model: Model, shape: Shape, known: dict[str, int]) -> int:
    """How many lists and maps are in each other; counts no further than one too many."""
    path: list[Shape] = [shape]
    while path and len(path) <= _DEEPEST + 1:
        inner = [
            target
            for member in path[-1].members.values()
            if (target := model.shapes.get(member.target)) is not None
            and target.type in ("list", "map")
        ]
        missing = [target for target in inner if target.id not in known]
        if missing:
            path.append(missing[0])
        else:
            known[path.pop().id] = 1 + max((known[t.id] for t in inner), default=0)
    return known.get(shape.id, _DEEPEST + 1)
