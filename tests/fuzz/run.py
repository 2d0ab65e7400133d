"""Fuzz one decoder for as long as you like: ``python tests/fuzz/run.py TARGET [--minutes 1] [--seed 0] [--atheris]``.

Minutes are CPU time of this process. Without ``--atheris`` inputs are seeds with random changes; with it, libFuzzer looks
for inputs that reach new code (``pip install atheris``). The end is a line with the number of inputs, the minutes that were
run and the slowest input; or the input that found a defect, and exit status 1.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from mutations import LONGEST, mutated

if TYPE_CHECKING:
    from targets import Target

NAMES = ["json", "xml", "cbor", "events", "headers", "timestamps"]
OURS = [
    "aiosmithy",
    "wire_restjson1",
    "wire_restxml",
    "wire_awsjson1_0",
    "wire_awsquery",
    "wire_rpcv2cbor",
]
"""The packages whose code libFuzzer watches: not all, for those of one format differ in little."""

_SLOW = 20e-6
"""Seconds for each byte that an input may take, and ..."""

_LEAST = 5e-3
"""... seconds that are never too many: what is slower twice over is a defect."""


class Watch:
    """Counts inputs and keeps the slowest."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.count = 0
        self.slowest = (0.0, b"")

    def run(self, data: bytes) -> None:
        self.count += 1
        spent = self._spent(data)
        if spent > max(_LEAST, len(data) * _SLOW):
            spent = min(self._spent(data) for _ in range(5))
            if spent > max(_LEAST, len(data) * _SLOW):
                raise TimeoutError(f"{spent:.3f} s for {len(data)} bytes")
        if spent > self.slowest[0]:
            self.slowest = (min(spent, self._spent(data)), data)

    def _spent(self, data: bytes) -> float:
        start = time.process_time()
        self.target.run(data)
        return time.process_time() - start

    def told(self) -> str:
        spent, data = self.slowest
        minutes = time.process_time() / 60
        return (
            f"{self.count} inputs, {minutes:.1f} CPU minutes, no defect; the slowest took {spent * 1e3:.2f} ms:"
            f" {len(data)} bytes, {data[:60]!r}"
        )


def fuzz(target: Target, minutes: float, seed: int) -> str:
    random, watch = Random(seed), Watch(target)
    seeds = list(target.seeds)
    data = b""
    try:
        for data in seeds:
            watch.run(data)
        while time.process_time() < minutes * 60:
            for _ in range(500):
                data = mutated(random, seeds, target.words)
                watch.run(data)
    except BaseException:
        print(f"defect after {watch.count} inputs: {data!r}", file=sys.stderr)
        raise
    return watch.told()


def fuzz_by_coverage(target: Target, name: str, minutes: float, seed: int) -> None:
    """libFuzzer ends the process itself."""
    import atheris

    folder = Path(tempfile.mkdtemp(prefix=f"fuzz-{name}-"))
    for number, data in enumerate(target.seeds):
        (folder / f"seed{number}").write_bytes(data)
    words = "".join(
        '"' + "".join(f"\\x{byte:02x}" for byte in word) + '"\n'
        for word in target.words
    )
    (folder.with_suffix(".dict")).write_text(words)
    watch = Watch(target)

    def one(data: bytes) -> None:
        watch.run(data)
        if time.process_time() >= minutes * 60:
            print(watch.told(), flush=True)
            os._exit(0)

    atheris.Setup(
        [
            sys.argv[0],
            str(folder),
            f"-dict={folder.with_suffix('.dict')}",
            f"-max_len={LONGEST}",
            f"-seed={seed + 1}",
            f"-artifact_prefix={folder}/",
            "-print_final_stats=0",
            "-verbosity=0",
        ],
        one,
    )
    atheris.Fuzz()


def instrumented(wanted: bool) -> AbstractContextManager[object]:
    """Lets atheris see which code of ours runs, of what is imported meanwhile."""
    if not wanted:
        return nullcontext()
    import atheris

    found: AbstractContextManager[object] = atheris.instrument_imports(include=OURS)
    return found


def made(name: str, folder: Path) -> Target:
    """The target, with the clients that it calls."""
    sys.path[:0] = [str(folder), str(Path(__file__).resolve().parents[1])]
    from targets import TARGETS
    from wire_model import Wire

    return TARGETS[name](Wire(folder))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=NAMES)
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--atheris", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        with instrumented(options.atheris):
            target = made(options.target, Path(folder))
        if options.atheris:
            fuzz_by_coverage(target, options.target, options.minutes, options.seed)
        else:
            print(fuzz(target, options.minutes, options.seed))


if __name__ == "__main__":
    main()
