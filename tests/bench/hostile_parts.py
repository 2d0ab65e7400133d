"""The part of the benchmark that measures how soon a client refuses what no service sends."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import meter

if TYPE_CHECKING:
    from aiosmithy.http import HttpResponse

BUDGETS = {"slowest refusal, ms": 10.0}
_SHOWN = 5


def refusals(rounds: int) -> dict[str, float]:
    """Every body of ``tests/bad_bodies.py`` in every protocol: a typed error within 10 ms."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from aiosmithy.http import HttpResponse
    from bad_bodies import bad_bodies
    from wire_model import PROTOCOLS, wire_clients

    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, wire_clients(Path(folder)) as wire:
        for protocol in PROTOCOLS:
            parse = wire.parser(protocol)
            version = protocol.removeprefix("rpcv2").lower()
            headers = {"smithy-protocol": f"rpc-v2-{version}"}
            for name, body in bad_bodies(protocol).items():
                for status in (200, 400):
                    refused = _refusal(parse, HttpResponse(status, headers, body))
                    spent = min(meter.micro(refused, 0.002) for _ in range(rounds))
                    figures[f"{protocol}: {name}, HTTP {status}"] = spent / 1e3
    slowest = sorted(figures, key=figures.__getitem__, reverse=True)
    print(f"\nRefusals  (best of {rounds}, ms CPU; the slowest of {len(figures)})")
    for name in slowest[:_SHOWN]:
        print(f"  {name:<64}{figures[name]:>8.2f}")
    return {"slowest refusal, ms": figures[slowest[0]]}


def _refusal(
    parse: Callable[[HttpResponse], object], response: HttpResponse
) -> Callable[[], None]:
    """What reads the response, and must not succeed."""
    from aiosmithy.errors import AiosmithyError

    def refused() -> None:
        try:
            parse(response)
        except AiosmithyError:
            return
        raise AssertionError("read")

    return refused
