"""The budgets, measured: our figure, the peers' and raw aiohttp's side by side, from one run.

``python tests/bench/run.py [--rounds 9] [--only calls,sign,endpoints,list,replies,requests,shapes,refusals,cold,generate]``

CPU time of the client process, medians of interleaved rounds; ratios are medians of the rounds' own ratios. The full
service is generated from ``../shared/models/cleanroomsml.json`` where that is present, else from ``specs/``.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import codec_parts
import endpoint_parts
import hostile_parts
import meter
import payloads

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SPEC = ROOT / "specs" / "cleanroomsml" / "model.json"
SHARED = ROOT.parent / "shared" / "models" / "cleanroomsml.json"
FULL = SHARED if SHARED.exists() else SPEC
PACKAGES = ["aiohttp", "yarl", "multidict", "attrs", "black", "botocore", "aiobotocore"]


@contextmanager
def server() -> Iterator[int]:
    process = subprocess.Popen(
        [sys.executable, str(HERE / "server.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None and process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.stdin.close()
        process.wait(10)


def calls(rounds: int) -> dict[str, float]:
    """One small call, 50 at once: budget 1.3 × raw aiohttp, goal 1.2."""
    script = str(HERE / "calls.py")
    with server() as port:

        def variant(name: str, count: int) -> float:
            return float(meter.child(script, name, str(port), str(count), "50")["us"])

        figures = meter.interleave(
            {
                "raw aiohttp": lambda: variant("raw", 4000),
                "aiosmithy": lambda: variant("aiosmithy", 4000),
                "aiobotocore": lambda: variant("aiobotocore", 1000),
            },
            rounds,
        )
    ratios = meter.table(
        "Small call, 50 at once", "µs CPU a call", figures, "raw aiohttp"
    )
    return {"small call ÷ raw aiohttp": ratios["aiosmithy"]}


def sign(rounds: int) -> dict[str, float]:
    """One SigV4 header signature: budget 6 µs."""
    import micro_cases

    ours, botocores = micro_cases.sign_aiosmithy(), micro_cases.sign_botocore()
    figures = meter.interleave(
        {
            "aiosmithy": lambda: meter.micro(ours),
            "botocore": lambda: meter.micro(botocores),
        },
        rounds,
    )
    meter.table("SigV4 header signature", "µs CPU", figures, "botocore")
    return {"signature, µs": sorted(figures["aiosmithy"])[rounds // 2]}


def listed(rounds: int) -> dict[str, float]:
    """A reply of 1,000 items, parsed: budget 2 × json.loads."""
    import micro_cases

    body = payloads.listed(1000)
    ours, botocores = micro_cases.parse_aiosmithy(body), micro_cases.parse_botocore(
        body
    )
    figures = meter.interleave(
        {
            "json.loads": lambda: meter.micro(lambda: json.loads(body)) / 1e3,
            "aiosmithy": lambda: meter.micro(ours) / 1e3,
            "botocore": lambda: meter.micro(botocores, 0.2) / 1e3,
        },
        rounds,
    )
    ratios = meter.table("1,000-item list, parsed", "ms CPU", figures, "json.loads")
    return {"list ÷ json.loads": ratios["aiosmithy"]}


COLD = """
import json, resource, sys, time
sys.path.insert(0, {path!r})
{code}
usage = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({{"ms": (usage.ru_utime + usage.ru_stime) * 1e3}}))
"""
CLIENT = "from aiosmithy_cleanroomsml import CleanRoomsMLClient; CleanRoomsMLClient(region='us-east-1')"
AIOBOTOCORE = (
    "from aiobotocore.session import get_session; import asyncio\n"
    "async def main():\n"
    "    async with get_session().create_client('cleanroomsml', region_name='us-east-1'): pass\n"
    "asyncio.run(main())"
)
CONSTRUCT = """
import json, sys, time
sys.path.insert(0, {path!r})
from aiosmithy_cleanroomsml import CleanRoomsMLClient
start = time.process_time()
CleanRoomsMLClient(region="us-east-1")
first = time.process_time() - start
print(json.dumps({{"ms": first * 1e3}}))
"""


def cold(rounds: int) -> dict[str, float]:
    """Import and construct, above ``import aiohttp``, for the full service: budget 15 ms; constructor: 1 ms."""
    with tempfile.TemporaryDirectory() as folder:
        meter.generate(str(FULL), "--out", folder)

        def fresh(code: str) -> float:
            return float(meter.child("-c", COLD.format(path=folder, code=code))["ms"])

        figures = meter.interleave(
            {
                "import aiohttp": lambda: fresh("import aiohttp"),
                "aiosmithy, import and client": lambda: fresh(
                    "import aiohttp\n" + CLIENT
                ),
                "aiobotocore, import and client": lambda: fresh(AIOBOTOCORE),
            },
            rounds,
        )
        construct = [
            float(meter.child("-c", CONSTRUCT.format(path=folder))["ms"])
            for _ in range(rounds)
        ]
    meter.table("Fresh process", "ms CPU", figures, "import aiohttp")
    above = [
        ours - floor
        for ours, floor in zip(
            figures["aiosmithy, import and client"],
            figures["import aiohttp"],
            strict=True,
        )
    ]
    return {
        "import and client above aiohttp, ms": sorted(above)[rounds // 2],
        "first constructor, ms": sorted(construct)[rounds // 2],
    }


def generate(rounds: int) -> dict[str, float]:
    """Generating, black and imports included: seven operations 1 s, the full service 4 s."""

    def timed(model: Path) -> float:
        with tempfile.TemporaryDirectory() as folder:
            return meter.generate(str(model), "--out", folder)

    figures = meter.interleave(
        {
            "seven operations": lambda: timed(SPEC),
            "the full service": lambda: timed(FULL),
        },
        min(rounds, 5),
    )
    meter.table("Generate", "s CPU", figures, "seven operations")
    return {
        f"generate {name}, s": sorted(values)[len(values) // 2]
        for name, values in figures.items()
    }


PARTS = {
    "calls": calls,
    "sign": sign,
    "endpoints": endpoint_parts.endpoints,
    "list": listed,
    "replies": codec_parts.replies,
    "requests": codec_parts.requests,
    "shapes": codec_parts.shapes,
    "refusals": hostile_parts.refusals,
    "cold": cold,
    "generate": generate,
}
BUDGETS = {
    "small call ÷ raw aiohttp": 1.3,
    "signature, µs": 6.0,
    "list ÷ json.loads": 2.0,
    **endpoint_parts.BUDGETS,
    **codec_parts.BUDGETS,
    **hostile_parts.BUDGETS,
    "import and client above aiohttp, ms": 15.0,
    "first constructor, ms": 1.0,
    "generate seven operations, s": 1.0,
    "generate the full service, s": 4.0,
}


def _versions() -> str:
    found = [f"Python {platform.python_version()}"]
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} absent")
    return ", ".join(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--only", default=",".join(PARTS))
    options = parser.parse_args()
    print(_versions())
    figures: dict[str, float] = {}
    for name in options.only.split(","):
        figures |= PARTS[name](options.rounds)
    print("\nBudgets")
    for name, figure in figures.items():
        budget = BUDGETS.get(name)
        if budget is None:
            print(f"  {name:<44}{figure:>8.2f}   no budget")
        else:
            verdict = "within" if figure <= budget else "OVER"
            print(f"  {name:<44}{figure:>8.2f}   budget {budget:<6} {verdict}")


if __name__ == "__main__":
    main()
