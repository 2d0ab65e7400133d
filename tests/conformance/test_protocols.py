"""Every published protocol test that a client can run, by the clients that are generated for the suites' services."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from conformance_table import PUBLISHED, Tally
from vector_calls import check_error, check_request, check_response
from vector_clients import Laboratory
from vector_events import check_events
from vectors import (
    LEDGER,
    Vector,
    as_parameters,
    client_vectors,
    needs_suites,
    suite_names,
)

pytestmark = needs_suites

VECTORS = [vector for suite in suite_names() for vector in client_vectors(suite)]
SUITES = (
    "awsJson1_0",
    "awsJson1_1",
    "awsQuery",
    "awsRpcv2Cbor",
    "ec2Query",
    "restJson1",
    "restXml",
    "restXmlWithNamespace",
    "rpcv2Cbor",
    "rpcv2Json",
)
CHECKS = {
    "request": check_request,
    "response": check_response,
    "error": check_error,
    "events": check_events,
}


@pytest.mark.parametrize("vector", as_parameters(VECTORS))
def test_vector(vector: Vector, laboratory: Laboratory, tally: Tally) -> None:
    tally(vector.suite)

    CHECKS[vector.kind](laboratory, vector)


def test_no_vector_is_lost() -> None:
    found = Counter(vector.suite for vector in VECTORS)

    assert found == {suite: PUBLISHED[suite] for suite in SUITES}
    assert len({vector.id for vector in VECTORS}) == len(VECTORS)


def test_every_known_failure_is_a_vector() -> None:
    known = json.loads(LEDGER.read_text("utf-8"))

    assert known.keys() <= {vector.id for vector in VECTORS}
