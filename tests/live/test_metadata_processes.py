"""Clients that find their credentials at the metadata service or a container's endpoint, which are other processes."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from aiosmithy import Session
from aiosmithy.errors import IdentityError
from aiosmithy.identity import Credentials, IdentityNotFoundError
from aiosmithy.identity.imds import ImdsResolver
from cleanrooms_client import NOWHERE, tag
from listening import run
from metadata_client import Peer, calling, in_container, on_instance, peer, signer
from metadata_process import ROLES, SECRET
from scripted import Exchange

TOKEN = "PUT /latest/api/token"
DAY = 24 * 3600


def signs(session: Session, *expected: str) -> None:
    """As many calls as names are given are signed with these keys."""

    async def test() -> None:
        async with calling(session) as (server, (client,)):
            for _ in expected:
                await tag(client)
            assert [signer(each) for each in server.exchanges] == list(expected)
            tokens = {e.headers["x-amz-security-token"] for e in server.exchanges}
            assert tokens == {f"of-{name}" for name in expected}

    run(test)


def finds_nothing(session: Session) -> str:
    """What a call says that cannot be signed."""
    messages: list[str] = []

    async def test() -> None:
        async with calling(session) as (server, (client,)):
            with pytest.raises(IdentityError) as raised:
                await tag(client)
            messages.append(str(raised.value))
            assert server.exchanges == []

    run(test)
    return messages[0]


async def refused_once(exchange: Exchange) -> None:
    """The first keys are not taken any more."""
    if signer(exchange) == "AKID1":
        kind = "x-amzn-errortype: ExpiredTokenException"
        exchange.reply(403, b'{"message": "too old"}', kind)
    else:
        exchange.reply()


async def of_instance(session: Session) -> Credentials:
    async with session:
        return await ImdsResolver(session=session).resolve()


def asked(found: Peer, what: str) -> int:
    return sum(line.startswith(f"{what} ") for line in found.requests)


def keys_asked(found: Peer) -> int:
    """How often an instance gave keys."""
    return sum(
        line.startswith(f"GET {ROLES}") and line.endswith("/web-server 200")
        for line in found.requests
    )


def test_an_instance_signs_with_its_role() -> None:
    with peer("instance") as found:
        signs(on_instance(found), "AKID1", "AKID1")

    assert asked(found, TOKEN) == 1
    assert keys_asked(found) == 1


def test_many_clients_ask_the_instance_once() -> None:
    async def test() -> None:
        async with calling(on_instance(found), clients=20) as (server, clients):
            await asyncio.gather(*(tag(each) for each in clients * 5))
            assert {signer(each) for each in server.exchanges} == {"AKID1"}

    with peer("instance") as found:
        run(test)

    assert asked(found, TOKEN) == 1
    assert keys_asked(found) == 1


def test_a_token_that_is_over_is_replaced() -> None:
    with peer("instance", uses=1) as found:
        signs(on_instance(found), "AKID1")

    assert sum(line.endswith(" 401") for line in found.requests) >= 1
    assert asked(found, TOKEN) >= 2


def test_a_busy_instance_is_asked_again() -> None:
    with peer("instance", busy=2) as found:
        signs(on_instance(found), "AKID1")

    assert found.requests[:3] == [f"{TOKEN} 503", f"{TOKEN} 503", f"{TOKEN} 200"]


def test_a_rejected_key_of_an_instance_is_replaced() -> None:
    async def test() -> None:
        session = on_instance(found)
        async with calling(session, refused_once) as (server, (client,)):
            await tag(client)
            assert [signer(each) for each in server.exchanges] == ["AKID1", "AKID2"]

    with peer("instance") as found:
        run(test)


def test_keys_that_have_ended_sign_on() -> None:
    with peer("instance", life=-60) as found:
        signs(on_instance(found), "AKID1")


def test_keys_outlive_the_metadata_service() -> None:
    later = 0.0

    async def test() -> None:
        nonlocal later
        session = on_instance(found)
        session.clock = lambda: time.time() + later
        async with calling(session) as (server, (client,)):
            await tag(client)
            found.end()
            later = DAY
            await tag(client)
            assert [signer(each) for each in server.exchanges] == ["AKID1", "AKID1"]

    with peer("instance") as found:
        run(test)


def test_an_instance_without_a_role() -> None:
    with peer("instance", role=None) as found:
        message = finds_nothing(on_instance(found))

    assert "no AWS credentials" in message
    for name in ("EnvironmentResolver", "ContainerResolver", "ImdsResolver"):
        assert name in message
    assert "role" in message.partition("ImdsResolver")[2]


def test_a_metadata_service_that_refuses() -> None:
    with peer("instance", refuses=True) as found:
        message = finds_nothing(on_instance(found))

    assert "403" in message
    assert "switched off" in message
    assert asked(found, TOKEN) == 1  # it will not change its mind


def test_a_token_that_is_lost_on_its_way() -> None:
    with peer("instance", silent=True) as found:
        patience = {
            "AWS_METADATA_SERVICE_TIMEOUT": "0.2",
            "AWS_METADATA_SERVICE_NUM_ATTEMPTS": "1",
        }
        message = finds_nothing(on_instance(found, **patience))
        found.process.kill()

    assert "hop limit" in message


def test_a_metadata_service_that_is_switched_off_is_not_asked() -> None:
    with peer("instance") as found:
        message = finds_nothing(on_instance(found, AWS_EC2_METADATA_DISABLED="true"))

    assert "AWS_EC2_METADATA_DISABLED" in message
    assert found.requests == []


def test_the_metadata_service_is_not_asked_through_a_proxy() -> None:
    proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")

    with peer("instance") as found:
        keys = asyncio.run(of_instance(on_instance(found, **proxies)))

    assert keys.access_key_id == "AKID1"
    assert SECRET not in repr(keys)


def test_a_container_signs_with_its_role(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("container-token-1\n", "utf-8")

    async def test() -> None:
        session = in_container(found, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=str(file))
        async with calling(session, refused_once) as (server, (client,)):
            await tag(client)
            # The first key was rejected, and the second one was there for the same token.
            file.write_text("container-token-2\n", "utf-8")
            await tag(client)
            names = [signer(each) for each in server.exchanges]
            assert names == ["AKID1", "AKID2", "AKID2"]

    with peer("container", token_file=str(file)) as found:
        run(test)

    assert found.requests == ["GET /v1/credentials 200"] * 2


def test_the_token_of_a_container_is_read_anew(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("container-token-1", "utf-8")

    async def rotating(exchange: Exchange) -> None:
        file.write_text("container-token-2", "utf-8")
        await refused_once(exchange)

    async def test() -> None:
        session = in_container(found, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=str(file))
        async with calling(session, rotating) as (server, (client,)):
            await tag(client)
            assert signer(server.exchanges[-1]) == "AKID2"

    with peer("container", token_file=str(file)) as found:
        run(test)

    assert found.requests == ["GET /v1/credentials 200"] * 2


def test_a_busy_container_endpoint_is_asked_again() -> None:
    async def test() -> None:
        session = in_container(found)

        async def at_once(seconds: float) -> None:
            await asyncio.sleep(0)

        session.sleep = at_once
        async with calling(session) as (server, (client,)):
            await tag(client)
            assert signer(server.exchanges[0]) == "AKID1"

    with peer("container", busy=2) as found:
        run(test)

    assert [line[-3:] for line in found.requests] == ["503", "503", "200"]


def test_a_container_endpoint_that_refuses(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("another", "utf-8")
    with peer("container", token_file=str(file)) as found:
        shown = "container-token-that-is-wrong"
        session = in_container(found, AWS_CONTAINER_AUTHORIZATION_TOKEN=shown)
        message = finds_nothing(session)

    assert "401" in message
    assert shown not in message
    assert len(found.requests) == 1


def test_a_container_endpoint_that_is_not_there() -> None:
    async def at_once(seconds: float) -> None:
        await asyncio.sleep(0)

    with peer("container") as found:
        found.end()
        session = in_container(found)
        session.sleep = at_once
        message = finds_nothing(session)

    assert found.url in message


def test_a_host_that_is_not_allowed_is_not_asked() -> None:
    place = "http://192.0.2.1/v1/credentials"
    session = Session(environ={**NOWHERE, "AWS_CONTAINER_CREDENTIALS_FULL_URI": place})

    message = finds_nothing(session)

    assert "192.0.2.1" in message
    assert "169.254.170.2" in message


def test_a_container_comes_before_its_instance() -> None:
    with peer("container") as near, peer("instance") as far:
        session = Session(
            environ={
                **NOWHERE,
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{near.url}/v1/credentials",
                "AWS_EC2_METADATA_SERVICE_ENDPOINT": far.url,
            }
        )
        signs(session, "AKID1")

    assert len(near.requests) == 1
    assert far.requests == []


@pytest.mark.parametrize("known", [None, "111122223333"])
def test_the_account_of_an_instance_is_asked_for_where_it_is_required(
    known: str | None,
) -> None:
    def account(**environ: str) -> str | None:
        keys = asyncio.run(of_instance(on_instance(found, **environ)))
        return keys.account_id

    with peer("instance", account=known) as found:
        assert account() is None
        assert account(AWS_ACCOUNT_ID_ENDPOINT_MODE="required") == known


def test_where_there_is_no_instance_nobody_waits_for_long() -> None:
    with peer("instance") as found:
        found.end()
        start = time.monotonic()
        with pytest.raises(IdentityNotFoundError):
            asyncio.run(of_instance(on_instance(found)))
        assert time.monotonic() - start < 5
