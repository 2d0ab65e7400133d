"""Endpoint rules that are too many for one function."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from aiosmithy_codegen.endpoint_rules import EndpointsView, compile_rule_set
from aiosmithy_codegen.endpoint_rules.expressions import Test as Condition
from aiosmithy_codegen.endpoint_rules.parts import parted
from aiosmithy_codegen.endpoint_rules.statements import If, Leave, Node

S3 = (
    Path(__file__).resolve().parents[4]
    / "shared/conformance/endpoints/services/s3/endpoint-rule-set-1.json"
)


def nest(depth: int, width: int, *, ends: bool) -> tuple[Node, ...]:
    """Ifs inside each other; with ``ends``, every body returns."""
    last: tuple[Node, ...] = (Leave("return Endpoint(a)", frozenset({"a"})),)
    body = last
    for level in range(depth):
        tests = tuple(
            Condition(f"a{level} == {n}", frozenset({f"a{level}"}))
            for n in range(width)
        )
        types = {f"a{n}": "str" for n in range(depth)} | {"a": "str | None"}
        body = (If(tests, body, types), *(last if ends else ()))
    return body


def conditions_in(lines: tuple[str, ...]) -> int:
    return sum(line.count("==") for line in lines)


def test_few_rules_stay_one_function() -> None:
    body, parts = parted(nest(9, 10, ends=True))

    assert parts == ()
    assert conditions_in(body) == 90


def test_many_rules_become_several_functions_of_what_they_use() -> None:
    body, parts = parted(nest(30, 10, ends=True))

    assert len(parts) >= 2
    assert conditions_in(body) + sum(conditions_in(part.body) for part in parts) == 300
    assert all(conditions_in(part.body) <= 100 for part in parts)
    first = parts[0]
    assert first.parameters[0] == ("a", "str | None")
    arguments = ", ".join(name for name, _ in first.parameters)
    lines = [line.strip() for each in (body, *(p.body for p in parts)) for line in each]
    assert f"return {first.name}({arguments})" in lines


def test_rules_that_others_follow_stay_where_they_are() -> None:
    body, parts = parted(nest(30, 10, ends=False))

    assert all(part.body[-1].startswith(("return", "raise")) for part in parts)
    assert conditions_in(body) + sum(conditions_in(part.body) for part in parts) == 300


@pytest.mark.skipif(not S3.exists(), reason="shared/conformance is not there")
def test_the_rules_of_s3_become_functions_that_people_can_read() -> None:
    rules: dict[str, Any] = json.loads(S3.read_text(encoding="utf-8"))

    view: EndpointsView = compile_rule_set(rules, shape="s#S3", file="s3.json")

    assert 5 < len(view.parts) < 40
    assert max(len(part.body) for part in view.parts) < 400
    assert len(view.body) < 400
