"""Defaults modes: what they set, and how ``auto`` is decided."""

from __future__ import annotations

import pytest
from aiosmithy.config import Config, Timeouts
from aiosmithy.defaults_modes import settle
from aiosmithy.errors import ConfigurationError
from settled import settled

LAMBDA = {"AWS_EXECUTION_ENV": "AWS_Lambda_python3.13", "AWS_REGION": "eu-west-1"}


@pytest.mark.parametrize(
    ("mode", "connect"),
    [
        ("standard", 3.1),
        ("legacy", 3.1),
        ("In-Region", 1.1),
        ("cross-region", 3.1),
        ("mobile", 30.0),
    ],
)
def test_a_mode_says_how_long_connecting_may_take(mode: str, connect: float) -> None:
    environ = {"AWS_DEFAULTS_MODE": mode}

    settings = settled(environ=environ)

    assert settings.defaults_mode == mode.lower()
    assert settings.timeouts == Timeouts(connect=connect)
    assert settings.origins["timeouts.connect"] == "defaults_mode"
    assert settled(Config(timeouts=5), environ).timeouts.connect == connect


def test_timeouts_that_are_given_win() -> None:
    environ = {"AWS_DEFAULTS_MODE": "mobile"}

    settings = settled(Config(timeouts=Timeouts(read=7)), environ)

    assert settings.timeouts == Timeouts(read=7)


def test_a_mode_may_stand_in_the_profile_or_in_code() -> None:
    text = "[default]\ndefaults_mode = mobile\n"

    assert settled(text=text).defaults_mode == "mobile"
    assert settled(Config(defaults_mode="legacy"), text=text).defaults_mode == "legacy"
    with pytest.raises(ConfigurationError, match="defaults_mode is 'fast'; use legacy"):
        settled(Config(defaults_mode="fast"))


@pytest.mark.parametrize(
    ("region", "environ", "mode"),
    [
        ("eu-west-1", LAMBDA, "in-region"),
        ("us-east-1", LAMBDA, "cross-region"),
        (
            "us-east-1",
            {"AWS_EXECUTION_ENV": "x", "AWS_DEFAULT_REGION": "us-east-1"},
            "in-region",
        ),
        # Regions of the environment say nothing where nobody manages it; the metadata service may know.
        ("eu-west-1", {"AWS_REGION": "eu-west-1"}, "auto"),
        ("eu-west-1", {"AWS_EXECUTION_ENV": "x"}, "auto"),
    ],
)
def test_auto_by_the_environment(
    region: str, environ: dict[str, str], mode: str
) -> None:
    config = Config(defaults_mode="auto", region=region)

    assert settled(config, environ).defaults_mode == mode


@pytest.mark.parametrize(
    ("instance", "mode", "connect"),
    [
        ("eu-west-1", "in-region", 1.1),
        ("us-east-1", "cross-region", 3.1),
        (None, "standard", 3.1),
    ],
)
def test_auto_by_the_instance(instance: str | None, mode: str, connect: float) -> None:
    settings = settled(Config(defaults_mode="auto", region="eu-west-1", timeouts=9))
    assert settings.timeouts == Timeouts(connect=3.1, total=9)

    settle(settings, instance)

    assert settings.defaults_mode == mode
    assert settings.timeouts == Timeouts(connect=connect, total=9)


def test_auto_leaves_timeouts_that_are_given() -> None:
    given = Timeouts(connect=2)
    settings = settled(Config(defaults_mode="auto", region="eu-west-1", timeouts=given))

    settle(settings, "eu-west-1")

    assert settings.timeouts == given
