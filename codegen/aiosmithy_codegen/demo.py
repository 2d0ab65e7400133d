"""``aiosmithy demo``: the whole story on this machine, without an account.

Generates a client from ``specs/cleanroomsml``, serves the same model in a process of its own, and drives the one with
the other. Nothing of the user's AWS settings is read, and nothing leaves the machine.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import re
import shutil
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import click
from attrs import define, field, frozen
from rich.console import Console
from rich.text import Text

from .errors import UsageError

PACKAGE = "aiosmithy_cleanroomsml"
PATIENCE = 60.0  # seconds for any one step
STATUS_SECONDS = 0.5  # that a job stays in one status
MEMBERSHIP = "a1b2c3d4-5678-4abc-9def-0123456789ab"
REGION = "us-east-1"


class DemoError(Exception):
    """Something did not go as the demo promises."""


@define
class Steps:
    """Shows each step with the time it took. Plain text where there is no terminal."""

    console: Console
    current: str = field(default="start")

    @contextmanager
    def step(self, name: str) -> Generator[list[str]]:
        """Times a step; what it appends to the list is shown beside its name."""
        self.current = name
        details: list[str] = []
        started = time.perf_counter()
        yield details
        elapsed = time.perf_counter() - started
        shown = f"{elapsed * 1000:5.0f} ms" if elapsed < 1 else f"{elapsed:5.2f} s "
        first, *rest = details or [""]
        self._print((f"{shown}  ", "dim"), (f"{name:<11}", "bold"), first)
        for line in rest:
            self._print(" " * 21, line)

    def _print(self, *parts: str | tuple[str, str]) -> None:
        text = Text.assemble(*parts)
        text.rstrip()
        self.console.print(text)


@frozen
class Workshop:
    """The temporary folder: the model and the generated package."""

    root: Path

    @property
    def model(self) -> Path:
        """The model's copy. It lies beside the output, so that one is reachable from the other on every drive."""
        return self.root / "specs" / "model.json"

    @property
    def overlay(self) -> Path:
        """The overlay's copy."""
        return self.root / "specs" / "overlay.json"

    @property
    def out(self) -> Path:
        """Where the package is generated."""
        return self.root / "generated"


@click.command("demo")
def demo_command() -> None:
    """Generate a client, serve its model, and start, await, list, tag and cancel jobs with it."""
    spec = find_spec()
    steps = Steps(Console(soft_wrap=True, highlight=False))
    with tempfile.TemporaryDirectory(
        prefix="aiosmithy-demo-", ignore_cleanup_errors=True
    ) as folder:
        workshop = Workshop(Path(folder).resolve())
        shutil.copytree(spec, workshop.model.parent)
        try:
            asyncio.run(tell(steps, workshop))
        except Exception as error:  # whatever fails, the user gets no traceback
            reason = str(error) or type(error).__name__
            click.echo(f"The demo failed at '{steps.current}': {reason}", err=True)
            sys.exit(1)
    click.echo("Done: every call was signed, verified, checked and answered.")


def find_spec(checkout: Path | None = None) -> Path:
    """The folder of the demo's model in the checkout that this file lies in."""
    root = checkout or Path(__file__).resolve().parents[2]
    folder = root / "specs" / "cleanroomsml"
    if not (folder / "model.json").is_file():
        raise UsageError(
            "the demo's model is not here",
            file=folder.as_posix(),
            remedy="It is in the source tree only: run the demo from a clone of it,"
            " installed with pip install -e '.[codegen]'.",
        )
    return folder


async def tell(steps: Steps, workshop: Workshop) -> None:
    """The story: generate, serve, call."""
    with steps.step("generate") as details:
        await _generate(workshop)
        files = [path for path in workshop.out.rglob("*") if path.is_file()]
        details.append(f"{PACKAGE}, {len(files)} files")
    async with _serving(steps, workshop) as url:
        with steps.step("import") as details:
            package = _import_generated(workshop.out)
            details.append(f"{PACKAGE}.{package.CleanRoomsMLClient.__name__}")
        async with _client(package, workshop, url) as client:
            await _call(steps, package.shapes, client)


async def _call(steps: Steps, shapes: Any, client: Any) -> None:
    arn = await _start_and_wait(steps, shapes, client)
    await _list(steps, client, arn)
    await _tag(steps, client, arn)
    await _start_and_cancel(steps, shapes, client)


async def _start_and_wait(steps: Steps, shapes: Any, client: Any) -> str:
    with steps.step("start job") as details:
        started = await _start(shapes, client, "nightly-scoring", {"team": "ml"})
        arn: str = started.trained_model_inference_job_arn
        details.append(arn)
    job = {"membership_identifier": MEMBERSHIP, "trained_model_inference_job_arn": arn}
    with steps.step("get job") as details:
        found = await client.get_trained_model_inference_job(**job)
        details.append(f"{found.name} is {found.status}")
    with steps.step("wait") as details:
        waiting = client.wait_until_trained_model_inference_job_active(**job)
        outcome = await asyncio.wait_for(waiting, PATIENCE)
        _expect("the job's status", outcome.output.status, "ACTIVE")
        details.append(f"{found.name} is {outcome.output.status}")
    return arn


async def _list(steps: Steps, client: Any, arn: str) -> None:
    with steps.step("list jobs") as details:
        jobs = client.paginate_list_trained_model_inference_jobs(
            membership_identifier=MEMBERSHIP
        )
        shown = [job async for job in jobs]
        _expect(
            "the listed jobs",
            [job.trained_model_inference_job_arn for job in shown],
            [arn],
        )
        details += [f"{job.name}, {job.status}" for job in shown]


