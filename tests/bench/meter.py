"""Clocks, rounds and child processes. CPU time of the client process (user + system) is the figure everywhere."""

from __future__ import annotations

import gc
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

# Nothing of the user's own AWS setup may leak in, and bytecode is written as on a user's machine.
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "NO_PROXY": "*",
    "PYTHONDONTWRITEBYTECODE": "",
}


def child(*arguments: str) -> dict[str, Any]:
    """Run a Python child that prints one JSON object last, and give that object."""
    done = subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, **ENVIRONMENT},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"failed: {arguments}\n{done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


GENERATE = """
import json, sys, time
from click.testing import CliRunner
start = time.process_time()
from aiosmithy_codegen.cli import main
done = CliRunner().invoke(main, sys.argv[1:])
assert done.exit_code == 0, done.output
print(json.dumps({"s": time.process_time() - start}))
"""


def generate(*arguments: str) -> float:
    """CPU seconds of ``aiosmithy generate`` in a fresh process, imports and black included."""
    return float(child("-c", GENERATE, "generate", *arguments)["s"])


def interleave(
    cases: dict[str, Callable[[], float]], rounds: int
) -> dict[str, list[float]]:
    """Every case once a round, in turn: A B C A B C …"""
    figures: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(rounds):
        for name, case in cases.items():
            figures[name].append(case())
    return figures


def micro(case: Callable[[], object], seconds: float = 0.1) -> float:
    """CPU microseconds of one call, over a block of about ``seconds``."""
    clock = time.process_time
    count = 1
    while True:
        gc.collect()
        start = clock()
        for _ in range(count):
            case()
        spent = clock() - start
        if spent > seconds / 2:
            return spent / count * 1e6
        count = max(count * 2, int(count * seconds / max(spent, 1e-6)))


def table(
    title: str, unit: str, figures: dict[str, list[float]], base: str
) -> dict[str, float]:
    """Print medians, ranges and ratios to ``base``; gives the ratios of medians."""
    medians = {name: statistics.median(values) for name, values in figures.items()}
    print(f"\n{title}  (median of {len(next(iter(figures.values())))}, {unit})")
    ratios = {}
    for name, values in figures.items():
        paired = statistics.median(
            v / b for v, b in zip(values, figures[base], strict=True)
        )
        ratios[name] = paired
        print(
            f"  {name:<44}{medians[name]:>10.2f}   {min(values):>9.2f} – {max(values):<9.2f}"
            f"  × {paired:.2f}"
        )
    return ratios
