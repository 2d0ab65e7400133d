"""Credentials, and the sources of them that need no I/O."""

from __future__ import annotations

import asyncio
import copy
import pickle
from datetime import UTC, datetime

import pytest
from aiosmithy.errors import IdentityError
from aiosmithy.identity import (
    Credentials,
    EnvironmentResolver,
    IdentityNotFoundError,
    StaticResolver,
)

SECRET, TOKEN = "a-secret-of-mine", "a-token-of-mine"
KEYS = Credentials("AKIDEXAMPLE", SECRET, TOKEN)


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


def test_the_older_name_of_the_token() -> None:
    environ = {
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_SECURITY_TOKEN": TOKEN,
    }

    assert asyncio.run(EnvironmentResolver(environ).resolve()) == KEYS
    environ["AWS_SESSION_TOKEN"] = "a-newer-one"
    newer = asyncio.run(EnvironmentResolver(environ).resolve())
    assert newer.session_token == "a-newer-one"


def test_blank_is_not_set() -> None:
    blank = {"AWS_ACCESS_KEY_ID": " ", "AWS_SECRET_ACCESS_KEY": ""}

    with pytest.raises(IdentityNotFoundError, match="AWS_ACCESS_KEY_ID is not set"):
        asyncio.run(EnvironmentResolver(blank).resolve())


def test_the_environment_may_know_when_they_end() -> None:
    environ = {
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_CREDENTIAL_EXPIRATION": "2030-01-31T12:00:00Z",
    }

    found = asyncio.run(EnvironmentResolver(environ).resolve())

    assert found.expiration == datetime(2030, 1, 31, 12, tzinfo=UTC)
    for junk in ("soon", "2030-01-31T12:00:00"):
        environ["AWS_CREDENTIAL_EXPIRATION"] = junk
        with pytest.raises(IdentityError, match="AWS_CREDENTIAL_EXPIRATION is not"):
            asyncio.run(EnvironmentResolver(environ).resolve())


def test_credentials_may_know_their_account() -> None:
    keys = {"AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "secret"}
    known = EnvironmentResolver({**keys, "AWS_ACCOUNT_ID": "123456789012"})

    found = asyncio.run(known.resolve())

    assert found.account_id == "123456789012"
    assert "123456789012" in repr(found)
    assert found != Credentials("AKID", "secret")
    assert asyncio.run(EnvironmentResolver(keys).resolve()).account_id is None
    with pytest.raises(IdentityError, match="account_id"):
        Credentials("AKID", "secret", account_id="1 2")
