"""Steps around a call: inputs are adjusted, requests finished, responses checked, outputs completed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from aiosmithy import Config, Timeouts, errors
from aiosmithy.checksums import ResponseChecksum
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.operation import Operation
from aiosmithy.s3 import Listing
from aiosmithy.shapes import evolve
from aiosmithy.testing import stub_session
from echo import (
    CREDENTIALS,
    SERVICE,
    EchoClient,
    EchoInput,
    EchoOutput,
    parse,
    serialize,
)
from execution_bench import OK


def operation(**facts: Any) -> Operation[EchoInput, EchoOutput]:
    return Operation(
        name="Echo",
        service=SERVICE,
        input_type=EchoInput,
        serialize=serialize,
        parse=parse,
        **facts,
    )


class Sent:
    """One call with these answers: its requests, its output or error, and the time limits of each attempt."""

    def __init__(self, answers: Sequence[HttpResponse] = (OK,), **facts: Any) -> None:
        left = list(answers)
        self.config = facts.pop("config", None)
        self.session = stub_session(lambda request: left.pop(0))
        self.transport: Any = self.session.transport()
        self.limits: list[Timeouts] = []
        send = self.transport.send

        async def noting(request: HttpRequest, **options: Any) -> HttpResponse:
            self.limits.append(options["timeouts"])
            answer: HttpResponse = await send(request, **options)
            return answer

        self.transport.send = noting
        self.operation = operation(**facts)

    def call(self, input: EchoInput) -> EchoOutput:
        client = EchoClient(
            region="us-east-1",
            credentials=CREDENTIALS,
            session=self.session,
            config=self.config,
        )
        return asyncio.run(client._invoke(self.operation, input))


def test_steps_run_once_a_call_in_their_order() -> None:
    seen: list[str] = []

    def adjust(input: EchoInput) -> EchoInput:
        seen.append(f"adjust {input.key}")
        return evolve(input, key=f"{input.key}+")

    def finish(request: HttpRequest, input: EchoInput, settings: Any) -> None:
        seen.append(f"finish {input.key} {settings.region}")
        request.headers["x-finished"] = "yes"

    busy = HttpResponse(503, {}, b"{}")
    sent = Sent((busy, OK), adjust=(adjust, adjust), finish=(finish,))

    sent.call(given := EchoInput(key="k"))

    assert seen == ["adjust k", "adjust k+", "finish k++ us-east-1"]
    assert given.key == "k"
    first, second = sent.transport.requests
    assert first.url == second.url
    assert first.url.endswith("/echo/k%2B%2B")
    assert second.headers["x-finished"] == "yes"


def test_what_a_step_refuses_is_wrong_with_the_input() -> None:
    def refuse(input: EchoInput) -> EchoInput:
        raise ValueError("key: is not right")

    with pytest.raises(errors.ValidationError, match="is not right"):
        Sent(adjust=(refuse,)).call(EchoInput(key="k"))


def test_a_damaged_response_is_asked_for_again() -> None:
    checks = ResponseChecksum(header="x-amz-checksum-mode", algorithms=("CRC32",))
    damaged = HttpResponse(200, {"x-amz-checksum-crc32": "AAAAAA=="}, OK.body)
    sent = Sent((damaged, OK), checks=checks)

    output = sent.call(EchoInput(key="k"))

    assert output.text == "hi"
    asked = [each.headers["x-amz-checksum-mode"] for each in sent.transport.requests]
    assert asked == ["ENABLED", "ENABLED"]


def test_an_output_is_completed_by_what_the_caller_had_asked() -> None:
    seen: list[Any] = []

    class Noting(Listing):
        def __call__(self, input: Any) -> Any:
            return evolve(input, text="asked")

        def complete(self, input: Any, output: Any) -> None:
            seen.append((input.text, output.text))

    Sent(complete=Noting((), ())).call(EchoInput(key="k"))

    assert seen == [(None, "hi")]


@pytest.mark.parametrize(
    ("config", "read"),
    [
        (None, 90.0),
        (Config(timeouts=Timeouts(read=5.0)), 5.0),
        (Config(timeouts=Timeouts(read=None)), None),
    ],
)
def test_a_service_that_answers_late_gets_its_time(
    config: Config | None, read: float | None
) -> None:
    sent = Sent(long_poll=90.0, config=config)

    sent.call(EchoInput(key="k"))

    assert [limits.read for limits in sent.limits] == [read]


def test_a_long_poll_never_shortens_the_limit() -> None:
    sent = Sent(long_poll=1.0)

    sent.call(EchoInput(key="k"))

    assert sent.limits[0].read == 60.0
