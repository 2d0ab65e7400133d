"""Whatever stands in environment, files and arguments: it is taken, or refused by name and in few words."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from aiosmithy.config import Config
from aiosmithy.errors import ConfigurationError
from aiosmithy.metadata_settings import metadata_settings
from aiosmithy.shared_files import SharedFiles, parse_profiles
from configuration_page import names, rows
from hypothesis import given
from hypothesis import strategies as st
from settled import settled

HEADINGS = ("Settings", "Instance metadata")
PARAMETERS = {
    "force_path_style": "AWS::S3::ForcePathStyle",
    "accelerate": "AWS::S3::Accelerate",
    "use_arn_region": "AWS::S3::UseArnRegion",
    "disable_multi_region_access_points": "AWS::S3::DisableMultiRegionAccessPoints",
    "disable_s3_express_session_auth": "AWS::S3::DisableS3ExpressSessionAuth",
    "use_global_endpoint": "AWS::S3::UseGlobalEndpoint",
    "sts": "AWS::STS::UseGlobalEndpoint",
    "mode": "AWS::Auth::AccountIdEndpointMode",
}
TEXTS = [
    *("0", "-1", "1.5", "true", "TRUE ", "auto", "*", ",", "#", "s3", "٣", "ä", "\x00"),
    *("a b", "a\r\nb: c", "http://", "http://[", "http://x:99999", "//x", "nan", "inf"),
    "https://me:hunter2@host",
    "9" * 5000,
    "x" * 100_000,
]
OBJECTS: list[Any] = [
    *(0, -1, 1.5, float("nan"), True, b"x", [], {}, (), object(), [1], {1: 2}, ("",)),
    *(lambda: None, 10**400, ["a", None], {"x": []}),
]


def listed(column: str) -> list[str]:
    found = [
        name
        for heading, row in rows()
        if heading in HEADINGS
        for name in names(row.get(column, ""))
    ]
    return [
        name.replace("<SERVICE>", "S3").replace("<SIGNING_NAME>", "ECHO")
        for name in found
    ]


def try_out(
    environ: dict[str, str], text: str = "", config: Config | None = None
) -> None:
    try:
        settled(config, environ, text, service="S3", parameters=PARAMETERS)
        metadata_settings(environ, SharedFiles(parse_profiles(text, "config")))
    except ConfigurationError as error:
        assert len(str(error)) < 1_000
        assert "hunter2" not in str(error)


@pytest.mark.parametrize("name", listed("variable"))
def test_variables(name: str) -> None:
    for text in TEXTS:
        try_out({name: text})


@pytest.mark.parametrize("name", listed("profile"))
def test_properties(name: str) -> None:
    group, _, inner = name.partition(".")
    for text in TEXTS:
        value = f"\n  {inner} = {text}" if inner else f" {text}"
        try_out({}, f"[default]\n{group} ={value}\n")


@pytest.mark.parametrize("name", [each.name for each in attrs.fields(Config)])
def test_arguments(name: str) -> None:
    for value in [*TEXTS, *OBJECTS]:
        try_out({}, config=Config(**{name: value}))


@given(st.text(alphabet="[]=#; \n\t\rabs3profiledfut.-\\\x00ä"))
def test_files_are_read_or_refused_with_their_line(text: str) -> None:
    for kind in ("config", "credentials"):
        try:
            parse_profiles(text, kind)  # type: ignore[arg-type]
        except ConfigurationError as error:
            assert str(error).startswith("<text>, line ")
