"""Who signs the calls of clients: found once for all clients of a session, and anew when a service says so."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from typing import Any
from weakref import ref

import pytest
from aiosmithy import Config, Session, errors, response_metadata
from aiosmithy.http import HttpRequest, HttpResponse
from aiosmithy.identity import (
    ChainResolver,
    Credentials,
    IdentityNotFoundError,
    IdentityResolver,
    SignInRequiredError,
)
from aiosmithy.interceptors import CallContext, Interceptor
from aiosmithy.testing import VirtualTime, stub_session
from echo import EchoClient, EchoError
from identity_sources import HOUR, Source, keys, settle

OK = HttpResponse(200, {}, b'{"text": "hi"}')


def rejection(code: str = "ExpiredToken") -> HttpResponse:
    return HttpResponse(403, {}, f'{{"__type":"{code}"}}'.encode())


def signer(request: HttpRequest) -> str:
    """The access key that a request is signed with."""
    return request.headers["authorization"].partition("Credential=")[2].split("/")[0]


class Service:
    """Rejects whom it is told to, and notes who signed."""

    def __init__(self, *rejected: str, code: str = "ExpiredToken") -> None:
        self.time = VirtualTime()
        self.rejected = set(rejected)
        self.code = code
        self.signers: list[str] = []
        self.session: Session = stub_session(self._answer, time=self.time)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        self.signers.append(signer(request))
        return rejection(self.code) if self.signers[-1] in self.rejected else OK

    def client(self, credentials: Any, **config: Any) -> EchoClient:
        return EchoClient(
            region="us-east-1",
            credentials=credentials,
            session=self.session,
            config=Config(**config),
        )


def test_a_resolver_given_to_several_clients_is_asked_once() -> None:
    service = Service()
    source = Source(service.time)

    async def main() -> None:
        one, two = (service.client(source) for _ in range(2))
        clients = (one, two, one.with_options(retries=1))
        await asyncio.gather(*(each.echo(key="k") for each in clients * 10))

    asyncio.run(main())
    assert source.asked == 1
    assert set(service.signers) == {"AKID1"}


def test_a_resolver_that_caches_by_itself_is_asked_each_time() -> None:
    class PerCall(IdentityResolver):
        caches = True
        names: Iterator[str] = iter("ABC")

        async def resolve(self) -> Credentials:
            return keys(next(self.names))

    service = Service()
    client = service.client(PerCall())

    async def main() -> None:
        for _ in range(3):
            await client.echo(key="k")

    asyncio.run(main())
    assert service.signers == ["A", "B", "C"]


def test_clients_one_after_the_other_share_what_was_found() -> None:
    service = Service()
    source = Source(service.time)

    async def main() -> None:
        for _ in range(3):
            async with service.client(source) as client:
                await client.echo(key="k")
            del client
            gc.collect()

    asyncio.run(main())
    assert source.asked == 1


def test_a_session_does_not_keep_any_number_of_resolvers() -> None:
    service = Service()
    sources = [Source(service.time) for _ in range(100)]
    references = [ref(each) for each in sources]
    used = service.session.cache(sources[0])

    for each in sources:
        assert service.session.cache(each) is service.session.cache(each)
        assert service.session.cache(sources[0]) is used  # the most recent ones stay
    del each
    sources.clear()
    gc.collect()

    assert sum(reference() is not None for reference in references) == 64


def test_a_day_without_the_source_fails_no_call() -> None:
    service = Service()
    source = Source(service.time)
    client = service.client(source)

    async def main() -> None:
        await client.echo(key="k")
        source.error = errors.ConnectionFailedError("no route")
        for _ in range(24 * 60):
            service.time.now += 60
            await client.echo(key="k")
            await settle()

    asyncio.run(main())
    assert service.signers == ["AKID1"] * (24 * 60 + 1)
    assert source.asked < 24 * HOUR / 300


@pytest.mark.parametrize(
    "code", ["ExpiredToken", "ExpiredTokenException", "InvalidToken"]
)
def test_a_call_whose_signer_is_rejected_is_signed_by_a_new_one(code: str) -> None:
    service = Service("AKID1", code=code)
    source = Source(service.time)

    async def main() -> None:
        client = service.client(source)
        output = await client.echo(key="k")
        assert response_metadata(output).attempts == 2
        await client.echo(key="k")

    asyncio.run(main())
    assert service.signers == ["AKID1", "AKID2", "AKID2"]
    assert source.asked == 2


def test_many_calls_rejected_at_once_ask_for_one_new_signer() -> None:
    service = Service("AKID1")
    source = Source(service.time)

    async def main() -> None:
        client = service.client(source)
        await asyncio.gather(*(client.echo(key="k") for _ in range(30)))

    asyncio.run(main())
    assert source.asked == 2
    assert service.signers.count("AKID2") == 30


def test_a_new_signer_is_tried_once() -> None:
    service = Service("AKID1", "AKID2", "AKID3")
    source = Source(service.time)

    async def main() -> None:
        client = service.client(source)
        with pytest.raises(EchoError) as raised:
            await client.echo(key="k")
        assert raised.value.code == "ExpiredToken"

    asyncio.run(main())
    assert service.signers == ["AKID1", "AKID2"]


@pytest.mark.parametrize(
    "code", ["AccessDenied", "AuthFailure", "UnrecognizedClientException"]
)
def test_other_refusals_say_nothing_about_the_signer(code: str) -> None:
    service = Service("AKID1", code=code)
    source = Source(service.time)

    with pytest.raises(EchoError):
        asyncio.run(service.client(source).echo(key="k"))

    assert (service.signers, source.asked) == (["AKID1"], 1)


def test_an_error_that_the_model_lists_is_about_the_input(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from echo import ECHO

    monkeypatch.setattr(ECHO, "errors", ("InvalidToken",))
    service = Service("AKID1", code="InvalidToken")
    source = Source(service.time)

    with pytest.raises(EchoError):
        asyncio.run(service.client(source).echo(key="k"))

    assert source.asked == 1


def test_keys_that_cannot_be_renewed_are_not_tried_again() -> None:
    service = Service("AKID")

    with pytest.raises(EchoError):
        asyncio.run(service.client(keys("AKID")).echo(key="k"))

    assert service.signers == ["AKID"]


def test_a_source_that_fails_then_leaves_the_services_error() -> None:
    service = Service("AKID1")
    source = Source(service.time)

    async def main() -> None:
        client = service.client(source)
        service.rejected.clear()
        await client.echo(key="k")
        service.rejected.add("AKID1")
        source.error = errors.ConnectionFailedError("no route")
        with pytest.raises(EchoError, match="ExpiredToken"):
            await client.echo(key="k")

    asyncio.run(main())
    assert service.signers == ["AKID1", "AKID1"]


def test_if_the_user_has_to_act_the_error_says_that() -> None:
    service = Service("AKID1")
    source = Source(service.time)

    async def main() -> None:
        client = service.client(source)
        service.rejected.clear()
        await client.echo(key="k")
        service.rejected.add("AKID1")
        source.error = SignInRequiredError("run `aws sso login`")
        with pytest.raises(SignInRequiredError, match="aws sso login") as raised:
            await client.echo(key="k")
        assert isinstance(raised.value.__context__, EchoError)

    asyncio.run(main())


@pytest.mark.parametrize("retries", [1, 3])
def test_the_new_attempt_counts_as_a_retry(retries: int) -> None:
    class Veto(Interceptor):
        asked = 0

        async def before_retry(
            self, context: CallContext, error: Exception, delay: float
        ) -> bool:
            self.asked += 1
            return False

    service = Service("AKID1")
    source, veto = Source(service.time), Veto()
    client = service.client(source, retries=retries, interceptors=[veto])

    with pytest.raises(EchoError):
        asyncio.run(client.echo(key="k"))

    assert veto.asked == (retries > 1)
    assert source.asked == 2  # for the next call


def test_no_credentials_anywhere() -> None:
    service = Service()
    client = service.client(None)

    with pytest.raises(IdentityNotFoundError) as raised:
        asyncio.run(client.echo(key="k"))

    lines = str(raised.value).splitlines()
    assert "pass credentials= to the client" in lines[0]
    assert [line.partition(":")[0] for line in lines[1:]] == [
        "  EnvironmentResolver",
        "  ProfileRoleResolver",
        "  EnvironmentWebIdentityResolver",
        "  ProfileResolver",
        "  ContainerResolver",
        "  ImdsResolver",
    ]
    assert all(line.partition(": ")[2] for line in lines)
    assert service.signers == []


def test_a_chain_of_ones_own_is_kept_too() -> None:
    service = Service()
    source = Source(service.time)
    client = service.client(ChainResolver([source]))

    async def main() -> None:
        for _ in range(3):
            await client.echo(key="k")

    asyncio.run(main())
    assert source.asked == 1
