"""A client's life: settings, clones, sharing, several loops, and the mistakes that are named."""

from __future__ import annotations

import asyncio
import copy
import pickle
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from aiosmithy import (
    CallContext,
    Config,
    IdentityResolver,
    Interceptor,
    RetryOptions,
    Session,
    Timeouts,
    errors,
)
from aiosmithy.connections import ConnectionOptions
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.target import environment_proxy
from aiosmithy.testing import stub_session
from echo import CREDENTIALS, EchoClient, EchoError

OK = HttpResponse(200, {}, b'{"text": "hi"}')
BUSY = HttpResponse(503, {}, b"{}")
KEYS = {"AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "secret"}


def client(
    answer: HttpResponse = OK, session: Session | None = None, **options: Any
) -> EchoClient:
    options = {"region": "us-east-1", "credentials": CREDENTIALS, **options}
    return EchoClient(session=session or stub_session(lambda _: answer), **options)


def echo(*clients: EchoClient) -> None:
    async def main() -> None:
        for one in clients:
            await one.echo(key="k")

    asyncio.run(main())


def test_a_number_changes_one_member_of_the_options_that_are_there() -> None:
    one = client(
        config=Config(
            timeouts=Timeouts(connect=2.0, read=30.0, total=120.0),
            retries=RetryOptions(mode="adaptive", max_attempts=5),
        )
    )

    clone = one.with_options(timeout=5.0, retries=2)

    assert clone._config.timeouts == Timeouts(connect=2.0, read=30.0, total=5.0)
    assert clone._config.retries == RetryOptions(mode="adaptive", max_attempts=2)
    assert one._config.timeouts == Timeouts(connect=2.0, read=30.0, total=120.0)


def test_a_clone_may_mend_what_its_origin_has_wrong() -> None:
    broken = client(config=Config(profile="nope"))

    with pytest.raises(errors.ConfigurationError, match="nope"):
        echo(broken)
    echo(broken.with_options(profile="default"))


def test_options_that_are_the_sessions_are_refused() -> None:
    with pytest.raises(errors.ConfigurationError, match="session"):
        client().with_options(max_connections=1)
    with pytest.raises(TypeError, match="no member"):
        client().with_options(nonsense=1)


def test_clones_pay_from_one_quota_whichever_calls_first() -> None:
    one = client(BUSY)
    clones = [one.with_options(retries=2), one.with_options(retries=3), one]

    async def main() -> list[int]:
        available = []
        for each in clones:
            with pytest.raises(EchoError):
                await each.echo(key="k")
            assert each._execution is not None
            available.append(each._execution.retries.quota.available)
        return available

    assert asyncio.run(main()) == [500 - 14, 500 - 3 * 14, 500 - 5 * 14]


def test_clients_of_a_session_share_one_identity() -> None:
    session = stub_session(lambda _: OK, environ=KEYS)
    one, two = (client(session=session, credentials=None) for _ in range(2))

    echo(one, two, one.with_options(retries=1))

    assert one._execution is not None and two._execution is not None
    settings = [each._execution.settings for each in (one, two)]
    assert settings[0].identity is settings[1].identity


def test_a_ca_bundle_other_than_the_sessions_is_an_error_not_ignored() -> None:
    session = Session(
        environ={"AWS_CONFIG_FILE": "", "AWS_SHARED_CREDENTIALS_FILE": ""}
    )
    session.transport()

    with pytest.raises(errors.ConfigurationError, match="ca_bundle"):
        session.transport(ConnectionOptions(ca_bundle="other.pem"))
    asyncio.run(session.close())


@pytest.mark.parametrize("count", [0, -1, "x", True, 1.5])
def test_a_pool_has_at_least_one_connection(count: Any) -> None:
    with pytest.raises(errors.ConfigurationError, match="max_connections"):
        Session(max_connections=count)


@pytest.mark.parametrize("wrong", [{"config": {}}, {"session": "x"}])
def test_wrong_arguments_are_named(wrong: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match=next(iter(wrong))):
        EchoClient(**wrong)


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, pickle.dumps])
def test_a_client_is_not_copied(duplicate: Any) -> None:
    with pytest.raises(TypeError, match="with_options"):
        duplicate(client())


