"""Large replies of four services, in four formats: what the decoders are measured with."""

from __future__ import annotations

import json
from collections.abc import Iterable

_ACCOUNT = "111122223333"


def _day(number: int) -> str:
    return f"2026-03-{number % 28 + 1:02d}T03:04:{number % 60:02d}.000Z"


def table_items(count: int) -> bytes:
    """DynamoDB's answer to Query: items of nine attributes of most kinds, three of them nested."""
    items = [
        {
            "pk": {"S": f"CUSTOMER#{number // 10:06d}"},
            "sk": {"S": f"ORDER#{_day(number)}#{number:08d}"},
            "amount": {"N": f"{number % 1000}.{number % 100:02d}"},
            "pieces": {"N": str(number % 9 + 1)},
            "paid": {"BOOL": number % 2 == 0},
            "note": {"NULL": True},
            "ship_to": {
                "M": {
                    "street": {"S": f"{number} Sample Road"},
                    "zip": {"S": f"{number:05d}"},
                    "city": {"S": "Springfield"},
                }
            },
            "lines": {
                "L": [
                    {"M": {"sku": {"S": f"SKU-{number}-{line}"}, "n": {"N": str(line)}}}
                    for line in range(2)
                ]
            },
            "labels": {"SS": ["red", "blue"]},
        }
        for number in range(count)
    ]
    page = {"Items": items, "Count": count, "ScannedCount": count}
    return json.dumps(page).encode()


def bucket_page(count: int) -> bytes:
    """S3's answer to ListObjectsV2."""
    contents = "".join(
        f"<Contents><Key>logs/2026/03/{number % 28 + 1:02d}/part-{number:06d}.parquet</Key>"
        f"<LastModified>{_day(number)}</LastModified><ETag>&quot;{number:032x}&quot;</ETag>"
        "<ChecksumAlgorithm>CRC64NVME</ChecksumAlgorithm><ChecksumType>FULL_OBJECT</ChecksumType>"
        f"<Size>{number * 1013 + 17}</Size><StorageClass>STANDARD</StorageClass></Contents>"
        for number in range(count)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
        f"<Name>example-bucket</Name><Prefix>logs/</Prefix><KeyCount>{count}</KeyCount><MaxKeys>1000</MaxKeys>"
        f"<IsTruncated>true</IsTruncated><NextContinuationToken>1ueGcxLPRx1Tr</NextContinuationToken>{contents}"
        "</ListBucketResult>"
    ).encode()


def machines(count: int) -> bytes:
    """EC2's answer to DescribeInstances, indented as EC2 does."""
    items = "".join(
        _element("item", _reservation(number), 8) for number in range(count)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">\n'
        "    <requestId>8f7724cf-496f-496e-8fe3-example</requestId>\n"
        f"    <reservationSet>\n{items}    </reservationSet>\n</DescribeInstancesResponse>"
    ).encode()


# An element's content: a text, or names and contents.
_Content = str | Iterable[tuple[str, "_Content"]]


def _element(name: str, content: _Content, depth: int) -> str:
    blanks = " " * depth
    if isinstance(content, str):
        return (
            f"{blanks}<{name}>{content}</{name}>\n"
            if content
            else f"{blanks}<{name}/>\n"
        )
    inner = "".join(_element(*each, depth + 4) for each in content)
    return f"{blanks}<{name}>\n{inner}{blanks}</{name}>\n"


def _reservation(number: int) -> _Content:
    return [
        ("reservationId", f"r-{number:017x}"),
        ("ownerId", _ACCOUNT),
        ("groupSet", ""),
        ("instancesSet", [("item", [*_machine(number), *_devices(number)])]),
    ]


def _machine(number: int) -> list[tuple[str, _Content]]:
    address = f"10.0.{number // 250}.{number % 250}"
    return [
        ("instanceId", f"i-{number:017x}"),
        ("imageId", "ami-0abcdef1234567890"),
        ("instanceState", [("code", "16"), ("name", "running")]),
        ("privateDnsName", f"ip-{address.replace('.', '-')}.ec2.internal"),
        ("dnsName", ""),
        ("reason", ""),
        ("keyName", "production"),
        ("amiLaunchIndex", "0"),
        ("productCodes", ""),
        ("instanceType", "m6i.large"),
        ("launchTime", _day(number)),
        ("placement", [("availabilityZone", "us-east-1a"), ("tenancy", "default")]),
        ("monitoring", [("state", "disabled")]),
        ("subnetId", "subnet-0123456789abcdef0"),
        ("vpcId", "vpc-0123456789abcdef0"),
        ("privateIpAddress", address),
        ("sourceDestCheck", "true"),
        ("groupSet", [("item", _GROUP)]),
        ("architecture", "x86_64"),
        ("rootDeviceType", "ebs"),
        ("rootDeviceName", "/dev/xvda"),
        ("virtualizationType", "hvm"),
        ("clientToken", f"token-{number}"),
        ("tagSet", [_tag("Name", f"web-{number}"), _tag("team", "platform")]),
        ("hypervisor", "xen"),
        ("ebsOptimized", "false"),
        ("cpuOptions", [("coreCount", "1"), ("threadsPerCore", "2")]),
        ("metadataOptions", [("state", "applied"), ("httpTokens", "required")]),
    ]


_GROUP: list[tuple[str, _Content]] = [
    ("groupId", "sg-0123456789abcdef0"),
    ("groupName", "web"),
]


def _tag(key: str, value: str) -> tuple[str, _Content]:
    return "item", [("key", key), ("value", value)]


def _devices(number: int) -> list[tuple[str, _Content]]:
    address = f"10.0.{number // 250}.{number % 250}"
    attached: list[tuple[str, _Content]] = [
        ("status", "attached"),
        ("attachTime", _day(number)),
        ("deleteOnTermination", "true"),
    ]
    volume = [("volumeId", f"vol-{number:017x}"), *attached]
    card: _Content = [
        ("networkInterfaceId", f"eni-{number:017x}"),
        ("subnetId", "subnet-0123456789abcdef0"),
        ("vpcId", "vpc-0123456789abcdef0"),
        ("description", ""),
        ("ownerId", _ACCOUNT),
        ("status", "in-use"),
        ("macAddress", f"0a:00:00:00:{number // 256:02x}:{number % 256:02x}"),
        ("privateIpAddress", address),
        ("sourceDestCheck", "true"),
        ("groupSet", [("item", _GROUP)]),
        ("attachment", [("attachmentId", f"eni-attach-{number:017x}"), *attached]),
        (
            "privateIpAddressesSet",
            [("item", [("privateIpAddress", address), ("primary", "true")])],
        ),
    ]
    disk: _Content = [("deviceName", "/dev/xvda"), ("ebs", volume)]
    return [
        ("blockDeviceMapping", [("item", disk)]),
        ("networkInterfaceSet", [("item", card)]),
    ]
