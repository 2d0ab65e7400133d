"""Of the services that are there in both forms, the two clients offer the same; every difference is in a ledger."""

from __future__ import annotations

import os
import random

import botocore
import pytest
from c2j_twins import (
    MODELS,
    UNEXPLAINED,
    read_ledger,
    summed_up,
    twins,
    write_ledger,
)

LEDGER = read_ledger()
UPDATE = bool(os.environ.get("AIOSMITHY_UPDATE_C2J_TWINS"))

pytestmark = [
    pytest.mark.skipif(
        not MODELS.exists(), reason="the Smithy models lie in ../shared"
    ),
    pytest.mark.skipif(
        not UPDATE and botocore.__version__ != LEDGER.botocore,
        reason=f"the ledger is about botocore {LEDGER.botocore}",
    ),
]


def differences_of(service: str) -> dict[str, int | list[str]]:
    return summed_up(twins()[service].differences())


@pytest.mark.parametrize("number", range(8))
def test_some_services_differ_as_the_ledger_says(number: int) -> None:
    service = random.Random(20).sample(sorted(twins()), 8)[number]

    assert differences_of(service) == LEDGER.of(service)


@pytest.mark.full
def test_all_services_differ_as_the_ledger_says() -> None:
    found = {service: differences_of(service) for service in twins()}
    if UPDATE:
        write_ledger(botocore.__version__, found)

    ledger = read_ledger()
    assert found == {service: ledger.of(service) for service in twins()}


def test_every_difference_has_a_cause() -> None:
    causes = LEDGER.counted.keys() | LEDGER.listed.keys()
    services = {name for part in LEDGER.listed.values() for name in part}

    assert not [cause for cause in causes if UNEXPLAINED in cause]
    assert len(twins()) >= 57
    assert services <= twins().keys()
