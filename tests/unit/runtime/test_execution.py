"""A call from its input to its output or its error, in virtual time, with a transport that is a function."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from aiosmithy import (
    CallContext,
    Config,
    Interceptor,
    Session,
    Timeouts,
    errors,
    response_metadata,
)
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.testing import StubTransport, VirtualTime, stub_session

sys.path.insert(0, str(Path(__file__).parent))
from echo import (
    CREDENTIALS,
    EchoClient,
    EchoError,
    EchoInput,
    EchoOutput,
    QuotaException,
    ThrottlingException,
)

OK = HttpResponse(200, {"x-amzn-requestid": "r-1", "X-Custom": "c"}, b'{"text": "hi"}')


def answer(status: int, body: bytes = b"{}", **headers: str) -> HttpResponse:
    return HttpResponse(
        status, {k.replace("_", "-"): v for k, v in headers.items()}, body
    )


class Bench:
    """A client, what it sent, and its virtual time."""

    def __init__(self, *answers: HttpResponse | Exception, **options: Any) -> None:
        self.time = VirtualTime()
        self._answers = list(answers)
        self.session: Session = stub_session(self._answer, time=self.time)
        options = {"region": "us-east-1", "credentials": CREDENTIALS, **options}
        self.client = EchoClient(session=self.session, **options)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        given = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(given, Exception):
            raise given
        return given

    @property
    def requests(self) -> list[HttpRequest]:
        transport = self.session.transport()
        assert isinstance(transport, StubTransport)
        return transport.requests

    def echo(self, key: str = "k", text: str | None = "hello") -> EchoOutput:
        return asyncio.run(self.client.echo(key=key, text=text))


def test_a_call_is_serialized_signed_and_parsed() -> None:
    bench = Bench(OK)

    output = bench.echo("a b")

    (request,) = bench.requests
    assert output.text == "hi"
    assert request.url == "https://echo.us-east-1.amazonaws.com/echo/a%20b"
    assert request.body == b'{"text":"hello"}'
    assert request.headers["host"] == "echo.us-east-1.amazonaws.com"
    assert request.headers["x-amz-date"] == "20150830T123600Z"
    assert (
        "SignedHeaders=content-type;host;x-amz-date,"
        in request.headers["authorization"]
    )
    assert request.headers["accept-encoding"] == "identity"
    assert request.headers["amz-sdk-request"] == "attempt=1; max=3"


def test_metadata_stays_beside_the_members() -> None:
    output = Bench(OK).echo()

    metadata = response_metadata(output)
    assert (metadata.request_id, metadata.http_status, metadata.attempts) == (
        "r-1",
        200,
        1,
    )
    assert metadata.headers["x-custom"] == "c"
    assert output == EchoOutput(text="hi")
    assert "metadata" not in repr(output)
    with pytest.raises(TypeError):
        response_metadata(EchoInput(key="k"))


def test_an_endpoint_url_with_a_path_goes_before_the_operation_path() -> None:
    bench = Bench(OK, endpoint_url="http://localhost:4566/base/")

    bench.echo()

    assert bench.requests[0].url == "http://localhost:4566/base/echo/k"


@pytest.mark.parametrize(
    ("response", "kind", "code", "message"),
    [
        (answer(429, b'{"message":"slow"}', x_amzn_errortype="ThrottlingException:http://x/"),
         ThrottlingException, "ThrottlingException", "slow"),
        (answer(429, b'{"__type":"ns#ThrottlingException","Message":"m"}'),
         ThrottlingException, "ThrottlingException", "m"),
        (answer(400, b'{"code":"Odd","message":"m"}'), EchoError, "Odd", "m"),
        (answer(503, b"<html>busy</html>"), EchoError, "Unknown", "<html>busy</html>"),
        (answer(500, b""), EchoError, "Unknown", ""),
        (answer(400, b"[1]"), EchoError, "Unknown", "[1]"),
        (answer(307, b"", location="http://evil/"), EchoError, "Unknown", "the service answered with a redirect, which is never followed"),
    ],
)  # fmt: skip
def test_errors(
    response: HttpResponse, kind: type[EchoError], code: str, message: str
) -> None:
    bench = Bench(response)

    with pytest.raises(kind) as caught:
        bench.echo()

    error = caught.value
    assert (type(error), error.code, error.message) == (kind, code, message)
    assert (error.http_status, error.body) == (response.status, response.body)
    assert error.operation == "Echo"
    assert error.fault == ("server" if response.status >= 500 else "client")


def test_modeled_members_of_an_error() -> None:
    bench = Bench(answer(402, b'{"__type":"QuotaException","quota":"5"}'))

    with pytest.raises(QuotaException) as caught:
        bench.echo()

    assert caught.value.quota == "5"


def test_members_of_a_wrong_type_do_not_hide_the_error() -> None:
    bench = Bench(answer(402, b'{"__type":"QuotaException","quota":[5]}'))

    with pytest.raises(QuotaException) as caught:
        bench.echo()

    assert caught.value.quota is None


@pytest.mark.parametrize(
    "body",
    [b"<html>", b'{"text": 5}', b"[]", b'{"text":"x"', b"\xff", b"[" * 100_000, b"5"],
)
def test_a_success_that_cannot_be_read(body: bytes) -> None:
    bench = Bench(answer(200, body, x_amzn_requestid="r-9"))

    with pytest.raises(errors.ResponseParseError) as caught:
        bench.echo()

    error = caught.value
    assert (error.http_status, error.request_id, error.body) == (200, "r-9", body)
    assert len(bench.requests) == 1


def test_retries_wait_by_the_rules_and_sign_anew() -> None:
    bench = Bench(answer(503), errors.ConnectionLostError("gone"), OK)

    output = bench.echo()

    assert bench.time.sleeps == [0.025, 0.05]  # half of 50 ms, half of 100 ms
    assert response_metadata(output).attempts == 3
    stamps = [r.headers["amz-sdk-request"] for r in bench.requests]
    assert stamps == [f"attempt={n}; max=3" for n in (1, 2, 3)]
    assert len({r.headers["amz-sdk-invocation-id"] for r in bench.requests}) == 1


def test_attempts_run_out() -> None:
    bench = Bench(answer(503))

    with pytest.raises(EchoError) as caught:
        bench.echo()

    assert len(bench.requests) == 3
    assert caught.value.attempts == 3
    assert caught.value.retryable


def test_one_attempt_when_so_asked() -> None:
    bench = Bench(answer(503), config=Config(retries=1))

    with pytest.raises(EchoError):
        bench.echo()

    assert len(bench.requests) == 1


def test_the_servers_clock_is_learned() -> None:
    ahead = "Sun, 30 Aug 2015 13:36:00 GMT"
    bench = Bench(
        answer(403, b'{"__type":"InvalidSignatureException"}', date=ahead), OK
    )

    bench.echo()
    bench.echo()

    dates = [r.headers["x-amz-date"] for r in bench.requests]
    assert [d[:11] for d in dates] == ["20150830T12", "20150830T13", "20150830T13"]


def test_a_wrong_signature_with_right_clocks_is_not_retried() -> None:
    now = "Sun, 30 Aug 2015 12:36:00 GMT"
    bench = Bench(answer(403, b'{"__type":"InvalidSignatureException"}', date=now))

    with pytest.raises(EchoError):
        bench.echo()

    assert len(bench.requests) == 1


@pytest.mark.parametrize("key", ["", ".", ".."])
def test_a_label_that_would_change_the_route_is_never_sent(key: str) -> None:
    bench = Bench(OK)

    with pytest.raises(errors.ValidationError, match="key"):
        bench.echo(key)

    assert bench.requests == []


@pytest.mark.parametrize(
    ("key", "text"), [(None, "x"), (5, "x"), ("k", 5), ("k", "\ud800")]
)
def test_wrong_types_are_never_sent(key: Any, text: Any) -> None:
    bench = Bench(OK)

    with pytest.raises(errors.ValidationError):
        bench.echo(key, text)

    assert bench.requests == []


def test_all_problems_come_in_one_error() -> None:
    bench = Bench(OK)

    with pytest.raises(errors.ValidationError) as caught:
        bench.echo(5, 5)  # type: ignore[arg-type]

    assert [p.path for p in caught.value.problems] == ["key", "text"]


def test_constraints_are_checked_when_asked() -> None:
    assert Bench(OK).echo(text="too long").text == "hi"

    bench = Bench(OK, config=Config(check_constraints=True))
    with pytest.raises(errors.ValidationError, match="text"):
        bench.echo(text="too long")
    assert bench.requests == []


def test_no_region_is_an_error_that_names_the_remedy() -> None:
    bench = Bench(OK, region=None)

    with pytest.raises(errors.ConfigurationError, match="AWS_REGION"):
        bench.echo()


def test_no_credentials() -> None:
    bench = Bench(OK, credentials=None)

    with pytest.raises(errors.IdentityError):
        bench.echo()


async def never() -> HttpResponse:
    await asyncio.Event().wait()
    return OK


@pytest.mark.parametrize(
    ("timeouts", "error", "sent"),
    [
        (Timeouts(total=0.01), errors.CallTimeoutError, 1),
        (Timeouts(attempt=0.01, total=None), errors.AttemptTimeoutError, 3),
    ],
)
def test_timeouts(timeouts: Timeouts, error: type[Exception], sent: int) -> None:
    session = stub_session(lambda request: never())
    client = EchoClient(
        region="us-east-1",
        credentials=CREDENTIALS,
        session=session,
        config=Config(timeouts=timeouts),
    )

    with pytest.raises(error) as caught:
        asyncio.run(client.echo(key="k"))

    assert caught.value.attempts == sent  # type: ignore[attr-defined]


def test_a_callers_own_timeout_and_cancellation_pass_through() -> None:
    client = EchoClient(
        region="us-east-1",
        credentials=CREDENTIALS,
        session=stub_session(lambda _: never()),
    )

    async def call() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await client.echo(key="k")
        task = asyncio.create_task(client.echo(key="k"))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(call())


class Recorder(Interceptor):
    """Notes the hooks it passes, and replaces what it can."""

    def __init__(self, name: str, log: list[str]) -> None:
        self.name = name
        self.log = log

    def note(self, hook: str, context: CallContext) -> None:
        self.log.append(f"{self.name}.{hook}{context.attempt}")

    async def on_input(self, context: CallContext, input: Any) -> Any:
        self.note("input", context)
        return EchoInput(key=input.key + self.name, text=input.text)

    async def before_signing(
        self, context: CallContext, request: HttpRequest
    ) -> HttpRequest:
        self.note("signing", context)
        request.headers["x-added"] = self.name
        return request

    async def before_sending(self, context: CallContext, request: HttpRequest) -> None:
        self.note("sending", context)
        request.headers["x-late"] = "no effect"

    async def on_response(
        self, context: CallContext, response: HttpResponse
    ) -> HttpResponse:
        self.note("response", context)
        return response

    async def before_retry(
        self, context: CallContext, error: Exception, delay: float
    ) -> bool:
        self.note("retry", context)
        return True

    async def on_output(self, context: CallContext, output: Any) -> Any:
        self.note("output", context)
        return EchoOutput(text=output.text + self.name)

    async def on_error(self, context: CallContext, error: Exception) -> Exception:
        self.note("error", context)
        return error


def test_interceptors_run_in_order_and_what_they_return_is_used() -> None:
    log: list[str] = []
    bench = Bench(
        answer(503),
        OK,
        config=Config(interceptors=[Recorder("a", log), Recorder("b", log)]),
    )

    output = bench.echo("k")

    assert output.text == "hiab"
    assert bench.requests[0].path == "/echo/kab"
    assert bench.requests[0].headers["x-added"] == "b"
    assert "x-added" in bench.requests[0].headers["authorization"]
    assert "x-late" not in bench.requests[0].headers
    attempt = ["signing", "sending", "response"]
    hooks = [
        "input0",
        *[f"{h}1" for h in attempt],
        "retry1",
        *[f"{h}2" for h in attempt],
    ]
    assert log == [f"{name}.{hook}" for hook in [*hooks, "output2"] for name in "ab"]


def test_an_interceptor_may_veto_a_retry_and_replace_an_error() -> None:
    class Veto(Interceptor):
        async def before_retry(
            self, context: CallContext, error: Exception, delay: float
        ) -> bool:
            return False

        async def on_error(self, context: CallContext, error: Exception) -> Exception:
            return LookupError("mine")

    bench = Bench(answer(503), config=Config(interceptors=[Veto()]))

    with pytest.raises(LookupError, match="mine") as caught:
        bench.echo()

    assert len(bench.requests) == 1
    assert isinstance(caught.value.__cause__, EchoError)


def test_with_options_shares_session_and_quota() -> None:
    bench = Bench(answer(503))

    async def call() -> None:
        clone = bench.client.with_options(retries=2, timeout=5.0)
        for client in (bench.client, clone):
            with pytest.raises(EchoError):
                await client.echo(key="k")
        assert clone._session is bench.client._session
        assert clone._execution is not None and bench.client._execution is not None
        assert clone._execution.retries.quota is bench.client._execution.retries.quota
        assert bench.client._execution.retries.quota.available == 500 - 3 * 14

    asyncio.run(call())
    assert len(bench.requests) == 5


def test_secrets_are_in_no_repr() -> None:
    bench = Bench(OK)
    bench.echo()

    shown = "".join(
        repr(thing)
        for thing in (
            bench.client,
            CREDENTIALS,
            bench.requests[0],
            bench.client._config,
            bench.client._execution,
            vars(bench.client),
        )
    )
    assert CREDENTIALS.secret_access_key not in shown
    assert "Signature=" not in shown


def test_fifty_first_calls_at_once_prepare_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import aiosmithy.shared_files as shared_files

    loads: list[int] = []
    load: Callable[..., Any] = shared_files.load_shared_files
    monkeypatch.setattr(
        shared_files,
        "load_shared_files",
        lambda environ: (loads.append(1), load(environ))[1],
    )
    bench = Bench(OK)

    async def call() -> None:
        calls: list[Coroutine[Any, Any, Any]] = [
            bench.client.echo(key="k") for _ in range(50)
        ]
        await asyncio.gather(*calls)

    asyncio.run(call())
    assert loads == [1]


def test_a_closed_client_says_so() -> None:
    async def call() -> None:
        client = EchoClient(region="us-east-1", credentials=CREDENTIALS)
        await client.close()
        await client.close()
        with pytest.raises(errors.ConfigurationError, match="closed"):
            await client.echo(key="k")

    asyncio.run(call())
