"""A call from its input to its output, in virtual time: metadata, interceptors, shared state."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from aiosmithy import CallContext, Config, Interceptor, errors, response_metadata
from aiosmithy.http import HttpRequest, HttpResponse
from echo import CREDENTIALS, EchoClient, EchoError, EchoInput, EchoOutput
from execution_bench import OK, Bench, answer


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
