"""Credentials and the resolvers that find them."""

from __future__ import annotations

import asyncio
import copy
import pickle
from datetime import UTC, datetime

import pytest
from aiosmithy.errors import IdentityError
from aiosmithy.identity import (
    ChainResolver,
    Credentials,
    EnvironmentResolver,
    IdentityNotFoundError,
    IdentityResolver,
    SharedFilesResolver,
    StaticResolver,
)
from aiosmithy.shared_files import SharedFiles

SECRET, TOKEN = "a-secret-of-mine", "a-token-of-mine"
KEYS = Credentials("AKIDEXAMPLE", SECRET, TOKEN)


def files(**properties: str) -> SharedFiles:
    return SharedFiles({}, {"profile": {"default": dict(properties)}})


def test_secrets_are_shown_nowhere() -> None:
    for text in (repr(KEYS), str(KEYS), f"{KEYS}", repr(StaticResolver(KEYS))):
        assert SECRET not in text
        assert TOKEN not in text
        assert "AKIDEXAMPLE" in text


def test_credentials_do_not_pickle() -> None:
    with pytest.raises(TypeError, match="resolve them again"):
        pickle.dumps(KEYS)


def test_credentials_are_immutable_and_compare_by_value() -> None:
    with pytest.raises(AttributeError):
        KEYS.access_key_id = "other"
    with pytest.raises(AttributeError):
        del KEYS.secret_access_key

    assert copy.deepcopy(KEYS) is KEYS
    assert Credentials("AKIDEXAMPLE", SECRET, TOKEN) == KEYS
    assert Credentials("AKIDEXAMPLE", SECRET) != KEYS
    assert len({KEYS, Credentials("AKIDEXAMPLE", SECRET, TOKEN)}) == 1


@pytest.mark.parametrize("value", ["", "a b", "a\n", "a\r\nx-evil: 1", "\u00e4", "a\0"])
def test_keys_that_would_break_a_header_are_refused_unseen(value: str) -> None:
    with pytest.raises(IdentityError) as raised:
        Credentials("AKID", value)

    assert not value or value not in str(raised.value)


def test_an_expiration_needs_a_time_zone() -> None:
    with pytest.raises(IdentityError, match="time zone"):
        Credentials("AKID", SECRET, None, datetime(2030, 1, 1))


def test_the_environment() -> None:
    environ = {
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_SESSION_TOKEN": TOKEN,
    }

    assert asyncio.run(EnvironmentResolver(environ).resolve()) == KEYS


@pytest.mark.parametrize("name", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
def test_half_a_key_is_an_error_that_names_the_other_half(name: str) -> None:
    with pytest.raises(IdentityError, match="set both or neither") as raised:
        asyncio.run(EnvironmentResolver({name: SECRET}).resolve())

    assert not isinstance(raised.value, IdentityNotFoundError)
    assert SECRET not in str(raised.value)


def test_a_profile_in_the_shared_files() -> None:
    found = files(
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key=SECRET,
        aws_session_token=TOKEN,
    )

    assert asyncio.run(SharedFilesResolver(found).resolve()) == KEYS


@pytest.mark.parametrize(
    "name",
    [
        "role_arn",
        "sso_session",
        "sso_start_url",
        "credential_process",
        "web_identity_token_file",
    ],
)
def test_a_profile_that_needs_another_provider_says_so(name: str) -> None:
    with pytest.raises(
        IdentityError, match=rf"'default' uses {name} .*not supported yet"
    ) as raised:
        asyncio.run(SharedFilesResolver(files(**{name: "x"})).resolve())

    assert not isinstance(raised.value, IdentityNotFoundError)


def test_a_chain_takes_the_first_that_has_credentials_and_keeps_them() -> None:
    class Counting(IdentityResolver):
        asked = 0

        async def resolve(self) -> Credentials:
            self.asked += 1
            return KEYS

    source = Counting()
    chain = ChainResolver([EnvironmentResolver({}), source])

    async def twice() -> None:
        assert chain.cached() is None
        assert await chain.resolve() is KEYS
        assert chain.cached() is KEYS
        assert await chain.resolve() is KEYS

    asyncio.run(twice())
    assert source.asked == 1


def test_a_chain_without_credentials_lists_what_it_tried() -> None:
    chain = ChainResolver([EnvironmentResolver({}), SharedFilesResolver(SharedFiles())])

    with pytest.raises(IdentityError) as raised:
        asyncio.run(chain.resolve())

    message = str(raised.value)
    assert (
        "EnvironmentResolver: the environment: AWS_ACCESS_KEY_ID is not set" in message
    )
    assert "SharedFilesResolver: no profile 'default'" in message


def test_ten_thousand_callers_ask_the_source_once() -> None:
    class Slow(IdentityResolver):
        asked = 0

        async def resolve(self) -> Credentials:
            self.asked += 1
            await asyncio.sleep(0)
            return KEYS

    source = Slow()
    chain = ChainResolver([source])

    async def all_at_once() -> list[Credentials]:
        return await asyncio.gather(*(chain.resolve() for _ in range(10_000)))

    assert set(asyncio.run(all_at_once())) == {KEYS}
    assert source.asked == 1


def test_a_caller_that_gives_up_does_not_take_the_others_along() -> None:
    class Gated(IdentityResolver):
        def __init__(self) -> None:
            self.gate = asyncio.Event()

        async def resolve(self) -> Credentials:
            await self.gate.wait()
            return KEYS

    async def scenario() -> Credentials:
        source = Gated()
        chain = ChainResolver([source])
        first, second = (asyncio.create_task(chain.resolve()) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        source.gate.set()
        return await second

    assert asyncio.run(scenario()) == KEYS


def test_a_failure_is_not_kept() -> None:
    environ: dict[str, str] = {}
    chain = ChainResolver([EnvironmentResolver(environ)])

    with pytest.raises(IdentityError):
        asyncio.run(chain.resolve())
    environ.update(AWS_ACCESS_KEY_ID="AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY=SECRET)

    assert asyncio.run(chain.resolve()).access_key_id == "AKIDEXAMPLE"


def test_expired_credentials_are_found_anew() -> None:
    end = datetime(2030, 1, 1, tzinfo=UTC)
    now = end.timestamp() - 1
    chain = ChainResolver(
        [StaticResolver(Credentials("AKID", SECRET, TOKEN, end))], clock=lambda: now
    )

    asyncio.run(chain.resolve())
    assert chain.cached() is not None
    now += 2
    assert chain.cached() is None


def test_credentials_may_know_their_account() -> None:
    keys = {"AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "secret"}
    known = EnvironmentResolver({**keys, "AWS_ACCOUNT_ID": "123456789012"})
    profile = files(
        aws_access_key_id="AKID", aws_secret_access_key="secret", aws_account_id="1"
    )

    found = asyncio.run(known.resolve())

    assert found.account_id == "123456789012"
    assert "123456789012" in repr(found)
    assert found != Credentials("AKID", "secret")
    assert asyncio.run(EnvironmentResolver(keys).resolve()).account_id is None
    assert asyncio.run(SharedFilesResolver(profile).resolve()).account_id == "1"
    with pytest.raises(IdentityError, match="account_id"):
        Credentials("AKID", "secret", account_id="1 2")
