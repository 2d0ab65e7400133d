"""Resolvers in a row, and the row that is tried if nothing else is said."""

from __future__ import annotations

import asyncio

import pytest
from aiosmithy import Config
from aiosmithy.errors import IdentityError
from aiosmithy.http import HttpResponse
from aiosmithy.identity import (
    ChainResolver,
    Credentials,
    EnvironmentResolver,
    IdentityNotFoundError,
    IdentityResolver,
    StaticResolver,
)
from aiosmithy.identity.default import default_chain
from aiosmithy.shared_files import SharedFiles, parse_profiles
from aiosmithy.testing import VirtualTime, stub_session
from identity_sources import SECRET, Source, keys

ENVIRONMENT = {"AWS_ACCESS_KEY_ID": "ENVIRONMENT", "AWS_SECRET_ACCESS_KEY": SECRET}


class Empty(IdentityResolver):
    """Has nothing, and counts how often that was asked for."""

    def __init__(self) -> None:
        self.asked = 0

    async def resolve(self) -> Credentials:
        self.asked += 1
        raise IdentityNotFoundError("there is nothing here")


def test_the_first_that_has_credentials_is_asked_first_from_then_on() -> None:
    empty, source = Empty(), Source(VirtualTime())
    chain = ChainResolver([empty, source])

    async def main() -> list[str]:
        return [(await chain.resolve()).access_key_id for _ in range(3)]

    assert asyncio.run(main()) == ["AKID1", "AKID2", "AKID3"]
    assert empty.asked == 1


def test_if_the_one_that_had_some_has_none_now_the_others_are_asked_again() -> None:
    first, source = Empty(), Source(VirtualTime())
    chain = ChainResolver([first, source, StaticResolver(keys("LAST"))])

    async def main() -> str:
        await chain.resolve()
        source.error = IdentityNotFoundError("gone")
        return (await chain.resolve()).access_key_id

    assert asyncio.run(main()) == "LAST"
    assert (first.asked, source.asked) == (2, 2)


def test_the_error_lists_every_source_and_why_it_gave_nothing() -> None:
    chain = ChainResolver([EnvironmentResolver({}), Empty()], remedy="buy some")

    with pytest.raises(IdentityNotFoundError) as raised:
        asyncio.run(chain.resolve())

    assert str(raised.value).splitlines() == [
        "no AWS credentials: buy some. Tried:",
        "  EnvironmentResolver: the environment: AWS_ACCESS_KEY_ID is not set",
        "  Empty: there is nothing here",
    ]


def test_one_that_should_have_worked_ends_the_search() -> None:
    half = EnvironmentResolver({"AWS_ACCESS_KEY_ID": "AKID"})
    never = Empty()

    with pytest.raises(IdentityError, match="set both or neither"):
        asyncio.run(ChainResolver([half, never]).resolve())

    assert never.asked == 0


def test_a_resolver_is_made_when_its_turn_comes_and_once() -> None:
    made: list[str] = []

    def late() -> IdentityResolver:
        made.append("late")
        return StaticResolver(keys("LATE"))

    def never() -> IdentityResolver:
        raise AssertionError("nobody asked for it")

    empty = Empty()
    chain = ChainResolver([empty, late, never])
    assert "late" in repr(chain) and not made
    chain.invalidate(keys())
    assert not made

    async def main() -> list[str]:
        return [(await chain.resolve()).access_key_id for _ in range(2)]

    assert asyncio.run(main()) == ["LATE", "LATE"]
    assert made == ["late"]


def test_a_rejection_reaches_the_sources() -> None:
    source = Source(VirtualTime())
    chain = ChainResolver([source])
    chain.invalidate(keys())
    assert source.rejected == [keys()]


def found(environ: dict[str, str], text: str, config: Config | None = None) -> str:
    """Whose credentials the default chain gives."""

    def refuse(request: object) -> HttpResponse:
        raise AssertionError(f"nothing is to be sent: {request!r}")

    files = SharedFiles(parse_profiles(text, "config"))
    session = stub_session(refuse, environ=environ)
    profile = (config or Config()).profile or "default"
    chain = default_chain(
        session.environ, files, profile, config=config, session=session
    )
    return asyncio.run(chain.resolve()).access_key_id


KEYS = f"aws_access_key_id = FILE\naws_secret_access_key = {SECRET}\n"


def test_the_environment_goes_before_the_profile() -> None:
    text = f"[default]\n{KEYS}"
    assert found(ENVIRONMENT, text) == "ENVIRONMENT"
    assert found({}, text) == "FILE"


def test_a_profile_named_in_code_goes_before_the_environment() -> None:
    environ = {**ENVIRONMENT, "AWS_WEB_IDENTITY_TOKEN_FILE": "/nowhere"}
    text = f"[profile dev]\n{KEYS}"
    assert found(environ, text, Config(profile="dev")) == "FILE"


def test_a_token_of_the_environment_goes_before_the_profiles_keys() -> None:
    environ = {"AWS_WEB_IDENTITY_TOKEN_FILE": "/nowhere"}
    with pytest.raises(IdentityError, match="AWS_ROLE_ARN is not"):
        found(environ, f"[default]\n{KEYS}")


def test_the_role_of_a_profile_goes_before_a_token_of_the_environment() -> None:
    environ = {"AWS_WEB_IDENTITY_TOKEN_FILE": "/nowhere", "AWS_ROLE_ARN": "arn:b"}
    text = "[default]\nrole_arn = arn:aws:iam::123456789012:role/A\ncredential_source = Environment\n"
    with pytest.raises(IdentityError, match="AWS_ACCESS_KEY_ID is not set"):
        found(environ, text)