@pytest.mark.parametrize(
    "hook", ["on_input", "before_signing", "on_response", "on_error"]
)
def test_a_hook_that_returns_nothing_is_named(hook: str) -> None:
    async def nothing(self: object, context: CallContext, value: object) -> None:
        return None

    forgetful = type("Forgetful", (Interceptor,), {hook: nothing})()
    one = client(
        BUSY if hook == "on_error" else OK, config=Config(interceptors=[forgetful])
    )

    with pytest.raises(TypeError, match=f"{hook} returned NoneType"):
        echo(one)


def test_a_hook_cannot_split_a_header() -> None:
    class Splitter(Interceptor):
        async def before_signing(
            self, context: CallContext, request: HttpRequest
        ) -> HttpRequest:
            request.headers["X-Evil"] = "a\r\nb: c"
            return request

    with pytest.raises(ValueError, match="line ends"):
        echo(client(config=Config(interceptors=[Splitter()])))


def test_a_slow_error_hook_is_not_cut_by_the_deadline_of_the_call() -> None:
    class Slow(Interceptor):
        async def on_error(self, context: CallContext, error: Exception) -> Exception:
            await asyncio.sleep(0.05)
            return error

    one = client(BUSY, config=Config(interceptors=[Slow()], retries=1, timeouts=0.02))

    async def main() -> int:
        with pytest.raises(EchoError):
            await one.echo(key="k")
        task = asyncio.current_task()
        assert task is not None
        return task.cancelling()

    assert asyncio.run(main()) == 0


def test_a_hook_that_swallows_the_deadline_leaves_no_cancellation_behind() -> None:
    class Swallow(Interceptor):
        async def on_input(self, context: CallContext, input: Any) -> Any:
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError:
                return input

    one = client(config=Config(interceptors=[Swallow()], timeouts=0.01))

    async def main() -> int:
        await one.echo(key="k")
        task = asyncio.current_task()
        assert task is not None
        return task.cancelling()

    assert asyncio.run(main()) == 0


@pytest.mark.parametrize(
    "date",
    [
        f"Fri, 31 Dec 2020 {'9' * 400}:00:00 GMT",
        f"Fri, 31 Dec 2020 {'9' * 30}:00:00 GMT",
        "Fri, 31 Dec 9999 23:59:60 GMT",
        "Fri, 31 Feb 2020 00:00:00 GMT",
        "nonsense",
    ],
)
def test_no_date_of_a_server_breaks_a_call(date: str) -> None:
    skewed = HttpResponse(403, {"date": date}, b'{"__type": "RequestTimeTooSkewed"}')

    with pytest.raises(EchoError, match="TooSkewed"):
        echo(client(skewed))


def test_a_resolver_that_finds_nothing_says_so() -> None:
    class Empty(IdentityResolver):
        async def resolve(self) -> Any:
            return None

    with pytest.raises(errors.IdentityError):
        echo(client(credentials=Empty()))


def test_one_client_on_loops_in_three_threads() -> None:
    one = client()

    async def calls() -> int:
        outputs = await asyncio.gather(*[one.echo(key="k") for _ in range(20)])
        return len(outputs)

    with ThreadPoolExecutor(3) as threads:
        done = [threads.submit(asyncio.run, calls()) for _ in range(30)]

    assert [one_run.result() for one_run in done] == [20] * 30


@pytest.mark.parametrize(
    "value",
    ["http://u:hunter2@[::1", "http://u:hunter2@h:999999", "socks5://h:1", "http://"],
)
def test_a_wrong_proxy_names_its_variable_and_no_password(value: str) -> None:
    with pytest.raises(errors.ConfigurationError, match="HTTPS_PROXY") as caught:
        environment_proxy("https://a.amazonaws.com", {"HTTPS_PROXY": value})

    assert "hunter2" not in str(caught.value)


def test_a_proxy_without_a_scheme_is_taken_as_http() -> None:
    proxy = environment_proxy("https://a.amazonaws.com", {"https_proxy": "proxy:3128"})

    assert proxy == "http://proxy:3128"
