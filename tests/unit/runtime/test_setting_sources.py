"""Where settings come from, and that a client says it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import attrs
import pytest
from aiosmithy import Config, Credentials, RetryOptions, Session, Timeouts
from aiosmithy.errors import ConfigurationError
from aiosmithy.setting_sources import Setting, Sources
from aiosmithy.shared_files import SharedFiles, parse_profiles
from echo import SERVICE, EchoClient
from settled import settled


def sources(text: str) -> Sources:
    return Sources(None, {}, SharedFiles(parse_profiles(text, "config")))


def test_every_setting_has_an_origin() -> None:
    names = {name.partition(".")[0] for name in settled().origins}

    assert names == {attribute.name for attribute in attrs.fields(Config)}
    assert set(settled().origins.values()) == {"default"}


def test_origins_are_argument_variable_property_and_default() -> None:
    origins = settled(
        Config(use_fips=True, check_constraints=True, interceptors=[]),
        {"AWS_DEFAULT_REGION": "eu-west-1", "AWS_RETRY_MODE": "adaptive"},
        "[default]\nmax_attempts = 4\nregion = eu-west-2\n",
    ).origins

    assert origins["use_fips"] == origins["check_constraints"] == "argument"
    assert origins["region"] == "AWS_DEFAULT_REGION"
    assert origins["retries.mode"] == "AWS_RETRY_MODE"
    assert (
        origins["retries.max_attempts"]
        == "max_attempts of profile 'default' in ~/.aws/config"
    )
    assert origins["use_dual_stack"] == origins["max_connections"] == "default"


def test_parts_of_settings_have_origins_of_their_own() -> None:
    origins = settled(
        Config(
            retries=RetryOptions(),
            timeouts=Timeouts(),
            client_context={"accelerate": True},
        ),
        {"AWS_S3_USE_ARN_REGION": "true"},
        parameters={
            "accelerate": "AWS::S3::Accelerate",
            "use_arn_region": "AWS::S3::UseArnRegion",
        },
    ).origins

    assert origins["retries.mode"] == origins["timeouts.connect"] == "argument"
    assert origins["timeouts.total"] == "argument"
    assert origins["client_context.accelerate"] == "argument"
    assert origins["client_context.use_arn_region"] == "AWS_S3_USE_ARN_REGION"
    assert not {"retries", "timeouts", "client_context"} & origins.keys()


def test_a_number_is_one_part_of_its_setting() -> None:
    origins = settled(Config(retries=2, timeouts=5)).origins

    assert origins["retries.max_attempts"] == origins["timeouts.total"] == "argument"
    assert origins["retries.mode"] == origins["timeouts.read"] == "default"


def test_a_property_of_the_credentials_file_names_that_file() -> None:
    files = SharedFiles(
        credentials=parse_profiles("[default]\nregion = eu-west-1\n", "credentials"),
        credentials_file="/secret",
    )
    found = Sources(None, {}, files).property_("region")

    assert found is not None
    assert found.origin == "region of profile 'default' in /secret"


def test_lines_under_a_property_are_found_by_a_dot() -> None:
    found = sources("[default]\ns3 =\n  addressing_style = path\n  empty =\n")

    setting = found.property_("s3.empty", "s3.none", "s3.addressing_style")
    assert setting is not None
    assert setting.value == "path"
    assert setting.where == "s3.addressing_style of profile 'default' in ~/.aws/config"
    assert found.property_("s3", "s3.addressing_style.x") is None


def test_a_property_of_text_has_no_lines_under_it() -> None:
    assert sources("[default]\ns3 = flat\n").property_("s3.addressing_style") is None


@pytest.mark.parametrize(
    ("read", "value", "told"),
    [
        (Setting.boolean, "yes", "set it to true or false"),
        (Setting.boolean, 1, "set it to true or false"),
        (lambda s: s.choice("a", "b", "c"), "d", "use a, b or c"),
        (lambda s: s.whole(1), "0", "give a whole number, at least 1"),
        (lambda s: s.whole(0, 5), 6, "give a whole number from 0 to 5"),
        (lambda s: s.whole(0, 5), 1.0, "give a whole number from 0 to 5"),
        (lambda s: s.whole(0), "٣.", "give a whole number"),
        (lambda s: s.whole(0), "9" * 5000, "give a whole number"),
    ],
)
def test_what_a_setting_cannot_mean(read: Any, value: Any, told: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"^here is .*; {told}"):
        read(Setting(value, "here"))


def test_a_message_is_short_and_has_no_user_of_a_url() -> None:
    with pytest.raises(ConfigurationError) as caught:
        Setting(f"http://me:hunter2@host/{'9' * 5000}", "here").refuse("change it")

    assert "hunter2" not in str(caught.value)
    assert len(str(caught.value)) < 300


class NamedClient(EchoClient):
    """As the generator makes them."""

    def _service(self) -> Any:
        return SERVICE


def test_a_client_says_what_it_goes_by_before_any_call(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("[default]\nregion = eu-west-1\n")
    environ = {
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"),
    }
    client = NamedClient(
        credentials=Credentials("AKID", "hidden-secret"),
        session=Session(environ=environ),
    )

    settings = asyncio.run(client.resolved_config())

    assert settings.region == "eu-west-1"
    assert settings.origins["region"].endswith(f"in {tmp_path / 'config'}")
    assert settings.origins["credentials"] == "argument"
    assert "hidden-secret" not in repr(settings) + repr(settings.origins)


def test_a_client_of_nothing_has_no_settings() -> None:
    with pytest.raises(ConfigurationError, match="EchoClient has no operation"):
        asyncio.run(EchoClient().resolved_config())
