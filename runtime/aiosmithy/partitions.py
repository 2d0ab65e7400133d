"""The partitions of AWS, and which one a region belongs to.

The table holds facts that AWS publishes as ``partitions.json``: per partition its DNS suffixes, what it supports, the
pattern of its region names and the regions known when the table was made. A region that is newer than the table is
found by its pattern.
"""

from __future__ import annotations

from typing import Final

__all__ = ["Partition", "partition"]

_CACHE_LIMIT: Final = 256


class Partition:
    """What ``aws.partition`` gives: the facts of one partition."""

    __slots__ = (
        "dns_suffix",
        "dual_stack_dns_suffix",
        "implicit_global_region",
        "name",
        "supports_dual_stack",
        "supports_fips",
    )

    def __init__(
        self,
        name: str,
        dns_suffix: str,
        dual_stack_dns_suffix: str,
        implicit_global_region: str,
        *,
        supports_fips: bool = True,
        supports_dual_stack: bool = True,
    ) -> None:
        self.name = name
        self.dns_suffix = dns_suffix
        self.dual_stack_dns_suffix = dual_stack_dns_suffix
        self.implicit_global_region = implicit_global_region
        self.supports_fips = supports_fips
        self.supports_dual_stack = supports_dual_stack

    def __repr__(self) -> str:
        return f"Partition({self.name!r})"


# The partition, the pattern of its regions' names, its regions. The first one is the default.
_TABLE: Final[tuple[tuple[Partition, str, str], ...]] = (
    (
        Partition("aws", "amazonaws.com", "api.aws", "us-east-1"),
        r"(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+",
        (
            "af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 "
            "ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 "
            "ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 "
            "ap-southeast-7 aws-global ca-central-1 ca-west-1 eu-central-1 "
            "eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 "
            "eu-west-3 il-central-1 me-central-1 me-south-1 mx-central-1 "
            "sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2"
        ),
    ),
    (
        Partition(
            "aws-cn",
            "amazonaws.com.cn",
            "api.amazonwebservices.com.cn",
            "cn-northwest-1",
        ),
        r"cn-\w+-\d+",
        "aws-cn-global cn-north-1 cn-northwest-1",
    ),
    (
        Partition(
            "aws-eusc", "amazonaws.eu", "api.amazonwebservices.eu", "eusc-de-east-1"
        ),
        r"eusc-(de)-\w+-\d+",
        "eusc-de-east-1",
    ),
    (
        Partition("aws-iso", "c2s.ic.gov", "api.aws.ic.gov", "us-iso-east-1"),
        r"us-iso-\w+-\d+",
        "aws-iso-global us-iso-east-1 us-iso-west-1",
    ),
    (
        Partition("aws-iso-b", "sc2s.sgov.gov", "api.aws.scloud", "us-isob-east-1"),
        r"us-isob-\w+-\d+",
        "aws-iso-b-global us-isob-east-1 us-isob-west-1",
    ),
    (
        Partition(
            "aws-iso-e", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk", "eu-isoe-west-1"
        ),
        r"eu-isoe-\w+-\d+",
        "aws-iso-e-global eu-isoe-west-1",
    ),
    (
        Partition(
            "aws-iso-f", "csp.hci.ic.gov", "api.aws.hci.ic.gov", "us-isof-south-1"
        ),
        r"us-isof-\w+-\d+",
        "aws-iso-f-global us-isof-east-1 us-isof-south-1",
    ),
    (
        Partition("aws-us-gov", "amazonaws.com", "api.aws", "us-gov-west-1"),
        r"us-gov-\w+-\d+",
        "aws-us-gov-global us-gov-east-1 us-gov-west-1",
    ),
)

_found: dict[str, Partition] = {}


def partition(region: str | None) -> Partition:
    """The partition of a region: by the region's name, else by its pattern, else ``aws``."""
    if region is None:
        return _TABLE[0][0]
    known = _found.get(region)
    if known is None:
        if not _found or len(_found) >= _CACHE_LIMIT:
            _found.clear()
            _found.update(_known_regions())
        known = _found.get(region) or _by_pattern(region)
        _found[region] = known
    return known


def _known_regions() -> dict[str, Partition]:
    return {name: row[0] for row in _TABLE for name in row[2].split()}


def _by_pattern(region: str) -> Partition:
    import re  # compiled patterns are cached there; only unknown regions come here

    for row in _TABLE:
        if re.fullmatch(row[1], region, re.ASCII):
            return row[0]
    return _TABLE[0][0]
