"""The local service over real sockets: what is signed, refused, answered and made to fail."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import aiohttp
import pytest
from aiosmithy_codegen.serve.settings import DEFAULT_SECRET_KEY
from serve_caller import JOB, JOBS, Caller, Reply, drive
from yarl import URL


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
