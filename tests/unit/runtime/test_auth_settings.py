"""Settings about who calls: bearer tokens, preferred schemes, regions of SigV4a signatures."""

from __future__ import annotations

from typing import Any

import pytest
from aiosmithy.config import Config
from aiosmithy.errors import ConfigurationError
from settled import settled


def test_a_token_is_given_or_in_the_environment() -> None:
    environ = {"AWS_BEARER_TOKEN_BED_ROCK": "of-the-environment"}

    def token(config: Config | None = None, name: str = "bed-rock") -> str | None:
        settings = settled(config, environ, signing_name=name)
        found = settings.tokens.cached() if settings.prefers_token else None
        return None if found is None else found.value

    assert token() == "of-the-environment"
    assert token(name="s3") is token(name="") is None
    assert token(Config(bearer_token="given")) == "given"


@pytest.mark.parametrize("token", ["", "a b", "a\r\nx: y", "ä", 5])
def test_a_token_that_would_break_its_header_is_refused(token: Any) -> None:
    with pytest.raises(ConfigurationError, match="bearer_token") as caught:
        settled(Config(bearer_token=token))

    assert repr(token) not in str(caught.value)


def test_schemes_are_preferred_in_their_order_and_without_namespace() -> None:
    environ = {"AWS_AUTH_SCHEME_PREFERENCE": "sigv4a,\tsigv4 ,, sigv4a"}
    text = "[default]\nauth_scheme_preference = httpBearerAuth\n"

    assert settled().auth_scheme_preference == ()
    assert settled(text=text).auth_scheme_preference == ("httpBearerAuth",)
    assert settled(None, environ, text).auth_scheme_preference == ("sigv4a", "sigv4")
    given = ["aws.auth#sigv4", "smithy.api#noAuth"]
    settings = settled(Config(auth_scheme_preference=given), environ)
    assert settings.auth_scheme_preference == ("sigv4", "noAuth")


def test_region_sets() -> None:
    environ = {"AWS_SIGV4A_SIGNING_REGION_SET": "us-east-1, eu-*"}

    assert settled().sigv4a_signing_region_set == ()
    assert settled(environ=environ).sigv4a_signing_region_set == ("us-east-1", "eu-*")
    settings = settled(Config(sigv4a_signing_region_set="*"), environ)
    assert settings.sigv4a_signing_region_set == ("*",)


@pytest.mark.parametrize("regions", ["", ",", "US-EAST-1", "a\r\nb", ["a", 5], 5])
def test_region_sets_that_would_break_their_header_are_refused(regions: Any) -> None:
    with pytest.raises(ConfigurationError, match="sigv4a_signing_region_set is"):
        settled(Config(sigv4a_signing_region_set=regions))


def test_a_preference_of_something_else_is_refused() -> None:
    wrong: Any = 5
    with pytest.raises(ConfigurationError, match="auth_scheme_preference is 5"):
        settled(Config(auth_scheme_preference=wrong))
