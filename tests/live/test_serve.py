"""The local service as clients meet it: over real sockets, with botocore as the client and the signer that is not ours."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp
import botocore.session
import pytest
from aiosmithy_codegen.serve.app import build_app, running
from aiosmithy_codegen.serve.command import read_selection
from aiosmithy_codegen.serve.settings import (
    DEFAULT_ACCESS_KEY,
    DEFAULT_SECRET_KEY,
    Settings,
)
from attrs import frozen
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from yarl import URL

MODEL = Path(__file__).parents[2] / "specs" / "cleanroomsml" / "model.json"
MEMBERSHIP = "a1b2c3d4-5678-4abc-9def-0123456789ab"
ARN = f"arn:aws:cleanrooms-ml:eu-west-1:111122223333:membership/{MEMBERSHIP}"
JOBS = f"/memberships/{MEMBERSHIP}/trained-model-inference-jobs"
JOB: dict[str, Any] = {
    "name": "nightly scoring",
    "trainedModelArn": f"{ARN}/trained-model/m",
    "dataSource": {"mlInputChannelArn": f"{ARN}/ml-input-channel/c"},
    "resourceConfig": {"instanceType": "ml.m5.xlarge"},
    "outputConfiguration": {"members": [{"accountId": "111122223333"}]},
}


@frozen
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def code(self) -> str | None:
        return self.headers.get("x-amzn-errortype")

    @property
    def data(self) -> Any:
        return json.loads(self.body)


@frozen
class Caller:
    """Sends signed and unsigned requests."""

    url: str
    session: aiohttp.ClientSession

    async def plain(
        self,
        method: str,
        target: str,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
    ) -> Reply:
        url = URL(self.url + target, encoded=True)
        async with self.session.request(
            method, url, data=body, headers=headers
        ) as response:
            received = {k.lower(): v for k, v in response.headers.items()}
            return Reply(response.status, received, await response.read())

    async def __call__(
        self,
        method: str,
        target: str,
        body: Any = None,
        secret: str = DEFAULT_SECRET_KEY,
    ) -> Reply:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        data = b"" if body is None else data
        headers = {} if body is None else {"content-type": "application/json"}
        request = AWSRequest(method, self.url + target, data=data, headers=headers)
        signer = SigV4Auth(
            Credentials(DEFAULT_ACCESS_KEY, secret), "cleanrooms-ml", "eu-west-1"
        )
        signer.add_auth(request)
        return await self.plain(method, target, data, dict(request.headers))


@asynccontextmanager
async def caller(**settings: Any) -> AsyncIterator[Caller]:
    app = build_app(read_selection(str(MODEL)), Settings(**settings))
    async with running(app) as url, aiohttp.ClientSession() as session:
        yield Caller(url, session)


def drive(story: Callable[[Caller], Awaitable[None]], **settings: Any) -> None:
    async def told() -> None:
        async with caller(**settings) as call:
            await story(call)

    asyncio.run(told())


def test_it_listens_on_loopback_only() -> None:
    async def story(call: Caller) -> None:
        assert URL(call.url).host == "127.0.0.1"

    drive(story)


def test_a_job_from_start_to_tags() -> None:
    async def story(call: Caller) -> None:
        started = await call("POST", JOBS, {**JOB, "tags": {"a": "1"}})
        arn = quote(started.data["trainedModelInferenceJobArn"], safe="")

        assert (await call("GET", f"{JOBS}/{arn}")).data["name"] == JOB["name"]
        assert (await call("GET", f"/tags/{arn}")).data == {"tags": {"a": "1"}}
        await call("DELETE", f"/tags/{arn}?tagKeys=a&tagKeys=b")
        assert (await call("GET", f"/tags/{arn}")).data == {"tags": {}}
        cancelled = await call("PATCH", f"{JOBS}/{arn}")
        assert (cancelled.status, cancelled.body) == (200, b"")

    drive(story, step_seconds=60.0)


def test_every_answer_has_its_own_request_id() -> None:
    async def story(call: Caller) -> None:
        replies = [
            await call("GET", JOBS),
            await call("GET", "/nothing"),
            await call.plain("GET", JOBS),
            await call.plain("GET", "/_serve/faults"),
            await call("POST", JOBS, {}),
        ]

        ids = [reply.headers["x-amzn-requestid"] for reply in replies]
        assert len(set(ids)) == len(ids)

    drive(story)


@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("GET", "/"),
        ("GET", "/nothing"),
        ("PUT", JOBS),
        ("GET", JOBS + "/"),
        ("GET", "/" + JOBS),
        ("OPTIONS", JOBS),
    ],
)
def test_unknown_routes_are_unknown_operations(method: str, target: str) -> None:
    async def story(call: Caller) -> None:
        reply = await call.plain(method, target)

        assert (reply.status, reply.code) == (404, "UnknownOperationException")
        assert reply.data["message"]

    drive(story)


def test_what_is_not_signed_right_is_refused() -> None:
    async def story(call: Caller) -> None:
        unsigned = await call.plain("GET", JOBS)
        wrong = await call("GET", JOBS, secret="wrong")

        assert (unsigned.status, unsigned.code) == (
            403,
            "MissingAuthenticationTokenException",
        )
        assert (wrong.status, wrong.code) == (403, "InvalidSignatureException")
        assert DEFAULT_SECRET_KEY not in wrong.body.decode()

    drive(story)


def test_all_problems_come_in_one_error() -> None:
    async def story(call: Caller) -> None:
        wrong = {**JOB, "name": "", "kmsKeyArn": 5, "dataSource": {}, "extra": 1}

        reply = await call("POST", JOBS + "?maxResults=1", wrong)

        assert (reply.status, reply.code) == (400, "ValidationException")
        for path in ("/name", "/kmsKeyArn", "/dataSource/mlInputChannelArn", "/extra"):
            assert f"'{path}'" in reply.data["message"]
        assert "/maxResults" in reply.data["message"]

    drive(story)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "SerializationException"),
        (b"[" * 100_000, 400, "SerializationException"),
        (b"[]", 400, "ValidationException"),
        (b"\xff\xfe", 400, "SerializationException"),
        (b" " * 20_000, 413, "RequestEntityTooLargeException"),
    ],
)
def test_bad_bodies(body: bytes, status: int, code: str) -> None:
    async def story(call: Caller) -> None:
        reply = await call("POST", JOBS, body)

        assert (reply.status, reply.code) == (status, code)

    limit = 10_000 if status == 413 else 1_000_000
    drive(story, max_body_bytes=limit)


def test_a_failure_of_our_own_shows_no_traceback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken() -> float:
        raise RuntimeError("the clock stopped")

    async def story(call: Caller) -> None:
        reply = await call("GET", JOBS)

        assert (reply.status, reply.code) == (500, "InternalServerException")
        assert b"Traceback" not in reply.body
        assert b"clock" not in reply.body

    drive(story, clock=broken)
    assert "the clock stopped" in caplog.text


def test_throttling_status_and_junk() -> None:
    async def story(call: Caller) -> None:
        seen = [await call("GET", JOBS) for _ in range(5)]

        assert [(one.status, one.code) for one in seen] == [
            (429, "ThrottlingException"),
            (429, "ThrottlingException"),
            (503, "ServiceUnavailableException"),
            (200, None),
            (200, None),
        ]
        assert seen[3].headers["content-type"].startswith("text/html")
        assert seen[4].data == {"trainedModelInferenceJobs": []}

    faults = ["throttle:2", "status:503:1", "junk:1"]
    drive(story, faults={"ListTrainedModelInferenceJobs": faults})


def test_a_stall_says_nothing_for_as_long_as_told() -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async def story(call: Caller) -> None:
        assert (await call("GET", JOBS)).status == 200
        assert slept == [5.0]

    drive(story, sleep=sleep, faults={"*": ["stall:5s:1"]})


def test_a_cut_reply_still_did_its_work() -> None:
    async def story(call: Caller) -> None:
        with pytest.raises(aiohttp.ClientPayloadError):
            await call("POST", JOBS, JOB)

        listed = (await call("GET", JOBS)).data["trainedModelInferenceJobs"]
        assert len(listed) == 1

    drive(story, faults={"StartTrainedModelInferenceJob": ["cut:1"]})


def test_faults_are_set_at_run_time() -> None:
    async def faults(call: Caller, method: str, value: Any = None) -> Reply:
        body = b"" if value is None else json.dumps(value).encode()
        return await call.plain(method, "/_serve/faults", body)

    async def story(call: Caller) -> None:
        wanted = {"*": ["cut", "junk:2"], "TagResource": "throttle:2"}
        shown = {"*": ["cut", "junk:2"], "TagResource": ["throttle:2"]}
        assert (await faults(call, "PUT", wanted)).data == shown
        assert (await faults(call, "GET")).data == shown
        assert (await faults(call, "DELETE")).data == {}
        for wrong in ({"Nope": "cut"}, {"*": "bang"}, ["cut"], "cut"):
            assert (await faults(call, "PUT", wrong)).status == 400
        assert (await call.plain("PUT", "/_serve/faults", b"{")).status == 400
        assert (await faults(call, "POST", {})).status == 405
        assert (await faults(call, "GET")).data == {}

    drive(story)


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
