"""Settings that decide where requests go."""

from __future__ import annotations

from typing import Any

import pytest
from aiosmithy.config import Config, ResolvedConfig
from aiosmithy.errors import ConfigurationError
from settled import settled

S3 = {
    "force_path_style": "AWS::S3::ForcePathStyle",
    "accelerate": "AWS::S3::Accelerate",
    "use_arn_region": "AWS::S3::UseArnRegion",
    "use_global_endpoint": "AWS::S3::UseGlobalEndpoint",
}


def s3(config: Config | None = None, **options: Any) -> ResolvedConfig:
    return settled(config, service="S3", parameters=S3, **options)


def parameters(config: Config | None = None, **options: Any) -> dict[str, object]:
    return dict(s3(config, **options).endpoint_parameters)


def under_s3(*lines: str) -> str:
    return "[default]\ns3 =\n" + "".join(f"  {line}\n" for line in lines)


def test_what_is_set_nowhere_is_not_said() -> None:
    assert parameters() == {}


def test_built_ins_come_from_argument_environment_and_profile() -> None:
    environ = {"AWS_S3_USE_ARN_REGION": "false"}
    profile = "[default]\ns3_use_arn_region = true\n"

    assert parameters(text=profile) == {"use_arn_region": True}
    assert parameters(environ=environ, text=profile) == {"use_arn_region": False}
    config = Config(client_context={"use_arn_region": True})
    assert parameters(config, environ=environ) == {"use_arn_region": True}


def test_built_ins_come_from_the_lines_under_s3() -> None:
    text = under_s3(
        "use_accelerate_endpoint = true",
        "use_arn_region = false",
        "us_east_1_regional_endpoint = legacy",
    )

    assert parameters(text=text) == {
        "accelerate": True,
        "use_arn_region": False,
        "use_global_endpoint": True,
    }


@pytest.mark.parametrize(("text", "found"), [("legacy", True), ("Regional", False)])
def test_global_endpoints(text: str, found: bool) -> None:
    environ = {"AWS_S3_US_EAST_1_REGIONAL_ENDPOINT": text}

    assert parameters(environ=environ) == {"use_global_endpoint": found}


def test_the_mode_of_account_ids() -> None:
    mode = {"mode": "AWS::Auth::AccountIdEndpointMode"}
    environ = {"AWS_ACCOUNT_ID_ENDPOINT_MODE": "required"}

    def found(config: Config | None = None, **options: Any) -> object:
        return settled(config, parameters=mode, **options).endpoint_parameters["mode"]

    assert found() == "preferred"
    assert found(environ=environ) == "required"
    config = Config(account_id_endpoint_mode="disabled")
    assert found(config, environ=environ) == "disabled"


def test_addressing_styles() -> None:
    text = under_s3("addressing_style = Path")

    assert s3().addressing_style == "auto"
    assert s3(text=text).addressing_style == "path"
    assert settled(text=text).addressing_style == "auto"  # no other service has one


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({"AWS_S3_USE_ARN_REGION": "yes"}, "AWS_S3_USE_ARN_REGION is 'yes'"),
        ({"AWS_S3_US_EAST_1_REGIONAL_ENDPOINT": "x"}, "regional or legacy"),
        ({"AWS_DISABLE_HOST_PREFIX_INJECTION": "1"}, "true or false"),
        ({"AWS_ENDPOINT_DISCOVERY_ENABLED": "on"}, "true, false or auto"),
    ],
)
def test_what_is_refused(environ: dict[str, str], told: str) -> None:
    with pytest.raises(ConfigurationError, match=told):
        s3(environ=environ)


def test_a_wrong_line_under_s3_is_named() -> None:
    with pytest.raises(
        ConfigurationError, match=r"^s3\.addressing_style of profile .* path$"
    ):
        s3(text=under_s3("addressing_style = fancy"))


def test_discovery_of_endpoints() -> None:
    environ = {"AWS_ENDPOINT_DISCOVERY_ENABLED": "True"}
    text = "[default]\nendpoint_discovery_enabled = false\n"

    assert settled().endpoint_discovery is None
    assert settled(environ={**environ}, text=text).endpoint_discovery is True
    assert settled(text=text).endpoint_discovery is False
    assert (
        settled(Config(endpoint_discovery=False), environ).endpoint_discovery is False
    )
    environ["AWS_ENDPOINT_DISCOVERY_ENABLED"] = "auto"
    assert settled(environ=environ, text=text).endpoint_discovery is None


VARIANTS = {"AWS_USE_FIPS_ENDPOINT": "TRUE", "AWS_USE_DUALSTACK_ENDPOINT": "true"}


def variants(settings: ResolvedConfig) -> tuple[bool, bool]:
    return settings.use_fips, settings.use_dual_stack


def test_variants_come_from_argument_environment_and_profile() -> None:
    text = "[default]\nuse_fips_endpoint = true\nuse_dualstack_endpoint = true\n"

    assert variants(settled()) == (False, False)
    assert variants(settled(text=text)) == (True, True)
    assert variants(settled(environ=VARIANTS)) == (True, True)
    config = Config(use_fips=False, use_dual_stack=False)
    assert variants(settled(config, VARIANTS, text)) == (False, False)


@pytest.mark.parametrize("region", ["fips-us-east-1", "us-east-1-fips"])
def test_regions_that_ask_for_fips(region: str) -> None:
    settings = settled(environ={"AWS_REGION": region})

    assert (settings.region, settings.use_fips) == ("us-east-1", True)
    assert settings.origins["use_fips"] == "AWS_REGION"


def test_an_endpoint_url_leaves_out_the_variants_that_code_does_not_ask_for() -> None:
    environ = {**VARIANTS, "AWS_ENDPOINT_URL": "http://localhost:4566"}

    settings = settled(Config(use_dual_stack=True), environ)

    assert variants(settings) == (False, True)
    assert settings.origins["use_fips"] == "endpoint_url"
    assert settings.origins["use_dual_stack"] == "argument"


def test_dual_stack_under_s3_is_for_s3_and_wins_over_the_environment() -> None:
    environ = {"AWS_USE_DUALSTACK_ENDPOINT": "true"}
    text = under_s3("use_dualstack_endpoint = false")

    assert s3(environ=environ, text=text).use_dual_stack is False
    assert settled(environ=environ, text=text).use_dual_stack is True
    assert s3(Config(use_dual_stack=True), text=text).use_dual_stack is True
