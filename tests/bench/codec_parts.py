"""The parts of the benchmark that measure codecs of generated clients, each made from botocore's models."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import meter

BUDGETS = {
    "DynamoDB Query ÷ botocore": 0.35,
    "S3 ListObjectsV2 ÷ botocore": 0.15,
    "EC2 DescribeInstances ÷ botocore": 0.22,
    "small call serialized, µs": 6.0,
    "import of a shape, µs": 10.0,
}
CODING = "codec, operations"


@contextmanager
def _importable() -> Iterator[str]:
    """A folder that packages are imported from meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        sys.path.insert(0, folder)
        try:
            yield folder
        finally:
            sys.path.remove(folder)


def replies(rounds: int) -> dict[str, float]:
    """Replies of 1,000 items, parsed: budgets of 0.35 (DynamoDB), 0.15 (S3) and 0.22 (EC2) × botocore."""
    import codec_cases

    found: dict[str, float] = {}
    with _importable() as folder:
        for name, reply in codec_cases.large_replies().items():
            meter.generate(
                f"botocore:{reply.service}",
                *("--operation", reply.operation),
                *("--package", reply.package),
                *("--out", folder),
            )
            found[f"{name} ÷ botocore"] = _compared(
                f"{name}, 1,000 items parsed", reply.ours(), reply.botocores(), rounds
            )
    return found


def requests(rounds: int) -> dict[str, float]:
    """Requests serialized: the small call in 6 µs; PutMetricData in three formats has no budget."""
    import codec_cases

    ours, theirs = codec_cases.start_job()
    figures = meter.interleave(
        {
            "aiosmithy": lambda: meter.micro(ours),
            "botocore": lambda: meter.micro(theirs),
        },
        rounds,
    )
    meter.table("Small call, serialized", "µs CPU", figures, "botocore")
    found = {"small call serialized, µs": sorted(figures["aiosmithy"])[rounds // 2]}
    with _importable() as folder:
        for protocol in codec_cases.METRICS:
            meter.generate(
                "botocore:cloudwatch",
                *("--operation", "PutMetricData"),
                *("--protocol", protocol),
                *("--package", f"bench_cloudwatch_{protocol.lower()}"),
                *("--out", folder),
            )
            ours, theirs = codec_cases.put_metrics(protocol)
            found[f"PutMetricData, {protocol} ÷ botocore"] = _compared(
                f"PutMetricData of 100, {protocol}", ours, theirs, rounds
            )
    return found


def _compared(
    title: str, ours: Callable[[], object], theirs: Callable[[], object], rounds: int
) -> float:
    figures = meter.interleave(
        {
            "aiosmithy": lambda: meter.micro(ours, 0.2) / 1e3,
            "botocore": lambda: meter.micro(theirs, 0.2) / 1e3,
        },
        rounds,
    )
    return meter.table(title, "ms CPU", figures, "botocore")["aiosmithy"]


IMPORT = """
import json, sys, time
sys.path.insert(0, {folder!r})
import asyncio, datetime, aiosmithy.client, aiosmithy.codecs.query_writing, aiosmithy.codecs.xml_reading, aiosmithy.shapes
import bench_ec2
start = time.process_time()
from bench_ec2 import {modules}
spent = time.process_time() - start
print(json.dumps({{"us": spent / len(shapes.__all__) * 1e6}}))
"""


def shapes(rounds: int) -> dict[str, float]:
    """Importing EC2's shapes, all of them, in fresh processes: budget 10 µs each; what codes them has none.

    The client is there before: it is no shape, and needs none. Enums are, and are imported at their first use.
    """
    with tempfile.TemporaryDirectory() as folder:
        meter.generate("botocore:ec2", "--package", "bench_ec2", "--out", folder)

        def fresh(modules: str) -> float:
            code = IMPORT.format(folder=folder, modules=modules)
            return float(meter.child("-c", code)["us"])

        fresh(f"shapes, {CODING}")  # writes the bytecode
        figures = meter.interleave(
            {
                "shapes": lambda: fresh("shapes"),
                f"shapes, {CODING}": lambda: fresh(f"shapes, {CODING}"),
            },
            rounds,
        )
    meter.table("Import of EC2, whole", "µs CPU a shape", figures, "shapes")
    middle = {name: sorted(values)[rounds // 2] for name, values in figures.items()}
    return {
        "import of a shape, µs": middle["shapes"],
        f"the same with {CODING}, µs": middle[f"shapes, {CODING}"],
    }
