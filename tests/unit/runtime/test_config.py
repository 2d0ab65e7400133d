"""Settings: precedence, and what is refused."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiosmithy.config import (
    Config,
    ResolvedConfig,
    RetryOptions,
    Timeouts,
    resolve_config,
)
from aiosmithy.errors import ConfigurationError
from aiosmithy.identity import Credentials, StaticResolver
from aiosmithy.shared_files import SharedFiles, parse_profiles

NO_FILES = SharedFiles()


def resolved(
    config: Config | None = None,
    environ: dict[str, str] | None = None,
    text: str = "",
    service: str = "Clean Rooms",
) -> ResolvedConfig:
    return resolve_config(
        config or Config(),
        environ=environ or {},
        files=SharedFiles(parse_profiles(text, "config")),
        service_name=service,
    )


def test_defaults() -> None:
    settings = resolved()

    assert settings.region is None
    assert settings.endpoint_url is None
    assert (settings.use_fips, settings.use_dual_stack) == (False, False)
    assert settings.retries == RetryOptions(mode="standard", max_attempts=3)
    assert settings.timeouts == Timeouts(
        connect=3.1, read=60.0, attempt=None, total=600.0
    )
    assert settings.max_response_bytes == 64 * 1024 * 1024


def test_argument_beats_environment_beats_profile() -> None:
    text = "[default]\nregion = eu-west-3\n"
    environ = {"AWS_DEFAULT_REGION": "eu-west-2"}

    assert resolved(text=text).region == "eu-west-3"
    assert resolved(environ=environ, text=text).region == "eu-west-2"
    environ["AWS_REGION"] = "eu-west-1"
    assert resolved(environ=environ, text=text).region == "eu-west-1"
    assert resolved(Config(region="eu-north-1"), environ, text).region == "eu-north-1"


def test_an_empty_variable_counts_as_not_set() -> None:
    environ = {"AWS_REGION": "", "AWS_DEFAULT_REGION": "eu-west-2", "AWS_PROFILE": ""}

    assert resolved(environ=environ).region == "eu-west-2"


def test_everything_from_the_environment() -> None:
    settings = resolved(
        environ={
            "AWS_MAX_ATTEMPTS": "7",
            "AWS_RETRY_MODE": "adaptive",
            "AWS_CA_BUNDLE": "/certs.pem",
            "AWS_SDK_UA_APP_ID": "app",
            "AWS_ENDPOINT_URL_CLEAN_ROOMS": "http://localhost:1",
            "AWS_ENDPOINT_URL": "http://localhost:2",
        }
    )

    assert settings.retries == RetryOptions(mode="adaptive", max_attempts=7)
    assert (settings.connections.ca_bundle, settings.app_id) == ("/certs.pem", "app")
    assert settings.endpoint_url == "http://localhost:1"


def test_everything_from_a_profile() -> None:
    settings = resolved(
        environ={"AWS_PROFILE": "dev"},
        text=(
            "[profile dev]\nregion = eu-west-1\nmax_attempts = 2\nretry_mode = legacy\n"
            "ca_bundle = /c.pem\nsdk_ua_app_id = app\nservices = local\n"
            "endpoint_url = http://localhost:2\n"
            "[services local]\nclean_rooms =\n  endpoint_url = http://localhost:1\n"
        ),
    )

    assert (settings.profile, settings.region) == ("dev", "eu-west-1")
    assert settings.retries == RetryOptions(mode="standard", max_attempts=2)
    assert (settings.connections.ca_bundle, settings.app_id) == ("/c.pem", "app")
    assert settings.endpoint_url == "http://localhost:1"


def test_numbers_stand_for_their_options() -> None:
    settings = resolved(Config(retries=1, timeouts=5), {"AWS_RETRY_MODE": "adaptive"})

    assert settings.retries == RetryOptions(mode="adaptive", max_attempts=1)
    assert settings.timeouts == Timeouts(total=5.0)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"region": "EU-WEST-1"}, "^region is 'EU-WEST-1'; give a region such as"),
        ({"region": "evil.test/"}, "^region is"),
        ({"region": "eu-west-1\n"}, "^region is"),
        ({"region": 7}, "^region is 7; give a text"),
        (
            {"endpoint_url": "localhost:4566"},
            "^endpoint_url is .* give an http or https URL",
        ),
        ({"endpoint_url": "ftp://x"}, "^endpoint_url is"),
        ({"endpoint_url": "https://x?y=z"}, "^endpoint_url is"),
        ({"endpoint_url": ""}, "^endpoint_url is"),
        ({"profile": "nope"}, "^profile is 'nope'; there is no such profile in"),
        ({"retries": 0}, "^retries is 0"),
        ({"retries": True}, "^retries is True"),
        ({"retries": RetryOptions(max_attempts=0)}, r"^retries\.max_attempts is 0"),
        ({"timeouts": 0}, "^timeouts is 0; give seconds"),
        ({"timeouts": Timeouts(read=-1)}, r"^timeouts\.read is -1"),
        ({"timeouts": float("nan")}, "^timeouts is nan"),
        ({"max_connections": 0}, "^max_connections is 0"),
        ({"max_response_bytes": "big"}, "^max_response_bytes is 'big'"),
        ({"use_fips": "maybe"}, "^use_fips is 'maybe'; set it to true or false"),
        ({"proxy": "proxy:3128"}, "^proxy is"),
        ({"app_id": "x" * 51}, "^app_id is"),
        ({"app_id": "a\r\nb: c"}, "^app_id is"),
        ({"credentials": "AKID"}, "^credentials is a str; give aiosmithy.Credentials"),
    ],
)
def test_a_wrong_argument_is_named_with_its_remedy(
    settings: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigurationError, match=message):
        resolved(Config(**settings))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AWS_REGION", "eu_west_1"),
        ("AWS_PROFILE", "nope"),
        ("AWS_USE_FIPS_ENDPOINT", "yes"),
        ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "1"),
        ("AWS_MAX_ATTEMPTS", "many"),
        ("AWS_MAX_ATTEMPTS", "0"),
        ("AWS_MAX_ATTEMPTS", "9" * 5000),
        ("AWS_RETRY_MODE", "hard"),
        ("AWS_ENDPOINT_URL", "localhost"),
        ("AWS_ENDPOINT_URL_CLEAN_ROOMS", "s3://x"),
    ],
)
def test_a_wrong_variable_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"^{name} is "):
        resolved(environ={name: value})


@pytest.mark.parametrize(
    "line",
    ["region = EU", "use_fips_endpoint = yes", "max_attempts = x", "services = nope"],
)
def test_a_wrong_property_is_named_with_profile_and_file(line: str) -> None:
    name = line.partition(" ")[0]

    with pytest.raises(
        ConfigurationError, match=rf"^{name} of profile 'default' in ~/"
    ):
        resolved(text=f"[default]\n{line}\n")


def test_the_password_of_a_url_is_not_shown() -> None:
    config = Config(
        endpoint_url="https://me:hunter2@x", proxy="http://me:hunter2@proxy"
    )

    assert "hunter2" not in repr(config)
    with pytest.raises(ConfigurationError) as raised:
        resolved(config)
    assert "hunter2" not in str(raised.value)
    assert (
        resolved(Config(proxy="http://me:hunter2@proxy")).proxy
        == "http://me:hunter2@proxy"
    )


def test_explicit_credentials_are_used_as_they_are() -> None:
    credentials = Credentials("AKID", "secret")
    resolver = StaticResolver(credentials)

    assert resolved(Config(credentials=credentials)).identity.cached() is credentials
    assert resolved(Config(credentials=resolver)).identity is resolver


def test_a_profile_named_in_code_keeps_out_the_keys_of_the_environment() -> None:
    text = "[profile dev]\naws_access_key_id = FILE\naws_secret_access_key = s\n"
    environ = {
        "AWS_ACCESS_KEY_ID": "ENVIRONMENT",
        "AWS_SECRET_ACCESS_KEY": "s",
        "AWS_PROFILE": "dev",
    }

    def key(config: Config) -> str:
        return asyncio.run(
            resolved(config, environ, text).identity.resolve()
        ).access_key_id

    assert key(Config()) == "ENVIRONMENT"
    assert key(Config(profile="dev")) == "FILE"
