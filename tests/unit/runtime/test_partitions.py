"""Which partition a region belongs to, and that the table says what AWS publishes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from aiosmithy import partitions
from aiosmithy.partitions import partition

PUBLISHED = (
    Path(__file__).resolve().parents[4] / "shared/conformance/endpoints/partitions.json"
)


@pytest.mark.parametrize(
    ("region", "name"),
    [
        ("eu-west-1", "aws"),
        ("aws-global", "aws"),
        ("cn-north-1", "aws-cn"),
        ("us-gov-west-1", "aws-us-gov"),
        ("us-gov-moon-7", "aws-us-gov"),
        ("us-isob-east-9", "aws-iso-b"),
        ("eu-moon-1", "aws"),
        ("nowhere", "aws"),
        ("", "aws"),
        ("cn-north-1\n", "aws"),
        ("cn-north-\u0663", "aws"),
        (None, "aws"),
    ],
)
def test_by_name_by_pattern_or_the_default(region: str | None, name: str) -> None:
    assert partition(region).name == name


def test_the_cache_is_bounded() -> None:
    for number in range(2_000):
        partition(f"nowhere-{number}")

    assert len(partitions._found) <= partitions._CACHE_LIMIT
    assert partition("cn-north-1").name == "aws-cn"


@pytest.mark.skipif(
    not PUBLISHED.exists(), reason="the shared vectors are not beside the checkout"
)
def test_the_table_holds_what_aws_publishes() -> None:
    published = json.loads(PUBLISHED.read_text(encoding="utf-8"))["partitions"]

    for entry in published:
        outputs = entry["outputs"]
        for region in entry["regions"]:
            found = partition(region)
            assert found.name == entry["id"] == outputs["name"]
            assert found.dns_suffix == outputs["dnsSuffix"]
            assert found.dual_stack_dns_suffix == outputs["dualStackDnsSuffix"]
            assert found.implicit_global_region == outputs["implicitGlobalRegion"]
            assert found.supports_fips is outputs["supportsFIPS"]
            assert found.supports_dual_stack is outputs["supportsDualStack"]
    patterns = ["^" + row[1].replace("-", r"\-") + "$" for row in partitions._TABLE]
    assert patterns == [entry["regionRegex"] for entry in published]
    regions = [set(row[2].split()) for row in partitions._TABLE]
    assert regions == [set(entry["regions"]) for entry in published]
