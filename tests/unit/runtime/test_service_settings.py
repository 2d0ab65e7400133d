"""Settings that only some services know."""

from __future__ import annotations

from typing import Any

import pytest
from aiosmithy.config import Config, ResolvedConfig, resolve_config
from aiosmithy.errors import ConfigurationError
from aiosmithy.shared_files import SharedFiles, parse_profiles

S3 = {
    "force_path_style": "AWS::S3::ForcePathStyle",
    "accelerate": "AWS::S3::Accelerate",
    "use_arn_region": "AWS::S3::UseArnRegion",
    "use_global_endpoint": "AWS::S3::UseGlobalEndpoint",
}


def resolved(
    config: Config | None = None,
    environ: dict[str, str] | None = None,
    text: str = "",
    **parameters: str,
) -> ResolvedConfig:
    return resolve_config(
        config or Config(),
        environ=environ or {},
        files=SharedFiles(parse_profiles(text, "config")),
        service_name="S3",
        signing_name="bed-rock",
        parameters=parameters,
    )


def parameters(config: Config | None = None, **options: Any) -> dict[str, object]:
    return dict(resolved(config, **options).endpoint_parameters)


def test_what_is_set_nowhere_is_not_said() -> None:
    assert parameters(**S3) == {}


def test_built_ins_come_from_argument_environment_and_profile() -> None:
    environ = {"AWS_S3_USE_ARN_REGION": "false"}
    profile = "[default]\ns3_use_arn_region = true\n"

    assert parameters(text=profile, **S3) == {"use_arn_region": True}
    assert parameters(environ=environ, text=profile, **S3) == {"use_arn_region": False}
    config = Config(client_context={"use_arn_region": True})
    assert parameters(config, environ=environ, **S3) == {"use_arn_region": True}


@pytest.mark.parametrize(("text", "found"), [("legacy", True), ("Regional", False)])
def test_global_endpoints(text: str, found: bool) -> None:
    environ = {"AWS_S3_US_EAST_1_REGIONAL_ENDPOINT": text}

    assert parameters(environ=environ, **S3) == {"use_global_endpoint": found}


def test_the_mode_of_account_ids() -> None:
    mode = {"mode": "AWS::Auth::AccountIdEndpointMode"}
    environ = {"AWS_ACCOUNT_ID_ENDPOINT_MODE": "required"}

    assert parameters(**mode) == {"mode": "preferred"}
    assert parameters(environ=environ, **mode) == {"mode": "required"}
    config = Config(account_id_endpoint_mode="disabled")
    assert parameters(config, environ=environ, **mode) == {"mode": "disabled"}


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({"AWS_S3_USE_ARN_REGION": "yes"}, "AWS_S3_USE_ARN_REGION is 'yes'"),
        ({"AWS_S3_US_EAST_1_REGIONAL_ENDPOINT": "x"}, "regional or legacy"),
        ({"AWS_REQUEST_CHECKSUM_CALCULATION": "never"}, "when_required"),
        ({"AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES": "many"}, "0 to 10485760"),
        ({"AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES": "10485761"}, "0 to 10485760"),
        ({"AWS_DISABLE_REQUEST_COMPRESSION": "1"}, "true or false"),
        ({"AWS_DISABLE_HOST_PREFIX_INJECTION": "1"}, "true or false"),
    ],
)
def test_what_is_refused(environ: dict[str, str], told: str) -> None:
    with pytest.raises(ConfigurationError, match=told):
        resolved(environ=environ, **S3)


def test_checksums_are_used_where_they_can_be() -> None:
    settings = resolved()
    less = resolved(
        Config(request_checksum_calculation="when_required"),
        {"AWS_RESPONSE_CHECKSUM_VALIDATION": "WHEN_REQUIRED"},
    )

    assert (settings.request_checksums, settings.response_checksums) == (True, True)
    assert (less.request_checksums, less.response_checksums) == (False, False)


def test_compression() -> None:
    environ = {"AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES": "0"}

    assert resolved().compress_from == 10_240
    assert resolved(environ=environ).compress_from == 0
    config = Config(request_min_compression_size_bytes=7)
    assert resolved(config, environ).compress_from == 7
    assert resolved(Config(disable_request_compression=True)).compress_from is None


def test_a_token_is_given_or_in_the_environment() -> None:
    environ = {"AWS_BEARER_TOKEN_BED_ROCK": "of the environment".replace(" ", "-")}

    assert resolved().bearer_token is None
    assert resolved(environ=environ).bearer_token == "of-the-environment"
    assert resolved(Config(bearer_token="given"), environ).bearer_token == "given"


@pytest.mark.parametrize("token", ["", "a b", "a\r\nx: y", "ä", 5])
def test_a_token_that_would_break_its_header_is_refused(token: Any) -> None:
    with pytest.raises(ConfigurationError, match="bearer_token") as caught:
        resolved(Config(bearer_token=token))

    assert repr(token) not in str(caught.value)
