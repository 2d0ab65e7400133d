"""Settings of EC2's instance metadata service; the published vectors for its endpoint are in conformance."""

from __future__ import annotations

from typing import Any

import pytest
from aiosmithy.errors import ConfigurationError
from aiosmithy.metadata_settings import MetadataSettings, metadata_settings
from aiosmithy.shared_files import SharedFiles, parse_profiles


def found(
    environ: dict[str, str] | None = None, text: str = "", **options: Any
) -> MetadataSettings:
    files = SharedFiles(parse_profiles(text, "config"))
    return metadata_settings(environ or {}, files, **options)


def test_defaults() -> None:
    settings = found()

    assert settings.endpoint == "http://169.254.169.254"
    assert settings.timeout == 1.0
    assert settings.attempts is None
    assert settings.disabled is False


def test_environment_beats_profile() -> None:
    text = (
        "[default]\nmetadata_service_timeout = 3\nmetadata_service_num_attempts = 4\n"
        "imds_use_ipv6 = true\n"
    )
    environ = {
        "AWS_METADATA_SERVICE_TIMEOUT": "0.5",
        "AWS_METADATA_SERVICE_NUM_ATTEMPTS": "2",
        "AWS_IMDS_USE_IPV6": "false",
        "AWS_EC2_METADATA_DISABLED": "True",
    }

    profile, both = found(text=text), found(environ, text)

    assert (profile.timeout, profile.attempts) == (3.0, 4)
    assert profile.endpoint == "http://[fd00:ec2::254]"
    assert (both.timeout, both.attempts, both.disabled) == (0.5, 2, True)
    assert both.endpoint == "http://169.254.169.254"


def test_the_endpoint_mode_wins_over_botocores_older_switch() -> None:
    environ = {
        "AWS_IMDS_USE_IPV6": "true",
        "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv4",
    }

    assert found(environ).endpoint == "http://169.254.169.254"


def test_another_profile_may_be_named() -> None:
    text = "[profile dev]\nec2_metadata_service_endpoint = http://h:1/\n"

    assert found(text=text, profile="dev").endpoint == "http://h:1"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT", "169.254.169.254"),
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://user:word@host"),
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "IPv5"),
        ("AWS_METADATA_SERVICE_TIMEOUT", "0"),
        ("AWS_METADATA_SERVICE_TIMEOUT", "inf"),
        ("AWS_METADATA_SERVICE_TIMEOUT", "soon"),
        ("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "0"),
        ("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "101"),
        ("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "9" * 5000),
        ("AWS_EC2_METADATA_DISABLED", "1"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"^{name} is "):
        found({name: value})
