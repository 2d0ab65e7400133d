"""Bearer tokens, the resolvers that find them, and the cache before them."""

from __future__ import annotations

import asyncio
import copy
import pickle
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmithy.errors import IdentityError
from aiosmithy.identity import IdentityNotFoundError, SignInRequiredError
from aiosmithy.identity.token_chain import (
    ProfileTokenResolver,
    TokenChain,
    default_tokens,
)
from aiosmithy.identity.tokens import (
    EnvironmentTokenResolver,
    StaticTokenResolver,
    Token,
    TokenResolver,
)
from aiosmithy.shared_files import SharedFiles
from aiosmithy.testing import VirtualTime
from sign_ins import NOW, Portal, at, put, read, session, sso_file, sso_token

VALUE = "a-token-of-mine"
END = datetime(2030, 1, 1, tzinfo=UTC)
FILES = SharedFiles(
    {
        "profile": {"dev": {"sso_session": "work"}, "default": {"region": "eu-west-1"}},
        "sso-session": {
            "work": {"sso_region": "eu-west-1", "sso_start_url": "https://example.com"}
        },
    }
)


class Source(TokenResolver):
    """Gives a new token each time, of an hour."""

    def __init__(self, time: VirtualTime) -> None:
        self.time = time
        self.asked = 0
        self.rejected: list[str] = []

    def invalidate(self, rejected: Token) -> None:
        self.rejected.append(rejected.value)

    async def resolve(self) -> Token:
        self.asked += 1
        end = datetime.fromtimestamp(self.time.now, UTC) + timedelta(hours=1)
        return Token(f"token-{self.asked}", end)


def test_the_value_is_shown_nowhere() -> None:
    token = Token(VALUE, END)

    for text in (repr(token), f"{token}", repr(StaticTokenResolver(token))):
        assert VALUE not in text
        assert "2030" in text
    with pytest.raises(TypeError, match="resolve them again"):
        pickle.dumps(token)


def test_tokens_are_immutable_and_compare_by_value() -> None:
    token = Token(VALUE, END)

    with pytest.raises(AttributeError):
        token.value = "other"
    with pytest.raises(AttributeError):
        del token.expiration
    assert copy.copy(token) is copy.deepcopy(token) is token
    assert {token, Token(VALUE, END)} == {token}
    assert token != Token(VALUE)
    assert token != VALUE


@pytest.mark.parametrize(
    "value", ["", "secret value", "a\n", "a\r\nx-evil: 1", "\u00e4", "a\0"]
)
def test_values_that_would_break_a_header_are_refused_unseen(value: str) -> None:
    with pytest.raises(IdentityError, match="stray") as raised:
        Token(value)

    assert not value or value not in str(raised.value)


def test_an_end_needs_a_time_zone() -> None:
    with pytest.raises(IdentityError, match="time zone"):
        Token(VALUE, datetime(2030, 1, 1))


def test_the_environment_has_a_token_for_each_service() -> None:
    environ = {"AWS_BEARER_TOKEN_BEDROCK_AGENT": VALUE}
    resolver = EnvironmentTokenResolver("bedrock-agent", environ)

    assert asyncio.run(resolver.resolve()) == Token(VALUE)

    environ["AWS_BEARER_TOKEN_BEDROCK_AGENT"] = ""
    with pytest.raises(IdentityNotFoundError, match="BEDROCK_AGENT is not set"):
        asyncio.run(resolver.resolve())

    environ["AWS_BEARER_TOKEN_BEDROCK_AGENT"] = "with\nbreak"
    with pytest.raises(IdentityError, match="BEDROCK_AGENT: ") as raised:
        asyncio.run(resolver.resolve())
    assert not isinstance(raised.value, IdentityNotFoundError)


def test_the_environment_comes_before_the_profile(tmp_path: Path) -> None:
    portal = Portal()
    shared = session(tmp_path, portal)
    put(sso_file(tmp_path, "work"), sso_token(3_600))

    def found(**environ: str) -> str:
        tokens = default_tokens(environ, FILES, "dev", "bedrock", session=shared)
        return asyncio.run(tokens.resolve()).value

    assert found(AWS_BEARER_TOKEN_BEDROCK=VALUE) == VALUE
    assert found() == "old-access-token"
    assert portal.asked == []


