"""botocore's protocol suites in C2J, by clients that are generated from the raised services."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

import pytest
from c2j_calls import check
from c2j_cases import CASES, Case, cases, needs_c2j_suites
from c2j_conflicts import REFUSED
from conformance_table import Tally
from vector_clients import Laboratory

pytestmark = needs_c2j_suites

ALL = [case for folder in CASES for case in cases(folder)]
SAMPLED = 6
"""One service in so many is generated in every run."""


def sample() -> list[Case]:
    """The cases of some services, and those that cannot be."""
    packages = sorted({case.package for case in ALL})
    chosen = set(random.Random(4).sample(packages, len(packages) // SAMPLED))
    return [case for case in ALL if case.package in chosen or case.id in REFUSED]


def as_parameters(chosen: Iterable[Case]) -> list[Any]:
    return [pytest.param(case, id=case.id) for case in chosen]


@pytest.mark.parametrize("case", as_parameters(sample()))
def test_some_cases(case: Case, laboratory: Laboratory, tally: Tally) -> None:
    tally(f"protocols-c2j {case.folder}")

    check(laboratory, case)


@pytest.mark.full
@pytest.mark.parametrize("case", as_parameters(ALL))
def test_case(case: Case, laboratory: Laboratory, tally: Tally) -> None:
    tally(f"protocols-c2j {case.folder}")

    check(laboratory, case)


def test_no_case_is_lost() -> None:
    found = dict.fromkeys(CASES, 0)
    for case in ALL:
        found[case.folder] += 1

    assert found == CASES
    assert REFUSED.keys() <= {case.id for case in ALL}
