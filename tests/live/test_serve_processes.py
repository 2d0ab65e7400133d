"""The local service as a process: botocore as its client, signals, usage, and requests that no library sends."""

from __future__ import annotations

import asyncio
import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from aiosmithy_codegen.serve.settings import DEFAULT_ACCESS_KEY, DEFAULT_SECRET_KEY
from botocore.config import Config
from botocore.exceptions import ClientError
from serve_caller import ARN, JOB, JOBS, MEMBERSHIP, MODEL, Caller, drive
from yarl import URL


@contextmanager
def serving(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """``aiosmithy serve`` in a process of its own, and its URL."""
    # A runner in the background may ignore SIGINT, and its children with it.
    code = (
        "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "runpy.run_module('aiosmithy_codegen', run_name='__main__', alter_sys=True)"
    )
    command = [sys.executable, "-u", "-c", code, "serve", str(MODEL)]
    with subprocess.Popen(
        [*command, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        try:
            assert "http://127.0.0.1:" in first, first + process.stdout.read()
            yield process, first.split()[-1]
        finally:
            process.kill()


@pytest.fixture
def boto(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], Any]:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))

    def client(url: str) -> Any:
        session = botocore.session.Session()
        session.set_credentials(DEFAULT_ACCESS_KEY, DEFAULT_SECRET_KEY)
        return session.create_client(
            "cleanroomsml",
            region_name="eu-west-1",
            endpoint_url=url,
            config=Config(retries={"total_max_attempts": 1}, proxies={}),
        )

    return client


def test_botocore_takes_it_for_the_service(boto: Callable[[str], Any]) -> None:
    with serving("--step-seconds", "0", "--quiet") as (_, url):
        client = boto(url)
        key = {"membershipIdentifier": MEMBERSHIP}
        arns = [
            client.start_trained_model_inference_job(**key, **JOB)[
                "trainedModelInferenceJobArn"
            ]
            for _ in range(5)
        ]
        found = client.get_trained_model_inference_job(
            **key, trainedModelInferenceJobArn=arns[0]
        )
        paginator = client.get_paginator("list_trained_model_inference_jobs")
        pages = list(paginator.paginate(**key, PaginationConfig={"PageSize": 2}))
        client.tag_resource(resourceArn=arns[0], tags={"k": "v w/\u00e9"})
        tags = client.list_tags_for_resource(resourceArn=arns[0])["tags"]
        with pytest.raises(client.exceptions.ConflictException):
            client.cancel_trained_model_inference_job(
                **key, trainedModelInferenceJobArn=arns[0]
            )
        with pytest.raises(ClientError, match="ResourceNotFoundException"):
            client.list_tags_for_resource(resourceArn=f"{ARN}/trained-model/none")
        client.close()

    assert found["status"] == "ACTIVE"
    assert found["name"] == JOB["name"]
    listed = [page["trainedModelInferenceJobs"] for page in pages]
    assert [len(page) for page in listed] == [2, 2, 1]
    assert [
        job["trainedModelInferenceJobArn"] for page in listed for job in page
    ] == arns
    assert tags == {"k": "v w/\u00e9"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")
def test_ctrl_c_stops_it_cleanly() -> None:
    with serving() as (process, _):
        assert process.stdout is not None
        shown = process.stdout.readline() + process.stdout.readline()
        while "Ctrl-C" not in shown:
            shown += process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        rest = process.stdout.read()
    assert "AWS_ENDPOINT_URL_CLEANROOMSML=http://127.0.0.1:" in shown
    assert f"AWS_SECRET_ACCESS_KEY={DEFAULT_SECRET_KEY}" in shown
    assert rest == "Stopped.\n"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--fault", "TagResource=bang"], "'bang' is not a fault"),
        (["--fault", "Nope=cut"], "no operation 'Nope'"),
        (["--port", "70000"], "--port"),
        (["--overlay", "none.json"], "none.json"),
    ],
)
def test_bad_usage_exits_with_2(options: list[str], message: str) -> None:
    command = [sys.executable, "-m", "aiosmithy_codegen", "serve", str(MODEL)]
    done = subprocess.run(
        [*command, *options], capture_output=True, text=True, timeout=60, check=False
    )

    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_in_use_exits_with_2() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        test_bad_usage_exits_with_2(["--port", port], "--port 0")


def test_requests_that_no_client_library_sends() -> None:
    """Raw bytes: an absolute target, one that is no path, and a header that is no text."""

    def ask(url: str, target: str, header: str) -> tuple[int, str | None]:
        port = URL(url).port
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.putrequest("OPTIONS" if target == "*" else "GET", target)
        connection.putheader("authorization", header.encode("latin-1"))
        connection.endheaders()
        response = connection.getresponse()
        response.read()
        connection.close()
        return response.status, response.headers["x-amzn-errortype"]

    async def story(call: Caller) -> None:
        star = await asyncio.to_thread(ask, call.url, "*", "x")
        absolute = await asyncio.to_thread(
            ask, call.url, f"http://elsewhere{JOBS}", "x"
        )
        odd = await asyncio.to_thread(ask, call.url, JOBS, "AWS4-HMAC-SHA256 \xff=\xfe")
        label = await asyncio.to_thread(ask, call.url, "/tags/%ff", "x")

        assert star == (404, "UnknownOperationException")
        assert absolute == (403, "IncompleteSignatureException")
        assert odd == (403, "IncompleteSignatureException")
        assert label == (400, "ValidationException")

    drive(story)
