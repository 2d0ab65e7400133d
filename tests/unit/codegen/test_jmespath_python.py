"""Compiled JMESPath says what the jmespath library says, over typed attributes and with anything missing."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from aiosmithy_codegen.jmespath_python import (
    PathError,
    UnsupportedPathError,
    compile_path,
    root_of,
)
from aiosmithy_codegen.jmespath_values import Value
from aiosmithy_codegen.model import Member, Model, Shape

# Without type information, hence imported as an Any.
LIBRARY: Any = import_module("jmespath")


def shape(name: str, type_: str, /, **members: str) -> Shape:
    found = {
        key: Member(f"x#{name}${key}", key, f"x#{target}")
        for key, target in members.items()
    }
    return Shape(f"x#{name}", type_, members=found)


SHAPES = [
    shape("Text", "string"),
    shape("Number", "integer"),
    shape("Flag", "boolean"),
    shape(
        "Job", "structure", status="Text", size="Number", steps="Steps", owner="Owner"
    ),
    shape("Owner", "structure", name="Text"),
    shape("Step", "structure", state="Text", done="Flag"),
    shape("Steps", "list", member="Step"),
    shape("Jobs", "list", member="Job"),
    shape("Texts", "list", member="Text"),
    shape("ByName", "map", key="Text", value="Job"),
    shape(
        "Output",
        "structure",
        job="Job",
        jobs="Jobs",
        names="Texts",
        by_name="ByName",
        limit="Number",
        ok="Flag",
    ),
]
MODEL = Model({item.id: item for item in SHAPES})


def compiled(expression: str) -> Value:
    root = root_of("output", MODEL.shapes["x#Output"])
    return compile_path(MODEL, lambda m: m.name, lambda m: True, expression, root)


def objects(shape: Shape, data: Any) -> Any:
    """Data as the parsed output that it would be."""
    if data is None:
        return None
    if shape.type == "structure":
        return SimpleNamespace(
            **{
                name: objects(MODEL.target(member), data.get(name))
                for name, member in shape.members.items()
            }
        )
    if shape.type == "list":
        inner = MODEL.target(shape.members["member"])
        return [objects(inner, item) for item in data]
    if shape.type == "map":
        inner = MODEL.target(shape.members["value"])
        return {key: objects(inner, item) for key, item in data.items()}
    return data


def outputs() -> Iterator[dict[str, Any]]:
    steps = [
        None,
        [],
        [{"state": "ok", "done": True}, {"state": None}, {"done": False}],
    ]
    jobs: list[Any] = [
        {"status": status, "size": size, "steps": step, "owner": owner}
        for status, size, step, owner in itertools.product(
            [None, "DONE", "FAILED"], [None, 0, 5], steps, [None, {"name": "me"}]
        )
    ]
    for chosen in (None, [], jobs[:1], jobs[-1:], jobs[:2], jobs[20:40:3], jobs):
        yield {"jobs": chosen, "limit": len(chosen or ()), "ok": bool(chosen)}
        if chosen is not None:
            yield {"by_name": dict(zip("abcdef", chosen, strict=False))}
    for job in (None, *jobs):
        yield {"job": job, "names": ["a", "b"], "limit": 2}
        yield {"job": job, "names": ["a", "a"], "ok": False}
    yield {"names": []}


def evaluate(code: str, output: Any) -> Any:
    return eval(code, {"output": objects(MODEL.shapes["x#Output"], output)})


def truth(expression: str, output: Any) -> Any:
    """What the library says; where it refuses a type, as of ``length(null)``, nothing is true."""
    try:
        return LIBRARY.search(expression, output)
    except LIBRARY.exceptions.JMESPathTypeError:
        return None


@pytest.mark.parametrize(
    "expression",
    [
        "ok",
        "job.status == 'DONE'",
        "'DONE' == job.status",
        "job.owner.name != 'me'",
        "job.owner == `null`",
        "job.size != `null`",
        "job.size > `3`",
        "job.size >= limit",
        "length(jobs) == `0`",
        "length(jobs) > `1` && ok",
        "length(jobs[?status == 'DONE']) == length(jobs)",
        "length(jobs[?size > `3` || !(status == 'DONE')]) == `0`",
        "length(jobs[?steps]) > `0`",
        "length(jobs[].steps[]) > `2`",
        "length(jobs[*].steps[].done) > `2`",
        "contains(jobs[].status, 'FAILED')",
        "contains(job.status, 'ON')",
        "!ok",
        "!(ok || limit == `2`)",
        "names[0] == names[1]",
        "names[-1] == 'b'",
        "jobs[1].owner.name == 'me'",
        "length(by_name.*.status) == `2`",
        "by_name.a.status == 'DONE'",
        "jobs[].status | length(@) == `1`",
        "jobs[0] | status == 'DONE'",
    ],
)
def test_conditions_agree_with_the_library(expression: str) -> None:
    value = compiled(expression)

    assert value.kind == "boolean"
    for output in outputs():
        expected = truth(expression, output)
        assert (expected is True) == bool(evaluate(value.is_true(), output))
        assert (expected is False) == bool(evaluate(value.is_false(), output))


def test_a_function_of_null_inside_a_projection_gives_null() -> None:
    """The library fails there as a whole; either way nothing is true."""
    expression = "contains(jobs[].[length(steps[?state=='ok']) >= size][], `false`)"
    value = compiled(expression)

    for output in outputs():
        expected = truth(expression, output) is True
        if all(job["steps"] is not None for job in output.get("jobs") or ()):
            assert expected == bool(evaluate(value.is_true(), output))


@pytest.mark.parametrize(
    "expression",
    ["job.status", "job.owner.name", "names[1]", "jobs[2].status", "by_name.a.status"],
)
def test_texts_agree_with_the_library(expression: str) -> None:
    code = compiled(expression).equals("DONE")

    for output in outputs():
        expected = truth(expression, output) == "DONE"
        assert expected == bool(evaluate(code, output))


@pytest.mark.parametrize(
    "expression",
    [
        "names",
        "jobs[].status",
        "jobs[*].status",
        "jobs[].owner.name",
        "jobs[].steps[].state",
        "jobs[*].steps[*].state | []",
        "jobs[?size == `5`].status",
        "jobs[?owner.name == 'me'].steps[0].state",
        "by_name.*.status",
        "[job.status, names[0]]",
    ],
)
def test_lists_agree_with_the_library(expression: str) -> None:
    value = compiled(expression)

    for output in outputs():
        found = truth(expression, output)
        for text in ("DONE", "ok", "a"):
            every = bool(found) and all(item == text for item in found)
            assert every == bool(evaluate(value.all_equal(text), output))
            some = bool(found) and text in found
            assert some == bool(evaluate(value.any_equals(text), output))


@pytest.mark.parametrize(
    "expression",
    [
        "sort(names)",
        "names[::2]",
        "{a: ok}",
        "map(&status, jobs)",
        "job.* | [0]",
        "names || jobs",
        "`[1]`",
        "to_string(ok)",
    ],
)
def test_other_parts_of_jmespath_are_unsupported(expression: str) -> None:
    with pytest.raises(UnsupportedPathError):
        compiled(expression)


@pytest.mark.parametrize(
    "expression",
    [
        *(
            "",
            "job.",
            "nothing",
            "job.status.x",
            "names.x",
            "ok[0]",
            "ok[]",
            "ok > `1`",
        ),
        *("by_name[*].status", "by_name[?status == 'x']"),
        "job.status == `READY`",  # a literal that is no JSON
        f"names[{'9' * 5000}] == 'a'",  # more digits than Python reads
    ],
)
def test_wrong_paths_are_errors(expression: str) -> None:
    with pytest.raises(PathError) as caught:
        compiled(expression)

    assert not isinstance(caught.value, UnsupportedPathError)


def test_deep_expressions_are_refused() -> None:
    with pytest.raises(PathError):
        compiled("!" * 100_000 + "ok")


def test_texts_stay_inside_their_strings() -> None:
    code = compiled("""job.status == 'x\\'] or __import__("os")'""").is_true()

    assert not evaluate(code, {"job": {"status": "x"}})