def test_no_token_lists_what_was_tried() -> None:
    tokens = default_tokens({}, FILES, "default", "bedrock")

    with pytest.raises(IdentityNotFoundError) as raised:
        asyncio.run(tokens.resolve())

    message = str(raised.value)
    assert "EnvironmentTokenResolver: AWS_BEARER_TOKEN_BEDROCK is not set" in message
    assert "ProfileTokenResolver: profile 'default' has no sso_session" in message


def test_a_source_that_fails_ends_the_search(tmp_path: Path) -> None:
    profile = ProfileTokenResolver(FILES, "dev", session=session(tmp_path, Portal()))
    chain = TokenChain([profile, StaticTokenResolver(Token(VALUE))])

    with pytest.raises(SignInRequiredError, match="aws sso login --profile dev"):
        asyncio.run(chain.resolve())


def test_the_profile_is_that_of_the_environment(tmp_path: Path) -> None:
    put(sso_file(tmp_path, "work"), sso_token(3_600))
    shared = session(tmp_path, Portal(), AWS_PROFILE="dev")

    found = asyncio.run(ProfileTokenResolver(FILES, session=shared).resolve())

    assert found.value == "old-access-token"


def test_clients_of_a_session_share_a_cache(tmp_path: Path) -> None:
    time = VirtualTime()
    shared = session(tmp_path, Portal(), time=time)
    source, twin = Source(time), Source(time)

    async def scenario() -> list[str]:
        first = shared.cache_tokens(source, ("default", "bedrock"))
        second = shared.cache_tokens(twin, ("default", "bedrock"))
        assert second is first
        assert shared.cache_tokens(first) is first
        found = await asyncio.gather(*(second.resolve() for _ in range(1_000)))
        return [token.value for token in found]

    assert set(asyncio.run(scenario())) == {"token-1"}
    assert (source.asked, twin.asked) == (1, 0)


def test_a_source_of_ones_own_has_its_own_cache(tmp_path: Path) -> None:
    time = VirtualTime()
    shared = session(tmp_path, Portal(), time=time)
    source = Source(time)

    cache = shared.cache_tokens(source)

    assert shared.cache_tokens(source) is cache
    assert shared.cache_tokens(Source(time)) is not cache


def test_a_token_is_renewed_before_its_end_and_when_it_is_rejected(
    tmp_path: Path,
) -> None:
    time = VirtualTime()
    source = Source(time)
    cache = session(tmp_path, Portal(), time=time).cache_tokens(source)

    async def scenario() -> None:
        first = await cache.resolve()
        assert cache.cached() is first
        time.now += 3_600 - 60
        assert cache.cached() is None
        second = await cache.resolve()
        cache.invalidate(second)
        assert cache.cached() is None
        assert (await cache.resolve()).value == "token-3"

    asyncio.run(scenario())
    assert source.rejected == ["token-2"]


def test_a_day_of_outages_takes_no_token_away(tmp_path: Path) -> None:
    """While the token holds it is used, and afterwards as well: the service decides."""
    portal = Portal()
    portal.renewal = lambda: (_ for _ in ()).throw(OSError("no network"))
    time = VirtualTime(NOW.timestamp())
    shared = session(tmp_path, portal, time=time)
    kept = sso_token(3_600, registrationExpiresAt=at(10 * 86_400))
    put(sso_file(tmp_path, "work"), kept)
    cache = shared.cache_tokens(ProfileTokenResolver(FILES, "dev", session=shared))

    async def scenario() -> set[str]:
        found = {(await cache.resolve()).value}
        for _ in range(24 * 60):
            time.now += 60
            token = cache.cached() or await cache.resolve()
            found.add(token.value)
            await asyncio.sleep(0)
        return found

    assert asyncio.run(scenario()) == {"old-access-token"}
    assert read(sso_file(tmp_path, "work")) == kept
