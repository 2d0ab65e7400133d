"""Rule sets against the decision diagrams of the same models, and compiled diagrams against one that is interpreted."""

from __future__ import annotations

import base64
import random
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import bdd_reference
import pytest
from conformance_table import Tally
from endpoint_modules import BDD, MODELS, RULE_SET, TESTS, compiled, services_with

pytestmark = pytest.mark.skipif(
    not MODELS.is_dir(), reason="the shared models are not beside the checkout"
)

DRAWS = 1_000


def models() -> list[str]:
    """Those that bring both: each but the examples for beginners."""
    return sorted(
        path.name
        for path in MODELS.glob("*.json")
        if f'"{BDD}"' in path.read_text(encoding="utf-8")
    )


def draws(name: str, traits: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Parameters: of AWS's cases with some changed, or everything by chance from what the cases have."""
    chance = random.Random(name)
    declared = traits[RULE_SET]["parameters"]
    cases = [case.get("params") or {} for case in traits[TESTS]["testCases"]]
    pool: dict[str, list[Any]] = {
        name: [True, False] if details["type"].lower() == "boolean" else []
        for name, details in declared.items()
    }
    for parameter, values in pool.items():
        values.extend(case[parameter] for case in cases if parameter in case)
        values.append(None)
    for _ in range(DRAWS):
        changed = set(pool)
        found: dict[str, Any] = {}
        if chance.random() < 0.5:
            found = dict(chance.choice(cases))
            changed = set(chance.sample(sorted(pool), min(2, len(pool))))
        found |= {each: chance.choice(pool[each]) for each in sorted(changed)}
        yield {each: value for each, value in found.items() if value is not None}


def is_at_odds(name: str, parameters: Mapping[str, Any]) -> bool:
    """Where S3's published diagram says something else than its rule set.

    AWS rewrites the rules of S3 Express before it makes the diagram: with an endpoint of the user's own, the control
    endpoint's signature depends on the session switch only there, and only the rule set is exhausted by a bad URL.
    """
    control = parameters.get("UseS3ExpressControlEndpoint") is True
    return name == "s3.json" and control and "Endpoint" in parameters


@pytest.mark.parametrize("name", models())
def test_rule_set_and_diagram_agree(name: str, tally: Tally) -> None:
    tally("endpoints: rule set = BDD", DRAWS)
    for traits in services_with(BDD, MODELS / name):
        rules, diagram = compiled(traits[RULE_SET]), compiled(traits[BDD])
        for parameters in draws(name, traits):
            found = diagram(parameters)
            assert found == bdd_reference.evaluate(traits[BDD], parameters), parameters
            if not is_at_odds(name, parameters):
                assert found == rules(parameters), parameters


@pytest.mark.parametrize("name", models())
def test_diagrams_pass_the_tests_of_their_services(name: str, tally: Tally) -> None:
    for traits in services_with(BDD, MODELS / name):
        cases = traits[TESTS]["testCases"]
        tally("endpoints: services, BDD", len(cases))
        assert compiled(traits[BDD]).failures(cases) == []


# --- diagrams by chance: with complements, sharing, and variables that some ways do not set


def ref(name: str) -> dict[str, Any]:
    return {"ref": name}


def call(name: str, *arguments: Any, assign: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {"fn": name, "argv": list(arguments)}
    return {**found, "assign": assign} if assign else found


CONDITIONS = [
    call("isSet", ref("A")),
    call("booleanEquals", ref("Flag"), True),
    call("parseURL", ref("A"), assign="url"),
    call("stringEquals", ref("B"), "b"),
    call("isValidHostLabel", ref("B"), False, assign="valid"),
    call("aws.partition", ref("B"), assign="part"),
    call("coalesce", ref("B"), "other", assign="_some_b"),
    call("substring", ref("A"), 0, 5, False, assign="start"),
    call("isSet", ref("url")),
    call("booleanEquals", call("getAttr", ref("url"), "isIp"), True),
    call("stringEquals", call("coalesce", ref("start"), "none"), "https"),
    call("not", call("isSet", ref("start"))),
    call("isValidHostLabel", ref("A"), True),
    call("booleanEquals", ref("valid"), False),
    call("not", call("isSet", ref("valid"))),
    call("booleanEquals", ref("Maybe"), False),
    call("stringEquals", call("getAttr", ref("part"), "name"), ref("_some_b")),
]
RESULTS = [
    {"type": "error", "error": "no", "conditions": []},
    {"type": "error", "error": "{B} is bad", "conditions": []},
    {"type": "endpoint", "endpoint": {"url": "https://plain"}, "conditions": []},
    {"type": "endpoint", "endpoint": {"url": ref("A")}, "conditions": []},
    {
        "type": "endpoint",
        "endpoint": {"url": "{url#scheme}://{start}", "headers": {"x": ["{_some_b}"]}},
        "conditions": [],
    },
]
PARAMETERS = {
    "A": {"type": "string"},
    "B": {"type": "string"},
    "Flag": {"type": "boolean", "required": True, "default": False},
    "Maybe": {"type": "boolean"},
}


def by_chance(chance: random.Random) -> dict[str, Any]:
    """A diagram of which each node leads to later ones, or to results."""
    count = chance.randint(1, 40)
    order = sorted(chance.randrange(len(CONDITIONS)) for _ in range(count))
    nodes = [(-1, 1, -1)]
    for number, condition in enumerate(order):
        later = [n + 2 for n in range(number + 1, count) if order[n] > condition]

        def target(later: list[int] = later) -> int:
            if later and chance.random() < 0.7:
                return chance.choice(later[:6]) * chance.choice((1, 1, 1, -1))
            return chance.choice((1, -1, *(100_000_000 + n for n in range(6))))

        nodes.append((condition, target(), target()))
    return {
        "version": "1.1",
        "parameters": PARAMETERS,
        "conditions": CONDITIONS,
        "results": RESULTS,
        "root": 2,
        "nodeCount": len(nodes),
        "nodes": base64.b64encode(
            b"".join(struct.pack(">iii", *node) for node in nodes)
        ).decode(),
    }


def outcome(diagram: Mapping[str, Any], parameters: Mapping[str, Any]) -> object:
    try:
        return bdd_reference.evaluate(diagram, parameters)
    except bdd_reference.Unset:
        return "unset"


@pytest.mark.parametrize("seed", range(20))
def test_diagrams_by_chance_say_what_following_them_says(seed: int) -> None:
    chance = random.Random(seed)
    values = {
        "A": (None, "https://a", "http://1.2.3.4", "x"),
        "B": (None, "b", "aws", "other", "-"),
        "Flag": (None, True, False),
        "Maybe": (None, True, False),
    }
    for _ in range(20):
        diagram = by_chance(chance)
        resolve = compiled(diagram)
        for _ in range(50):
            drawn = {name: chance.choice(pool) for name, pool in values.items()}
            given = {name: value for name, value in drawn.items() if value is not None}
            expected, found = outcome(diagram, given), resolve(given)
            if expected == "unset":
                assert isinstance(found, str)
                assert found.endswith(("is required for this endpoint", "is not set"))
            else:
                assert found == expected, given


def test_models_are_at_hand() -> None:
    assert len(models()) == 59
    assert Path(MODELS, "s3.json").name in models()
