"""botocore's recorded responses, read by clients generated from the models of the installed botocore."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

import pytest
from conformance_table import Tally
from recordings import (
    RECORDINGS,
    Recording,
    check_recording,
    needs_recordings,
    recordings,
)
from vector_clients import Laboratory

pytestmark = needs_recordings

ALL = recordings()


def sample() -> list[Recording]:
    """The recordings of some services; the largest model, EC2's, is for the full run."""
    services = sorted({one.service for one in ALL} - {"ec2"})
    chosen = random.Random(4).sample(services, min(5, len(services)))
    return [one for one in ALL if one.service in chosen]


def as_parameters(chosen: Iterable[Recording]) -> list[Any]:
    return [pytest.param(one, id=one.id) for one in chosen]


@pytest.mark.parametrize("recording", as_parameters(sample()))
def test_some_recordings(
    recording: Recording, laboratory: Laboratory, tally: Tally
) -> None:
    tally("response-parsing")

    check_recording(laboratory, recording)


@pytest.mark.full
@pytest.mark.parametrize("recording", as_parameters(ALL))
def test_recording(recording: Recording, laboratory: Laboratory, tally: Tally) -> None:
    tally("response-parsing")

    check_recording(laboratory, recording)


def test_no_recording_is_lost() -> None:
    assert len(ALL) == RECORDINGS
