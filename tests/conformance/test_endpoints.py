"""AWS's own endpoint tests, against rule sets and decision diagrams compiled by us and run as Python."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conformance_table import Tally
from endpoint_modules import (
    BDD,
    NO_VECTORS,
    RULE_SET,
    TESTS,
    VECTORS,
    compiled,
    load,
    services_with,
)

pytestmark = pytest.mark.skipif(not VECTORS.is_dir(), reason=NO_VECTORS)


def services() -> list[str]:
    return sorted(path.name for path in (VECTORS / "services").glob("*"))


def unit() -> list[str]:
    return sorted(path.name for path in (VECTORS / "unit/test-cases").glob("*.json"))


def models(*, diagrams: bool) -> list[Path]:
    found = sorted(VECTORS.glob("smithy/*/*.ast.json"))
    return [path for path in found if path.parent.name.endswith("-bdd") is diagrams]


def place(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


@pytest.mark.parametrize("service", services())
def test_rule_sets_of_services(service: str, tally: Tally) -> None:
    folder = VECTORS / "services" / service
    resolver = compiled(load(folder / "endpoint-rule-set-1.json"))
    cases = load(folder / "endpoint-tests-1.json")["testCases"]
    tally("endpoints: services", len(cases))

    assert resolver.failures(cases) == []


def test_the_services_and_their_cases_are_all_there() -> None:
    counts = [
        len(load(VECTORS / "services" / service / "endpoint-tests-1.json")["testCases"])
        for service in services()
    ]

    assert (len(counts), sum(counts)) == (429, 14_027)


@pytest.mark.parametrize("name", unit())
def test_standard_library_functions(name: str, tally: Tally) -> None:
    resolver = compiled(load(VECTORS / "unit/valid-rules" / name))
    cases = load(VECTORS / "unit/test-cases" / name)["testCases"]
    tally("endpoints: unit", len(cases))

    assert resolver.failures(cases) == []


def _check_models(path: Path, trait: str, count: Callable[[int], None]) -> None:
    for traits in services_with(trait, path):
        cases = traits.get(TESTS, {}).get("testCases", [])
        count(len(cases))
        assert compiled(traits[trait]).failures(cases) == []


@pytest.mark.parametrize("path", models(diagrams=False), ids=place)
def test_rule_sets_of_smithy_models(path: Path, tally: Tally) -> None:
    _check_models(path, RULE_SET, lambda n: tally("endpoints: smithy", n))


@pytest.mark.parametrize("path", models(diagrams=True), ids=place)
def test_diagrams_of_smithy_models(path: Path, tally: Tally) -> None:
    _check_models(path, BDD, lambda n: tally("endpoints: smithy, BDD", n))
