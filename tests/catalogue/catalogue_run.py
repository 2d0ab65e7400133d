"""Generate many packages with the real command, and hold every one to the same: it imports, and type checkers are content."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from attrs import frozen

MODELS = Path(__file__).resolve().parents[3] / "shared/models"
_BATCH = 24_000_000  # bytes of source for one type checker
_PYRIGHT = {
    "typeCheckingMode": "strict",
    "pythonVersion": "3.11",
}
_IMPORT = """
import importlib, inspect, pathlib, sys
folder, name = sys.argv[1:]
sys.path.insert(0, folder)
package = importlib.import_module(name)
client_class = getattr(package, package.__all__[0])
client = client_class(region="us-east-1")
assert f"{name}.shapes" not in sys.modules, "importing a client imports its shapes"
assert not {"aiosmithy_codegen", "jinja2", "black"} & sys.modules.keys()
for file in sorted(pathlib.Path(folder, name).glob("*.py")):
    assert importlib.import_module(f"{name}.{file.stem}").__doc__
from aiosmithy.shapes import Shape
for value in vars(importlib.import_module(f"{name}.shapes")).values():
    if isinstance(value, type) and issubclass(value, Shape) and value is not Shape:
        value.__attrs_attrs__
for error in importlib.import_module(f"{name}.errors").ERRORS.values():
    assert error("text").message == "text"
methods = [m for n, m in vars(client_class).items() if not n.startswith("_")]
assert methods and all(inspect.signature(method) and method.__doc__ for method in methods)
print("fine")
"""


@frozen
class Run:
    """What a run of the command printed, and what it took."""

    code: int
    text: str
    seconds: float
    mebibytes: float  # the most memory of all its processes together; 0 where that is not known


def smithy_models() -> list[Path]:
    """The Smithy models beside the checkout."""
    return sorted(MODELS.glob("*.json"))


def botocore_services() -> dict[str, Path]:
    """The services of the installed botocore: the name of each one's folder → the newest model in it."""
    import botocore

    data = Path(botocore.__file__).parent / "data"
    files = sorted(data.glob("*/*/service-2.json*"))
    return {path.parents[1].name: path for path in files}


def generate(
    models: Iterable[object],
    out: Path,
    *options: str,
    python: str = sys.executable,
    **environ: str,
) -> Run:
    """Run ``aiosmithy generate``."""
    command = [python, "-m", "aiosmithy_codegen", "generate", *map(str, models)]
    start = time.monotonic()
    with subprocess.Popen(
        [*command, "--out", str(out), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **environ},
    ) as process:
        watch = _MemoryWatch(process.pid)
        text = process.communicate()[0]
        most = watch.stop()
    return Run(process.returncode, text, time.monotonic() - start, most)


class _MemoryWatch:
    """Adds up the memory of a process and all that it started, again and again, where there is ``/proc``."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._most = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        self._ended.set()
        self._thread.join()
        return self._most / 1024

    def _watch(self) -> None:
        while not self._ended.wait(0.1):
            self._most = max(self._most, sum(map(_kibibytes, _tree(self._pid))))


def _tree(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from _tree(int(child))


def _kibibytes(pid: int) -> int:
    """The proportional size: what processes share counts once."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def packages(folder: Path) -> list[str]:
    """The packages in a folder."""
    return sorted(path.parent.name for path in folder.glob("*/aiosmithy.json"))


def import_problems(folder: Path, processes: int = 2) -> list[str]:
    """What is wrong with the packages when they are imported, each in a process of its own."""

    def problem(name: str) -> str:
        command = [sys.executable, "-W", "error", "-c", _IMPORT, str(folder), name]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return "" if done.stdout == "fine\n" else f"{name}: {done.stderr[-2000:]}"

    with ThreadPoolExecutor(processes) as pool:
        return [text for text in pool.map(problem, packages(folder)) if text]


def mypy_problems(folder: Path) -> list[str]:
    """What ``mypy --strict`` says."""
    options = ["--strict", "--python-version=3.11", "--no-error-summary"]
    cache = f"--cache-dir={folder / '.mypy_cache'}"
    found: list[str] = []
    for batch in _batches(folder):
        names = [word for name in batch for word in ("-p", name)]
        done = _check(folder, "mypy", *options, cache, *names)
        found += done.stdout.splitlines() if done.returncode else []
    return found


def pyright_problems(folder: Path) -> list[str]:
    """What pyright's strict mode says."""
    (folder / "pyrightconfig.json").write_text(json.dumps(_PYRIGHT), encoding="utf-8")
    found: list[str] = []
    for batch in _batches(folder):
        done = _check(folder, "pyright", "--pythonpath", sys.executable, *batch)
        found += done.stdout.splitlines() if done.returncode else []
    return found


def _check(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def _batches(folder: Path) -> Iterator[Sequence[str]]:
    """The packages, in groups that a type checker holds in little memory."""
    batch: list[str] = []
    size = 0
    for name in packages(folder):
        batch.append(name)
        size += sum(path.stat().st_size for path in (folder / name).glob("*.py"))
        if size > _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
