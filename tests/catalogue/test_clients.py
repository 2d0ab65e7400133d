"""Every service at hand becomes a package that imports and that type checkers are content with, in little time and memory.

A small sample runs with the other tests; ``pytest -m full tests/catalogue`` runs everything and prints the counts.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import catalogue_run as catalogue
import pytest

IMPORT_COST = """
import resource, sys, time
import aiohttp
sys.path.insert(0, sys.argv[1])
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.process_time()
from aiosmithy_ec2 import EC2Client
EC2Client(region="us-east-1")
print(time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory)
"""

pytestmark = pytest.mark.skipif(
    not catalogue.smithy_models(), reason="there are no models beside the checkout"
)


def contents(folder: Path) -> Mapping[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in (".py", ".json", ".typed")
    }


def sample() -> list[Path]:
    """Some models of either kind, none of them large, drawn with a fixed seed."""
    draw = random.Random(7)
    models = [p for p in catalogue.smithy_models() if p.stat().st_size < 150_000]
    services = [
        path.parent
        for path in catalogue.botocore_services().values()
        if path.stat().st_size < 12_000
    ]
    return [*draw.sample(models, min(2, len(models))), *draw.sample(services, 2)]


def pythons() -> list[str]:
    """Other Pythons that have the generator: environments beside the one that runs the tests."""
    here = Path(sys.prefix)
    found = here.parent.glob(".venv-3.*/bin/python")
    return [str(path) for path in found if path.parents[1] != here]


def problems(folder: Path) -> list[str]:
    return [
        *catalogue.import_problems(folder),
        *catalogue.mypy_problems(folder),
        *catalogue.pyright_problems(folder),
    ]


def test_a_sample_generates_imports_and_type_checks(tmp_path: Path) -> None:
    s3 = catalogue.MODELS / "s3.json"  # has the most to trip over
    named = [*sample(), *([s3] if s3.exists() else [])]
    run = catalogue.generate(named, tmp_path, "--jobs", "2")

    assert run.code == 0, run.text
    assert len(catalogue.packages(tmp_path)) == len(named)
    assert problems(tmp_path) == []
    for path in tmp_path.rglob("*.py"):
        _check_no_silencing(path.read_text(encoding="utf-8"))


def _check_no_silencing(text: str) -> None:
    for comment in ("# type:", "# pyright:", "# mypy:", "# noqa"):
        assert comment not in text


@pytest.fixture(scope="module")
def everything(
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, tuple[Path, catalogue.Run, int]]:
    """The whole of either kind of model: its packages, the run that made them, and how many there should be."""
    models, services = catalogue.smithy_models(), catalogue.botocore_services()
    found: dict[str, tuple[Path, catalogue.Run, int]] = {}
    for kind, named, count in (
        ("smithy", [str(catalogue.MODELS)], len(models)),
        ("botocore", ["botocore:*"], len(services)),
    ):
        folder = tmp_path_factory.mktemp(kind)
        run = catalogue.generate(named, folder, "--jobs", "2")
        found[kind] = folder, run, count
    return found


@pytest.mark.full
@pytest.mark.parametrize("kind", ["smithy", "botocore"])
def test_everything_generates_in_time_and_memory(
    everything: dict[str, tuple[Path, catalogue.Run, int]],
    kind: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder, run, count = everything[kind]

    made = catalogue.packages(folder)

    with capsys.disabled():
        print(
            f"\n{kind}: {len(made)} of {count} packages,"
            f" {run.seconds:.0f} s, {run.mebibytes:.0f} MiB at most"
        )
    assert run.code == 0, run.text[-4000:]
    assert len(made) == count
    assert run.seconds <= 600
    assert run.mebibytes <= 1024


@pytest.mark.full
@pytest.mark.parametrize("kind", ["smithy", "botocore"])
def test_everything_imports(
    everything: dict[str, tuple[Path, catalogue.Run, int]], kind: str
) -> None:
    assert catalogue.import_problems(everything[kind][0]) == []


@pytest.mark.full
@pytest.mark.parametrize("kind", ["smithy", "botocore"])
def test_everything_type_checks(
    everything: dict[str, tuple[Path, catalogue.Run, int]], kind: str
) -> None:
    folder = everything[kind][0]

    assert catalogue.mypy_problems(folder) == []
    assert catalogue.pyright_problems(folder) == []


def variants() -> Iterator[tuple[str, str, str]]:
    """Python, hash seed and number of workers."""
    yield sys.executable, "1", "1"
    yield sys.executable, "2", "2"
    for python in pythons():
        yield python, "3", "2"


def test_the_text_is_the_same_whoever_makes_it(tmp_path: Path) -> None:
    _check_same(sample(), tmp_path)


@pytest.mark.full
def test_all_text_is_the_same_whoever_makes_it(tmp_path: Path) -> None:
    services = catalogue.botocore_services().values()

    _check_same(catalogue.smithy_models(), tmp_path / "smithy")
    _check_same([path.parent for path in services], tmp_path / "c2j")


def _check_same(named: Sequence[Path], folder: Path) -> None:
    first: Mapping[str, bytes] = {}
    for number, (python, seed, jobs) in enumerate(variants()):
        out = folder / str(number)
        run = catalogue.generate(
            named, out, "--jobs", jobs, python=python, PYTHONHASHSEED=seed
        )
        assert run.code == 0, run.text
        first = first or contents(out)
        assert contents(out) == first, (python, seed, jobs)
    assert first


@pytest.mark.full
def test_the_largest_service_is_quick_to_make_and_to_import(tmp_path: Path) -> None:
    run = catalogue.generate(["botocore:ec2"], tmp_path)
    assert run.code == 0, run.text
    assert run.seconds <= 60 and run.mebibytes <= 1024

    command = [sys.executable, "-c", IMPORT_COST, str(tmp_path)]
    environ = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    costs: list[tuple[float, float]] = []
    for _ in range(6):
        done = subprocess.run(command, capture_output=True, check=True, env=environ)
        seconds, kibibytes = map(float, done.stdout.split())
        costs.append((seconds, kibibytes / 1024))
    assert min(costs[1:])[0] <= 0.080  # the first one compiles
    assert max(memory for _, memory in costs[1:]) <= 40
