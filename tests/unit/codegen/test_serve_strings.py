"""Synthesized strings fit their patterns and look like AWS's."""

from __future__ import annotations

import re

import pytest
from aiosmithy_codegen.serve.constraints import matches
from aiosmithy_codegen.serve.strings import Ids, Place, StringMaker

UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
JOB = f"^arn:aws[-a-z]*:cleanrooms-ml:[-a-z0-9]+:[0-9]{{12}}:membership/{UUID}/job/[-a-zA-Z0-9_/.]+$"


def make(
    pattern: str | None, *, low: int = 0, high: int = 2048, seed: int = 0, **known: str
) -> str:
    return StringMaker(Ids(seed)).make(
        pattern,
        {"min": low, "max": high},
        name="description",
        place=Place("eu-west-1", "111122223333"),
        known=known,
    )


@pytest.mark.parametrize(
    "pattern",
    [
        f"^{UUID}$",
        "^[0-9]{12}$",
        "^\\d+$",
        "^s3://.+$",
        "^(?!\\s*$)[\\u0020-\\uD7FF\\t]*$",
        "^arn:aws[-a-z]*:iam::[0-9]{12}:role/.+$",
        "^arn:aws:[\\w]+:[\\w]{2}-[\\w]{4,9}-[\\d]:[\\d]{12}:membership/[\\d\\w-]+$",
        "^[a-z0-9_](([a-z0-9_]+-)*([a-z0-9_]+))?$",
        "^(DRAFT|[1-9][0-9]{0,7})$",
        "^[^@]+@[^@.]+\\.[a-z]+$",
        "^(?:a|b){3}\\.c?$",
    ],
)
def test_strings_match_their_patterns(pattern: str) -> None:
    assert re.search(pattern, make(pattern, low=1))


def test_an_arn_has_region_account_uuid_and_what_is_known() -> None:
    membership = "a1b2c3d4-5678-4abc-9def-0123456789ab"

    arn = make(JOB, membershipIdentifier=membership)

    start = "arn:aws:cleanrooms-ml:eu-west-1:111122223333"
    assert re.fullmatch(f"{start}:membership/{membership}/job/{UUID}", arn)


def test_the_same_seed_gives_the_same_strings() -> None:
    assert make(JOB) == make(JOB)
    assert make(JOB) != make(JOB, seed=1)


@pytest.mark.parametrize(("low", "high"), [(0, 5), (20, 30), (36, 36)])
def test_lengths_are_kept(low: int, high: int) -> None:
    assert low <= len(make(None, low=low, high=high)) <= high
    assert low <= len(make("^[a-z0-9]*$", low=low, high=high)) <= high


@pytest.mark.parametrize(
    "pattern", ["(", "\\p{L}+", "(a+)+$", "[[a-z]", "^(a|a)*b$", "a{99999}"]
)
def test_hostile_and_foreign_patterns_end(pattern: str) -> None:
    assert isinstance(make(pattern), str)


def test_a_pattern_that_cannot_be_translated_is_not_checked() -> None:
    assert matches("(", "anything")
