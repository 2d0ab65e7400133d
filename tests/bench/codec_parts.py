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
    "import of a structure, µs": 10.0,
}


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
import ast, json, sys, time
sys.path.insert(0, {folder!r})
import datetime, enum, attrs, aiosmithy.shapes
from pathlib import Path
path = Path({folder!r}, "bench_ec2", "shapes.py")
tree = ast.parse(path.read_text("utf-8"))
classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
wanted = [node for node in classes if (node.bases[0].id == "Shape") is {structures}]
rest = [node for node in tree.body if not isinstance(node, ast.ClassDef)]
space = {{"__name__": "bench_ec2.shapes"}}
exec(compile(ast.Module(rest, []), "shapes.py", "exec"), space)
code = compile(ast.Module(rest[:2] + wanted, []), "shapes.py", "exec")
start = time.process_time()
exec(code, space)
print(json.dumps({{"us": (time.process_time() - start) / len(wanted) * 1e6}}))
"""


def shapes(rounds: int) -> dict[str, float]:
    """Importing EC2's structures and unions, all of them, in fresh processes: budget 10 µs each; enums have none."""
    with tempfile.TemporaryDirectory() as folder:
        meter.generate("botocore:ec2", "--package", "bench_ec2", "--out", folder)

        def fresh(structures: bool) -> float:
            code = IMPORT.format(folder=folder, structures=structures)
            return float(meter.child("-c", code)["us"])

        figures = meter.interleave(
            {
                "structures and unions": lambda: fresh(structures=True),
                "enums": lambda: fresh(structures=False),
            },
            rounds,
        )
    meter.table("Import of EC2", "µs CPU a shape", figures, "structures and unions")
    middle = {name: sorted(values)[rounds // 2] for name, values in figures.items()}
    return {
        "import of a structure, µs": middle["structures and unions"],
        "import of an enum, µs": middle["enums"],
    }