async def _tag(steps: Steps, client: Any, arn: str) -> None:
    with steps.step("tag") as details:
        await client.tag_resource(resource_arn=arn, tags={"stage": "demo"})
        details.append("stage=demo")
    with steps.step("list tags") as details:
        listed = await client.list_tags_for_resource(resource_arn=arn)
        _expect("the tags", listed.tags, {"team": "ml", "stage": "demo"})
        details.append(
            ", ".join(f"{key}={value}" for key, value in listed.tags.items())
        )
    with steps.step("untag") as details:
        await client.untag_resource(resource_arn=arn, tag_keys=["stage"])
        listed = await client.list_tags_for_resource(resource_arn=arn)
        _expect("the tags", listed.tags, {"team": "ml"})
        details.append(
            ", ".join(f"{key}={value}" for key, value in listed.tags.items())
        )


async def _start_and_cancel(steps: Steps, shapes: Any, client: Any) -> None:
    with steps.step("start job") as details:
        started = await _start(shapes, client, "started-by-mistake", None)
        details.append(started.trained_model_inference_job_arn)
    job = {
        "membership_identifier": MEMBERSHIP,
        "trained_model_inference_job_arn": started.trained_model_inference_job_arn,
    }
    with steps.step("cancel job") as details:
        await client.cancel_trained_model_inference_job(**job)
        waiting = client.wait_until_trained_model_inference_job_inactive(**job)
        outcome = await asyncio.wait_for(waiting, PATIENCE)
        _expect("the job's status", outcome.output.status, "INACTIVE")
        details.append(f"{outcome.output.name} is {outcome.output.status}")


async def _start(
    shapes: Any, client: Any, name: str, tags: dict[str, str] | None
) -> Any:
    arn = f"arn:aws:cleanrooms-ml:{REGION}:111122223333:membership/{MEMBERSHIP}"
    return await client.start_trained_model_inference_job(
        membership_identifier=MEMBERSHIP,
        name=name,
        trained_model_arn=f"{arn}/trained-model/churn",
        data_source=shapes.ModelInferenceDataSource(
            ml_input_channel_arn=f"{arn}/ml-input-channel/customers"
        ),
        resource_config=shapes.InferenceResourceConfig(instance_type="ml.m5.xlarge"),
        output_configuration=shapes.InferenceOutputConfiguration(
            members=[shapes.InferenceReceiverMember(account_id="111122223333")]
        ),
        tags=tags,
    )


def _expect(what: str, found: Any, wanted: Any) -> None:
    if found != wanted:
        raise DemoError(f"{what}: expected {wanted!r}, found {found!r}")


@asynccontextmanager
async def _client(package: Any, workshop: Workshop, url: str) -> AsyncGenerator[Any]:
    """A client that knows nothing of the user's AWS settings, in whatever form they are there."""
    from aiosmithy import Credentials, Session

    from .serve.settings import DEFAULT_ACCESS_KEY, DEFAULT_SECRET_KEY

    nowhere = str(workshop.root / "none")
    environ = {"AWS_CONFIG_FILE": nowhere, "AWS_SHARED_CREDENTIALS_FILE": nowhere}
    async with (
        Session(environ=environ, sleep=_hurry) as session,
        package.CleanRoomsMLClient(
            region=REGION,
            credentials=Credentials(DEFAULT_ACCESS_KEY, DEFAULT_SECRET_KEY),
            endpoint_url=url,
            session=session,
        ) as client,
    ):
        yield client


async def _hurry(seconds: float) -> None:
    """The waiter would ask every 30 seconds, as is right for real jobs; the demo's take about one."""
    await asyncio.sleep(min(seconds, STATUS_SECONDS / 2))


async def _generate(workshop: Workshop) -> None:
    arguments = ("--overlay", str(workshop.overlay), "--out", str(workshop.out))
    process = await _run(workshop, "generate", str(workshop.model), *arguments)
    output, _ = await asyncio.wait_for(process.communicate(), PATIENCE)
    if process.returncode != 0:
        raise DemoError(output.decode(errors="replace").strip())


@asynccontextmanager
async def _serving(steps: Steps, workshop: Workshop) -> AsyncGenerator[str]:
    """The local service in a process of its own, and its URL."""
    options = ("--overlay", str(workshop.overlay), "--port", "0", "--quiet")
    pace = ("--step-seconds", str(STATUS_SECONDS))
    with steps.step("serve") as details:
        process = await _run(workshop, "serve", str(workshop.model), *options, *pace)
        try:
            url = await asyncio.wait_for(_read_url(process), PATIENCE)
        except BaseException:
            await _stop(process)
            raise
        details.append(url)
    try:
        yield url
    finally:
        await _stop(process)


async def _run(workshop: Workshop, *arguments: str) -> Process:
    """This Python's ``aiosmithy`` with these arguments, without the user's AWS settings."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-u", "-m", "aiosmithy_codegen", *arguments),
        cwd=workshop.root,
        env={**environ, "PYTHONUTF8": "1", "NO_COLOR": "1"},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


async def _read_url(process: Process) -> str:
    said: list[str] = []
    assert process.stdout is not None
    while line := (await process.stdout.readline()).decode(errors="replace"):
        said.append(line)
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        if found:
            return found[0]
    raise DemoError("the server stopped: " + "".join(said).strip())


async def _stop(process: Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.communicate(), 5)
    except TimeoutError:
        process.kill()
        await process.communicate()


def _import_generated(out: Path) -> Any:
    """The package just generated, not one of that name from elsewhere."""
    sys.path.insert(0, str(out))
    importlib.invalidate_caches()
    package: Any = importlib.import_module(PACKAGE)
    if out not in Path(package.__file__).resolve().parents:
        raise DemoError(f"{PACKAGE} was already imported from {package.__file__}")
    return package
